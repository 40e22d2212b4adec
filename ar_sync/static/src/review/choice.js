import { round } from "./money";

/** What is chosen for a receipt: items with the amount each gets. It holds no request and shows nothing. */

/** The choice of a proposal, as the server gave it. */
export function choiceOf(proposal) {
    return { proposalId: proposal.id, lines: proposal.lines.map((line) => ({ ...line })), isPicked: false };
}

export function emptyChoice() {
    return { proposalId: null, lines: [], isPicked: true };
}

/** What is not given to an item yet. */
export function left(card, choice) {
    const given = choice.lines.reduce((sum, line) => sum + line.amount, 0);
    return round(card.amount - given, card.currency_id);
}

/** Take an item, with as much as is left and it can bear; or put it back. */
export function toggle(card, choice, item) {
    const lines = choice.lines.filter((line) => line.line_id !== item.line_id);
    if (lines.length === choice.lines.length) {
        const rest = Math.max(0, left(card, choice));
        const amount = item.worth < 0 ? item.worth : Math.min(rest, item.worth);
        lines.push({ ...item, amount: round(amount, card.currency_id), item_amount: null, write_offs: [] });
    }
    return { proposalId: null, lines, isPicked: true };
}

/** Give an item another amount; what was given up on it is no longer right. */
export function withAmount(choice, lineId, amount) {
    const lines = choice.lines.map((line) =>
        line.line_id === lineId ? { ...line, amount, item_amount: null, write_offs: [], reason: null } : line
    );
    return { proposalId: null, lines, isPicked: true };
}

/** What stays open on an item, in the receipt's currency. */
export function staysOpen(card, line) {
    const given = line.item_amount ? (line.item_amount * line.worth) / line.open : line.amount;
    return round(line.worth - given, card.currency_id);
}

/** What stays open on all items that are paid only in part. */
export function difference(card, choice) {
    return round(
        choice.lines.reduce((sum, line) => sum + (line.amount > 0 ? Math.max(0, staysOpen(card, line)) : 0), 0),
        card.currency_id
    );
}

/** Give up what stays open, for a reason. */
export function withReason(card, choice, reason) {
    const lines = choice.lines.map((line) =>
        line.amount > 0 && staysOpen(card, line) > 0 ? { ...line, reason, write_offs: [] } : line
    );
    return { proposalId: null, lines, isPicked: true };
}

/** The choice as the server reads it. */
export function asRows(choice) {
    return choice.lines
        .filter((line) => line.amount)
        .map(({ line_id, amount, item_amount, write_offs, reason }) => ({
            line_id,
            amount,
            item_amount: item_amount || null,
            reason_id: reason?.id || null,
            write_offs: reason ? [] : write_offs.map(({ reason_id, amount }) => ({ reason_id, amount })),
        }));
}
