import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const LABEL_EVERY = 7;
const LEAST_PERCENT = 2;

/** Money per day as bars; a bar opens its day. */
export class DayBars extends Component {
    static template = "ar_sync.DayBars";
    static props = { days: Array, currencyId: Number, open: Function };

    get bars() {
        const most = Math.max(...this.props.days.map((day) => day.amount), 1);
        const last = this.props.days.length - 1;
        return this.props.days.map((day, index) => ({
            date: day.date,
            count: day.count,
            height: day.count ? Math.max(LEAST_PERCENT, (100 * day.amount) / most) : 0,
            label: (last - index) % LABEL_EVERY === 0 ? deserializeDate(day.date).toFormat("d LLL") : "",
            title: this.title(day),
        }));
    }

    title(day) {
        const date = formatDate(deserializeDate(day.date));
        const amount = formatCurrency(day.amount, this.props.currencyId);
        return _t("%(date)s: %(amount)s in %(count)s receipts", { date, amount, count: day.count });
    }
}
