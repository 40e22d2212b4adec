import { registry } from "@web/core/registry";
import { click, isState, menu as coreMenu, on, openRow, page, see } from "@ar_sync/../tests/tours/helpers";
import { filter, form, row, screen } from "./helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");
const inside = (name, ...texts) => `.o_field_widget[name="${name}"] ${row(...texts)}`;

tours.add("ar_stripe_contracts", {
    steps: patient(() => [
        ...screen("subscription", "Stripe Subscriptions"),
        see("What it brings in a month", row("Ada Instruments", "Active", "27.00")),
        openRow("Ada Instruments"),
        see("Its discount by name", form("discount_text", "Loyalty (10 %)")),
        see("Its items", inside("item_ids", "Care", "30.00")),
        click("Its invoices", `button[name="action_view_invoices"]`),
        see("The invoice is opened", `.o_form_view .oe_title:contains("Paid")`),
        see("The coupon by name, with its amount", form("discount_text", "Loyalty (10 %)")),
        see("What it took off", form("discount_text", "3.00")),
        click("And back", `button[name="action_view_subscription"]`),
        see("The subscription", form("discount_text", "Loyalty (10 %)")),
        ...screen("subscription_item", "Stripe Subscription Items"),
        openRow("Ada Instruments"),
        see("Its price", form("price_id")),
        ...screen("subscription_schedule", "Stripe Subscription Schedules"),
        openRow("Bruno Optics"),
        page("phases"),
        see("Phases in words", form("phase_text", "2 × Care, 30.00 USD")),
        ...screen("coupon", "Stripe Coupons"),
        openRow("Loyalty (10 %)"),
        see("Its codes", inside("promotion_code_ids", "SPRING10")),
        page("discount_ids"),
        see("What it applies to", inside("discount_ids", "Ada Instruments")),
        ...screen("promotion_code", "Stripe Promotion Codes"),
        openRow("SPRING10"),
        see("Its coupon", form("coupon_id", "Loyalty (10 %)")),
        ...screen("payment_method", "Stripe Payment Methods"),
        openRow("Ada Instruments"),
        see("Whose", form("customer_id", "Ada Instruments")),
        ...screen("setup_intent", "Stripe Setup Intents"),
        openRow("Your card has expired."),
        see("Named by its customer", `.o_form_view .oe_title:contains("Ada Instruments:")`),
        see("Why it was refused", form("error_message", "Your card has expired.")),
        ...screen("product_price", "Prices for Stripe"),
        see("What a price is for", `.o_view_nocontent:contains("No prices beside the sales prices")`),
    ]),
});

tours.add("ar_stripe_settled", {
    steps: patient(() => [
        ...screen("credit_note", "Stripe Credit Notes"),
        openRow("Ada Instruments"),
        see("In words", form("type_label", "After payment")),
        see("Its lines", inside("line_ids", "45.00")),
        click("In the books", `button[name="action_view_move"]`),
        see("Its number, once", `.o_breadcrumb .o_last_breadcrumb_item:contains("CN"):not(:contains("("))`),
        ...screen("credit_note_line", "Stripe Credit Note Lines"),
        openRow("45.00"),
        see("Its credit note", form("credit_note_id")),
        ...screen("customer_balance_transaction", "Stripe Customer Balance"),
        see("Granted", row("Cleo Marine", "200.00")),
        openRow("Applied to invoice"),
        see("To which invoice", form("invoice_id")),
        ...screen("cash_balance_transaction", "Stripe Bank Transfers"),
        ...filter("Unapplied Funds"),
        openRow("Dora Tools"),
        see("What the bank told", form("reference", "part payment")),
        ...screen("dispute", "Stripe Disputes"),
        openRow("Needs response"),
        see("The invoice that is disputed", form("invoice_ids")),
        see("Who has to do what", `.o-mail-Activity:contains("Answer the dispute")`),
        ...screen("payout", "Stripe Payouts"),
        openRow("Paid"),
        see("It adds up", form("composition", "to the cent")),
        page("parts"),
        see("What it is made of", inside("part_ids", "Payments")),
        click("Their movements", `${inside("part_ids", "Payments")} button[name="action_view_movements"]`),
        see("They are listed", row("Charge")),
        ...screen("payout_part", "What Payouts Are Made Of"),
        see("Payments by month", `.o_pivot th:contains("Payments")`),
        ...coreMenu("ar_sync_menu_reporting"),
        click("Stripe Revenue", `[data-menu-xmlid="ar_sync_stripe.ar_stripe_revenue_menu"]`),
        see("Revenue by customer", `.o_pivot tr:contains("Ada Instruments")`),
        click("As a list", ".o_switch_view.o_list"),
        see("Line by line", row("Cleo Marine", "125.00")),
    ]),
});

tours.add("ar_stripe_send", {
    steps: patient(() => [
        click("Send to Stripe", `button[name="action_ar_stripe_send"]`),
        on("Outgoing Changes"),
        see("The customer first", row("Create customer Erin Foods", "To review")),
        openRow("Create draft of"),
        see("What it waits for", `.alert-info:contains("Create customer Erin Foods")`),
        page("changes"),
        see("Names for what is not made yet", `.o_ar_changes tr:contains("customer"):contains("once it is made")`),
        see("Days for moments", `.o_ar_changes tr:contains("due_date"):contains("11:59")`),
        page("payload"),
        see("Word for word", `.o_field_widget[name="payload_text"]:contains("send_invoice")`),
        see("No inner reference", `.o_field_widget[name="payload_text"]:not(:contains("$bound"))`),
        click("Approve all of it", `button[name="action_approve"]`),
        isState("Ready"),
    ]),
});

tours.add("ar_stripe_sent", {
    steps: patient(() => [
        click("Other Info", `.o_notebook a[name="other_info"]`),
        see("At Stripe", form("ar_stripe_status", "Open")),
        see("The payment page", form("ar_stripe_payment_url", "/invoice")),
        click("What was sent", `button[name="action_ar_stripe_changes"]`),
        see("All of it", row("Finalize", "Done")),
    ]),
});

tours.add("ar_stripe_scope", {
    steps: patient(() => [
        page("scope"),
        click("All but some", `.o_field_widget[name="scope_mode"] input[data-value="except"]`),
        click("Save", ".o_form_button_save"),
        see("Nobody yet", `.o_form_view:contains("No customer is on the list yet")`),
        click("Choose", `button[name="action_scope_choose"]`),
        see("Asked at Stripe", `.o_ar_scope_rows:contains("Dora Tools")`),
        click("Paste", `.o_ar_scope button[name="paste"]`),
        {
            content: "A list with a mistake",
            trigger: ".o_ar_scope textarea",
            run: "edit Dora Tools, nobody@example.com",
        },
        click("Put on the list", `.o_ar_scope button[name="take"]`),
        see("What was found", `.o_ar_scope .alert-success:contains("1 found, 1 of them new")`),
        see("What was not, and why", `.o_ar_scope_refused tr:contains("nobody@example.com"):contains("no customer")`),
        click("Close", `.o_ar_scope button[name="done"]`),
        see("It is on the list", inside("scope_customer_ids", "Dora Tools", "Pasted")),
    ]),
});
