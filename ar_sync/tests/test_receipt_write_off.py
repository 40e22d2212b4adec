"""Risk: something is given up that the company did not allow, or the books do not come back when it is undone."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestWriteOff(ReceivablesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Reason = cls.env["ar.match.reason"]
        cls.fee = cls.Reason._of(cls.company, "bank_fee")

    def snapshot(self):
        """Return what the ledger says: balance per account, and what is open per item."""
        lines = self.env["account.move.line"].search(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        )
        balances = {}
        for line in lines:
            key = (line.account_id, line.partner_id, line.currency_id)
            balances[key] = round(balances.get(key, 0.0) + line.balance, 2)
        return {key: value for key, value in balances.items() if value}

    def test_the_usual_reasons_are_made_once_and_give_up_nothing_by_themselves(self):
        reasons = self.Reason._of_company(self.company)
        self.assertEqual(
            reasons.mapped("code"), ["discount", "bank_fee", "deduction", "rounding", "bad_debt"]
        )
        self.assertFalse(any(reasons.mapped("automatic_amount")))
        self.assertEqual(self.Reason._of_company(self.company), reasons)

    def test_a_fee_withheld_settles_the_invoice_when_a_person_says_so(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))])
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("paid", 0.0))
        self.assertEqual(receipt.state, "matched")
        self.assertEqual(self.balance(self.fee.account_id), 15.0)
        self.assertIn("given up", invoice.message_ids[:1].body)

    def test_undo_brings_the_ledger_back_and_applying_again_works(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        receipt._book({})
        before = self.snapshot()
        for _time in range(2):
            receipt._apply_by_person([Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))])
            self.assertEqual(invoice.payment_state, "paid")
            receipt.action_undo()
            self.assertEqual(self.snapshot(), before)
            self.assertEqual((invoice.payment_state, invoice.amount_residual), ("not_paid", 100.0))
            self.assertEqual(receipt.unapplied_amount, 85.0)

    def test_in_a_locked_period_what_was_given_up_is_reversed_today(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        receipt._book({})
        before = self.snapshot()
        receipt._apply_by_person([Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))])
        self.company.fiscalyear_lock_date = "2026-03-31"
        receipt.action_undo()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual((invoice.amount_residual, receipt.unapplied_amount), (100.0, 85.0))

    def test_a_user_may_give_up_what_the_reason_allows_and_a_manager_more(self):
        self.fee.cap_amount = 10.0
        own = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        user = new_test_user(self.env, "clerk", "ar_sync.group_user", **own)
        manager = new_test_user(self.env, "boss", "ar_sync.group_manager", **own)
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        shares = [Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))]
        with self.assertRaisesRegex(UserError, "ask a Receivables manager"):
            receipt.with_user(user)._apply_by_person(
                [share._replace(item=share.item.with_user(user)) for share in shares]
            )
        self.assertEqual(invoice.payment_state, "not_paid")
        receipt.with_user(manager)._apply_by_person(
            [share._replace(item=share.item.with_user(manager)) for share in shares]
        )
        self.assertEqual(invoice.payment_state, "paid")

    def test_more_than_is_open_is_refused(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(100.0, partner=self.alice)
        for shares in (
            [Share(self.item(invoice), 90.0, None, ((self.fee, 15.0),))],
            [Share(self.item(invoice), 90.0, None, ((self.fee, -1.0),))],
            [Share(self.item(invoice), 50.0), Share(self.item(invoice), 50.0)],
            [Share(self.item(invoice), 101.0)],
            [],
        ):
            with self.assertRaises(UserError):
                receipt._apply_by_person(shares)
        self.assertFalse(receipt.move_id)

    def test_a_reason_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        reason = self.Reason._of(other, "bank_fee")
        invoice = self.invoice(self.alice, 100.0)
        with self.assertRaisesRegex(UserError, "no reason of this company"):
            self.receipt(85.0, partner=self.alice)._apply_by_person(
                [Share(self.item(invoice), 85.0, None, ((reason, 15.0),))]
            )

    def test_the_engine_gives_up_a_fee_within_the_companys_limits_only(self):
        paid, open_one = self.invoice(self.alice, 1000.0), self.invoice(self.alice, 2000.0)
        self.fee.write({"automatic_amount": 20.0, "automatic_per_mille": 50})
        self.env["ar.match.kind"]._count(self.company, "references/reference_exact/amount_bank_fee/bank_fee", right=500)
        short = self.receipt(985.0, text=paid.name, partner=self.alice)
        too_short = self.receipt(1975.0, text=open_one.name, partner=self.alice, name="RCPT 2")
        (short | too_short).action_match()
        self.assertEqual((paid.payment_state, short.state), ("paid", "matched"))
        self.assertEqual(self.balance(self.fee.account_id), 15.0)
        self.assertEqual(open_one.amount_residual, 25.0, "a part payment; nothing is given up")

    def test_a_kind_that_gives_up_waits_until_it_has_earned_it(self):
        invoice = self.invoice(self.alice, 1000.0)
        self.fee.write({"automatic_amount": 20.0, "automatic_per_mille": 50})
        receipt = self.receipt(985.0, text=invoice.name, partner=self.alice)
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        proposal = receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)
        self.assertEqual(proposal.line_ids.reason_id, self.fee)
        proposal.action_accept()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        kind = self.env["ar.match.kind"].search([("kind", "=", proposal.kind)])
        self.assertEqual((kind.right_count, kind.wrong_count), (1, 0))

    def test_a_refund_takes_back_what_was_given_up(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))])
        line = {
            "name": "Back",
            "account_id": self.journal.default_account_id.id,
            "currency_id": self.usd.id,
            "amount_currency": -85.0,
            "balance": -85.0,
        }
        entry = {"journal_id": self.journal.id, "date": receipt.date, "ref": "Back", "line_ids": [line]}
        receipt._reverse(85.0, entry, "It went back.")
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (100.0, "not_paid"))
        self.assertEqual(self.balance(self.fee.account_id), 0.0)
        self.assertEqual(receipt.state, "reversed")

    def test_un_reconciling_the_invoice_takes_back_what_was_given_up(self):
        invoice = self.invoice(self.alice, 100.0)
        receipt = self.receipt(85.0, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), 85.0, None, ((self.fee, 15.0),))])
        self.item(invoice).remove_move_reconcile()
        self.assertEqual(invoice.amount_residual, 100.0)
        self.assertEqual(self.balance(self.fee.account_id), 0.0)
        self.assertEqual((receipt.state, receipt.unapplied_amount), ("review", 85.0))


@tagged("post_install", "-at_install")
class TestDiscount(ReceivablesCase):
    """Early-payment discounts: Odoo's own terms, amounts and taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls.env["ar.match.reason"]._of(cls.company, "discount").account_id
        cls.company.account_journal_early_pay_discount_loss_account_id = account
        cls.account = account
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 20", "amount": 20.0, "type_tax_use": "sale", "company_id": cls.company.id}
        )

    def discounted(self, amount, computation="included", tax=True):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2.0,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
                "company_id": self.company.id,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        tax_ids = [Command.set(self.tax.ids)] if tax else False
        return self.invoice(
            self.alice,
            amount,
            invoice_payment_term_id=term.id,
            invoice_line_ids=[Command.create({"name": "Work", "price_unit": amount, "tax_ids": tax_ids})],
        )

    def trust(self, kind):
        self.env["ar.match.kind"]._count(self.company, kind, right=500)

    def test_a_discount_taken_in_time_settles_the_invoice_and_corrects_the_tax(self):
        self.trust("references/reference_exact/amount_discount/discount")
        invoice = self.discounted(1000.0)
        self.assertEqual(invoice.amount_total, 1200.0)
        receipt = self.receipt(1176.0, text=invoice.name, partner=self.alice, date="2026-03-10")
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual(self.balance(self.account), 20.0, "the net discount")
        tax_line = receipt.line_ids.filtered("tax_repartition_line_id")
        self.assertEqual(tax_line.balance, 4.0, "and the tax on it")
        receipt.action_undo()
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("not_paid", 1200.0))
        self.assertEqual(self.balance(self.account), 0.0)

    def test_a_discount_without_tax_correction(self):
        self.trust("references/reference_exact/amount_discount/discount")
        invoice = self.discounted(1000.0, "mixed", tax=False)
        receipt = self.receipt(980.0, text=invoice.name, partner=self.alice, date="2026-03-10")
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))
        self.assertEqual(self.balance(self.account), 20.0)

    def test_the_same_as_odoos_own_payment_wizard(self):
        """Balances per account are those that stock Odoo books for the same discount."""
        self.trust("references/reference_exact/amount_discount/discount")
        ours, stock = self.discounted(333.33), self.discounted(333.33)
        paid = ours.line_ids.filtered("discount_date").discount_amount_currency
        self.receipt(paid, text=ours.name, partner=self.alice, date="2026-03-10").action_match()
        payments = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=stock.ids
        ).create({"payment_date": "2026-03-10", "journal_id": self.journal.id})._create_payments()
        self.assertEqual(payments.amount, paid)
        self.assertEqual((ours.payment_state, ours.amount_residual), (stock.payment_state, stock.amount_residual))
        booked = {line.account_id: line.balance for line in payments.move_id.line_ids}
        own = [("ar_role", "=", "given_up"), ("company_id", "=", self.company.id)]
        for line in self.env["account.move.line"].search(own):
            self.assertAlmostEqual(line.balance, booked[line.account_id], 2)

    def test_a_discount_taken_late_waits_for_a_person(self):
        invoice = self.discounted(1000.0)
        receipt = self.receipt(1176.0, text=invoice.name, partner=self.alice, date="2026-03-25")
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("review", "not_paid"))
        self.company.ar_discount_grace_days = 15
        self.trust("references/reference_exact/amount_discount/discount")
        receipt.action_match()
        self.assertEqual((receipt.state, invoice.payment_state), ("matched", "paid"))


