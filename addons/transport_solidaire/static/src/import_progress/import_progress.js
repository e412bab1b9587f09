// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillUnmount, useEffect, xml } from "@odoo/owl";

const SECONDS = 2;

/**
 * Reads a running import again every two seconds, so that its progress bar moves and its outcome
 * appears by itself.
 */
export class ImportProgress extends Component {
    static template = xml`<span/>`;
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (state) => {
                this.stop();
                if (state === "running") {
                    this.timer = setInterval(() => this.props.record.load(), SECONDS * 1000);
                }
            },
            () => [this.props.record.data.state]
        );
        onWillUnmount(() => this.stop());
    }

    stop() {
        clearInterval(this.timer);
    }
}

registry.category("view_widgets").add("ts_import_progress", {
    component: ImportProgress,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
