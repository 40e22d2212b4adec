import { _t } from "@web/core/l10n/translation";

/** Age of what is open -> its words and its colour; the lowest part of a column first. */
export const AGES = [
    { key: "current_amount", label: _t("Not due yet"), color: "success" },
    { key: "overdue_1_30", label: _t("1–30 days late"), color: "info" },
    { key: "overdue_31_60", label: _t("31–60 days late"), color: "warning" },
    { key: "overdue_61_90", label: _t("61–90 days late"), color: "orange" },
    { key: "overdue_91", label: _t("Over 90 days late"), color: "danger" },
];

export const DSO_LINES = [
    { key: "dso", label: _t("Days sales outstanding"), color: "primary" },
    { key: "dso_countback", label: _t("By countback"), color: "info" },
    { key: "dso_best", label: _t("Best possible"), color: "success" },
];

/** Money of the day: its words, its explanation, and the invoices behind it. */
export const MONEY = [
    {
        key: "open_amount",
        label: _t("Open"),
        items: "open",
        help: _t("What customers owe; their own credit is not taken off."),
    },
    { key: "overdue_amount", label: _t("Overdue"), items: "overdue", isLessBetter: true },
    {
        key: "at_risk_amount",
        label: _t("At risk"),
        items: "at_risk",
        isLessBetter: true,
        help: _t("More than 60 days overdue, or disputed."),
    },
];

/** Days and shares: words, unit, formula, and the invoices behind them. */
export const FIGURES = [
    {
        key: "dso",
        label: _t("Days sales outstanding"),
        unit: "days",
        items: "open",
        isLessBetter: true,
        help: _t("Open / sales of 90 days × 90"),
    },
    {
        key: "dso_countback",
        label: _t("By countback"),
        unit: "days",
        items: "sales",
        isLessBetter: true,
        help: _t("Open is taken off the last months' sales, the latest first; their days are counted."),
    },
    {
        key: "dso_best",
        label: _t("Best possible"),
        unit: "days",
        items: "current",
        isLessBetter: true,
        help: _t("Not due yet / sales of 90 days × 90"),
    },
    {
        key: "days_delinquent",
        label: _t("Average days delinquent"),
        unit: "days",
        items: "overdue",
        isLessBetter: true,
        help: _t("Days sales outstanding less the best possible"),
    },
    {
        key: "days_late",
        label: _t("Average days late"),
        unit: "days",
        items: "settled",
        isLessBetter: true,
        help: _t("Of what was settled in 90 days, weighted by amount; early counts as zero"),
    },
    {
        key: "effectiveness",
        label: _t("Collection effectiveness"),
        unit: "%",
        items: "overdue",
        help: _t("(Open 90 days ago + sales − open) / (open 90 days ago + sales − not due yet)"),
    },
    {
        key: "resolved_rate",
        label: _t("Settled without escalation"),
        unit: "%",
        items: "resolved",
        note: "resolved_note",
        help: _t(
            "Of what was settled in 90 days after it was overdue or asked for, by number: no step that is an escalation, no dispute past its deadline, no lawyer or agency"
        ),
    },
    {
        key: "escalated_count",
        label: _t("Escalated before settlement"),
        unit: "count",
        items: "escalated",
        isLessBetter: true,
        help: _t("Of what was settled in 90 days: an escalation came before"),
    },
    {
        key: "promise_rate",
        label: _t("Promises kept"),
        unit: "%",
        help: _t("Of the promises that fell due in 90 days, by number"),
    },
    {
        key: "hours_saved",
        label: _t("Hours saved in 30 days"),
        unit: "h",
        help: _t("What was done without a person, times the minutes a person takes for it: see docs and settings"),
    },
];
