import { registry } from "@web/core/registry";
import { menu, see } from "./helpers";
import { patient } from "./patient";

const tours = registry.category("web_tour.tours");
const toReview = menu("ar_match_receipt_menu_root", "ar_match_receipt_menu_review");

/** Press a key, as a person does whose hands stay on the keyboard. */
function key(content, keys) {
    return { content, trigger: "body:not(.modal-open) :is(.o_ar_rv_detail, .o_ar_empty)", run: `press ${keys}` };
}

/** The same in front of a dialog. */
function keyInDialog(content, keys) {
    return { content, trigger: ".modal-footer button, .modal .btn-close, .modal button", run: `press ${keys}` };
}

/** Type into what has the focus. */
function type(content, trigger, text) {
    return { content, trigger, run: `edit ${text}` };
}

/** Paste several lines into what has the focus. */
function paste(content, trigger, text) {
    return {
        content,
        trigger,
        run() {
            const field = document.activeElement;
            if (!field.matches(trigger)) {
                throw new Error(`The focus is on ${field.className} and not on ${trigger}`);
            }
            field.value = text;
            field.dispatchEvent(new Event("input", { bubbles: true }));
        },
    };
}

const inFront = (name) => see(`${name} is in front`, `.o_ar_rv_detail h2:contains("${name}")`);
const said = (text) => see(`It says: ${text}`, `.o_ar_rv_message:contains("${text}"), .o_ar_empty .alert:contains("${text}")`);
const search = ".o_ar_rv_picker textarea";
const seePicked = (number, amount) =>
    see(`${number} gets ${amount}`, `.o_ar_rv_choice tr[data-number="${number}"] input:value("${amount}")`);

