import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { useDebounced } from "@web/core/utils/timing";

import { left, toggle } from "./choice";
import { PICK_KEYS } from "./keys";
import { day, money } from "./money";
import { sentence } from "./review_model";

const WAIT_MS = 200;

/** Search of open items: type a number, a name or an amount, or paste a remittance list. */
export class ReviewPicker extends Component {
    static template = "ar_sync.ReviewPicker";
    static props = { model: Object, onDone: Function, onCancel: Function };

    setup() {
        this.model = useState(this.props.model);
        this.keys = PICK_KEYS;
        this.input = useRef("input");
        this.state = useState({ text: "", active: -1, items: [], list: null, isCut: false, busy: true, problem: "" });
        this.asked = 0;
        this.searchSoon = useDebounced(() => this.search(), WAIT_MS);
        onMounted(() => {
            this.input.el.focus();
            this.search();
        });
    }

    get rowsOfText() {
        return Math.min(8, this.state.text.split("\n").length);
    }

    get left() {
        return left(this.model.card, this.model.choice);
    }

    async search() {
        const ticket = ++this.asked;
        const text = this.state.text;
        this.state.busy = true;
        try {
            const answer = await this.model.call("search_items", [this.model.card.id, text], { silent: true });
            if (ticket === this.asked) {
                this.take(answer);
            }
        } catch (error) {
            this.state.problem = sentence(error);
        } finally {
            this.state.busy = ticket !== this.asked;
        }
    }

    take(answer) {
        const isList = answer.mode === "list";
        Object.assign(this.state, {
            items: answer.items,
            isCut: Boolean(answer.is_cut),
            list: isList ? answer : null,
            active: -1,
            problem: "",
        });
        if (isList) {
            this.model.setChoice({ proposalId: null, lines: answer.items, isPicked: true });
        }
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.state.active = -1;
        this.searchSoon();
    }

    isTaken(item) {
        return this.model.choice.lines.some((line) => line.line_id === item.line_id);
    }

    toggle(item) {
        this.model.setChoice(toggle(this.model.card, this.model.choice, item));
    }

    onKeydown(ev) {
        if (ev.isComposing) {
            return;
        }
        const moves = { ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in moves && !this.state.list) {
            this.move(moves[ev.key]);
        } else if (ev.key === " " && this.state.active >= 0) {
            this.toggle(this.state.items[this.state.active]);
        } else if (ev.key === "Enter" && !ev.shiftKey) {
            this.finish();
        } else if (ev.key === "Escape") {
            this.props.onCancel();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    move(step) {
        const last = this.state.items.length - 1;
        this.state.active = Math.max(-1, Math.min(this.state.active + step, last));
        document.getElementById(`o_ar_rv_item_${this.state.active}`)?.scrollIntoView({ block: "nearest" });
    }

    /** Enter: done. Who moved to an item and took none means that one. */
    finish() {
        const item = this.state.items[this.state.active];
        if (item && !this.model.choice.lines.length) {
            this.toggle(item);
        }
        this.props.onDone();
    }

    money(amount, currencyId) {
        return money(amount, currencyId);
    }

    day(text) {
        return day(text);
    }
}
