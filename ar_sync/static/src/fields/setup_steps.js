import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The setup checklist of a connection: steps from a draft to live, and what the next one needs. */
export class SetupSteps extends Component {
    static template = "ar_sync.SetupSteps";
    static props = { ...standardFieldProps };

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    get current() {
        return this.steps.find((step) => step.current);
    }

    state(step) {
        if (step.done) {
            return "done";
        }
        return step.current ? "current" : "open";
    }
}

registry.category("fields").add("ar_setup_steps", { component: SetupSteps, supportedTypes: ["json"] });
