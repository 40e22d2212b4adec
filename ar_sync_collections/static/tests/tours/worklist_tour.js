import { registry } from "@web/core/registry";

import { click, fill, see } from "@ar_sync/../tests/tours/helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");
const row = (name) => `.o_list_view .o_data_row:contains("${name}")`;

tours.add("ar_collections_worklist", {
    steps: patient(() => [
        see("Who owes most is first", `.o_list_view .o_data_row:first:contains("Bruno Optics")`),
        click("Log a call", `${row("Bruno Optics")} button[name="action_log_call"]`),
        click("Somebody took a message", `.modal .o_field_widget[name="outcome"] label:contains("Left a message")`),
        fill("What was said", `.modal .o_field_widget[name="note"] textarea`, "Ann calls back"),
        click("Save", `.modal footer button[name="action_save"]`),
        see("Gone until tomorrow", `.o_list_view:not(:has(.o_data_row:contains("Bruno Optics")))`),
        click("Open the next", `${row("Alice Instruments")} .o_data_cell[name="partner_id"]`),
        see("Why", `.o_ar_points [data-factor="amount"]:contains("is overdue")`),
        see("How long", `.o_ar_points [data-factor="age"]`),
        click("Log a promise", `button[name="action_log_promise"]`),
        fill("The day", `.modal .o_field_widget[name="date"] input, .modal .o_field_widget[name="date"] button`, "+3d"),
        click("Save it", `.modal .o_form_button_save`),
        see("The dialog is closed", `body:not(:has(.modal))`),
        click("Back to the list", `.o_breadcrumb a:contains("Worklist")`),
        see("The list again", row("Alice Instruments")),
    ]),
});

tours.add("ar_collections_sequence", {
    steps: patient(() => [
        click("A new sequence", `.o_list_button_add`),
        fill("Its name", `.o_field_widget[name="name"] input`, "Public sector"),
        click("Another step", `.o_field_widget[name="step_ids"] .o_field_x2many_list_row_add a`),
        fill("Its day", `.modal .o_field_widget[name="offset"] input`, "15"),
        click("A call", `.modal .o_field_widget[name="channel"] label:contains("Call")`),
        see("In words", `.modal .o_field_widget[name="sentence"]:contains("15 business days after")`),
        click("Keep it", `.modal .o_form_button_save`),
        see("The step", `.o_field_widget[name="step_ids"] .o_data_row:contains("15 business days after")`),
        click("For whom", `.nav-link[name="segment"]`),
        click("A condition", `.o_field_widget[name="condition_ids"] .o_field_x2many_list_row_add a`),
        fill("How much", `.o_field_widget[name="condition_ids"] .o_selected_row [name="value"] input`, "5000"),
        click("Save", `.o_form_button_save`),
        see("For whom, in words", `.o_field_widget[name="segment_words"]:contains("5")`),
        see("Saved", `.o_breadcrumb .o_last_breadcrumb_item:contains("Public sector")`),
        click("Back to all", `.o_breadcrumb a:contains("Sequences")`),
        see("It is there", row("Public sector")),
    ]),
});
