"""Payments that people entered in Odoo: their money is in the books already, and looks for its invoices."""

from odoo import api, fields, models
from odoo.tools import SQL

from .ar_match_receipt import ROLE_ON_ACCOUNT

BATCH = 200


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    payment_id = fields.Many2one(
        "account.payment", readonly=True, index="btree_not_null", ondelete="cascade", help="Entered by hand in Odoo."
    )

    @api.model
    def _take_in_payments(self) -> int:
        """Make receipts of open customer payments, and close those that were applied elsewhere.

        Only companies that want it. Return whether more wait (0 or 1).
        """
        companies = self.env["res.company"].sudo().search([("ar_take_in_payments", "=", True)])
        if not companies:
            return 0
        self._close_settled_payments(companies)
        lines = self._open_payment_lines(companies)
        receipts = self.sudo().with_context(tracking_disable=True).create(
            [self._payment_values(line) for line in lines]
        )
        for line, receipt in zip(lines, receipts, strict=True):
            line.write({"ar_receipt_id": receipt.id, "ar_role": ROLE_ON_ACCOUNT})
        self.env["ar.match.key"].sudo()._forget(lines)
        return int(len(lines) == BATCH)

    @api.model
    def _open_payment_lines(self, companies):
        """Return receivable items of posted customer payments that nothing is applied to."""
        self.env["account.move.line"].flush_model()
        self.env["account.payment"].flush_model(["payment_type", "partner_type", "move_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id
                     FROM account_payment payment
                     JOIN account_move_line line ON line.move_id = payment.move_id
                     JOIN account_account account ON account.id = line.account_id
                     JOIN res_company company ON company.id = line.company_id
                    WHERE payment.payment_type = 'inbound' AND payment.partner_type = 'customer'
                      AND line.company_id = ANY(%s) AND line.parent_state = 'posted'
                      AND account.account_type = 'asset_receivable' AND line.reconciled IS NOT TRUE
                      AND line.amount_residual_currency < 0 AND line.ar_receipt_id IS NULL
                      AND (company.ar_sync_import_from IS NULL OR line.date >= company.ar_sync_import_from)
                 ORDER BY line.id LIMIT %s""",
                companies.ids,
                BATCH,
            )
        )
        return self.env["account.move.line"].sudo().browse(line_id for (line_id,) in rows)

    @api.model
    def _payment_values(self, line) -> dict:
        """Return the receipt of a payment's open item."""
        payment = line.move_id.origin_payment_id
        texts = (payment.memo, payment.payment_reference, line.move_id.ref)
        return {
            "name": payment.name or line.move_id.name,
            "company_id": line.company_id.id,
            "journal_id": line.move_id.journal_id.id,
            "rail": "manual",
            "date": line.date,
            "currency_id": line.currency_id.id,
            "amount": -line.amount_residual_currency,
            "settlement_currency_id": line.currency_id.id,
            "settlement_amount": -line.amount_residual_currency,
            "partner_id": line.partner_id.id,
            "payer_name": line.partner_id.name,
            "reference_text": "\n".join(dict.fromkeys(text for text in texts if text)),
            "move_id": line.move_id.id,
            "payment_id": payment.id,
        }

    @api.model
    def _close_settled_payments(self, companies) -> None:
        """Close receipts of payments that somebody applied or took back in Odoo; open them again where that ended."""
        taken = [("payment_id", "!=", False), ("company_id", "in", companies.ids)]
        waiting = self.sudo().search([*taken, ("state", "in", ("new", "review", "booked"))])
        gone = waiting.filtered(lambda receipt: not receipt._open_lines() and not receipt._applied_lines())
        gone.proposal_ids._set_pending("superseded")
        gone._set_state("ignored", reason=self.env._("Applied or taken back elsewhere in Odoo."))
        is_open = [("parent_state", "=", "posted"), ("reconciled", "=", False), ("ar_role", "=", ROLE_ON_ACCOUNT)]
        back = self.sudo().search([*taken, ("state", "=", "ignored"), ("line_ids", "any", is_open)])
        back._set_state("new")
