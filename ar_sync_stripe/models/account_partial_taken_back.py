"""Settlements that are taken back after Stripe was told of them: what can be said there is said, the rest is shown.

A payment record can be reported as refunded (docs.stripe.com/api/payment-record/report-refund), and a credit note be
void while its invoice is open. An invoice that is paid at Stripe stays paid: nothing opens it again.
"""

from calendar import timegm

from odoo import api, fields, models

from odoo.addons.ar_sync.protocol.errors import NeedsPerson
from odoo.addons.ar_sync.protocol.steps import Step

from ..payloads.out_payment import refund_report

PARTIAL = "account.partial.reconcile"
TOLD = ("payment_record.attach", "credit_note.create")
TAKEN_BACK = ("payment_record.refund", "credit_note.void")


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A settlement that is taken back is not reported any more; what was sent of it is taken back too."""
        Operation = self.env["ar.sync.operation"].sudo()
        about = Operation.search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        unsent = about.filtered(lambda row: row.state in ("draft", "review", "ready", "failed"))
        for row in unsent.filtered(lambda row: not row._is_uncertain()):
            row._set_state("cancelled", is_superseded=True)
        told = about.filtered(lambda row: row.kind in TOLD and row.state == "done")
        result = super().unlink()
        told._stripe_take_back()
        return result


class ArSyncOperation(models.Model):
    _inherit = "ar.sync.operation"

    def _ar_operation_done(self, result: dict):
        """What was on its way while its settlement was taken back is taken back now."""
        done = super()._ar_operation_done(result)
        if self.res_model == PARTIAL and self.kind in TOLD and not self._record():
            self._stripe_take_back()
        return done

    def _stripe_take_back(self) -> None:
        """Plan what takes these reports back. A person approves it: it is said of money that came or did not."""
        for told in self:
            row = told._stripe_told_invoice()
            note = told.kind == "credit_note.create"
            if row.move_id and (note or told.payload.get("payment_record")):
                step = told._stripe_void_note_step(row) if note else told._stripe_refund_report_step(row)
                chain = f"taken_back/{told.id}"
                self._plan(told.connection_id, row.move_id, chain, [step])
                row.move_id._message_log(body=step.summary)

    def _stripe_told_invoice(self):
        """Return the Stripe invoice of which this change told that something settled it."""
        external_id = self.target or (self.payload or {}).get("invoice")
        return self.env["ar.stripe.invoice"].sudo().search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", external_id)], limit=1
        )  # fmt: skip

    def _stripe_refund_report_step(self, row) -> Step:
        record = self.payload["payment_record"]
        report = self.search([("connection_id", "=", self.connection_id.id), ("external_id", "=", record)], limit=1)
        paid = report.payload["amount_requested"]
        amount = row.currency_id.format(row._major(paid["value"]))
        number = row.move_id.name
        words = self.env._("Report that %(amount)s paid for %(number)s was taken back", amount=amount, number=number)
        backlink = self.connection_id._stripe_backlink(row.move_id)
        now = timegm(fields.Datetime.now().timetuple())
        payload = refund_report(paid["currency"], paid["value"], now, f"{number}-{self.id}", backlink)
        return Step("payment_record.refund", payload, words, target_id=record, always_reviewed=True)

    def _stripe_void_note_step(self, row) -> Step:
        note = self.env["ar.stripe.credit.note"].sudo()
        note = note.search([("connection_id", "=", row.connection_id.id), ("external_id", "=", self.external_id)])
        amount = row.currency_id.format(note.total)
        words = self.env._("Void the credit of %(amount)s on %(number)s", amount=amount, number=row.move_id.name)
        problems = ""
        if row.status == "paid":
            problems = self.env._("The invoice is paid at Stripe: nothing opens it again, and its credit stays.")
        return Step("credit_note.void", {}, words, problems=problems, target_id=self.external_id, always_reviewed=True)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_before_payment_record_refund(self, client, operation) -> None:
        """The invoice may have been paid again since: then nothing was given back."""
        move = operation._record()
        wanted = operation.payload["amount"]["value"]
        if move and move.state == "posted" and move._stripe_minor(move.amount_residual) < wanted:
            raise NeedsPerson(
                self.env._("%s has been paid again since, and Stripe knows it as paid.", move.name),
                self.env._("Cancel this change, unless the money was given back after all."),
            )

    def _stripe_find_refund_reported(self, client, operation):
        """The record says that so much was given back."""
        said = self._stripe_now(client, f"/v1/payment_records/{operation.target}")
        told = said and said["amount_refunded"]["value"] >= operation.payload["amount"]["value"]
        return said if told else None

    def _stripe_find_note_void(self, client, operation):
        said = self._stripe_now(client, f"/v1/credit_notes/{operation.target}")
        return said if said and said["status"] == "void" else None


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_gap_note = fields.Text(
        string="Difference to Stripe", compute="_compute_ar_stripe_gap_note", groups="ar_sync.group_user"
    )

    @api.depends("amount_residual", "state", "ar_stripe_invoice_id.amount_remaining")
    def _compute_ar_stripe_gap_note(self):
        Operation = self.env["ar.sync.operation"].sudo()
        about = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("kind", "in", TAKEN_BACK)]
        taken_back = {res_id for (res_id,) in Operation._read_group(about, ["res_id"])}
        for move in self:
            row = move.sudo().ar_stripe_invoice_id
            gap = move.amount_residual - row.amount_remaining
            if move.id not in taken_back or move.state != "posted" or move.currency_id.compare_amounts(gap, 0) <= 0:
                move.ar_stripe_gap_note = False
                continue
            move.ar_stripe_gap_note = self.env._(
                "Stripe was told of a payment or a credit that was taken back here. Open here: %(here)s; at Stripe: "
                "%(there)s (%(status)s), and Stripe cannot raise that. Collect the rest without Stripe; or credit the "
                "invoice, send the credit note, and invoice again.",
                here=move.currency_id.format(move.amount_residual),
                there=move.currency_id.format(row.amount_remaining),
                status=row.status_label,
            )
