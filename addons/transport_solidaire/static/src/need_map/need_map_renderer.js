// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
/* global L */
import { Component, onMounted, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { BackgroundMap } from "../map/map_background";

// Width of a circle, in pixels: never too small for a finger.
const SMALLEST = 30;
const BIGGEST = 74;

/** One circle for each commune: as big as its rides are many, as red as they are not met. */
export class NeedMapRenderer extends Component {
    static template = "transport_solidaire.NeedMapRenderer";
    static props = { communes: Array, tiles: String, onOpen: Function };

    setup() {
        this.root = useRef("map");
        this.legend = [
            ["met", _t("All met")],
            ["few", _t("Fewer than 5 not met")],
            ["low", _t("Under 10 % not met")],
            ["some", _t("10 to 25 % not met")],
            ["high", _t("25 % and more not met")],
            ["hidden", _t("Fewer than 5 rides")],
        ];
        this.nowhere = _t("Without a commune");
        onMounted(() => {
            this.map = new BackgroundMap(this.root.el, this.props.tiles, () => this.fit());
        });
        onWillUnmount(() => this.map.destroy());
        useEffect(
            () => {
                this.draw();
                this.fit();
            },
            () => [this.props.communes]
        );
    }

    getSentence({ name, rides, unmet, share }) {
        const facts = [_t("%s rides asked for", rides)];
        if (unmet) {
            facts.push(_t("%s not met", unmet));
        }
        return `${name || this.nowhere}: ${[...facts, share].filter(Boolean).join(", ")}`;
    }

    draw() {
        this.map.layer.clearLayers();
        const biggest = Math.min(BIGGEST, Math.max(SMALLEST, this.root.el.clientWidth / 8));
        // the small ones lie on the big ones
        for (const commune of this.props.communes.filter((each) => each.point)) {
            const width = Math.round(SMALLEST + (biggest - SMALLEST) * commune.size);
            const text = document.createElement("span");
            text.textContent = commune.rides;
            const icon = L.divIcon({
                className: `ts-need ts-need-${commune.band}`,
                html: text,
                iconSize: [width, width],
            });
            const sentence = this.getSentence(commune);
            const mark = L.marker(commune.point, { icon, title: sentence, zIndexOffset: 1000 - 10 * width })
                .on("click", () => this.props.onOpen(commune))
                .addTo(this.map.layer);
            mark.getElement().style.lineHeight = `${width}px`;
            mark.getElement().setAttribute("aria-label", sentence);
        }
    }

    fit() {
        this.map.fit(this.props.communes.map((commune) => commune.point).filter(Boolean));
    }
}
