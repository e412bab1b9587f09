import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { clock } from "./desk_model";

/** What is chosen: who could drive it and why, or the outing with its stops. */
export class DeskSide extends Component {
    static template = "transport_solidaire.DeskSide";
    static props = {
        data: Object,
        errand: { type: Object, optional: true },
        run: { type: Object, optional: true },
        suggestions: Array,
        index: Number,
        searching: Boolean,
        ask: [Object, { value: null }],
        busy: Boolean,
        onChoose: Function,
        onAssign: Function,
        onPropose: Function,
        onReason: Function,
        onCancel: Function,
        onConfirm: Function,
        onTakeBack: Function,
        onOpen: Function,
        onSplit: Function,
        onCall: Function,
    };

    setup() {
        this.clock = clock;
        this.askBox = useRef("ask");
        this.kinds = {
            start: _t("Leaves home"),
            pickup: _t("Picks up"),
            dropoff: _t("Sets down"),
            end: _t("Back home"),
        };
        useEffect(
            (ask) => (ask ? this.askBox.el?.focus() : undefined),
            () => [this.props.ask]
        );
    }

    get volunteer() {
        return this.props.data.volunteers.find((v) => v.id === this.props.run.volunteer);
    }

    getRide(id) {
        return this.props.data.rides.find((ride) => ride.id === id);
    }

    where(stop) {
        const ride = this.getRide(stop.ride);
        return stop.kind === "pickup" ? ride?.from : ride?.to;
    }

    get rides() {
        return this.props.data.rides.filter((ride) => ride.run === this.props.run.id);
    }

    get warnings() {
        return this.rides.map((ride) => ride.warning).filter(Boolean);
    }

    hasState(...states) {
        return this.rides.some((ride) => states.includes(ride.state));
    }

    /** Return what is still to be done after the calls about what is chosen. */
    get steps() {
        const rides = this.props.errand ? this.props.errand.rides : this.rides;
        return [...new Set(rides.flatMap((ride) => ride.steps))];
    }

    blockers(suggestion) {
        return suggestion.blockers.map((blocker) => blocker.message || blocker);
    }

    km(value) {
        return Math.round(value || 0);
    }
}
