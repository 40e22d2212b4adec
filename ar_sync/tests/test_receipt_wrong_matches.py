"""Risk: the wrong matches that other products are known for, made through our own records and screens.

The pure engine has the same four in ``test_matching_wrong_matches``. Here everything posts that can: each kind of
evidence is trusted always, so only what the engine itself refuses is left to a person.
"""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ar_sync.models import ar_match_kind
from odoo.addons.ar_sync.models.ar_match_share import Share

from .common import ReceivablesCase


class Everything:
    """Kinds of evidence of a company that trusts all of them."""

    def __contains__(self, kind):
        return True


class TrustingCase(ReceivablesCase):
    def setUp(self):
        super().setUp()
        self.patch(ar_match_kind.ArMatchKind, "_allowed", lambda kinds, company: Everything())

    def decided(self, amount, text="", **values):
        receipt = self.receipt(amount, text=text, **values)
        receipt._decide_and_act()
        return receipt

    def best(self, receipt):
        return receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1)


@tagged("post_install", "-at_install")
class TestShortNumbers(TrustingCase):
    """A short number was found inside a longer one."""

    def test_14_is_not_found_in_1814(self):
        short = self.invoice(self.alice, 300.75, number="14")
        for text in ("1814", "OCR 1814", "00141", "14", "No 14 of March"):
            receipt = self.decided(100.5, text)
            self.assertEqual((receipt.state, short.amount_residual), ("review", 300.75), text)
            self.assertFalse(receipt.proposal_ids, text)

    def test_1814_is_not_found_in_a_longer_number(self):
        owed = self.invoice(self.alice, 300.75, number="1814")
        for text in ("18140", "118144", "X1814Y", "2026181400", "DE18140000001814000000"):
            receipt = self.decided(100.5, text, partner=self.alice)
            self.assertEqual((receipt.state, owed.amount_residual), ("review", 300.75), text)
            self.assertFalse(receipt.proposal_ids, text)

    def test_the_longer_one_is_paid_where_both_are_open(self):
        short, long = self.invoice(self.alice, 80.0, number="1814"), self.invoice(self.alice, 80.0, number="18140")
        self.decided(80.0, "paid 18140", partner=self.alice)
        self.assertEqual((short.payment_state, long.payment_state), ("not_paid", "paid"))

    def test_the_screens_search_finds_the_whole_number(self):
        short = self.invoice(self.alice, 80.0, number="1814")
        long = self.invoice(self.alice, 70.0, number="18140")
        receipt = self.decided(5.0, "?", partner=self.bruno)
        found = self.env["ar.match.review"].search_items(receipt.id, "18140")["items"]
        self.assertIn(long.id, [row["move_id"] for row in found])
        self.assertNotIn(short.id, [row["move_id"] for row in found])


@tagged("post_install", "-at_install")
class TestAmountOnlyTies(TrustingCase):
    """Of several invoices of one amount the first was taken."""

    def test_an_amount_alone_is_never_posted(self):
        invoice = self.invoice(self.alice, 1234.57)
        receipt = self.decided(1234.57, "thank you")
        self.assertEqual((receipt.state, receipt.step, invoice.amount_residual), ("review", "amount", 1234.57))
        self.assertEqual(self.best(receipt).line_ids.line_id, self.item(invoice))

    def test_two_customers_who_owe_the_same_are_both_shown_and_none_is_paid(self):
        first, second = self.invoice(self.alice, 1234.57), self.invoice(self.bruno, 1234.57)
        receipt = self.decided(1234.57, "thank you")
        self.assertEqual(receipt.reason_fact["code"], "two_explanations")
        shown = receipt.proposal_ids.filtered(lambda row: row.state == "proposed")
        self.assertEqual(shown.line_ids.move_id, first | second)
        self.assertEqual(set(shown.mapped("margin")), {0.0})
        self.assertEqual((first | second).mapped("payment_state"), ["not_paid", "not_paid"])

    def test_such_a_tie_is_not_accepted_in_bulk(self):
        self.invoice(self.alice, 1234.57)
        self.invoice(self.bruno, 1234.57)
        receipt = self.decided(1234.57, "thank you")
        review = self.env["ar.match.review"]
        found = review.same_kind(receipt.id)
        self.assertEqual(found["count"], 0)
        self.assertFalse(review.accept_same_kind(found["group"], {})["accepted"])
        self.assertEqual(receipt.state, "review")


