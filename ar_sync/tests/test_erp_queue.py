"""Risk: what is posted never reaches the ERP, reaches it twice, or says something that is no longer so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.ar_sync.protocol.erp import Remote
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .common_erp import ErpCase
from .common_sync import new_connection


class QueueCase(ErpCase):
    """Changes are written as a transaction ends; the worker sends them. Both are done by hand here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "erp_manager",
            groups="base.group_user,ar_sync.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.tie_everything()

    @classmethod
    def tie_everything(cls):
        """Tie customers, accounts and payment methods, as a person has confirmed them."""
        connection = cls.erp_connection
        income = cls.env["account.account"].search(
            [("account_type", "in", ("income", "asset_cash")), ("company_ids", "in", cls.company.ids)]
        )
        accounts = income | cls.receivable | cls.loss | cls.fees
        cls.tie(connection, "customer", cls.alice | cls.bruno)
        cls.tie(connection, "account", accounts)
        cls.tie(connection, "method", cls.env["account.payment.method.line"].search([]))
        for record in cls.env["ar.erp.record"].search([("kind", "=", "account")]):
            if record.name == cls.receivable.display_name:
                record.external_id = "recv"

    @classmethod
    def tie(cls, connection, kind, records):
        rows = [{"external_id": f"{kind[0]}{record.id}", "name": record.display_name} for record in records]
        entries = cls.env["ar.erp.record"]._store(connection, kind, rows)
        mappings = cls.env["ar.erp.mapping"]._want(connection, kind, records)
        by_id = {entry.external_id: entry for entry in entries}
        for mapping in mappings:
            mapping.record_id = by_id[f"{kind[0]}{mapping.res_id}"]


