import { Component } from "@odoo/owl";

const HEIGHT = 180;
const LEFT = 52;
const BOTTOM = 24;
const TOP = 8;

/** The next round number from which a scale reads well: some number of tens, hundreds, thousands. */
export function roundUp(value) {
    if (value <= 0) {
        return 1;
    }
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

class Chart extends Component {
    static props = {
        points: Array,
        label: String,
        format: Function,
        open: { type: Function, optional: true },
        width: { type: Number, optional: true },
    };

    get width() {
        return this.props.width || 640;
    }

    get height() {
        return HEIGHT;
    }

    get step() {
        return (this.width - LEFT) / Math.max(1, this.props.points.length);
    }

    get top() {
        return roundUp(Math.max(...this.values, 0));
    }

    get ticks() {
        return [0, 0.5, 1].map((share) => ({
            y: this.y(share * this.top),
            text: this.props.format(share * this.top),
            key: share,
        }));
    }

    x(index) {
        return LEFT + this.step * (index + 0.5);
    }

    y(value) {
        return HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * value) / this.top;
    }

    /** Not more labels than fit. */
    isLabelled(index) {
        const every = Math.ceil(44 / this.step);
        return (this.props.points.length - 1 - index) % every === 0;
    }

    choose(point) {
        if (this.props.open) {
            this.props.open(point);
        }
    }

    onKey(event, point) {
        if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            this.choose(point);
        }
    }
}

/** Bars with a line from low to high: points of label, title, value, low, high. */
export class BandBars extends Chart {
    static template = "ar_sync_collections.BandBars";

    get values() {
        return this.props.points.flatMap((point) => [point.value, point.high || 0, point.other || 0]);
    }

    get bars() {
        const width = Math.min(36, this.step * 0.62);
        return this.props.points.map((point, index) => ({
            point,
            key: point.key,
            x: this.x(index) - width / 2,
            middle: this.x(index),
            width,
            y: this.y(point.value),
            height: Math.max(0, this.y(0) - this.y(point.value)),
            low: this.y(point.low || 0),
            high: this.y(point.high || 0),
            hasBand: point.high !== undefined,
            other: point.other === undefined ? null : this.y(point.other),
            label: this.isLabelled(index) ? point.label : "",
        }));
    }
}

/** Lines over time: points of label and values; series of key, colour and words. */
export class Lines extends Chart {
    static template = "ar_sync_collections.Lines";
    static props = { ...Chart.props, series: Array };

    get values() {
        return this.props.series.flatMap(({ key }) => this.props.points.map((point) => point[key] || 0));
    }

    get lines() {
        return this.props.series.map((row) => ({ ...row, path: this.path(row.key) }));
    }

    /** A gap where there is no value. */
    path(key) {
        let pen = "M";
        return this.props.points
            .map((point, index) => {
                if (point[key] === null || point[key] === undefined) {
                    pen = "M";
                    return "";
                }
                const step = `${pen}${this.x(index).toFixed(1)} ${this.y(point[key]).toFixed(1)}`;
                pen = "L";
                return step;
            })
            .join(" ");
    }

    get labels() {
        return this.props.points.map((point, index) => ({
            key: point.key,
            point,
            x: this.x(index),
            text: this.isLabelled(index) ? point.label : "",
        }));
    }
}

/** Stacked columns: points of label and parts by key; series of key, colour and words, the lowest first. */
export class Stacks extends Chart {
    static template = "ar_sync_collections.Stacks";
    static props = { ...Chart.props, series: Array };

    get values() {
        return this.props.points.map((point) => this.props.series.reduce((sum, { key }) => sum + (point[key] || 0), 0));
    }

    get columns() {
        const width = Math.min(36, this.step * 0.62);
        return this.props.points.map((point, index) => {
            let sum = 0;
            const parts = this.props.series.map(({ key, color }) => {
                const from = this.y(sum);
                sum += point[key] || 0;
                return { key, color, y: this.y(sum), height: Math.max(0, from - this.y(sum)) };
            });
            const label = this.isLabelled(index) ? point.label : "";
            return { key: point.key, point, parts, label, x: this.x(index) - width / 2, middle: this.x(index), width };
        });
    }
}
