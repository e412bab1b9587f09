import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { clock, getRows, getSpan } from "./desk_model";

const FREE_ROWS = 12;

/** The day by volunteer on a time axis: approach, on board, waiting and way home are drawn. */
export class DeskDay extends Component {
    static template = "transport_solidaire.DeskDay";
    static props = {
        data: Object,
        chosen: Object,
        now: Number,
        dragging: [Object, { value: null }],
        onChooseRun: Function,
        onOpenRun: Function,
        onDrag: Function,
        onDrop: Function,
        onDragEnd: Function,
    };

    setup() {
        this.clock = clock;
        this.state = useState({ all: false, over: null });
        this.kinds = {
            approach: _t("Approach"),
            loaded: _t("On board"),
            waiting: _t("Waiting time"),
            return: _t("Way home"),
        };
        this.states = {
            planned: _t("yes awaited"),
            confirmed: _t("confirmed"),
            done: _t("done"),
        };
    }

    get span() {
        return getSpan(this.props.data);
    }

    get hours() {
        const [first, last] = this.span;
        const step = last - first > 14 * 60 ? 120 : 60;
        const hours = [];
        for (let at = first; at <= last; at += step) {
            hours.push(at);
        }
        return hours;
    }

    get rows() {
        return getRows(this.props.data);
    }

    get shown() {
        const rows = this.rows;
        const driving = rows.filter((row) => row.runs.length).length;
        return this.state.all ? rows : rows.slice(0, Math.max(driving + 4, FREE_ROWS));
    }

    get hidden() {
        return this.rows.length - this.shown.length;
    }

    get moreLabel() {
        return _t("Show %s more available volunteers", this.hidden);
    }

    left(at) {
        const [first, last] = this.span;
        return ((at - first) / (last - first)) * 100;
    }

    place(from, to) {
        return `left:${this.left(from)}%;width:${this.left(to) - this.left(from)}%`;
    }

    placeRun(row, run) {
        const height = 100 / row.lanes.count;
        return `${this.place(run.start, run.end)};top:${row.lanes.of[run.id] * height}%;height:${height}%`;
    }

    placeSegment(run, [, from, to]) {
        const length = run.end - run.start || 1;
        return `left:${((from - run.start) / length) * 100}%;width:${((to - from) / length) * 100}%`;
    }

    people(run) {
        const rides = new Map(this.props.data.rides.map((ride) => [ride.id, ride]));
        const names = run.stops
            .filter((stop) => stop.kind === "pickup" && rides.has(stop.ride))
            .map((stop) => rides.get(stop.ride).person);
        return [...new Set(names)];
    }

    hasWarning(run) {
        return this.props.data.rides.some((ride) => ride.run === run.id && ride.warning);
    }

    /** Return the outing in words, for those who do not see the drawing. */
    describe(row, run) {
        const parts = run.segments.map(([kind, from, to]) => `${this.kinds[kind]} ${clock(from)}–${clock(to)}`);
        const who = `${row.volunteer.name}, ${this.people(run).join(", ")}, ${this.states[run.state]}`;
        return `${who}. ${parts.join(", ")}. ${Math.round(run.km)} km`;
    }

    describeSegment([kind, from, to, km]) {
        const length = km ? `, ${km} km` : "";
        return `${this.kinds[kind]} ${clock(from)}–${clock(to)} (${to - from} min${length})`;
    }

    isFree(row) {
        return !row.runs.length;
    }

    onDragOver(ev, row) {
        if (this.props.dragging) {
            ev.preventDefault();
            this.state.over = row.volunteer.id;
        }
    }

    onDrop(ev, row, run) {
        ev.preventDefault();
        this.state.over = null;
        this.props.onDrop(row.volunteer.id, run?.id || false);
    }
}
