import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const WAIT_MS = 300;

/** The customers of a scope: searched at the provider or pasted. What is found is shown and never stored. */
export class ScopeDialog extends Component {
    static template = "ar_sync.ScopeDialog";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.connectionId = this.props.action.params.connection_id;
        this.state = useState({
            page: "search",
            text: "",
            rows: [],
            after: null,
            busy: false,
            problem: "",
            pasted: "",
            result: null,
        });
        this.asked = 0;
        this.searchSoon = useDebounced(() => this.search(), WAIT_MS);
        onWillStart(() => this.search());
    }

    /** Call the connection; an error becomes a sentence in the dialog. */
    async call(method, ...args) {
        this.state.busy = true;
        this.state.problem = "";
        try {
            return await this.orm.silent.call("ar.sync.connection", method, [[this.connectionId], ...args]);
        } catch (error) {
            this.state.problem = error.data?.message || error.message || _t("Something went wrong.");
            return null;
        } finally {
            this.state.busy = false;
        }
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.searchSoon();
    }

    async search() {
        const ticket = ++this.asked;
        const answer = await this.call("scope_search", this.state.text, false);
        if (answer && ticket === this.asked) {
            this.state.rows = answer.rows;
            this.state.after = answer.after;
        }
    }

    async more() {
        const ticket = ++this.asked;
        const answer = await this.call("scope_search", this.state.text, this.state.after);
        if (answer && ticket === this.asked) {
            this.state.rows.push(...answer.rows);
            this.state.after = answer.after;
        }
    }

    async toggle(row) {
        const done = await this.call(row.is_listed ? "scope_drop" : "scope_take", [row.id]);
        if (done !== null) {
            row.is_listed = !row.is_listed;
            row.source = row.is_listed ? "picked" : false;
        }
    }

    async paste() {
        const result = await this.call("scope_paste", this.state.pasted);
        if (result) {
            this.state.result = result;
            this.state.pasted = result.refused.map((row) => row.text).join("\n");
        }
    }

    done() {
        this.action.doAction({ type: "ir.actions.act_window_close" });
    }
}

registry.category("actions").add("ar_sync_scope", ScopeDialog);