class TestErpQueue(QueueCase):
    def test_posting_writes_one_change_with_what_is_sent(self):
        move = self.invoice(self.alice, 100)
        row = self.queue()
        self.assertEqual((row.kind, row.state, row.res_id), ("erp.invoice.create", "review", move.id))
        self.assertEqual((row.payload["total"], row.payload["customer"]), ("100.00", str(self.alice.id)))
        self.assertNotIn("open_amount", row.payload)
        self.assertEqual((row.partner_id, row.amount_total), (self.alice, 100.0))
        self.assertRegex(row.external_ref, rf"^[0-9A-Za-z_-]+_account-move_{move.id}_invoice_1$")

    def test_an_accountant_without_rights_of_ours_causes_changes_and_sees_none(self):
        accountant = new_test_user(
            self.env,
            "erp_accountant",
            groups="base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        move = self.invoice(self.alice, 100)
        self.queue().write({"is_held": False})
        move.with_user(accountant).button_draft()
        move.with_user(accountant).action_post()
        row = self.queue()
        self.assertEqual((row.res_id, row.state), (move.id, "review"))
        with self.assertRaises(AccessError):
            row.with_user(accountant).sudo(False).read(["summary"])

    def test_each_company_tells_its_own_erp(self):
        other = self.env["res.company"].create({"name": "Birch"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        ledger = new_connection(self.env, other, "Their ledger")
        ledger.erp_send_from = "2026-01-01"
        self.env.user.company_ids |= other
        Move = self.env["account.move"].with_context(allowed_company_ids=other.ids)
        values = {"move_type": "out_invoice", "partner_id": self.alice.id, "invoice_date": "2026-03-01"}
        line = Command.create({"name": "Work", "price_unit": 9, "tax_ids": False})
        move = Move.create({**values, "company_id": other.id, "invoice_line_ids": [line]})
        move.action_post()
        self.assertFalse(self.queue(), "the other company's ERP hears nothing of it")
        rows = self.Operation.search([("connection_id", "=", ledger.id)])
        self.assertEqual((rows.res_id, rows.company_id), (move.id, other))
        with self.assertRaises(AccessError):
            rows.with_user(self.manager).sudo(False).read(["summary"])

    def test_the_section_of_the_menu_is_there_with_an_erp_alone(self):
        menu = self.env.ref("ar_sync.ar_erp_operation_menu")
        Menu = self.env["ir.ui.menu"]
        self.assertNotIn(menu.id, Menu._load_menus_blacklist())
        self.env["ar.sync.connection"].search([]).is_erp = False
        self.assertIn(menu.id, Menu._load_menus_blacklist())

    def test_a_company_without_an_erp_writes_nothing(self):
        self.erp_connection._set_state("disconnected")
        self.invoice(self.alice, 100)
        self.assertFalse(self.queue())

    def test_a_rollback_leaves_nothing_behind(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.invoice(self.alice, 100)
            raise ZeroDivisionError
        self.assertFalse(self.queue())

    def test_what_is_older_than_send_from_is_not_sent(self):
        self.erp_connection.erp_send_from = "2026-04-01"
        self.invoice(self.alice, 100)
        self.assertFalse(self.queue())

    def test_off_is_off(self):
        self.erp_connection.erp_send_invoices = "off"
        self.invoice(self.alice, 100)
        self.assertFalse(self.queue())

    def test_a_later_change_replaces_the_one_that_waits(self):
        move = self.invoice(self.alice, 100)
        row = self.queue()
        row.with_user(self.manager).action_approve()
        move.button_draft()
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        self.assertEqual(self.queue(), row)
        self.assertEqual((row.payload["total"], row.state, row.approved_by_id.id), ("120.00", "review", False))

    def test_what_is_cancelled_before_it_is_sent_is_taken_back(self):
        move = self.invoice(self.alice, 100)
        row = self.queue()
        move.button_draft()
        move.button_cancel()
        self.assertFalse(self.queue())
        self.assertEqual((row.state, row.is_superseded), ("cancelled", True))

    def test_what_is_deleted_before_it_is_sent_is_taken_back(self):
        move = self.invoice(self.alice, 100)
        self.queue()
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.assertFalse(self.queue())

    def test_a_defect_in_planning_stops_nobody_and_is_done_by_the_worker(self):
        self.automatic()
        Maker = self.registry["ar.erp.maker"]
        with (
            patch.object(Maker, "_make", side_effect=KeyError("x")),
            mute_logger("odoo.addons.ar_sync.models.ar_erp_plan"),
        ):
            self.invoice(self.alice, 100)
            self.assertFalse(self.queue())
        self.assertEqual(self.env["ar.erp.again"].search([]).mapped("attempts"), [0])
        self.work()
        self.assertEqual(len(self.erp.documents("invoice")), 1)
        self.assertFalse(self.env["ar.erp.again"].search([]))


class TestErpSending(QueueCase):
    def setUp(self):
        super().setUp()
        self.automatic()

    def settled(self):
        """Return what is open in the ERP, and here."""
        there = {
            row.key: str(self.erp._now(self.erp.records[row.key]).document.open_amount)
            for row in self.erp.documents("invoice")
        }
        return sorted(there.values())

    def test_a_month_of_documents_arrives_and_both_sides_agree(self):
        one, two, three = self.invoice(self.alice, 100), self.invoice(self.alice, 50), self.invoice(self.bruno, 70)
        self.pay(one)
        self.pay(two, 20)
        self.pay(three, 67, write_off=self.fees)
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(self.settled(), ["0.00", "0.00", "30.00"])
        note = self.credit(two)
        (self.item(note) | self.item(two)).filtered(lambda line: not line.reconciled).reconcile()
        self.pay(note)
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(self.settled(), ["0.00", "0.00", "0.00"])
        [refund] = self.erp.documents("refund")
        self.assertEqual(str(refund.total), "20.00")
        self.assertEqual(len({row.external_id for row in self.erp.records.values()}), len(self.erp.records))
        mirror = self.env["ar.erp.document"].search([("subject", "=", "invoice")])
        self.assertEqual([float(row.open_amount) for row in mirror], [0.0, 0.0, 0.0])

    def test_nothing_is_sent_again_when_nothing_changed(self):
        move = self.invoice(self.alice, 100)
        self.work()
        calls = len(self.erp.calls)
        move.button_draft()
        move.action_post()
        self.work()
        self.assertEqual(len(self.erp.calls), calls)

    def test_a_change_after_sending_is_an_update_with_before_and_after(self):
        move = self.invoice(self.alice, 100)
        before = str(move.invoice_date_due)
        self.work()
        self.erp_connection.erp_send_invoices = "review"
        move.invoice_date_due = "2026-05-15"
        row = self.queue()
        self.assertEqual((row.kind, row.payload), ("erp.invoice.update", {"due_on": "2026-05-15"}))
        self.assertEqual((row.change_rows[0]["before"], row.change_rows[0]["after"]), (before, "2026-05-15"))
        row.with_user(self.manager).action_approve()
        self.work()
        self.assertEqual(self.erp.documents("invoice")[0].due_on, date(2026, 5, 15))

    def test_undoing_an_application_sends_the_application(self):
        invoice = self.invoice(self.alice, 100)
        payment = self.pay(invoice)
        self.work()
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self.queue().mapped("kind"), ["erp.payment.apply"])
        self.work()
        self.assertEqual(self.erp.documents("payment")[0].applied, ())
        self.assertEqual(self.settled(), ["100.00"])

    def test_a_cancelled_payment_and_invoice_are_taken_back_in_order(self):
        invoice = self.invoice(self.alice, 100)
        payment = self.pay(invoice)
        self.work()
        payment.action_cancel()
        invoice.button_draft()
        invoice.button_cancel()
        self.queue()
        self.work()
        self.assertFalse(self.open(), self.told())
        self.assertEqual(self.erp.documents("payment"), [])
        self.assertTrue(self.erp.documents("invoice")[0].is_voided)

    def test_posted_again_after_it_was_taken_back_is_another_record(self):
        self.erp_connection.erp_cancel_how = "delete"
        move = self.invoice(self.alice, 100)
        self.work()
        move.button_draft()
        move.button_cancel()
        self.work()
        move.button_draft()
        move.action_post()
        self.work()
        self.assertEqual(len(self.erp.documents("invoice")), 1)
        self.assertRegex(next(iter(self.erp.records.values())).external_id, "_2$")

    def test_a_lost_answer_is_looked_up_and_nothing_is_made_twice(self):
        self.erp.lose("create")
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        self.assertEqual((row.state, len(self.erp.documents("invoice"))), ("unknown", 1))
        row._set_state("unknown", next_attempt_at=False)
        self.work()
        self.assertEqual((row.state, row.result["was_there"]), ("done", True))
        self.assertEqual([name for name, _about in self.erp.calls if name in ("create", "find")], ["create", "find"])

    def test_after_a_lost_answer_a_record_that_says_something_else_waits_for_a_person(self):
        """A copy of the database sends under the same references: what it made is none of ours."""
        self.erp.lose("create")
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        self.erp.edit(self.erp.documents("invoice")[0].key, total=Decimal("70.00"))
        row._set_state("unknown", next_attempt_at=False)
        self.work()
        self.assertEqual((row.state, row.finding), ("failed", "erp_external_id_taken"))

    def test_lost_before_it_arrived_is_sent_again_with_the_same_reference(self):
        self.erp.fail("create", erp_error("answer_lost"))
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        row._set_state("unknown", next_attempt_at=False)
        self.work()
        refs = [about for name, about in self.erp.calls if name == "create"]
        self.assertEqual((row.state, len(set(refs)), len(refs)), ("done", 1, 2))

    def test_a_person_who_approves_an_unknown_one_again_makes_no_second(self):
        self.erp.lose("create")
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        row._set_state("review")
        row.with_user(self.manager).action_approve()
        self.work()
        self.assertEqual((row.state, len(self.erp.documents("invoice"))), ("done", 1))

    def test_a_change_while_the_earlier_one_is_on_its_way_is_not_forgotten(self):
        self.erp.lose("create")
        move = self.invoice(self.alice, 100)
        self.work()
        move.invoice_date_due = "2026-05-15"
        self.assertEqual(self.queue().mapped("state"), ["unknown"])
        self.assertEqual(self.env["ar.erp.again"].search([]).mapped("key"), [f"account.move,{move.id}"])
        self.open()._set_state("unknown", next_attempt_at=False)
        self.work()
        self.assertEqual(self.erp.documents("invoice")[0].due_on, date(2026, 5, 15))

    def test_what_passes_by_itself_is_tried_again_and_what_does_not_waits(self):
        self.erp.fail("create", erp_error("busy"))
        self.invoice(self.alice, 100)
        self.work()
        row = self.open()
        self.assertEqual((row.state, bool(row.next_attempt_at)), ("ready", True))
        row._set_state("ready", next_attempt_at=False)
        self.erp.fail("create", erp_error("period_closed", detail="Mar 2026", provider_code="TRAN_1"))
        self.work()
        self.assertEqual((row.state, row.finding), ("failed", "erp_period_closed"))
        self.assertIn("TRAN_1: Mar 2026" if "TRAN_1: Mar" in row.error else "TRAN_1 Mar 2026", row.error)
        self.assertIn("opened", row.remedy)

    def test_a_foreign_record_with_our_reference_is_never_written_over(self):
        move = self.invoice(self.alice, 100)
        row = self.queue()
        document = row._ar_erp_read()
        theirs = self.erp.put(document, row.external_ref)
        self.work()
        self.assertEqual((row.state, row.finding), ("failed", "erp_external_id_taken"))
        self.assertEqual(self.erp.records[theirs].document.total, Decimal("100.00"))
        self.assertFalse(self.env["ar.sync.binding"]._of(move))

    def test_yen_and_dinar_arrive_exactly(self):
        self.invoice(self.alice, 1500, self.jpy)
        self.invoice(self.alice, 1.005, self.kwd)
        self.work()
        self.assertEqual(sorted(str(row.total) for row in self.erp.documents("invoice")), ["1.005", "1500"])

    def test_many_documents_in_one_transaction(self):
        for number in range(5):
            self.invoice(self.alice, 10 + number)
        self.queue()
        self.env.invalidate_all()
        self.work()
        self.assertEqual(len(self.erp.documents("invoice")), 5)


class TestErpReview(QueueCase):
    def found(self, row=None):
        self.env["ar.erp.check"]._check(self.erp_connection)
        return (row or self.open()).finding_ids.mapped("code")

    def test_a_customer_that_is_tied_to_none_is_found_with_a_suggestion(self):
        dora = self.env["res.partner"].create({"name": "Dora Lenses", "email": "ap@dora.example"})
        self.env["ar.erp.record"]._store(
            self.erp_connection, "customer", [{"external_id": "c99", "name": "Dora", "email": "AP@dora.example"}]
        )
        self.invoice(dora, 100)
        row = self.queue()
        self.assertEqual((self.found(row), row.finding), (["customer"], "customer"))
        self.assertIn("Dora Lenses", row.problems)
        action = row.finding_ids.with_user(self.manager).action_fix()
        mapping = self.env["ar.erp.mapping"].search(action["domain"])
        self.assertEqual((mapping.suggested_id.external_id, mapping.is_confirmed), ("c99", False))
        with self.assertRaises(UserError):
            row.with_user(self.manager).action_approve()
        mapping.with_user(self.manager).action_confirm()
        self.assertFalse(row.checked_at)
        self.env["ar.erp.check"]._check_waiting()
        self.assertEqual((row.problems, row.finding, row.state), (False, False, "review"))

    def test_a_customer_is_made_there_by_consent(self):
        dora = self.env["res.partner"].create({"name": "Dora Lenses", "email": "ap@dora.example"})
        self.invoice(dora, 100)
        row = self.queue()
        self.found(row)
        mapping = self.env["ar.erp.mapping"].search([("res_id", "=", dora.id), ("kind", "=", "customer")])
        mapping.with_user(self.manager).action_make()
        made = self.open().filtered(lambda change: change.erp_subject == "customer")
        self.assertEqual((made.state, made.payload["name"]), ("review", "Dora Lenses"))
        made.with_user(self.manager).action_approve()
        self.work()
        self.assertEqual((made.state, mapping.is_confirmed), ("done", True))
        self.assertEqual(self.found(row), [])

    def test_an_account_a_closed_period_and_a_number(self):
        Record = self.env["ar.erp.record"]
        Record._store(
            self.erp_connection,
            "period",
            [
                {
                    "external_id": "p",
                    "name": "Mar 2026",
                    "begins_on": "2026-03-01",
                    "ends_on": "2026-03-31",
                    "is_closed": True,
                }
            ],
        )
        other = self._account("Account for Odd Sales", "990009", "income")
        move = self.invoice(self.alice, 100)
        move.button_draft()
        move.invoice_line_ids.account_id = other
        move.action_post()
        row = self.queue()
        there = replace_number(row._ar_erp_read(), move.name)
        self.env["ar.erp.document"]._store(self.erp_connection, [there], "2026-03-02 00:00:00")
        self.assertEqual(set(self.found(row)), {"period_closed", "account", "number_taken"})
        for finding in row.finding_ids:
            self.assertTrue(finding.action_fix()["res_model"])
        said = row.finding_ids.filtered(lambda finding: finding.code == "account").sentence
        self.assertEqual(said, f"“{other.display_name}” is tied to no account of the ERP.", "no word is said twice")

    def test_more_applied_than_is_open_there(self):
        self.automatic()
        invoice = self.invoice(self.alice, 100)
        self.work()
        self.env["ar.erp.document"].search([]).write(
            {"body": {**self.env["ar.erp.document"].search([]).body, "open_amount": "40.00"}}
        )
        self.pay(invoice)
        self.work()
        row = self.open()
        self.assertEqual((row.state, row.finding), ("review", "target_open"))
        self.assertEqual(self.erp.documents("payment"), [])

    def test_a_payment_waits_for_its_invoice(self):
        invoice = self.invoice(self.alice, 100)
        self.pay(invoice)
        first, second = self.queue()
        self.assertEqual((second.erp_subject, second.prerequisite_ids), ("payment", first))
        self.assertEqual(self.found(), [])
        second.with_user(self.manager).action_approve()
        self.assertEqual((first.state, second.state), ("ready", "ready"), "who approves a payment approves its invoice")

    def test_one_of_two_payments_does_not_fit(self):
        invoice = self.invoice(self.alice, 100)
        self.erp_connection.erp_send_invoices = "automatic"
        self.work()
        self.pay(invoice, 60)
        self.pay(invoice, 40)
        row = self.env["ar.erp.document"].search([("subject", "=", "invoice")])
        row.body = {**row.body, "open_amount": "70.00"}
        self.queue()
        self.found()
        self.assertEqual(self.open().mapped("finding"), [False, "target_open"])

    def test_what_is_found_in_the_moment_of_sending_waits(self):
        row = self._approved()
        period = {
            "external_id": "p",
            "name": "Mar 2026",
            "begins_on": "2026-03-01",
            "ends_on": "2026-03-31",
            "is_locked": True,
        }
        self.env["ar.erp.record"]._store(self.erp_connection, "period", [period])
        self.Operation._send_ready()
        self.assertEqual((row.state, row.finding, self.erp.calls), ("review", "period_closed", []))

    def _approved(self):
        self.invoice(self.alice, 100)
        row = self.queue()
        row.with_user(self.manager).action_approve()
        return row

    def test_on_hold_is_not_sent_by_any_way(self):
        row = self._approved()
        row.with_user(self.manager).action_hold()
        self.work()
        self.assertEqual((row.state, row.is_held, self.erp.documents("invoice")), ("review", True, []))
        with self.assertRaises(UserError):
            row.with_user(self.manager).action_approve()
        self.automatic()
        self.env["account.move"].browse(row.res_id).invoice_date_due = "2026-05-15"
        self.work()
        self.assertEqual((row.state, self.erp.documents("invoice")), ("review", []))
        row.with_user(self.manager).action_release()
        self.work()
        self.assertEqual(len(self.erp.documents("invoice")), 1)

    def test_every_change_is_in_a_group_that_says_what_is_to_be_done(self):
        self.invoice(self.alice, 100)
        row = self.queue()
        self.assertEqual(row.review_group, "unchecked")
        self.found()
        self.assertEqual((row.review_group, row.finding), ("clean", False))
        row.with_user(self.manager).action_hold()
        self.assertEqual(row.review_group, "held")
        row.with_user(self.manager).action_release()
        self.found()
        row.with_user(self.manager).action_approve()
        self.assertEqual(row.review_group, "on_its_way")
        self.work()
        self.assertEqual((row.state, row.review_group), ("done", "done"))
        self.invoice(self.env["res.partner"].create({"name": "Unknown"}), 5)
        self.queue()
        self.found()
        self.assertEqual(self.open().review_group, "customer")

    def test_marked_as_synced_with_a_reason_and_who(self):
        invoice = self.invoice(self.alice, 100)
        row = self.queue()
        theirs = self.erp.put(row._ar_erp_read())
        wizard = (
            self.env["ar.erp.mark"]
            .with_user(self.manager)
            .create({"operation_ids": [Command.set(row.ids)], "reason": "Typed in there.", "external_id": theirs})
        )
        wizard.action_mark()
        self.assertEqual((row.state, row.marked_by_id, row.marked_reason), ("done", self.manager, "Typed in there."))
        self.assertEqual(self.env["ar.sync.binding"]._of(invoice).external_id, theirs)
        self.assertFalse(self.queue())

    def test_marked_without_a_record_is_not_changed_there_any_more(self):
        invoice = self.invoice(self.alice, 100)
        row = self.queue()
        row.with_user(self.manager)._ar_erp_mark("In a journal entry.")
        invoice.invoice_date_due = "2026-05-15"
        self.assertFalse(self.queue())
        self.pay(invoice)
        self.queue()
        self.assertEqual(self.found(), ["target_missing"])

    def test_a_reason_is_asked_for_and_a_user_may_not(self):
        row = self._approved()
        with self.assertRaises(UserError):
            row.with_user(self.manager)._ar_erp_mark(" ")
        user = new_test_user(
            self.env, "erp_user", groups="base.group_user,ar_sync.group_user", company_id=self.company.id
        )
        for name in ("action_hold", "action_release", "action_mark_synced", "action_check"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(user), name)()

    def test_the_request_is_shown_before_it_is_sent(self):
        self.invoice(self.alice, 100)
        row = self.queue()
        self.found()
        self.assertIn(row.external_ref, row.preview_text)
        names = {line["name"]: line["after"] for line in row.change_rows}
        self.assertEqual(names["customer"], "Alice Instruments")
        self.assertIn("Account Receivable", names["control_account"])
        labels = {line["name"]: line["label"] for line in row.change_rows}
        self.assertEqual(
            (labels["due_on"], labels["lines.0.price"], labels["control_account"]),
            ("Due date", "Line 1: Unit price", "Receivables account"),
        )
        self.assertFalse([name for name, label in labels.items() if "_" in label or "." in label], labels)

    def test_what_is_settled_no_more_is_shown_as_going(self):
        """Somebody approves by the table: an application that is taken back must stand in it."""
        self.automatic()
        first, second = self.invoice(self.alice, 100), self.invoice(self.alice, 50)
        self.pay(first | second, 150)
        self.work()
        self.erp_connection.erp_send_payments = "review"
        item = second.line_ids.filtered(lambda line: line.account_id == self.receivable)
        item.remove_move_reconcile()
        row = self.queue()
        self.assertEqual(row.kind, "erp.payment.apply")
        told = {(line["label"], line["before"], line["after"]) for line in row.change_rows if not line["same"]}
        self.assertIn(("Application 2: Amount", "50.00", ""), told)
        self.assertIn(("Application 2: Document", second.display_name, ""), told)


def replace_number(document, number):
    return Remote("invoice", "77", replace(document, key="77", number=number))