/** A day's receipts, oldest first, by keyboard alone. */
tours.add("ar_sync_review_day", {
    steps: patient(() => [
        ...toReview,
        see("All that wait", `.o_ar_rv_order:contains("10 receipts")`),
        // Two explanations: the runner-up is right.
        inFront("A & B Holding"),
        see("Why it waits", `.o_ar_rv_reason:contains("More than one explanation fits")`),
        see("What the text names is marked", `.o_ar_rv_text mark:contains("PO 471188")`),
        see("Both side by side", `.o_ar_rv_card[data-rank="2"]:contains("Runner-up"):contains("Bruno Optics")`),
        see("They are level", `.o_ar_rv_card[data-rank="1"]:contains("level with the runner-up")`),
        key("The help", "?"),
        see("All keys", `.modal .o_ar_rv_help_keys:contains("Accept all of the same kind")`),
        keyInDialog("Away", "Escape"),
        { content: "It is gone", trigger: "body:not(:has(.modal))" },
        key("The runner-up", "2"),
        see("It is chosen", `.o_ar_rv_card.o_ar_rv_chosen[data-rank="2"]`),
        key("Accept", "Enter"),
        said("750.00 applied to T-2002"),
        // Go on and come back.
        inFront("Late Payer"),
        key("Next", "j"),
        inFront("Short Payer"),
        key("Previous", "k"),
        inFront("Late Payer"),
        // Pick two items and split.
        see("Nothing explains it", `.o_ar_rv_nothing:contains("No open item explains this money")`),
        key("Pick", "p"),
        type("A number", search, "T-3002"),
        see("Found", `.o_ar_rv_found:not(:contains("T-3001")) [role=option]:contains("T-3002")`),
        key("To it", "ArrowDown"),
        key("Take it", "Space"),
        seePicked("T-3002", "300.00"),
        type("A customer", search, "Alice Instr"),
        see("Found by name", `.o_ar_rv_found [role=option]:contains("T-4001")`),
        type("An amount", search, "100.00"),
        see("Found by amount", `.o_ar_rv_found [role=option]:first:contains("T-3001")`),
        key("To it", "ArrowDown"),
        key("Take it", "Space"),
        seePicked("T-3001", "33.33"),
        key("Done", "Enter"),
        { content: "The search is closed", trigger: ".o_ar_rv_detail:not(:has(.o_ar_rv_picker))" },
        key("Change the amounts", "e"),
        type("Less for the first", `.o_ar_rv_choice tr[data-number="T-3002"] input:focus`, "250"),
        key("That is it", "Enter"),
        see("Some is left", `.o_ar_rv_choice tfoot:contains("50.00")`),
        see("What will be posted", `.o_ar_rv_posting:contains("50.00 stay on the customer's account"), .o_ar_rv_posting:contains("stay on the customer")`),
        key("Apply", "Enter"),
        said("applied to T-3002, T-3001"),
        // A fee was withheld: write it off with a reason.
        inFront("Short Payer"),
        see("The proposal is a part payment", `.o_ar_rv_posting:contains("15.00"):contains("stay open")`),
        key("Write off", "w"),
        see("Reasons by number", `.modal .o_ar_rv_reasons:contains("Bank fee withheld")`),
        keyInDialog("The second", "2"),
        see("Given up", `.o_ar_rv_choice:contains("15.00 given up: Bank fee withheld"), .o_ar_rv_choice:contains("given up: Bank fee")`),
        see("Will be posted", `.o_ar_rv_posting:contains("Payment Provider Fees")`),
        key("Apply", "Enter"),
        said("485.00 applied to T-5001"),
        // Taken back, also after moving on.
        key("Undo", "u"),
        said("waits for you again"),
        inFront("Short Payer"),
        key("Write off", "w"),
        see("Reasons", `.modal .o_ar_rv_reasons`),
        keyInDialog("The second", "2"),
        see("Given up again", `.o_ar_rv_choice:contains("given up: Bank fee")`),
        key("Apply", "Enter"),
        said("485.00 applied to T-5001"),
        // A wrong proposal, and no other: left on account.
        inFront("Wrong Payer"),
        key("Wrong", "r"),
        said("noted as wrong"),
        see("Nothing is left", `.o_ar_rv_nothing`),
        key("Leave it", "l"),
        said("is left on account"),
        // A remittance list.
        inFront("List Payer"),
        key("Pick", "p"),
        { content: "The search has the focus", trigger: `${search}:focus` },
        paste("A list", search, "Invoice\tPaid\nT-6001\t1.000,00\nT-6002\t180,00\nT-9999\t20,00\nTotal\t1.200,00"),
        see("What was not found", `.o_ar_rv_list_told:contains("Line 4"):contains("no open item has this number")`),
        see("What differs", `.o_ar_rv_list_told:contains("T-6002"):contains("20.00 stays open")`),
        seePicked("T-6001", "1,000.00"),
        seePicked("T-6002", "180.00"),
        key("Done", "Enter"),
        key("Apply", "Enter"),
        said("1,180.00 applied to T-6001, T-6002"),
        // Three that are alike, at once; and back, and again.
        inFront("Kind 1"),
        key("All of this kind", "a"),
        see("How many, how much", `.modal:contains("Accept 3"):contains("303.00")`),
        keyInDialog("Yes", "Enter"),
        see("Done", `.modal:contains("3 receipts were accepted")`),
        keyInDialog("Close", "Enter"),
        said("3 receipts were accepted"),
        key("Undo", "u"),
        said("3 receipts wait for you again"),
        inFront("Kind 1"),
        key("All of this kind", "a"),
        see("How many", `.modal .o_ar_rv_run:contains("Accept 3")`),
        keyInDialog("Yes", "Enter"),
        see("Done", `.modal:contains("3 receipts were accepted")`),
        keyInDialog("Close", "Escape"),
        // What is left: two, one of them above the limit for two people.
        see("Two are left", `.o_ar_rv_order:contains("2 receipts")`),
        key("The last one", "j"),
        inFront("Last Payer"),
        key("Filter", "/"),
        type("A payer", ".o_ar_rv_search:focus", "Large"),
        see("One", `.o_ar_rv_order:contains("1 receipt")`),
        key("To the list", "Enter"),
        inFront("Large Payer"),
        see("Two people", `.o_ar_rv_second:contains("two people have to agree")`),
        key("Agree", "Enter"),
        said("A second person has to agree"),
        see("It says so", `.o_ar_rv_second:contains("You agreed")`),
        key("Filter", "/"),
        { content: "The filter has the focus", trigger: ".o_ar_rv_search:focus" },
        key("No filter", "Escape"),
        see("Two again", `.o_ar_rv_order:contains("2 receipts")`),
        see("The rest can be seen", `.o_ar_rv_row:contains("Last Payer")`),
    ]),
});

