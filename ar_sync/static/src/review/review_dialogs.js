import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

import { KEYS, PICK_KEYS } from "./keys";
import { money } from "./money";
import { sentence } from "./review_model";

/** All keys of the screen. */
export class ReviewHelp extends Component {
    static template = "ar_sync.ReviewHelp";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.keys = KEYS;
        this.pickKeys = PICK_KEYS;
        this.title = _t("Keys of this screen");
        useExternalListener(window, "keydown", (ev) => ev.key === "?" && this.props.close());
    }
}

/** Why the difference is given up: a reason by its number. */
export class ReviewReasons extends Component {
    static template = "ar_sync.ReviewReasons";
    static components = { Dialog };
    static props = { close: Function, reasons: Array, difference: Number, currencyId: Number, choose: Function };

    setup() {
        this.title = _t("Write off the difference");
        useExternalListener(window, "keydown", (ev) => {
            const reason = this.props.reasons.find(({ number }) => String(number) === ev.key);
            if (reason) {
                ev.preventDefault();
                this.choose(reason);
            }
        });
    }

    choose(reason) {
        if (reason.is_allowed) {
            this.props.choose(reason);
            this.props.close();
        }
    }

    money(amount, currencyId = this.props.currencyId) {
        return money(amount, currencyId);
    }
}

/** All receipts of a kind: how many and how much, then their progress, then what failed and why. */
export class ReviewKind extends Component {
    static template = "ar_sync.ReviewKind";
    static components = { Dialog };
    static props = { close: Function, model: Object, told: Object, onDone: Function };

    setup() {
        this.title = _t("Accept all of this kind");
        this.state = useState({ step: "ask", accepted: 0, failed: [], problem: "", isStopped: false });
        this.buttons = useRef("buttons");
        useEffect(
            () => {
                this.buttons.el?.querySelector("button")?.focus();
            },
            () => [this.state.step]
        );
    }

    get sums() {
        return this.props.told.sums.map((row) => money(row.amount, row.currency_id)).join(" + ");
    }

    get percent() {
        return Math.min(100, (100 * (this.state.accepted + this.state.failed.length)) / this.props.told.count);
    }

    get summary() {
        const { accepted } = this.state;
        return accepted === 1 ? _t("1 receipt was accepted.") : _t("%s receipts were accepted.", accepted);
    }

    async run() {
        this.state.step = "run";
        const { group } = this.props.told;
        const { model } = this.props;
        const done = [];
        let answer = { last_id: 0, is_done: false };
        try {
            while (!answer.is_done && !this.state.isStopped) {
                answer = await model.call("accept_same_kind", [group, model.filters, answer.last_id], { silent: true });
                done.push(...answer.accepted);
                this.state.accepted = done.length;
                this.state.failed.push(...answer.failed);
            }
        } catch (error) {
            this.state.problem = sentence(error);
        }
        this.state.step = "done";
        await this.props.onDone(done, this.summary);
    }
}
