import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";

import { asRows, choiceOf, emptyChoice } from "./choice";

const MODEL = "ar.match.review";
const PAGE = 80;
const AHEAD = 15; // rows before the end of what is loaded at which the next page is asked for
const CARDS_KEPT = 6;

/** What the review screen knows: rows as far as they are loaded, the receipt in front, what is chosen, what was done. */
export class ReviewModel {
    constructor(orm) {
        this.orm = markRaw(orm);
        this.cards = markRaw(new Map());
        this.pages = markRaw(new Set());
        this.asked = 0;
        this.status = "loading";
        this.total = 0;
        this.rows = [];
        this.facets = { connections: [], currencies: [], kinds: [] };
        this.reasons = {};
        this.filters = {};
        this.order = "age";
        this.index = 0;
        this.card = null;
        this.choice = emptyChoice();
        this.preview = null;
        this.busy = false;
        this.message = null;
        this.stack = [];
    }

    // --- asking ---

    call(method, args, { silent = false } = {}) {
        const orm = silent ? this.orm.silent : this.orm;
        return orm.call(MODEL, method, args);
    }

    /** Do something on the server; what goes wrong is said in a sentence, and nothing is lost. */
    async attempt(work) {
        if (this.busy) {
            return;
        }
        this.busy = true;
        try {
            return await work();
        } catch (error) {
            this.say("danger", sentence(error));
        } finally {
            this.busy = false;
        }
    }

    say(level, text, canUndo = false) {
        this.message = text ? { level, text, canUndo } : null;
    }

    // --- the list ---

    /** Load the first page, or the one around ``index``, and show the receipt there. */
    async load(index = 0, receiptId = null) {
        const first = index - (index % PAGE);
        const data = await this.call("start", [this.filters, this.order]);
        this.facets = data.facets;
        this.reasons = data.reasons;
        this.isManager = data.is_manager;
        this.hasConnection = data.has_connection;
        this.setPage(data, true);
        if (first) {
            this.setPage(await this.call("page", [this.filters, this.order, first]));
        }
        this.cards.clear();
        this.status = "ready";
        const found = receiptId ? this.rows.findIndex((row) => row?.id === receiptId) : -1;
        await this.select(found < 0 ? index : found);
    }

    /** Load the list anew without losing the place in it. */
    reload(receiptId = null) {
        return this.load(Math.max(0, Math.min(this.index, this.total)), receiptId);
    }

    setPage({ total, offset, rows }, isNew = false) {
        if (isNew || total !== this.total) {
            // Others decide too: pages that were loaded may have moved.
            this.rows = new Array(total).fill(null);
            this.pages.clear();
        }
        this.total = total;
        rows.forEach((row, place) => (this.rows[offset + place] = row));
    }

    /** See to it that the rows from ``first`` to ``last`` are loaded, page by page. */
    async ensure(first, last) {
        for (let place = Math.max(0, first); place <= Math.min(last, this.total - 1); place++) {
            const start = place - (place % PAGE);
            if (!this.rows[place] && !this.pages.has(start)) {
                this.pages.add(start);
                try {
                    this.setPage(await this.call("page", [this.filters, this.order, start], { silent: true }));
                } catch (error) {
                    this.say("danger", sentence(error));
                } finally {
                    this.pages.delete(start);
                }
                return this.ensure(first, last);
            }
        }
    }

