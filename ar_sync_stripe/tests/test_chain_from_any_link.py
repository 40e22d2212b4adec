"""From each link of the chain of money, all others open: bank, payout, balance, charge, payment, receipt, invoice."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync.wizards.ar_sync_chain import NAMED_MAX

from .test_payouts import PayoutCase

LEVELS = ["Bank transaction", "Payout", "Stripe balance", "Charge", "Payment", "Receipt", "Invoice"]


class TestChainFromAnyLink(PayoutCase):
    def told(self):
        """Return the links of one invoice whose money arrived at the bank, by their labels."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        payout = self.pay_out()
        charge = self.mirror("charge", self.shop.charge_of(invoice))
        links = [
            self.bank(payout), payout, charge.balance_transaction_id, charge, charge.payment_intent_id,
            charge.receipt_id, self.move(invoice),
        ]  # fmt: skip
        return dict(zip(LEVELS, links, strict=True))

    def chain(self, record):
        """Return the rows of the chain that a record's button opens."""
        action = record.action_ar_chain()
        return self.env[action["res_model"]].browse(action["res_id"]).chain

    def test_all_others_open_from_each(self):
        links = self.told()
        for label, record in links.items():
            with self.subTest(label):
                rows = self.chain(record)
                self.assertEqual([row["label"] for row in rows], LEVELS)
                self.assertEqual([(row["model"], row["id"]) for row in rows], [(r._name, r.id) for r in links.values()])
                self.assertEqual([row["label"] for row in rows if row.get("here")], [label])

    def test_the_entry_of_a_bank_transaction_is_the_bank_transaction(self):
        links = self.told()
        rows = self.chain(links["Bank transaction"].move_id)
        self.assertTrue(rows[0]["here"])

    def test_of_many_payments_the_payout_has_a_list_and_each_payment_its_own_chain(self):
        invoices = [self.shop.invoice(self.ada, 1_000 + number) for number in range(NAMED_MAX + 2)]
        for invoice in invoices:
            self.shop.pay(invoice)
        payout = self.pay_out()
        *named, row = [row for row in self.chain(payout) if row["label"] == "Invoice"]
        self.assertEqual(len(named), NAMED_MAX)
        self.assertEqual(set(row["ids"]), set(self.env["account.move"].union(*map(self.move, invoices)).ids))
        self.assertFalse(row["id"])
        rows = self.chain(self.move(invoices[3]))
        self.assertEqual([row["label"] for row in rows], LEVELS[1:], "other payments of the payout are not shown")

    def test_what_went_back_is_in_it(self):
        charge = self.paid()
        refund = self.shop.post("refunds", charge=charge, amount=1_000)
        dispute = self.shop.control("POST", "/disputes", charge=charge)
        self.paid(20_000)
        payout = self.pay_out()
        rows = self.chain(self.mirror("charge", charge))
        labels = [row["label"] for row in rows]
        self.assertEqual(labels.count("Stripe balance"), 3)
        self.assertIn("Refunded", labels)
        self.assertIn("Disputed", labels)
        for record in (self.mirror("refund", refund["id"]), self.mirror("dispute", dispute["id"])):
            found = {(row["model"], row["id"]) for row in self.chain(record)}
            self.assertIn((payout._name, payout.id), found)
            self.assertIn(("account.move", self.mirror("charge", charge).receipt_id.invoice_ids.id), found)

    def test_the_payouts_own_movement_leads_to_it(self):
        self.paid()
        payout = self.pay_out()
        rows = self.chain(payout.balance_transaction_id)
        self.assertEqual((rows[0]["model"], rows[0]["id"]), (payout._name, payout.id))

    def test_money_nobody_explained_has_a_short_chain(self):
        intent = self.shop.collect(1_234)
        self.arrive()
        rows = self.chain(self.receipt(intent["id"]))
        self.assertEqual([row["label"] for row in rows], ["Stripe balance", "Charge", "Payment", "Receipt"])

    def test_by_a_clerk_and_not_by_a_stranger(self):
        links = self.told()
        company = self.connection.company_id
        groups = "base.group_user,ar_sync.group_user"
        clerk = new_test_user(
            self.env, "chain_reader", groups=groups, company_id=company.id, company_ids=[Command.set(company.ids)]
        )
        action = links["Payout"].with_user(clerk).action_ar_chain()
        chain = self.env["ar.sync.chain"].with_user(clerk).browse(action["res_id"])
        self.assertEqual([row["label"] for row in chain.chain], LEVELS)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "chain_stranger", groups=groups, company_id=other.id, company_ids=[Command.set(other.ids)]
        )
        with self.assertRaises(AccessError):
            links["Payout"].with_user(stranger).action_ar_chain()
        with self.assertRaises(AccessError):
            chain.with_user(stranger).read(["chain"])
