// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * The best volunteers for the rides of a dialog, each with the reason in words; a click takes one.
 */
export class Suggestions extends Component {
    static template = "transport_solidaire.Suggestions";
    static props = { ...standardFieldProps };

    get suggestions() {
        return this.props.record.data[this.props.name] || [];
    }

    isChosen(suggestion) {
        return this.props.record.data.volunteer_id?.id === suggestion.volunteer_id;
    }

    getWarnings(suggestion) {
        return suggestion.blockers.map((blocker) => blocker.message).join(" ");
    }

    getBreakdown(suggestion) {
        return suggestion.breakdown
            .map(([sentence, points]) => `${points > 0 ? "+" : ""}${points}  ${sentence}`)
            .join("\n");
    }

    choose(suggestion) {
        return this.props.record.update({
            volunteer_id: { id: suggestion.volunteer_id, display_name: suggestion.name },
            run_id: suggestion.run_id ? { id: suggestion.run_id } : false,
        });
    }
}

registry.category("fields").add("ts_suggestions", {
    component: Suggestions,
    supportedTypes: ["json"],
});
