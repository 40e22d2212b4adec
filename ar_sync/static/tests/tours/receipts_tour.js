import { registry } from "@web/core/registry";
import { click, isState, menu, on, openRow, page, see } from "./helpers";
import { patient } from "./patient";

const tours = registry.category("web_tour.tours");
const toReview = [
    ...menu("ar_match_receipt_menu_root", "ar_match_receipt_menu_review"),
    click("As a list", ".o_ar_rv_to_list"),
];
const allReceipts = menu("ar_match_receipt_menu_root", "ar_match_receipt_menu");

tours.add("ar_sync_review", {
    steps: patient(() => [
        ...toReview,
        on("Receipts to Review"),
        see(
            "Payer, suggestion and reason",
            `.o_data_row:contains("A & B Holding"):contains("T-2001"):contains("More than one explanation fits")`
        ),
        openRow("A & B Holding"),
        see("Why it waits", `.alert:contains("More than one explanation fits")`),
        see("What came in", `.o_field_widget[name="reference_text"]:contains("PO 471188")`),
        see(
            "The best explanation",
            `.o_ar_proposal[data-rank="1"]:contains("Best explanation"):contains("The text names T-2001"):contains("750.00")`
        ),
        see(
            "They are level",
            `.o_ar_proposal[data-rank="1"] .o_ar_strength:contains("level with the runner-up")`
        ),
        see("Its runner-up", `.o_ar_proposal[data-rank="2"]:contains("Runner-up"):contains("Bruno Optics")`),
        click("Take the runner-up", `.o_ar_proposal[data-rank="2"] .o_ar_accept`),
        isState("Matched"),
        see("What was applied", `.o_ar_proposal[data-state="accepted"]:contains("T-2002")`),
        see("The chain", `.o_ar_chain:contains("ch_two"):contains("T-2002")`),
        click("Undo", `button[name="action_undo"]`),
        click("Yes", `.modal .btn-primary`),
        isState("To review"),
        click("Match again", `button[name="action_match"]`),
        see("Proposed again", `.o_ar_proposal[data-rank="2"] .o_ar_accept`),
        click("The best is wrong", `.o_ar_proposal:contains("T-2001") .o_ar_reject`),
        see("One is left", `.o_ar_proposals:not(:has([data-rank="1"]))`),
        click("Accept", `button[name="action_accept"]`),
        see("The next one is shown", `.o_notification:contains("ch_two is decided")`),
    ]),
});

tours.add("ar_sync_review_keyboard", {
    steps: patient(() => [
        ...toReview,
        openRow("A & B Holding"),
        see("Ready", `button[name="action_accept"]`),
        { content: "Alt+A accepts", trigger: "body", run: "press alt+a" },
        see("The next one is shown", `.o_notification:contains("ch_two is decided")`),
        see("Which is another", `.o_last_breadcrumb_item:not(:contains("ch_two"))`),
        ...toReview,
        openRow("333.33"),
        see("No explanation", `.o_form_view:contains("No open invoice explains this money.")`),
        { content: "Alt+L leaves it on account", trigger: "body", run: "press alt+l" },
        see(
            "Left",
            `.o_notification:contains("ch_nothing is decided"), .o_arrow_button_current:contains("On account")`
        ),
    ]),
});

