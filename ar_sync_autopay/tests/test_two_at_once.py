"""Two at once, with real transactions: two workers, two browsers, a worker and somebody who pays by hand.

Risk: a customer is charged twice, pays twice, or agrees twice. Every cursor is a real one, and browsers go through
Odoo's whole request, its repetitions after a lost race included.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.tests import tagged

from .at_once_common import WAIT_S, AtOnceCase

PAYS = "/v1/payment_intents"


@tagged("-standard", "-at_install", "post_install")
class TestTwoAtOnce(AtOnceCase):
    # === WORKERS === #

    def test_two_workers_at_one_stage_charge_each_invoice_once(self):
        found = [self.agreed(f"Crowd{number}") for number in range(5)]
        moves = [move_id for _mandate_id, move_id in found]
        self.together(*[self.worker("autopay", "send")] * 3)
        self.settle_books()
        self.assertEqual(sorted(self.intents(*moves)), sorted(set(self.intents(*moves))))
        self.assertEqual((len(self.intents(*moves)), self.residuals(*moves)), (5, [0.0] * 5))
        charges = [("line_ids.move_id", "in", moves)]
        self.assertEqual(self.states("ar.autopay.charge", charges), ["succeeded"] * 5)

    def test_two_workers_begin_the_same_charge(self):
        mandate_id, move_id = self.agreed("Twins")
        self.make(lambda env: env["ar.autopay.mandate"]._plan_waiting())
        self.together(*[self.worker("autopay")] * 2)
        self.assertEqual(self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]), ["sending"])
        self.together(*[self.worker("send")] * 2)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))

    # === A WORKER, AND SOMEBODY WHO PAYS BY HAND === #

    def pay_by_hand(self, move_id):
        def work(env):
            wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=[move_id])
            wizard.create({"payment_date": self.now.date()})._create_payments()
            return "paid"

        return work

    def test_paid_by_hand_while_the_card_is_being_charged(self):
        """The worker has looked for the last time; before Stripe answers, somebody registers a payment."""
        mandate_id, move_id = self.agreed("Slow")
        self.meanwhile(PAYS, self.pay_by_hand(move_id))
        self.make(self.worker("autopay", "send"))
        said = self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        self.assertEqual(len(self.intents(move_id)), 1)
        self.assertEqual(self.residuals(move_id), [0.0])
        self.assertEqual(self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]), ["succeeded"])
        self.check_credit(move_id, said)

    def check_credit(self, move_id, said):
        """Whoever paid by hand has a payment on account, to the cent: two payments of one invoice are never lost."""

        def work(env):
            move = env["account.move"].browse(move_id)
            lines = env["account.move.line"].search(
                [
                    ("partner_id", "=", move.partner_id.id),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                ]
            )
            return round(sum(lines.mapped("amount_residual")), 2)

        self.assertEqual(self.make(work), -100.0 if said == "paid" else 0.0)

    def test_a_charge_comes_while_somebody_is_paying_by_hand(self):
        """Somebody has written the payment and not yet committed it when the worker comes: nothing is charged."""
        mandate_id, move_id = self.agreed("Quick")
        self.make(self.worker("autopay"))
        written, go_on = threading.Event(), threading.Event()

        def pay(env):
            said = self.pay_by_hand(move_id)(env)
            env.flush_all()
            written.set()
            assert go_on.wait(WAIT_S)
            return said

        with ThreadPoolExecutor(max_workers=1) as executor:
            started = threading.Event()
            future = executor.submit(self._beside, pay, started)
            assert written.wait(WAIT_S)
            self.make(lambda env: env["ar.sync.dispatch"]._retrying_stage("send"))
            before = len(self.intents(move_id))
            go_on.set()
            self.assertEqual(future.result(timeout=WAIT_S), "paid")
        self.settle_books()
        self.settle_books()
        self.assertEqual((before, len(self.intents(move_id)), self.residuals(move_id)), (0, 0, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])
        self.assertNotIn("sending", self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]))

    def test_the_customer_leaves_while_the_card_is_being_charged(self):
        mandate_id, move_id = self.agreed("Leaving")
        self.meanwhile(PAYS, lambda env: env["ar.autopay.mandate"].browse(mandate_id)._leave())
        self.make(self.worker("autopay", "send"))
        self.at["beside"].result(timeout=WAIT_S)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["ended"])

    def test_the_customer_leaves_while_the_card_is_being_refused(self):
        """Who left is not charged again, and is not told so."""
        mandate_id, move_id = self.agreed("Quitting")

        def refuse(env):
            env.company.ar_autopay_retries = True
            self.turn_into(env["ar.autopay.mandate"].browse(mandate_id), "pm_card_chargeCustomerFail")
            return env["ar.autopay.mandate"].browse(mandate_id).partner_id.id

        partner_id = self.make(refuse)
        self.meanwhile(PAYS, lambda env: env["ar.autopay.mandate"].browse(mandate_id)._leave(), to_its_end=True)
        self.make(self.worker("autopay", "send"))
        self.settle_books()
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)], "ended_why"), ["customer"])
        self.assertEqual(self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]), ["failed"])
        again = [("subject", "like", "try again"), ("recipient_ids", "in", [partner_id])]
        told = self.make(lambda env: env["mail.mail"].search_count(again))
        self.assertEqual((self.intents(move_id), told), ([], 0))

    # === TWO BROWSERS === #

    def invited(self, name):
        """Return (customer, mandate, path of its page)."""
        partner_id, _move_id = self.customer(name)

        def work(env):
            mandate = env["ar.autopay.mandate"]._new(env["res.partner"].browse(partner_id), env.company)
            return mandate.id, mandate.get_portal_url()

        return (partner_id, *self.make(work))

    def test_an_invitation_is_accepted_twice_at_once(self):
        partner_id, mandate_id, path = self.invited("Double")
        first, second = self.press_together(path, "set-up", agree="1")
        self.assertEqual(first, second, "one page")
        self.assertIn(self.shop.sandbox.url, first)
        of_customer = [("partner_id", "=", partner_id)]
        self.assertEqual(self.states("ar.autopay.mandate", of_customer), ["pending"])
        self.assertEqual(self.states("ar.autopay.session", of_customer), ["opened"])
        rows = [row for row in self.shop.get("customers", limit=100)["data"] if row["name"] == "Double"]
        self.assertEqual(len(rows), 1)
        self.comes_back_twice(first, partner_id, mandate_id)

    def comes_back_twice(self, address, partner_id, mandate_id):
        """The customer comes back in two browsers while a worker follows the page: auto-pay begins once."""
        back = self.on_stripes_page(address)
        browsers = [self.browser(), self.browser()]

        def look(browser):
            return lambda _env: self.page(browser, back)

        pages = self.together(look(browsers[0]), look(browsers[1]), self.worker("autopay"))
        self.assertIn("Automatic payment is set up", pages[0])
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])
        self.assertEqual(self.mails("mail_template_started", partner_id), 1)

    def test_an_invoice_is_paid_in_two_browsers_at_once(self):
        partner_id, move_id = self.customer("Hasty")
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        first, second = self.press_together(path, "pay-online", agree="1")
        self.assertEqual(first, second)
        self.assertEqual(self.states("ar.autopay.mandate", [("partner_id", "=", partner_id)]), ["pending"])
        back = self.on_stripes_page(first)
        self.page(self.browser(), back)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))

    def test_two_wishes_at_once_leave_one_page_open(self):
        """One browser ticks auto-pay and the other does not: only one page can be paid on."""
        _partner_id, move_id = self.customer("Torn")
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        browsers = [self.browser(), self.browser()]
        forms = [self.form(self.page(browser, path), "pay-online") for browser in browsers]
        address = f"{urlsplit(path).path}/pay-online"

        def press(browser, form):
            return lambda _env: browser.post(address, data=form, base_url="http://localhost").headers["Location"]

        self.together(press(browsers[0], {**forms[0], "agree": "1"}), press(browsers[1], forms[1]))
        pages = self.shop.get("checkout/sessions", limit=100)["data"]
        name = self.make(lambda env: env["account.move"].browse(move_id).name)
        still_open = [row for row in pages if row["client_reference_id"] == name and row["status"] == "open"]
        self.assertEqual(len(still_open), 1)

    def test_pay_now_instead_and_the_due_charge_at_once(self):
        """The customer presses *Pay now instead* at the moment at which the worker charges: one of them is first."""
        mandate_id, move_id = self.agreed("Impatient")
        self.make(lambda env: env["ar.autopay.mandate"]._plan_waiting())
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        browser = self.browser()
        form = self.form(self.page(browser, path), "pay-online")
        address = f"{urlsplit(path).path}/pay-online"

        def press(_env):
            return browser.post(address, data=form, base_url="http://localhost").headers["Location"]

        _nothing, goes_to = self.together(self.worker("autopay", "send"), press)
        if self.shop.sandbox.url in goes_to:
            self.on_stripes_page(goes_to)
        self.settle_books()
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))
        self.assertEqual(self.states("ar.autopay.mandate", [("id", "=", mandate_id)]), ["active"])

    def press_and_rest(self, browser, path, name):
        """Press *Pay now* in another thread, and have it rest before the model's method ``name`` is called.

        :return: the future with where the browser is sent, and the event with which it goes on.
        """
        Session = self.registry["ar.autopay.session"]
        original, there, go_on = getattr(Session, name), threading.Event(), threading.Event()

        def rest(model, *args, **kwargs):
            if not there.is_set():
                there.set()
                assert go_on.wait(WAIT_S)
            return original(model, *args, **kwargs)

        self.startPatcher(patch.object(Session, name, rest))
        form, address = self.form(self.page(browser, path), "pay-online"), f"{urlsplit(path).path}/pay-online"
        executor = ThreadPoolExecutor(max_workers=1)
        self.addCleanup(executor.shutdown)
        self.addCleanup(go_on.set)
        pressed = executor.submit(lambda: browser.post(address, data=form, base_url="http://localhost"))
        assert there.wait(WAIT_S)
        return pressed, go_on

    def pressed_while_charging(self, customer, name):
        """Charge while the request of *Pay now* rests; return (mandate, invoice, where the browser is sent)."""
        mandate_id, move_id = self.agreed(customer)
        self.make(lambda env: env["ar.autopay.mandate"]._plan_waiting())
        path = self.make(lambda env: env["account.move"].browse(move_id).get_portal_url())
        pressed, go_on = self.press_and_rest(self.browser(), path, name)
        self.make(self.worker("autopay", "send"))
        go_on.set()
        return mandate_id, move_id, pressed.result(timeout=WAIT_S).headers["Location"]

    def test_charged_after_the_request_has_begun_to_read(self):
        """What the request read before the charge was begun is old: it is read anew, and no page is opened."""
        _mandate_id, move_id, goes_to = self.pressed_while_charging("Stale", "_one_at_a_time")
        self.assertNotIn(self.shop.sandbox.url, goes_to)
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))

    def test_a_charge_is_due_while_the_page_is_being_opened(self):
        """Who came first pays on the page: the charge waits, and is over when the money is there."""
        mandate_id, move_id, goes_to = self.pressed_while_charging("First", "_open")
        self.assertIn(self.shop.sandbox.url, goes_to)
        self.assertEqual(self.intents(move_id), [])
        self.make(self.worker("autopay", "send"))
        self.assertEqual(self.intents(move_id), [])
        self.on_stripes_page(goes_to)
        self.settle_books()
        self.settle_books()
        self.assertEqual((len(self.intents(move_id)), self.residuals(move_id)), (1, [0.0]))
        self.assertNotIn("sending", self.states("ar.autopay.charge", [("mandate_id", "=", mandate_id)]))
