/* global L */
import { Component, onMounted, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { BackgroundMap } from "../map/map_background";

const COLOURS = { todo: "#b3261e", run: "#1f5f99", home: "#4a5a67", chosen: "#7a3e9d" };

/** The map of the day. Points stand on their positions, with or without a background. */
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
        onMounted(() => {
            this.map = new BackgroundMap(this.root.el, this.props.tiles, () => this.fit());
            this.layer = this.map.layer;
        });
        onWillUnmount(() => this.map.destroy());
        useEffect(
            () => this.draw(),
            () => [this.props.rides, this.props.runs, this.props.volunteers, this.props.chosen.key]
        );
        useEffect(
            () => this.fit(),
            () => [this.props.day, this.props.rides.length, this.props.chosen.key]
        );
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
        this.map.fit(points);
    }
}