@tagged("post_install", "-at_install")
class TestLegalForms(TrustingCase):
    """*ApS* in two names made one the other."""

    def test_a_legal_form_makes_nobody_the_payer(self):
        nordic = self.env["res.partner"].create({"name": "Nordic ApS", "is_company": True})
        baltic = self.env["res.partner"].create({"name": "Baltic ApS", "is_company": True})
        owed = self.invoice(nordic, 5123.51) | self.invoice(baltic, 99.0)
        for name in ("ApS", "Hansen ApS", "ApS & Co. KG"):
            receipt = self.decided(5123.51, payer_name=name)
            self.assertEqual((receipt.state, receipt.step), ("review", "amount"), name)
            self.assertEqual(owed.mapped("payment_state"), ["not_paid", "not_paid"], name)

    def test_a_legal_form_in_the_text_names_no_invoice(self):
        invoice = self.invoice(self.alice, 999.0, ref="Nordic ApS", number="GMBH")
        receipt = self.decided(500.0, "Payment GmbH for Hansen ApS invoice")
        self.assertFalse(receipt.proposal_ids)
        self.assertEqual(invoice.amount_residual, 999.0)

    def test_it_is_not_learned_as_a_name(self):
        invoice = self.invoice(self.alice, 50.0)
        receipt = self.receipt(50.0, payer_name="GmbH & Co. KG")
        receipt._apply_by_person([Share(self.item(invoice), 50.0)])
        self.invoice(self.alice, 712.33)
        other = self.decided(712.33, payer_name="Ltd. GmbH")
        self.assertEqual((other.state, other.step), ("review", "amount"))


@tagged("post_install", "-at_install")
class TestRuleOverEverything(TrustingCase):
    """A rule that was learned from one line ran over all of them."""

    def history(self, partner, numbers, text="CARD SETTLEMENT"):
        for number in numbers:
            invoice = self.invoice(partner, 10.0 + number)
            receipt = self.receipt(10.0 + number, text=f"{text} {number}", name=f"RCPT {number}")
            receipt._apply_by_person([Share(self.item(invoice), 10.0 + number)])

    def test_it_is_replayed_and_refused(self):
        self.history(self.alice, range(1, 3))
        self.history(self.bruno, range(3, 9))
        rule = self.env["ar.match.rule"].create(
            {"company_id": self.company.id, "partner_id": self.alice.id, "text": "card settlement"}
        )
        with self.assertRaisesRegex(UserError, "right 2 times and wrong 6 times"):
            rule.action_use()
        invoice = self.invoice(self.alice, 612.4)
        waiting = self.decided(612.4, "CARD SETTLEMENT 77")
        self.assertEqual((waiting.state, waiting.step, invoice.amount_residual), ("review", "amount", 612.4))

    def test_a_condition_that_everything_meets_is_no_rule(self):
        for values in ({"text": "to"}, {"payer_name": "ApS"}, {}):
            with self.assertRaises(ValidationError):
                self.env["ar.match.rule"].create(
                    {"company_id": self.company.id, "partner_id": self.alice.id, **values}
                )

    def test_a_rule_that_was_right_settles_no_invoice_of_another_customer(self):
        self.history(self.alice, range(1, 4))
        rule = self.env["ar.match.rule"].create(
            {"company_id": self.company.id, "partner_id": self.alice.id, "text": "card settlement"}
        )
        rule.action_use()
        theirs = self.invoice(self.bruno, 612.4)
        receipt = self.decided(612.4, "CARD SETTLEMENT 77")
        self.assertEqual((receipt.state, theirs.amount_residual), ("review", 612.4))
