"""Invoices: whether they are charged, when, and why not."""

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.ar_sync.protocol.steps import Step, reference

from ..outgoing import ATTACH


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_autopay_excluded = fields.Boolean(
        string="Not by Auto-Pay", readonly=True, copy=False, tracking=True, help="It is never charged by itself."
    )
    ar_autopay_why_not = fields.Char(string="Not Charged Because", readonly=True, copy=False)
    ar_autopay_line_ids = fields.One2many("ar.autopay.charge.line", "move_id", readonly=True)
    ar_autopay_session_ids = fields.One2many("ar.autopay.session", "move_id", readonly=True)
    ar_autopay_charge_id = fields.Many2one(
        "ar.autopay.charge", string="Automatic Charge", compute="_compute_ar_autopay"
    )
    ar_autopay_status = fields.Char(string="Auto-Pay", compute="_compute_ar_autopay")
    ar_autopay_is_active = fields.Boolean(compute="_compute_ar_autopay")

    @api.depends(
        "ar_autopay_line_ids.charge_id.state", "ar_autopay_line_ids.charge_id.charge_on", "ar_autopay_excluded",
        "ar_autopay_why_not", "payment_state", "state",
    )  # fmt: skip
    def _compute_ar_autopay(self):
        Mandate = self.env["ar.autopay.mandate"].sudo()
        for move in self:
            charges = move.sudo().ar_autopay_line_ids.charge_id.filtered(lambda row: row.state != "cancelled")
            charge = charges.filtered("is_open")[:1] or charges.sorted("id")[-1:]
            move.ar_autopay_charge_id = charge
            is_out = move.move_type == "out_invoice" and bool(move.commercial_partner_id)
            mandate = Mandate._of(move.commercial_partner_id, move.company_id) if is_out else Mandate
            move.ar_autopay_is_active = bool(mandate.filtered(lambda row: row.state == "active"))
            move.ar_autopay_status = move._ar_autopay_words(charge)

    def _ar_autopay_words(self, charge) -> str:
        """Return in one line what auto-pay has done, or will do, with this invoice."""
        when = format_date(self.env, charge.charge_on) if charge else ""
        words = {
            "planned": self.env._("Is charged on %s", when),
            "held": self.env._("Held: %s", charge.why or ""),
            "sending": self.env._("Is being charged"),
            "processing": self.env._("Charged on %s, the bank is working on it", when),
            "confirm": self.env._("The customer must confirm it"),
            "succeeded": self.env._("Charged on %s", when),
            "failed": self.env._("Failed on %(day)s: %(why)s", day=when, why=charge.why or ""),
        }
        return words.get(charge.state) or self.ar_autopay_why_not or ""

    def _ar_is_recurring(self) -> bool:
        """Tell whether this invoice comes from a subscription or a recurring order. Extension point."""
        self.ensure_one()
        return bool(self.sudo().ar_stripe_invoice_id.subscription_ref)

    def _ar_autopay_exclude(self, excluded: bool) -> None:
        """Exclude invoices from auto-pay, or take them in again."""
        self.sudo().write({"ar_autopay_excluded": excluded})
        self.env["ar.autopay.mandate"]._wake(self.partner_id)

    def action_ar_autopay_exclude(self):
        """Never charge these invoices by themselves."""
        self.check_access("read")
        self.env["ar.autopay.mandate"].check_access("write")
        self._ar_autopay_exclude(True)

    def action_ar_autopay_include(self):
        """Charge these invoices like any other again."""
        self.check_access("read")
        self.env["ar.autopay.mandate"].check_access("write")
        self._ar_autopay_exclude(False)

    def action_ar_autopay_view(self):
        """Open the charge of this invoice."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.autopay.charge",
            "res_id": self.ar_autopay_charge_id.id,
            "views": [(False, "form")],
        }

    def _ar_autopay_attach(self, connection, record, intent_ref: str) -> None:
        """Have Stripe count a payment on its own invoices, where these invoices are there.

        :param record: the charge or the visit to the payment page that made the payment.
        """
        for move in self:
            if not move._stripe_invoice_row(connection):
                continue
            words = {"amount": record.currency_id.format(record.amount), "number": move.name}
            summary = self.env._("Count %(amount)s as paid on %(number)s", **words)
            step = Step(ATTACH, {"payment_intent": intent_ref}, summary, reference("invoice", move._name, move.id))
            operation = self.env["ar.sync.operation"]._plan(connection, record, f"{record._key()}/{move.id}", [step])
            # It is the second half of a payment that was released, or made by the customer, already.
            operation.filtered(lambda row: row.state == "review")._set_state("ready")

    # === WAKING === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._ar_autopay_wake()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._ar_autopay_wake()
        return result

    def _ar_autopay_wake(self) -> None:
        """Have charges planned anew where an invoice or credit note of a customer changed."""
        partners = self.filtered(lambda move: move.is_sale_document()).partner_id
        if partners:
            self.env["ar.autopay.mandate"].sudo()._wake(partners)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_autopay_line_ids = fields.One2many("ar.autopay.charge.line", "line_id", readonly=True)

    def _ar_item_ids(self) -> list[str]:
        """Add the charges and visits to a payment page that are for this item: their money says so."""
        found = super()._ar_item_ids()
        found += [line._key() for line in self.sudo().ar_autopay_line_ids]
        return found + [session._key_of(self) for session in self.move_id.sudo().ar_autopay_session_ids]

    def _ar_discount(self, day=None) -> float:
        """Return the early-payment discount of this open item; 0 where there is none, or none any more.

        :param day: the day of the payment; None asks whether there is one at all.
        """
        self.ensure_one()
        if not self.discount_date or (day and day > self.discount_date):
            return 0.0
        if not self.move_id._is_eligible_for_early_payment_discount(self.currency_id, False):
            return 0.0
        return self.currency_id.round(self.amount_currency - self.discount_amount_currency)

    def _ar_autopay_touch_keys(self) -> None:
        """Have the money of a new charge find its items."""
        self.env["ar.match.key"].sudo()._rebuild(self)

    def _ar_autopay_touch_keys_of_items(self) -> None:
        """The same for all lines of an invoice: only its open items have keys."""
        self.filtered(lambda line: line.account_id.account_type == "asset_receivable")._ar_autopay_touch_keys()

    def _ar_autopay_obstacles(self, day, but=None) -> dict[int, str]:
        """Return by id of the item what keeps it from being charged, as a sentence; items that may be are not in it.

        What other addons know, such as promises and disputes, comes from :meth:`account.move._ar_holds`.

        :param day: the customer's own day.
        :param but: the charge that asks, in the moment before it is sent. When charges are planned, what is over
            before an item is due is no obstacle.
        """
        holds = self.move_id._ar_holds("charge", day)
        found = {}
        for line in self:
            last = day if but else max(day, line.date_maturity or day)
            holding = [hold for hold in holds.get(line.move_id.id, ()) if not hold.until or hold.until >= last]
            if holding:
                found[line.id] = holding[0].sentence
            elif line._ar_autopay_went_back(but):
                found[line.id] = self.env["ar.autopay.charge"]._obstacle_words()["went_back"]
        return found

    def _ar_autopay_went_back(self, but=None) -> bool:
        """Tell whether more would be charged for this item than it was ever worth.

        What was charged successfully counts, whether or not it is in the books yet, and whether or not it was refunded
        or disputed since: nothing is charged a second time by itself.
        """
        charged = self.sudo().ar_autopay_line_ids.filtered(
            lambda line: line.charge_id.state in ("sending", "processing", "succeeded") and line.charge_id != but
        )
        total = sum(charged.mapped("amount")) + abs(self.amount_residual_currency)
        return self.currency_id.compare_amounts(total, abs(self.amount_currency)) > 0
