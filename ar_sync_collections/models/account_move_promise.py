"""Invoices: promised or not, and why they are left alone."""

from datetime import date

from odoo import api, fields, models

from odoo.addons.ar_sync.models.account_move_hold import Hold


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_promise_ids = fields.Many2many(
        "ar.promise",
        "ar_promise_move",
        "move_id",
        "promise_id",
        string="Promises",
        copy=False,
        groups="ar_sync.group_user",
    )
    ar_promised_on = fields.Date(
        string="Promised By",
        compute="_compute_ar_promised_on",
        search="_search_ar_promised_on",
        groups="ar_sync.group_user",
        help="The day of the open promise that is due first.",
    )

    @api.depends("ar_promise_ids.state", "ar_promise_ids.date")
    def _compute_ar_promised_on(self):
        for move in self:
            promises = move.ar_promise_ids.filtered(lambda row: row.state == "open")
            move.ar_promised_on = min(promises.mapped("date"), default=False)

    @api.model
    def _search_ar_promised_on(self, operator, value):
        if operator in ("=", "in") and not any(value if operator == "in" else [value]):
            return [("ar_promise_ids", "not any", [("state", "=", "open")])]
        if operator in ("!=", "not in") and not any(value if operator == "not in" else [value]):
            return [("ar_promise_ids", "any", [("state", "=", "open")])]
        return [("ar_promise_ids", "any", [("state", "=", "open"), ("date", operator, value)])]

    # === HOLDS === #

    def _ar_holds(self, purpose: str, day: date) -> dict[int, list[Hold]]:
        found = super()._ar_holds(purpose, day)
        for promise in self._ar_open_promises(day):
            hold = Hold("promised", promise._hold_sentence(), promise.until)
            for move in promise.move_ids & self:
                found.setdefault(move.id, []).append(hold)
        return found

    def _ar_open_promises(self, day: date):
        """Return the promises that keep these invoices from being asked for on ``day``."""
        return (
            self.env["ar.promise"]
            .sudo()
            .search(
                [
                    ("move_ids", "in", self.ids),
                    ("state", "=", "open"),
                    "|",
                    ("until", ">=", day),
                    ("waits_for_money", "=", True),
                ],
                order="until, id",
            )
        )

    # === WHAT CHANGES A VERDICT === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._ar_judge_promises()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._ar_judge_promises()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._ar_judge_promises()
        return result

    def _ar_judge_promises(self) -> None:
        """Judge the promises for these invoices anew."""
        self.env["ar.promise"]._judge_invoices(self.filtered(lambda move: move.move_type == "out_invoice"))

    def action_ar_promise(self):
        """Open a new promise for these invoices."""
        self.check_access("read")
        self.env["ar.promise"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "ar.promise",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.commercial_partner_id[:1].id,
                "default_company_id": self.company_id[:1].id,
                "default_move_ids": self.ids,
                "default_currency_id": self.currency_id[:1].id,
            },
        }

    def action_ar_promises(self):
        """Open the promises for these invoices."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_promise_action")
        return {**action, "domain": [("move_ids", "in", self.ids)], "context": {}}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_is_money(self) -> bool:
        """Tell whether this credit on a customer's account came in as money: no credit note, and nothing given up."""
        self.ensure_one()
        line = self.sudo()
        if line.move_id.move_type != "entry":
            return line.move_id.move_type == "out_receipt"
        if line.ar_role in ("write_off", "given_up"):
            return False
        return bool(line.journal_id.type in ("bank", "cash", "credit") or line.move_id.line_ids.ar_receipt_id)
