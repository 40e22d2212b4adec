import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { parseMonetary } from "@web/views/fields/parsers";
import { formatFloat } from "@web/core/utils/numbers";
import { getCurrency } from "@web/core/currency";

import { left, staysOpen, toggle, withAmount } from "./choice";
import { day, money, round } from "./money";

/** What was picked: each item with the amount it gets, to be changed. */
export class ReviewChoice extends Component {
    static template = "ar_sync.ReviewChoice";
    static props = { model: Object, onDone: Function };

    setup() {
        this.model = useState(this.props.model);
        this.table = useRef("table");
        useEffect(
            (el) => {
                // What is typed stays until it is taken; what the code sets is shown.
                for (const input of el?.querySelectorAll("input") || []) {
                    if (input !== document.activeElement) {
                        input.value = input.dataset.value;
                    }
                }
            },
            () => [this.table.el, this.model.choice]
        );
    }

    get card() {
        return this.model.card;
    }

    get left() {
        return left(this.card, this.model.choice);
    }

    shown(line) {
        return formatFloat(line.amount, { digits: getCurrency(this.card.currency_id)?.digits });
    }

    open(line) {
        return staysOpen(this.card, line);
    }

    /** Take what was typed; what is no amount is put back. */
    onChange(ev, line) {
        try {
            const amount = round(parseMonetary(ev.target.value), this.card.currency_id);
            this.model.setChoice(withAmount(this.model.choice, line.line_id, amount));
        } catch {
            ev.target.value = this.shown(line);
        }
    }

    onKeydown(ev, line) {
        const inputs = [...this.table.el.querySelectorAll("input")];
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            inputs[inputs.indexOf(ev.target) + step]?.focus();
        } else if (ev.key === "Enter") {
            this.onChange(ev, line);
            this.props.onDone();
        } else if (ev.key === "Escape") {
            ev.target.value = this.shown(line);
            this.props.onDone();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    remove(line) {
        this.model.setChoice(toggle(this.card, this.model.choice, line));
    }

    money(amount, currencyId = this.card.currency_id) {
        return money(amount, currencyId);
    }

    day(text) {
        return day(text);
    }
}
