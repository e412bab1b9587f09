// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
/* global L */
import { browser } from "@web/core/browser/browser";

// Without an answer the background is not asked for again at once: nothing is to blink or to fail loudly.
const RETRY_MS = 10 * 60 * 1000;
const NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
// Where to look when nobody has a position: the middle of France.
const NOWHERE = { center: [46.6, 2.4], zoom: 6 };
let silentSince = -Infinity;

/**
 * A map on a plain background; pictures come behind it when there is a network.
 *
 * They are asked for only when the browser is online and one of them could be read.
 */
export class BackgroundMap {
    /**
     * @param {HTMLElement} element
     * @param {string} url address of the pictures; empty: nothing is asked from outside
     * @param {() => void} onResize
     */
    constructor(element, url, onResize) {
        this.element = element;
        this.url = url;
        this.leaflet = L.map(element, {
            zoomControl: true,
            attributionControl: true,
            keyboard: false,
            fadeAnimation: false,
            zoomSnap: 0.25,
        });
        this.leaflet.attributionControl.setPrefix(false);
        this.leaflet.setView(NOWHERE.center, NOWHERE.zoom, { animate: false });
        this.layer = L.layerGroup().addTo(this.leaflet);
        this.observer = new ResizeObserver(() => {
            this.leaflet.invalidateSize({ animate: false });
            onResize();
        });
        this.observer.observe(element);
        this.online = () => {
            silentSince = -Infinity;
            this.addTiles();
        };
        browser.addEventListener("online", this.online);
        this.addTiles();
    }

    destroy() {
        browser.removeEventListener("online", this.online);
        this.observer.disconnect();
        this.leaflet.remove();
        this.gone = true;
    }

    addTiles() {
        if (!this.url || this.tiles || !browser.navigator.onLine || Date.now() - silentSince < RETRY_MS) {
            return;
        }
        // one picture first: without an answer the points stay on a plain background
        const probe = new Image();
        probe.onload = () => {
            if (!this.gone && !this.tiles) {
                this.tiles = L.tileLayer(this.url, {
                    maxZoom: 18,
                    attribution: "© OpenStreetMap",
                    errorTileUrl: NOTHING,
                }).addTo(this.leaflet);
            }
        };
        probe.onerror = () => (silentSince = Date.now());
        probe.src = this.url.replace("{z}", "5").replace("{x}", "15").replace("{y}", "11").replace("{s}", "a");
    }

    /** Show all these points, unless nothing can be seen. */
    fit(points) {
        if (points.length && this.element.clientWidth) {
            this.leaflet.fitBounds(points, { padding: [30, 30], maxZoom: 12, animate: false });
        }
    }
}
