import { registry } from "@web/core/registry";
import { click, on, page, see } from "@ar_sync/../tests/tours/helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");
const field = (name, text) => `.o_field_widget[name="${name}"]${text ? `:contains("${text}")` : ""}`;

tours.add("ar_subscription_sold", {
    steps: patient(() => [
        see("A quotation", `.o_form_view .o_field_widget[name="order_line"] .o_data_row`),
        click("The line", `.o_data_row td[name="ar_stripe_price_id"]`),
        {
            content: "Choose an interval",
            trigger: `.o_selected_row .o_field_widget[name="ar_stripe_price_id"] input`,
            run: "edit Month",
        },
        click("Month", `.o-autocomplete--dropdown-item:contains("Month")`),
        page("ar_subscription"),
        see("What it brings", field("ar_mrr", "60.00")),
        click("Confirm", `button[name="action_confirm"]`),
        see("Its subscription", `button[name="action_ar_subscriptions"]:contains("Not at Stripe")`),
    ]),
});

tours.add("ar_subscription_running", {
    steps: patient(() => [
        see("It runs", `button[name="action_ar_subscriptions"]:contains("Active")`),
        page("ar_subscription"),
        see("Next renewal", field("ar_next_renewal")),
        click("The subscription", `button[name="action_ar_subscriptions"]`),
        see("Its line", `.o_field_widget[name="line_ids"] .o_data_row:contains("Care")`),
        click("As Stripe has it", `button[name="action_view_stripe"]`),
        see("The mirror", `.o_form_view ${field("item_ids", "Care")}`),
        click("Back to the order", `button[name="action_view_sale_order"]`),
        see("The order", `button[name="action_ar_subscriptions"]`),
        click("Its invoices", `button[name="action_view_invoice"]`),
        see("Stripe's invoice", `.o_form_view .o_field_widget[name="invoice_line_ids"]:contains("Care")`),
    ]),
});

tours.add("ar_subscription_pause", {
    steps: patient(() => [
        click("Pause", `button[name="action_pause"]`),
        see("It asks", `.modal ${field("behavior")}`),
        click("Pause it", `.modal button[name="action_pause"]`),
        see("The change", `.o_form_view ${field("summary", "Pause collection")}`),
    ]),
});

tours.add("ar_subscription_empty", {
    steps: patient(() => [
        click("Menu Stripe", `[data-menu-xmlid="ar_sync_stripe.ar_stripe_menu_root"]`),
        click("Subscriptions Sold", `.o-dropdown--menu [data-menu-xmlid="ar_sync_stripe_sale.ar_sale_subscription_menu"]`),
        on("Subscriptions Sold"),
        see("Nothing yet", `.o_view_nocontent:contains("No subscriptions were sold yet")`),
    ]),
});
