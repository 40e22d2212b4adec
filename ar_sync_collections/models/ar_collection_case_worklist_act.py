"""What one does about a customer of the worklist."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def action_log_call(self):
        """Note a call: what came of it, and when to look again."""
        self.ensure_one()
        return self._ask_about_call("call")

    def action_snooze(self):
        """Take these customers off the worklist until a day; their messages go on."""
        return self._ask_about_call("snooze")

    def _ask_about_call(self, kind: str) -> dict:
        self.check_access("write")
        if not self:
            raise UserError(self.env._("Choose customers first."))
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_call_action")
        name = self.env._("Log a Call") if kind == "call" else self.env._("Snooze")
        context = {"default_kind": kind, "default_case_ids": self.ids, "default_company_id": self[:1].company_id.id}
        return {**action, "name": name, "display_name": name, "context": context}

    def action_wake(self):
        """Bring these customers back to the worklist."""
        self.check_access("write")
        self.sudo()._ar_through_gate().snoozed_until = False

    def action_log_promise(self):
        """Log what the customer promises, about what is open."""
        self.ensure_one()
        self.check_access("write")
        moves = self.env["ar.promise"].sudo()._open_invoices(self.partner_id, self.company_id)
        currency = self.currency_id if self.currency_id in moves.currency_id else moves.currency_id[:1]
        moves = moves.filtered(lambda move: move.currency_id == currency)
        due = moves.filtered(lambda move: move.invoice_date_due and move.invoice_date_due < self._today())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "ar.promise",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": (currency or self.currency_id).id,
                "default_move_ids": [Command.set((due or moves).ids)],
                "default_amount": sum((due or moves).mapped("amount_residual")),
                "default_source": "call",
            },
        }

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        self.check_access("read")
        return self.partner_id.get_formview_action()

    # === CALLS === #

    def _note_call(self, outcome: str, words: str, note: str, until) -> None:
        """Keep what came of a call: the task of calling is done, and the customer comes back on ``until``.

        :param words: the outcome as people say it.
        """
        now = fields.Datetime.now()
        for case in self:
            body = f"{words}: {note}" if note else words
            case.message_post(body=body, subtype_xmlid="mail.mt_note")
            case.activity_feedback(["mail.mail_activity_data_call"], feedback=body)
            values = {"called_at": now, "snoozed_until": until or False, "needs_plan": True}
            if outcome == "reached":
                values["reached_at"] = now
            case.sudo()._ar_through_gate().write(values)
        self.env["ar.sync.dispatch"]._dispatch("collect")
