"""A customer's credit balance in the books: what Stripe applied to an invoice settles it here, to the cent."""

from unittest.mock import patch

from .test_credit_notes import CreditCase


class TestCustomerBalance(CreditCase):
    def grant(self, amount, currency="usd", customer=None):
        path = f"customers/{customer or self.ada}/balance_transactions"
        return self.shop.post(path, amount=-amount, currency=currency)

    def changes(self):
        return self.env["ar.stripe.customer.balance.transaction"].search([], order="amount")

    def credits(self):
        return self.balance(self.connection.company_id._ar_account("credit"))

    def receivable_balance(self):
        return self.balance(self.mirror("customer", self.ada).partner_id.property_account_receivable_id)

    # === GRANTED AND USED === #

    def test_credit_pays_an_invoice_whole(self):
        self.grant(10_000)
        invoice = self.shop.invoice(self.ada, 7_500)
        self.assertEqual(invoice["status"], "paid")
        self.arrive()
        self.assertEqual((self.residual(invoice), self.move(invoice).payment_state), (0.0, "paid"))
        self.assertEqual((self.credits(), self.receivable_balance()), (100.0, -25.0))
        granted, used = self.changes()
        self.assertEqual((granted.booking, granted.used_amount, used.booking), ("granted", 75.0, "applied"))

    def test_credit_pays_a_part_and_a_card_the_rest(self):
        for currency, credit, total in (("usd", 3_333, 10_000), ("jpy", 1_001, 3_333), ("kwd", 1_230, 12_340)):
            customer = self.shop.customer(f"Customer {currency}")
            self.grant(credit, currency, customer)
            invoice = self.shop.invoice(customer, total, currency=currency)
            self.arrive()
            with self.subTest(currency):
                self.assertEqual(self.residual(invoice), self.open_at_stripe(invoice))
                self.shop.pay(invoice)
                self.arrive()
                self.assertEqual(self.residual(invoice), 0.0)
                receipt = self.receipt(self.shop.charge_of(invoice))
                self.assertEqual((receipt.state, receipt.unapplied_amount), ("matched", 0.0))

    def test_credits_are_used_oldest_first(self):
        self.grant(1_000)
        self.shop.advance(days=1)
        self.grant(2_000)
        self.shop.advance(days=1)
        self.shop.invoice(self.ada, 1_500)
        self.arrive()
        self.assertEqual(self.changes().sorted("created_at").mapped("used_amount"), [10.0, 5.0, 0.0])

    def test_changes_of_one_second_keep_their_order(self):
        self.grant(1_000)
        first = self.shop.invoice(self.ada, 600)
        self.grant(500)
        second = self.shop.invoice(self.ada, 900)
        self.arrive()
        self.assertEqual((self.residual(first), self.residual(second)), (0.0, 0.0))
        self.assertEqual((self.credits(), self.receivable_balance()), (15.0, 0.0))

    def test_credit_taken_away_uses_up_what_is_open(self):
        self.grant(1_000)
        self.grant(-400)
        self.arrive()
        self.assertEqual((self.credits(), self.receivable_balance()), (6.0, -6.0))
        invoice = self.shop.invoice(self.ada, 1_000)
        self.arrive()
        self.assertEqual((self.residual(invoice), self.receivable_balance()), (4.0, 4.0))

    # === CREDIT OF OTHER DOCUMENTS === #

    def test_credit_note_to_the_balance_pays_the_next_invoice(self):
        first = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(first)
        note = self.credit(first, amount=3_000, credit_amount=3_000)
        second = self.shop.invoice(self.ada, 4_500)
        self.arrive()
        self.assertEqual((self.residual(first), self.residual(second)), (0.0, 15.0))
        self.assertEqual(self.note(note).move_id.amount_residual, 0.0)
        self.assertEqual((self.credits(), self.receivable_balance()), (0.0, 15.0))

    def test_overpayment_pays_the_next_invoice(self):
        first = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(12_500, self.ada)
        self.shop.post(f"invoices/{first['id']}/attach_payment", payment_intent=intent["id"])
        second = self.shop.invoice(self.ada, 4_500)
        self.arrive()
        self.assertEqual((self.residual(first), self.residual(second)), (0.0, 20.0))
        self.assertEqual(self.receipt(intent["id"]).unapplied_amount, 0.0)
        self.assertEqual((self.credits(), self.receivable_balance()), (0.0, 20.0))

    def test_invoice_below_zero_pays_the_next_one(self):
        credit = self.shop.invoice(self.ada, -3_000)
        invoice = self.shop.invoice(self.ada, 5_000)
        self.arrive()
        self.assertEqual(self.move(credit).move_type, "out_refund")
        self.assertEqual((self.residual(credit), self.residual(invoice)), (0.0, 20.0))

    # === TAKEN BACK === #

    def test_void_gives_the_credit_back(self):
        self.grant(3_000)
        first = self.shop.invoice(self.ada, 10_000)
        self.arrive()
        self.assertEqual(self.residual(first), 70.0)
        self.shop.post(f"invoices/{first['id']}/void")
        self.arrive()
        self.assertEqual(self.move(first).state, "cancel")
        self.assertEqual((self.credits(), self.receivable_balance()), (30.0, -30.0))
        second = self.shop.invoice(self.ada, 2_000)
        self.arrive()
        self.assertEqual((self.residual(second), self.receivable_balance()), (0.0, -10.0))

    # === TWICE, CRASH, ORDER === #

    def test_duplicates_and_reimport_book_once(self):
        self.grant(3_000)
        invoice = self.shop.invoice(self.ada, 10_000)
        self.arrive()
        before = self.counts()
        self.receive(*self.shop.deliveries(), *self.shop.deliveries())
        self.arrive()
        self.connection.stream_ids.filtered(lambda stream: "balance" in stream.kind)._restart()
        self.run_stages(self.env, "import")
        self.changes().needs_apply = True
        self.arrive()
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.residual(invoice), 70.0)

    def test_a_crash_between_store_and_apply(self):
        self.grant(3_000)
        invoice = self.shop.invoice(self.ada, 10_000)
        Credit = self.registry["ar.stripe.credit"]
        with patch.object(Credit, "_apply", side_effect=RuntimeError("killed")):
            self.settle(self.connection)
        self.assertEqual(self.residual(invoice), 100.0)
        self.assertFalse(self.changes()[1].booking)
        self.changes().next_apply_at = False
        self.arrive()
        self.assertEqual((self.residual(invoice), self.credits()), (70.0, 30.0))

    def test_nothing_is_booked_in_shadow_mode(self):
        self.connection.mode = "shadow"
        self.grant(3_000)
        self.shop.invoice(self.ada, 10_000)
        self.settle(self.connection)
        self.assertFalse(any(self.changes().mapped("booking")))
        self.assertFalse(self.changes().move_id)
        self.connection.mode = "automatic"
        self.settle(self.connection)
        self.assertEqual(set(self.changes().mapped("booking")), {"granted", "applied"})

    # === READING === #

    def test_a_long_list_is_read_to_its_end_and_gone_on_with(self):
        for _number in range(230):
            self.grant(10)
        self.settle(self.connection)
        stream = self.connection.stream_ids.filtered(lambda row: row.kind == "customer_balance_transaction")
        stream._restart()
        stream._read_page()
        self.assertEqual((stream.state, stream.cursor["of"]), ("running", self.ada))
        self.run_stages(self.env, "import")
        self.assertEqual(len(self.changes()), 230)
        self.assertTrue(stream.is_complete)
        self.assertFalse(self.mirror("customer", self.ada).balance_due)

    def test_only_customers_that_changed_are_listed_again(self):
        quiet = self.shop.customer("Quiet Ltd")
        self.settle(self.connection)
        self.shop.control("POST", "/stats/reset")
        self.grant(100)
        self.settle(self.connection)
        self.assertFalse(self.mirror("customer", quiet).balance_due)
        calls = self.shop.control("GET", "/stats")["requests"]
        lists = sum(count for name, count in _flat(calls) if "balance_transactions" in name and "customers" in name)
        self.assertLessEqual(lists, 2, calls)

    def test_a_deleted_customer_stops_nobody(self):
        gone = self.shop.customer("Gone Ltd")
        self.grant(100)
        self.shop.call("DELETE", f"customers/{gone}")
        self.arrive()
        self.assertEqual(len(self.changes()), 1)


def _flat(calls, prefix=""):
    """Return (name, count) of nested counts."""
    for name, value in calls.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", value
