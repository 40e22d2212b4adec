"""Credit of a customer, applied to what is owed: exactly so much, whatever else is open."""

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET


class ArStripeCredit(models.AbstractModel):
    """What credit notes and changes of a customer's balance do in the ledger.

    Odoo reconciles as much as both sides have. Where Stripe applied less, an entry between the two carries exactly
    that: it moves the part from the credit to the debt.
    """

    _name = "ar.stripe.credit"
    _description = "Credit Applied at Stripe"

    @api.model
    def _receivables(self, moves):
        """Return the journal items of posted entries that stand for what the customer owes, or has to his credit."""
        return moves.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.parent_state == "posted"
        )

    @api.model
    def _open_parts(self, lines, sign: int, amount: float) -> list:
        """Return (journal item, part) that make up to ``amount``, oldest first; sign 1 for debts, -1 for credits."""
        found, left = [], amount
        for line in lines.sorted(lambda line: (line.date, line.id)):
            currency = line.currency_id
            part = min(left, sign * line.amount_residual_currency)
            if currency.compare_amounts(part, 0) > 0:
                found.append((line, part))
                left = currency.round(left - part)
        return found

    @api.model
    def _apply(self, connection, sources: list, targets: list, date, ref: str):
        """Apply credits to debts of the same amount and currency. Return the entry between them, if one is needed.

        :param sources: (journal item with credit, part), targets: (journal item with debt, part).
        """
        if self._is_direct(sources, targets):
            self._reconcile([(sources[0][0], targets[0][0])])
            return self.env["account.move"]
        taken = [self._part_values(line, part, ref) for line, part in sources]
        given = [self._part_values(line, -part, ref) for line, part in targets]
        self._balance(connection.company_id.currency_id, taken, given)
        move = self._post(connection, date, ref, taken + given)
        ends = [line for line, _part in sources + targets]
        self._reconcile(zip(ends, move.line_ids.sorted("sequence"), strict=True))
        return move

    @api.model
    def _is_direct(self, sources: list, targets: list) -> bool:
        """Tell whether reconciling one credit with one debt gives exactly the amount wanted."""
        if len(sources) != 1 or len(targets) != 1:
            return False
        (credit, part), (debt, _part) = sources[0], targets[0]
        same = credit.account_id == debt.account_id and credit.partner_id == debt.partner_id
        most = min(-credit.amount_residual_currency, debt.amount_residual_currency)
        return same and not credit.ar_receipt_id and not credit.currency_id.compare_amounts(most, part)

    @api.model
    def _part_values(self, line, amount: float, ref: str) -> dict:
        """Return the journal item that meets ``amount`` of ``line``, at that line's own rate."""
        share = amount / line.amount_residual_currency if line.amount_residual_currency else 0.0
        return {
            "name": ref,
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
            "amount_currency": amount,
            "balance": line.company_currency_id.round(abs(line.amount_residual * share)) * (1 if amount > 0 else -1),
        }

    @api.model
    def _balance(self, company_currency, taken: list[dict], given: list[dict]) -> None:
        """Give the debts' side what the credits are worth: Odoo books the difference of rates when it reconciles."""
        total = sum(line["balance"] for line in taken)
        weight = sum(line["amount_currency"] for line in given)
        left = total
        for number, line in enumerate(given, 1):
            part = company_currency.round(total * line["amount_currency"] / weight) if number < len(given) else left
            line["balance"] = -part
            left -= part

    @api.model
    def _post(self, connection, date, ref: str, lines: list[dict]):
        """Create and post a miscellaneous entry of these lines."""
        company = connection.company_id
        values = {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": company._ar_transfer_journal().id,
            "date": date,
            "ref": ref,
            "line_ids": [Command.create({**line, "sequence": number}) for number, line in enumerate(lines)],
        }
        move = self.env["account.move"].with_context(**QUIET).create(values)
        move._post(soft=False)
        return move

    @api.model
    def _reconcile(self, pairs) -> None:
        """Reconcile each pair of journal items."""
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((one | other).ids) for one, other in pairs])

    @api.model
    def _take_back(self, moves) -> None:
        """Cancel entries; where the books are locked, or under an audit trail, reverse them today instead."""
        posted = moves.filtered(lambda move: move.state == "posted")
        posted.line_ids.with_context(ar_undoing=True, **QUIET).remove_move_reconcile()
        fixed = posted.filtered(lambda move: move._ar_is_fixed())
        loose = (moves - fixed).filtered(lambda move: move.state != "cancel").with_context(**QUIET)
        loose.filtered(lambda move: move.state == "posted").button_draft()
        loose.button_cancel()
        if fixed:
            today = fields.Date.context_today(self)
            values = [{"date": today, "ref": self.env._("Taken back: %s", move.ref or move.name)} for move in fixed]
            fixed.with_context(ar_undoing=True)._reverse_moves(values, cancel=True)
