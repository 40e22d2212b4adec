import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { humanNumber } from "@web/core/utils/numbers";
import { Layout } from "@web/search/layout";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { BandBars, Lines, Stacks } from "./charts";
import { AGES, DSO_LINES, FIGURES, MONEY } from "./labels";

const NARROW_PX = 576;
const PHONE_CHART_PX = 340;
/** A share or a number of days beyond it says only that there was next to nothing to compare with. */
const FIGURE_MAX = 1000;

/** What will come in, how sure that is, and how receivables are doing; every number leads to its invoices. */
export class CollectionsDashboard extends Component {
    static template = "ar_sync_collections.Dashboard";
    static components = { BandBars, Layout, Lines, Stacks };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.ages = AGES;
        this.dsoLines = DSO_LINES;
        this.state = useState({ data: null, loading: false, isNarrow: window.innerWidth < NARROW_PX });
        onWillStart(() => this.load());
        const resize = () => (this.state.isNarrow = window.innerWidth < NARROW_PX);
        onMounted(() => window.addEventListener("resize", resize));
        onWillUnmount(() => window.removeEventListener("resize", resize));
    }

    async load() {
        this.state.data = await this.orm.call("ar.collection.dashboard", "get_dashboard", []);
    }

    async refresh() {
        this.state.loading = true;
        try {
            await this.load();
        } finally {
            this.state.loading = false;
        }
    }

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        return !this.data.made_on;
    }

    get hasReceivables() {
        const { figures, four_weeks: weeks } = this.data;
        return Boolean(weeks.open_amount || (figures && (figures.open_amount || figures.sales || figures.settled_count)));
    }

    /** On the first days there is no trend to draw: the ages take its place. */
    get hasTrend() {
        return this.trend.length > 1;
    }

    /** The drawing's own width: lines and letters keep their size on a phone. */
    get chartWidth() {
        return this.state.isNarrow ? PHONE_CHART_PX : undefined;
    }

    // --- figures ---

    get money() {
        return MONEY.map((row) => ({ ...row, value: this.data.figures[row.key], text: this.amount(this.data.figures[row.key]) }));
    }

    get figures() {
        return FIGURES.map((row) => ({
            ...row,
            text: this.figure(this.value(row), row.unit),
            note: row.note && this.data.figures[row.note],
            change: this.change(row),
        }));
    }

    /** A share of nothing and days of no sales are no figures. */
    value({ key }) {
        const { figures } = this.data;
        if (key === "promise_rate" && !figures.promise_count) {
            return null;
        }
        if (key === "escalated_count" && !figures.step_count) {
            return null;
        }
        return figures[key];
    }

    figure(value, unit) {
        if (value === null || value === undefined) {
            return "–";
        }
        if (unit === "count") {
            return formatFloat(value, { digits: [16, 0] });
        }
        if (unit !== "h" && Math.abs(value) > FIGURE_MAX) {
            const most = formatFloat(FIGURE_MAX, { digits: [16, 0] });
            return unit === "days" ? _t("over %s days", most) : this.percent(value / 100);
        }
        const number = formatFloat(value, { digits: [16, 1] });
        return { days: _t("%s days", number), "%": _t("%s %", number), h: _t("%s h", number) }[unit];
    }

    change(row) {
        const { before } = this.data;
        const [now, then] = [this.value(row), before && before[row.key]];
        if (["h", "count"].includes(row.unit) || now === null || then === null || then === undefined) {
            return null;
        }
        if (Math.max(Math.abs(now), Math.abs(then)) > FIGURE_MAX) {
            return null;
        }
        const difference = Math.round((now - then) * 10) / 10;
        const isBetter = row.isLessBetter ? difference < 0 : difference > 0;
        const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
        const color = difference ? (isBetter ? "success" : "danger") : "muted";
        const text = _t("%(change)s since %(day)s", {
            change: `${sign}${formatFloat(Math.abs(difference), { digits: [16, 1] })}`,
            day: this.date(before.day),
        });
        return { color, text };
    }

    // --- graphs ---

    get weeks() {
        return this.data.weeks.map((week) => ({
            ...week,
            key: week.end,
            label: deserializeDate(week.start).toFormat("d LLL"),
            value: week.expected,
            title: _t("%(start)s to %(end)s: %(amount)s expected, %(low)s to %(high)s", {
                start: this.date(week.start),
                end: this.date(week.end),
                amount: this.amount(week.expected),
                low: this.amount(week.low),
                high: this.amount(week.high),
            }),
        }));
    }

    get past() {
        return this.data.past.map((row) => ({
            key: row.day,
            label: this.month(row.day),
            value: row.actual,
            other: row.expected,
            day: row.day,
            title: _t("Four weeks after %(day)s: %(actual)s came in, %(expected)s was expected", {
                day: this.date(row.day),
                actual: this.amount(row.actual),
                expected: this.amount(row.expected),
            }),
        }));
    }

    get trend() {
        return this.data.trend.map((row) => ({
            ...row,
            key: row.day,
            label: this.month(row.day),
            title: _t("%(day)s: open %(open)s, overdue %(overdue)s, days sales outstanding %(dso)s", {
                day: this.date(row.day),
                open: this.amount(row.open_amount),
                overdue: this.amount(row.overdue_amount),
                dso: this.figure(row.dso, "days"),
            }),
        }));
    }

    get ageing() {
        const { figures } = this.data;
        const total = AGES.reduce((sum, { key }) => sum + figures[key], 0);
        return AGES.map((row) => ({
            ...row,
            amount: figures[row.key],
            percent: total ? (100 * figures[row.key]) / total : 0,
        }));
    }

    // --- words ---

    amount(value) {
        return formatCurrency(value, this.data.currency_id, { digits: [16, 0] });
    }

    short(value) {
        return humanNumber(value, { decimals: value && value < 10000 ? 1 : 0 });
    }

    days(value) {
        return formatFloat(value, { digits: [16, 0] });
    }

    percent(value) {
        const most = FIGURE_MAX / 100;
        if (Math.abs(value) > most) {
            const text = formatPercentage(most, { digits: [16, 0] });
            return value > 0 ? _t("over %s", text) : _t("below −%s", text);
        }
        return formatPercentage(value, { digits: [16, 1] });
    }

    date(text) {
        return formatDate(deserializeDate(text));
    }

    month(text) {
        return deserializeDate(text).toFormat("LLL yy");
    }

    daysLate(count) {
        return count === 1 ? _t("1 day late") : _t("%s days late", count);
    }

    // --- where a click leads ---

    async openItems(figure) {
        if (figure) {
            const action = await this.orm.call("ar.collection.dashboard", "get_items_action", [figure]);
            return this.action.doAction(action);
        }
    }

    /** The invoices that make up a week. */
    async openWeek(week) {
        const name = _t("Expected %(start)s to %(end)s", { start: this.date(week.start), end: this.date(week.end) });
        const action = await this.action.loadAction("ar_sync_collections.ar_forecast_share_action");
        const domain = [["week_id.end_on", "=", week.end]];
        return this.action.doAction({ ...action, name, display_name: name, domain });
    }

    async openAge(key) {
        const action = await this.action.loadAction("ar_sync_collections.ar_collection_ageing_action");
        const bucket = key === "current_amount" ? "current" : key.replace("overdue_", "");
        const context = { ar_as_of: this.data.figures.day };
        return this.action.doAction({ ...action, domain: [["bucket", "=", bucket]], context, view_mode: "list", views: [[false, "list"], [false, "pivot"]] });
    }

    /** What was open on a past day. */
    async openDay(point) {
        const name = _t("Aged receivables on %s", this.date(point.day));
        const action = await this.action.loadAction("ar_sync_collections.ar_collection_ageing_action");
        return this.action.doAction({ ...action, name, display_name: name, context: { ar_as_of: point.day } });
    }

    async openPast(point) {
        const action = await this.action.loadAction("ar_sync_collections.ar_forecast_backtest_action");
        return this.action.doAction({ ...action, domain: [["day", "=", point.day]] });
    }

    openCustomer(partnerId) {
        const additionalContext = { search_default_partner_id: partnerId, search_default_overdue: 1 };
        return this.action.doAction("ar_sync_collections.ar_forecast_item_action", { additionalContext });
    }

    open(xmlid) {
        return this.action.doAction(xmlid);
    }
}

registry.category("actions").add("ar_sync_collections.dashboard", CollectionsDashboard);
