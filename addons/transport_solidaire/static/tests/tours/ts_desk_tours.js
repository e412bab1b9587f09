import { registry } from "@web/core/registry";
import { press } from "@odoo/hoot-dom";

const dialog = ".modal:not(.o_inactive_modal)";
const field = (name) => `${dialog} .o_field_widget[name=${name}]`;
const state = (value) =>
    `.o_statusbar_status button[data-value=${value}].o_arrow_button_current`;

/** Presses real keys one after the other, on what has the focus, and counts them. */
class Keyboard {
    constructor(limit) {
        this.limit = limit;
        this.count = 0;
    }
    async press(...keys) {
        for (const key of keys) {
            this.count += key.split("+").length;
            await press(key.split("+"));
        }
        if (this.count >= this.limit) {
            throw new Error(`${this.count} keys, ${this.limit} are too many`);
        }
    }
}

const keyboard = new Keyboard(15);

/** Somebody calls: a known person to a known place, tomorrow, without touching the mouse. */
registry.category("web_tour.tours").add("ts_book", {
    steps: () => [
        {
            content: "The telephone rings",
            trigger: ".o_control_panel_main_buttons .btn-primary",
            run: "click",
        },
        {
            content: "The cursor stands on Who: the first letters of her name",
            trigger: `${field("beneficiary_id")} input:focus`,
            run: () => keyboard.press("z", "o", "e"),
        },
        {
            content: "She is found although her name has an accent; Tab takes her",
            trigger: `.o-autocomplete--dropdown-item:has(.ui-state-active):contains(Voyageuse)`,
            run: () => keyboard.press("Tab"),
        },
        {
            content: "What the desk must know about her is shown",
            trigger: `${dialog} .alert-warning:contains(Ring twice)`,
        },
        {
            content: "The cursor is on Where To",
            trigger: `${field("place_id")} input:focus`,
            run: () => keyboard.press("p", "h"),
        },
        {
            trigger: `.o-autocomplete--dropdown-item:has(.ui-state-active):contains(Pharmacie)`,
            run: () => keyboard.press("Tab"),
        },
        {
            content: "Tomorrow is proposed: Tab passes over the day",
            trigger: `${field("date")} :is(input, button):focus`,
            run: () => keyboard.press("Tab"),
        },
        {
            content: "Two o'clock",
            trigger: `${field("hour")} input:focus`,
            run: () => keyboard.press("1", "4"),
        },
        {
            content: "Booked",
            trigger: `${dialog} button[name=action_book]`,
            run: () => keyboard.press("Alt+q"),
        },
        {
            content: "The dialog is closed",
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});

/** One volunteer cannot take it, with another there is something to know: a reason is given. */
registry.category("web_tour.tours").add("ts_assign", {
    steps: () => [
        { trigger: `${state("requested")}` },
        { trigger: "button[name=action_open_assign]", run: "click" },
        { trigger: `${field("volunteer_id")} input`, run: "edit hubert" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Hubert)", run: "click" },
        {
            content: "A hard blocker: there is no button to go on",
            trigger: `${dialog} div[name=hard_blockers]:contains(Hubert)`,
        },
        { trigger: `${dialog}:not(:has(button[name=action_assign]))` },
        { trigger: `${field("volunteer_id")} input`, run: "edit solene" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Solène)", run: "click" },
        { trigger: `${dialog} div[name=soft_blockers]:contains(Solène)` },
        { trigger: `${dialog}:not(:has(div[name=hard_blockers]))` },
        {
            content: "A soft blocker: the reason",
            trigger: `${field("reason_id")} .o_radio_input:first`,
            run: "click",
        },
        { trigger: `${dialog} button[name=action_assign]`, run: "click" },
        { trigger: `body:not(:has(.modal)) ${state("confirmed")}` },
        { trigger: ".o_field_widget[name=override_note]:contains(Solène)" },
        { trigger: ".o_field_widget[name=volunteer_id]:contains(Solène)" },
    ],
});

/** The volunteer says yes, drives, and gives his kilometres and his parking. */
registry.category("web_tour.tours").add("ts_do", {
    steps: () => [
        { trigger: state("planned") },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: state("confirmed") },
        { trigger: "button[name=action_done]", run: "click" },
        { trigger: state("done") },
        { trigger: "button[name=action_view_run]", run: "click" },
        { content: "The run is open", trigger: ".o_field_widget[name=km_planned]" },
        { trigger: ".o_field_widget[name=km_actual] input", run: "edit 42,5" },
        { trigger: ".o_notebook .nav-link[name=costs]", run: "click" },
        { trigger: ".o_field_widget[name=cost_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_field_widget[name=amount] input", run: "edit 3,20" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible" },
        { trigger: ".o_field_widget[name=cost_total]:contains(3,20)" },
    ],
});

/** She rings off: neither the outward ride nor the return takes place, and why. */
registry.category("web_tour.tours").add("ts_close", {
    steps: () => [
        { trigger: state("requested") },
        { trigger: "button[name=action_open_close]", run: "click" },
        {
            content: "Cancelled by the person is proposed",
            trigger: `${field("state")} input[data-value=cancelled]:checked`,
        },
        { trigger: `${field("reason_id")} .o_radio_item:eq(1) input`, run: "click" },
        { trigger: `${field("with_linked")} input:checked` },
        { trigger: `${dialog} button[name=action_close]`, run: "click" },
        { trigger: "body:not(:has(.modal)) .o_statusbar_status button[data-value=cancelled]" },
        { content: "It can be asked again", trigger: "button[name=action_reopen]" },
        { content: "The return is one click away", trigger: "button[name=action_view_linked]", run: "click" },
        {
            trigger: ".o_field_widget[name=outward_id]",
        },
        { trigger: ".o_statusbar_status button[data-value=cancelled].o_arrow_button_current" },
    ],
});