tours.add("ar_sync_pick", {
    steps: patient(() => [
        ...toReview,
        openRow("333.33"),
        click("Pick", `button[name="action_pick"]`),
        see("All of it is left over", `.modal .o_field_widget[name="left_over"]:contains("333.33")`),
        click("Fill from oldest", `.modal button[name="action_fill"]`),
        see("Oldest first", `.modal .o_data_row:first:contains("T-2002"):contains("333.33")`),
        see("Nothing is left", `.modal .o_field_widget[name="left_over"]:contains("0.00")`),
        click("Change an amount", `.modal .o_data_row:contains("T-2002") [name="amount"]`),
        { content: "Less for the oldest", trigger: `.modal .o_data_row [name="amount"] input`, run: "edit 33.33 && press Tab" },
        see("Left over, live", `.modal .o_field_widget[name="left_over"]:contains("300.00")`),
        see(
            "The second is next",
            `.modal .o_selected_row .o_field_widget[name="line_id"] input:value("T-3001")`
        ),
        { content: "All of the second", trigger: `.modal .o_selected_row [name="amount"] input`, run: "edit 100 && press Tab" },
        see("Left over, live", `.modal .o_field_widget[name="left_over"]:contains("200.00")`),
        see(
            "The third is next",
            `.modal .o_selected_row .o_field_widget[name="line_id"] input:value("T-3002")`
        ),
        { content: "The rest", trigger: `.modal .o_selected_row [name="amount"] input`, run: "edit 200 && press Tab" },
        see(
            "Nothing is left",
            `.modal .o_field_widget[name="left_over"]:not(:contains("00.00")):contains("0.00")`
        ),
        click("Apply", `.modal button[name="action_apply"]`),
        isState("Matched"),
        see("Three invoices", `button[name="action_view_invoices"]:contains("3")`),
    ]),
});

tours.add("ar_sync_receipts", {
    steps: patient(() => [
        ...allReceipts,
        on("Receipts"),
        see("The matched one", `.o_data_row:contains("Invoice T-1001"):contains("Matched")`),
        openRow("Invoice T-1001"),
        isState("Matched"),
        page("items"),
        see(
            "In the books",
            `.o_field_widget[name="line_ids"] .o_data_row:contains("Applied"):contains("T-1001")`
        ),
        page("decision"),
        see("Who decided", `.o_field_widget[name="step_label"]:contains("References in the text")`),
        page("proposals"),
        see("What was proposed", `.o_field_widget[name="proposal_ids"] .o_data_row:contains("Accepted")`),
        click("Its entries", `button[name="action_view_entries"]`),
        on("Journal Entries"),
        see("An entry", `.o_data_row:contains("WAL")`),
        ...allReceipts,
        openRow("Invoice T-4001"),
        see("Shadow", `.ribbon:contains("Shadow")`),
        ...allReceipts,
        click("As cards", ".o_switch_view.o_kanban"),
        see("A card", `.o_kanban_record:contains("Alice Instruments"):contains("1,200.00")`),
        click("As a pivot", ".o_switch_view.o_pivot"),
        see("By status", `.o_pivot th:contains("To review")`),
        see("The total", `.o_pivot_cell_value:contains("2,783.33")`),
        click("As a graph", ".o_switch_view.o_graph"),
        see("A chart", ".o_graph_canvas_container canvas"),
        ...menu("ar_match_receipt_menu_root", "ar_match_receipt_menu_unapplied"),
        on("Unapplied Receipts"),
        see("By customer", `.o_group_header:contains("Bruno Optics"):contains("333.33")`),
        ...menu("ar_match_receipt_menu_root", "ar_match_proposal_menu"),
        on("Proposals"),
        openRow("ch_two"),
        see("Evidence", `.o_field_widget[name="evidence_text"]:contains("The text names T-200")`),
        ...menu("ar_sync_menu_reporting", "ar_match_receipt_menu_report"),
        on("Receipts Analysis"),
        see("A chart", ".o_graph_canvas_container canvas"),
        ...menu("ar_sync_menu_reporting", "ar_sync_tie_out_menu"),
        on("Tie-out"),
        see("Tied out", `.o_data_row:contains("Wallet Americas"):contains("Tied out")`),
        see("Different", `.o_data_row:contains("Wallet Europe"):contains("Differs"):contains("12.34")`),
        ...menu("ar_sync_menu_reporting", "account_move_line_menu_open"),
        on("Open Items"),
        openRow("T-3001"),
        see("The invoice", `.o_form_view:contains("T-3001") .o_field_widget[name="invoice_line_ids"]`),
    ]),
});
