"""Stripe invoices in the books: the same total, tax, lines and number, and what stays a draft when they differ."""

from odoo.fields import Command, Date

from .common import MINOR, ImportedCase


class InvoiceCase(ImportedCase):
    """Compares entries with the sandbox's own books."""

    def assert_same(self, invoice_id):
        """Check total, tax, net, lines, number, customer and currency of one invoice's entry."""
        invoice = self.shop.get(f"invoices/{invoice_id}")
        books = self.shop.sandbox.books()["invoices"][invoice_id]
        move = self.mirror("invoice", invoice_id).move_id
        scale = 10 ** MINOR[books["currency"]]
        sign = -1 if books["total"] < 0 else 1
        self.assertEqual(move.state, "posted", invoice["number"])
        self.assertEqual(move.move_type, "out_refund" if sign < 0 else "out_invoice")
        self.assertEqual(round(sign * move.amount_total * scale), books["total"], invoice["number"])
        self.assertEqual(round(sign * move.amount_tax * scale), books["tax"], invoice["number"])
        self.assertEqual(round(sign * move.amount_untaxed * scale), books["total"] - books["tax"], invoice["number"])
        self.assertEqual(len(move.invoice_line_ids), invoice["lines"]["total_count"], invoice["number"])
        self.assertEqual(move.name, books["number"])
        self.assertEqual(move.currency_id.name.lower(), books["currency"])
        customer = self.mirror("customer", books["customer"])
        self.assertEqual(move.partner_id, customer.partner_id)
        self.assertFalse(self.mirror("invoice", invoice_id).difference)
        return move


class TestSmallScenario(InvoiceCase):
    """A company's quarter, imported: nothing is left out, nothing is a cent off."""

    scenario = "small"

    def test_every_invoice_to_the_cent(self):
        found = self.shop.sandbox.books()["invoices"]
        final = [name for name, row in found.items() if row["status"] in ("open", "paid", "uncollectible")]
        self.assertGreater(len(final), 30)
        for invoice_id in final:
            with self.subTest(found[invoice_id]["number"]):
                self.assert_same(invoice_id)
        for invoice_id in set(found) - set(final):
            with self.subTest(invoice_id, status=found[invoice_id]["status"]):
                self.assertFalse(self.mirror("invoice", invoice_id).move_id, "drafts and voided ones have no entry")

    def test_137_lines_one_by_one(self):
        [invoice] = [row for row in self.env["ar.stripe.invoice"].search([]) if len(row.line_ids) == 137]
        lines = self.shop.get(f"invoices/{invoice.external_id}/lines", limit=100)["data"]
        self.assertEqual(len(invoice.move_id.invoice_line_ids), 137)
        scale = 10 ** MINOR[invoice.currency_id.name.lower()]
        for line, entry in zip(lines, invoice.move_id.invoice_line_ids.sorted("id"), strict=False):
            net = line["amount"] - sum(row["amount"] for row in line["discount_amounts"])
            if any(row["tax_behavior"] == "inclusive" for row in line["taxes"]):
                net -= sum(row["amount"] for row in line["taxes"])
            self.assertEqual(round(entry.price_subtotal * scale), net, line["description"])

    def test_nothing_waits_that_could_be_booked(self):
        for model in ("customer", "invoice", "charge", "invoice.payment"):
            rows = self.env[f"ar.stripe.{model}"].search(["|", ("needs_apply", "=", True), ("needs_person", "=", True)])
            self.assertFalse(rows, rows.mapped("problem"))
        self.assertFalse(self.env["ar.stripe.balance.transaction"].search([("is_booked", "=", False)]))
        self.assertFalse(self.env["ar.match.receipt"].search([("state", "=", "new")]))

    def test_every_movement_is_in_the_books_once(self):
        """Each movement names its entry, and the entries' money lines add up to the movements, one by one."""
        for movement in self.env["ar.stripe.balance.transaction"].search([]):
            journal = self.connection._ar_journal(movement.currency_id)
            lines = movement.move_id.line_ids.filtered(lambda line, j=journal: line.account_id == j.default_account_id)
            self.assertAlmostEqual(sum(lines.mapped("amount_currency")), movement.net, 2, movement.external_id)
        moves = self.env["ar.stripe.balance.transaction"].search([]).mapped("move_id")
        self.assertEqual(len(moves), self.env["ar.stripe.balance.transaction"].search_count([]))

    def test_tied_out_in_every_currency(self):
        self.assert_tied_out("usd", "eur")
        self.assertEqual(self.connection.health_level, "success", self.connection.health)
        self.env["res.currency.rate"].search([("currency_id", "in", self.connection._ar_currencies().ids)]).unlink()
        self.connection.invalidate_recordset(["health", "health_level"])
        self.assertIn("No exchange rate for EUR", self.connection.health)

    def test_what_is_matched_agrees_with_stripe(self):
        """Where Stripe says which invoice a payment paid, that one is paid here, with that amount."""
        for payment in self.env["ar.stripe.invoice.payment"].search([("status", "=", "paid")]):
            charge = payment.payment_intent_id.charge_ids.filtered(lambda row: row.status == "succeeded")
            receipt = charge.receipt_id
            if not receipt or receipt.reversed_amount:
                continue
            lines = receipt.line_ids.filtered(
                lambda line, p=payment: line.ar_applied_line_id.move_id == p.invoice_id.move_id
            )
            books = self.shop.sandbox.books()["invoices"][payment.invoice_ref]
            over = books["amount_overpaid"] / 10 ** MINOR[books["currency"]]
            self.assertAlmostEqual(-sum(lines.mapped("amount_currency")), payment.amount_paid - over, 3, receipt.name)

    def test_importing_and_applying_again_changes_nothing(self):
        """A full relist of everything finds the books as they are."""
        before = self.counts()
        self.connection.stream_ids.filtered(lambda stream: stream.kind != "event")._restart()
        self.run_stages(self.env, "import")
        self.run_stages(self.env)
        self.assertEqual(self.counts(), before)
        self.assert_tied_out("usd", "eur")


