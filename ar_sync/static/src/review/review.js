import { Component, onMounted, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { difference, emptyChoice, withReason } from "./choice";
import { KEYS, meant } from "./keys";
import { money } from "./money";
import { ReviewDetail } from "./review_detail";
import { ReviewHelp, ReviewKind, ReviewReasons } from "./review_dialogs";
import { ReviewList } from "./review_list";
import { ReviewModel, sentence } from "./review_model";

const LIST = "ar_sync.ar_match_receipt_action_review";
const WAIT_MS = 300;

/** Receipts to review: the list on the left, one receipt with its explanations on the right, all by keyboard. */
export class ReviewScreen extends Component {
    static template = "ar_sync.Review";
    static components = { Layout, ReviewDetail, ReviewList };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.model = useState(new ReviewModel(useService("orm")));
        this.state = useState({ isPicking: false, showsDetail: false, showsFilters: false, problem: "" });
        this.filterSoon = useDebounced((filters) => this.model.setFilters(filters), WAIT_MS);
        const kept = this.props.state?.review;
        onWillStart(() => this.open(kept));
        onMounted(() => this.focusList());
        useSetupAction({ getLocalState: () => ({ review: this.kept }) });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
        useEffect(
            () => {
                this.root.el?.querySelector(".o_ar_rv_main")?.scrollTo(0, 0);
            },
            () => [this.model.card?.id]
        );
    }

    /** Show the list, or what was in front when somebody left for another page. */
    async open(kept) {
        Object.assign(this.model, kept || {});
        try {
            await this.model.load(kept?.index || 0);
        } catch (error) {
            this.model.status = "failed";
            this.state.problem = sentence(error);
        }
    }

    get kept() {
        const { filters, order, index, stack } = this.model;
        return { filters, order, index, stack };
    }

    // --- what is shown ---

    get card() {
        return this.model.card;
    }

    get isFiltered() {
        return Object.keys(this.model.filters).length > 0;
    }

    get isEmpty() {
        return this.model.status === "ready" && !this.model.total && !this.isFiltered;
    }

    get countText() {
        const { total } = this.model;
        return total === 1 ? _t("1 receipt") : _t("%s receipts", total.toLocaleString());
    }

    get undoTitle() {
        return _t("Decisions that can be taken back: %s", this.model.stack.length);
    }

    // --- keys ---

    onKeydown(ev) {
        const row = this.model.status === "ready" && !this.ui.isBlocked && meant(ev);
        if (row && !this.state.isPicking) {
            ev.preventDefault();
            this.do(row.action);
        }
    }

    /** Do what a key or a button says; while a decision is under way nothing else is decided. */
    do(action) {
        const known = KEYS.some((row) => row.action === action);
        return known && !this.model.busy ? this[action]() : undefined;
    }

    next() {
        return this.go(1);
    }

    previous() {
        return this.go(-1);
    }

    async go(step) {
        const index = this.model.index + step;
        if (index >= 0 && index < this.model.total) {
            this.model.say();
            await this.guard(this.model.select(index));
        }
    }

    /** Loading failed: say so, and keep what is there. */
    async guard(promise) {
        try {
            return await promise;
        } catch (error) {
            this.model.say("danger", sentence(error));
        }
    }

    chooseFirst() {
        this.chooseProposal(0);
    }

    chooseSecond() {
        this.chooseProposal(1);
    }

    chooseProposal(place) {
        if (this.card && !this.model.choose(place)) {
            this.model.say("info", _t("There is no such proposal for this receipt."));
        }
    }

    accept() {
        if (!this.card) {
            return;
        }
        if (!this.model.choice.lines.length) {
            this.model.say("info", _t("Nothing is chosen: pick open items (p), or leave the money on account (l)."));
            return;
        }
        return this.afterDecision(this.model.apply());
    }

    leave() {
        return this.card && this.afterDecision(this.model.leave());
    }

    reject() {
        if (!this.model.proposal) {
            this.model.say("info", _t("No proposal is chosen that could be wrong."));
            return;
        }
        return this.afterDecision(this.model.reject());
    }

    undo() {
        return this.afterDecision(this.model.undo());
    }

    async afterDecision(promise) {
        await promise;
        this.focusList();
        this.state.showsDetail = this.state.showsDetail && this.model.total > 0;
    }

    pick() {
        if (this.card) {
            this.before = this.model.choice;
            if (!this.model.choice.isPicked) {
                this.model.setChoice(emptyChoice());
            }
            this.state.isPicking = true;
        }
    }

    pickDone() {
        this.state.isPicking = false;
        this.focusList();
    }

    pickCancel() {
        this.model.setChoice(this.before);
        this.pickDone();
    }

    editAmounts() {
        if (this.card && !this.model.choice.isPicked) {
            this.model.setChoice({ ...this.model.choice, isPicked: true });
        }
        setTimeout(() => this.root.el?.querySelector(".o_ar_rv_choice input")?.select());
    }

    writeOff() {
        const { card, choice } = this.model;
        const open = card ? difference(card, choice) : 0;
        if (!(open > 0)) {
            this.model.say("info", _t("Nothing stays open on what is chosen: there is no difference to write off."));
            return;
        }
        this.dialog.add(
            ReviewReasons,
            {
                reasons: this.model.reasons[card.company_id] || [],
                difference: open,
                currencyId: card.currency_id,
                choose: (reason) => this.model.setChoice(withReason(card, choice, reason)),
            },
            { onClose: () => this.focusList() }
        );
    }

    async acceptKind() {
        if (!this.card) {
            return;
        }
        const told = await this.guard(this.model.call("same_kind", [this.card.id, this.model.filters]));
        if (!told?.group) {
            this.model.say("info", told ? _t("Nothing is proposed here that others could share.") : this.model.message.text);
            return;
        }
        const onDone = async (receiptIds, summary) => {
            if (receiptIds.length) {
                this.model.stack.push({ decision: "applied", receipt_ids: receiptIds, place: 0 });
            }
            this.model.say("success", summary, receiptIds.length > 0);
            await this.guard(this.model.load());
        };
        this.dialog.add(ReviewKind, { model: this.model, told, onDone }, { onClose: () => this.focusList() });
    }

    filter() {
        this.state.showsDetail = false;
        setTimeout(() => this.root.el?.querySelector(".o_ar_rv_search")?.select());
    }

    help() {
        this.dialog.add(ReviewHelp, {}, { onClose: () => this.focusList() });
    }

    openReceipt() {
        return this.card && this.openRecord("ar.match.receipt", this.card.id);
    }

    back() {
        if (this.model.message) {
            this.model.say();
        } else if (this.model.choice.isPicked && this.card) {
            this.model.choose(0);
        } else {
            this.state.showsDetail = false;
        }
        this.focusList();
    }

    backToList() {
        this.model.say();
        this.state.showsDetail = false;
    }

    focusList() {
        this.root.el?.querySelector(".o_ar_rv_list")?.focus({ preventScroll: true });
    }

    // --- filters ---

    setFilter(name, value, isSoon = false) {
        const filters = { ...this.model.filters, [name]: value };
        return isSoon ? this.filterSoon(filters) : this.model.setFilters(filters);
    }

    onSelectFilter(name, value) {
        const isNumber = name !== "kind";
        this.setFilter(name, value === "all" ? null : isNumber ? Number(value) : value);
    }

    onAmountFilter(name, value) {
        const amount = value.trim() ? Number(value.replace(",", ".")) : null;
        if (!Number.isNaN(amount)) {
            this.setFilter(name, amount);
        }
    }

    onSearchKeydown(ev) {
        if (ev.key === "Escape" && ev.target.value) {
            ev.target.value = "";
            this.setFilter("text", null).then(() => this.focusList());
        } else if (["Enter", "Escape", "ArrowDown"].includes(ev.key)) {
            this.focusList();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    clearFilters() {
        return this.model.setFilters({});
    }

    // --- where a click leads ---

    async onSelect(place) {
        this.state.showsDetail = true;
        this.model.say();
        await this.guard(this.model.select(place));
        this.focusList();
    }

    openList() {
        return this.action.doAction(LIST);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openAction(xmlid) {
        return this.action.doAction(xmlid);
    }

    sum(row) {
        return money(row.amount, row.id);
    }

    amountOf(card) {
        return money(card.amount, card.currency_id);
    }
}

registry.category("actions").add("ar_sync.review", ReviewScreen);
