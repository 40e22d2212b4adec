import { formatCurrency, getCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { roundDecimals } from "@web/core/utils/numbers";

import { FULL_BITS, STRENGTHS } from "../fields/proposal_cards";

export function round(amount, currencyId) {
    return roundDecimals(amount, getCurrency(currencyId)?.digits?.[1] ?? 2);
}

export function money(amount, currencyId) {
    return formatCurrency(amount, currencyId);
}

export function day(text) {
    return text ? formatDate(deserializeDate(text)) : "";
}

/** Bits of evidence in words, with the colour and the length of the meter. */
export function strength(bits) {
    const row = STRENGTHS.find(({ below }) => bits < below);
    return { ...row, percent: Math.max(0, Math.min(100, (100 * bits) / FULL_BITS)) };
}

export function age(days) {
    if (days <= 0) {
        return _t("today");
    }
    return days === 1 ? _t("1 day") : _t("%s days", days);
}
