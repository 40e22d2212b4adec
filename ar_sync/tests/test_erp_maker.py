"""Risk: the ERP is told something else than what the books say: another amount, customer or invoice."""

from decimal import Decimal

from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_match_share import Share
from odoo.addons.ar_sync.protocol.document_values import said
from odoo.addons.ar_sync.protocol.documents import problems

from .common_erp import ErpCase


def told(document):
    """Return what a document settles, as text."""
    return [(part.target, str(part.amount), str(part.discount)) for part in document.applied]


class TestErpMaker(ErpCase):
    def sound(self, document):
        digits = self.env["res.currency"].search([("name", "=", document.currency)]).decimal_places
        self.assertEqual(problems(document, digits), [])
        return document

    def test_an_invoice_with_taxes_adds_up_whatever_is_rounded(self):
        tax = self.env["account.tax"].create(
            {
                "name": "7.7 %",
                "amount": 7.7,
                "company_id": self.company.id,
                "country_id": self.company.country_id.id or self.env.ref("base.us").id,
            }
        )
        self.company.tax_calculation_rounding_method = "round_globally"
        lines = [
            Command.create({"name": f"W{n}", "price_unit": 10.03, "quantity": 3, "tax_ids": [Command.set(tax.ids)]})
            for n in range(7)
        ]
        move = self.invoice(self.alice, 0, invoice_line_ids=lines)
        document = self.sound(self.made(move)["invoice"])
        self.assertEqual(document.total, Decimal(str(move.amount_total)))
        self.assertEqual((document.lines[0].quantity, str(document.lines[0].price)), (Decimal(3), "10.030000"))
        self.assertEqual({line.tax_code for line in document.lines}, {str(tax.id)})
        self.assertEqual((document.customer, document.control_account), (str(self.alice.id), str(self.receivable.id)))

    def test_yen_and_dinar_have_their_own_places(self):
        yen = self.sound(self.made(self.invoice(self.alice, 1500, self.jpy))["invoice"])
        dinar = self.sound(self.made(self.invoice(self.alice, 1.005, self.kwd))["invoice"])
        self.assertEqual((str(yen.total), str(dinar.total)), ("1500", "1.005"))
        self.assertAlmostEqual(float(yen.rate), 1 / 150, 4)

    def test_a_payment_of_several_invoices_with_a_rest_on_account(self):
        one, two = self.invoice(self.alice, 100), self.invoice(self.alice, 50)
        payment = self.pay(one | two, 170)
        document = self.sound(self.made(payment)["payment"])
        self.assertEqual((str(document.total), str(document.open_amount)), ("170.00", "20.00"))
        self.assertEqual(
            told(document), [(f"account.move,{one.id}", "100.00", "0"), (f"account.move,{two.id}", "50.00", "0")]
        )
        self.assertEqual(str(self.made(two)["invoice"].open_amount), "0.00")

    def test_a_partial_payment_leaves_the_rest_open(self):
        invoice = self.invoice(self.alice, 100)
        document = self.sound(self.made(self.pay(invoice, 30))["payment"])
        self.assertEqual(told(document), [(f"account.move,{invoice.id}", "30.00", "0")])
        self.assertEqual(str(self.made(invoice)["invoice"].open_amount), "70.00")

    def test_a_withheld_fee_is_given_up_beside_the_money(self):
        invoice = self.invoice(self.alice, 100)
        documents = self.made(self.pay(invoice, 97, write_off=self.fees))
        payment, lost = self.sound(documents["payment"]), self.sound(documents["write_off"])
        self.assertEqual((str(payment.total), str(lost.total)), ("97.00", "3.00"))
        self.assertEqual(told(payment), [(f"account.move,{invoice.id}", "97.00", "0")])
        self.assertEqual(told(lost), [(f"account.move,{invoice.id}", "3.00", "0")])
        self.assertEqual((payment.key, lost.account), (lost.key, str(self.fees.id)))

    def discounted(self, amount=100):
        """Return an invoice whose terms give two percent for paying early."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "2/7",
                "early_discount": True,
                "discount_days": 14,
                "discount_percentage": 2,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        return self.invoice(self.alice, amount, invoice_payment_term_id=terms.id)

    def test_an_early_payment_discount_is_part_of_the_application(self):
        invoice = self.discounted()
        documents = self.made(self.pay(invoice))
        self.assertEqual(set(documents), {"payment"})
        payment = self.sound(documents["payment"])
        self.assertEqual((str(payment.total), str(payment.open_amount)), ("98.00", "0.00"))
        self.assertEqual(told(payment), [(f"account.move,{invoice.id}", "98.00", "2.00")])

    def test_a_discount_is_a_write_off_where_the_erp_knows_none_and_stays_where_it_was_sent(self):
        invoice = self.discounted()
        paid = self.pay(invoice)
        on_payment = self.made(paid)["payment"]
        self.erp_connection.erp_discounts_how = "write_off"
        documents = self.made(paid)
        payment, lost = self.sound(documents["payment"]), self.sound(documents["write_off"])
        self.assertEqual(told(payment), [(f"account.move,{invoice.id}", "98.00", "0")])
        self.assertEqual(told(lost), [(f"account.move,{invoice.id}", "2.00", "0")])
        self.assertEqual((payment.total, lost.account), (on_payment.total, str(self.loss.id)))
        Binding = self.env["ar.sync.binding"]
        tied = self.erp_connection, "payment", "77", payment.key
        Binding._ar_erp_tie(*tied, said(on_payment))
        self.assertEqual(self.made(paid), {"payment": on_payment})
        Binding._ar_erp_tie(*tied, said(payment))
        Binding._ar_erp_tie(self.erp_connection, "write_off", "78", payment.key, said(lost))
        self.erp_connection.erp_discounts_how = "payment"
        self.assertEqual(self.made(paid), {"payment": payment, "write_off": lost})

    def test_a_credit_note_is_applied_and_what_is_paid_back_is_a_refund(self):
        invoice = self.invoice(self.alice, 100)
        self.pay(invoice, 60)
        note = self.credit(invoice)
        (self.item(note) | self.item(invoice)).filtered(lambda line: not line.reconciled).reconcile()
        paid_back = self.pay(note)
        memo = self.sound(self.made(note)["credit_memo"])
        refund = self.sound(self.made(paid_back)["refund"])
        self.assertEqual((memo.invoice, told(memo)), (f"account.move,{invoice.id}", [(memo.invoice, "40.00", "0")]))
        self.assertEqual((str(memo.total), str(memo.returned), str(memo.open_amount)), ("100.00", "60.00", "0.00"))
        self.assertEqual(told(refund), [(f"account.move,{note.id}", "60.00", "0")])

    def test_a_miscellaneous_entry_gives_up_what_it_settles(self):
        invoice = self.invoice(self.alice, 100)
        move = self.entry(self.alice, 40, self.fees, self.item(invoice))
        lost = self.sound(self.made(move)["write_off"])
        self.assertEqual(told(lost), [(f"account.move,{invoice.id}", "40.00", "0")])
        self.assertEqual(lost.account, str(self.fees.id))

    def test_an_entry_that_was_reversed_counts_no_more(self):
        invoice = self.invoice(self.alice, 100)
        move = self.entry(self.alice, 40, self.fees, self.item(invoice))
        back = move._reverse_moves([{"date": "2026-03-21"}], cancel=True)
        self.assertTrue(self.made(move)["write_off"].is_voided)
        self.assertEqual(self.made(back), {})
        self.assertEqual(self.Maker._keys_of(back), set())

    def test_what_is_cancelled_is_void_and_a_draft_is_nothing(self):
        move = self.invoice(self.alice, 100)
        move.button_draft()
        self.assertEqual(self.made(move), {})
        move.button_cancel()
        self.assertTrue(self.made(move)["invoice"].is_voided)

    def test_a_payment_in_another_currency_of_the_company(self):
        invoice = self.invoice(self.alice, 80, self.eur)
        payment = self.sound(self.made(self.pay(invoice))["payment"])
        self.assertEqual((payment.currency, str(payment.total)), ("EUR", "80.00"))

    def test_another_companys_records_are_no_documents(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.alice.id,
                    "company_id": other.id,
                    "invoice_line_ids": [Command.create({"name": "X", "price_unit": 5, "tax_ids": False})],
                }
            )
        )
        move.action_post()
        self.assertEqual(self.made(move), {})

    # === RECEIPTS === #

    def test_a_receipt_keeps_its_key_whatever_it_is_applied_to(self):
        invoice = self.invoice(self.alice, 100)
        receipt = self.receipt(120, partner=self.alice)
        receipt._apply({receipt: []})
        before = self.sound(self.made(receipt)["payment"])
        receipt._apply({receipt: [Share(self.item(invoice), 100)]})
        after = self.sound(self.made(receipt)["payment"])
        self.assertEqual((before.key, told(before)), (after.key, []))
        self.assertEqual(told(after), [(f"account.move,{invoice.id}", "100.00", "0")])
        self.assertEqual((str(after.total), str(after.open_amount)), ("120.00", "20.00"))
        moves = receipt.line_ids.move_id
        self.assertEqual(self.Maker._keys_of(moves), {f"ar.match.receipt,{receipt.id}"})
        receipt._unapply()
        self.assertEqual(told(self.made(receipt)["payment"]), [])

    def test_what_is_given_up_beside_a_receipt(self):
        invoice, other = self.invoice(self.alice, 100), self.invoice(self.alice, 50)
        receipt = self.receipt(145, partner=self.alice)
        Reason = self.env["ar.match.reason"]
        discount, fee = Reason._of(self.company, "discount"), Reason._of(self.company, "bank_fee")
        plan = [
            Share(self.item(invoice), 98, write_offs=((discount, 2),)),
            Share(self.item(other), 47, write_offs=((fee, 3),)),
        ]
        receipt._apply({receipt: plan})
        payment = self.sound(self.made(receipt)["payment"])
        self.assertEqual(
            told(payment),
            [(f"account.move,{invoice.id}", "98.00", "2.00"), (f"account.move,{other.id}", "47.00", "0")],
        )
        moves = receipt.line_ids.move_id
        keys = self.Maker._keys_of(moves)
        found = self.Maker._make(self.erp_connection, keys)
        lost = [document for (kind, _key), document in found.items() if kind == "write_off"]
        self.assertEqual([told(document) for document in lost], [[(f"account.move,{other.id}", "3.00", "0")]])
        self.erp_connection.erp_discounts_how = "write_off"
        documents = self.made(receipt)
        self.assertEqual([part[2] for part in told(documents["payment"])], ["0", "0"])
        self.assertEqual(told(self.sound(documents["write_off"])), [(f"account.move,{invoice.id}", "2.00", "0")])
        self.assertEqual(documents["write_off"].account, str(discount.account_id.id))

    def test_receipts_that_share_an_entry_are_a_payment_each(self):
        self.journal.ar_booking = "daily"
        first, second = self.receipt(10, partner=self.alice, name="A"), self.receipt(20, partner=self.bruno, name="B")
        both = first | second
        both._apply(dict.fromkeys(both, []))
        self.assertEqual(first.move_id, second.move_id)
        self.assertEqual(str(self.made(first)["payment"].total), "10.00")
        self.assertEqual(self.made(second)["payment"].customer, str(self.bruno.id))

    def test_money_that_settles_another_currency_says_what_to_enter_by_hand(self):
        """Moved by an entry of ours, or matched across by Odoo itself: what it settled, what it was, its worth."""
        moved, matched = self.invoice(self.alice, 98), self.invoice(self.alice, 100)
        receipt = self.receipt(90, self.eur, partner=self.alice)
        receipt._book({})
        receipt._apply_by_person([Share(self.item(moved), 80.0, 98.0)])
        context = {"active_model": "account.move", "active_ids": matched.ids}
        values = {"payment_date": "2026-03-10", "currency_id": self.eur.id, "amount": 80}
        payment = self.env["account.payment.register"].with_context(**context).create(values)._create_payments()
        for record, invoice, amount in ((receipt, moved, 98.0), (payment, matched, 100.0)):
            key = f"{record._name},{record.id}" if record == payment else self.made_key(record)
            model, number = key.split(",")
            record = self.env[model].browse(int(number))
            found = self.env["ar.erp.maker.money"]._across(record, f"account.move,{invoice.id}")
            self.assertEqual(
                (found.amount, found.currency, found.received, found.received_currency, found.worth),
                (amount, self.usd, 80.0, self.eur, 100.0),
            )
            self.assertIsNone(self.env["ar.erp.maker.money"]._across(record, "account.move,0"))

    def made_key(self, receipt):
        """Return the key of the document that a receipt's money is."""
        return self.Maker._home_of_receipt(receipt)
