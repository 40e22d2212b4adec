import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What an outgoing change sets: each value at the provider now, and what it will be. */
export class ChangeRows extends Component {
    static template = "ar_sync.ChangeRows";
    static props = { ...standardFieldProps };

    get rows() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("ar_change_rows", { component: ChangeRows, supportedTypes: ["json"] });
