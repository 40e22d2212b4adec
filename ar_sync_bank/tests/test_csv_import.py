"""Risk: a CSV file is read with columns that nobody confirmed, or with those of another bank."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .common import BankCase

HEAD = "Buchungstag;Betrag;Verwendungszweck;Beguenstigter/Zahlungspflichtiger\n"
ROWS = "02.03.2026;1.250,00;INV-4711;Alice Instruments\n03.03.2026;-12,50;Fee;City Bank\n"


def table(rows=ROWS, head=HEAD):
    return (head + rows).encode("cp1252")


class TestCsvImport(BankCase):
    def mapping_of(self, file):
        action = file.action_set_columns()
        return self.env["ar.bank.csv.mapping"].browse(action["res_id"])

    def set_up(self, content=None):
        """Import a file, confirm its columns, and return the file."""
        file = self.take_in(content or table(), name="umsatz.csv")
        mapping = self.mapping_of(file)
        mapping.journal_id = self.bank
        mapping.action_confirm()
        return file

    def test_columns_are_proposed_and_nothing_is_imported_before_a_person_confirms(self):
        file = self.take_in(table(), name="umsatz.csv")
        self.assertEqual((file.result, file.imported_count), ("columns", 0))
        mapping = self.mapping_of(file)
        self.assertFalse(mapping.is_confirmed)
        meanings = {column.name: column.meaning for column in mapping.column_ids}
        self.assertEqual(meanings["Betrag"], "amount")
        self.assertEqual((mapping.decimal, mapping.delimiter), ("comma", "semicolon"))
        self.assertIn("31.12.2026", dict(mapping._fields["date_format"].selection)[mapping.date_format])
        self.assertEqual(mapping.column_ids.filtered(lambda one: one.name == "Betrag").sample, "1.250,00 | -12,50")
        self.assertIn("1250.00", mapping.preview)
        self.assertIn("Alice Instruments", mapping.preview)
        self.assertEqual(self.mapping_of(file), mapping, "opened twice it is the same one")

    def test_confirmed_columns_import_the_file_and_the_next_one_by_themselves(self):
        file = self.set_up()
        self.assertEqual((file.result, self.lines(file).mapped("amount")), ("imported", [1250.0, -12.5]))
        self.assertEqual(self.lines(file).journal_id, self.bank)
        receipt = self.lines(file).ar_receipt_ids
        self.assertEqual((receipt.payer_name, receipt.reference_text), ("Alice Instruments", "INV-4711"))
        after = self.take_in(table("04.03.2026;7,00;x;y\n"), name="april.csv")
        self.assertEqual((after.result, after.imported_count), ("imported", 1))
        again = self.take_in(table(), name="umsatz.csv")
        self.assertEqual((again.result, again.known_count), ("known", 2))

    def test_other_columns_are_asked_for_anew(self):
        self.set_up()
        other = self.take_in(table(head=HEAD.replace("Betrag", "Umsatz")), name="other.csv")
        self.assertEqual(other.result, "columns")

    def test_two_journals_of_one_bank_are_told_apart_by_the_chosen_journal(self):
        self.set_up()
        second = self.bank.copy({"code": "SEC", "name": "Second"})
        mapping = self.env["ar.bank.csv.mapping"].search([], limit=1, order="id desc").copy({"journal_id": second.id})
        self.assertEqual(len(mapping.column_ids), 4)
        unclear = self.take_in(table("05.03.2026;1,00;x;y\n"), name="c.csv")
        self.assertEqual(unclear.imported_count, 0)
        clear = self.take_in(table("05.03.2026;1,00;x;y\n"), name="c.csv", journal=second)
        self.assertEqual((clear.result, self.lines(clear).journal_id), ("imported", second))

    def test_rows_that_cannot_be_read_are_named(self):
        self.set_up(table("01.03.2026;1,00;x;y\n30.03.2026;2,00;x;y\n"))
        file = self.take_in(table(ROWS + "31.02.2026;1,00;x;y\nSumme;1.238,50;;\n"), name="umsatz.csv")
        self.assertEqual((file.result, file.imported_count, file.refused_count), ("partly", 2, 2))
        self.assertEqual(file.refusal_ids.sorted("id").mapped("entry"), ["row 4", "row 5"])

    def test_a_mapping_that_lacks_something_is_not_used(self):
        mapping = self.mapping_of(self.take_in(table(), name="umsatz.csv"))
        with self.assertRaises(UserError):
            mapping.action_confirm()  # no journal
        mapping.journal_id = self.bank
        mapping.column_ids.filtered(lambda one: one.meaning == "amount").meaning = False
        self.assertIn("amount", mapping.problems)
        with self.assertRaises(UserError):
            mapping.action_confirm()

    def test_the_screen_reads_the_columns_anew(self):
        content = table(ROWS).replace(b";", b",").replace(b"1.250,00", b"1250.00").replace(b"-12,50", b"-12.50")
        file = self.take_in(b"City Bank\n" + content, name="umsatz.csv")
        mapping = self.mapping_of(file)
        self.assertEqual((mapping.delimiter, mapping.header_row, mapping.decimal), ("comma", 2, "point"))
        with Form(mapping) as form:
            form.header_row = 1
            self.assertEqual(len(form.column_ids), 1)
            form.header_row = 2
            self.assertEqual(len(form.column_ids), 4)

    def test_a_text_that_is_no_table_is_refused(self):
        file = self.take_in(b"Dear customer, please find enclosed", name="letter.doc")
        self.assertEqual(file.result, "refused")