tours.add("ar_sync_review_second", {
    steps: patient(() => [
        ...toReview,
        inFront("Large Payer"),
        see("Who agreed", `.o_ar_rv_second:contains("ar_clerk"):contains("agreed already")`),
        see("On what", `.o_ar_rv_card.o_ar_rv_chosen:contains("T-7001")`),
        key("Agree too", "Enter"),
        said("9,000.00 applied to T-7001"),
        inFront("Last Payer"),
        key("Leave it", "l"),
        see("Nothing waits", `.o_ar_empty:contains("Nothing waits for you"):contains("is left on account")`),
        key("Take it back", "u"),
        inFront("Last Payer"),
    ]),
});

tours.add("ar_sync_review_stale", {
    steps: patient(() => [
        ...toReview,
        inFront("A & B Holding"),
        {
            content: "Somebody else decides it",
            trigger: ".o_ar_rv_detail",
            async run() {
                const id = Number(document.querySelector(".o_ar_rv_detail").dataset.receipt);
                const { rpc } = odoo.loader.modules.get("@web/core/network/rpc");
                await rpc("/web/dataset/call_kw/ar.match.receipt/action_leave_on_account", {
                    model: "ar.match.receipt",
                    method: "action_leave_on_account",
                    args: [[id]],
                    kwargs: {},
                });
            },
        },
        key("Accept", "Enter"),
        said("was decided meanwhile by"),
        see("It is no longer in the list", `.o_ar_rv_side:not(:has(.o_ar_rv_row:contains("A & B Holding")))`),
        inFront("Late Payer"),
        { content: "As a list", trigger: ".o_ar_rv_to_list", run: "click" },
        see("The list", `.o_list_view .o_data_row:contains("Late Payer")`),
    ]),
});

tours.add("ar_sync_review_phone", {
    steps: patient(() => [
        see("Only the list", `.o_ar_rv:not(.o_ar_rv_one) .o_ar_rv_row:contains("A & B Holding")`),
        { content: "Tap a receipt", trigger: `.o_ar_rv_row:contains("A & B Holding")`, run: "click" },
        see("The receipt", `.o_ar_rv_one .o_ar_rv_detail h2:contains("A & B Holding")`),
        {
            content: "Nothing sticks out at the side",
            trigger: ".o_ar_rv_detail",
            run() {
                for (const el of document.querySelectorAll(".o_ar_rv_main, .o_ar_rv")) {
                    if (el.scrollWidth > el.clientWidth) {
                        throw new Error(`${el.className} is ${el.scrollWidth} wide on a phone of ${el.clientWidth}`);
                    }
                }
            },
        },
        { content: "Take the runner-up", trigger: `.o_ar_rv_card[data-rank="2"]`, run: "click" },
        { content: "Accept", trigger: `.o_ar_rv_card.o_ar_rv_chosen[data-rank="2"]`, run: () => {} },
        { content: "Accept", trigger: `[data-do="accept"]:enabled`, run: "click" },
        said("750.00 applied to T-2002"),
        see("The next one", `.o_ar_rv_one .o_ar_rv_detail h2:contains("Late Payer")`),
        { content: "Back to the list", trigger: ".o_ar_rv_back", run: "click" },
        see("The list", `.o_ar_rv:not(.o_ar_rv_one) .o_ar_rv_row:contains("Late Payer")`),
    ]),
});
