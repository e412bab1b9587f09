import { Component, onWillStart, onWillUnmount, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DeskDay } from "./desk_day";
import { DeskKeyboard } from "./desk_keyboard";
import { DeskMap } from "./desk_map";
import { clock, getErrands, mergeDay } from "./desk_model";
import { DeskSide } from "./desk_side";
import { DeskUsual } from "./desk_usual";

const { DateTime } = luxon;
const SUGGESTIONS = 10;

/** The phone desk: what is to place, the day by volunteer, the map and who could drive. */
export class TsDesk extends Component {
    static template = "transport_solidaire.Desk";
    static components = { DeskDay, DeskMap, DeskSide, DeskUsual };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.bus = useService("bus_service");
        this.root = useRef("root");
        this.keyboard = new DeskKeyboard(this);
        this.clock = clock;
        this.loads = 0;
        this.split = new Set();
        this.usual = {};
        this.state = useState({
            data: null,
            now: 0,
            chosen: null,
            suggestions: [],
            searching: false,
            index: 0,
            ask: null,
            message: null,
            help: false,
            tab: "todo",
            dragging: null,
            busy: false,
            splits: 0,
            focus: 0,
        });
        onWillStart(() => this.load(this.props.action.params?.day || browser.sessionStorage.getItem("ts_desk.day")));
        this.hear = (payload) => this.onChanged(payload);
        this.bus.subscribe("ts_desk", this.hear);
        this.bus.start();
        useBus(this.bus, "BUS:RECONNECT", () => this.refresh());
        useExternalListener(document, "keydown", (ev) => this.keyboard.onKeydown(ev));
        this.timer = browser.setInterval(() => this.tick(), 20000);
        onWillUnmount(() => {
            this.bus.unsubscribe("ts_desk", this.hear);
            browser.clearInterval(this.timer);
            browser.clearTimeout(this.later);
            browser.clearTimeout(this.fading);
            browser.clearTimeout(this.asking);
        });
        useEffect(
            () => this.keyboard.restoreFocus(),
            () => [this.state.data, this.state.chosen, this.state.index, this.state.ask, this.state.focus]
        );
    }

    // ---- the day ---------------------------------------------------------------------------------
    async load(day) {
        const number = ++this.loads;
        const fresh = await this.orm.silent.call("ts.desk", "get_day", [day || false]);
        // an older answer that comes late does not undo a newer one
        if (number === this.loads) {
            this.show(fresh);
        }
    }

    show(fresh) {
        this.loads++;
        const other = this.state.data?.day !== fresh.day;
        this.state.data = mergeDay(this.state.data, fresh);
        this.loadedAt = Date.now();
        this.tick();
        browser.sessionStorage.setItem("ts_desk.day", fresh.day === fresh.today ? "" : fresh.day);
        if (other) {
            this.choose(null);
        } else {
            this.keepChosen();
        }
    }

    tick() {
        if (this.state.data) {
            this.state.now = this.state.data.now + Math.floor((Date.now() - this.loadedAt) / 60000);
        }
    }

    /** Another desk, or this one, changed something: read the day again, once for several messages. */
    onChanged({ company_id, days }) {
        const { data } = this.state;
        if (!data) {
            return; // on its way
        }
        const last = DateTime.fromISO(data.day).plus({ days: 7 }).toISODate();
        if (company_id === data.company_id && days.some((day) => day >= data.day && day <= last)) {
            browser.clearTimeout(this.later);
            this.later = browser.setTimeout(() => this.refresh(), 150);
        }
    }

    refresh() {
        return this.load(this.state.data?.day);
    }

    goTo(day) {
        return this.load(day);
    }

    shiftDay(days) {
        return this.goTo(DateTime.fromISO(this.state.data.day).plus({ days }).toISODate());
    }

    formatDay(day, format = { weekday: "long", day: "numeric", month: "long" }) {
        return DateTime.fromISO(day).toLocaleString(format);
    }

    formatShortDay(day) {
        return DateTime.fromISO(day).toLocaleString({ weekday: "short", day: "numeric", month: "short" });
    }

    get isToday() {
        return this.state.data.day === this.state.data.today;
    }

    get ahead() {
        return this.state.data.ahead.slice(0, 3);
    }

    // ---- what is to place ------------------------------------------------------------------------
    get errands() {
        this.state.splits; // read: drawn again when an errand is split
        return getErrands(this.state.data, this.split);
    }

    isNear(errand) {
        return errand.first.pickup - this.state.now <= this.state.data.near;
    }

    /** Return when the errand begins, in words, when that is near. */
    getNearness(errand) {
        const left = errand.first.pickup - this.state.now;
        if (left < 0) {
            return _t("Its time has passed");
        }
        if (left < 60) {
            return _t("In %s min", left);
        }
        return _t("In %(hours)s h %(minutes)s", {
            hours: Math.floor(left / 60),
            minutes: String(left % 60).padStart(2, "0"),
        });
    }

    getWindow(ride) {
        const [from, to] = ride.window;
        if (from !== null && to !== null) {
            return _t("between %(from)s and %(to)s", { from: clock(from), to: clock(to) });
        }
        if (from !== null) {
            return _t("not before %s", clock(from));
        }
        return to !== null ? _t("not after %s", clock(to)) : "";
    }

    getAsked(errand) {
        const ids = new Set(errand.rides.flatMap((ride) => ride.asked));
        const names = this.state.data.volunteers.filter((v) => ids.has(v.id)).map((v) => v.name);
        return names.length ? names.join(", ") : String(ids.size || "");
    }

    splitErrand(errand) {
        if (this.split.has(errand.key)) {
            this.split.delete(errand.key);
        } else if (errand.rides.length > 1) {
            this.split.add(errand.key);
        }
        this.state.splits++;
    }

    // ---- what is chosen --------------------------------------------------------------------------
    get chosen() {
        return this.state.chosen || { key: "", rides: [] };
    }

    get chosenErrand() {
        return this.errands.find((errand) => `errand-${errand.key}` === this.chosen.key);
    }

    get chosenRun() {
        return this.state.data.runs.find((run) => run.id === this.chosen.run);
    }

    choose(chosen) {
        if (chosen?.key === this.state.chosen?.key) {
            return;
        }
        Object.assign(this.state, { chosen, suggestions: [], index: 0, ask: null, searching: false });
        browser.clearTimeout(this.asking);
        if (chosen?.errand) {
            this.state.searching = true;
            this.asking = browser.setTimeout(() => this.suggest(), 80);
        }
    }

    chooseErrand(errand) {
        this.choose({ key: `errand-${errand.key}`, errand: errand.key, rides: errand.rides.map((r) => r.id) });
    }

    onClickErrand(errand) {
        this.chooseErrand(errand);
        if (this.ui.isSmall) {
            this.state.tab = "side";
        }
    }

    chooseRide(id) {
        const errand = this.errands.find(({ rides }) => rides.some((ride) => ride.id === id));
        if (errand) {
            this.chooseErrand(errand);
        }
    }

    chooseRun(id) {
        const rides = this.state.data.rides.filter((ride) => ride.run === id).map((ride) => ride.id);
        this.choose({ key: `run-${id}`, run: id, rides });
    }

    onClickRun(id) {
        this.chooseRun(id);
        if (this.ui.isSmall) {
            this.state.tab = "side";
        }
    }

    /** After a change: what was chosen stays chosen, or the next one is when it has gone. */
    keepChosen() {
        const { chosen } = this.state;
        if (!chosen) {
            return;
        }
        if (chosen.run && !this.chosenRun) {
            this.choose(null);
        } else if (chosen.errand && !this.chosenErrand) {
            const taken = this.state.data.rides.find((ride) => chosen.rides.includes(ride.id) && ride.run);
            if (taken && !this.mine) {
                const run = this.state.data.runs.find((r) => r.id === taken.run);
                this.tell(
                    _t("%(person)s has just been given to %(volunteer)s.", {
                        person: taken.person,
                        volunteer: this.getName(run?.volunteer),
                    })
                );
            }
            const next = this.errands.find((errand) => errand.first.pickup >= (chosen.pickup ?? 0));
            this.state.chosen = null;
            this.choose(null);
            if (next || this.errands[0]) {
                this.chooseErrand(next || this.errands[0]);
            }
        } else if (chosen.errand) {
            chosen.pickup = this.chosenErrand.first.pickup;
        }
    }

    getName(volunteerId) {
        return this.state.data.volunteers.find((v) => v.id === volunteerId)?.name || "";
    }

    async suggest() {
        const { key, rides } = this.chosen;
        const found = await this.orm.silent.call("ts.desk", "suggest", [rides, SUGGESTIONS]);
        if (key === this.chosen.key) {
            Object.assign(this.state, { suggestions: found, searching: false, index: 0 });
        }
    }

    get suggestion() {
        return this.state.suggestions[this.state.index];
    }

    // ---- actions ---------------------------------------------------------------------------------
    tell(text, kind = "info") {
        this.state.message = { text, kind };
        browser.clearTimeout(this.fading);
        if (kind !== "danger") {
            this.fading = browser.setTimeout(() => (this.state.message = null), 8000);
        }
    }

    /** Call an action of the desk; show the day it gives back, or what speaks against it. */
    async act(method, args, done, retry) {
        if (this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, ask: null });
        this.mine = true;
        try {
            const answer = await this.orm.silent.call("ts.desk", method, args);
            if (answer.done) {
                this.tell(done, "success");
                this.show(answer.day);
            } else {
                this.state.ask = { ...answer, retry };
                this.state.tab = "side";
            }
        } catch (error) {
            if (!error.data) {
                throw error;
            }
            this.tell(error.data.message, "danger");
            await this.refresh();
        } finally {
            this.state.busy = false;
            this.mine = false;
        }
    }

    assignTo(rides, volunteerId, { run = false, reason = false, saidYes = false, moved = false } = {}) {
        const { data } = this.state;
        const person = data.rides.find((ride) => rides.includes(ride.id))?.person || "";
        const name = this.getName(volunteerId) || this.suggestion?.name || "";
        const text = saidYes
            ? _t("%(person)s: %(volunteer)s drives, confirmed.", { person, volunteer: name })
            : _t("%(person)s is given to %(volunteer)s.", { person, volunteer: name });
        return this.act(
            moved ? "move" : "assign",
            [rides, volunteerId, data.day, run, reason, saidYes],
            text,
            (reasonId) => this.assignTo(rides, volunteerId, { run, reason: reasonId, saidYes, moved })
        );
    }

    assign(saidYes = false, suggestion = this.suggestion) {
        if (this.chosenErrand && suggestion) {
            return this.assignTo(this.chosen.rides, suggestion.volunteer_id, {
                run: suggestion.run_id,
                saidYes,
            });
        }
    }

    propose(suggestion = this.suggestion) {
        if (this.chosenErrand && suggestion) {
            return this.act(
                "propose",
                [this.chosen.rides, [suggestion.volunteer_id], this.state.data.day],
                _t("%s has been asked.", suggestion.name)
            );
        }
    }

    giveReason(id) {
        return this.state.ask.retry(id);
    }

    /** Return the rides of the chosen run, those of the states given. */
    getRunRides(...states) {
        return this.state.data.rides
            .filter((ride) => ride.run === this.chosen.run && states.includes(ride.state))
            .map((ride) => ride.id);
    }

    confirm() {
        if (this.chosenErrand?.first.online) {
            const args = [this.chosen.rides, this.state.data.day];
            return this.act("confirm_asked", args, _t("The request is taken on."));
        }
        const rides = this.chosenRun ? this.getRunRides("planned") : [];
        if (rides.length) {
            return this.act("confirm", [rides, this.state.data.day], _t("Confirmed."));
        }
    }

    takeBack() {
        const rides = this.chosenRun ? this.getRunRides("planned", "confirmed") : [];
        if (rides.length) {
            return this.act("unassign", [rides, this.state.data.day], _t("Taken back: to place again."));
        }
    }

    onDrop(volunteerId, run) {
        const { dragging, data } = this.state;
        this.state.dragging = null;
        const rides = dragging?.rides || [];
        const moved = Boolean(dragging?.run);
        const from = moved && data.runs.find((r) => r.id === dragging.run);
        if (rides.length && !(from && (from.id === run || (from.volunteer === volunteerId && !run)))) {
            return this.assignTo(rides, volunteerId, { run, moved });
        }
    }

    onDragErrand(ev, errand) {
        ev.dataTransfer?.setData("text/plain", String(errand.key));
        this.chooseErrand(errand);
        this.state.dragging = { rides: errand.rides.map((ride) => ride.id) };
    }

    onDragRun(ev, id) {
        ev.dataTransfer?.setData("text/plain", String(id));
        this.chooseRun(id);
        this.state.dragging = { rides: this.getRunRides("planned", "confirmed"), run: id };
    }

    // ---- other screens ---------------------------------------------------------------------------
    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openChosen() {
        if (this.chosenRun) {
            return this.open("ts.run", this.chosenRun.id);
        }
        return this.chosenErrand && this.open("ts.ride", this.chosenErrand.first.id);
    }

    /** Note the call about what is chosen; its next step is shown on the desk. */
    async noteCall() {
        if (this.chosen.rides.length) {
            const action = await this.orm.call("ts.ride", "action_note_call", [this.chosen.rides]);
            await this.action.doAction(
                { ...action, views: [[false, "form"]] },
                { onClose: () => this.refresh() }
            );
        }
    }

    openAction(name) {
        return this.action.doAction(`transport_solidaire.${name}`);
    }

    book(beneficiaryId = false) {
        const context = { default_date: this.state.data.day };
        if (beneficiaryId) {
            context.default_beneficiary_id = beneficiaryId;
        }
        return this.action.doAction("transport_solidaire.ts_ride_book_action", {
            additionalContext: context,
            onClose: () => this.refresh(),
        });
    }

    async onBooked(booked, person) {
        const day = this.formatShortDay(booked.day);
        await this.load(booked.day);
        this.tell(
            booked.known
                ? _t("Already booked: %(person)s, %(day)s", { person, day })
                : _t("Booked: %(person)s, %(day)s", { person, day }),
            "success"
        );
        this.chooseRide(booked.ride_ids[0]);
        this.keyboard.focusColumn("todo");
    }
}

registry.category("actions").add("ts_desk", TsDesk);
