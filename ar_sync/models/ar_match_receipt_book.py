"""Booking: receipts become journal entries, applied line by line and reconciled in one plan."""

from odoo import api, models
from odoo.fields import Command

from ..protocol.money import major, minor, spread
from .ar_match_receipt import ROLE_APPLIED, ROLE_ON_ACCOUNT

# Field tracking costs more than half of a reconciliation; the evidence is kept by our own note.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "mail_create_nosubscribe": True,
    "check_move_validity": True,
    "ar_batch": True,
}


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    # === APPLYING === #

    def _apply(self, plan: dict) -> None:
        """Book where needed and apply receipts to open items.

        :param plan: receipt -> list of (journal item, amount in the receipt's currency).
        """
        booked = self.filtered("move_id")
        (self - booked)._book(plan)
        pairs = [pair for receipt in booked for pair in receipt._apply_booked(plan.get(receipt) or [])]
        if pairs:
            Line = self.env["account.move.line"].with_context(**QUIET)
            Line._reconcile_plan([Line.browse(pair.ids) for pair in pairs])
        self._note_on_invoices(plan)

    def _state_after_apply(self) -> str:
        """Return *matched* when nothing is left over, else *booked*: the rest is the customer's credit."""
        self.ensure_one()
        return "booked" if self.currency_id.compare_amounts(self.unapplied_amount, 0) > 0 else "matched"

    def _book(self, plan: dict) -> None:
        """Write these receipts into the ledger, each split over what it pays, and reconcile.

        What is not applied goes on the customer's account, or to *unapplied receipts* where the
        customer is not known.
        """
        if not self:
            return
        Move = self.env["account.move"].with_context(**self._quiet_context())
        groups = self._entry_groups()
        vals_list = [self.browse(ids)._entry_values(plan) for ids in groups]
        moves = Move.create(vals_list)
        moves._post(soft=False)
        for move, ids in zip(moves, groups, strict=True):
            self.browse(ids)._ar_through_gate().move_id = move.id
        self._reconcile_applied(moves.line_ids)

    def _quiet_context(self) -> dict:
        """Return the context for batches; companies with the restrictive audit trail keep tracking on."""
        return {} if self.company_id[:1].restrictive_audit_trail else QUIET

    def _entry_groups(self) -> list[list[int]]:
        """Return which receipts share an entry: each alone, or all of a journal and day together."""
        groups: dict[tuple, list[int]] = {}
        for receipt in self:
            together = receipt.journal_id.ar_booking == "daily"
            key = (receipt.journal_id.id, receipt.date) if together else (receipt.id,)
            groups.setdefault(key, []).append(receipt.id)
        return list(groups.values())

    def _entry_values(self, plan: dict) -> dict:
        """Return the values of one entry that books all of ``self`` (one journal, one date)."""
        first = self[0]
        ref = first.name if len(self) == 1 else self.env._("%(count)s receipts", count=len(self))
        lines = [line for receipt in self for line in receipt._entry_lines(plan.get(receipt) or [])]
        lines = lines if len(self) == 1 else self._one_line_of_money(lines, ref)
        if not self._has_analytic_models():
            lines = [{**line, "analytic_distribution": False} for line in lines]
        return {
            "move_type": "entry",
            "company_id": first.company_id.id,
            "journal_id": first.journal_id.id,
            "date": first.date,
            "ref": ref,
            "line_ids": [Command.create(line) for line in lines],
        }

    def _entry_lines(self, allocations: list) -> list[dict]:
        """Return the lines that book one receipt: net and fee against what it pays.

        Amounts are spread in minor units, so the entry balances to the last unit in every currency.
        """
        self.ensure_one()
        credits = self._credit_lines(allocations)
        debits = self._debit_lines()
        total_minor = self._company_total_minor()
        places = self._company_currency_places()
        for lines, sign in ((debits, 1), (credits, -1)):
            weights = [abs(line["amount_currency"]) for line in lines]
            scale = [round(weight * 10**6) for weight in weights]
            signs = [1 if line["amount_currency"] * sign >= 0 else -1 for line in lines]
            shares = _signed_spread(total_minor, scale, signs)
            for line, share in zip(lines, shares, strict=True):
                line["balance"] = float(major(sign * share, places))
        return debits + credits

    def _one_line_of_money(self, lines: list[dict], name: str) -> list[dict]:
        """Return the lines of a shared entry: what customers paid one by one, money and fees one line each.

        There is a line for each account and currency, so that the journal shows what a day brought.
        """
        together: dict[tuple, dict] = {}
        others = []
        for line in lines:
            if line["ar_role"] not in ("liquidity", "fee"):
                others.append(line)
                continue
            key = (line["account_id"], line["currency_id"])
            first = together.setdefault(
                key,
                {**line, "name": name, "partner_id": False, "ar_receipt_id": False, "amount_currency": 0, "balance": 0},
            )
            for amount in ("amount_currency", "balance"):
                first[amount] += line[amount]
        for line in together.values():
            currency = self.env["res.currency"].browse(line["currency_id"])
            line["amount_currency"] = currency.round(line["amount_currency"])
            line["balance"] = self.company_id.currency_id.round(line["balance"])
        return [*together.values(), *others]

    @api.model
    def _has_analytic_models(self) -> bool:
        """Tell whether Odoo would find an analytic distribution for any line: it looks for each one anew."""
        return bool(self.env["account.analytic.distribution.model"].sudo().search([], limit=1))

    def _company_currency_places(self) -> int:
        return self.company_id.currency_id.decimal_places

    def _company_total_minor(self) -> int:
        """Return the receipt's worth in the company currency, in minor units.

        The provider's own conversion counts where one side is the company currency; else the day's rate.
        """
        company_currency = self.company_id.currency_id
        if self.settlement_currency_id == company_currency:
            amount = self.settlement_amount
        elif self.currency_id == company_currency:
            amount = self.amount
        else:
            if self.connection_id:
                self.connection_id._ar_require_rate(self.settlement_currency_id)
            amount = self.settlement_currency_id._convert(
                self.settlement_amount, company_currency, self.company_id, self.date
            )
        return minor(amount, company_currency.decimal_places)

    def _debit_lines(self) -> list[dict]:
        """Return the lines for the money that reached us and the fee that was withheld."""
        common = {
            "name": self.name,
            "currency_id": self.settlement_currency_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "ar_receipt_id": self.id,
        }
        account = self.journal_id.default_account_id
        lines = [{**common, "account_id": account.id, "amount_currency": self.net_amount, "ar_role": "liquidity"}]
        if not self.settlement_currency_id.is_zero(self.fee_amount):
            fee = self.company_id._ar_account("fee")
            name = self.env._("Fee %(receipt)s", receipt=self.name)
            lines.append(
                {**common, "account_id": fee.id, "amount_currency": self.fee_amount, "ar_role": "fee", "name": name}
            )
        return lines

    def _credit_lines(self, allocations: list) -> list[dict]:
        """Return a line for each open item that is paid, and one for what is left over."""
        lines = [self._applied_line_values(line, amount) for line, amount in allocations]
        rest = self.currency_id.round(self.amount - sum(amount for _line, amount in allocations))
        if not self.currency_id.is_zero(rest):
            lines.append(self._on_account_line_values(rest))
        return lines

    def _applied_line_values(self, item, amount: float) -> dict:
        """Return the line that pays ``amount`` of open ``item``."""
        return {
            "name": self.env._("%(receipt)s for %(item)s", receipt=self.name, item=item._ar_item_number()),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -amount,
            "ar_receipt_id": self.id,
            "ar_role": ROLE_APPLIED,
            "ar_applied_line_id": item.id,
        }

    def _on_account_line_values(self, amount: float) -> dict:
        """Return the line that keeps ``amount`` for later: the customer's credit, or unapplied receipts."""
        partner = self.partner_id.commercial_partner_id
        if partner:
            account = partner.with_company(self.company_id).property_account_receivable_id
        else:
            account = self.company_id._ar_account("unapplied")
        return {
            "name": self.name,
            "account_id": account.id,
            "partner_id": partner.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -amount,
            "ar_receipt_id": self.id,
            "ar_role": ROLE_ON_ACCOUNT,
        }

    @api.model
    def _reconcile_applied(self, lines) -> None:
        """Reconcile each applied line with its open item, in one plan."""
        plan = [line | line.ar_applied_line_id for line in lines if line.ar_role == ROLE_APPLIED]
        if plan:
            Line = self.env["account.move.line"].with_context(**QUIET)
            Line._reconcile_plan([Line.browse(pair.ids) for pair in plan])

    # === APPLYING WHAT IS ALREADY BOOKED === #

    def _apply_booked(self, allocations: list) -> list:
        """Apply money that is on account: directly where that is exact, else by a transfer entry.

        :return: pairs of journal items that the caller reconciles, all receipts' in one plan.
        """
        self.ensure_one()
        open_lines = self._open_lines()
        if not allocations or not open_lines:
            return []
        if not self._is_direct(open_lines, allocations):
            self._transfer(open_lines, allocations)
            return []
        item = allocations[0][0]
        open_lines.write({"ar_role": ROLE_APPLIED, "ar_applied_line_id": item.id})
        return [open_lines | item]

    def _is_direct(self, open_lines, allocations: list) -> bool:
        """Tell whether reconciling the one open line with the one item gives exactly the wanted amounts."""
        if len(open_lines) != 1 or len(allocations) != 1:
            return False
        item, amount = allocations[0]
        same = item.account_id == open_lines.account_id and item.partner_id == open_lines.partner_id
        available = -open_lines.amount_residual_currency
        exact = min(available, item.amount_residual_currency)
        return same and not self.currency_id.compare_amounts(exact, amount)

    def _transfer(self, open_lines, allocations: list) -> None:
        """Write an entry that moves money from on account to the open items, and reconcile both sides."""
        Move = self.env["account.move"].with_context(**self._quiet_context())
        left = self.currency_id.round(sum(amount for _item, amount in allocations))
        lines, pairs = [], []
        for line in open_lines:
            part = min(left, -line.amount_residual_currency)
            if self.currency_id.compare_amounts(part, 0) > 0:
                lines.append(self._release_line_values(line, part))
                pairs.append(line)
                left = self.currency_id.round(left - part)
        credits = [self._applied_line_values(item, amount) for item, amount in allocations]
        places = self._company_currency_places()
        total_minor = sum(minor(line["balance"], places) for line in lines)
        shares = _signed_spread(
            total_minor,
            [round(abs(line["amount_currency"]) * 10**6) for line in credits],
            [1 if line["amount_currency"] <= 0 else -1 for line in credits],
        )
        for line, share in zip(credits, shares, strict=True):
            line["balance"] = float(major(-share, places))
        move = Move.create(self._transfer_values(lines + credits))
        move._post(soft=False)
        released = move.line_ids.filtered(lambda line: line.ar_role == "release")
        Line = self.env["account.move.line"].with_context(**QUIET)
        Line._reconcile_plan([Line.browse((line | back).ids) for line, back in zip(pairs, released, strict=True)])
        self._reconcile_applied(move.line_ids)

    def _release_line_values(self, line, amount: float) -> dict:
        """Return the line that takes ``amount`` off the on-account ``line``, at that line's own rate."""
        places = self._company_currency_places()
        share = amount / line.amount_residual_currency if line.amount_residual_currency else 0.0
        return {
            "name": self.name,
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
            "amount_currency": amount,
            "balance": round(line.amount_residual * share, places),
            "ar_receipt_id": self.id,
            "ar_role": "release",
        }

    def _transfer_values(self, lines: list[dict]) -> dict:
        """Return the values of a transfer entry."""
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": self.company_id._ar_transfer_journal().id,
            "date": self.date,
            "ref": self.env._("Applied %(receipt)s", receipt=self.name),
            "line_ids": [Command.create(line) for line in lines],
        }

    # === TELLING === #

    def _note_on_invoices(self, plan: dict) -> None:
        """Write one note on each invoice paid, in bulk, in place of field tracking."""
        bodies: dict[int, str] = {}
        for receipt in self:
            for item, amount in plan.get(receipt) or []:
                text = self.env._(
                    "%(amount)s received by %(receipt)s on %(date)s.",
                    amount=receipt.currency_id.format(amount),
                    receipt=receipt.name,
                    date=receipt.date,
                )
                bodies[item.move_id.id] = f"{bodies[item.move_id.id]} {text}" if item.move_id.id in bodies else text
        if bodies:
            self.env["account.move"].browse(bodies)._message_log_batch(bodies=bodies)


def _signed_spread(total_minor: int, weights: list[int], signs: list[int]) -> list[int]:
    """Spread ``total_minor`` over lines of which some run the other way (credits inside an application).

    The signed shares add up to the total; see :func:`protocol.money.spread` for lines of one sign.
    """
    if all(sign > 0 for sign in signs):
        return spread(total_minor, weights)
    signed_weight = sum(weight * sign for weight, sign in zip(weights, signs, strict=True))
    shares = [
        round(total_minor * weight * sign / signed_weight) if signed_weight else 0
        for weight, sign in zip(weights, signs, strict=True)
    ]
    shares[0] += total_minor - sum(shares)
    return shares