    async setFilters(filters, order = this.order) {
        this.filters = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== null));
        this.order = order;
        this.say();
        await this.attempt(() => this.load());
    }

    get row() {
        return this.rows[this.index];
    }

    // --- the receipt in front ---

    async select(index) {
        this.index = Math.max(0, Math.min(index, this.total - 1));
        if (!this.total) {
            this.card = null;
            return;
        }
        const first = this.index - AHEAD;
        const ahead = this.ensure(first, this.index + AHEAD);
        if (!this.row) {
            await ahead;
        }
        await this.show(this.row?.id);
    }

    async show(receiptId) {
        if (!receiptId) {
            return;
        }
        const ticket = ++this.asked;
        let card = this.cards.get(receiptId);
        if (!card) {
            this.card = this.card?.id === receiptId ? this.card : null;
            card = await this.call("card", [receiptId], { silent: true });
        }
        if (ticket !== this.asked) {
            return; // a later key press asked for another one
        }
        this.keep(card);
        this.card = card;
        this.choose(0);
        this.prefetch(this.rows[this.index + 1]?.id);
    }

    keep(card) {
        this.cards.set(card.id, card);
        for (const key of [...this.cards.keys()].slice(0, -CARDS_KEPT)) {
            this.cards.delete(key);
        }
    }

    async prefetch(receiptId) {
        if (receiptId && !this.cards.has(receiptId)) {
            try {
                this.keep(await this.call("card", [receiptId], { silent: true }));
            } catch {
                // It is asked for again, and what is wrong said, when it is shown.
            }
        }
    }

    // --- the choice ---

    get proposal() {
        return this.card?.proposals.find((proposal) => proposal.id === this.choice.proposalId);
    }

    choose(place) {
        const proposal = this.card?.proposals[place];
        if (proposal) {
            this.setChoice(choiceOf(proposal));
        } else if (!place) {
            this.setChoice(emptyChoice());
        }
        return Boolean(proposal);
    }

    setChoice(choice) {
        this.choice = choice;
        this.look();
    }

    /** Ask what would be posted for what is chosen. */
    async look() {
        const ticket = (this.looked = (this.looked || 0) + 1);
        const card = this.card;
        try {
            const preview = await this.call("preview", [card.id, asRows(this.choice)], { silent: true });
            if (ticket === this.looked) {
                this.preview = preview;
            }
        } catch (error) {
            this.preview = { rows: [], problem: sentence(error), note: "", left: 0 };
        }
    }

    // --- decisions ---

    async apply() {
        const { card, choice } = this;
        await this.decide(() => this.call("apply", [card.id, asRows(choice), choice.proposalId]));
    }

    async leave() {
        await this.decide(() => this.call("leave", [this.card.id]));
    }

    async reject() {
        await this.decide(() => this.call("reject", [this.card.id, this.proposal.id]));
    }

    /** Decide, say what happened, and go on: to the next receipt, or to the same one as it is now. */
    async decide(work) {
        const place = this.index;
        await this.attempt(async () => {
            const answer = await work();
            const isDone = ["applied", "left"].includes(answer.outcome);
            this.cards.clear();
            if (answer.undo) {
                this.stack.push({ ...answer.undo, place });
            }
            const level = { stale: "warning", second: "info" }[answer.outcome] || "success";
            this.say(level, answer.message, Boolean(answer.undo));
            if (isDone) {
                await this.takeOut(place);
            } else if (answer.outcome === "second") {
                await this.refreshRow(place);
                await this.select(place + 1 < this.total ? place + 1 : place);
            } else {
                await this.refreshRow(place);
            }
        });
    }

    /** Take a row out of the list and show the one that is now in its place. */
    async takeOut(place) {
        this.rows.splice(place, 1);
        this.total -= 1;
        await this.select(place);
    }

    /** Show the receipt in front as it is now; one that somebody else decided leaves the list. */
    async refreshRow(place) {
        const card = await this.call("card", [this.rows[place].id]);
        if (card.state !== "review") {
            return this.reload();
        }
        this.rows[place] = { ...this.rows[place], suggestion: card.suggestion, bits: card.bits, agreed_by: card.agreed_by };
        this.keep(card);
        await this.show(card.id);
    }

    async undo() {
        const last = this.stack.at(-1);
        if (!last) {
            this.say("info", _t("There is nothing to take back: you have decided nothing yet."));
            return;
        }
        await this.attempt(async () => {
            const { message, done } = await this.takeBack(last);
            this.stack.pop();
            this.say(done.length ? "success" : "warning", message);
            this.index = Math.min(last.place, this.total);
            await this.load(this.index, done[0]);
        });
    }

    /** Many that were accepted at once are taken back in the same portions. */
    async takeBack({ decision, receipt_ids, proposal_ids }) {
        let answer = { done: [], message: "" };
        const done = [];
        for (let start = 0; start < receipt_ids.length; start += PAGE) {
            answer = await this.call("undo", [decision, receipt_ids.slice(start, start + PAGE), proposal_ids || null]);
            done.push(...answer.done);
        }
        if (receipt_ids.length > PAGE) {
            answer.message = _t("%(done)s of %(all)s receipts wait for you again.", {
                done: done.length,
                all: receipt_ids.length,
            });
        }
        return { message: answer.message, done };
    }
}

/** What went wrong, as a sentence for a person. */
export function sentence(error) {
    if (error instanceof RPCError) {
        return error.data?.message || error.message;
    }
    return _t("The server could not be reached. Nothing is lost: try again in a moment.");
}
