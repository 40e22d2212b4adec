import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The chain a sum of money is part of, from the provider to the invoices; each link opens its record. */
export class Chain extends Component {
    static template = "ar_sync.Chain";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get links() {
        return this.props.record.data[this.props.name] || [];
    }

    /** Links of the same level stand under one label. */
    get levels() {
        const levels = [];
        for (const link of this.links) {
            if (levels.at(-1)?.label !== link.label) {
                levels.push({ label: link.label, links: [] });
            }
            levels.at(-1).links.push(link);
        }
        return levels;
    }

    /** Open one record, or the list of those that a crowded link stands for. */
    open({ model, id, ids, label }) {
        const action = { type: "ir.actions.act_window", res_model: model, name: label };
        if (ids) {
            return this.action.doAction({ ...action, domain: [["id", "in", ids]], views: [[false, "list"], [false, "form"]] });
        }
        return this.action.doAction({ ...action, res_id: id, views: [[false, "form"]] });
    }
}

registry.category("fields").add("ar_chain", { component: Chain, supportedTypes: ["json"] });
