import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const ICONS = {
    success: "fa-check-circle",
    warning: "fa-exclamation-circle",
    danger: "fa-times-circle",
    muted: "fa-pause-circle",
};

/** One connection: how it is doing in a sentence, the first import's progress, the tie-out per currency. */
export class ConnectionCard extends Component {
    static template = "ar_sync.ConnectionCard";
    static props = { connection: Object, tieOuts: Array, open: Function, openTieOut: Function };

    get icon() {
        return ICONS[this.props.connection.health_level];
    }

    get isImporting() {
        const { state, is_imported } = this.props.connection;
        return state === "connected" && !is_imported;
    }

    get lastRead() {
        const moment = this.props.connection.last_success_at;
        return moment ? _t("Last read %s", deserializeDateTime(moment).toRelative()) : _t("Not read yet");
    }

    tieOutText(row) {
        if (row.is_tied_out) {
            return _t("tied out");
        }
        if (!row.difference) {
            return _t("%s not booked yet", formatCurrency(row.waiting, row.currency_id));
        }
        return _t("differs by %s", formatCurrency(row.difference, row.currency_id));
    }

    money(amount, currencyId) {
        return formatCurrency(amount, currencyId);
    }
}
