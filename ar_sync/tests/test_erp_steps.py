"""Risk: changes that belong together are held up by each other, or one that was made in part counts as made."""

from dataclasses import replace

from .test_erp_queue import QueueCase


class TestErpSteps(QueueCase):
    def test_what_is_taken_off_an_invoice_can_be_given_back_in_the_same_review(self):
        self.automatic()
        move = self.invoice(self.alice, 100)
        paid = self.pay(move)
        self.work()
        self.erp_connection.erp_send_payments = "review"
        self.item(move).remove_move_reconcile()
        back = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.alice.id,
                "amount": 100,
                "date": "2026-03-20",
                "journal_id": self.bank.id,
            }
        )
        back.action_post()
        (self.item(paid.move_id) | self.item(back.move_id)).reconcile()
        rows = self.queue()
        self.assertEqual(rows.mapped("kind"), ["erp.payment.apply", "erp.refund.create"])
        self.env["ar.erp.check"]._check(self.erp_connection)
        self.assertEqual(rows.mapped("finding"), [False, False], rows.mapped("problems"))
        rows.with_user(self.manager).action_approve()
        self.work()
        self.assertFalse(self.open(), self.told())
        [refund] = self.erp.documents("refund")
        [there] = [self.erp._now(row) for row in self.erp.records.values() if row.kind == "payment"]
        self.assertEqual((str(refund.total), str(there.document.open_amount)), ("100.00", "0.00"))

    def test_what_waited_for_another_is_examined_again_when_that_is_made(self):
        self.erp_connection.erp_send_invoices = "automatic"
        move = self.invoice(self.alice, 100)
        self.pay(move)
        [payment] = self.queue().filtered(lambda row: row.erp_subject == "payment")
        self.env["ar.erp.check"]._check(self.erp_connection, payment)
        self.assertEqual(payment.finding, "target_missing")
        self.work()
        self.assertEqual((payment.state, payment.finding), ("review", False), payment.problems)

    def test_what_is_there_in_part_is_sent_again(self):
        """The server stops after the ERP made a write-off, and before it applied it."""
        self.automatic()
        move = self.invoice(self.alice, 100)
        self.work()
        self.entry(self.alice, 30, self.fees, self.item(move))
        self.queue()
        self.env["ar.sync.dispatch"]._stage_erp()
        self.erp.lose("create")
        self.assertTrue(self.Operation._send_ready())
        [row] = self.open()
        [there] = [record for record in self.erp.records.values() if record.kind == "write_off"]
        whole = there.document.applied
        self.erp.edit(there.id, applied=())
        self.assertEqual(row.state, "unknown")
        row._set_state("unknown", next_attempt_at=False)
        self.assertTrue(self.Operation._send_ready())
        self.assertEqual(row.state, "ready", "it is not taken for done")
        self.erp.records[there.id] = replace(there, document=replace(there.document, applied=whole))
        self.work()
        self.assertEqual((row.state, len(self.erp.documents("write_off"))), ("done", 1))
