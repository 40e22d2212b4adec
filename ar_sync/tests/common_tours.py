"""A company whose every screen has something to show."""

import json
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from .common import ReceivablesCase

WINDOW = "1400x900"
PHONE = "390x844"
#: All requests of a test share one transaction, and a browser sends many at once. Who waits longer for it than Odoo's
#: own 20 seconds gets an error page, which happens where other work keeps the processors busy.
CURSOR_WAIT_S = 180


class ReceivablesTourCase(ReceivablesCase, HttpCase):
    """Money that is matched, ambiguous, unexplained, only proposed; connections good and bad."""

    test_cursor_lock_timeout = CURSOR_WAIT_S

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.bruno.name = "Bruno Optics"
        cls.cleo = cls.env["res.partner"].create({"name": "Cleo Marine", "is_company": True})
        cls.live = cls._connection("Wallet Americas", mode="automatic", environment="live")
        cls.shadow = cls._connection("Wallet Europe", mode="shadow")
        cls._streams()
        cls._tie_outs()
        for login, group in (("ar_tour", "administrator"), ("ar_clerk", "user")):
            groups = f"base.group_user,ar_sync.group_{group}"
            new_test_user(
                cls.env,
                login,
                groups=groups + (",base.group_system" if group == "administrator" else ""),
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )

    @classmethod
    def _connection(cls, name, **values):
        connection = cls.env["ar.sync.connection"].create({"name": name, "company_id": cls.company.id, **values})
        connection._set_state("connected", account_name=f"{name} account")
        return connection

    @classmethod
    def _streams(cls):
        Stream = cls.env["ar.sync.stream"]
        for kind, state in (("charges", "idle"), ("payouts", "error")):
            stream = Stream.create({"connection_id": cls.live.id, "kind": kind})
            done = state == "idle"
            stream._set_state(
                state,
                is_complete=done,
                records_done=1234,
                access="granted" if done else "denied",
                last_success_at=fields.Datetime.now(),
                last_error=False if done else "The key may not read payouts.",
                last_remedy=False if done else "Give the key the permission Payouts: Read.",
            )
        reading = Stream.create({"connection_id": cls.shadow.id, "kind": "charges"})
        reading._set_state("running", records_done=40, records_total=100)

    @classmethod
    def _tie_outs(cls):
        for connection, currency, remote, books in (
            (cls.live, cls.usd, 900.0, 900.0),
            (cls.shadow, cls.eur, 112.34, 100.0),
        ):
            cls.env["ar.sync.tie.out"].create(
                {
                    "connection_id": connection.id,
                    "currency_id": currency.id,
                    "remote_balance": remote,
                    "ledger_balance": books,
                    "difference": currency.round(remote - books),
                    "checked_at": fields.Datetime.now(),
                }
            )

    def setUp(self):
        super().setUp()
        self.invoices()
        self.receipts()
        self.messages()
        self.operations()
        self.env["ar.sync.binding"]._bind(self.live, "customer", "cus_alice", self.alice, how="e-mail")
        self.payment()

    def due(self, days, **values):
        """Return the dates of an invoice that falls due in ``days``."""
        due = self.today + timedelta(days=days)
        return {"date": due - timedelta(days=10), "invoice_date_due": due, **values}

    def invoices(self):
        """Alice paid T-1001; two customers have one order number; Bruno is late with more."""
        for partner, amount, number, dates in (
            (self.alice, 1200, "T-1001", self.due(-5)),
            (self.alice, 750, "T-2001", self.due(-45, ref="PO 471188")),
            (self.bruno, 750, "T-2002", self.due(-45, ref="PO 471188")),
            (self.bruno, 100, "T-3001", self.due(-10)),
            (self.bruno, 300, "T-3002", self.due(-8)),
            (self.alice, 500, "T-4001", self.due(5)),
        ):
            self.invoice(partner, amount, number=number, **dates)

    def receipts(self):
        """One receipt of each kind, all of today, decided by the engine."""
        rows = (
            ("ch_matched", 1200, "Invoice T-1001", self.alice, self.live),
            ("ch_two", 750, "PO 471188", None, self.live),
            ("ch_nothing", 333.33, "Thank you", self.bruno, self.live),
            ("ch_shadow", 500, "Invoice T-4001", self.alice, self.shadow),
        )
        for name, amount, text, partner, connection in rows:
            receipt = self.receipt(
                amount,
                text=text,
                partner=partner,
                name=name,
                external_id=name,
                date=self.today,
                connection_id=connection.id,
                payer_name="" if partner else "A & B Holding",
            )
            receipt._decide_and_act()

    def messages(self):
        """One message is handled, one needs a person."""
        Event = self.env["ar.sync.event"]
        body = json.dumps({"id": "evt_stuck", "customer": {"name": "Zoë Ångström"}})
        rows = [
            {"external_id": key, "kind": kind, "object_id": "ch_two", "body": body}
            for key, kind in (("evt_done", "charge.succeeded"), ("evt_stuck", "customer.updated"))
        ]
        Event._store(self.live, rows)
        by_id = {event.external_id: event for event in Event.search([("connection_id", "=", self.live.id)])}
        by_id["evt_done"]._set_state("done", handled_at=fields.Datetime.now())
        by_id["evt_stuck"]._set_state(
            "review", reason="Two contacts have this address.", remedy="Say which of them it is."
        )

    def operations(self):
        """One change waits for approval."""
        invoice = self.env["account.move"].search([("name", "=", "T-1001")])
        self.env["ar.sync.operation"]._intend(
            self.live,
            "invoice_paid",
            invoice,
            {"invoice": "in_1", "paid": True},
            "Mark T-1001 as paid",
        )

    def payment(self):
        """A payment of Odoo's own whose money came with a receipt."""
        outstanding = self.env["account.account"].create(
            {
                "name": "Outstanding Receipts",
                "code": "101999",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        method = self.journal.inbound_payment_method_line_ids[:1]
        method.payment_account_id = outstanding
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.cleo.id,
                "amount": 90,
                "journal_id": self.journal.id,
                "payment_method_line_id": method.id,
                "memo": "Paid on the web",
            }
        )
        payment.action_post()
        receipt = self.env["ar.match.receipt"].search([("name", "=", "ch_matched")])
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.journal.id,
                "line_ids": [
                    Command.create({"account_id": self.journal.default_account_id.id, "debit": 90}),
                    Command.create({"account_id": outstanding.id, "credit": 90, "ar_receipt_id": receipt.id}),
                ],
            }
        )
        entry.action_post()
        lines = (entry.line_ids | payment.move_id.line_ids).filtered(lambda line: line.account_id == outstanding)
        lines.reconcile()
        self.recorded_payment = payment

    def watch(self, tour, path, login="ar_tour", size=WINDOW):
        """Run ``tour`` in a browser of ``size`` from ``path``."""
        self.browser_size = size
        self.touch_enabled = size == PHONE
        self.start_tour(path, tour, login=login, timeout=180)
