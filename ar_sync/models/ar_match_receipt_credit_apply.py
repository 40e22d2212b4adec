"""Applying a customer's credit: set against invoices without an entry where that is exact, and taken off again."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_match_receipt import ROLE_WRITE_OFF
from .ar_match_receipt_book import QUIET
from .ar_match_share import Share


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    application_ids = fields.One2many(
        "account.partial.reconcile", "ar_receipt_id", string="Set Against", readonly=True, copy=False
    )

    @api.depends("application_ids.debit_move_id")
    def _compute_invoice_ids(self):
        result = super()._compute_invoice_ids()
        for receipt in self.filtered("credit_line_id"):
            receipt.invoice_ids |= receipt.sudo().application_ids.debit_move_id.move_id.with_env(self.env)
            receipt.invoice_count = len(receipt.invoice_ids)
        return result

    def _is_applied(self) -> bool:
        """Tell whether this receipt settles anything now."""
        self.ensure_one()
        return bool(self._applied_lines() or self.sudo().application_ids)

    # === APPLYING === #

    def _apply_booked(self, shares: list[Share]) -> list:
        """A credit is set against its invoices one by one, each reconciliation kept as this receipt's."""
        credit = self._open_credits()
        if not self.credit_line_id or not shares or not credit or not self._is_direct(credit, shares):
            return super()._apply_booked(shares)
        for share in sorted(shares, key=lambda one: not self._takes_all(one)):
            self._set_against(credit, share)
        return []

    def _is_direct(self, open_lines, shares: list[Share]) -> bool:
        """Tell whether reconciling alone gives the wanted amounts: whole items, and at most one that takes the rest."""
        if not self.credit_line_id or len(open_lines) != 1:
            return super()._is_direct(open_lines, shares)
        given = sum(share.amount for share in shares)
        partly = [share for share in shares if not self._takes_all(share)]
        used_up = not self.currency_id.compare_amounts(given, -open_lines.amount_residual_currency)
        payer = open_lines.partner_id.commercial_partner_id
        alike = all(
            share.amount > 0
            and share.item.account_id == open_lines.account_id
            and share.item.partner_id.commercial_partner_id == payer
            for share in shares
        )
        return alike and (not partly or (len(partly) == 1 and used_up))

    def _takes_all(self, share: Share) -> bool:
        """Tell whether a share is all that is open on its item."""
        return not self.currency_id.compare_amounts(share.amount, share.item.amount_residual_currency)

    def _set_against(self, credit, share: Share) -> None:
        """Reconcile the credit with one item, and keep which reconciliation is this receipt's."""
        before = credit.matched_debit_ids
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((credit | share.item).ids)])
        made = (credit.matched_debit_ids - before).filtered(lambda partial: partial.debit_move_id == share.item)
        if self.currency_id.compare_amounts(sum(made.mapped("credit_amount_currency")), share.amount):
            raise UserError(
                self.env._(
                    "%(receipt)s cannot be set against %(item)s: one of them has changed.",
                    receipt=self.name,
                    item=share.item._ar_item_number(),
                )
            )
        made.sudo().ar_receipt_id = self

    def _note_of_share(self, share: Share) -> str:
        if not self.credit_line_id:
            return super()._note_of_share(share)
        note = self.env._(
            "%(amount)s of the credit %(receipt)s set against it.",
            amount=self.currency_id.format(share.amount),
            receipt=self.name,
        )
        return " ".join([note, *self._notes_of_write_offs(share)])

    # === TAKING OFF === #

    def _unapply(self) -> None:
        applications = self.sudo().application_ids
        applications.with_context(ar_undoing=True, **QUIET).unlink()
        return super()._unapply()

    def _credit_taken_off(self, items) -> None:
        """Note that somebody took this credit off ``items`` elsewhere in Odoo: a person decides anew."""
        self.ensure_one()
        beside = self.line_ids.filtered(
            lambda line: (
                line.ar_role == ROLE_WRITE_OFF and line.parent_state == "posted" and line.ar_applied_line_id in items
            )
        )
        self._take_back_entries(beside.move_id)
        if self.state in ("matched", "booked"):
            self._note_decision("review", reason=self.env._("Its application was removed on the invoice."))
