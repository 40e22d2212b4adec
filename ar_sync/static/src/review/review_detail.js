import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

import { difference } from "./choice";
import { KEYS } from "./keys";
import { age, day, money, strength } from "./money";
import { ReviewChoice } from "./review_choice";
import { ReviewPicker } from "./review_picker";

const LEVEL_BITS = 0.1;

/** One receipt: what came in, why it waits, what explains it, and what would be posted. */
export class ReviewDetail extends Component {
    static template = "ar_sync.ReviewDetail";
    static components = { ReviewChoice, ReviewPicker };
    static props = {
        model: Object,
        isPicking: Boolean,
        do: Function,
        choose: Function,
        pickDone: Function,
        pickCancel: Function,
        openRecord: Function,
    };

    setup() {
        this.model = useState(this.props.model);
    }

    get card() {
        return this.model.card;
    }

    /** What is under way in the proposals' place: they step back while somebody picks. */
    get isPicked() {
        return this.model.choice.isPicked;
    }

    hint(action) {
        const row = KEYS.find((entry) => entry.action === action);
        return row.hint || row.shown[0];
    }

    title(card) {
        if (card.chosen_by) {
            return _t("Chosen by %s", card.chosen_by);
        }
        return card.rank === 1 ? _t("Best explanation") : _t("Runner-up");
    }

    isChosen(proposal) {
        return this.model.choice.proposalId === proposal.id;
    }

    strength(proposal) {
        return strength(proposal.bits);
    }

    /** How far the best is ahead, or that the two are level: the reason to look. */
    lead(proposal) {
        if (proposal.rank !== 1 || this.card.proposals.length < 2 || proposal.chosen_by) {
            return "";
        }
        return proposal.margin < LEVEL_BITS
            ? _t("level with the runner-up")
            : _t("%s bits ahead", proposal.margin.toFixed(1));
    }

    get secondPerson() {
        const agreed = this.card.proposals.find((proposal) => proposal.agreed_by);
        if (!agreed) {
            return this.card.two_people ? _t("Above your company's limit: two people have to agree.") : "";
        }
        return agreed.agreed_by_me
            ? _t("You agreed. A second person has to agree before it is posted.")
            : _t("%s agreed already. It is posted when you agree too.", agreed.agreed_by);
    }

    get difference() {
        return difference(this.card, this.model.choice);
    }

    get isEveryItemPaid() {
        return this.difference <= 0;
    }

    get acceptLabel() {
        if (this.card.two_people) {
            return this.card.proposals.some(({ agreed_by, agreed_by_me }) => agreed_by && !agreed_by_me)
                ? _t("Agree and apply")
                : _t("Agree");
        }
        return this.isPicked ? _t("Apply") : _t("Accept");
    }

    get canAccept() {
        return this.model.choice.lines.length > 0 && !this.model.preview?.problem && !this.model.busy;
    }

    get total() {
        return (this.model.preview?.rows || []).reduce((sum, row) => sum + row.debit, 0);
    }

    money(amount, currencyId = this.card.currency_id) {
        return money(amount, currencyId);
    }

    booked(amount) {
        return amount ? money(amount, this.model.preview.currency_id) : "";
    }

    day(text) {
        return day(text);
    }

    age(days) {
        return age(days);
    }
}
