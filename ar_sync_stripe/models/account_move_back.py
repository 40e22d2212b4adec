"""Invoices that are reset to draft or cancelled after Stripe had them: nobody pays there what is not owed here."""

from odoo import api, fields, models
from odoo.exceptions import UserError

#: At Stripe, an invoice in these states can be paid.
PAYABLE = ("open", "uncollectible")


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_still_payable = fields.Boolean(
        string="Still Payable at Stripe",
        compute="_compute_ar_stripe_still_payable",
        help="A draft or a cancelled invoice here that the customer can still pay at Stripe.",
    )

    @api.depends("state", "ar_stripe_invoice_id.status")
    def _compute_ar_stripe_still_payable(self):
        for move in self:
            there = move.sudo().ar_stripe_invoice_id
            payable = there.status in PAYABLE and not there.is_deleted
            move.ar_stripe_still_payable = payable and move.state in ("draft", "cancel")

    def button_draft(self):
        """What is on its way to Stripe stops; what is there waits for a person to void it, or for this to be posted."""
        result = super().button_draft()
        self._stripe_after_taking_back()
        return result

    def button_cancel(self):
        """Void at Stripe what is cancelled here. What was paid there is credited, not cancelled."""
        if not self.env.su:
            self._stripe_check_not_paid()
        result = super().button_cancel()
        self._stripe_after_taking_back()
        return result

    def _stripe_check_not_paid(self) -> None:
        """Refuse to cancel what the customer paid at Stripe: nothing voids that there."""
        for move in self:
            there = move.sudo().ar_stripe_invoice_id
            if there.status == "paid" and there.move_id == move and there.amount_paid:
                raise UserError(
                    self.env._(
                        "%(number)s is paid at Stripe and cannot be void there. Post it again and make a credit note.",
                        number=move.name or there.display_name,
                    )
                )

    def _stripe_after_taking_back(self) -> None:
        Sending = self.env["ar.sync.connection"]
        for move in self.filtered(lambda move: move.sudo().ar_stripe_wanted or move.sudo().ar_stripe_invoice_id):
            connection = move._stripe_connection()
            if connection in Sending._stripe_sending(move.company_id, "invoices"):
                move._stripe_forget_question(connection)
                move._stripe_plan(connection)

    def _stripe_forget_question(self, connection) -> None:
        """Nobody needs to be asked any more whether a draft is void at Stripe once it is cancelled here."""
        open_rows = self.env["ar.sync.operation"].sudo()._open_of(connection, f"invoice/{self.id}")
        if self.state == "cancel":
            for row in open_rows.filtered(lambda row: row.kind == "invoice.void" and row.state == "review"):
                row._set_state("cancelled", is_superseded=True)

    def _stripe_note_paid_otherwise(self) -> None:
        """Say on an invoice that was changed after it was paid at Stripe that the two differ."""
        there = self.sudo().ar_stripe_invoice_id
        if there.status != "paid":
            return
        there._note_difference(self.sudo())
        if there.difference_note:
            words = self.env._(
                "%(what)s It is paid at Stripe and cannot change there: change it back here, or credit it and invoice "
                "the rest.",
                what=there.difference_note,
            )
            self.sudo().ar_stripe_problem = words

    def action_ar_stripe_void(self):
        """Void at Stripe now what is a draft or cancelled here: the customer can no longer pay it."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        planned = self.env["ar.sync.operation"].sudo()
        for move in self:
            if not move.ar_stripe_still_payable:
                raise UserError(
                    self.env._("%s is not a draft or cancelled here and open at Stripe.", move.display_name)
                )
            connection = move._stripe_connection()
            if connection not in connection._stripe_sending(move.company_id, "invoices"):
                raise UserError(self.env._("Sending invoices is switched off on the Stripe connection."))
            planned |= move._stripe_plan(connection)
        planned.filtered(lambda row: row.state == "review").action_approve()
        return planned._show_planned()
