"""Booking: receipts become journal entries, applied line by line and reconciled in one plan."""

from odoo import api, models
from odoo.fields import Command

from ..protocol.money import major, minor
from .ar_match_receipt import ROLE_APPLIED, ROLE_ON_ACCOUNT, SETTLING_ROLES
from .ar_match_share import Share, direct, signed_spread

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

        What settles an item of another currency is booked on account first and moved by an entry of its
        own; what is given up has an entry of its own too. So undo leaves the receipt's entry as it is.

        :param plan: receipt -> list of :class:`Share`.
        """
        write_offs = self._write_offs_of(plan)
        booked = self.filtered("move_id")
        (self - booked)._book(plan)
        pairs = [pair for receipt in booked for pair in receipt._apply_booked(direct(plan.get(receipt)))]
        self._reconcile_pairs(pairs)
        for receipt in self:
            receipt._apply_across([share for share in plan.get(receipt) or [] if share.item_amount is not None])
        self._write_off(write_offs)
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
        if self:
            self._reconcile_applied(self._write_entries(plan))

    def _write_entries(self, plan: dict):
        """Write the entries of these receipts, set ``move_id`` and return the journal items to reconcile.

        Extension point: a rail whose money is in an entry already completes that entry instead.
        """
        Move = self.env["account.move"].with_context(**self._quiet_context())
        groups = self._entry_groups()
        vals_list = [self.browse(ids)._entry_values(plan) for ids in groups]
        moves = Move.create(vals_list)
        moves._post(soft=False)
        for move, ids in zip(moves, groups, strict=True):
            self.browse(ids)._ar_through_gate().move_id = move.id
        return moves.line_ids

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
        lines = [line for receipt in self for line in receipt._entry_lines(direct(plan.get(receipt)))]
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

    def _entry_lines(self, shares: list[Share]) -> list[dict]:
        """Return the lines that book one receipt: net and fee against what it pays.

        Amounts are spread in minor units, so the entry balances to the last unit in every currency.
        """
        self.ensure_one()
        total_minor = self._company_total_minor()
        debits = self._debit_lines()
        weights = [round(abs(line["amount_currency"]) * 10**6) for line in debits]
        signs = [1 if line["amount_currency"] >= 0 else -1 for line in debits]
        self._set_balances(debits, signed_spread(total_minor, weights, signs))
        return debits + self._settling_lines(shares, total_minor)

    def _settling_lines(self, shares: list[Share], total_minor: int) -> list[dict]:
        """Return the lines that settle one receipt: a credit for each open item, and one for what is left over.

        :param total_minor: what the receipt is worth in the company's currency; the lines add up to minus that.
        """
        credits = self._credit_lines(shares)
        weights = [round(abs(line["amount_currency"]) * 10**6) for line in credits]
        signs = [1 if line["amount_currency"] <= 0 else -1 for line in credits]
        self._set_balances(credits, [-share for share in signed_spread(total_minor, weights, signs)])
        return credits

    def _set_balances(self, lines: list[dict], balances_minor: list[int]) -> None:
        """Write balances in minor units of the company's currency into values of lines."""
        places = self._company_currency_places()
        for line, balance in zip(lines, balances_minor, strict=True):
            line["balance"] = float(major(balance, places))

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

    def _credit_lines(self, shares: list[Share]) -> list[dict]:
        """Return a line for each open item that is paid, and one for what is left over."""
        lines = [self._applied_line_values(share) for share in shares]
        rest = self.currency_id.round(self.amount - sum(share.amount for share in shares))
        if not self.currency_id.is_zero(rest):
            lines.append(self._on_account_line_values(rest))
        return lines

    def _applied_line_values(self, share: Share) -> dict:
        """Return the line that pays its share of an open item, in the item's currency."""
        item = share.item
        return {
            "name": self.env._("%(receipt)s for %(item)s", receipt=self.name, item=item._ar_item_number()),
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -share.settled,
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
        """Reconcile each line that settles an open item with that item, in one plan."""
        self._reconcile_pairs([line | line.ar_applied_line_id for line in lines if line.ar_role in SETTLING_ROLES])

    @api.model
    def _reconcile_pairs(self, pairs: list) -> None:
        """Reconcile these sets of journal items, each on its own, in one plan.

        What Odoo reads entry by entry is read before, for all at once.
        """
        if not pairs:
            return
        Line = self.env["account.move.line"].with_context(**QUIET)
        plan = [Line.browse(pair.ids) for pair in pairs]
        Line.union(*plan).mapped("move_id.line_ids.tax_ids")
        Line._reconcile_plan(plan)

    # === TELLING === #

    def _note_on_invoices(self, plan: dict) -> None:
        """Write one note on each invoice paid, in bulk, in place of field tracking."""
        bodies: dict[int, str] = {}
        for receipt in self:
            for share in plan.get(receipt) or []:
                move_id = share.item.move_id.id
                text = receipt._note_of_share(share)
                bodies[move_id] = f"{bodies[move_id]} {text}" if move_id in bodies else text
        if bodies:
            self.env["account.move"].browse(bodies)._message_log_batch(bodies=bodies)

    def _note_of_share(self, share: Share) -> str:
        """Return what an invoice's chatter says about its share of this receipt."""
        note = self.env._(
            "%(amount)s received by %(receipt)s on %(date)s.",
            amount=self.currency_id.format(share.amount),
            receipt=self.name,
            date=self.date,
        )
        return " ".join([note, *self._notes_of_write_offs(share)])

    def _notes_of_write_offs(self, share: Share) -> list[str]:
        """Return what an invoice's chatter says about what is given up on it."""
        return [
            self.env._(
                "%(amount)s given up: %(reason)s.", amount=share.item.currency_id.format(amount), reason=reason.name
            )
            for reason, amount in share.write_offs
        ]
