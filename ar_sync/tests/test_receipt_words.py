"""Risk: a reason or evidence is shown in a language the reader does not know, or with wrong decimals."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.translate import TranslationModuleReader, code_translations

from odoo.addons.ar_sync.matching.sentences import EVIDENCE, EVIDENCE_OF_ONE, REASONS, REASONS_OF_NUMBER

from .common import ReceivablesCase


@tagged("post_install", "-at_install")
class TestReceiptWords(ReceivablesCase):
    def decided(self, amount, text, currency=None, **values):
        receipt = self.receipt(amount, currency=currency, text=text, **values)
        receipt.action_match()
        return receipt

    def test_money_has_the_decimals_of_its_currency(self):
        for currency, owed, expected in ((self.jpy, 5300, "5300 JPY"), (self.kwd, 5.305, "5.305 KWD")):
            invoice = self.invoice(self.alice, owed, currency)
            receipt = self.decided(owed, invoice.name, currency)
            self.assertEqual(receipt.state, "matched", receipt.reason)
            self.assertIn(f"The amount {expected} is", receipt.proposal_ids.evidence_text)

    def test_each_reader_has_his_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = {
            REASONS_OF_NUMBER["reference_of_other_customer"]: "%(number)s est d'un autre client.",
            REASONS["reference_of_other_customer"]: "D'un autre client.",
            EVIDENCE["reference_exact"]: "Le texte nomme %(number)s (%(value)s).",
        }
        self.startPatcher(patch.dict(code_translations.python_translations, {("ar_sync", "fr_FR"): french}))
        theirs, owed = self.invoice(self.bruno, 75.5), self.invoice(self.alice, 75.5)
        receipt = self.decided(75.5, theirs.name, partner=self.alice)
        self.assertEqual(receipt.reason, REASONS["reference_of_other_customer"], "general words, to group by")
        self.assertEqual(receipt.reason_shown, f"{theirs.name} belongs to another customer.")
        in_french = receipt.with_context(lang="fr_FR")
        self.assertEqual(in_french.reason_shown, f"{theirs.name} est d'un autre client.")
        matched = self.decided(75.5, owed.name)
        text = matched.proposal_ids.with_context(lang="fr_FR").evidence_text
        self.assertIn(f"Le texte nomme {owed.name}", text)
        self.company.partner_id.lang = "fr_FR"
        receipt.action_match()
        self.assertEqual(receipt.reason, "D'un autre client.", "of the company's language")

    def test_a_persons_reason_replaces_the_engines(self):
        receipt = self.decided(10.0, "thank you")
        self.assertTrue(receipt.reason_fact)
        receipt.action_leave_on_account()
        self.assertFalse(receipt.reason_fact)
        self.assertEqual(receipt.reason_shown, receipt.reason)

    def test_translators_are_given_every_sentence(self):
        reader = TranslationModuleReader(self.env.cr, modules=["ar_sync"])
        terms = {row[4] for row in reader if row[1] == "code"}
        tables = (EVIDENCE, EVIDENCE_OF_ONE, REASONS, REASONS_OF_NUMBER)
        self.assertFalse({template for table in tables for template in table.values()} - terms)
