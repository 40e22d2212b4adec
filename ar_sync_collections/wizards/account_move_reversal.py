"""Odoo's own reversal of an invoice, made from a dispute: of what is disputed, and tied to it."""

from odoo import fields, models

from odoo.addons.ar_sync.protocol.money import major, minor, spread


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    ar_dispute_id = fields.Many2one("ar.dispute", string="Dispute", groups="ar_sync.group_user")

    def reverse_moves(self, is_modify=False):
        action = super().reverse_moves(is_modify=is_modify)
        if dispute := self.sudo().ar_dispute_id:
            dispute.check_access("write")
            notes = self.new_move_ids.filtered(lambda move: move.move_type == "out_refund")
            notes.sudo().ar_dispute_id = dispute
            if dispute.is_part and not is_modify:
                for note in notes.filtered(lambda move: move.state == "draft"):
                    note._ar_reduce_to(dispute.amount)
        return action


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_reduce_to(self, amount: float) -> None:
        """Have a draft credit note be about ``amount``, taxes included, shared among its lines as they are.

        Lines of one account and the same taxes become one. Where taxes round, it may miss the amount by a cent, and
        whoever posts it sees it.
        """
        self.ensure_one()
        digits = self.currency_id.decimal_places
        groups = self.invoice_line_ids.filtered(lambda line: line.display_type == "product").grouped(
            lambda line: (line.account_id, line.tax_ids, line.analytic_distribution and str(line.analytic_distribution))
        )
        totals = [minor(sum(lines.mapped("price_total")), digits) for lines in groups.values()]
        shares = spread(minor(amount, digits), [max(total, 0) for total in totals])
        commands = [fields.Command.delete(line.id) for line in self.invoice_line_ids]
        for lines, total, share in zip(groups.values(), totals, shares, strict=True):
            if not share:
                continue
            entered = sum(line.price_unit * line.quantity * (1 - line.discount / 100) for line in lines)
            price = float(major(share, digits)) * entered / float(major(total, digits))
            values = {
                "name": ", ".join(filter(None, lines.mapped("name")))[:500],
                "account_id": lines[:1].account_id.id,
                "tax_ids": [fields.Command.set(lines[:1].tax_ids.ids)],
                "analytic_distribution": lines[:1].analytic_distribution,
                "quantity": 1.0,
                "price_unit": self.currency_id.round(price),
            }
            commands.append(fields.Command.create(values))
        self.write({"invoice_line_ids": commands})
