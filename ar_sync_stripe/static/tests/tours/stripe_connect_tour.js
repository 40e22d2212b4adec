import { registry } from "@web/core/registry";
import { click, isState, menu as coreMenu, on, openRow, see } from "@ar_sync/../tests/tours/helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");

/** The consent page is another site, which a tour cannot enter: a helper of the test clicks there and sends back. */
tours.add("ar_stripe_oauth_choose", {
    steps: patient(() => [
        ...coreMenu("ar_sync_menu_sync", "ar_sync_connection_menu"),
        on("Connections"),
        click("New", ".o-kanban-button-new, .o_list_button_add"),
        { content: "Its name", trigger: `.o_field_widget[name="name"] input`, run: "edit Harbour Touring" },
        click("Provider", `.o_field_widget[name="provider"] input, .o_field_widget[name="provider"] select`),
        click("Stripe", `.o_select_menu_item:contains("Stripe")`),
        see("A key is the default", `.o_field_widget[name="stripe_access"] input[data-value="key"]:checked`),
        see("Which to choose, and why", `div[name="stripe_access_help"]:contains("can end it in your Stripe dashboard")`),
        see("The key is entered here", `.o_field_widget[name="stripe_api_key"]`),
        click("Stripe Connect", `.o_field_widget[name="stripe_access"] label:contains("Stripe Connect")`),
        see("No key is wanted", `.o_form_view:not(:has(.o_field_widget[name="stripe_api_key"]))`),
        see("Read only is asked for", `.o_field_widget[name="stripe_scope"] input[data-value="read_only"]:checked`),
        click("Save", ".o_form_button_save"),
        see("Saved", ".o_form_saved"),
        see("The way there", `button[name="action_stripe_connect"]:contains("Connect with Stripe")`),
        see("What comes next", `.o_ar_next:contains("Connect with Stripe")`),
    ]),
});

tours.add("ar_stripe_oauth_denied", {
    steps: patient(() => [
        see("Said in words", `div[name="stripe_connect_problem"]:contains("not allowed at Stripe")`),
        isState("Draft"),
        see("Again", `button[name="action_stripe_connect"]`),
    ]),
});

tours.add("ar_stripe_oauth_connected", {
    steps: patient(() => [
        isState("Connected"),
        see("Whose account", `.o_field_widget[name="account_name"]:contains("Harbour Tools")`),
        see("What was allowed", `.o_field_widget[name="stripe_granted_scope"]:contains("Read only")`),
        see("Not again", `.o_form_view:not(:has(button[name="action_stripe_connect"]))`),
        click("Disconnect", `button[name="action_disconnect"]`),
        click("Yes", ".modal .btn-primary"),
        isState("Disconnected"),
        see("The way back", `button[name="action_stripe_connect"]`),
        see("Whose data it holds", `.o_field_widget[name="stripe_connect_account"]`),
        ...coreMenu("ar_sync_menu_sync", "ar_sync_authorization_menu"),
        on("Authorizations"),
        openRow("Connected"),
        isState("Connected"),
    ]),
});

tours.add("ar_stripe_oauth_ended", {
    steps: patient(() => [
        see("Said in words", `.alert-danger:contains("no longer lets us into this account")`),
        see("What to do", `.alert-danger:contains("same account")`),
        see("The way back", `button[name="action_stripe_connect"]`),
        see("Nothing to resume", `.o_form_view:not(:has(button[name="action_resume"]))`),
    ]),
});

tours.add("ar_stripe_oauth_platform", {
    steps: patient(() => [
        openRow("Test"),
        see("What to enter at Stripe", `.o_field_widget[name="redirect_uri"]:contains("/ar_sync/stripe/connect/return")`),
        see("Only the end of the key", `.o_field_widget[name="secret_key_hint"]:contains("…")`),
        see("The key is not shown", `.o_field_widget[name="secret_key"] input:placeholder-shown`),
        see("Who has no connection", `.o_field_widget[name="account_ids"] .o_data_row:contains("acct_1Nobody")`),
    ]),
});
