// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";

const suggestion = ".modal .o_ts_suggestion";

/** The dialog suggests: one click takes the second one, a word says why, and the run is joined by a click. */
registry.category("web_tour.tours").add("ts_suggested", {
    steps: () => [
        { trigger: "button[name=action_open_assign]", run: "click" },
        {
            content: "Already on the road: she comes first",
            trigger: `${suggestion}:first:contains(Solène Conductrice)`,
        },
        { trigger: `${suggestion}:contains(Hugo Voisin)`, run: "click" },
        { trigger: `${suggestion}.active:contains(Hugo Voisin)` },
        {
            content: "Not the first one: there is room for a word",
            trigger: ".modal .o_field_widget[name=choice_note] input",
        },
        { trigger: `${suggestion}:contains(Solène Conductrice)`, run: "click" },
        { trigger: `${suggestion}.active:contains(Solène Conductrice)` },
        { trigger: ".modal:not(:has(.o_field_widget[name=choice_note]))" },
        { trigger: ".modal .o_field_widget[name=run_id]" },
        { trigger: ".modal button[name=action_assign]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=volunteer_id]:contains(Solène)" },
    ],
});
