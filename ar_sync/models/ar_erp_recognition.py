"""How far an ERP has recognised the revenue of invoices."""

from odoo import api, fields, models

from ..protocol.erp import Recognized


class ArErpRecognition(models.Model):
    """What of one line of an invoice or credit note the ERP recognises in one period. It is never edited here.

    Where the ERP tells no periods there is one row for the line, or for the whole document. What a credit note takes
    back is below zero, so that rows add up.
    """

    _name = "ar.erp.recognition"
    _description = "Recognised Revenue"
    _order = "month desc, move_id desc, line, id"
    _rec_name = "move_id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    move_id = fields.Many2one(
        "account.move", string="Document", required=True, readonly=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one(
        "account.move.line", string="Invoice Line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Customer", store=True, index="btree_not_null"
    )
    line = fields.Integer(string="No.", readonly=True, help="Of the document's lines in the ERP; zero: all of them.")
    name = fields.Char(string="For", readonly=True)
    item_id = fields.Many2one("ar.erp.record", string="Item There", readonly=True, ondelete="set null")
    rule = fields.Char(readonly=True, help="The ERP's id of the rule by which it recognises.")
    begins_on = fields.Date(string="Earned From", readonly=True)
    ends_on = fields.Date(string="Earned Until", readonly=True)
    period_ref = fields.Char(string="Period's ERP ID", readonly=True)
    period = fields.Char(readonly=True)
    month = fields.Date(readonly=True, index=True, help="First day of the period. Empty: the ERP tells no periods.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    recognized = fields.Monetary(string="Recognised", readonly=True)
    deferred = fields.Monetary(readonly=True)
    difference = fields.Char(
        string="Differs", readonly=True, help="What the ERP recognises otherwise than the line here says."
    )
    read_at = fields.Datetime(string="Read On", readonly=True)

    # === READING === #

    @api.model
    def _read_revenue(self, connection, erp, bindings) -> int:
        """Read how far the revenue of these tied documents is recognised, and keep it. Return how many have any."""
        bindings = bindings.filtered(lambda row: row.res_model == "account.move" and row._ar_erp_is_there())
        moves = self.env["account.move"].sudo().browse(bindings.mapped("res_id")).exists()
        if "recognition_plan" not in erp.abilities:
            # Documents are read as a whole then, one by one: only those of which something may be deferred.
            moves = moves.filtered(self._may_be_deferred)
        by_move = {row.res_id: row for row in bindings}
        names = self._names(connection)
        count = 0
        for kind in ("invoice", "credit_memo"):
            mine = moves.filtered(lambda move, kind=kind: by_move[move.id].kind == kind)
            if not mine:
                continue
            found = erp.recognized(kind, [by_move[move.id].external_id for move in mine])
            count += len(found)
            for move in mine:
                rows = found.get(by_move[move.id].external_id, [])
                self._keep(connection, move, self._rows(connection, move, rows, names))
        return count

    @api.model
    def _may_be_deferred(self, move) -> bool:
        maker = self.env["ar.erp.maker.invoice"]
        return bool(
            move.ar_erp_kind
            or move.ar_erp_recognition_ids
            or any(maker._recognition(line) for line in move.invoice_line_ids)
        )

    @api.model
    def _names(self, connection) -> dict:
        """Return (list, the ERP's id) -> its entry, of periods and items."""
        domain = [("connection_id", "=", connection.id), ("kind", "in", ("period", "item"))]
        rows = self.env["ar.erp.record"].sudo().with_context(active_test=False).search(domain)
        return {(row.kind, row.external_id): row for row in rows}

    @api.model
    def _rows(self, connection, move, found: list[Recognized], names: dict) -> list[dict]:
        """Return the values of a document's rows."""
        sign = -1 if move.move_type == "out_refund" else 1
        lines = move.invoice_line_ids.filtered(lambda row: row.display_type == "product").sorted("sequence")
        rows = []
        for told in found:
            # A document that was taken over has one line here, whatever it has there.
            line = lines[told.line - 1] if 0 < told.line <= len(lines) and not move.ar_erp_kind else lines.browse()
            item = names.get(("item", told.item))
            common = {
                "connection_id": connection.id,
                "move_id": move.id,
                "move_line_id": line.id,
                "line": told.line,
                "name": line.name or (item.display_name if item else False),
                "item_id": item.id if item else False,
                "rule": told.rule or False,
                "begins_on": told.begins_on or False,
                "ends_on": told.ends_on or False,
                "currency_id": move.currency_id.id,
                "difference": self._difference(line, told) or False,
            }
            for key, amount, recognized, deferred in _parts(told):
                period = names.get(("period", key))
                rows.append(
                    {
                        **common,
                        "period_ref": key or False,
                        "period": period.name if period else key or False,
                        "month": period.begins_on if period else False,
                        "amount": sign * abs(amount),
                        "recognized": sign * abs(recognized),
                        "deferred": sign * abs(deferred),
                    }
                )
        return rows

    @api.model
    def _difference(self, line, told: Recognized) -> str:
        """Say what the ERP recognises otherwise than the line here says; nothing where the line says nothing."""
        if not line:
            return ""
        ours, found = self.env["ar.erp.maker.invoice"]._recognition(line), []
        if ours and told.begins_on and (ours.begins_on, ours.ends_on) != (told.begins_on, told.ends_on):
            here = {"from": ours.begins_on.isoformat(), "to": ours.ends_on.isoformat()}
            found.append(self.env._("here %(from)s to %(to)s", **here))
        if line.currency_id.compare_amounts(abs(float(told.amount)), abs(line.price_subtotal)):
            found.append(self.env._("here %(amount)s", amount=line.currency_id.format(line.price_subtotal)))
        return ", ".join(found)

    @api.model
    def _keep(self, connection, move, rows: list[dict]) -> None:
        """Have exactly these rows of a document; what is the same is left alone."""
        Row = self.sudo()
        present = Row.search([("connection_id", "=", connection.id), ("move_id", "=", move.id)])
        known = {(row.line, row.period_ref): row for row in present}
        now, fresh = fields.Datetime.now(), []
        for values in rows:
            row = known.pop((values["line"], values["period_ref"]), None)
            if row is None:
                fresh.append({**values, "read_at": now})
                continue
            row.write({"read_at": now, **{name: value for name, value in values.items() if row._plain(name) != value}})
        Row.union(*known.values()).unlink()
        Row.create(fresh)

    def _plain(self, name: str):
        """Return a field's value as it is written."""
        value = self[name]
        return (value.id or False) if isinstance(value, models.BaseModel) else value


def _parts(told: Recognized):
    """Yield (id of the period, amount, recognised, deferred) of a line."""
    if not told.by_period:
        yield "", float(told.recognized + told.deferred), float(told.recognized), float(told.deferred)
    for key, amount, is_done in told.by_period:
        yield key, float(amount), float(amount) if is_done else 0.0, 0.0 if is_done else float(amount)
