import { _t } from "@web/core/l10n/translation";

/** Age of an open item -> its words, its colour and its filter in the list of open items. */
export const AGEING = [
    { key: "current", label: _t("Not due yet"), color: "success" },
    { key: "1_30", label: _t("1–30 days late"), color: "info" },
    { key: "31_60", label: _t("31–60 days late"), color: "warning" },
    { key: "61_90", label: _t("61–90 days late"), color: "orange" },
    { key: "91", label: _t("Over 90 days late"), color: "danger" },
];

/** What can be stuck -> its words, where it is listed, and how urgent it is. */
export const PROBLEMS = [
    {
        key: "events_review",
        label: _t("Inbox messages that need a person"),
        xmlid: "ar_sync.ar_sync_event_action",
        filter: "needs_person",
        level: "danger",
    },
    {
        key: "streams_error",
        label: _t("Streams that cannot be read"),
        xmlid: "ar_sync.ar_sync_stream_action",
        filter: "problems",
        level: "danger",
    },
    {
        key: "receipts_problem",
        label: _t("Receipts that could not be booked"),
        xmlid: "ar_sync.ar_match_receipt_action",
        filter: "problem",
        level: "danger",
    },
    {
        key: "operations_stuck",
        label: _t("Outgoing changes that failed"),
        xmlid: "ar_sync.ar_sync_operation_action",
        filter: "problems",
        level: "danger",
    },
    {
        key: "operations_review",
        label: _t("Outgoing changes to approve"),
        xmlid: "ar_sync.ar_sync_operation_action",
        filter: "to_review",
        level: "warning",
    },
    {
        key: "events_waiting",
        label: _t("Inbox messages tried again later"),
        xmlid: "ar_sync.ar_sync_event_action",
        filter: "problems",
        level: "info",
    },
];
