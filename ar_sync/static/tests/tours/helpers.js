/** Steps that the tours of this addon share. */

/** Open a screen through its menu, as a user does. */
export function menu(root, item) {
    const steps = [click(`Menu ${root}`, `[data-menu-xmlid="ar_sync.${root}"]`)];
    if (item) {
        steps.push(click(`Menu ${item}`, `.o-dropdown--menu [data-menu-xmlid="ar_sync.${item}"]`));
    }
    return steps;
}

/** Wait until something is shown. */
export function see(content, trigger) {
    return { content, trigger };
}

export function click(content, trigger) {
    return { content, trigger, run: "click" };
}

/** Be on the screen of this name. */
export function on(name) {
    return see(`On ${name}`, `.o_breadcrumb .o_last_breadcrumb_item:contains("${name}")`);
}

/** Open the row of a list that contains this text. */
export function openRow(text) {
    return click(`Open ${text}`, `.o_data_row:contains("${text}") .o_data_cell`);
}

export function page(name) {
    return click(`Page ${name}`, `.o_notebook a[name="${name}"]`);
}

export function isState(label) {
    return see(`It is ${label}`, `.o_statusbar_status .o_arrow_button_current:contains("${label}")`);
}

export function fill(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}