class TestInvoiceCases(InvoiceCase):
    """Odd invoices, one risk each."""

    @classmethod
    def stock(cls):
        shop = cls.shop
        cls.ada = shop.customer()
        cls.exempt = shop.customer("Exempt GmbH", tax_exempt="reverse")
        rates = {
            name: shop.post("tax_rates", display_name=name, percentage=percentage, inclusive=inclusive, country="US")[
                "id"
            ]
            for name, percentage, inclusive in (
                ("Sales tax", "8.625", False),
                ("VAT", "19", True),
                ("City", "0.375", False),
            )
        }
        tenth = shop.post("coupons", percent_off="10", duration="forever")["id"]
        flat = shop.post("coupons", amount_off=777, currency="usd", duration="forever")["id"]
        odd = (3_333, 1_999, 1, 777, 12_345)
        cls.invoices = {
            "exclusive tax": shop.invoice(cls.ada, *odd, default_tax_rates=[rates["Sales tax"]]),
            "inclusive tax": shop.invoice(cls.ada, *odd, default_tax_rates=[rates["VAT"]]),
            "two taxes": shop.invoice(cls.ada, *odd, default_tax_rates=[rates["Sales tax"], rates["City"]]),
            "percent discount": shop.invoice(cls.ada, *odd, discounts=[{"coupon": tenth}]),
            "flat discount and tax": shop.invoice(
                cls.ada, *odd, discounts=[{"coupon": flat}], default_tax_rates=[rates["Sales tax"]]
            ),
            "discount and inclusive tax": shop.invoice(
                cls.ada, *odd, discounts=[{"coupon": tenth}], default_tax_rates=[rates["VAT"]]
            ),
            "no decimals": shop.invoice(cls.ada, 3_333, 1, currency="jpy"),
            "no decimals, inclusive": shop.invoice(
                cls.ada, 3_333, 1_001, currency="jpy", default_tax_rates=[rates["VAT"]]
            ),
            "three decimals": shop.invoice(cls.ada, 12_340, 7_770, currency="kwd"),
            "reverse charge": shop.invoice(cls.exempt, *odd, currency="eur", default_tax_rates=[rates["VAT"]]),
            "several discounts on a line": shop.invoice(
                cls.ada,
                1_999,
                lines=[
                    {"amount": 3_333, "description": "Two off", "discounts": [{"coupon": tenth}, {"coupon": flat}]},
                    {"amount": 12_345, "description": "And back", "discounts": [{"coupon": flat}, {"coupon": tenth}]},
                    {"amount": 700, "description": "More off than it costs", "discounts": [{"coupon": flat}]},
                ],
                discounts=[{"coupon": tenth}],
                default_tax_rates=[rates["Sales tax"], rates["City"]],
            ),
            "several discounts on a line, tax inside": shop.invoice(
                cls.ada,
                lines=[{"amount": 9_999, "description": "Work", "discounts": [{"coupon": tenth}, {"coupon": flat}]}],
                discounts=[{"coupon": tenth}],
                default_tax_rates=[rates["VAT"]],
            ),
            "negative line": shop.invoice(cls.ada, 10_000, -2_501, default_tax_rates=[rates["Sales tax"]]),
            "nothing to pay": shop.invoice(cls.ada, 5_000, -5_000),
            "a free line": shop.invoice(cls.ada, 5_000, 0),
        }

    def test_to_the_cent(self):
        for name, invoice in self.invoices.items():
            with self.subTest(name):
                self.assert_same(invoice["id"])

    def test_each_of_several_discounts_of_a_line_is_taken_off_in_its_order(self):
        """10 % and then 7.77, and the other way round; what is for the whole invoice comes last."""
        row = self.mirror("invoice", self.invoices["several discounts on a line"]["id"])
        lines = {line.description: line for line in row.line_ids}
        self.assertEqual(
            {name: [part["amount_minor"] for part in line.discounts] for name, line in lines.items()},
            {"Work 1999": [200], "Two off": [333, 777, 222], "And back": [777, 1_157, 1_041],
             "More off than it costs": [700]},
        )  # fmt: skip
        self.assertEqual(row.move_id.amount_untaxed, 131.70)

    def test_half_a_cent_of_rounding_is_stripes(self):
        """Stripe rounds tax by line, Odoo may round by total: the customer's paper decides."""
        move = self.move(self.invoices["exclusive tax"])
        tax = sum(round(amount * 0.08625) for amount in (3_333, 1_999, 1, 777, 12_345))
        self.assertAlmostEqual(move.amount_tax, tax / 100, 1)
        self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0.0, 2)

    def test_nothing_to_pay_is_paid(self):
        self.assertEqual(self.move(self.invoices["nothing to pay"]).payment_state, "paid")


