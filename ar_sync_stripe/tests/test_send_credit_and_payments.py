"""Risk: money goes back twice or not at all; who paid by bank is asked again, because Stripe does not know."""

from .send_common import SendCase


class MoneyCase(SendCase):
    def bank_payment(self, move, amount=None):
        """Pay an invoice by bank, as an accountant registers it."""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        values = {"payment_date": "2026-06-29"}
        wizard = wizard.create({**values, **({"amount": amount} if amount else {})})
        return wizard._create_payments()

    def reversal(self, move, lines=None):
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=move.ids)
        action = wizard.create({"journal_id": move.journal_id.id, "date": "2026-06-30"}).refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        for line, price in lines or ():
            note.invoice_line_ids[line].price_unit = price
        note.action_post()
        return note

    def pay_at_stripe(self, move):
        self.shop.advance(seconds=5)
        self.shop.pay(self.remote(move))
        self.settle(self.connection)


class TestPaymentsElsewhere(MoneyCase):
    def test_a_bank_transfer_makes_both_sides_say_paid(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)))
        self.bank_payment(move)
        self.send()
        invoice = self.remote(move)
        self.assertEqual((invoice["status"], invoice["amount_remaining"]), ("paid", 0))
        [row] = self.shop.get("invoice_payments", invoice=invoice["id"], status="paid")["data"]
        record = self.shop.get(f"payment_records/{row['payment']['payment_record']}")
        self.assertEqual(record["amount"], {"currency": "usd", "value": 12_000})
        self.assertEqual(record["customer_details"]["customer"], self.customer_id())
        self.assertEqual(self.kinds("done")[-2:], ["payment_record.create", "payment_record.attach"])
        self.receive(*self.shop.deliveries())
        self.settle(self.connection)
        self.assertFalse(self.env["ar.match.receipt"].search([]), "money that Stripe never had is no receipt")
        self.assertEqual(move.amount_residual, 0.0)

    def test_part_of_it_leaves_the_rest_open(self):
        move = self.sent_invoice()
        self.bank_payment(move, 30.0)
        self.send()
        self.assertEqual((self.remote(move)["status"], self.remote(move)["amount_remaining"]), ("open", 7_000))
        self.bank_payment(move)
        self.send()
        self.assertEqual(self.remote(move)["status"], "paid")
        self.assertEqual(len(self.operations("payment_record.create")), 2)

    def test_the_rest_is_paid_at_stripe(self):
        move = self.sent_invoice()
        self.bank_payment(move, 30.0)
        self.send()
        self.pay_at_stripe(move)
        self.assertEqual((move.amount_residual, self.remote(move)["status"]), (0.0, "paid"))
        self.assertEqual(len(self.operations("payment_record.create")), 1)

    def test_stripe_s_own_money_is_not_reported(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        self.send()
        self.assertFalse(self.operations("payment_record.create", "payment_record.attach"))

    def test_a_payment_taken_back_before_it_was_reported(self):
        self.connection.stripe_send_payments = "review"
        move = self.sent_invoice()
        self.bank_payment(move)
        self.send()
        self.assertEqual(set(self.operations("payment_record.create").mapped("state")), {"review"})
        move.line_ids.remove_move_reconcile()
        left = self.operations("payment_record.create", "payment_record.attach")
        self.assertEqual(set(left.mapped("state")), {"cancelled"})
        self.assertEqual(self.remote(move)["status"], "open")

    def test_one_payment_at_stripe_for_two_invoices(self):
        """Stripe counts a payment on one invoice at most: what it paid is reported, and nobody is asked again."""
        moves = self.sent_invoice((100.0, 1, None)) | self.sent_invoice((23.45, 1, None))
        self.shop.collect(12_345, self.customer_id(), description=f"For {moves[0].name} and {moves[1].name}")
        self.settle(self.connection)
        self.send()
        for move, amount in zip(moves, (10_000, 2_345), strict=True):
            self.assertEqual((self.remote(move)["status"], self.remote(move)["amount_remaining"]), ("paid", 0))
            [row] = self.shop.get("invoice_payments", invoice=self.remote(move)["id"], status="paid")["data"]
            record = self.shop.get(f"payment_records/{row['payment']['payment_record']}")
            self.assertEqual(record["amount"]["value"], amount)
        receipts = self.env["ar.match.receipt"].search([])
        self.settle(self.connection)
        self.assertEqual(self.env["ar.match.receipt"].search([]), receipts, "one sum of money is one receipt")
        self.assertEqual(len(self.operations("payment_record.create")), 2)
        self.assert_tied_out("usd")

    def test_one_payment_at_stripe_that_names_its_invoice_is_counted_there(self):
        move = self.sent_invoice()
        intent = self.shop.collect(10_000, self.customer_id(), description=f"For {move.name}")
        self.settle(self.connection)
        self.send()
        [row] = self.shop.get("invoice_payments", invoice=self.remote(move)["id"], status="paid")["data"]
        self.assertEqual(row["payment"]["payment_intent"], intent["id"])
        self.settle(self.connection)
        self.assertEqual((self.remote(move)["status"], move.payment_state), ("paid", "paid"))
        self.assertEqual(self.kinds("done")[-1:], ["payment_record.attach"])

    def test_counted_at_stripe_before_we_heard_of_it(self):
        move = self.sent_invoice()
        intent = self.shop.collect(10_000, self.customer_id(), description=f"For {move.name}")
        self.connection.stream_ids.filtered("is_complete").write({"next_attempt_at": False})
        self.run_stages(self.env, "pull", "drain", "apply", "match", "book")
        self.env["ar.stripe.invoice"]._report_payments()
        [planned] = self.operations("payment_record.attach")
        self.shop.post(f"invoices/{self.remote(move)['id']}/attach_payment", payment_intent=intent["id"])
        self.send()
        self.assertEqual((planned.state, planned.error), ("done", False))
        self.settle(self.connection)
        self.assertEqual((self.remote(move)["amount_overpaid"], move.payment_state), (0, "paid"))

    def test_what_stripe_counted_itself_is_not_reported(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        self.assertFalse(self.operations("payment_record.create", "payment_record.attach"))

    def test_an_exchange_difference_is_no_payment(self):
        """The rate moved between invoice and payment: what Odoo books for that is nothing that anybody paid."""
        eur = self.env.ref("base.EUR")
        eur.active = True
        self.env["res.currency.rate"].create({"currency_id": eur.id, "name": "2026-06-29", "rate": 0.7})
        move = self.invoice((90.0, 1, None), currency_id=eur.id, invoice_date="2026-06-01")
        move.action_ar_stripe_send()
        self.send()
        self.bank_payment(move, 40.0)
        self.send()
        self.assertEqual(self.remote(move)["amount_remaining"], 5_000)
        self.assertEqual(len(self.operations("payment_record.create")), 1)
        self.assertFalse(self.operations("payment_record.create", state="failed"))

    def test_off_reports_nothing(self):
        self.connection.stripe_send_payments = "off"
        move = self.sent_invoice()
        self.bank_payment(move)
        self.send()
        self.assertEqual(self.remote(move)["status"], "open")

    def test_an_imported_invoice_paid_by_bank_is_reported_too(self):
        invoice = self.shop.invoice(self.shop.customer("Bob"), 5_000)
        self.settle(self.connection)
        self.bank_payment(self.move(invoice))
        self.send()
        self.assertEqual(self.shop.get(f"invoices/{invoice['id']}")["status"], "paid")

    def test_the_money_of_a_foreign_invoice_is_in_its_currency(self):
        eur = self.env.ref("base.EUR")
        eur.active = True
        move = self.sent_invoice((90.0, 1, None), currency_id=eur.id)
        self.bank_payment(move)
        self.send()
        self.assertEqual((self.remote(move)["status"], self.remote(move)["amount_remaining"]), ("paid", 0))


class TestCreditNotes(MoneyCase):
    def test_an_unpaid_invoice_is_credited(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)), (50.0, 1, None))
        note = self.reversal(move, [(0, 25.0), (1, 0.0)])
        note.action_ar_stripe_send()
        self.send()
        [credit] = self.at_stripe("credit_notes", invoice=self.remote(move)["id"])
        self.assertEqual((credit["total"], credit["pre_payment_amount"]), (3_000, 3_000))
        self.assertEqual(self.remote(move)["amount_remaining"], 14_000)
        self.assertEqual([tax["amount"] for tax in credit["total_taxes"]], [500])
        self.assertFalse(note.ar_stripe_can_send)
        self.settle(self.connection)
        row = self.mirror("credit.note", credit["id"])
        said = (row.move_id, row.settled_amount, row.needs_apply, row.problem)
        self.assertEqual(said, (note, 30.0, False, False), "Odoo has set it off already")
        self.assertEqual((move.amount_residual, note.amount_residual), (140.0, 0.0))

    def test_a_credit_of_more_than_is_open_is_not_set_off_twice(self):
        move = self.sent_invoice()
        intent = self.shop.collect(7_000, self.customer_id())
        self.shop.post(f"invoices/{self.remote(move)['id']}/attach_payment", payment_intent=intent["id"])
        self.settle(self.connection)
        note = self.reversal(move, [(0, 50.0)])
        note.action_ar_stripe_send()
        self.send()
        self.operations("credit_note.create").action_approve()
        self.send()
        self.settle(self.connection)
        [credit] = self.at_stripe("credit_notes", invoice=self.remote(move)["id"])
        row = self.mirror("credit.note", credit["id"])
        self.assertEqual((credit["pre_payment_amount"], credit["out_of_band_amount"]), (3_000, 2_000))
        self.assertEqual((row.settled_amount, row.needs_apply), (30.0, False))
        self.assertEqual((move.amount_residual, note.amount_residual), (0.0, 20.0))

    def test_a_whole_credit_closes_both(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)))
        note = self.reversal(move)
        note.action_ar_stripe_send()
        self.send()
        self.settle(self.connection)
        self.assertEqual(self.remote(move)["amount_remaining"], 0)
        self.assertFalse(self.operations("payment_record.create"), "a credit note is no payment")

    def test_what_was_paid_is_given_back_elsewhere_after_a_person_agreed(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        note = self.reversal(move, [(0, 40.0)])
        note.action_ar_stripe_send()
        self.send()
        [create] = self.operations("credit_note.create")
        self.assertEqual(create.state, "review", "money that goes back is a person's decision")
        create.action_approve()
        self.send()
        [credit] = self.at_stripe("credit_notes", invoice=self.remote(move)["id"])
        self.assertEqual((credit["out_of_band_amount"], credit["refunds"]), (4_000, []))

    def test_what_was_paid_goes_back_through_stripe_once(self):
        move = self.sent_invoice((100.0, 1, self.tax(20)))
        self.pay_at_stripe(move)
        note = self.reversal(move, [(0, 50.0)])
        note.action_ar_stripe_refund()
        self.operations("refund.create").action_approve()
        self.send()
        self.shop.advance(seconds=5)
        self.settle(self.connection)
        [refund] = self.at_stripe("refunds")
        [credit] = self.at_stripe("credit_notes", invoice=self.remote(move)["id"])
        self.assertEqual((refund["amount"], credit["refunds"][0]["refund"]), (6_000, refund["id"]))
        note.action_ar_stripe_refund()
        self.send()
        self.assertEqual(len(self.at_stripe("refunds")), 1)
        self.assert_tied_out("usd")
        open_ones = (move.amount_residual, note.amount_residual)
        self.assertEqual(open_ones, (0.0, 0.0), "the refund opened the invoice, the credit note closed it")

    def test_a_refund_without_a_payment_by_stripe_is_not_sent(self):
        move = self.sent_invoice()
        self.bank_payment(move)
        self.send()
        self.settle(self.connection)
        note = self.reversal(move)
        note.action_ar_stripe_refund()
        self.assertIn("No payment by Stripe", self.operations("refund.create").problems)

    def test_a_refused_credit_note_after_its_refund_does_not_refund_again(self):
        move = self.sent_invoice()
        self.pay_at_stripe(move)
        note = self.reversal(move)
        self.shop.control("POST", "/faults", kind="status", status=400, path="^/v1/credit_notes$", count=1)
        note.action_ar_stripe_refund()
        self.operations("refund.create").action_approve()
        self.send()
        self.assertIn("Credit", note.ar_stripe_problem)
        note.action_ar_stripe_refund()
        self.send()
        self.assertEqual((len(self.at_stripe("refunds")), len(self.at_stripe("credit_notes"))), (1, 1))

    def test_an_imported_invoice_is_credited(self):
        rate = self.shop.post("tax_rates", display_name="VAT", percentage="20", inclusive=False)["id"]
        lines = [{"amount": 10_000, "description": "Work", "tax_rates": [rate]}]
        invoice = self.shop.invoice(self.shop.customer("Bob"), lines=lines)
        self.settle(self.connection)
        note = self.reversal(self.move(invoice), [(0, 10.0)])
        note.action_ar_stripe_send()
        self.send()
        [credit] = self.at_stripe("credit_notes", invoice=invoice["id"])
        self.assertEqual((credit["total"], credit["total_taxes"][0]["tax_rate_details"]["tax_rate"]), (1_200, rate))
