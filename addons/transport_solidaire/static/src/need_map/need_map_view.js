// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { Component, useRef } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { Model, useModel } from "@web/model/model";
import { useSetupAction } from "@web/search/action_hook";
import { CogMenu } from "@web/search/cog_menu/cog_menu";
import { Layout } from "@web/search/layout";
import { SearchBar } from "@web/search/search_bar/search_bar";
import { useSearchBarToggler } from "@web/search/search_bar/search_bar_toggler";
import { ActionHelper } from "@web/views/action_helper";
import { standardViewProps } from "@web/views/standard_view_props";
import { NeedMapRenderer } from "./need_map_renderer";

/** Reads the circles of what the search bar asks for; the newest question wins. */
export class NeedMapModel extends Model {
    setup({ resModel }) {
        this.resModel = resModel;
        this.keepLast = new KeepLast();
        this.domain = [];
        this.data = { communes: [], tiles: "" };
    }

    async load({ domain, context }) {
        this.domain = domain;
        const question = this.orm.call(this.resModel, "get_map", [domain], { context });
        this.data = await this.keepLast.add(question);
        this.notify();
    }

    hasData() {
        return this.data.communes.length > 0;
    }
}

/** The needs on a map, with the search bar of the other views. */
export class NeedMapController extends Component {
    static template = "transport_solidaire.NeedMapView";
    static components = { Layout, SearchBar, CogMenu, ActionHelper, NeedMapRenderer };
    static props = { ...standardViewProps };

    setup() {
        this.action = useService("action");
        this.model = useModel(NeedMapModel, { resModel: this.props.resModel });
        useBus(this.model.bus, "update", () => this.render(true));
        useSetupAction({ rootRef: useRef("root") });
        this.searchBarToggler = useSearchBarToggler();
    }

    /** Open the rows behind a circle; those without a commune as well. */
    open(commune) {
        const here = [["pickup_commune_id", "=", commune.id]];
        this.action.doAction({
            type: "ir.actions.act_window",
            name: commune.name || _t("Without a commune"),
            res_model: this.props.resModel,
            views: [[false, "list"]],
            domain: Domain.and([this.model.domain, here]).toList(),
            context: { create: false },
        });
    }
}

registry.category("views").add("ts_map", {
    type: "ts_map",
    Controller: NeedMapController,
    searchMenuTypes: ["filter", "favorite"],
});
