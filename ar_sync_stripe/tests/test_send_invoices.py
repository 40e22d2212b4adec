"""Risk: an invoice at Stripe says another total, is made twice, is half sent, or its money is booked twice."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .send_common import SendCase

CHAIN = ["customer.create", "invoice.create", "invoice.lines", "invoice.finalize"]


class TestSendInvoices(SendCase):
    # === MAKING === #

    def test_an_invoice_is_open_at_stripe_to_the_cent(self):
        move = self.sent_invoice((33.33, 3, self.tax(20)), (100.0, 1, None))
        invoice = self.remote(move)
        self.assertEqual(invoice["status"], "open")
        self.assertEqual((invoice["total"], invoice["subtotal"]), (21_999, 19_999))
        self.assertEqual((invoice["number"], invoice["customer"]), (move.name, self.customer_id()))
        self.assertEqual((invoice["auto_advance"], invoice["collection_method"]), (False, "send_invoice"))
        self.assertEqual(invoice["metadata"]["odoo_id"], str(move.id))
        self.assertEqual(self.kinds("done"), CHAIN)
        lines = self.at_stripe(f"invoices/{invoice['id']}/lines")[::-1]
        self.assertEqual([(line["quantity"], line["amount"]) for line in lines], [(3, 9_999), (1, 10_000)])
        self.assertEqual([tax["amount"] for tax in lines[0]["taxes"]], [2_000])

    def test_the_payment_page_and_the_pdf_are_on_the_invoice(self):
        move = self.sent_invoice()
        self.assertEqual(move.ar_stripe_status, "Open")
        self.assertEqual(move.ar_stripe_payment_url, self.remote(move)["hosted_invoice_url"])
        self.assertTrue(move.ar_stripe_pdf_url)
        self.assertEqual(move.action_ar_stripe_pay_page()["url"], move.ar_stripe_payment_url)

    def test_the_import_knows_it_and_makes_no_second_one(self):
        move = self.sent_invoice()
        before = self.env["account.move"].search_count([("move_type", "=", "out_invoice")])
        self.receive(*self.shop.deliveries())
        self.settle(self.connection)
        self.connection.stream_ids.filtered(lambda stream: stream.kind == "invoice")._restart()
        self.settle(self.connection)
        self.assertEqual(self.env["account.move"].search_count([("move_type", "=", "out_invoice")]), before)
        row = self.mirror("invoice", self.remote(move)["id"])
        self.assertEqual((row.move_id, row.difference), (move, 0.0))
        self.assertEqual(self.kinds("done"), CHAIN)

    def test_discounts_are_in_the_unit_price(self):
        line = {"name": "Work", "price_unit": 99.99, "quantity": 7, "discount": 12.5, "tax_ids": [Command.clear()]}
        move = self.sent_invoice(line)
        self.assertEqual(self.remote(move)["total"], round(move.amount_total * 100))

    def test_a_line_s_own_discount_and_one_of_the_whole(self):
        """Odoo takes a discount off the line, and that of the whole order as a line of its own for each tax."""
        vat = self.tax(19)
        lines = [
            {"name": "Work", "price_unit": 99.99, "quantity": 7, "discount": 12.5, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Free", "price_unit": 50.0, "quantity": 2, "discount": 100, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Exempt", "price_unit": 33.33, "quantity": 3, "discount": 33.33, "tax_ids": [Command.clear()]},
            {"name": "Discount 7 %", "price_unit": -42.87, "quantity": 1, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Discount 7 %", "price_unit": -4.67, "quantity": 1, "tax_ids": [Command.clear()]},
        ]
        move = self.sent_invoice(*lines)
        there = self.remote(move)
        self.assertEqual(there["total"], round(move.amount_total * 100))
        self.assertEqual(sum(tax["amount"] for tax in there["total_taxes"]), round(move.amount_tax * 100))
        nets = [row["amount"] for row in there["lines"]["data"]]
        self.assertEqual(sorted(nets), sorted(round(line.price_subtotal * 100) for line in move.invoice_line_ids))

    def test_odd_amounts(self):
        vat, city = self.tax(19), self.tax(2.5, name="City")
        lines = [
            {"name": "Hours", "price_unit": 87.77, "quantity": 1.75, "tax_ids": [Command.set((vat + city).ids)]},
            {"name": "Thirds", "price_unit": 100 / 3, "quantity": 3, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Nothing", "price_unit": 0, "quantity": 1, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Back", "price_unit": -10.01, "quantity": 1, "tax_ids": [Command.set(vat.ids)]},
            {"name": "Fewer", "price_unit": 10.01, "quantity": -1, "tax_ids": [Command.clear()]},
            {"display_type": "line_note", "name": "A note"},
        ]
        for method in ("round_per_line", "round_globally"):
            self.env.company.tax_calculation_rounding_method = method
            move = self.sent_invoice(*lines)
            invoice = self.remote(move)
            self.assertEqual(invoice["total"], round(move.amount_total * 100), method)
            self.assertEqual(sum(tax["amount"] for tax in invoice["total_taxes"]), round(move.amount_tax * 100), method)

    def test_prices_that_include_tax(self):
        vat = self.tax(21, price_include_override="tax_included")
        move = self.sent_invoice((21.53, 1, vat), (21.53, 1, vat), (9.99, 3, vat))
        self.assertEqual(self.remote(move)["total"], round(move.amount_total * 100))

    def test_a_tax_that_somebody_corrected(self):
        move = self.invoice((99.99, 1, self.tax(20)), post=False)
        tax_line = move.line_ids.filtered("tax_line_id")
        move.write({"line_ids": [Command.update(tax_line.id, {"amount_currency": tax_line.amount_currency - 0.01})]})
        move.action_post()
        move.action_ar_stripe_send()
        self.send()
        self.assertEqual(self.remote(move)["total"], round(move.amount_total * 100))

    def test_currencies_without_and_with_three_decimals(self):
        for code, price, total in (("JPY", 1500, 3000), ("KWD", 5.12, 10_240), ("EUR", 5.12, 1_024)):
            currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
            currency.active = True
            move = self.sent_invoice((price, 2, None), currency_id=currency.id)
            invoice = self.remote(move)
            self.assertEqual((invoice["currency"], invoice["total"], invoice["status"]), (code.lower(), total, "open"))

    def test_what_stripe_cannot_say_is_not_sent(self):
        kwd = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "KWD")])
        kwd.active = True
        self.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 3
        move = self.sent_invoice((5.124, 1, None), currency_id=kwd.id)
        [create] = self.operations("invoice.create")
        self.assertEqual(create.state, "review")
        self.assertIn("multiple of 0.010 KWD", create.problems)
        self.assertFalse(self.at_stripe("invoices"))
        self.assertFalse(move.ar_stripe_invoice_id)

    def test_many_lines_go_in_several_calls(self):
        move = self.sent_invoice(*[(1.0 + number / 100, 1, None) for number in range(203)])
        self.assertEqual(self.kinds("done").count("invoice.lines"), 2)
        self.assertEqual(self.remote(move)["total"], round(move.amount_total * 100))
        self.assertEqual(len(self.mirror("invoice", self.remote(move)["id"]).line_ids), 203)

    def test_a_product_at_stripe_is_named_on_the_line(self):
        product = self.env["product.template"].create({"name": "Support", "list_price": 50, "ar_stripe_sell": True})
        self.send()
        variant = product.product_variant_id
        move = self.sent_invoice({"product_id": variant.id, "price_unit": 42.0, "tax_ids": [Command.clear()]})
        [line] = self.at_stripe(f"invoices/{self.remote(move)['id']}/lines")
        binding = self.Binding._in_use(self.connection, "product", variant)
        self.assertEqual(line["pricing"]["price_details"]["product"], binding.external_id)
        self.assertEqual(line["amount"], 4_200)

    def test_a_due_date_that_is_past_is_due_at_once(self):
        move = self.sent_invoice(invoice_date="2026-01-01", invoice_date_due="2026-01-31")
        self.assertEqual(self.operations("invoice.create").payload["days_until_due"], 0)
        self.assertEqual(self.remote(move)["status"], "open")

    def test_odoo_or_stripe_sends_the_mail(self):
        move = self.sent_invoice()
        groups = move._notify_get_recipients_groups(self.env["mail.message"], "Invoice", {})
        options = next(options for name, _test, options in groups if name == "portal_customer")
        self.assertEqual(options["button_access"]["url"], move.ar_stripe_payment_url)
        self.connection.stripe_invoice_sender = "stripe"
        self.sent_invoice()
        self.assertEqual(self.kinds("done")[-1], "invoice.send")

    def test_a_second_press_sends_nothing_more(self):
        move = self.sent_invoice()
        self.assertFalse(move.ar_stripe_can_send)
        self.assertEqual(move.action_ar_stripe_send()["tag"], "display_notification")
        self.send()
        self.assertEqual(len(self.at_stripe("invoices")), 1)

    def test_posted_invoices_go_by_themselves_where_wanted(self):
        self.connection.stripe_send_on_post = True
        move = self.invoice()
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")
        imported = self.shop.invoice(self.shop.customer("Bob"), 500)
        self.settle(self.connection)
        self.assertTrue(self.move(imported))
        self.send()
        self.assertEqual(len(self.at_stripe("invoices")), 2, "what came from Stripe does not go back")

    # === REFUSALS === #

    def fault(self, path, **values):
        self.shop.control("POST", "/faults", kind="status", status=400, path=path, count=1, **values)

    def test_a_failed_customer_holds_the_invoice_and_says_so(self):
        self.fault("^/v1/customers$", method="POST")
        move = self.sent_invoice()
        create = self.operations("invoice.create")
        self.assertEqual((create.state, move.ar_stripe_open_count), ("ready", 3))
        self.assertIn("Create customer Ada Instruments (Failed", create.held_by)
        self.assertIn("Create customer Ada Instruments: ", move.ar_stripe_held_by)
        self.assertEqual(move.ar_stripe_open_words, "3 on the way")
        self.assertFalse(self.at_stripe("invoices"))
        self.operations("customer.create").action_retry()
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")

    def test_refused_lines_are_shown_and_nothing_is_finalized(self):
        self.fault("add_lines$")
        move = self.sent_invoice()
        self.assertEqual(self.remote(move)["status"], "draft")
        self.assertIn("Add the lines of", move.ar_stripe_problem)
        self.assertTrue(self.operations("invoice.lines").remedy)
        move.action_ar_stripe_send()
        self.send()
        self.assertFalse(move.ar_stripe_problem)
        self.assertEqual([row["status"] for row in self.at_stripe("invoices")], ["open"], "the half-made draft is gone")

    def test_another_total_at_stripe_is_never_finalized(self):
        move = self.invoice()
        move.action_ar_stripe_send()
        for _turn in range(3):
            self.Operation._send_ready()
        draft = self.remote(move)
        self.shop.post(f"invoices/{draft['id']}/add_lines", lines=[{"amount": 1, "description": "Slipped in"}])
        self.send()
        self.assertFalse(self.at_stripe("invoices"), "the draft is thrown away")
        self.assertIn("100.01 USD, here it is 100.00", move.ar_stripe_problem)
        self.assertFalse(move.ar_stripe_invoice_id)
        move.action_ar_stripe_send()
        self.send()
        self.assertEqual(self.remote(move)["total"], 10_000)

    def test_without_a_customer_nothing_is_planned_blindly(self):
        self.connection.stripe_send_customers = "off"
        self.sent_invoice()
        self.assertIn("no customer at Stripe", self.operations("invoice.create").problems)

    def test_cancelling_a_step_cancels_the_rest(self):
        self.connection.stripe_send_invoices = "review"
        move = self.invoice()
        move.action_ar_stripe_send()
        self.operations("invoice.create").action_cancel()
        self.assertFalse(self.kinds("review"))
        move.action_ar_stripe_send()
        self.assertEqual(self.kinds("review"), CHAIN[1:])

    def test_rights_and_settings(self):
        move = self.invoice()
        groups = "base.group_user,ar_sync.group_user,account.group_account_invoice"
        user = new_test_user(self.env, "poster", groups=groups)
        for action in ("action_ar_stripe_send", "action_ar_stripe_uncollectible", "action_ar_stripe_refund"):
            with self.assertRaises(AccessError):
                getattr(move.with_user(user), action)()
        self.connection.stripe_send_invoices = "off"
        with self.assertRaises(UserError):
            move.action_ar_stripe_send()
        with self.assertRaises(UserError):
            self.invoice(post=False).action_ar_stripe_send()

    # === LATER === #

    def test_cancelled_here_is_void_there(self):
        move = self.sent_invoice()
        invoice = self.remote(move)["id"]
        move.button_draft()
        self.send()
        self.assertEqual(self.shop.get(f"invoices/{invoice}")["status"], "open", "a draft may be posted again")
        move.button_cancel()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.shop.get(f"invoices/{invoice}")["status"], "void")
        self.assertEqual(move.state, "cancel")

    def test_an_imported_invoice_cancelled_here_is_void_there_after_a_person_agreed(self):
        invoice = self.shop.invoice(self.shop.customer("Bob"), 500)
        self.settle(self.connection)
        move = self.move(invoice)
        move.button_draft()
        move.button_cancel()
        self.send()
        void = self.operations("invoice.void")[-1]
        self.assertEqual((void.state, self.shop.get(f"invoices/{invoice['id']}")["status"]), ("review", "open"))
        void.action_approve()
        self.send()
        self.assertEqual(self.shop.get(f"invoices/{invoice['id']}")["status"], "void")

    def test_posted_again_as_it_was_changes_nothing_there(self):
        move = self.sent_invoice()
        invoice = self.remote(move)["id"]
        move.button_draft()
        move.action_post()
        self.send()
        self.assertEqual([row["id"] for row in self.at_stripe("invoices")], [invoice])
        self.assertEqual(self.kinds("done"), CHAIN)

    def test_posted_again_with_another_price_takes_the_place_of_the_former(self):
        move = self.sent_invoice()
        former = self.remote(move)["id"]
        move.button_draft()
        move.invoice_line_ids.price_unit = 120.0
        move.action_post()
        self.send()
        self.assertEqual(self.shop.get(f"invoices/{former}")["status"], "open", "a person decides")
        self.operations("invoice.void", state="review").action_approve()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.shop.get(f"invoices/{former}")["status"], "void")
        self.assertEqual((self.remote(move)["total"], self.remote(move)["status"]), (12_000, "open"))
        self.assertEqual((move.state, move.ar_stripe_invoice_id.external_id), ("posted", self.remote(move)["id"]))

    def test_taken_back_before_it_was_sent(self):
        move = self.invoice()
        move.action_ar_stripe_send()
        move.button_draft()
        self.send()
        self.assertFalse(self.at_stripe("invoices"))

    def test_void_at_stripe_is_cancelled_here(self):
        move = self.sent_invoice()
        self.shop.advance(seconds=5)
        self.shop.post(f"invoices/{self.remote(move)['id']}/void")
        self.settle(self.connection)
        self.assertEqual(move.state, "cancel")
        self.assertEqual(self.kinds(), CHAIN)

    def test_uncollectible(self):
        move = self.sent_invoice()
        move.action_ar_stripe_uncollectible()
        self.send()
        self.assertEqual(self.remote(move)["status"], "uncollectible")
        self.assertEqual(move.ar_stripe_status, "Uncollectible")

    def test_paid_on_the_hosted_page_pays_the_same_invoice(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)))
        self.shop.advance(seconds=5)
        self.shop.pay(self.remote(move))
        self.settle(self.connection)
        self.assertEqual((move.payment_state, move.amount_residual), ("paid", 0.0))
        self.assertEqual(self.env["ar.match.receipt"].search_count([]), 1)
        self.assertFalse(self.operations("payment_record.create"))
        self.assert_tied_out("usd")


class TestReviewInvoices(SendCase):
    policy = "review"

    def test_one_approval_releases_the_whole_chain(self):
        move = self.invoice((100.0, 1, self.tax(20)))
        action = move.action_ar_stripe_send()
        self.send()
        self.assertEqual(self.kinds("review"), CHAIN)
        create = self.operations("invoice.create")
        self.assertEqual(set(action["domain"][0][2]), set(self.operations().ids), "the button leads to all of them")
        self.assertEqual(create.chain_ids.mapped("kind"), CHAIN)
        rows = {row["name"]: row["after"] for row in create.change_rows}
        self.assertIn("customer Ada Instruments, once it is made", rows["customer"])
        lines = {row["name"]: row["after"] for row in self.operations("invoice.lines").change_rows}
        self.assertEqual(lines["lines.0.tax_amounts.0.amount"], "2000")
        create.action_approve()
        self.send()
        self.assertEqual(self.kinds("done"), CHAIN)
        self.assertEqual(create.payload["customer"], self.customer_id(), "what was sent is kept")
        self.assertEqual(self.remote(move)["status"], "open")

    def test_one_problem_in_the_chain_stops_the_approval(self):
        self.partner.email = "two, addresses"
        self.invoice().action_ar_stripe_send()
        with self.assertRaisesRegex(UserError, "Mend what is wrong"):
            self.operations("invoice.create").action_approve()
