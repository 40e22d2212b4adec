import { _t } from "@web/core/l10n/translation";

/**
 * Every key of the review screen: one table for the handler, the hints on buttons and the help.
 * ``repeat``: may be held down. Keys that decide never repeat.
 */
export const KEYS = [
    { keys: ["j", "ArrowDown"], shown: ["j", "↓"], action: "next", label: _t("Next receipt"), repeat: true },
    { keys: ["k", "ArrowUp"], shown: ["k", "↑"], action: "previous", label: _t("Previous receipt"), repeat: true },
    { keys: ["1"], shown: ["1"], action: "chooseFirst", label: _t("Choose the best proposal") },
    { keys: ["2"], shown: ["2"], action: "chooseSecond", label: _t("Choose the runner-up") },
    { keys: ["Enter"], shown: ["Enter"], hint: "↵", action: "accept", label: _t("Accept what is chosen, and go to the next") },
    { keys: ["p"], shown: ["p"], action: "pick", label: _t("Pick open items: type or paste a list") },
    { keys: ["e"], shown: ["e"], action: "editAmounts", label: _t("Change the amounts") },
    { keys: ["w"], shown: ["w"], action: "writeOff", label: _t("Write off the difference with a reason") },
    { keys: ["l"], shown: ["l"], action: "leave", label: _t("Leave the money on account") },
    { keys: ["r"], shown: ["r"], action: "reject", label: _t("The chosen proposal is wrong") },
    { keys: ["u"], shown: ["u"], action: "undo", label: _t("Take the last decision back") },
    { keys: ["a"], shown: ["a"], action: "acceptKind", label: _t("Accept all of the same kind") },
    { keys: ["/"], shown: ["/"], action: "filter", label: _t("Filter the list") },
    { keys: ["o"], shown: ["o"], action: "openReceipt", label: _t("Open the receipt's own page") },
    { keys: ["?"], shown: ["?"], action: "help", label: _t("This help") },
    { keys: ["Escape"], shown: ["Esc"], action: "back", label: _t("Back") },
];

/** Keys inside the search for open items. */
export const PICK_KEYS = [
    { shown: ["↓", "↑"], label: _t("Move through what was found") },
    { shown: ["Space"], label: _t("Take the item, or put it back") },
    { shown: ["Enter"], label: _t("Done: back to the receipt") },
    { shown: ["Tab"], label: _t("To the amounts; Enter there comes back") },
    { shown: ["Esc"], label: _t("Drop what was picked") },
];

const BY_KEY = new Map(KEYS.flatMap((row) => row.keys.map((key) => [key, row])));
const FIELDS = "input, textarea, select, [contenteditable='true']";
const NATIVE = "a[href], button, summary";
const IN_FRONT = ".o_dialog, .o-dropdown--menu, .o_command_palette, .o_popover";

/** Return the row of the table that a key press means, or nothing where it belongs to something else. */
export function meant(ev) {
    const row = BY_KEY.get(ev.key.length === 1 ? ev.key.toLowerCase() : ev.key);
    if (!row || ev.defaultPrevented || ev.isComposing || ev.ctrlKey || ev.altKey || ev.metaKey) {
        return;
    }
    if ((ev.repeat && !row.repeat) || document.querySelector(IN_FRONT) || ev.target.closest?.(FIELDS)) {
        return;
    }
    const pressesIt = ev.key === "Enter" && ev.target.closest?.(NATIVE);
    return pressesIt ? undefined : row;
}
