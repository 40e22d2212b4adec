"""Risk: nobody can follow a sum of money from the payer to the bank, or what arrives when is wrong."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import ImportedCase
from .mirror_common import MirrorCase

MIRRORED = (
    "ar.stripe.charge",
    "ar.stripe.payment.intent",
    "ar.stripe.refund",
    "ar.stripe.dispute",
    "ar.stripe.balance.transaction",
    "ar.stripe.payout",
)


def pay_out(shop):
    """Wait until the money is available, have Stripe pay it out, and wait until it can say what of."""
    shop.advance(days=7)
    shop.control("POST", "/payouts/run", currency="usd")
    shop.advance(days=7)


class TestChain(ImportedCase):
    """The links of a receipt that came through Stripe."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()
        cls.invoice = cls.shop.invoice(cls.ada, 10_000)
        cls.shop.pay(cls.invoice)

    def labels(self, receipt):
        receipt.invalidate_recordset(["chain"])
        return [link["label"] for link in receipt.chain]

    def paid_out(self):
        """Wait until Stripe has paid the money out and says what of."""
        pay_out(self.shop)
        self.settle(self.connection)
        return self.receipt(self.shop.charge_of(self.invoice))

    def test_from_the_payment_to_the_invoice_and_the_balance(self):
        receipt = self.receipt(self.shop.charge_of(self.invoice))
        self.assertEqual(
            self.labels(receipt), ["Payment", "Charge", "Receipt", "Journal entry", "Pays", "Stripe balance"]
        )
        charge = receipt.ar_stripe_charge_ids
        by_label = {link["label"]: link for link in receipt.chain}
        self.assertEqual((by_label["Charge"]["model"], by_label["Charge"]["id"]), ("ar.stripe.charge", charge.id))
        self.assertEqual(by_label["Charge"]["text"], "Visa … 4242")
        self.assertEqual(by_label["Payment"]["text"], charge.payment_intent_ref)
        self.assertEqual(by_label["Stripe balance"]["text"], "96.80 USD")
        self.assertEqual(charge.chain, receipt.chain)

    def test_the_payout_it_left_with(self):
        receipt = self.paid_out()
        payout = receipt.ar_stripe_charge_ids.payout_id
        self.assertTrue(payout)
        self.assertEqual(receipt.chain[-1]["model"], "ar.stripe.payout")
        self.assertEqual(receipt.chain[-1]["id"], payout.id)
        self.assertEqual(payout.move_id, payout.balance_transaction_id.move_id)
        self.assertTrue(payout.move_id)
        parts = payout.movement_ids - payout.balance_transaction_id
        self.assertAlmostEqual(sum(parts.mapped("net")), payout.amount)

    def test_the_bank_line_it_arrived_with(self):
        receipt = self.paid_out()
        payout = receipt.ar_stripe_charge_ids.payout_id
        company = self.connection.company_id
        journal = self.env["account.journal"].create({"name": "House Bank", "type": "bank", "code": "HBK"})
        line = self.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "amount": payout.amount, "payment_ref": "STRIPE", "date": payout.arrival_date}
        )
        transit = company._ar_account("transit")
        line.move_id.button_draft()
        line.move_id.line_ids.filtered(lambda row: row.account_id == journal.suspense_account_id).account_id = transit
        line.move_id.action_post()
        (line.move_id | payout.move_id).line_ids.filtered(lambda row: row.account_id == transit).reconcile()
        self.assertEqual(self.labels(receipt)[-2:], ["Payout", "Bank"])
        self.assertEqual(receipt.chain[-1]["id"], line.move_id.id)

    def test_what_was_taken_back(self):
        self.shop.post("refunds", charge=self.shop.charge_of(self.invoice), amount=2_500)
        self.settle(self.connection)
        self.assertIn("Refunded", self.labels(self.receipt(self.shop.charge_of(self.invoice))))

    def test_a_receipt_from_elsewhere_keeps_its_own_links(self):
        receipt = self.env["ar.match.receipt"].new(
            {"name": "R1", "external_id": "x_1", "connection_id": self.connection.id}
        )
        self.assertEqual([link["label"] for link in receipt._ar_chain()], ["At the provider", "Receipt"])

    def test_a_clerk_may_follow_it_in_few_statements(self):
        receipt = self.paid_out()
        company = self.connection.company_id
        clerk = new_test_user(
            self.env,
            "chain_clerk",
            groups="base.group_user,ar_sync.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        as_clerk = receipt.with_user(clerk)
        self.assertEqual(as_clerk.chain[-1]["label"], "Payout")
        self.env.flush_all()
        for model in (*MIRRORED, "ar.match.receipt"):
            self.env[model].invalidate_model()
        with self.assertQueryCount(20):
            self.assertEqual(as_clerk.chain[-1]["label"], "Payout")

    def test_smart_buttons_lead_to_stripe(self):
        move, receipt = self.move(self.invoice), self.receipt(self.shop.charge_of(self.invoice))
        self.assertEqual(move.ar_stripe_charge_count, 1)
        for action, record in (
            (move.action_ar_stripe_invoice(), move.ar_stripe_invoice_id),
            (move.action_ar_stripe_charges(), receipt.ar_stripe_charge_ids),
            (move.partner_id.action_ar_stripe_customers(), self.mirror("customer", self.ada)),
            (receipt.action_ar_stripe_charge(), receipt.ar_stripe_charge_ids),
        ):
            self.assertEqual((action["res_model"], action["res_id"]), (record._name, record.id))
        self.assertEqual(move.partner_id.ar_stripe_customer_count, 1)
        self.shop.customer("Twin Ada", email="ada@example.com")
        self.settle(self.connection)
        twin = self.env["ar.stripe.customer"].search([("name", "=", "Twin Ada")])
        twin.partner_id = move.partner_id
        move.partner_id.invalidate_recordset(["ar_stripe_customer_count"])
        self.assertEqual(move.partner_id.ar_stripe_customer_count, 2)
        both = move.partner_id.action_ar_stripe_customers()["domain"]
        self.assertEqual(self.env["ar.stripe.customer"].search_count(both), 2)


class TestPayoutsTakenApart(ImportedCase):
    """A movement does not name its payout: Stripe is asked, and only when it knows."""

    @classmethod
    def stock(cls):
        cls.shop.pay(cls.shop.invoice(cls.shop.customer(), 10_000))
        pay_out(cls.shop)

    def test_read_with_the_first_import(self):
        payouts = self.env["ar.stripe.payout"].search([("connection_id", "=", self.connection.id)])
        self.assertTrue(payouts)
        self.assertTrue(all(payout.movement_count > 1 for payout in payouts))
        self.assertFalse(any(payouts.mapped("needs_apply")))
        movements = self.env["ar.stripe.balance.transaction"].search([("connection_id", "=", self.connection.id)])
        self.assertTrue(all(row.payout_id for row in movements if row.type == "charge"))

    def test_manual_and_unfinished_payouts_are_not_asked_about(self):
        payout = self.env["ar.stripe.payout"].search([("connection_id", "=", self.connection.id)], limit=1)
        for values in ({"automatic": False}, {"reconciliation_status": "in_progress"}):
            payout.write({"automatic": True, "reconciliation_status": "completed", **values, "needs_apply": True})
            self.assertEqual(self.env["ar.stripe.payout"]._apply_waiting(self.connection), 0)
            self.assertFalse(payout.needs_apply or payout.problem)

    def test_stripe_out_of_order_is_tried_again(self):
        payout = self.env["ar.stripe.payout"].search([("connection_id", "=", self.connection.id)], limit=1)
        payout.needs_apply = True
        payout.movement_ids.write({"payout_ref": False, "payout_id": False})
        self.shop.control("POST", "/faults", kind="status", status=503, count=9)
        self.env["ar.stripe.payout"]._apply_waiting(self.connection)
        self.assertTrue(payout.needs_apply and payout.next_apply_at and payout.problem)
        self.shop.engine.faults.remove()
        payout.next_apply_at = False
        self.env["ar.stripe.payout"]._apply_waiting(self.connection)
        self.assertFalse(payout.needs_apply or payout.problem)


class TestArriving(MirrorCase):
    """The dashboard's rows of Stripe: days, currencies, companies."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.today()
        for connection in (self.connection, self.other_connection):
            connection._set_state("connected")
        self.usd, self.eur = self.env.ref("base.USD"), self.env.ref("base.EUR")
        self.company.currency_id = self.usd
        self.eur.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", self.eur.id)]).unlink()
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": self.eur.id, "rate": 0.8, "company_id": self.company.id}
        )

    def payout(self, number, days, amount, connection=None, **changes):
        self.store("payout", self.reading("payout", id=f"po_{number}", status="in_transit"), connection=connection)
        row = self.row("payout", f"po_{number}", connection)
        row.write({"arrival_date": self.today + timedelta(days=days), "amount": amount, "currency_id": self.usd.id})
        row.write(changes)
        return row

    def rows(self):
        self.env.flush_all()
        env = self.env(context={"allowed_company_ids": self.company.ids})
        return {row["key"]: row for row in env["ar.sync.dashboard"].get_dashboard()["arriving"]}

    def test_payouts_by_day_of_arrival(self):
        self.payout(1, 1, 100)
        self.payout(2, 1, 80, currency_id=self.eur.id)
        self.payout(3, 2, 7)
        self.payout(4, 2, 1000, status="paid")
        rows = self.rows()
        first = rows[f"stripe_payout_{self.today + timedelta(days=1)}"]
        self.assertAlmostEqual(first["amount"], 200)
        self.assertEqual(first["count"], 2)
        self.assertAlmostEqual(rows[f"stripe_payout_{self.today + timedelta(days=2)}"]["amount"], 7)
        self.assertEqual([key for key in rows if key.startswith("stripe_")], list(rows)[:2])

    def test_late_and_far_payouts_share_a_row(self):
        for number, days in enumerate((-3, -1, 0, 1, 2, 3, 4)):
            self.payout(number, days, 1)
        rows = self.rows()
        self.assertEqual((rows["stripe_payout_late"]["amount"], rows["stripe_payout_later"]["amount"]), (2, 2))
        self.assertEqual(len([key for key in rows if key.startswith("stripe_")]), 5)

    def test_a_payout_taken_from_the_bank_is_negative(self):
        self.payout(1, 1, -50)
        self.assertAlmostEqual(self.rows()[f"stripe_payout_{self.today + timedelta(days=1)}"]["amount"], -50)

    def test_other_companies_and_former_connections_are_left_out(self):
        self.payout(1, 1, 100, connection=self.other_connection)
        mine = self.payout(2, 1, 100)
        self.assertEqual(len([key for key in self.rows() if key.startswith("stripe_")]), 1)
        mine.connection_id._set_state("disconnected")
        self.assertFalse([key for key in self.rows() if key.startswith("stripe_")])

    def test_pending_money_by_its_day(self):
        self.store("balance.transaction", *(self.movement(number) for number in (1, 2, 3, 4)))
        for number, days, net, kind in (
            (1, 2, 10, "charge"),
            (2, 5, 20, "charge"),
            (3, -1, 40, "charge"),
            (4, 2, -500, "payout"),
        ):
            self.row("balance.transaction", f"txn_{number}").write(
                {
                    "available_on": self.today + timedelta(days=days),
                    "net": net,
                    "currency_id": self.eur.id if number == 2 else self.usd.id,
                    "booking_kind": kind,
                }
            )
        pending = self.rows()["stripe_pending"]
        self.assertAlmostEqual(pending["amount"], 10 + 25)
        self.assertEqual(pending["count"], 2)
        found = self.env["ar.stripe.balance.transaction"].search(
            [("available_on", ">", "today"), ("booking_kind", "not in", ("payout", "payout_failure"))]
        )
        self.assertEqual(set(found.mapped("external_id")), {"txn_1", "txn_2"})

    def test_nothing_on_the_way_no_rows(self):
        self.assertFalse([key for key in self.rows() if key.startswith("stripe_")])

    def test_statements_do_not_grow_with_the_days(self):
        env = self.env(context={"allowed_company_ids": self.company.ids})["ar.sync.dashboard"]
        for number, days in enumerate((-3, 0, 1, 2, 5)):
            self.payout(number, days, 1)
        self.env.flush_all()
        rates = env._rates()
        env._stripe_payout_rows(rates)
        with self.assertQueryCount(2):
            env._stripe_payout_rows(rates)
            env._stripe_pending_rows(rates)
