"""Risk: a bank's file is imported twice, into a wrong journal, in part without a word, or not at all."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .bank_files import IBAN, OTHER, bai2, bal, camt, mt940, ntry
from .common import BankCase


class TestImport(BankCase):
    def test_a_statement_becomes_lines_with_the_file_attached(self):
        content = self.statement(self.paid("60.00", ref="A"), ntry("10.00", "DBIT"), opening="100.00", closing="150.00")
        file = self.take_in(content)
        self.assertEqual((file.result, file.imported_count, file.known_count), ("imported", 2, 0))
        self.assertEqual(self.lines(file).mapped("amount"), [60.0, -10.0])
        row = file.statement_ids
        self.assertEqual(row.journal_id, self.bank)
        self.assertEqual((row.opening, row.total, row.closing, row.difference), (100.0, 50.0, 150.0, 0.0))
        statement = row.statement_id
        self.assertEqual((statement.balance_start, statement.balance_end_real), (100.0, 150.0))
        self.assertTrue(statement.is_complete)
        self.assertEqual(statement.attachment_ids.raw, content)
        self.assertEqual(file._content(), content)

    def test_the_same_file_twice_changes_nothing(self):
        content = self.statement(self.paid(ref="A"), self.paid(ref="B"), opening="0.00", closing="200.00")
        first, second = self.take_in(content), self.take_in(content)
        self.assertEqual((first.imported_count, second.imported_count, second.known_count), (2, 0, 2))
        self.assertEqual(second.result, "known")
        self.assertIn("imported before", second.next_step)
        journal = [("journal_id", "=", self.bank.id)]
        self.assertEqual(self.env["account.bank.statement.line"].search_count(journal), 2)
        self.assertEqual(self.env["account.bank.statement"].search_count(journal), 1)
        self.assertEqual(self.env["ar.match.receipt"].search_count(journal), 2)

    def test_the_same_file_twice_in_one_upload_changes_nothing(self):
        content = self.statement(self.paid())
        first, second = self.take_in(content, content)
        self.assertEqual((first.imported_count, second.imported_count), (1, 0))

    def test_the_statement_of_the_day_takes_in_what_was_notified_before(self):
        notified = camt(self.paid("60.00", ref="A"), message="052")
        first = self.take_in(notified)
        self.assertFalse(first.statement_ids.statement_id)
        second = self.take_in(
            self.statement(self.paid("60.00", ref="A"), self.paid("40.00", ref="B"), opening="0.00", closing="100.00")
        )
        self.assertEqual((second.imported_count, second.known_count), (1, 1))
        statement = second.statement_ids.statement_id
        self.assertEqual(len(statement.line_ids), 2)
        self.assertTrue(statement.is_complete)

    def test_overlapping_statements_are_each_complete(self):
        first = self.take_in(self.statement(self.paid("60.00", ref="A"), opening="10.00", closing="70.00"))
        second = self.take_in(
            self.statement(self.paid("60.00", ref="A"), self.paid("40.00", ref="B"), opening="10.00", closing="110.00")
        )
        both = (first | second).statement_ids.statement_id
        self.assertEqual([(one.balance_start, one.balance_end_real) for one in both], [(10.0, 70.0), (70.0, 110.0)])
        self.assertTrue(all(both.mapped("is_complete")))

    def test_pending_entries_are_counted_and_left(self):
        pending = ntry("5.00", status="<Sts>PDNG</Sts>")
        file = self.take_in(camt(pending, self.paid("60.00")))
        self.assertEqual((file.imported_count, file.pending_count), (1, 1))
        nothing = self.take_in(camt(pending))
        self.assertEqual((nothing.result, nothing.pending_count), ("known", 1))
        self.assertIn("no booked", nothing.next_step)

    def test_a_wrong_balance_is_said_and_imported(self):
        file = self.take_in(self.statement(self.paid("60.00"), opening="0.00", closing="70.00"))
        self.assertEqual(file.result, "imported")
        self.assertEqual(file.statement_ids.difference, 10.0)
        self.assertIn("10.00", file.statement_ids.balance_check)
        self.assertFalse(file.statement_ids.statement_id.is_complete)

    def test_a_truncated_file_is_refused_whole(self):
        file = self.take_in(self.statement(self.paid())[:-40])
        self.assertEqual(file.result, "refused")
        self.assertIn("cut off", file.reason)
        self.assertFalse(self.lines(file))

    def test_what_is_no_statement_is_refused(self):
        for content in (b"", b"hello", b"\x89PNG\r\n\x1a\n"):
            file = self.take_in(content, name="photo.png")
            self.assertEqual(file.result, "refused", content)
            self.assertTrue(file.reason)

    def test_a_partly_readable_file_names_what_is_left_out(self):
        broken = ntry("12,x0")
        file = self.take_in(camt(self.paid("60.00"), broken))
        self.assertEqual((file.result, file.imported_count, file.refused_count), ("partly", 1, 1))
        self.assertIn("entry 2", file.refusal_ids.entry)
        self.assertTrue(file.refusal_ids.reason)

    def test_a_statement_in_another_currency_is_refused(self):
        self.bank.currency_id = self.usd
        file = self.take_in(self.statement(self.paid()))
        self.assertEqual(file.result, "refused")
        self.assertIn("EUR", file.refusal_ids.reason)
        self.assertFalse(self.lines(file))

    def test_an_entry_in_another_currency_is_refused_by_name(self):
        file = self.take_in(camt(self.paid("60.00"), ntry("5.00", currency="CHF")))
        self.assertEqual((file.result, file.imported_count), ("partly", 1))
        self.assertIn("CHF", file.refusal_ids.reason)

    def test_an_unknown_account_waits_for_its_journal_and_is_remembered(self):
        content = mt940(":61:2603020302C5,00NTRFX//B1", ":86:INV", account="NL02RABO0123456789")
        file = self.take_in(content, name="x.sta")
        self.assertEqual((file.result, file.imported_count), ("journal", 0))
        self.assertIn("NL02RABO0123456789", file.reason)
        journal = self.env["account.journal"].create(
            {"name": "New", "type": "bank", "code": "NEW", "currency_id": self.eur.id, "company_id": self.company.id}
        )
        wizard = self.env["ar.bank.import"].with_context(**file.action_choose_journal()["context"]).create({})
        wizard.journal_id = journal
        wizard.action_import()
        self.assertEqual((file.result, file.imported_count), ("imported", 1))
        self.assertEqual(journal.ar_statement_account, "NL02RABO0123456789")
        again = self.take_in(content.replace(b"C5,00", b"C6,00"), name="y.sta")
        self.assertEqual((again.result, self.lines(again).journal_id), ("imported", journal))

    def test_a_chosen_journal_of_another_account_is_refused(self):
        content = camt(self.paid()).replace(IBAN.encode(), OTHER.encode())
        file = self.take_in(content, journal=self.bank)
        self.assertEqual(file.result, "journal")
        self.assertIn(self.bank.name, file.reason)
        self.assertFalse(self.lines(file))

    def test_two_accounts_in_one_file_go_to_their_journals(self):
        other = self.bank.copy({"code": "OTH", "name": "Other", "bank_acc_number": OTHER})
        parts = [mt940(":61:2603020302C5,00NTRFX//B1", account=account) for account in (IBAN, OTHER)]
        file = self.take_in(b"".join(parts), name="two.sta")
        self.assertEqual(file.statement_ids.journal_id, self.bank | other)
        self.assertEqual(file.imported_count, 2)

    def test_one_of_two_accounts_is_unknown(self):
        parts = [mt940(":61:2603020302C5,00NTRFX//B1", account=account) for account in (IBAN, OTHER)]
        file = self.take_in(b"".join(parts), name="two.sta")
        self.assertEqual((file.result, file.imported_count), ("partly", 1))
        self.assertIn(OTHER, file.refusal_ids.reason)

    def test_an_account_of_another_company_is_unknown_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        theirs = self.env["account.journal"].create(
            {"name": "Theirs", "type": "bank", "code": "THR", "company_id": other.id, "currency_id": self.eur.id}
        )
        theirs.ar_statement_account = OTHER
        content = camt(self.paid()).replace(IBAN.encode(), OTHER.encode())
        self.assertEqual(self.take_in(content).result, "journal")
        with self.assertRaises(UserError):
            self.take_in(content, journal=theirs)
        self.assertFalse(self.env["account.bank.statement.line"].search([("journal_id", "=", theirs.id)]))

    def test_a_locked_period_is_refused_by_name_and_imported_later(self):
        self.company.fiscalyear_lock_date = "2026-03-31"
        content = self.statement(self.paid("60.00"), opening="0.00", closing="60.00")
        file = self.take_in(content)
        self.assertEqual((file.result, file.refused_count), ("refused", 1))
        self.assertIn("locked", file.refusal_ids.reason)
        self.company.fiscalyear_lock_date = False
        action = file.action_import_again()
        again = self.File.browse(action["res_id"])
        self.assertEqual((again.result, again.imported_count), ("imported", 1))
        self.assertEqual(file.result, "refused", "what happened before stays visible")

    def test_a_journal_of_a_connection_takes_no_files(self):
        connection = self.env["ar.sync.connection"].create({"name": "Wallet", "company_id": self.company.id})
        self.bank.ar_connection_id = connection
        self.assertIn("connection", self.take_in(camt(self.paid())).refusal_ids.reason)

    def test_bai2_in_the_companys_own_currency(self):
        self.home.ar_statement_account = "12345678"
        file = self.take_in(bai2("16,475,10100,,B-1,C-1,Check/", "16,195,2500,,B-2,,Wire INV 7/"), name="x.bai")
        self.assertEqual((file.result, self.lines(file).mapped("amount")), ("imported", [-101.0, 25.0]))

    def test_one_bad_file_stops_no_other(self):
        bad, good = self.take_in(b"hello", camt(self.paid()))
        self.assertEqual((bad.result, good.result), ("refused", "imported"))

    def test_batches_are_one_line_and_no_cent_is_lost(self):
        balance = bal("CLBD", "60.00")
        file = self.take_in(camt(bal("OPBD", "0.00"), balance, self.paid("60.00")))
        self.assertEqual(file.statement_ids.statement_id.balance_end_real, 60.0)

    def test_the_wizard_needs_a_file(self):
        with self.assertRaises(UserError):
            self.env["ar.bank.import"].create({}).action_import()


class TestImportRights(BankCase):
    def setUp(self):
        super().setUp()
        values = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        self.clerk = new_test_user(self.env, "bank_clerk", groups="base.group_user,ar_sync.group_user", **values)
        self.accountant = new_test_user(
            self.env, "bank_accountant", groups="base.group_user,account.group_account_manager", **values
        )

    def wizard(self, user, content):
        env = self.env(user=user, su=False)
        attachment = env["ir.attachment"].create({"name": "s.xml", "raw": content, "res_model": "ar.bank.import"})
        return env["ar.bank.import"].create({"attachment_ids": [Command.link(attachment.id)]})

    def test_a_clerk_imports(self):
        action = self.wizard(self.clerk, self.statement(self.paid())).action_import()
        file = self.File.browse(action["res_id"])
        self.assertEqual((file.result, file.create_uid), ("imported", self.clerk))
        self.assertEqual(file.with_user(self.clerk).next_step, file.next_step)
        self.assertTrue(self.lines(file).ar_receipt_ids)

    def test_an_accountant_without_our_groups_does_not(self):
        with self.assertRaises(AccessError):
            self.wizard(self.accountant, self.statement(self.paid()))

    def test_somebody_elses_attachment_is_not_imported(self):
        secret = self.env["ir.attachment"].create({"name": "secret.csv", "raw": b"x", "res_model": "res.users"})
        with self.assertRaises(AccessError):
            wizard = self.env(user=self.clerk, su=False)["ar.bank.import"].create(
                {"attachment_ids": [Command.link(secret.id)]}
            )
            wizard.action_import()
