import { useExternalListener } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/**
 * A form filled in on the telephone: Tab takes the first suggestion and goes on to the next field.
 *
 * The browser would otherwise go to the list of suggestions, which closes at once, and the next
 * letters would be lost.
 */
export class TsKeyboardFormController extends FormController {
    setup() {
        super.setup();
        useExternalListener(document, "keydown", this.passOverSuggestions, { capture: true });
    }

    passOverSuggestions(ev) {
        if (ev.key === "Tab") {
            const suggestions = ev.target.closest(".o-autocomplete")?.querySelectorAll("a") || [];
            for (const suggestion of suggestions) {
                suggestion.tabIndex = -1;
            }
        }
    }
}

registry.category("views").add("ts_keyboard_form", {
    ...formView,
    Controller: TsKeyboardFormController,
});
