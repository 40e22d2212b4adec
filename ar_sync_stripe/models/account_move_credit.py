"""Credit notes and refunds of Odoo at Stripe."""

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.steps import Step, bound

from ..payloads import out_credit_note


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_refund = fields.Boolean(
        string="Refund Through Stripe",
        readonly=True,
        copy=False,
        help="What was paid by Stripe goes back by Stripe. Otherwise Stripe is told that it went back another way.",
    )

    def _stripe_note_is_there(self) -> bool:
        """Tell whether this credit note is at Stripe."""
        binding = self.env["ar.sync.binding"].sudo()._of(self, "credit_note")
        return bool(binding.filtered(lambda row: not row.is_former))

    def _stripe_credit_note_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe to have this credit note.

        Money that goes back is a person's decision, whatever the settings say.
        """
        invoice = self.reversed_entry_id.sudo().ar_stripe_invoice_id
        if self.state != "posted" or not self.ar_stripe_wanted or self._stripe_note_is_there():
            return []
        if invoice.status not in ("open", "paid", "uncollectible"):
            return []
        summary = self.env._("Credit %(total)s of %(number)s", total=self._stripe_total(), number=invoice.display_name)
        try:
            facts = self._stripe_credit_note_facts(connection, invoice)
        except ValueError as error:
            problems = connection._stripe_problem_text([("amount", {"reason": str(error)})])
            return [Step("credit_note.create", {}, summary, problems=problems)]
        open_minor = 0 if invoice.status == "paid" else invoice._minor(invoice.amount_remaining) or 0
        back = out_credit_note.after_payment(facts, open_minor)
        steps, refund = [], None
        if back and self.ar_stripe_refund:
            refund = bound("refund", self._name, self.id)
            if not connection._ar_bound("refund", self):
                steps.append(self._stripe_refund_step(connection, invoice, back))
        payload = out_credit_note.credit_note(facts, invoice.external_id, open_minor, refund)
        problems = connection._stripe_problem_text(out_credit_note.problems(facts))
        steps.append(Step("credit_note.create", payload, summary, problems=problems, always_reviewed=bool(back)))
        return steps

    def _stripe_refund_step(self, connection, invoice, amount_minor: int) -> Step:
        """Return the step that gives money back the way it came."""
        paid = invoice.payment_ids.filtered(lambda row: row.status == "paid" and row.payment_intent_ref)
        enough = paid.filtered(lambda row: (row._minor(row.amount_paid) or 0) >= amount_minor)[:1]
        amount = self.currency_id.format(invoice._major(amount_minor))
        summary = self.env._("Refund %(amount)s of %(number)s", amount=amount, number=invoice.display_name)
        payload = {
            "payment_intent": enough.payment_intent_ref or "",
            "amount": amount_minor,
            "reason": "requested_by_customer",
            "metadata": connection._stripe_backlink(self),
        }
        missing = "" if enough else self.env._("No payment by Stripe of at least %s is on the invoice.", amount)
        return Step("refund.create", payload, summary, problems=missing, always_reviewed=True)

    def action_ar_stripe_refund(self):
        """Send this credit note, and give back through Stripe what was paid by Stripe."""
        self.ensure_one()
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        if self.move_type != "out_refund":
            raise UserError(self.env._("Only a credit note gives money back."))
        self.sudo().ar_stripe_refund = True
        return self.action_ar_stripe_send()


class ArStripeInvoice(models.Model):
    _inherit = "ar.stripe.invoice"

    def _rates_by_tax(self) -> dict:
        """Return (name of the tax in Odoo, percentage) -> tax rate at Stripe, of the taxes on this invoice.

        Lines that were sent from here have their taxes in the order in which they were sent.
        """
        self.ensure_one()
        found: dict = {}
        sent = {}
        if self.move_id.state == "posted":
            sent = {line.id: line.taxes for line in self.move_id._stripe_line_facts(self.connection_id)}
        for line in self.line_ids:
            number = (line.metadata or {}).get("odoo_line", "")
            taxes = sent.get(int(number)) if number.isdecimal() else None
            rows = line.taxes or []
            if taxes is not None and len(taxes) == len(rows):
                for tax, row in zip(taxes, rows, strict=True):
                    found[tax.name, float(tax.percentage)] = row["tax_rate_id"]
                continue
            for row in rows:
                tax = self.env["ar.stripe.tax.rate"]._account_tax(self.connection_id, row)
                found[tax.name, tax.amount] = row["tax_rate_id"]
        return found
