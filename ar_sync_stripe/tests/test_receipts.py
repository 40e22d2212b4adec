"""Money that came in: who paid what, what is certain, what waits for a person, and what is undone."""

from .common import ImportedCase


class ReceiptCase(ImportedCase):
    """Charges that arrive after the import."""

    @classmethod
    def stock(cls):
        cls.ada = cls.shop.customer()
        cls.bob = cls.shop.customer("Bob Optics")

    def arrive(self):
        """Bring what happened at Stripe into the books, and prove them."""
        self.settle(self.connection)
        self.assert_tied_out("usd")

    def open_items(self, *invoices):
        """Return what is open on these invoices' entries, in major units."""
        return [round(self.move(invoice).amount_residual, 3) for invoice in invoices]


class TestReceipts(ReceiptCase):
    """Which invoice the money is for."""

    def test_paid_invoice_is_matched_by_its_payment(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.arrive()
        receipt = self.receipt(self.shop.charge_of(invoice))
        self.assertEqual((receipt.state, receipt.step), ("matched", "ids"))
        self.assertEqual(receipt.invoice_ids, self.move(invoice))
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assertEqual((receipt.settlement_amount, receipt.fee_amount), (100.0, 3.2))
        fee = self.connection.company_id.ar_fee_account_id
        self.assertEqual(sum(receipt.line_ids.filtered(lambda line: line.account_id == fee).mapped("balance")), 3.2)

    def test_two_payments_of_one_invoice(self):
        """Two intents pay one invoice through two invoice payments: each applies its own amount."""
        invoice = self.shop.invoice(self.ada, 10_000)
        for amount in (2_500, 7_500):
            intent = self.shop.collect(amount, self.ada)
            self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual(self.move(invoice).payment_state, "paid")
        applied = self.move(invoice).ar_receipt_ids
        self.assertEqual(sorted(applied.mapped("amount")), [25.0, 75.0])
        self.assertEqual(set(applied.mapped("step")), {"ids"})

    def test_partial_payment(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(4_000, self.ada)
        self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual(self.move(invoice).payment_state, "partial")
        self.assertEqual(self.open_items(invoice), [60.0])

    def detached(self, invoice):
        """Take the last paid payment off an invoice at Stripe."""
        rows = self.shop.get("invoice_payments", invoice=invoice["id"])["data"]
        payment = next(row for row in rows if row["status"] == "paid")
        self.shop.control("POST", f"/invoice_payments/{payment['id']}/detach")
        self.arrive()

    def test_a_payment_that_stripe_takes_off_its_invoice_is_the_customers_credit(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        text = f"Invoice {invoice['number']}"
        intent = self.shop.collect(4_000, self.ada, description=text)
        self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual(self.open_items(invoice), [60.0])
        self.detached(invoice)
        receipt = self.receipt(intent["id"])
        self.assertEqual((receipt.state, receipt.unapplied_amount, receipt.invoice_ids.ids), ("review", 40.0, []))
        self.assertEqual(self.open_items(invoice), [100.0])
        self.arrive()  # the text still names the invoice: it is not paid with this again unasked
        self.assertEqual(self.open_items(invoice), [100.0])

    def test_a_payment_that_a_person_applied_stays_where_it_is(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(4_000, self.ada)
        self.shop.post(f"invoices/{invoice['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        receipt = self.receipt(intent["id"])
        receipt._ar_through_gate().decided_by_id = self.env.ref("base.user_admin")
        self.detached(invoice)
        self.assertEqual((receipt.state, self.open_items(invoice)), ("matched", [60.0]))
        self.assertIn("took this payment off", receipt.message_ids[0].body)

    def test_numbers_in_the_description_pay_several_invoices(self):
        first, second = self.shop.invoice(self.ada, 10_000), self.shop.invoice(self.ada, 2_345)
        text = f"Invoices {first['number']}, {second['number']}"
        intent = self.shop.collect(12_345, self.ada, description=text)
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual((receipt.state, receipt.step), ("matched", "references"))
        self.assertEqual(receipt.invoice_ids, self.move(first) | self.move(second))
        self.assertEqual(self.open_items(first, second), [0.0, 0.0])

    def test_number_in_the_metadata(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(10_000, self.ada, metadata={"invoice_number": invoice["number"]})
        self.arrive()
        self.assertEqual(self.receipt(intent["id"]).invoice_ids, self.move(invoice))

    def test_unknown_payer_waits_in_unapplied_receipts(self):
        intent = self.shop.collect(7_700)
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual(receipt.state, "review")
        self.assertTrue(receipt.reason)
        self.assertTrue(receipt.move_id, "money is in the books at once")
        [line] = receipt.line_ids.filtered(lambda line: line.ar_role == "on_account")
        self.assertEqual(line.account_id, self.connection.company_id.ar_unapplied_account_id)
        self.assertEqual(line.balance, -77.0)

    def test_known_payer_without_a_word_is_never_guessed_wrong(self):
        """Two invoices of the same amount: nothing says which one is paid."""
        first, second = self.shop.invoice(self.ada, 10_000), self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(10_000, self.ada)
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual(receipt.state, "review")
        self.assertEqual(self.open_items(first, second), [100.0, 100.0])
        self.assertEqual(receipt.partner_id, self.mirror("customer", self.ada).partner_id)
        self.assertEqual(receipt.unapplied_amount, 100.0)

    def test_overpayment_remainder_is_the_customers_credit(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(12_500, self.ada, description=invoice["number"])
        self.arrive()
        receipt = self.receipt(intent["id"])
        if receipt.state == "review":
            receipt.action_accept()
        self.assertEqual(receipt.state, "booked")
        self.assertEqual(receipt.unapplied_amount, 25.0)
        self.assertEqual(self.open_items(invoice), [0.0])
        self.assert_tied_out("usd")

    def test_foreign_currency_settled_in_ours(self):
        """The invoice is paid in its own currency; rates that differ leave an exchange difference, no residual."""
        invoice = self.shop.invoice(self.ada, 10_000, currency="eur")
        self.shop.pay(invoice)
        self.arrive()
        receipt = self.receipt(self.shop.charge_of(invoice))
        self.assertEqual((receipt.currency_id.name, receipt.settlement_currency_id.name), ("EUR", "USD"))
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assertAlmostEqual(sum(receipt.move_id.line_ids.mapped("balance")), 0.0, 2)
        money = receipt.line_ids.filtered(lambda line: line.ar_role == "liquidity")
        self.assertEqual(money.amount_currency, receipt.net_amount)

    def test_yen_and_dinar(self):
        for currency, amount in (("jpy", 33_333), ("kwd", 12_340)):
            with self.subTest(currency):
                invoice = self.shop.invoice(self.ada, amount, currency=currency)
                self.shop.pay(invoice)
                self.arrive()
                self.assertEqual(self.move(invoice).payment_state, "paid")

    def test_late_invoice_payment_matches_what_waited(self):
        """The payment came before anything said what it is for: it waits on account, then is applied by id."""
        first, second = self.shop.invoice(self.ada, 10_000), self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(10_000, self.ada)
        self.arrive()
        receipt = self.receipt(intent["id"])
        self.assertEqual(receipt.state, "review")
        self.shop.post(f"invoices/{second['id']}/attach_payment", payment_intent=intent["id"])
        self.arrive()
        self.assertEqual((receipt.state, receipt.step), ("matched", "ids"))
        self.assertEqual(self.open_items(first, second), [100.0, 0.0])

    def test_failed_and_uncaptured_charges_bring_nothing(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.post("payment_intents", amount=5_000, currency="usd", payment_method="pm_card_visa", confirm=True,
                       capture_method="manual")  # fmt: skip
        before = self.env["ar.match.receipt"].search_count([])
        self.arrive()
        self.assertEqual(self.env["ar.match.receipt"].search_count([]), before)
        self.assertEqual(self.open_items(invoice), [100.0])

    def test_out_of_band_payment_is_no_money_of_stripe(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.post(f"invoices/{invoice['id']}/pay", paid_out_of_band=True)
        self.arrive()
        self.assertEqual(self.open_items(invoice), [100.0], "the bank statement pays it")


class TestReview(ReceiptCase):
    """What a person does with what waits."""

    def waiting(self):
        """Return (two equal invoices, the receipt of a payment that could be for either)."""
        first, second = self.shop.invoice(self.ada, 10_000), self.shop.invoice(self.ada, 10_000)
        intent = self.shop.collect(10_000, self.ada)
        self.arrive()
        return first, second, self.receipt(intent["id"])

    def pick(self, receipt, *chosen):
        """Apply ``receipt`` as a person does: (invoice, amount) each."""
        pick = self.env["ar.match.pick"].create({"receipt_id": receipt.id})
        for invoice, amount in chosen:
            line = self.move(invoice).line_ids.filtered(lambda row: row.account_id.account_type == "asset_receivable")
            self.env["ar.match.pick.line"].create({"pick_id": pick.id, "line_id": line.id, "amount": amount})
        pick.action_apply()

    def test_pick_and_split(self):
        first, second, receipt = self.waiting()
        self.pick(receipt, (first, 70.0), (second, 30.0))
        self.assertEqual(receipt.state, "matched")
        self.assertEqual(self.open_items(first, second), [30.0, 70.0])
        self.assert_tied_out("usd")

    def test_accept_proposal(self):
        first, second, receipt = self.waiting()
        if not receipt.proposal_ids.filtered(lambda row: row.state == "proposed"):
            self.skipTest("nothing is proposed for twins")
        receipt.action_accept()
        self.assertEqual(receipt.state, "matched")
        self.assertEqual(sum(self.open_items(first, second)), 100.0)
        self.assert_tied_out("usd")

    def test_undo_opens_the_invoices_and_keeps_the_money(self):
        first, second, receipt = self.waiting()
        self.pick(receipt, (first, 70.0), (second, 30.0))
        receipt.action_undo()
        self.assertEqual(receipt.state, "review")
        self.assertEqual(receipt.unapplied_amount, 100.0)
        self.assertEqual(self.open_items(first, second), [100.0, 100.0])
        self.assert_tied_out("usd")
        self.pick(receipt, (second, 100.0))
        self.assertEqual(self.open_items(first, second), [100.0, 0.0])
        self.assert_tied_out("usd")

    def test_undo_of_what_the_engine_did(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.arrive()
        receipt = self.receipt(self.shop.charge_of(invoice))
        receipt.action_undo()
        self.assertEqual(self.open_items(invoice), [100.0])
        self.assertEqual(receipt.unapplied_amount, 100.0)
        self.arrive()
        self.assertEqual(receipt.state, "review", "what a person took back is not applied again by itself")

    def test_unknown_payer_is_picked_and_undone(self):
        invoice = self.shop.invoice(self.ada, 7_700)
        intent = self.shop.collect(7_700)
        self.arrive()
        receipt = self.receipt(intent["id"])
        unapplied = self.connection.company_id.ar_unapplied_account_id
        for _again in range(2):
            self.pick(receipt, (invoice, 77.0))
            self.assertEqual(self.open_items(invoice), [0.0])
            self.assertEqual(self.balance(unapplied), 0.0)
            receipt.action_undo()
            self.assertEqual(self.open_items(invoice), [77.0])
            self.assertEqual(self.balance(unapplied), -77.0)
            self.assert_tied_out("usd")

    def test_leave_on_account(self):
        _first, _second, receipt = self.waiting()
        receipt.action_leave_on_account()
        self.assertEqual(receipt.state, "booked")
        self.assertEqual(receipt.unapplied_amount, 100.0)
        self.assert_tied_out("usd")

    def test_unreconciled_on_the_invoice_asks_again(self):
        invoice = self.shop.invoice(self.ada, 10_000)
        self.shop.pay(invoice)
        self.arrive()
        receipt = self.receipt(self.shop.charge_of(invoice))
        lines = self.move(invoice).line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        lines.remove_move_reconcile()
        self.assertEqual(receipt.state, "review")
        self.assertEqual(receipt.unapplied_amount, 100.0)
        self.assert_tied_out("usd")
