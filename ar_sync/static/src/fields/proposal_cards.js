import { Component, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// Bits of evidence -> its strength in words; a full meter at the last.
export const STRENGTHS = [
    { below: 5, label: _t("weak"), level: "danger" },
    { below: 12, label: _t("fair"), level: "warning" },
    { below: 20, label: _t("strong"), level: "success" },
    { below: Infinity, label: _t("very strong"), level: "success" },
];
export const FULL_BITS = 40;
const LEVEL_BITS = 0.1;
const LABELS = {
    open: _t("Open"),
    stillOpen: _t("Still Open"),
    paid: _t("Paid"),
    wouldPay: _t("Would Pay"),
};
const TITLES = { 1: _t("Best explanation"), 2: _t("Runner-up") };

/** The best explanation of a receipt beside its runner-up: evidence in sentences, lead, and what would be paid. */
export class ProposalCards extends Component {
    static template = "ar_sync.ProposalCards";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ busy: false });
    }

    get labels() {
        return LABELS;
    }

    get cards() {
        return this.props.record.data[this.props.name] || [];
    }

    title(card) {
        return card.state === "accepted" ? _t("What was applied, and why") : TITLES[card.rank];
    }

    strength(card) {
        return STRENGTHS.find(({ below }) => card.bits < below);
    }

    percent(card) {
        return Math.max(0, Math.min(100, (100 * card.bits) / FULL_BITS));
    }

    /** How far the best is ahead: two explanations that are level are the reason to look. */
    lead(card) {
        if (this.cards.length < 2 || card.rank !== 1) {
            return "";
        }
        return card.margin < LEVEL_BITS
            ? _t("level with the runner-up")
            : _t("%s bits ahead of the runner-up", this.bits(card.margin));
    }

    bits(value) {
        return value.toFixed(1);
    }

    money(amount, card) {
        return formatCurrency(amount, card.currency_id);
    }

    date(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    openInvoice(moveId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: moveId,
            views: [[false, "form"]],
        });
    }

    accept(card) {
        return this.decide("action_accept", card);
    }

    reject(card) {
        return this.decide("action_reject", card);
    }

    async decide(method, card) {
        this.state.busy = true;
        try {
            await this.orm.call("ar.match.proposal", method, [[card.id]]);
        } finally {
            this.state.busy = false;
        }
        await this.props.record.load();
    }
}

registry.category("fields").add("ar_proposal_cards", { component: ProposalCards, supportedTypes: ["json"] });
