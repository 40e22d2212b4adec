import { registry } from "@web/core/registry";
import { click, menu, on, see } from "./helpers";
import { patient } from "./patient";

const tours = registry.category("web_tour.tours");

const figures = [
    see("Money of today", `.o_ar_figure[data-period="today"]:contains("2,783"):contains("4 receipts")`),
    see("Automatic rate", `.o_ar_automatic:contains("25%"):contains("1 of 4 receipts")`),
    see("To review", `.o_ar_review:contains("3 receipts"):contains("1,583")`),
    see("Unapplied", `.o_ar_unapplied:contains("2 receipts"):contains("1,083")`),
    see("A stuck message", `[data-problem="events_review"]:contains("1")`),
    see("A broken stream", `[data-problem="streams_error"]:contains("1")`),
    see("Late by 31 to 60 days", `[data-bucket="31_60"]:contains("1,500")`),
    see("The largest debtor", `.o_ar_debtor:contains("Alice Instruments"):contains("1,250")`),
    see("What falls due", `[data-arriving="due_7"]:contains("500")`),
    see(
        "A connection that is tied out",
        `.o_ar_connection:contains("Wallet Americas") .o_ar_tie_out:contains("USD tied out")`
    ),
    see(
        "What is broken, in words",
        `.o_ar_connection[data-level="danger"] .o_ar_health:contains("Cannot read Payouts.")`
    ),
    see(
        "A connection that differs",
        `.o_ar_connection:contains("Wallet Europe") .o_ar_tie_out:contains("differs by"):contains("12.34")`
    ),
    see("An import under way", `.o_ar_connection:contains("Wallet Europe") .progress-bar:contains("40 %")`),
];

const back = click("Back to the dashboard", `.o_breadcrumb a:contains("Dashboard")`);

/** Click a number, see its list, come back. */
function leadsTo(trigger, screen, content) {
    return [click(`Click ${trigger}`, trigger), on(screen), see(`List of ${screen}`, content), back];
}

tours.add("ar_sync_dashboard", {
    steps: patient(() => [
        ...figures,
        click("Refresh", ".o_ar_refresh"),
        see("Refreshed", `.o_ar_refresh:not([disabled])`),
        ...leadsTo(`.o_ar_figure[data-period="week"]`, "Receipts", `.o_data_row:contains("1,200.00")`),
        ...leadsTo(`.o_ar_bar:not([disabled])`, "Receipts of", `.o_data_row:contains("750.00")`),
        ...leadsTo(`.o_ar_review`, "Receipts to Review", `.o_ar_rv_row:contains("A & B Holding")`),
        ...leadsTo(`[data-problem="events_review"]`, "Inbox", `.o_data_row:contains("Two contacts")`),
        ...leadsTo(`[data-bucket="31_60"]`, "Open Items", `.o_data_row:contains("T-2002")`),
        ...leadsTo(`.o_ar_debtor:contains("Bruno Optics")`, "Open Items", `.o_data_row:contains("T-3002")`),
        ...leadsTo(`[data-arriving="due_7"]`, "Open Items", `.o_data_row:contains("T-4001")`),
        ...leadsTo(`.o_ar_connection:contains("Europe") .o_ar_tie_out`, "Tie-out", `.o_data_row:contains("12.34")`),
        click("Open a connection", `.o_ar_connection:contains("Wallet Americas") .o_ar_connection_head`),
        see("Its form", `.o_form_view .o_ar_steps`),
        ...menu("ar_sync_dashboard_menu"),
        see("The dashboard again", `.o_ar_stuck`),
    ]),
});

tours.add("ar_sync_dashboard_phone", {
    steps: patient(() => [
        ...figures,
        {
            content: "Nothing sticks out at the side",
            trigger: ".o_ar_grid",
            run() {
                const { scrollWidth, clientWidth } = document.querySelector(".o_ar_dashboard");
                if (scrollWidth > clientWidth) {
                    throw new Error(`The dashboard is ${scrollWidth} wide on a phone of ${clientWidth}`);
                }
            },
        },
        click("Tap what waits", ".o_ar_review"),
        see("What waits", `.o_ar_rv_row:contains("A & B Holding"):contains("T-2001")`),
        click("Tap a receipt", `.o_ar_rv_row:contains("A & B Holding")`),
        see("The proposals below each other", `.o_ar_rv_card[data-rank="2"]:contains("T-200")`),
    ]),
});

tours.add("ar_sync_dashboard_clerk", {
    steps: patient(() => [
        ...figures,
        see(
            "A clerk sees no configuration",
            `.o_menu_sections:not(:has([data-menu-xmlid="ar_sync.ar_sync_menu_configuration"]))`
        ),
    ]),
});

tours.add("ar_sync_dashboard_empty", {
    steps: patient(() => [
        see("What to do", `.o_ar_empty:contains("Connect the account where your customers pay")`),
        click("Connect", `.o_ar_empty button:contains("Connect an account")`),
        see("A new connection", `.o_form_view .o_ar_steps [data-step="draft"][data-state="current"]`),
        see("What comes next", `.o_ar_next:contains("Choose the provider")`),
    ]),
});
