import { registry } from "@web/core/registry";
import { patient } from "@ar_sync/../tests/tours/patient";

const tours = registry.category("web_tour.tours");

function see(content, trigger) {
    return { content, trigger };
}

function click(content, trigger) {
    return { content, trigger, run: "click" };
}

/** Open an entry of the menu Bank. */
function bank(item) {
    return [
        click("Menu Bank", `[data-menu-xmlid="ar_sync_bank.ar_bank_menu_root"]`),
        click(`Menu ${item}`, `.o-dropdown--menu [data-menu-xmlid="ar_sync_bank.${item}"]`),
    ];
}

/** Give files to the upload, as the browser does after a person chose them. */
function choose(...files) {
    return {
        content: "Choose files",
        trigger: `.modal .o_field_widget[name="attachment_ids"]`,
        run() {
            const input = document.querySelector(`.modal input[type="file"]`);
            const chosen = new DataTransfer();
            for (const [name, content] of files) {
                chosen.items.add(new File([content], name));
            }
            input.files = chosen.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    };
}

/** Drop a file on the upload, as a person does who drags it there. */
function drop(name, content) {
    const fire = (type, target) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], name));
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    };
    return {
        content: "Drag a file over the screen and drop it",
        trigger: `.modal .o_field_widget[name="attachment_ids"]`,
        async run() {
            fire("dragenter", document.body);
            for (let frame = 0; frame < 300 && !document.querySelector(".o-Dropzone"); frame++) {
                await new Promise(requestAnimationFrame);
            }
            fire("drop", document.querySelector(".o-Dropzone"));
        },
    };
}

function entry(amount, name, text) {
    return (
        `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>` +
        `<BookgDt><Dt>2026-03-02</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties>` +
        `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`
    );
}

function balance(code, amount) {
    return (
        `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt>` +
        `<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>`
    );
}

const STATEMENT =
    `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
    `<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-03-02T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>` +
    `<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>` +
    balance("OPBD", "0.00") +
    balance("CLBD", "333.33") +
    entry("100.00", "Alice Instruments", "Invoice INV-4711") +
    entry("233.33", "A Stranger", "Thank you") +
    `</Stmt></BkToCstmrStmt></Document>`;

tours.add("ar_sync_bank_import", {
    steps: patient(() => [
        ...bank("account_bank_statement_line_menu_ar"),
        see("Nothing yet", `.o_view_nocontent:contains("No bank transaction yet")`),
        ...bank("ar_bank_import_menu"),
        choose(["march.xml", STATEMENT]),
        see("It is there", `.modal .o_attachment:contains("march.xml")`),
        click("Import", `.modal button[name="action_import"]`),
        see("Imported", `.o_form_view .badge:contains("Imported")`),
        see("What is next", `.o_form_view:contains("1 receipts wait for your decision")`),
        see("The sums are right", `.o_data_row:contains("City Bank"):contains("give the closing balance")`),
        click("To the receipts", `button[name="action_review"]`),
        see("Only what waits", `.o_data_row:contains("A Stranger")`),
        see("Not what is matched", `.o_list_view:not(:contains("Alice Instruments"))`),
        click("Open it", `.o_data_row:contains("A Stranger") .o_data_cell`),
        see("The bank's file is where it begins", `.o_ar_chain:contains("march.xml")`),
        ...bank("account_bank_statement_line_menu_ar"),
        see("Both transactions", `.o_data_row:contains("Invoice INV-4711"):contains("100.00")`),
        ...bank("account_bank_statement_menu_ar"),
        see("The statement", `.o_data_row:contains("CITY"):contains("333.33")`),
        ...bank("account_bank_statement_line_menu_returned"),
        see("No returns", `.o_view_nocontent:contains("No returned payment waits for you")`),
        ...bank("ar_bank_import_menu"),
        drop("again.xml", STATEMENT),
        see("It is there", `.modal .o_attachment:contains("again.xml")`),
        click("Import", `.modal button[name="action_import"]`),
        see("Nothing new", `.o_form_view .badge:contains("Nothing new")`),
        see("It says so", `.o_form_view:contains("nothing was changed")`),
        ...bank("ar_bank_file_menu"),
        see("Both files are kept", `.o_data_row:contains("march.xml"):contains("Imported")`),
    ]),
});

const TABLE =
    "Buchungstag;Betrag;Verwendungszweck;Beguenstigter/Zahlungspflichtiger\n" +
    "02.03.2026;1.250,00;Anzahlung;Bruno Optics\n03.03.2026;-12,50;Fee;City Bank\n";

tours.add("ar_sync_bank_columns", {
    steps: patient(() => [
        ...bank("ar_bank_csv_mapping_menu"),
        see("None yet", `.o_view_nocontent:contains("No CSV file was set up yet")`),
        ...bank("ar_bank_import_menu"),
        choose(["umsatz.csv", TABLE]),
        see("It is there", `.modal .o_attachment:contains("umsatz.csv")`),
        click("Import", `.modal button[name="action_import"]`),
        see("It waits", `.o_form_view .badge:contains("Columns to confirm")`),
        click("Set up columns", `button[name="action_set_columns"]`),
        see("What a column holds", `.o_data_row:contains("Betrag"):contains("1.250,00"):contains("Amount")`),
        see("How it would be read", `.o_field_widget[name="preview"]:contains("1250.00"):contains("Bruno Optics")`),
        click("Journal", `.o_field_widget[name="journal_id"] input`),
        click("City Bank", `.o-autocomplete--dropdown-item:contains("City Bank") a`),
        click("Confirm", `button[name="action_confirm"]`),
        see("Imported", `.o_form_view .badge:contains("Imported")`),
        see("Two of them", `.o_form_view .o_field_widget[name="imported_count"]:contains("2")`),
        ...bank("ar_bank_csv_mapping_menu"),
        see("It is kept", `.o_data_row:contains("City Bank")`),
    ]),
});

tours.add("ar_sync_bank_journal", {
    steps: patient(() => [
        click("Import on the journal's card", `.o_kanban_record:contains("City Bank") button[name="action_ar_bank_import"]`),
        see("The journal is chosen", `.modal .o_field_widget[name="journal_id"] input:value("City Bank")`),
        choose(["letter.pdf", "Dear customer"]),
        see("It is there", `.modal .o_attachment:contains("letter.pdf")`),
        click("Import", `.modal button[name="action_import"]`),
        see("Refused", `.o_form_view .badge:contains("Refused")`),
        see("With the reason", `.o_form_view .alert:contains("the format is not known")`),
    ]),
});
