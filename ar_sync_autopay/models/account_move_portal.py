"""Invoices as their customer sees them: what can be paid, what is on its way, what will be charged."""

from odoo import fields, models
from odoo.exceptions import ValidationError

from .account_move_hold import PROMISES_ONLY
from .ar_autopay_session_back import BOOKED

#: Money for the invoice is on its way: nobody is asked for it a second time.
UNDER_WAY = ("booking", "bank", "charging")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_autopay_situation(self) -> dict:
        """Return what the customer is told about paying this invoice.

        ``kind`` is one of ``hidden``, ``paid``, ``booking`` (paid, not yet in the books), ``bank`` (a bank works on
        it), ``charging``, ``confirm``, ``planned``, ``waiting`` (auto-pay is on and no day is set), ``left_out``
        (auto-pay is on and does not charge this one), ``paused`` and ``open``.
        """
        self.ensure_one()
        move = self.sudo()
        Mandate = self.env["ar.autopay.mandate"].sudo()
        found = {
            "kind": "hidden",
            "move": move,
            "company": move.company_id,
            "mandate": Mandate,
            "charge": move.ar_autopay_charge_id,
            "visit": self.env["ar.autopay.session"].sudo(),
            "can_pay": False,
            "offers": False,
            "amount_due": 0.0,
            "amount_whole": 0.0,
        }
        if move.move_type != "out_invoice" or move.state != "posted" or not move.commercial_partner_id:
            return found
        found["mandate"] = Mandate._of(move.commercial_partner_id, move.company_id)[:1]
        found["visit"] = self.env["ar.autopay.session"].sudo()._for(move).filtered(lambda row: row._has_money())[:1]
        found["kind"] = move._ar_autopay_kind(found)
        found["can_pay"] = found["kind"] in ("confirm", "planned", "waiting", "left_out", "paused", "open")
        if found["can_pay"]:
            connection = move.company_id._ar_autopay_connection(move.commercial_partner_id)
            for name, whole in (("amount_due", False), ("amount_whole", True)):
                found[name] = move.currency_id.round(sum(move._ar_amounts_to_pay(connection, whole).values()))
        found["offers"] = (
            found["can_pay"] and not found["mandate"] and move.partner_id._ar_autopay_is_offered(move.company_id)
        )
        return found

    def _ar_amounts_to_pay(self, connection, whole=False) -> dict:
        """Return open item -> amount that the customer pays now: what is due, else the next installment.

        What is in time for its early-payment discount is less the discount.

        :param whole: all installments.
        """
        self.ensure_one()
        zone = self.with_context(tz=connection.timezone or "UTC")
        today = fields.Datetime.context_timestamp(zone, fields.Datetime.now()).date()
        lines = self.sudo().line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.display_type == "payment_term"
                and line.amount_residual_currency > 0
            )
        )
        lines = lines.sorted(lambda line: (line.date_maturity or line.date, line.id))
        due = lines.filtered(lambda line: (line.date_maturity or line.date) <= today)
        chosen = lines if whole else due or lines[:1]
        return {
            line: line.currency_id.round(line.amount_residual_currency - line._ar_discount(today)) for line in chosen
        }

    def _has_to_be_paid(self):
        """Have Odoo's own button to pay rest as long as money of ours is on its way."""
        return super()._has_to_be_paid() and self._ar_autopay_situation()["kind"] not in UNDER_WAY

    def _get_online_payment_error(self):
        """Say why Odoo's own button to pay rests."""
        if self._ar_autopay_situation()["kind"] in UNDER_WAY:
            return self.env._("This invoice is being paid. Please do not pay it again.")
        return super()._get_online_payment_error()

    def _ar_autopay_check_free(self) -> None:
        """See that no money for these invoices is on its way, before another way to pay them is opened.

        Whoever begins to charge one of them in this moment writes it too: one of both is first.

        :raise ValidationError: where it is; its words are for the customer.
        """
        moves = self.sudo().exists()
        if moves:
            self.env["ar.autopay.session"]._one_at_a_time(moves)
        for move in moves:
            if move._ar_autopay_situation()["kind"] in UNDER_WAY:
                raise ValidationError(self.env._("%s is being paid. Please do not pay it again.", move.name))

    def _ar_autopay_kind(self, found: dict) -> str:
        charge, visit = found["charge"], found["visit"]
        if self.currency_id.is_zero(self.amount_residual) or self.amount_residual < 0:
            return "paid" if charge.state == "succeeded" else "hidden"
        if charge.state == "sending":
            return "charging"
        if charge.state == "processing" or visit.state == "opened" or self._ar_is_on_its_way_in_odoo():
            return "bank"
        if visit or (charge.state == "succeeded" and charge.receipt_id.state not in BOOKED):
            return "booking"
        if self.payment_state not in ("not_paid", "partial") or not self.company_id._ar_autopay_connection():
            return "hidden"
        if charge.state == "confirm":
            return "confirm"
        return self._ar_autopay_kind_by_mandate(found["mandate"], charge)

    def _ar_is_on_its_way_in_odoo(self) -> bool:
        """Tell whether one of Odoo's own payment providers has it; a promise to transfer money is no payment yet."""
        return any(
            row.state in ("pending", "authorized") and row.provider_code not in PROMISES_ONLY
            for row in self.transaction_ids
        )

    def _ar_autopay_kind_by_mandate(self, mandate, charge) -> str:
        if not mandate:
            return "open"
        if mandate.state == "paused":
            return "paused"
        if charge.state == "planned":
            return "planned"
        return "left_out" if self.ar_autopay_why_not or charge.state == "held" else "waiting"
