import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";

import { age, day, money, strength } from "./money";

const ROW_PX = 76;
const SPARE = 6;

/** The receipts that wait. Only the rows in sight are drawn, however many there are. */
export class ReviewList extends Component {
    static template = "ar_sync.ReviewList";
    static props = { model: Object, onSelect: Function };

    setup() {
        this.model = useState(this.props.model);
        this.scroller = useRef("scroller");
        this.state = useState({ first: 0, count: 24 });
        this.onResize = () => this.measure();
        onMounted(() => {
            window.addEventListener("resize", this.onResize);
            this.measure();
        });
        onWillUnmount(() => window.removeEventListener("resize", this.onResize));
        useEffect(
            () => this.reveal(),
            () => [this.model.index, this.model.total]
        );
    }

    get rows() {
        const { first, count } = this.state;
        const last = Math.min(first + count, this.model.total);
        const places = Array.from({ length: Math.max(0, last - first) }, (_, place) => first + place);
        return places.map((place) => ({ place, row: this.model.rows[place] }));
    }

    get height() {
        return this.model.total * ROW_PX;
    }

    top(place) {
        return place * ROW_PX;
    }

    get activeId() {
        return this.model.row ? `o_ar_rv_row_${this.model.row.id}` : undefined;
    }

    measure() {
        const { scrollTop, clientHeight } = this.scroller.el;
        this.state.first = Math.max(0, Math.floor(scrollTop / ROW_PX) - SPARE);
        this.state.count = Math.ceil(clientHeight / ROW_PX) + 2 * SPARE;
        this.model.ensure(this.state.first, this.state.first + this.state.count);
    }

    /** Scroll as little as is needed to show the receipt in front. */
    reveal() {
        const { el } = this.scroller;
        const top = this.top(this.model.index);
        if (top < el.scrollTop) {
            el.scrollTop = top;
        } else if (top + ROW_PX > el.scrollTop + el.clientHeight) {
            el.scrollTop = top + ROW_PX - el.clientHeight;
        }
        this.measure();
    }

    money(row) {
        return money(row.amount, row.currency_id);
    }

    age(row) {
        return age(row.days);
    }

    ageClass(row) {
        return row.days > 14 ? "text-danger" : row.days > 4 ? "text-warning-emphasis" : "text-muted";
    }

    day(row) {
        return day(row.date);
    }

    strength(row) {
        return strength(row.bits);
    }
}
