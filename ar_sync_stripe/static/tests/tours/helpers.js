/** Steps that the tours of this addon share. */
import { click, on, see } from "@ar_sync/../tests/tours/helpers";

/** Open a screen of Stripe through its menu, as a user does. */
export function screen(item, title) {
    return [
        click("Menu Stripe", `[data-menu-xmlid="ar_sync_stripe.ar_stripe_menu_root"]`),
        click(`Menu ${item}`, `.o-dropdown--menu [data-menu-xmlid="ar_sync_stripe.ar_stripe_${item}_menu"]`),
        on(title),
    ];
}

export const row = (...texts) => `.o_data_row${texts.map((text) => `:contains("${text}")`).join("")}`;
export const form = (name, text) => `.o_form_view .o_field_widget[name="${name}"]${text ? `:contains("${text}")` : ""}`;
export const filter = (label) => [
    click("Filters", ".o_searchview_dropdown_toggler"),
    click(label, `.o_filter_menu .o_menu_item:contains("${label}")`),
    see("It filters", `.o_facet_value:contains("${label}")`),
];
