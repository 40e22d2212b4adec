"""Risk: a customer at a real browser does not get from the invoice to Stripe's page, back, and out again."""

from odoo.addons.ar_sync.tests.common_tours import PHONE, WINDOW

from .browser_common import BrowserCase
from .portal_common import TICK


class TestAtTheBrowser(BrowserCase):
    def agree_and_pay(self, visitor) -> None:
        visitor.see("#autopay .form-check-label", TICK)
        self.assertFalse(visitor.ask("document.querySelector('#autopay_agree').checked"), "never ticked beforehand")
        visitor.is_narrow_enough()
        visitor.click("#autopay_agree")
        visitor.click(".o_ar_autopay_pay")
        visitor.see("#total", "120.50")
        visitor.click("#submit")
        visitor.see(".o_ar_autopay_done", "Automatic payment is set up")
        visitor.see(".o_ar_autopay", "Paid")
        visitor.reload()
        visitor.see(".o_ar_autopay_done", "was paid")

    def agree_pay_and_leave(self, size) -> None:
        self.walk(self.agree_and_pay, self.path(self.move), size)
        mandate = self.mandates()
        self.assertEqual((mandate.state, mandate.consent_channel), ("active", "invoice"))
        self.assertIn("Mozilla", mandate.consent_agent)
        self.assertTrue(mandate.wording_text.startswith(TICK))
        self.assertEqual(len(self.at_stripe("payment_intents")), 1)
        self.settle_books()
        self.assertIn(self.move.payment_state, ("paid", "in_payment"))
        self.walk(self.leave, self.path(mandate), size)
        self.assertEqual((mandate.state, mandate.ended_why), ("ended", "customer"))

    def test_agrees_pays_comes_back_and_leaves(self):
        self.agree_pay_and_leave(WINDOW)

    def test_the_same_on_a_phone(self):
        self.agree_pay_and_leave(PHONE)

    def leave(self, visitor) -> None:
        visitor.see(".o_ar_autopay_method", "Visa … 4242")
        visitor.click(".o_ar_autopay_leave summary")
        visitor.click(".o_ar_autopay_leave button[type=submit]")
        visitor.see("#autopay[data-state=ended]", "You left automatic payment")

    def test_goes_back_instead_of_paying(self):
        def story(visitor):
            visitor.click(".o_ar_autopay_pay")
            visitor.click("#cancel")
            visitor.see(".o_ar_autopay_left", "Nothing was charged")
            visitor.click(".o_ar_autopay_pay")
            visitor.see("#total", "120.50")
            visitor.ask("history.back()")
            visitor.see(".o_ar_autopay_pay")

        self.walk(story, self.path(self.move), WINDOW)
        self.assertEqual(len(self.at_stripe("checkout/sessions")), 1)
        self.assertFalse(self.at_stripe("payment_intents"))

    def test_logged_in_from_the_home_page(self):
        def story(visitor):
            visitor.click("form[action='/my/auto-pay/begin'] button")
            visitor.see("#autopay[data-state=invited]")
            visitor.click(".o_ar_autopay_go")
            visitor.see("#autopay[data-state=invited]", "Not set up yet")
            visitor.click("#autopay_agree")
            visitor.click(".o_ar_autopay_go")
            visitor.click("#submit")
            visitor.see("#autopay[data-state=active]", "Visa … 4242")

        self.walk(story, "/my/auto-pay", PHONE, "ada_lovelace")
        self.assertEqual(self.mandates().consent_user_id, self.ada_user)
