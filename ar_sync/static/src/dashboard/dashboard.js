import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatPercentage } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { ConnectionCard } from "./connection_card";
import { DayBars } from "./day_bars";
import { AGEING, PROBLEMS } from "./labels";

const REFRESH_MS = 30_000;
const RECEIPTS = "ar_sync.ar_match_receipt_action";
const OPEN_ITEMS = "ar_sync.account_move_line_action_open";

/** What came in, what is stuck, who owes, what arrives when; every number leads to its list. */
export class ReceivablesDashboard extends Component {
    static template = "ar_sync.Dashboard";
    static components = { ConnectionCard, DayBars, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, loading: false, updatedAt: null, isStale: false });
        onWillStart(() => this.load(this.orm));
        const timer = setInterval(() => this.refreshQuietly(), REFRESH_MS);
        onWillUnmount(() => clearInterval(timer));
    }

    // --- data ---

    async load(orm) {
        this.state.data = await orm.call("ar.sync.dashboard", "get_dashboard", []);
        this.state.updatedAt = luxon.DateTime.now();
        this.state.isStale = false;
    }

    async refresh() {
        this.state.loading = true;
        try {
            await this.load(this.orm);
        } finally {
            this.state.loading = false;
        }
    }

    /** Refresh without a spinner; when the server cannot be reached the old numbers stay and say so. */
    async refreshQuietly() {
        if (document.visibilityState !== "visible" || this.state.loading) {
            return;
        }
        try {
            await this.load(this.orm.silent);
        } catch {
            this.state.isStale = true;
        }
    }

    // --- what is shown ---

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        const { connections, received, review, unapplied } = this.data;
        const money = received.month.count + review.count + unapplied.count;
        return !connections.length && !money && !this.ageing.some((row) => row.count);
    }

    get periods() {
        const { today, week, month } = this.data.received;
        return [
            { key: "today", label: _t("Today"), filter: "today", ...today },
            { key: "week", label: _t("7 days"), filter: "last_7_days", ...week },
            { key: "month", label: _t("30 days"), filter: "last_30_days", ...month },
        ];
    }

    get automaticRate() {
        const { rate } = this.data.automatic;
        return rate === null ? "–" : formatPercentage(rate, { digits: [16, 0] });
    }

    get automaticHint() {
        const { automatic, decided } = this.data.automatic;
        return _t("%(automatic)s of %(decided)s receipts in 30 days", { automatic, decided });
    }

    get problems() {
        return PROBLEMS.filter(({ key }) => this.data.problems[key]).map((row) => ({
            ...row,
            count: this.data.problems[row.key],
        }));
    }

    get ageing() {
        const sums = this.data.ageing;
        const total = AGEING.reduce((sum, { key }) => sum + sums[key].amount, 0);
        return AGEING.map((row) => ({
            ...row,
            ...sums[row.key],
            percent: total ? (100 * sums[row.key].amount) / total : 0,
        }));
    }

    get totalOpen() {
        return this.ageing.reduce((sum, row) => sum + row.amount, 0) + this.data.ageing.credit.amount;
    }

    get overdue() {
        return this.ageing.slice(1).reduce((sum, row) => sum + row.amount, 0);
    }

    get updatedText() {
        return _t("Updated %s", this.state.updatedAt.toFormat("HH:mm"));
    }

    /** Money without cents: an overview. Lists and the tie-out show them. */
    money(amount) {
        return formatCurrency(amount, this.data.currency_id, { digits: [16, 0] });
    }

    exact(amount, currencyId) {
        return formatCurrency(amount, currencyId);
    }

    date(text) {
        return formatDate(deserializeDate(text));
    }

    moment(text) {
        return text ? deserializeDateTime(text).toRelative() : _t("never");
    }

    tieOuts(connection) {
        return this.data.tie_outs.filter((row) => row.connection_id === connection.id);
    }

    count(number) {
        return number === 1 ? _t("1 receipt") : _t("%s receipts", number);
    }

    oldest(waiting) {
        const days = waiting.oldest_days;
        if (days === null) {
            return "";
        }
        return days === 1 ? _t("oldest 1 day") : _t("oldest %s days", days);
    }

    // --- where a click leads ---

    open(xmlid, filters = []) {
        const names = [filters].flat();
        const additionalContext = Object.fromEntries(names.map((name) => [`search_default_${name}`, 1]));
        return this.action.doAction(xmlid, { additionalContext });
    }

    openTarget([xmlid, additionalContext]) {
        return this.action.doAction(xmlid, { additionalContext });
    }

    openReceipts(filter) {
        return this.open(RECEIPTS, filter);
    }

    async openDay(day) {
        const action = await this.action.loadAction(RECEIPTS);
        const name = _t("Receipts of %s", this.date(day));
        return this.action.doAction({ ...action, name, display_name: name, domain: [["date", "=", day]] });
    }

    openItems(filters) {
        return this.open(OPEN_ITEMS, filters);
    }

    openDebtor(partnerId) {
        const additionalContext = { search_default_partner_id: partnerId };
        return this.action.doAction(OPEN_ITEMS, { additionalContext });
    }

    /** Open the form of a connection; without ``id`` that of a new one. */
    openConnection(id = false) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ar.sync.connection",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    connect() {
        return this.openConnection();
    }
}

registry.category("actions").add("ar_sync.dashboard", ReceivablesDashboard);
