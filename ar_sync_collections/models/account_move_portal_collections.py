"""Invoices as their customer sees them: what was promised and disputed, and what the customer may still say."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command

from .ar_dispute import OPEN

#: So often a customer may promise the same invoice in the portal: after that, it is talked about.
PROMISES_MAX = 3
#: So many things a customer may say about one invoice within a day.
DAY_MAX = 6


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_portal_situation(self) -> dict:
        """Return what the page of an invoice shows of promises and disputes, and what it offers."""
        self.ensure_one()
        move = self.sudo()
        disputes = move.ar_dispute_ids.sorted("id", reverse=True)
        promises = move.ar_promise_ids.sorted("id", reverse=True)
        is_open = move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual > 0
        is_open = is_open and move.payment_state in ("not_paid", "partial")
        today = (
            self.env["ar.promise"]
            .sudo()
            .new({"partner_id": move.commercial_partner_id.id, "company_id": move.company_id.id})
            ._today()
        )
        disputed = disputes.filtered(lambda row: row.state in OPEN)
        whole = disputed.filtered(lambda row: not row.is_part)
        rest = move.currency_id.round(move.amount_residual - move.ar_disputed_amount) if is_open else 0.0
        return {
            "is_shown": bool(is_open or disputes or promises.filtered(lambda row: row.state == "open")),
            "promises": promises.filtered(lambda row: row.state in ("open", "kept", "partly", "broken"))[:5],
            "open_promise": promises.filtered(lambda row: row.state == "open" and row.source == "portal")[:1],
            "disputes": disputes[:10],
            # Of an invoice that is disputed in part: what goes on being asked for.
            "rest": rest if disputed else 0.0,
            "may_promise": bool(rest > 0 and move._ar_portal_promises_left() and not whole),
            "may_dispute": bool(rest > 0 and not whole),
            "reasons": self.env["ar.dispute.reason"].sudo()._for_company(move.company_id).filtered("in_portal"),
            "today": today,
            "latest": today + timedelta(days=move.company_id.ar_collection_promise_days),
        }

    def _ar_portal_promises_left(self) -> int:
        made = self.sudo().ar_promise_ids.filtered(lambda row: row.source == "portal")
        return max(PROMISES_MAX - len(made), 0)

    def _ar_portal_check(self) -> None:
        """See that the invoice is open and that this customer has not said too much today.

        The invoice is locked, so that of two clicks at once one waits for the other.

        :raise ConcurrencyError: while somebody else works on it, as when a reminder is written; it begins anew.
        """
        if not self.sudo().try_lock_for_update():
            raise ConcurrencyError(self.env._("Somebody is working on this invoice at the moment."))
        found = self._ar_portal_situation()
        if not (found["may_promise"] or found["may_dispute"]):
            raise UserError(self.env._("Nothing more can be said about this invoice here. Please call us."))
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        move = self.sudo()
        said = [*move.ar_promise_ids, *move.ar_dispute_ids]
        if len([row for row in said if row.source == "portal" and row.create_date > since]) >= DAY_MAX:
            raise UserError(self.env._("You have told us a lot about this invoice today. Please call us."))

    def _ar_portal_promise(self, day, amount: float) -> str:
        """Log the customer's promise; return what the page says. Who promises the same again changes nothing."""
        self.ensure_one()
        self._ar_portal_check()
        found, move = self._ar_portal_situation(), self.sudo()
        before = found["open_promise"]
        amount = move.currency_id.round(amount) or move.amount_residual
        if before and before.date == day and not move.currency_id.compare_amounts(before.amount, amount):
            return self.env._("Thank you. We have noted it already.")
        if not found["may_promise"]:
            raise UserError(self.env._("Please call us, so that we can agree on a day."))
        if not found["today"] <= day <= found["latest"]:
            words = {"first": str(found["today"]), "last": str(found["latest"])}
            raise UserError(self.env._("Please choose a day from %(first)s to %(last)s.", **words))
        if move.currency_id.compare_amounts(amount, move.amount_residual) > 0:
            left = move.currency_id.format(move.amount_residual)
            raise UserError(self.env._("Only %s is left to pay of this invoice.", left))
        promise = (
            self.env["ar.promise"]
            .sudo()
            .create(
                {
                    "partner_id": move.commercial_partner_id.id,
                    "company_id": move.company_id.id,
                    "date": day,
                    "amount": amount,
                    "currency_id": move.currency_id.id,
                    "move_ids": [Command.set(move.ids)],
                    "source": "portal",
                    "replaces_id": before.id,
                }
            )
        )
        promise._tell("ar_sync_collections.mail_template_promise_made")
        promise._notify_responsible(self.env._("Promised in the portal: %s", promise.display_name))
        return self.env._("Thank you. We do not remind you before that day.")

    def _ar_portal_dispute(self, reason_id: int, text: str, amount: float, files) -> str:
        """Open the customer's dispute; return what the page says."""
        self.ensure_one()
        self._ar_portal_check()
        found, move = self._ar_portal_situation(), self.sudo()
        reason = found["reasons"].filtered(lambda row: row.id == reason_id)
        if not found["may_dispute"]:
            raise UserError(self.env._("This invoice is disputed already."))
        if not reason:
            raise UserError(self.env._("Please choose what is wrong."))
        if not text:
            raise UserError(self.env._("Please write in a few words what is wrong."))
        same = found["disputes"].filtered(lambda row: row.state in OPEN and row.description == text)
        if same:
            return self.env._("Thank you. We have noted it already.")
        left = found["rest"] or move.amount_residual
        if amount and move.currency_id.compare_amounts(amount, left) > 0:
            if found["rest"]:
                words = move.currency_id.format(left)
                raise UserError(self.env._("Only %s of this invoice is not disputed yet.", words))
            raise UserError(self.env._("Only %s is left to pay of this invoice.", move.currency_id.format(left)))
        dispute = (
            self.env["ar.dispute"]
            .sudo()
            .create(
                {
                    "move_id": move.id,
                    "reason_id": reason.id,
                    # All of it, where a part is disputed already, is the rest.
                    "amount": move.currency_id.round(amount) or found["rest"],
                    "description": text,
                    "source": "portal",
                }
            )
        )
        if files:
            dispute.message_post(body=self.env._("Attached by the customer."), attachments=files)
        dispute._tell("ar_sync_collections.mail_template_dispute_opened")
        dispute._notify_responsible(self.env._("Disputed in the portal: %s", dispute.display_name))
        return self.env._("Thank you. We look into it and tell you what comes of it.")

    def _ar_portal_withdraw(self, name: str, record_id: int) -> str:
        """Take back what the customer said here about this invoice; return what the page says."""
        self.ensure_one()
        said = self.sudo()[name].filtered(lambda row: row.id == record_id and row.source == "portal")
        if not said or said.state not in ("open", "review"):
            raise UserError(self.env._("This was settled meanwhile."))
        if said._name == "ar.promise":
            said._withdraw("customer")
        else:
            said._close("withdrawn")
        said._notify_responsible(self.env._("Taken back in the portal: %s", said.display_name))
        return self.env._("It is taken back.")
