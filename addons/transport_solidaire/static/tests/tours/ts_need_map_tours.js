// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const circles = [
    { trigger: ".ts-need-plan .ts-need-high:contains(7)" },
    { content: "Two rides are not told", trigger: ".ts-need-plan .ts-need-hidden:contains('<5')" },
    { trigger: ".ts-need-side tr:contains(Grandbourg):contains(6):contains('86 %')" },
];

/** A circle opens its rows; the search bar decides what is counted; the pivot and the list are next door. */
registry.category("web_tour.tours").add("ts_need_map", {
    steps: () => [
        ...circles,
        { trigger: ".ts-need-plan .ts-need-high", run: "click" },
        { content: "Its seven rows", trigger: ".o_list_view .o_data_row:eq(6)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:eq(7)))" },
        { trigger: ".o_list_view:not(:contains(Voyageuse))" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".ts-need-plan .ts-need-high:contains(7)" },
        { trigger: ".o_facet_remove:first", run: "click" },
        { trigger: ".ts-need-plan .ts-need-high:contains(7)" },
        { trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot_view th:contains(Grandbourg)" },
        { trigger: ".o_switch_view.o_ts_map", run: "click" },
        { trigger: ".ts-need-plan .ts-need-high:contains(7)" },
    ],
});

/** On a telephone the table lies below the map; nothing is wider than the screen. */
registry.category("web_tour.tours").add("ts_need_map_phone", {
    steps: () => [
        ...circles,
        {
            trigger: ".ts-need-map",
            run() {
                if (document.documentElement.scrollWidth > 390) {
                    throw new Error(`${document.documentElement.scrollWidth} pixels wide`);
                }
                const button = document.querySelector(".ts-need-side button").getBoundingClientRect();
                if (button.height < 40) {
                    throw new Error(`A commune is ${button.height} pixels high`);
                }
            },
        },
        { trigger: ".ts-need-side button[data-commune=Petitbourg]", run: "click" },
        { trigger: ".o_kanban_view, .o_list_view .o_data_row:eq(1)" },
    ],
});
