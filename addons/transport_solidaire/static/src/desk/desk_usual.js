import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { clockOfHour, parseHour } from "./desk_model";

/** Who calls, and her usual trips: a number books one of them again. */
export class DeskUsual extends Component {
    static template = "transport_solidaire.DeskUsual";
    static props = {
        day: String,
        formatDay: Function,
        api: Object,
        onBooked: Function,
        onBook: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.clockOfHour = clockOfHour;
        this.input = useRef("input");
        this.list = useRef("list");
        this.state = useState({
            text: "",
            people: [],
            index: 0,
            usual: null,
            trip: 0,
            day: "",
            hour: "",
            error: "",
            busy: false,
            searched: "",
        });
        // the key "/" of the desk
        this.props.api.focus = () => this.focus();
        this.search = useDebounced(() => this.find(), 150);
        useEffect(
            (usual) => (usual ? this.list.el?.focus() : undefined),
            () => [this.state.usual]
        );
    }

    focus() {
        this.close();
        this.input.el.focus();
        this.input.el.select();
    }

    close() {
        this.state.usual = null;
        this.state.people = [];
        this.state.error = "";
        this.state.day = this.state.hour = "";
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.state.usual = null;
        this.search();
    }

    async find() {
        const text = this.state.text;
        const people = text.trim() ? await this.orm.call("ts.desk", "find_person", [text]) : [];
        if (text === this.state.text) {
            Object.assign(this.state, { people, index: 0, searched: text });
        }
    }

    get isUnknown() {
        return this.state.searched.trim().length >= 3 && !this.state.people.length && !this.state.usual;
    }

    async choose(person) {
        this.state.usual = await this.orm.call("ts.desk", "get_usual", [person.id, this.props.day]);
        Object.assign(this.state, { people: [], trip: 0, text: person.name, error: "", searched: "" });
    }

    onInputKeydown(ev) {
        const { people, index } = this.state;
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            ev.preventDefault();
            const step = ev.key === "ArrowDown" ? 1 : -1;
            this.state.index = Math.max(0, Math.min(people.length - 1, index + step));
        } else if (ev.key === "Enter" && people[index]) {
            ev.preventDefault();
            this.choose(people[index]);
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.leave();
        }
    }

    onListKeydown(ev) {
        if (ev.target.tagName === "INPUT") {
            if (ev.key === "Enter" || ev.key === "Escape") {
                ev.preventDefault();
                ev.stopPropagation();
                this.list.el.focus();
            }
            return;
        }
        const trips = this.state.usual.trips;
        if (/^[1-9]$/.test(ev.key) && trips[ev.key - 1]) {
            this.book(trips[ev.key - 1]);
        } else if (ev.key === "Enter" && trips[this.state.trip] && ev.target === this.list.el) {
            this.book(trips[this.state.trip]);
        } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            const step = ev.key === "ArrowDown" ? 1 : -1;
            this.state.trip = Math.max(0, Math.min(trips.length - 1, this.state.trip + step));
        } else if (ev.key === "Escape") {
            this.leave();
        } else if (ev.key === "n") {
            this.props.onBook(this.state.usual.person.id);
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    leave() {
        this.state.text = "";
        this.state.searched = "";
        this.close();
        this.props.onClose();
    }

    dayOf(trip) {
        return this.state.day || trip.day;
    }

    hourOf(trip) {
        return parseHour(this.state.hour) ?? trip.hour;
    }

    returnHourOf(trip) {
        // a later outward ride has a later return, as long after it as usual
        const shift = this.hourOf(trip) - trip.hour;
        return trip.return_hour ? Math.min(trip.return_hour + shift, 23.75) : false;
    }

    describeReturn(trip) {
        if (!trip.has_return) {
            return _t("one way");
        }
        const hour = this.returnHourOf(trip);
        return hour ? _t("return %s", clockOfHour(hour)) : _t("she will call for the return");
    }

    describeHabit(trip) {
        const last = this.props.formatDay(trip.last);
        return _t("%(from)s · %(count)s ×, last: %(last)s", { from: trip.from, count: trip.count, last });
    }

    async book(trip) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const args = [trip.ride_id, this.dayOf(trip), this.hourOf(trip), this.returnHourOf(trip)];
            const booked = await this.orm.silent.call("ts.desk", "book_usual", args);
            const person = this.state.usual.person.name;
            this.state.text = "";
            this.close();
            this.props.onBooked(booked, person);
        } catch (error) {
            this.state.error = error.data?.message || error.message;
        } finally {
            this.state.busy = false;
        }
    }
}
