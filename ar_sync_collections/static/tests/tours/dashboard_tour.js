import { registry } from "@web/core/registry";

import { click, see } from "@ar_sync/../tests/tours/helpers";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");
const on = (name) => see(`On ${name}`, `.o_breadcrumb .o_last_breadcrumb_item:contains("${name}")`);
const back = click("Back to the overview", `.o_breadcrumb a:contains("Collections Overview")`);

/** Click a number, see its list, come back. */
function leadsTo(trigger, screen, content) {
    return [click(`Click ${trigger}`, trigger), on(screen), see(`List of ${screen}`, content), back];
}

/** Graphs are drawings: their parts take a click like any button. */
function draw(trigger) {
    return {
        content: `Choose ${trigger}`,
        trigger,
        run() {
            this.anchor.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        },
    };
}

tours.add("ar_collections_overview", {
    steps: patient(() => [
        see("What comes in four weeks, low and high", `[data-figure="expected"]:contains("to")`),
        see("Days sales outstanding", `[data-figure="dso"]:contains("days")`),
        see("No promise fell due, so there is no share", `[data-figure="promise_rate"]:contains("–")`),
        see("Nobody was reminded, so there is none either", `[data-figure="resolved_rate"]:contains("–"):contains("No figure")`),
        see("Ours beside due date and customer median", `.o_ar_proof th:contains("Customer median")`),
        see("Thirteen weeks", `.o_ar_weeks .o_ar_chart_point:nth-of-type(13)`),
        ...leadsTo(`[data-figure="open_amount"]`, "Open", `.o_data_row`),
        ...leadsTo(`[data-figure="overdue_amount"]`, "Overdue", `.o_data_row`),
        ...leadsTo(`[data-figure="expected"]`, "Expected Payments", `.o_data_row`),
        ...leadsTo(`[data-figure="days_late"]`, "Settled in 90 days", `.o_data_row`),
        draw(`.o_ar_weeks .o_ar_chart_point:nth-of-type(5)`),
        on("Expected"),
        see("The invoices of the week", `.o_list_view .o_data_row`),
        back,
        draw(`.o_ar_trend_ages .o_ar_chart_point:last-of-type`),
        on("Aged receivables on"),
        see("By customer", `.o_pivot`),
        back,
        draw(`.o_ar_proof .o_ar_chart_point:last-of-type`),
        on("Past Forecasts"),
        see("Week by week", `.o_data_row:nth-of-type(4)`),
        back,
        ...leadsTo(`[data-age="overdue_1_30"]`, "Aged Receivables", `.o_data_row`),
        ...leadsTo(`.o_ar_late .o_ar_row`, "Expected Payments", `.o_data_row`),
        click("Refresh", ".o_ar_refresh"),
        see("Refreshed", ".o_ar_refresh:not([disabled])"),
        click("Menu Collections", `[data-menu-xmlid="ar_sync_collections.ar_collections_menu_root"]`),
        click("Cash Forecast", `.o-dropdown--menu [data-menu-xmlid="ar_sync_collections.ar_forecast_menu"]`),
        click("Open it", `.o_data_row .o_data_cell`),
        see("Its weeks", `.o_field_one2many[name="week_ids"] .o_data_row:nth-of-type(5)`),
        click("The invoices of a week", `.o_field_one2many[name="week_ids"] .o_data_row:nth-of-type(2) button[name="action_ar_shares"]`),
        on("Expected in a Week"),
        see("Its invoices", `.o_data_row`),
    ]),
});

tours.add("ar_collections_overview_first_day", {
    steps: patient(() => [
        see("Days beyond all measure are not written out", `[data-figure="dso"]:contains("over 1,000 days")`),
        see("Nor are shares", `[data-figure="effectiveness"]:contains("%"):not(:contains("5,000"))`),
        see("The ages stand where the trend will be", `.o_ar_weeks ~ .o_ar_ages [data-age="overdue_1_30"]`),
        see("There is no line of one point", `.o_ar_grid:not(:has(.o_ar_trend)):not(:has(.o_ar_trend_ages))`),
        see("And the ages stand there only", `.o_ar_column ~ .o_ar_column:not(:has(.o_ar_ages))`),
    ]),
});

tours.add("ar_collections_overview_phone", {
    steps: patient(() => [
        see("What comes in four weeks", `[data-figure="expected"]`),
        {
            content: "Nothing sticks out at the side",
            trigger: ".o_ar_grid",
            run() {
                const { scrollWidth, clientWidth } = document.querySelector(".o_ar_dashboard");
                if (scrollWidth > clientWidth) {
                    throw new Error(`The overview is ${scrollWidth} wide on a phone of ${clientWidth}`);
                }
            },
        },
        click("Tap what is overdue", `[data-figure="overdue_amount"]`),
        see("Its invoices", `.o_kanban_record`),
    ]),
});

tours.add("ar_collections_overview_empty", {
    steps: patient(() => [
        see("Why it is empty", `.o_ar_empty:contains("The first forecast is on its way")`),
        click("Menu Collections", `[data-menu-xmlid="ar_sync_collections.ar_collections_menu_root"]`),
        click("Cash Forecast", `.o-dropdown--menu [data-menu-xmlid="ar_sync_collections.ar_forecast_menu"]`),
        see("Why there is none", `.o_view_nocontent:contains("The first forecast is made tonight")`),
        click("Menu Collections again", `[data-menu-xmlid="ar_sync_collections.ar_collections_menu_root"]`),
        click("Overview", `.o-dropdown--menu [data-menu-xmlid="ar_sync_collections.ar_collection_dashboard_menu"]`),
        see("The overview again", `.o_ar_empty`),
    ]),
});
