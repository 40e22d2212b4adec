"""What a bookkeeper and the worker do in tests of an ERP, whichever ERP it is."""

from unittest.mock import patch

from odoo.fields import Command

from .common import ReceivablesCase


class ErpBooks(ReceivablesCase):
    """Payments, credit notes and entries as people make them; planning, sending and reading as the worker does.

    A class that builds on this one sets ``erp_connection``.
    """

    erp_connection = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.loss = cls._account("Discounts given", "990001", "expense")
        cls.fees = cls._account("Bank charges", "990002", "expense")
        cls.company.account_journal_early_pay_discount_loss_account_id = cls.loss

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.flush_all))
        self.Operation = self.env["ar.sync.operation"].sudo()
        self.Drift = self.env["ar.sync.drift"]

    @classmethod
    def _account(cls, name, code, kind):
        return cls.env["account.account"].create(
            {"name": name, "code": code, "account_type": kind, "company_ids": [Command.set(cls.company.ids)]}
        )

    # === BOOKS === #

    def pay(self, invoices, amount=None, date="2026-03-10", write_off=None, group=True):
        """Register a payment as a person does."""
        values = {"payment_date": date, "group_payment": group}
        if amount is not None:
            values["amount"] = amount
        if write_off:
            values |= {"payment_difference_handling": "reconcile", "writeoff_account_id": write_off.id}
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
        return wizard.create(values)._create_payments()

    def credit(self, invoice, date="2026-03-12"):
        """Credit an invoice in full, and set the credit note against it."""
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        action = wizard.create({"journal_id": invoice.journal_id.id, "date": date, "reason": "Returned"}).refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        note.action_post()
        return note

    def entry(self, partner, amount, account, item=None, date="2026-03-20", currency=None):
        """Give up ``amount`` of a customer's debt by a miscellaneous entry, and set it against ``item``."""
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.company.id)], limit=1
        )
        common = {"partner_id": partner.id, "currency_id": (currency or self.usd).id}
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": date,
                "line_ids": [
                    Command.create(
                        {**common, "account_id": self.receivable.id, "credit": amount, "amount_currency": -amount}
                    ),
                    Command.create({**common, "account_id": account.id, "debit": amount, "amount_currency": amount}),
                ],
            }
        )
        move.action_post()
        if item:
            (move.line_ids.filtered(lambda line: line.account_id == self.receivable) | item).reconcile()
        return move
    # === THE WORKER === #

    def queue(self):
        """End the transaction as far as planning goes; return what is open."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.open()

    def open(self):
        domain = [("connection_id", "=", self.erp_connection.id), ("state", "not in", ("done", "cancelled"))]
        return self.Operation.search(domain, order="id")

    def automatic(self):
        self.erp_connection.write(
            {name: "automatic" for name in ("erp_send_invoices", "erp_send_payments", "erp_send_write_offs")}
        )

    def work(self, limit=60):
        """Let the worker do all there is."""
        self.queue()
        for _turn in range(limit):
            self.env["ar.sync.dispatch"]._stage_erp()
            if not self.Operation._send_ready():
                return
        self.fail("the outbox is still busy")

    def told(self):
        """Return what is still open, and why."""
        return [(row.kind, row.state, row.problems, row.error, row.held_by) for row in self.open()]

    def read(self, *kinds, limit=200):  # pylint: disable=method-required-super
        """Read these streams to their end, all of them where none is named."""
        streams = self.erp_connection.stream_ids.sorted("sequence")
        for stream in streams.filtered(lambda row: not kinds or row.kind in kinds):
            for _page in range(limit):
                stream._read_page()
                self.assertFalse(stream.last_error, stream.last_error)
                if stream.state != "running":
                    break

    def drifts(self):
        rows = self.Drift.search(
            [("connection_id", "=", self.erp_connection.id), ("state", "=", "open")], order="subject, kind"
        )
        return [(row.subject, row.kind, row.here, row.there) for row in rows]
