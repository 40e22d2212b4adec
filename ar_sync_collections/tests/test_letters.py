"""Risk: a letter is cut, in the wrong language, says no way to pay, or goes to nobody's address."""

import logging
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import CollectionsCase

_logger = logging.getLogger(__name__)

#: Language -> (title of the statement, words of the letter).
WORDS = {
    "en_US": ("Statement of Account", "Now due", "Please pay to this account"),
    "de_DE": ("Kontoauszug", "Jetzt fällig", "Bitte zahlen Sie auf dieses Konto"),
    "fr_FR": ("Relevé de compte", "À payer maintenant", "Merci de payer sur ce compte"),
    "es_ES": ("Estado de cuenta", "Vencido ahora", "Le rogamos que pague en esta cuenta"),
    "nl_NL": ("Rekeningoverzicht", "Nu te betalen", "Betaal op deze rekening"),
}
IBAN = "DE89 3704 0044 0532 0130 00"


@tagged("-at_install", "post_install")
class TestLetters(CollectionsCase, HttpCase):
    """Alice owes in three currencies, and has a credit note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in WORDS:
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"].search([("name", "=", "ar_sync_collections")])._update_translations(list(WORDS))
        cls.yen = cls.env.ref("base.JPY")
        cls.yen.active = True
        cls.alice.write(
            {"street": "Long Street 12", "zip": "12345", "city": "Springtown", "country_id": cls.env.ref("base.de").id}
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id, "allow_out_payment": True}
        )

    def owe(self, count=1):
        """Have Alice owe ``count`` invoices in each of three currencies; return her case."""
        bills = self.env["account.move"]
        for currency in (self.usd, self.eur, self.yen):
            for number in range(count):
                bills |= self.bill(amount=1000.0 + number, currency_id=currency.id)
        bills.partner_bank_id = self.bank
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.alice.id,
                "invoice_date": self.now.date(),
                "invoice_line_ids": [Command.create({"name": "Back", "price_unit": 120.0, "tax_ids": False})],
            }
        )
        note.action_post()
        self.Case._open_cases(self.company)
        return self.case_of()

    def test_words_of_a_letter_in_each_language(self):
        case = self.owe()
        step = self.sequence.step_ids[-1]
        for code, (_title, due, pay) in WORDS.items():
            with self.subTest(code):
                self.alice.lang = code
                _subject, body = case.with_context(ar_collection_paper=True)._render_step(step)
                self.assertEqual(body.count(due), 3, "a sum for each currency")
                self.assertEqual(body.count(pay), 1)
                self.assertIn(IBAN, body)
                self.assertNotIn("href", body.partition("o_ar_statement")[2].partition("</table>")[0])
                _subject, mail = case._render_step(step)
                self.assertNotIn(IBAN, mail, "a mail has links")

    def test_another_companys_or_the_customers_account_is_not_named(self):
        case = self.owe()
        self.bank.partner_id = self.alice
        _subject, body = case.with_context(ar_collection_paper=True)._render_step(self.sequence.step_ids[-1])
        self.assertNotIn(IBAN, body)

    def test_what_a_letter_of_sixty_invoices_says(self):
        case = self.owe(20)
        self.alice.lang = "fr_FR"
        title, due, _pay = WORDS["fr_FR"]
        subject, body = case.with_context(ar_collection_paper=True)._render_step(self.sequence.step_ids[-1])
        Report = self.env["ir.actions.report"].with_context(lang="fr_FR")
        data = {"subject": subject, "body": body}
        letter = Report._render_qweb_html("ar_sync_collections.report_letter", case.ids, data=data)[0].decode()
        statement = Report._render_qweb_html("ar_sync_collections.report_statement", case.ids)[0].decode()
        for made, words in ((letter, "Dernier rappel"), (statement, title)):
            self.assertIn(words, made)
            self.assertEqual(made.count(due), 3)
            self.assertIn("Springtown", made, "where the window of the envelope shows it")
            self.assertIn(IBAN, made)
            self.assertEqual(len(re.findall(r"\bINV/2026/\d+", made.replace("RINV", ""))), 60, "each invoice once")

    def test_pages_that_are_made(self):
        """Needs wkhtmltopdf, and pdftoppm to look at what it made; without them this says so and tells nothing."""
        missing = [name for name in ("wkhtmltopdf", "pdftoppm") if not shutil.which(name)]
        if missing:
            _logger.warning("letters were NOT rendered: %s not installed", ", ".join(missing))
            self.skipTest(f"NOT TESTED: letters as PDF, because {', '.join(missing)} is not installed")
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        case = self.owe(20).with_context(force_report_rendering=True)
        self.alice.lang = "de_DE"
        _name, letter = case._letter(self.sequence.step_ids[-1])
        for made in (letter, case._pdf("ar_sync_collections.report_statement", case)):
            pages = self.pages(made)
            self.assertIn(len(pages), (3, 4, 5), "sixty invoices of two lines each")
            for page in pages:
                left, top, right, bottom = ImageOps.invert(page).getbbox()
                self.assertLess(left, 0.1 * page.width)
                self.assertGreater(bottom, top)
                self.assertLess(right, page.width)
                self.assertLess(bottom, page.height)
            right = ImageOps.invert(pages[1]).getbbox()[2]
            self.assertGreater(right, 0.9 * pages[1].width, "the table is as wide as the page")

    def pages(self, content: bytes):
        """Return each page as a small picture: what wkhtmltopdf writes has no words in it, only their shapes."""
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdftoppm", "-r", "40", "-gray", "-", f"{folder}/page"], input=content, check=True)
            return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]
