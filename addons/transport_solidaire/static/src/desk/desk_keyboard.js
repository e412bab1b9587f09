const ITEMS = { todo: ".ts-card", day: ".ts-row", side: ".ts-suggestion" };
const COLUMNS = Object.keys(ITEMS);

/** The keys of the desk, and where the focus is when something has been drawn anew. */
export class DeskKeyboard {
    /** @param {import("./desk").TsDesk} desk */
    constructor(desk) {
        this.desk = desk;
        this.wanted = null;
    }

    onKeydown(ev) {
        const { desk } = this;
        if (desk.ui.activeElement !== document || ev.ctrlKey || ev.altKey || ev.metaKey || ev.defaultPrevented) {
            return;
        }
        const typing = ev.target.closest("input, textarea, select, [contenteditable=true]");
        if (typing && ev.key !== "Escape") {
            return;
        }
        const done = this.onAnswerKey(ev) || this.onMoveKey(ev) || this.onActionKey(ev);
        if (done) {
            ev.preventDefault();
        }
    }

    /** Keys while a reason is asked for. */
    onAnswerKey(ev) {
        const { desk } = this;
        const { ask } = desk.state;
        if (ask && !ask.hard.length && /^[1-9]$/.test(ev.key) && ask.reasons[ev.key - 1]) {
            desk.giveReason(ask.reasons[ev.key - 1][0]);
            return true;
        }
        if (ev.key === "Escape") {
            Object.assign(desk.state, { ask: null, help: false, message: null });
            return true;
        }
        return false;
    }

    onMoveKey(ev) {
        const { desk } = this;
        if (ev.shiftKey && (ev.key === "ArrowLeft" || ev.key === "ArrowRight")) {
            desk.shiftDay(ev.key === "ArrowLeft" ? -1 : 1);
            return true;
        }
        const column = ev.target.closest("[data-column]")?.dataset.column;
        if (ev.key === "ArrowUp" || ev.key === "ArrowDown") {
            this.moveInColumn(column || "todo", ev.key === "ArrowDown" ? 1 : -1);
            return true;
        }
        if (ev.key === "ArrowLeft" || ev.key === "ArrowRight") {
            const step = ev.key === "ArrowRight" ? 1 : -1;
            if (!(column === "day" && this.moveInRow(ev.target, step))) {
                const place = Math.max(0, COLUMNS.indexOf(column)) + step;
                this.focusColumn(COLUMNS[Math.max(0, Math.min(COLUMNS.length - 1, place))]);
            }
            return true;
        }
        return false;
    }

    onActionKey(ev) {
        const { desk } = this;
        if (ev.key === "Enter") {
            return this.onEnter(ev);
        }
        const actions = {
            "/": () => desk.usual.focus(),
            "?": () => (desk.state.help = !desk.state.help),
            t: () => desk.goTo(false),
            n: () => desk.book(),
            a: () => desk.assign(),
            A: () => desk.assign(true),
            p: () => desk.propose(),
            c: () => desk.confirm(),
            u: () => desk.takeBack(),
            s: () => desk.chosenErrand && desk.splitErrand(desk.chosenErrand),
            o: () => desk.openChosen(),
            k: () => desk.noteCall(),
        };
        actions[ev.key]?.();
        return ev.key in actions;
    }

    /** Enter: on a volunteer's row the chosen ride is his; on a button as usual; else the best suggestion. */
    onEnter(ev) {
        const { desk } = this;
        const row = ev.target.closest(".ts-row");
        if (ev.target.closest("button, a") && !ev.target.matches(".ts-card, .ts-suggestion")) {
            return false;
        }
        if (row && desk.chosenErrand) {
            desk.assignTo(desk.chosen.rides, Number(row.dataset.volunteer), { saidYes: ev.shiftKey });
        } else {
            desk.assign(ev.shiftKey);
        }
        return true;
    }

    getItems(column) {
        const { desk } = this;
        return [...desk.root.el.querySelectorAll(`[data-column=${column}] ${ITEMS[column]}`)];
    }

    focusColumn(column) {
        const { desk } = this;
        desk.state.tab = column;
        // once the column is drawn
        this.wanted = { column };
        desk.state.focus++;
    }

    moveInColumn(column, step) {
        const items = this.getItems(column);
        const active = document.activeElement.closest(ITEMS[column]);
        const place = active ? items.indexOf(active) + step : 0;
        const item = items[Math.max(0, Math.min(items.length - 1, place))];
        if (item) {
            item.focus();
            this.onReach(column, item);
        }
    }

    onReach(column, item) {
        const { desk } = this;
        if (column === "todo") {
            const errand = desk.errands.find(({ key }) => key === Number(item.dataset.key));
            if (errand) {
                desk.chooseErrand(errand);
            }
        } else if (column === "side") {
            desk.state.index = Number(item.dataset.index);
        }
    }

    /** Go from a row to its runs and back; tell whether there was somewhere to go. */
    moveInRow(target, step) {
        const { desk } = this;
        const row = target.closest(".ts-row");
        const stops = [row, ...row.querySelectorAll(".ts-run")];
        const place = stops.indexOf(target.closest(".ts-run") || row) + step;
        if (place < 0 || place >= stops.length) {
            return false;
        }
        stops[place].focus();
        if (place) {
            desk.chooseRun(Number(stops[place].dataset.run));
        }
        return true;
    }

    /** Put the focus back where it was when what had it has been drawn anew or has gone. */
    restoreFocus() {
        const { desk } = this;
        const active = document.activeElement;
        if (this.wanted) {
            const { column } = this.wanted;
            const items = this.getItems(column);
            const item = items.find((el) => el.getAttribute("aria-selected") === "true") || items[0];
            if (item) {
                item.focus();
                this.onReach(column, item);
                this.wanted = null;
            }
        } else if (desk.state.chosen?.errand && (!active || active === document.body)) {
            desk.root.el?.querySelector(".ts-card[aria-selected=true]")?.focus();
        }
    }
}
