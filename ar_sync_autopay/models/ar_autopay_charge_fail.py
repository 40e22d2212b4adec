"""When a charge fails: why, who is told, whether it is tried again, and that auto-pay ends."""

from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.ar_sync.protocol.errors import SyncError
from odoo.addons.ar_sync.protocol.steps import Step

from ..outgoing import CANCEL
from ..planning import declines
from .ar_autopay_charge_send import Withdrawn

_lt = LazyTranslate(__name__)

#: So long a customer may confirm a payment that the bank wants confirmed.
CONFIRM_DAYS = 7
#: Why, in words for the customer: reason of the table of declines -> sentence.
REASONS = {
    "account": _lt("the bank account is closed, or cannot be charged."),
    "ask_bank": _lt("your bank did not allow it. Your bank can tell you why."),
    "bank": _lt("your bank declined it without saying why."),
    "bank_down": _lt("your bank could not be reached."),
    "card_data": _lt("the card's data is not, or no longer, right."),
    "confirm": _lt("your bank wants you to confirm it."),
    "currency": _lt("your card or account cannot pay in this currency."),
    "expired": _lt("the card has expired."),
    "limit": _lt("it is over a limit of your card or account."),
    "method_gone": _lt("the card or account is not there any more."),
    "no_funds": _lt("there was not enough money on the account."),
    "not_supported": _lt("your card does not support this kind of payment."),
    "other": _lt("your bank declined it."),
    "revoked": _lt("the permission to charge your account was withdrawn at your bank."),
}


