"""The chain of a sum of money, opened from any of its links."""

from collections.abc import Callable

from odoo import api, fields, models

# So many of a level are named; the rest are a list to open.
NAMED_MAX = 6
# So many are looked at from one link: a payout of ten thousand payments is a list, no picture.
WALK_MAX = 500


class ArSyncChain(models.TransientModel):
    """What one bank transaction, payout, payment or invoice is connected with, from the bank to the invoices.

    The levels stand in one order, from the bank to the invoices. From where it is opened the chain is followed both
    ways and never turns round: of a payment's payout, the other payments in it are not shown.

    Extension point: connectors add their levels (:meth:`_levels`) and what leads from one to another (:meth:`_edges`).
    """

    _name = "ar.sync.chain"
    _description = "Chain of Money"

    name = fields.Char(readonly=True)
    chain = fields.Json(readonly=True)

    @api.model
    def _levels(self) -> list[tuple[str, str, str]]:
        """Return (key, model, title) of each level, from the bank to the invoices."""
        return [
            ("bank", "account.bank.statement.line", self.env._("Bank transaction")),
            ("receipt", "ar.match.receipt", self.env._("Receipt")),
            ("invoice", "account.move", self.env._("Invoice")),
        ]

    @api.model
    def _edges(self) -> dict[tuple[str, str], Callable]:
        """Return (level, level) -> how records of the one lead to records of the other."""
        return {
            ("bank", "receipt"): lambda lines: lines.move_id.ar_receipt_ids,
            ("receipt", "bank"): lambda receipts: receipts.move_id.statement_line_id,
            ("receipt", "invoice"): lambda receipts: receipts._ar_invoices_paid(),
            ("invoice", "receipt"): lambda moves: moves.ar_receipt_ids,
        }

    @api.model
    def _walk(self, start) -> dict:
        """Return level -> records, of everything that ``start`` leads to in either direction."""
        levels = [key for key, _model, _title in self._levels()]
        models_of = {key: model for key, model, _title in self._levels()}
        first = next(key for key in levels if models_of[key] == start._name)
        found = {key: self.env[models_of[key]] for key in levels}
        found[first] = start
        edges = self._edges()
        place = levels.index(first)
        for way in (levels[place:], levels[place::-1]):
            for index, source in enumerate(way):
                for target in way[index + 1 :]:
                    step = edges.get((source, target))
                    if step and found[source]:
                        found[target] |= step(found[source][:WALK_MAX])
        return found

    @api.model
    def _rows(self, start) -> list[dict]:
        """Return the chain as the screen takes it: a row for each link, those of a crowded level as one list."""
        rows = []
        for (key, _model, title), records in zip(self._levels(), self._walk(start).values(), strict=True):
            for record in records[:NAMED_MAX]:
                text = self._link_text(key, record)
                rows.append(
                    {"label": title, "text": text, "model": record._name, "id": record.id, "here": record == start}
                )
            if len(records) > NAMED_MAX:
                text = self.env._("all %s", len(records))
                rows.append({"label": title, "text": text, "model": records._name, "id": False, "ids": records.ids})
        return rows

    @api.model
    def _link_text(self, key: str, record) -> str:
        """Return what a link is called."""
        return record.display_name

    @api.model
    def _open(self, start) -> dict:
        """Return the action that shows the chain of a record."""
        start.ensure_one()
        start.check_access("read")
        # Nobody writes a chain but we; who opened it may read it.
        chain = self.sudo().create({"name": start.display_name, "chain": self._rows(start)})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chain of %s", start.display_name),
            "res_model": self._name,
            "res_id": chain.id,
            "view_mode": "form",
            "target": "new",
        }


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def action_ar_chain(self):
        """Show what this receipt is connected with."""
        return self.env["ar.sync.chain"]._open(self)

    def _ar_invoices_paid(self):
        """Return the invoices this money pays, or had paid before it was taken back."""
        return self.invoice_ids.filtered(lambda move: move.is_invoice())


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_ar_chain(self):
        """Show what paid this invoice, back to the bank; of a bank transaction's entry, what its money is."""
        self.ensure_one()
        return self.env["ar.sync.chain"]._open(self.statement_line_id or self)


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def action_ar_chain(self):
        """Show what this bank transaction is made of, up to the invoices."""
        return self.env["ar.sync.chain"]._open(self)
