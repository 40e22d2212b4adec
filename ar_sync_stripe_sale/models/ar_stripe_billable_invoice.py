"""From billable rows to invoices that go to Stripe: by Odoo's own invoicing, so that nothing is invoiced twice."""

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sale_order_billable import PICKED


class ArStripeBillable(models.Model):
    _inherit = "ar.stripe.billable"

    def action_ar_stripe_invoice(self):
        """Invoice these rows, one invoice per customer and currency, and have the customers pay them online.

        Managers of receivables post and send in the same step. Who may only sell makes drafts, which go to Stripe when
        somebody who may post them does.
        """
        self.check_access("read")
        self._check_ready()
        self._lock_sources()
        may_send = self.env.su or self.env.user.has_group("ar_sync.group_manager")
        rows = self._made_ready().exists()
        if not rows:
            raise UserError(self.env._("Nothing of this is to be invoiced any more."))
        moves = rows._make_invoices(may_send)
        if not may_send:
            return self._leave_drafts(moves)
        moves.sudo().action_post()
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        return invoices.action_ar_stripe_send() if invoices else rows.order_id.sudo().action_view_invoice(moves)

    def _check_ready(self) -> None:
        """Refuse what a person has to see to first, and companies that send nothing."""
        if not self:
            raise UserError(self.env._("Choose what is to be invoiced."))
        labels = dict(self._fields["problem"]._description_selection(self.env))
        for row in self.filtered("problem")[:1]:
            raise UserError(
                self.env._("%(what)s cannot be invoiced: %(why)s", what=row.display_name, why=labels[row.problem])
            )
        for company in self.company_id:
            if not self.env["ar.sync.connection"]._stripe_sending(company, "invoices"):
                raise UserError(self.env._("Sending invoices is switched off on the Stripe connection."))

    def _lock_sources(self) -> None:
        """Hold what is invoiced. Who comes second, with an older view of it, begins anew and finds nothing."""
        self._hold(self.order_line_id)

    @api.model
    def _hold(self, records) -> None:
        """Lock records until the end of the transaction.

        They are locked in one order, and none of them where one is taken: else two who want the same at the same
        moment could each hold what the other lacks, and both be refused.

        :raises UserError: somebody has them in hand at this moment.
        """
        if not records:
            return
        table, ids = SQL.identifier(records._table), tuple(records.ids)
        query = SQL("SELECT 1 FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE NOWAIT", table, ids)
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(query, log_exceptions=False)
        except psycopg2.errors.LockNotAvailable as error:
            raise UserError(
                self.env._("Somebody is invoicing this at this moment. Look again: what is left stays in the list.")
            ) from error

    def _made_ready(self):
        """Do what is needed before these rows can be invoiced, and return the rows that they are then."""
        return self

    def _make_invoices(self, as_manager: bool):
        """Return the draft invoices of these rows. Of an order taken as a whole down payments come off."""
        orders = self.order_id.sudo() if as_manager else self.order_id
        orders.check_access("write")
        moves = self.env["account.move"]
        picked = self._picked()
        for company, own in orders.grouped("company_id").items():
            moves |= own.with_company(company).with_context(**{PICKED: picked})._create_invoices(final=True)
        return self.env["account.move"].browse(moves.ids)

    def _picked(self) -> dict:
        """Return what is invoiced of which order, for the methods that Odoo's invoicing calls."""
        everything = self.sudo().search([("order_id", "in", self.order_id.ids), ("problem", "=", False)])
        left = everything - self.sudo()
        return {"lines": self.order_line_id.ids, "whole": (self.order_id - left.order_id).ids}

    def _leave_drafts(self, moves) -> dict:
        """Mark drafts for Stripe, and show them or say what becomes of them."""
        moves.sudo().filtered(lambda move: move.move_type == "out_invoice").ar_stripe_wanted = True
        words = self.env._(
            "%s invoices were prepared. They go to Stripe when somebody who may post them does.", len(moves)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": words,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
