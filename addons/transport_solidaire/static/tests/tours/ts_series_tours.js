// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { press } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

const dialog = ".modal:not(.o_inactive_modal)";
const field = (name) => `${dialog} .o_field_widget[name=${name}]`;
const saved = ".o_form_status_indicator_buttons.invisible, .o_form_saved";

/** A request on the telephone that comes back every week. */
registry.category("web_tour.tours").add("ts_series_repeat", {
    steps: () => [
        { trigger: ".o_control_panel_main_buttons .btn-primary", run: "click" },
        { trigger: `${field("beneficiary_id")} input`, run: "edit Zo" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Voyageuse)", run: "click" },
        { trigger: `${field("place_id")} input`, run: "edit Pharm" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Pharmacie)", run: "click" },
        { trigger: `${field("hour")} input`, run: "edit 14" },
        { trigger: `${dialog} button[name=action_repeat]`, run: "click" },
        {
            content: "The need has what was typed",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=beneficiary_id] input:value(Voyageuse)",
        },
        { trigger: ".o_field_widget[name=place_id] input:value(Pharmacie)" },
        { trigger: ".o_field_widget[name=slot_ids] .o_data_row:contains('14:00')" },
        { trigger: "button[name=action_start]", run: "click" },
        { trigger: ".o_statusbar_status button[data-value=running].o_arrow_button_current" },
    ],
});

const day = (number) => `.ts-dates-day:contains(/^${number}$/)`;
const chosen = (number) => `.ts-dates-day.ts-dates-chosen:contains(/^${number}$/)`;

/** Dates typed and clicked are the same dates: a mouse, then the keys. */
registry.category("web_tour.tours").add("ts_series_dates", {
    steps: () => [
        { content: "The month of the first date is shown", trigger: chosen(5) },
        { trigger: chosen(20) },
        { trigger: chosen(5), run: "click" },
        { trigger: `.ts-dates:not(:has(${chosen(5)})) ${day(10)}`, run: "click" },
        {
            trigger: chosen(10),
            async run() {
                document.querySelector(".ts-dates-chosen").focus();
                await press("ArrowRight");
            },
        },
        { content: "The next day has the focus", trigger: `${day(11)}:focus`, run: () => press("Enter") },
        { trigger: chosen(11) },
        { content: "The key that turns the page", trigger: `${day(11)}:focus`, run: () => press("PageDown") },
        { trigger: `.ts-dates:not(:has(.ts-dates-chosen)) ${day(11)}:focus`, run: () => press("PageUp") },
        { trigger: `.ts-dates:has(${chosen(20)}) ${chosen(11)}` },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: saved },
    ],
});

/** The same with a finger: every day is large enough, nothing is wider than the screen. */
registry.category("web_tour.tours").add("ts_series_dates_phone", {
    steps: () => [
        { trigger: chosen(5), run: "click" },
        { trigger: `.ts-dates:not(:has(${chosen(5)})) ${day(10)}`, run: "click" },
        { trigger: chosen(10) },
        { trigger: day(11), run: "click" },
        {
            trigger: chosen(11),
            run() {
                const { width, height } = document.querySelector(".ts-dates-day").getBoundingClientRect();
                if (width < 38 || height < 40) {
                    throw new Error(`A day is ${width} by ${height} pixels`);
                }
                if (document.documentElement.scrollWidth > 390) {
                    throw new Error(`${document.documentElement.scrollWidth} pixels wide`);
                }
            },
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: saved },
    ],
});

/** She moves away: what nobody drives is ticked, what somebody drives is not. */
registry.category("web_tour.tours").add("ts_series_end", {
    steps: () => [
        { trigger: "button[name=action_open_stop]:contains(/End|Terminer/)", run: "click" },
        { trigger: `${dialog} .o_data_row:eq(0):contains(Solène):has(input:not(:checked))` },
        { trigger: `${dialog} .o_data_row:eq(2):has(input:checked)` },
        { trigger: `${dialog} button[name=action_stop]`, run: "click" },
        { trigger: "body:not(:has(.modal)) .o_statusbar_status button[data-value=ended].o_arrow_button_current" },
    ],
});