class TestInvoiceLife(InvoiceCase):
    """Invoices that arrive after the import, by the feed of events."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()

    def settled_invoice(self, *amounts, **params):
        invoice = self.shop.invoice(self.ada, *(amounts or (10_000,)), **params)
        self.settle(self.connection)
        return invoice

    def test_draft_becomes_an_entry_when_it_is_final(self):
        draft = self.settled_invoice(finalize=False)
        self.assertTrue(self.mirror("invoice", draft["id"]))
        self.assertFalse(self.move(draft))
        self.shop.post(f"invoices/{draft['id']}/finalize")
        self.settle(self.connection)
        self.assert_same(draft["id"])

    def test_voided_invoice_is_cancelled(self):
        invoice = self.settled_invoice()
        self.shop.post(f"invoices/{invoice['id']}/void")
        self.settle(self.connection)
        self.assertEqual(self.move(invoice).state, "cancel")

    def test_voided_invoice_with_money_on_it_asks(self):
        """Cancelling it would hide money: a person takes the application back first."""
        invoice = self.settled_invoice()
        move = self.move(invoice)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
            {"amount": 40.0}
        ).action_create_payments()
        self.shop.post(f"invoices/{invoice['id']}/void")
        self.settle(self.connection)
        row = self.mirror("invoice", invoice["id"])
        self.assertEqual(move.state, "posted")
        self.assertTrue(row.needs_person)
        self.assertIn("money is applied", row.problem)

    def test_voided_in_a_locked_period_asks(self):
        invoice = self.settled_invoice()
        self.connection.company_id.sudo().fiscalyear_lock_date = "2026-06-30"
        self.shop.post(f"invoices/{invoice['id']}/void")
        self.settle(self.connection)
        row = self.mirror("invoice", invoice["id"])
        self.assertEqual(row.move_id.state, "posted")
        self.assertIn("locked", row.problem)

    def test_never_posted_into_a_locked_period(self):
        self.connection.company_id.sudo().fiscalyear_lock_date = "2026-06-30"
        invoice = self.settled_invoice()
        move = self.move(invoice)
        lock = Date.to_date("2026-06-30")
        self.assertTrue(move.state != "posted" or move.date > lock, (move.state, move.date))
        self.assertTrue(move or self.mirror("invoice", invoice["id"]).problem, "nothing is lost silently")

    def test_difference_stays_a_draft_and_is_shown(self):
        """Stripe's total is not what its lines say: no entry is posted, and both figures are on the record."""
        invoice = self.shop.invoice(self.ada, 10_000)
        self.connection.stream_ids.filtered(lambda stream: stream.kind == "event").next_attempt_at = False
        self.run_stages(self.env, "pull", "drain")
        row = self.mirror("invoice", invoice["id"])
        row.total = 105.0
        self.run_stages(self.env, "apply")
        self.assertEqual(row.move_id.state, "draft")
        self.assertEqual(row.difference, 5.0)
        self.assertTrue(row.needs_person)
        self.assertIn("105.00", row.problem)
        self.assertIn("100.00", row.problem)

    def test_one_bad_invoice_stops_no_other(self):
        bad, good = self.shop.invoice(self.ada, 10_000), self.shop.invoice(self.ada, 20_000)
        self.connection.stream_ids.filtered(lambda stream: stream.kind == "event").next_attempt_at = False
        self.run_stages(self.env, "pull", "drain")
        self.mirror("invoice", bad["id"]).currency_id = False
        self.run_stages(self.env, "apply")
        self.assertEqual(self.move(good).state, "posted")
        row = self.mirror("invoice", bad["id"])
        self.assertTrue(row.problem)
        self.assertFalse(row.move_id)

    # === INVOICES THAT ODOO HAS ALREADY === #

    def odoo_invoice(self, amount=100.0, name=None, partner=None):
        partner = partner or self.mirror("customer", self.ada).partner_id
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-06-20",
                "ar_external_number": name,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": False})],
            }
        )
        move.action_post()
        return move

    def test_found_by_metadata(self):
        move = self.odoo_invoice()
        invoice = self.settled_invoice(metadata={"odoo_move_id": str(move.id)})
        self.assertEqual(self.move(invoice), move)
        self.shop.pay(invoice)
        self.settle(self.connection)
        self.assertEqual(move.payment_state, "paid")
        self.assert_tied_out("usd")

    def test_found_by_number_and_customer(self):
        moves = self.env["account.move"].search_count([])
        draft = self.shop.invoice(self.ada, 10_000, finalize=False)
        self.shop.post(f"invoices/{draft['id']}", number="OLD-7")
        move = self.odoo_invoice(name="OLD-7")
        self.shop.post(f"invoices/{draft['id']}/finalize")
        self.settle(self.connection)
        self.assertEqual(self.move(draft), move)
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)

    def test_same_number_of_another_customer_is_another_invoice(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        draft = self.shop.invoice(self.ada, 10_000, finalize=False)
        self.shop.post(f"invoices/{draft['id']}", number="OLD-7")
        move = self.odoo_invoice(name="OLD-7", partner=stranger)
        self.shop.post(f"invoices/{draft['id']}/finalize")
        self.settle(self.connection)
        self.assertNotEqual(self.move(draft), move)

    def test_metadata_that_names_nothing_is_ignored(self):
        for value in ("999999999", "drop table", "-1", "1e9"):
            invoice = self.settled_invoice(metadata={"odoo_move_id": value})
            self.assert_same(invoice["id"])

    def test_difference_to_a_found_invoice_is_shown(self):
        move = self.odoo_invoice(amount=90.0)
        invoice = self.settled_invoice(metadata={"odoo_move_id": str(move.id)})
        row = self.mirror("invoice", invoice["id"])
        self.assertEqual((row.move_id, row.difference), (move, 10.0))
        self.assertIn("90.00", row.difference_note)
