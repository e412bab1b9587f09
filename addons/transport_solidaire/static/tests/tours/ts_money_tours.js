import { registry } from "@web/core/registry";

const dialog = ".modal:not(.o_inactive_modal)";
const state = (value) =>
    `.o_statusbar_status button[data-value=${value}].o_arrow_button_current`;
const menu = (name) => [
    {
        trigger: ".o_menu_sections [data-menu-xmlid='transport_solidaire.ts_money_menu']",
        run: "click",
    },
    {
        trigger: `.o-dropdown--menu [data-menu-xmlid='transport_solidaire.${name}']`,
        run: "click",
    },
];
const openHelene = [
    {
        trigger: "body:not(:has(.modal)) .o_data_row:contains(Hélène) td[name=km_total]",
        run: "click",
    },
];

/** The coordinator looks at the preview, makes the statements and hands one in. */
registry.category("web_tour.tours").add("ts_state", {
    steps: () => [
        ...menu("ts_statement_prepare_menu"),
        {
            content: "The preview names who is owed what",
            trigger: `${dialog} .o_field_widget[name=line_ids] .o_data_row:contains(Hélène)`,
        },
        { trigger: `${dialog} button[name=action_create]`, run: "click" },
        ...openHelene,
        { trigger: state("draft") },
        { trigger: ".o_field_widget[name=amount_total]:contains(40,00)" },
        { trigger: "button[name=action_submit]", run: "click" },
        { trigger: state("submitted") },
    ],
});

/** Another person than the payee approves. */
registry.category("web_tour.tours").add("ts_approve", {
    steps: () => [
        ...menu("ts_statement_to_approve_menu"),
        ...openHelene,
        { trigger: state("submitted") },
        { trigger: "button[name=action_approve]", run: "click" },
        { trigger: state("approved") },
    ],
});

/** The treasurer posts; the entry is one click away. */
registry.category("web_tour.tours").add("ts_post", {
    steps: () => [
        ...menu("ts_statement_to_pay_menu"),
        ...openHelene,
        { trigger: state("approved") },
        { trigger: "button[name=action_post]", run: "click" },
        { trigger: state("posted") },
        { trigger: "button[name=action_view_move]" },
    ],
});

/** The treasurer notes a transfer made at the bank's counter. */
registry.category("web_tour.tours").add("ts_pay", {
    steps: () => [
        ...menu("ts_statement_to_pay_menu"),
        ...openHelene,
        { trigger: state("posted") },
        { trigger: "button[name=action_register_payment]", run: "click" },
        { trigger: `${dialog} button[name=action_create_payments]`, run: "click" },
        { content: "The payment is shown", trigger: ".o_field_widget[name=payment_type]" },
        { trigger: ".o_breadcrumb .o_back_button", run: "click" },
        { trigger: state("paid") },
    ],
});