@tagged("post_install", "-at_install")
class TestTaxOfWriteOff(ReceivablesCase):
    """What is given up takes its tax along where the reason says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env["ar.match.reason"]._of(cls.company, "bad_debt")
        cls.reason.write({"corrects_tax": True, "cap_amount": 5000.0})
        country = cls.env.ref("base.us")
        Tag = cls.env["account.account.tag"]
        cls.tags = {
            name: Tag.create({"name": name, "applicability": "taxes", "country_id": country.id})
            for name in ("base_refund", "tax_refund")
        }
        cls.vat = cls.tax("VAT 20", 20.0)

    @classmethod
    def tax(cls, name, amount, **values):
        account = cls.env["account.account"].create(
            {"name": name, "code": f"2519{int(amount)}{len(name)}", "account_type": "liability_current"}
        )

        def repartition(of_refund):
            base = {"repartition_type": "base"}
            tax = {"repartition_type": "tax", "account_id": account.id}
            if of_refund:
                base["tag_ids"] = [Command.set(cls.tags["base_refund"].ids)]
                tax["tag_ids"] = [Command.set(cls.tags["tax_refund"].ids)]
            return [Command.clear(), Command.create(base), Command.create(tax)]

        return cls.env["account.tax"].create(
            {"name": name, "amount": amount, "type_tax_use": "sale", "company_id": cls.company.id,
             "country_id": cls.env.ref("base.us").id, "invoice_repartition_line_ids": repartition(False),
             "refund_repartition_line_ids": repartition(True), **values}
        )  # fmt: skip

    def taxed(self, *rows, currency=None):
        commands = [
            Command.create({"name": "Work", "price_unit": price, "tax_ids": [Command.set(taxes.ids)]})
            for price, taxes in rows
        ]
        return self.invoice(self.alice, 0.0, currency=currency, invoice_line_ids=commands)

    def give_up(self, invoice, paid, given_up):
        receipt = self.receipt(paid, currency=invoice.currency_id, partner=self.alice)
        receipt._apply_by_person([Share(self.item(invoice), paid, None, ((self.reason, given_up),))])
        return receipt

    def amounts(self, receipt):
        """Return account -> (amount, tags) of what was given up."""
        lines = receipt.line_ids.filtered(lambda line: line.ar_role == "given_up" and line.parent_state == "posted")
        return {line.account_id: (line.balance, line.tax_tag_ids.mapped("name")) for line in lines}

    def account_of(self, tax):
        return tax.refund_repartition_line_ids.account_id

    def test_net_and_tax_are_given_up_in_proportion_with_the_tags_of_a_refund(self):
        invoice = self.taxed((1000.0, self.vat))
        receipt = self.give_up(invoice, 600.0, 600.0)
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (0.0, "paid"))
        self.assertEqual(
            self.amounts(receipt),
            {self.reason.account_id: (500.0, ["base_refund"]), self.account_of(self.vat): (100.0, ["tax_refund"])},
        )
        self.assertEqual(self.balance(self.account_of(self.vat)), -100.0)
        receipt.action_undo()
        self.assertEqual((invoice.amount_residual, self.balance(self.account_of(self.vat))), (1200.0, -200.0))
        self.assertEqual(self.balance(self.reason.account_id), 0.0)

    def test_the_same_tax_as_a_credit_note_of_the_part(self):
        """The oracle is Odoo's own refund of the same part: tax and tags are those."""
        given_up = self.taxed((333.33, self.vat), (12.07, self.vat))
        refunded = self.taxed((333.33 / 2, self.vat), (12.07 / 2, self.vat))
        refunded.button_draft()
        whole = given_up.amount_total
        receipt = self.give_up(given_up, round(whole / 2, 2), round(whole - round(whole / 2, 2), 2))
        account = self.account_of(self.vat)
        self.assertAlmostEqual(self.amounts(receipt)[account][0], refunded.amount_tax, delta=0.01)
        total = sum(amount for amount, _tags in self.amounts(receipt).values())
        self.assertAlmostEqual(total, round(whole - round(whole / 2, 2), 2), 2)

    def test_two_rates_price_included_and_no_tax(self):
        low = self.tax("VAT 5", 5.0)
        included = self.tax("VAT 10 incl", 10.0, price_include_override="tax_included")
        none = self.env["account.tax"]
        invoice = self.taxed((100.0, self.vat), (200.0, low), (110.0, included), (50.0, none))
        self.assertEqual(invoice.amount_total, 490.0)
        receipt = self.give_up(invoice, 245.0, 245.0)
        amounts = {account: amount for account, (amount, _tags) in self.amounts(receipt).items()}
        self.assertEqual(amounts[self.account_of(self.vat)], 10.0)
        self.assertEqual(amounts[self.account_of(low)], 5.0)
        self.assertEqual(amounts[self.account_of(included)], 5.0)
        lines = receipt.line_ids.filtered(lambda line: line.account_id == self.reason.account_id)
        self.assertEqual(sorted(lines.mapped("balance")), [25.0, 50.0, 50.0, 100.0])
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_a_fixed_tax_is_not_reduced(self):
        eco = self.tax("Eco 7", 7.0, amount_type="fixed")
        invoice = self.taxed((93.0, eco | self.vat))
        receipt = self.give_up(invoice, invoice.amount_total - 11.86, 11.86)
        self.assertNotIn(self.account_of(eco), self.amounts(receipt))
        given_up = receipt.line_ids.filtered(lambda line: line.ar_role == "given_up")
        self.assertAlmostEqual(sum(given_up.mapped("balance")), 11.86, 2)
        self.assertEqual(self.amounts(receipt)[self.account_of(self.vat)][0], 1.86, "20 of 118.60, of which 10 %")

    def test_another_currency_has_the_invoices_rate(self):
        invoice = self.taxed((1000.0, self.vat), currency=self.eur)
        receipt = self.give_up(invoice, 1080.0, 120.0)
        self.assertEqual(self.amounts(receipt)[self.account_of(self.vat)][0], 25.0)
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_without_tax_or_without_the_reason_saying_so_nothing_changes(self):
        untaxed = self.taxed((1000.0, self.env["account.tax"]))
        self.assertEqual(self.amounts(self.give_up(untaxed, 900.0, 100.0)), {self.reason.account_id: (100.0, [])})
        self.reason.corrects_tax = False
        taxed = self.taxed((1000.0, self.vat))
        self.assertEqual(self.amounts(self.give_up(taxed, 1100.0, 100.0)), {self.reason.account_id: (100.0, [])})

    def test_a_tax_due_on_payment_is_not_due_on_what_is_given_up(self):
        self.company.tax_exigibility = True
        waiting = self.env["account.account"].create(
            {"name": "Tax waiting", "code": "251999", "account_type": "liability_current", "reconcile": True}
        )
        self.company.tax_cash_basis_journal_id = self.company._ar_transfer_journal()
        cash = self.tax("Cash VAT", 25.0, tax_exigibility="on_payment", cash_basis_transition_account_id=waiting.id)
        invoice = self.taxed((1000.0, cash))
        self.assertEqual(self.balance(waiting), -250.0)
        self.give_up(invoice, 625.0, 625.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual((self.balance(waiting), self.balance(self.account_of(cash))), (0.0, -125.0))
