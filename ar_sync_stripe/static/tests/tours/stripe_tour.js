import { registry } from "@web/core/registry";
import { click, isState, menu as coreMenu, on, openRow, page, see } from "@ar_sync/../tests/tours/helpers";
import { filter, form, row, screen } from "./helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");
const sync = (item) => coreMenu("ar_sync_menu_sync", item);
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`)).slice(name.length + 1);

tours.add("ar_stripe_money", {
    steps: patient(() => [
        ...screen("payment_intent", "Stripe Payments"),
        see("Succeeded", row("Ada Instruments", "Succeeded")),
        openRow("Ada Instruments"),
        see("Its customer", form("customer_id", "Ada Instruments")),
        see("Test mode is said", `.o_form_view .badge:contains("Test")`),
        ...screen("charge", "Stripe Charges"),
        see("Matched", row("Ada Instruments", "Visa … 4242", "Matched")),
        openRow("Ada Instruments"),
        see("The chain", `.o_ar_chain:contains("Payment"):contains("Visa … 4242"):contains("Payout")`),
        click("Along the chain", `.o_ar_chain a:contains("USD,")`),
        see("The payout is made of it", `.o_form_view button[name="action_view_entry"]`),
        ...screen("refund", "Stripe Refunds"),
        openRow("Succeeded"),
        click("Its charge", `button[name="action_view_charge"]`),
        see("The charge", `.o_form_view button[name="action_view_refunds"]`),
        ...screen("dispute", "Stripe Disputes"),
        openRow(","),
        see("The charge", form("charge_id")),
        ...screen("balance_transaction", "Stripe Balance"),
        see("In the books", `${row("Charge")} [name="is_booked"] input:checked`),
        ...filter("Not in the Books"),
        see("Nothing is left", `.o_list_view:not(:has(.o_data_row)), .o_view_nocontent`),
        ...screen("payout", "Stripe Payouts"),
        see("Paid", row("Paid")),
        openRow("Paid"),
        page("movements"),
        see("What it is made of", `.o_field_widget[name="movement_ids"] ${row("Charge")}`),
        click("Its entry", `button[name="action_view_entry"]`),
        on("STR"),
    ]),
});

tours.add("ar_stripe_billing", {
    steps: patient(() => [
        ...screen("invoice", "Stripe Invoices"),
        see("Paid there and here", row("Ada Instruments", "Paid")),
        ...filter("Differs"),
        see("By how much", row("Bruno Optics", "1.50")),
        see("Only that one", `.o_list_view .o_data_row:only-of-type, .o_list_view:not(${row("Ada Instruments")})`),
        openRow("Bruno Optics"),
        see("Said on the form", form("difference", "1.50")),
        see("Its lines", `.o_field_widget[name="line_ids"] ${row("Work 4500")}`),
        click("The invoice in Odoo", `button[name="action_view_move"]`),
        see("It is there", `.o_form_view .o_field_widget[name="invoice_line_ids"]`),
        click("Back to Stripe", `button[name="action_ar_stripe_invoice"]`),
        see("The same", form("difference", "1.50")),
        ...screen("invoice_line", "Stripe Invoice Lines"),
        see("A line", row("Work 4500")),
        openRow("Work 4500"),
        see("Its invoice", form("invoice_id")),
        ...screen("invoice_payment", "Stripe Invoice Payments"),
        openRow("Paid"),
        see("What it paid", form("invoice_id")),
        ...screen("checkout_session", "Stripe Checkout Sessions"),
        openRow("Complete"),
        see("Its total", form("amount_total")),
    ]),
});

tours.add("ar_stripe_catalogue", {
    steps: patient(() => [
        ...screen("customer", "Stripe Customers"),
        openRow("Ada Instruments"),
        see("Who it is in Odoo", form("partner_id", "Ada Instruments")),
        click("Its charges", `button[name="action_view_charges"]`),
        see("One is opened at once", form("customer_id", "Ada Instruments")),
        ...screen("customer", "Stripe Customers"),
        openRow("Ada Instruments"),
        click("The contact", `button[name="action_view_partner"]`),
        click("And back", `button[name="action_ar_stripe_customers"]:contains("1")`),
        see("The customer at Stripe", form("partner_id", "Ada Instruments")),
        ...screen("product", "Stripe Products"),
        openRow("pH meter"),
        click("Its prices", `button[name="action_view_prices"]`),
        on("Prices"),
        see("In several currencies", row("EUR")),
        ...screen("price", "Stripe Prices"),
        see("With its rhythm", row("every month")),
        openRow("every month"),
        see("The price", form("amount_label")),
        ...screen("tax_rate", "Stripe Tax Rates"),
        see("The tax in Odoo", row("20.0000", "Stripe VAT 20 %")),
    ]),
});

tours.add("ar_stripe_inbox", {
    steps: patient(() => [
        ...sync("ar_sync_event_menu"),
        on("Inbox"),
        openRow("customer.updated"),
        isState("Done"),
        see("The message, readable", `.o_field_widget[name="body_pretty"]:contains("Ada Instruments")`),
        ...sync("ar_sync_stream_menu"),
        on("Streams"),
        see("What is read", row("Balance transactions")),
    ]),
});

tours.add("ar_stripe_arriving", {
    steps: patient(() => [
        see("The day it arrives", `.o_ar_arriving [data-arriving^="stripe_payout_20"]`),
        see("What is pending", `.o_ar_arriving [data-arriving="stripe_pending"]:contains("can be paid out")`),
        click("Which payouts", `.o_ar_arriving [data-arriving^="stripe_payout_20"]`),
        on("Stripe Payouts"),
        see("On the way", `.o_facet_value:contains("On the Way")`),
        see("It is listed", row("In transit")),
    ]),
});

const enterKey = (content, key) => ({
    content,
    trigger: `.o_field_widget[name="stripe_api_key"] input`,
    run: (helpers) => helpers.edit(key()),
});

tours.add("ar_stripe_connect", {
    steps: patient(() => [
        ...sync("ar_sync_connection_menu"),
        on("Connections"),
        click("New", ".o-kanban-button-new, .o_list_button_add"),
        { content: "Its name", trigger: `.o_field_widget[name="name"] input`, run: "edit Stripe Touring" },
        click("Provider", `.o_field_widget[name="provider"] input, .o_field_widget[name="provider"] select`),
        click("Stripe", `.o_select_menu_item:contains("Stripe")`),
        see("Which key is wanted", `.o_ar_next:contains("rk_test_")`),
        enterKey("The wrong kind of key", () => "pk_test_51abc"),
        click("Save", ".o_form_button_save"),
        see("Refused in words", `.modal:contains("publishable key")`),
        click("Close", ".modal .btn-primary, .modal .btn-close"),
        enterKey("The right one", () => cookie("stripe_key")),
        click("Save", ".o_form_button_save"),
        see("Only its end is shown", `.o_field_widget[name="stripe_api_key_hint"]:contains("…")`),
        click("Connect", `button[name="action_connect"]`),
        isState("Connected"),
        see("Whose account", `.o_field_widget[name="account_name"]:not(:empty)`),
        see("What comes next", `.o_ar_steps [data-step="imported"][data-state="current"]`),
        see("Then the webhook", `.o_ar_steps [data-step="webhook"]`),
        page("streams"),
        see("What the key may read", row("Charges", "Granted")),
    ]),
});

tours.add("ar_stripe_phone", {
    steps: patient(() => [
        see("Cards", `.o_kanban_record:contains("Ada Instruments"):contains("Visa … 4242")`),
        click("One of them", `.o_kanban_record:contains("Ada Instruments")`),
        see("The chain below each other", `.o_ar_chain:contains("Payout")`),
        click("The payment", `.o_ar_chain a:contains("pi_")`),
        see("The payment", form("customer_id", "Ada Instruments")),
    ]),
});

tours.add("ar_stripe_empty", {
    steps: patient(() => [
        ...screen("charge", "Stripe Charges"),
        see("What to do", `.o_view_nocontent:contains("Sync / Connections")`),
        ...screen("payout", "Stripe Payouts"),
        see("What will be here", `.o_view_nocontent:contains("bank statement")`),
    ]),
});
