// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { TextField, textField } from "@web/views/fields/text/text_field";

const { DateTime, Info } = luxon;
// How far a key moves, in days; PageUp and PageDown change the month.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Irregular dates, typed as they are said or clicked on a small month. */
export class SeriesDates extends Component {
    static template = "transport_solidaire.SeriesDates";
    static components = { TextField };
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        this.root = useRef("root");
        this.state = useState({ days: [], month: null, focus: null });
        this.written = null;
        this.pending = 0;
        this.moved = false;
        useRecordObserver((record) => this.read(record));
        useEffect(
            () => {
                if (this.moved) {
                    this.moved = false;
                    this.root.el.querySelector("[data-day][tabindex='0']")?.focus();
                }
            },
            () => [this.state.focus]
        );
    }

    /** Take over what was typed; what was just clicked here stands already. */
    read(record) {
        const { dates_json: told, dates_text: text } = record.data;
        if (!this.pending && (text !== this.written || !this.state.month)) {
            this.state.days = [...(told?.days || [])];
            if (!this.state.month) {
                const first = this.state.days[0] || this.first;
                this.state.month = first.slice(0, 7);
                this.state.focus = first;
            }
        }
    }

    get told() {
        return this.props.record.data.dates_json || { unknown: [], warned: {} };
    }

    get first() {
        const { date_from: from } = this.props.record.data;
        return (from || DateTime.local()).toISODate();
    }

    get title() {
        return DateTime.fromISO(this.state.month).toFormat("LLLL yyyy");
    }

    get weekdays() {
        return Info.weekdays("short");
    }

    /** Return six weeks at most, from Monday; days of other months are left out. */
    get weeks() {
        const month = DateTime.fromISO(this.state.month);
        const weeks = [];
        for (let day = month.startOf("week"); day <= month.endOf("month"); day = day.plus({ days: 7 })) {
            weeks.push([0, 1, 2, 3, 4, 5, 6].map((n) => this.describe(day.plus({ days: n }), month)));
        }
        return weeks;
    }

    describe(day, month) {
        const iso = day.toISODate();
        const warning = this.told.warned?.[iso];
        return {
            iso,
            number: day.day,
            here: day.hasSame(month, "month"),
            off: iso < this.first,
            chosen: this.state.days.includes(iso),
            warning,
            label: day.toFormat("cccc d LLLL yyyy") + (warning ? `, ${warning}` : ""),
        };
    }

    turn(months) {
        this.state.month = DateTime.fromISO(this.state.month).plus({ months }).toISODate().slice(0, 7);
        const kept = Math.min(
            Number(this.state.focus.slice(8)),
            DateTime.fromISO(this.state.month).daysInMonth
        );
        this.state.focus = `${this.state.month}-${String(kept).padStart(2, "0")}`;
    }

    async toggle(iso) {
        if (this.props.readonly || iso < this.first) {
            return;
        }
        const days = new Set(this.state.days);
        days.delete(iso) || days.add(iso);
        this.state.days = [...days].sort();
        this.state.focus = iso;
        // what could not be read stays, to be corrected by hand
        const said = this.state.days.map((day) => DateTime.fromISO(day).toFormat("dd/MM/yyyy"));
        this.written = [...said, ...this.told.unknown].join(", ") || false;
        // fingers are faster than the answer to the click before
        this.pending++;
        try {
            await this.props.record.update({ [this.props.name]: this.written });
        } finally {
            this.pending--;
        }
    }

    onKeydown(ev, iso) {
        if (ev.key in STEPS) {
            const day = DateTime.fromISO(iso).plus({ days: STEPS[ev.key] }).toISODate();
            this.state.month = day.slice(0, 7);
            this.state.focus = day;
        } else if (ev.key === "PageUp" || ev.key === "PageDown") {
            this.turn(ev.key === "PageUp" ? -1 : 1);
        } else {
            return;
        }
        this.moved = true;
        ev.preventDefault();
        ev.stopPropagation();
    }
}

registry.category("fields").add("ts_dates", {
    ...textField,
    component: SeriesDates,
    fieldDependencies: [
        { name: "dates_json", type: "json" },
        { name: "date_from", type: "date" },
    ],
    extractProps: ({ attrs, placeholder }) => ({ placeholder: placeholder || attrs.placeholder }),
});
