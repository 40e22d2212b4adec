"""From open invoices to planned charges, day by day; notices; cards that expire."""

import psycopg2

from odoo import api, fields, models

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.masking import mask

from ..planning.plan import Item, Terms, plan
from .money import units_of

_logger = masked_logger(__name__)

BATCH = 50
#: What is due within so many days is charged soon: a weekend and holidays may bring it forward.
NEAR_DAYS = 7
#: So long before its expiry a card's owner is told.
EXPIRY_DAYS = 30


class ArAutopayMandate(models.Model):
    _inherit = "ar.autopay.mandate"

    @api.model
    def _plan_waiting(self) -> int:
        """Plan the charges of one batch of customers, and commit. Return whether more wait (0 or 1)."""
        self._resume_due()
        due = self.search(
            [
                ("state", "=", "active"),
                "|",
                ("needs_plan", "=", True),
                "|",
                ("plan_at", "=", False),
                ("plan_at", "<=", fields.Datetime.now()),
            ],
            order="plan_at, id",
            limit=BATCH + 1,
        )
        for mandate in due[:BATCH].try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    mandate.with_company(mandate.company_id)._plan_charges()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                # Nothing of this customer is charged on a plan that failed; the others are.
                _logger.exception("charges of mandate %s were not planned", mandate.id)
                mandate.write({"needs_plan": False, "plan_at": mandate._next_day_at(), "plan_error": mask(str(error))})
                mandate.charge_ids._hold_planned(self.env._("The charges of the customer could not be planned."))
        if due:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(due) > BATCH)

    @api.model
    def _resume_due(self) -> None:
        """End pauses whose day has come."""
        paused = self.search([("state", "=", "paused"), ("paused_until", "<=", fields.Date.today())])
        over = paused.filtered(lambda row: row.paused_until <= row._today())
        over._set_state("active", paused_until=False, needs_plan=True)

    def _plan_charges(self) -> None:
        """Have the planned charges be what the customer's open items call for today."""
        self.ensure_one()
        Charge = self.env["ar.autopay.charge"]
        lines = self._open_lines()
        fixed = self.charge_ids.filtered(
            lambda row: row.state in ("sending", "processing", "confirm") or (row.is_open and row.attempt > 1)
        )
        busy = fixed.line_ids.line_id
        found = plan(self._items(lines, busy), self._terms(lines))
        if self._use_credits(found.credits, lines):
            lines = self._open_lines()
            found = plan(self._items(lines, busy), self._terms(lines))
        Charge._sync(self, found.charges)
        fixed._follow_amounts()
        self.charge_ids._hold_over_limits()
        self._note_left_out(dict(found.left_out), lines)
        self.write({"needs_plan": False, "plan_at": self._next_day_at(), "plan_error": False})
        self._follow_method()

    def _open_lines(self):
        """Return what the customer owes and is owed: open items of posted invoices and credit notes."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_id.commercial_partner_id", "=", self.partner_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("display_type", "=", "payment_term"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("reconciled", "=", False),
                ("amount_residual_currency", "!=", 0),
            ]
        )

    def _items(self, lines, busy) -> list[Item]:
        """Return open items as the planner takes them.

        :param busy: those in a charge that was sent, or is tried again.
        """
        obstacles = (lines - busy)._ar_autopay_obstacles(self._today()) | dict.fromkeys(busy.ids, "under_way")
        return [self._item(line, obstacles.get(line.id, "")) for line in lines]

    def _item(self, line, obstacle: str) -> Item:
        move, currency = line.move_id, line.currency_id
        return Item(
            key=f"{line.id:012d}",
            due_on=line.date_maturity or move.invoice_date_due or line.date,
            amount_minor=units_of(line.amount_residual_currency, currency),
            currency=currency.name,
            alone=bool(move.sudo().ar_stripe_invoice_id),
            is_recurring=move._ar_is_recurring(),
            obstacle=obstacle,
            discount_minor=units_of(line._ar_discount(), currency),
            discount_until=line.discount_date or None,
        )

    def _terms(self, lines) -> Terms:
        """Return what customer and company agreed, as the planner takes it."""
        company, today = self.company_id, self._today()
        notice = company._ar_autopay_notice_of(self.method_type or "")
        from_day = fields.Date.add(today, days=notice)
        last = max([from_day, *filter(None, lines.mapped("date_maturity"))])
        return Terms(
            rule=company.ar_autopay_rule,
            combine=company.ar_autopay_combine,
            only_recurring=self.covers == "recurring",
            currencies=self._currencies(),
            holidays=company._ar_holidays(fields.Date.subtract(today, days=60), fields.Date.add(last, days=60)),
            from_day=from_day,
            take_discounts=company.ar_autopay_take_discounts,
        )

    def _use_credits(self, credits, lines) -> bool:
        """Set credit notes off against invoices before money is asked for, oldest first. Return whether any was.

        Only what is charged soon is settled; until then the plan shows what will be left.
        """
        Line = self.env["account.move.line"]
        days = self.company_id._ar_autopay_notice_of(self.method_type or "") + NEAR_DAYS
        soon = fields.Date.add(self._today(), days=days)
        used = False
        for credit_key, invoice_key, _amount in credits:
            credit, invoice = Line.browse([int(credit_key), int(invoice_key)])
            if invoice.date_maturity and invoice.date_maturity > soon:
                continue
            (credit | invoice).reconcile()
            used = True
            words = self.env._("Credit note %s was used before charging.", credit.move_id.name)
            invoice.move_id.message_post(body=words)
        return used

    def _note_left_out(self, left_out: dict[str, str], lines) -> None:
        """Say on the invoices why they are not charged."""
        words = self.env["ar.autopay.charge"]._obstacle_words()
        for line in lines:
            why = left_out.get(f"{line.id:012d}", "")
            text = "" if why in ("", "under_way") else words.get(why, why)
            if (line.move_id.ar_autopay_why_not or "") != text:
                line.move_id.sudo().ar_autopay_why_not = text or False

    # === THE CARD === #

    def _follow_method(self) -> None:
        """Notice what became of the card or account: updated by the bank, about to expire, taken off."""
        method = self.method_id
        if not method:
            return
        if method.is_deleted or not method.customer_ref:
            note = self.env._("%s was taken off at Stripe, so nothing can be charged.", self.method_name)
            self._end("method", note)
            self._call_person(note)
            return
        if method.display_name != self.method_name:
            words = {"old": self.method_name or "", "new": method.display_name}
            self.message_post(body=self.env._("The bank replaced %(old)s by %(new)s.", **words))
            self.method_name = method.display_name
        self._tell_expiry()

    def _tell_expiry(self) -> None:
        """Tell the customer once that the card is about to expire."""
        expires_on = self.method_id.expires_on
        soon = fields.Date.add(self._today(), days=EXPIRY_DAYS)
        if not expires_on or expires_on > soon or self.expiry_told_on == expires_on:
            return
        self.expiry_told_on = expires_on
        self._tell("ar_sync_autopay.mail_template_expiring")
        self.message_post(body=self.env._("The customer was told that the card expires on %s.", expires_on))

    def _charged_this_month(self, day, but=None) -> float:
        """Return what was charged, or is under way, in the month of ``day``, in the company's currency."""
        first = fields.Date.start_of(day, "month")
        domain = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "in", ("sending", "processing", "confirm", "succeeded")),
            ("charge_on", ">=", first),
            ("charge_on", "<=", fields.Date.end_of(day, "month")),
        ]
        rows = self.env["ar.autopay.charge"].search(domain) - (but or self.env["ar.autopay.charge"])
        return sum(rows.mapped("amount_company"))
