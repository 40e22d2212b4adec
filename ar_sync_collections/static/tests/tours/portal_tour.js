import { registry } from "@web/core/registry";

import { click, see } from "@ar_sync/../tests/tours/helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const submit = (content, trigger) => ({ ...click(content, trigger), expectUnloadPage: true });
const inDays = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

registry.category("web_tour.tours").add("ar_collections_portal", {
    steps: patient(() => [
        click("When it is paid", `.o_ar_promise summary`),
        {
            content: "On this day",
            trigger: `.o_ar_promise[open] #promise_date`,
            run() {
                this.anchor.value = inDays(5);
            },
        },
        submit("Tell it", `.o_ar_promise_go`),
        see("It is written down", `.o_ar_collections_note.alert-success`),
        see("And stays", `.o_ar_collections_said:contains("You pay")`),
        click("What is wrong", `.o_ar_dispute summary`),
        {
            content: "Why",
            trigger: `.o_ar_dispute[open] #dispute_reason`,
            run() {
                this.anchor.selectedIndex = 1;
            },
        },
        { content: "In words", trigger: `#dispute_text`, run: "edit The price was 100." },
        {
            content: "How much of it",
            trigger: `#dispute_amount`,
            run() {
                this.anchor.value = "20.5";
            },
        },
        submit("Send it", `.o_ar_dispute_go`),
        see("It was received", `.o_ar_collections_said .badge:contains("Received")`),
        see("How much", `.o_ar_collections_said:contains("20.50")`),
    ]),
});
