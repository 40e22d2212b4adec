"""What was given up of an invoice is credited at Stripe: it is no money, and the invoice is closed there too."""

from odoo import fields, models

from odoo.addons.ar_sync.models.ar_match_receipt import ROLE_WRITE_OFF
from odoo.addons.ar_sync.models.ar_match_receipt_write_off import ROLE_GIVEN_UP
from odoo.addons.ar_sync.protocol.steps import Step

from ..payloads import out_credit_note
from ..payloads.currency import to_minor
from ..payloads.out_credit_note import CreditLine, CreditNoteFacts, CreditTax
from .account_move_facts import _decimal

LOST_GROUPS = ("income", "expense")


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _stripe_given_up(self) -> float:
        """Return how much of this settlement is no money but was given up, in the invoice's currency.

        A write-off of a receipt or of Odoo's payment wizard, a discount taken, or an entry against income and expenses.
        """
        self.ensure_one()
        line, whole = self.credit_move_id, self.debit_amount_currency
        move = line.move_id
        if line.ar_role == ROLE_WRITE_OFF:
            return whole
        if move.origin_payment_id:
            _money, counterpart, lost = move.origin_payment_id._seek_for_lines()
            settled = -sum(counterpart.mapped("amount_currency"))
            part = sum(lost.mapped("amount_currency")) / settled if settled > 0 else 0.0
            return self.debit_currency_id.round(whole * min(max(part, 0.0), 1.0))
        if line.ar_receipt_id or move.statement_line_id or move.move_type != "entry":
            return 0.0
        others = move.line_ids.filtered(lambda row: row.account_id != line.account_id)
        lost = all(row.account_id.internal_group in LOST_GROUPS or row.tax_line_id for row in others)
        return whole if others and lost else 0.0

    def _stripe_costs(self):
        """Return the journal items that bear what was given up with this settlement alone; none where it is shared."""
        line = self.credit_move_id
        if line.ar_role == ROLE_WRITE_OFF:
            earlier = line.move_id.line_ids.filtered(lambda row: row.ar_role == ROLE_WRITE_OFF and row.id < line.id)
            first = max(earlier.ids, default=0)
            return line.move_id.line_ids.filtered(lambda row: row.ar_role == ROLE_GIVEN_UP and first < row.id < line.id)
        if line.move_id.origin_payment_id:
            return line.move_id.origin_payment_id._seek_for_lines()[2]
        return line.move_id.line_ids.filtered(lambda row: row.account_id != line.account_id)

    # === AT STRIPE === #

    def _stripe_given_up_steps(self, connection, given_up: float) -> list[Step]:
        """Return the credit note over what was given up."""
        invoice = self.debit_move_id.move_id
        row = invoice.ar_stripe_invoice_id
        amount = invoice.currency_id.format(given_up)
        words = self.env._("Credit %(amount)s that was given up of %(number)s", amount=amount, number=invoice.name)
        try:
            facts = self._stripe_given_up_facts(connection, row, given_up)
        except ValueError as error:
            problems = connection._stripe_problem_text([("amount", {"reason": str(error)})])
            return [Step("credit_note.create", {}, words, problems=problems)]
        payload = out_credit_note.credit_note(facts, row.external_id, facts.total_minor)
        problems = connection._stripe_problem_text(out_credit_note.problems(facts))
        return [Step("credit_note.create", payload, words, problems=problems)]

    def _stripe_given_up_facts(self, connection, row, given_up: float) -> CreditNoteFacts:
        """Return what Stripe is told, with the taxes that were corrected here and no others."""
        currency = self.debit_currency_id

        def minor(amount):
            return to_minor(_decimal(currency.round(amount), currency.decimal_places), currency.name)

        costs = self._stripe_costs()
        name = costs[:1].name or self.credit_move_id.name or self.credit_move_id.move_id.name
        lines = [CreditLine(name, minor(given_up))]
        taxed = costs.filtered("tax_line_id")
        borne = sum(costs.mapped("amount_currency"))
        if taxed and costs.currency_id == currency and not currency.compare_amounts(borne, given_up):
            rates, taxes = row._rates_by_tax(), []
            for tax, own in taxed.grouped("tax_line_id").items():
                bases = costs.filtered(lambda line, tax=tax: tax in line.tax_ids.flatten_taxes_hierarchy())
                amount, base = (minor(sum(part.mapped("amount_currency"))) for part in (own, bases))
                taxes.append(CreditTax(rates.get((tax.name, tax.amount), ""), amount, base, tax.name))
            lines = [CreditLine(name, minor(sum((costs - taxed).mapped("amount_currency"))), tuple(taxes))]
        number = self.credit_move_id.move_id.name or ""
        return CreditNoteFacts(number, minor(given_up), tuple(lines), connection._stripe_backlink(self))

    def _stripe_done(self, operation, said: dict) -> None:
        """Show on Stripe's credit note what gave it up here."""
        if operation.kind == "credit_note.create":
            mine = [("connection_id", "=", operation.connection_id.id), ("external_id", "=", said["id"])]
            note = self.env["ar.stripe.credit.note"].sudo().search(mine)
            note.given_up_move_id = self.credit_move_id.move_id


class ArStripeCreditNote(models.Model):
    _inherit = "ar.stripe.credit.note"

    given_up_move_id = fields.Many2one(
        "account.move",
        string="Given Up By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The entry in Odoo that gave up what this note credits.",
    )

    def _is_to_book(self) -> bool:
        """What was given up here is in the books already, by the entry that gave it up."""
        return super()._is_to_book() and not self._is_given_up_here()

    def _is_given_up_here(self) -> bool:
        """Tell whether a settlement of this database made this note, if it still stands or not."""
        metadata = self.metadata or {}
        same_database = metadata.get("odoo_db") == self.connection_id._stripe_database()
        return same_database and metadata.get("odoo_model") == "account.partial.reconcile"
