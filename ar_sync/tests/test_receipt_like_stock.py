"""Risk: the fast way to post leaves other books than Odoo's own way, or one bad receipt spoils a batch."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase

COUNT = 28
POISONED = 17


@tagged("post_install", "-at_install")
class TestLikeStock(ReceivablesCase):
    """The same payments, once by Odoo's own wizard one by one, once by us in one batch, in companies alike."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal.inbound_payment_method_line_ids.payment_account_id = cls.journal.default_account_id

    def payments(self):
        """Return (customer, currency, invoice amounts, amount paid): whole, in part, too much, several at once."""
        plans = []
        for number in range(COUNT):
            customer = (self.alice, self.bruno)[number % 2]
            currency = (self.usd, self.eur, self.jpy, self.kwd)[number % 4]
            unit = currency.rounding
            amount = currency.round(100 * (number + 1) * max(unit, 0.01) * 7 + 10)
            amounts = [amount] if number % 5 else [amount, currency.round(amount + 11)]
            paid = sum(amounts)
            if number % 7 == 3:
                paid = currency.round(paid / 3)
            elif number % 7 == 5:
                paid = currency.round(paid + 9)
            plans.append((customer, currency, amounts, paid))
        return plans

    def invoices(self, plans):
        found = []
        for customer, currency, amounts, _paid in plans:
            found.append([self.invoice(customer, amount, currency) for amount in amounts])
        return found

    def by_stock(self, plans, groups):
        for (_customer, currency, _amounts, paid), invoices in zip(plans, groups, strict=True):
            moves = self.env["account.move"].union(*invoices)
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=moves.ids
            )
            values = {"payment_date": "2026-03-15", "journal_id": self.journal.id, "group_payment": True}
            wizard.create({**values, "amount": paid, "currency_id": currency.id})._create_payments()

    def by_us(self, plans, groups):
        """Apply oldest first, as Odoo's wizard does, in one batch."""
        receipts, plan = self.env["ar.match.receipt"], {}
        for number, ((customer, currency, _amounts, paid), invoices) in enumerate(zip(plans, groups, strict=True)):
            receipt = self.receipt(paid, currency, partner=customer, name=f"RCPT {number}")
            left, shares = paid, []
            for invoice in invoices:
                part = currency.round(min(left, invoice.amount_residual))
                if not currency.is_zero(part):
                    shares.append(Share(self.item(invoice), part))
                left = currency.round(left - part)
            receipts |= receipt
            plan[receipt] = shares
        receipts._apply(plan)
        return receipts

    def state(self, groups):
        moves = [invoice for invoices in groups for invoice in invoices]
        return [
            (
                move.payment_state if move.payment_state != "in_payment" else "paid",
                round(move.amount_residual, 3),
                round(self.item(move).amount_residual, 2),
                self.item(move).reconciled,
            )
            for move in moves
        ]

    def ledger(self, since):
        """Return account -> (balance, balance in currency) of what was posted since, exchange differences too."""
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted"), ("id", ">", since)]
        )
        found = {}
        for line in lines:
            key = (line.account_id.code, line.partner_id.name or "", line.currency_id.name)
            balance, amount = found.get(key, (0.0, 0.0))
            found[key] = (round(balance + line.balance, 2), round(amount + line.amount_currency, 3))
        return {key: value for key, value in found.items() if any(value)}

    def last_line(self):
        return self.env["account.move.line"].search([], order="id desc", limit=1).id

    def test_books_residuals_and_payment_states_are_those_of_stock(self):
        plans = self.payments()
        stock_invoices, our_invoices = self.invoices(plans), self.invoices(plans)
        since = self.last_line()
        self.by_stock(plans, stock_invoices)
        stock, since = self.ledger(since), self.last_line()
        receipts = self.by_us(plans, our_invoices)
        ours = self.ledger(since)
        self.assertEqual(self.state(our_invoices), self.state(stock_invoices))
        self.assertEqual(self.without_partner_of_money(ours), self.without_partner_of_money(stock))
        receipts._unapply()
        self.assertEqual({state[0] for state in self.state(our_invoices)}, {"not_paid"})

    def without_partner_of_money(self, ledger):
        """Take the customer off the money's own account: a daily entry has none, a payment has one."""
        money = self.journal.default_account_id.code
        found = {}
        for (code, partner, currency), (balance, amount) in ledger.items():
            key = (code, "" if code == money else partner, currency)
            known = found.get(key, (0.0, 0.0))
            found[key] = (round(known[0] + balance, 2), round(known[1] + amount, 3))
        return found

    def test_one_bad_receipt_in_a_batch_stops_no_other(self):
        plans = [plan for plan in self.payments() if len(plan[2]) == 1][:COUNT]
        groups = self.invoices(plans)
        receipts = self.env["ar.match.receipt"]
        for number, ((customer, currency, amounts, _paid), [invoice]) in enumerate(zip(plans, groups, strict=True)):
            receipts |= self.receipt(
                amounts[0], currency, text=invoice.name, partner=customer, name=f"RCPT {number}"
            )
        bad = receipts[POISONED]
        model = self.registry["ar.match.receipt"]
        whole = model._entry_lines

        def poisoned(receipt, shares):
            if receipt == bad:
                raise UserError(receipt.env._("This one cannot be booked."))
            return whole(receipt, shares)

        self.patch(model, "_entry_lines", poisoned)
        receipts.action_match()
        good = receipts - bad
        self.assertEqual(set(good.mapped("state")), {"matched"})
        self.assertEqual((bad.state, bad.problem), ("review", "This one cannot be booked."))
        paid = [move.payment_state for invoices in groups for move in invoices]
        self.assertEqual(paid.count("paid"), len(plans) - 1)
        self.assertFalse(bad.line_ids)
