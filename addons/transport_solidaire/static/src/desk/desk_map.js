/* global L */
import { Component, onMounted, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";

const COLOURS = { todo: "#b3261e", run: "#1f5f99", home: "#4a5a67", chosen: "#7a3e9d" };
// Where to look when nobody has a position: the middle of France.
const NOWHERE = { center: [46.6, 2.4], zoom: 6 };

// Without an answer the background is not asked for again at once: nothing is to blink or to fail loudly.
const RETRY_MS = 10 * 60 * 1000;
let silentSince = -Infinity;

/**
 * The map of the day. Points stand on their positions, with or without a background.
 *
 * The background is asked for only when the browser is online and one of its pictures could be read.
 */
export class DeskMap extends Component {
    static template = "transport_solidaire.DeskMap";
    static props = {
        rides: Array,
        runs: Array,
        volunteers: Array,
        chosen: Object,
        tiles: String,
        day: String,
        onChooseRide: Function,
        onChooseRun: Function,
    };

    setup() {
        this.root = useRef("map");
        this.online = () => {
            silentSince = -Infinity;
            this.addTiles();
        };
        onMounted(() => {
            this.map = L.map(this.root.el, {
                zoomControl: true,
                attributionControl: true,
                keyboard: false,
                fadeAnimation: false,
            });
            this.map.attributionControl.setPrefix(false);
            this.map.setView(NOWHERE.center, NOWHERE.zoom, { animate: false });
            this.layer = L.layerGroup().addTo(this.map);
            this.observer = new ResizeObserver(() => {
                this.map.invalidateSize({ animate: false });
                this.fit();
            });
            this.observer.observe(this.root.el);
            browser.addEventListener("online", this.online);
            this.addTiles();
        });
        onWillUnmount(() => {
            browser.removeEventListener("online", this.online);
            this.observer.disconnect();
            this.map.remove();
        });
        useEffect(
            () => this.draw(),
            () => [this.props.rides, this.props.runs, this.props.volunteers, this.props.chosen.key]
        );
        useEffect(
            () => this.fit(),
            () => [this.props.day, this.props.rides.length, this.props.chosen.key]
        );
    }

    addTiles() {
        const url = this.props.tiles;
        if (!url || this.tiles || !browser.navigator.onLine || Date.now() - silentSince < RETRY_MS) {
            return;
        }
        // one picture first: without an answer the points stay on a plain background
        const probe = new Image();
        probe.onload = () => {
            if (this.root.el && !this.tiles) {
                this.tiles = L.tileLayer(url, {
                    maxZoom: 18,
                    attribution: "© OpenStreetMap",
                    errorTileUrl: "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
                }).addTo(this.map);
            }
        };
        probe.onerror = () => (silentSince = Date.now());
        probe.src = url.replace("{z}", "5").replace("{x}", "15").replace("{y}", "11").replace("{s}", "a");
    }

    /** Return the positions of a ride or of a run's stops. */
    getRunPoints(run) {
        const rides = new Map(this.props.rides.map((ride) => [ride.id, ride]));
        const home = this.props.volunteers.find((v) => v.id === run.volunteer)?.point;
        return run.stops
            .map((stop) => {
                const ride = rides.get(stop.ride);
                if (stop.kind === "pickup") {
                    return ride?.from_point;
                }
                return stop.kind === "dropoff" ? ride?.to_point : home;
            })
            .filter(Boolean);
    }

    draw() {
        this.layer.clearLayers();
        for (const volunteer of this.props.volunteers) {
            if (volunteer.point) {
                this.addMark(volunteer.point, "ts-mark-home", "⌂", _t("%s lives here", volunteer.name));
            }
        }
        for (const run of this.props.runs) {
            this.addRun(run);
        }
        for (const ride of this.props.rides) {
            if (ride.state === "requested") {
                this.addRide(ride);
            }
        }
    }

    addRun(run) {
        const points = this.getRunPoints(run);
        const chosen = this.props.chosen.run === run.id;
        if (points.length > 1) {
            L.polyline(points, {
                color: chosen ? COLOURS.chosen : COLOURS.run,
                weight: chosen ? 5 : 2,
                opacity: chosen ? 1 : this.props.chosen.key ? 0.12 : 0.3,
            })
                .on("click", () => this.props.onChooseRun(run.id))
                .addTo(this.layer);
        }
    }

    addRide(ride) {
        const chosen = (this.props.chosen.rides || []).includes(ride.id);
        if (ride.from_point && ride.to_point) {
            L.polyline([ride.from_point, ride.to_point], {
                color: chosen ? COLOURS.chosen : COLOURS.todo,
                weight: chosen ? 5 : 2,
                dashArray: "6 6",
                opacity: chosen ? 1 : this.props.chosen.key ? 0.25 : 0.6,
            }).addTo(this.layer);
        }
        const label = `${ride.person}, ${ride.from} → ${ride.to}`;
        const kind = chosen ? "ts-mark-todo ts-mark-chosen" : "ts-mark-todo";
        if (ride.from_point) {
            this.addMark(ride.from_point, kind, "●", label, () => this.props.onChooseRide(ride.id));
        }
        if (ride.to_point && chosen) {
            this.addMark(ride.to_point, `${kind} ts-mark-to`, "■", label);
        }
    }

    addMark(point, kind, sign, label, onClick) {
        const icon = L.divIcon({ className: `ts-mark ${kind}`, html: sign, iconSize: [26, 26] });
        const mark = L.marker(point, { icon, title: label, alt: label, keyboard: false });
        if (onClick) {
            mark.on("click", onClick);
        }
        mark.addTo(this.layer);
    }

    /** Show what is chosen, else everything of the day. */
    fit() {
        const rides = this.props.rides.filter((ride) => (this.props.chosen.rides || []).includes(ride.id));
        const run = this.props.runs.find((r) => r.id === this.props.chosen.run);
        let points = rides.flatMap((ride) => [ride.from_point, ride.to_point]).filter(Boolean);
        if (run) {
            points = this.getRunPoints(run);
        }
        if (!points.length) {
            points = this.props.rides.flatMap((ride) => [ride.from_point, ride.to_point]).filter(Boolean);
        }
        if (points.length && this.root.el.clientWidth) {
            this.map.fitBounds(points, { padding: [30, 30], maxZoom: 12, animate: false });
        }
    }
}
