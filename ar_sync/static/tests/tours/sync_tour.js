import { registry } from "@web/core/registry";
import { click, isState, menu, on, openRow, page, see } from "./helpers";
import { patient } from "./patient";

const tours = registry.category("web_tour.tours");
const sync = (item) => menu("ar_sync_menu_sync", item);

tours.add("ar_sync_connections", {
    steps: patient(() => [
        ...sync("ar_sync_connection_menu"),
        on("Connections"),
        see(
            "Health on the card",
            `.o_kanban_record:contains("Wallet Americas"):contains("Cannot read Payouts.")`
        ),
        click("As a list", ".o_switch_view.o_list"),
        see("Health in the list", `.o_data_row:contains("Wallet Europe"):contains("First import under way")`),
        openRow("Wallet Americas"),
        see(
            "Health in words, and what to do",
            `.alert-danger:contains("Cannot read Payouts."):contains("Give the key the permission")`
        ),
        see("Steps done", `.o_ar_steps [data-step="verified"][data-state="done"]`),
        see("The step to do", `.o_ar_steps [data-step="imported"][data-state="current"]`),
        page("streams"),
        see("A stream that works", `.o_data_row:contains("Charges"):contains("Granted"):contains("1,234")`),
        see(
            "One that does not",
            `.o_data_row:contains("Payouts"):contains("Denied"):contains("The key may not read payouts.")`
        ),
        page("tie_out"),
        see("Tied out", `.o_data_row:contains("USD"):contains("900.00"):contains("Tied out")`),
        page("books"),
        see("The invoice journal", `.o_field_widget[name="invoice_journal_id"]`),
        page("webhook"),
        see("The address", `.o_field_widget[name="webhook_url"]:contains("/ar_sync/webhook/")`),
        page("setup"),
        see("What it does", `.o_field_widget[name="mode"] input:checked`),
        click("Its receipts", `.oe_stat_button:contains("Receipts")`),
        see("Only its own", `.o_data_row:contains("1,200.00")`),
        see("Filtered", `.o_facet_value:contains("Wallet Americas")`),
        ...sync("ar_sync_connection_menu"),
        click("Open", `.o_kanban_record:contains("Wallet Americas")`),
        click("Pause", `button[name="action_pause"]`),
        isState("Paused"),
        see("Said in words", `.alert:contains("Paused by a person")`),
        click("New", ".o_form_button_create"),
        see("The checklist begins", `.o_ar_next:contains("Choose the provider")`),
    ]),
});

tours.add("ar_sync_inbox", {
    steps: patient(() => [
        ...sync("ar_sync_event_menu"),
        on("Inbox"),
        see("Done", `.o_data_row:contains("charge.succeeded"):contains("Done")`),
        openRow("customer.updated"),
        see(
            "What is wrong, and what to do",
            `.alert-danger:contains("Two contacts have this address."):contains("Say which of them it is.")`
        ),
        see("The message, readable", `.o_field_widget[name="body_pretty"]:contains("Zoë Ångström")`),
        ...sync("ar_sync_log_menu"),
        on("Sync Log"),
        see("A problem first", `.o_data_row:first:contains("Needs you")`),
        see("A good result", `.o_data_row:contains("Charges"):contains("Good"):contains("1,234 read.")`),
        openRow("Two contacts have this address."),
        click("Ignore", `button[name="action_ignore"]`),
        click("Yes", ".modal .btn-primary"),
        isState("Ignored"),
    ]),
});

tours.add("ar_sync_outgoing", {
    steps: patient(() => [
        ...sync("ar_sync_operation_menu"),
        on("Outgoing Changes"),
        openRow("Mark T-1001 as paid"),
        see("Value by value", `.o_ar_changes tr:contains("paid"):contains("True")`),
        page("payload"),
        see("Word for word", `.o_field_widget[name="payload_text"]:contains("in_1")`),
        click("Approve", `button[name="action_approve"]`),
        isState("Ready"),
        ...sync("ar_sync_stream_menu"),
        on("Streams"),
        openRow("The key may not read payouts."),
        see("What to do", `.alert:contains("Give the key the permission")`),
        click("Switch off", `button[name="action_switch"]`),
        isState("Off"),
        click("Switch on", `button[name="action_switch"]`),
        isState("Up to date"),
        ...sync("ar_sync_binding_menu"),
        on("Bindings"),
        openRow("cus_alice"),
        see("The record", `.o_field_widget[name="res_id"]:contains("Alice Instruments")`),
    ]),
});

tours.add("ar_sync_settings", {
    steps: patient(() => [
        ...menu("ar_sync_menu_configuration", "res_config_settings_menu"),
        see("Our block", `.app_settings_block[data-key="ar_sync"]:contains("Receipts")`),
        see("Connections", `.app_settings_block[data-key="ar_sync"]:contains("2 in this company")`),
        { ...click("Create accounts", `button[name="action_ar_create_accounts"]`), expectUnloadPage: true },
        see(
            "They are chosen",
            `.app_settings_block[data-key="ar_sync"] .o_field_widget[name="ar_dispute_account_id"] input:value("Disputed Receipts")`
        ),
    ]),
});

const receiptsButton = (count) => [
    click("Receipts", `button[name="action_ar_receipts"]:contains("${count}")`),
    on("Receipts"),
];

tours.add("ar_sync_button_partner", {
    steps: patient(() => [...receiptsButton(2), see("Both receipts", `.o_data_row:contains("Invoice T-4001")`)]),
});
tours.add("ar_sync_button_invoice", {
    steps: patient(() => [...receiptsButton(1), see("Its receipt", `.o_data_row:contains("Invoice T-1001"):contains("1,200.00")`)]),
});
tours.add("ar_sync_button_payment", {
    steps: patient(() => [...receiptsButton(1), see("Its receipt", `.o_data_row:contains("Invoice T-1001")`)]),
});