class ArAutopayCharge(models.Model):
    _inherit = "ar.autopay.charge"

    def _stripe_failed(self, operation, error: SyncError) -> None:
        """A change of ours did not happen, for certain."""
        if operation.kind != "payment_intent.create" or self.state != "sending":
            return
        intent = getattr(error, "payment_intent_id", "") or False
        if isinstance(error, Withdrawn):
            # Whatever changed wakes the planning, and so does each day: asking for it here would go round and round.
            ended = self.mandate_id.state == "ended"
            values = {"done_at": fields.Datetime.now()} if ended else {}
            self._set_state("cancelled" if ended else "held", why=error.message, decline_class="withdrawn", **values)
        elif getattr(error, "is_decline", False) or declines.is_of_customer(error.code):
            self._fail(error.code, error, intent_ref=intent)
        else:
            self._set_state("held", why=f"{error.message}\n{error.remedy}", decline_class="ours")
            note = self.env._("An automatic charge could not be made: %s", error.message)
            self.mandate_id._call_person(note, self.move_ids.invoice_user_id[:1])
        if intent and self.state in ("failed", "confirm"):
            self._cancel_intent(intent)

    def _fail_later(self, intent) -> None:
        """A bank debit came back, days after it was begun."""
        refused = intent.charge_ids.filtered(lambda row: row.status == "failed").sorted("id")[-1:]
        code = intent.error_code or refused.failure_code or "card_declined"
        details = {"message": intent.error_message or refused.failure_message or ""}
        self._fail(code, _Refusal(**details))

    def _fail(self, code: str, refusal, **values) -> None:
        """Keep a refusal; then ask the customer, try again later, or switch auto-pay off."""
        decline_code = getattr(refusal, "decline_code", "") or ""
        advice = getattr(refusal, "advice_code", "") or ""
        values |= {
            "failure_code": code or False,
            "decline_code": decline_code or False,
            "advice_code": advice or False,
            "decline_class": declines.classify(code, decline_code, advice),
            "failure_message": refusal.message,
        }
        if values["decline_class"] == declines.AUTHENTICATION:
            self._ask_customer(**values)
            return
        days = None
        if values["decline_class"] == declines.SOFT and self.company_id.ar_autopay_retries:
            days = self.env["ar.autopay.retry"]._days_after(self.company_id, self.attempt)
        self._set_state("failed", done_at=fields.Datetime.now(), why=self._reason_text(values), **values)
        self.env.flush_all()
        self._note_on_invoices()
        if days is not None:
            # Who leaves in this moment writes the mandate too: one is first, and no attempt outlasts the consent.
            self.env["ar.autopay.session"]._one_at_a_time(self.mandate_id)
        if days is None or self.mandate_id.state == "ended":
            self._switch_off()
        else:
            self._try_again(days)

    def _reason_text(self, values=None) -> str:
        """Return why it failed, in the customer's words and the language of the context."""
        values = values or {"failure_code": self.failure_code, "decline_code": self.decline_code}
        key = declines.reason(values.get("failure_code") or None, values.get("decline_code") or None)
        return str(self.env._(REASONS[key]))

    def _pay_url(self) -> str:
        """Return where the customer pays what this charge was for: the invoice, or the page of all."""
        self.ensure_one()
        if len(self.move_ids) == 1:
            return f"{self.move_ids.get_base_url()}{self.move_ids.get_portal_url()}"
        return self.mandate_id._portal_url()

    def _note_on_invoices(self) -> None:
        words = {"amount": self.currency_id.format(self.amount), "why": self.why}
        for move in self.move_ids:
            move.message_post(body=self.env._("Auto-pay could not charge %(amount)s: %(why)s", **words))

    def _try_again(self, days: int) -> None:
        """Plan another attempt; the customer was told of this charge and need not be told again."""
        mandate = self.mandate_id
        again = self.sudo().create(
            {
                "mandate_id": mandate.id,
                "charge_on": fields.Date.add(mandate._today(), days=days),
                "currency_id": self.currency_id.id,
                "attempt": self.attempt + 1,
                "previous_id": self.id,
                "notified_at": self.notified_at,
                "notified_amount": self.notified_amount,
                "line_ids": [
                    fields.Command.create({"line_id": line.line_id.id, "amount": line.amount}) for line in self.line_ids
                ],
            }
        )
        mandate._tell("ar_sync_autopay.mail_template_retry", self, ar_autopay_again_on=again.charge_on)

    def _switch_off(self) -> None:
        """End auto-pay of the customer: tell the customer and the person who looks after it. The invoices stay open."""
        mandate = self.mandate_id
        words = {"amount": self.currency_id.format(self.amount), "why": self.why}
        mandate._end("failed", self.env._("A charge of %(amount)s failed: %(why)s", **words))
        mandate._tell("ar_sync_autopay.mail_template_failed", self)
        note = self.env._("Auto-pay was switched off. A charge of %(amount)s failed: %(why)s", **words)
        mandate._call_person(note, self.move_ids.invoice_user_id[:1])

    # === THE CUSTOMER MUST CONFIRM === #

    def _ask_customer(self, **values) -> None:
        """The bank wants to see the customer: a link to pay is sent instead of charging."""
        until = fields.Date.add(self.mandate_id._today(), days=CONFIRM_DAYS)
        values.setdefault("decline_class", declines.AUTHENTICATION)
        self._set_state("confirm", why=self._reason_text(values), confirm_until=until, **values)
        self._note_on_invoices()
        self.mandate_id._tell("ar_sync_autopay.mail_template_confirm", self)

    @api.model
    def _follow_confirmations(self) -> int:
        """End what the customer has paid meanwhile, and what was not confirmed in time."""
        followed = False
        for charge in self.search([("state", "=", "confirm")]):
            if all(line._open_amount() <= 0 for line in charge.line_ids):
                charge._set_state("cancelled", done_at=fields.Datetime.now(), why=self.env._("The customer paid it."))
            elif charge.confirm_until < charge.mandate_id._today():
                charge._set_state("failed", done_at=fields.Datetime.now())
                charge.env.flush_all()
                charge._switch_off()
            else:
                continue
            followed = True
        if followed:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    # === CLEARING UP === #

    def _cancel_intent(self, intent_ref: str) -> None:
        """Have Stripe drop a payment that nobody will complete, so that no later money is taken for it."""
        connection = self.mandate_id.connection_id
        summary = self.env._("Drop the refused payment of %s", self.partner_id.display_name)
        step = Step(CANCEL, {"cancellation_reason": "abandoned"}, summary, target_id=intent_ref)
        operation = self.env["ar.sync.operation"]._plan(connection, self, f"{self._key()}/drop", [step])
        operation.filtered(lambda row: row.state == "review")._set_state("ready")


class _Refusal:
    """A refusal that came by a message and not as an answer."""

    def __init__(self, message: str) -> None:
        self.message = message
