"""Taking back: undo of an application, and refunds, returns and disputes that un-apply money."""

from odoo import api, fields, models

from .ar_match_receipt import ROLE_APPLIED, ROLE_ON_ACCOUNT, ROLE_WRITE_OFF, SETTLING_ROLES
from .ar_match_receipt_book import QUIET


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    # === UNDO === #

    def action_undo(self):
        """Take applications back in one step: the invoices are open again, the money is on account."""
        self.check_access("write")
        self._unapply()
        accepted = self.proposal_ids.filtered(lambda row: row.state == "accepted")
        for proposal in accepted:
            proposal._note_outcome("wrong")
        accepted._settle("undone")
        self._note_decision("review", reason=self.env._("The application was taken back by a person."))
        self._message_log_batch(bodies=dict.fromkeys(self.ids, self.env._("Application taken back.")))
        return True

    def _unapply(self) -> None:
        """Remove the reconciliations of these receipts; entries beside them are taken back."""
        applied = self._applied_lines()
        given_up = self.line_ids.filtered(lambda line: line.ar_role == ROLE_WRITE_OFF and line.parent_state == "posted")
        beside = (applied | given_up).move_id - self.move_id
        own = applied.filtered(lambda line: line.move_id not in beside)
        own._ar_partials_of_application().with_context(ar_undoing=True, **QUIET).unlink()
        self._take_back_entries(beside)
        of_unknown = own.filtered(lambda line: not line.ar_receipt_id.partner_id)
        (own - of_unknown).write({"ar_role": ROLE_ON_ACCOUNT, "ar_applied_line_id": False})
        for receipt, lines in of_unknown.grouped("ar_receipt_id").items():
            receipt._back_to_unapplied(lines)

    def _take_back_entries(self, moves) -> None:
        """Cancel entries; where the books are locked or under an audit trail, reverse them today instead."""
        if not moves:
            return
        moves.line_ids.with_context(ar_undoing=True, **QUIET).remove_move_reconcile()
        fixed = moves.filtered(lambda move: move._ar_is_fixed())
        loose = (moves - fixed).with_context(**self._quiet_context())
        loose.button_draft()
        loose.button_cancel()
        if fixed:
            today = fields.Date.context_today(self)
            values = [{"date": today, "ref": self.env._("Taken back: %s", move.ref or move.name)} for move in fixed]
            fixed.with_context(ar_undoing=True)._reverse_moves(values, cancel=True)
            fixed.line_ids.write({"ar_role": False, "ar_applied_line_id": False})

    def _back_to_unapplied(self, lines) -> None:
        """Move money of an unknown payer back to *unapplied receipts* by an entry of its own.

        The entry it was booked with stays as it is: it may be locked, and others may share it.
        """
        release = [
            {**self._release_line_values(line, -line.amount_residual_currency), "balance": -line.amount_residual}
            for line in lines
        ]
        amount = self.currency_id.round(sum(line["amount_currency"] for line in release))
        balance = self.company_id.currency_id.round(sum(line["balance"] for line in release))
        values = self._transfer_values([*release, {**self._on_account_line_values(amount), "balance": -balance}])
        values["ref"] = self.env._("Taken back: %(receipt)s", receipt=self.name)
        move = self.env["account.move"].with_context(**self._quiet_context()).create(values)
        move._post(soft=False)
        lines.write({"ar_role": "release", "ar_applied_line_id": False})
        back = move.line_ids.filtered(lambda line: line.ar_role == "release").sorted("id")
        self._reconcile_pairs([line | one for line, one in zip(lines, back, strict=True)])

    # === REVERSAL === #

    def _reverse(self, amount: float, entry: dict, reason: str):
        """Take ``amount`` of this receipt back because the money went back: refund, return or dispute.

        The open part goes first, then the newest application. Invoices are open again for what was taken.

        :param amount: in the receipt's currency.
        :param entry: values of a posted-to-be entry without its counterpart: journal_id, date, ref and
            ``line_ids`` as plain dicts with balance and amount_currency (the money leaving the account).
        :param reason: shown on the receipt.
        :return: the posted ``account.move``.
        """
        self.ensure_one()
        self._take_back_entries(self._entries_not_divisible())
        sources = self._lines_to_take_back(amount)
        reopened = self._reopen(sources)
        counterpart = self._counterpart_lines(sources, -sum(line["balance"] for line in entry["line_ids"]))
        move = (
            self.env["account.move"]
            .with_context(**self._quiet_context())
            .create(
                {
                    **entry,
                    "move_type": "entry",
                    "company_id": self.company_id.id,
                    "line_ids": [(0, 0, line) for line in entry["line_ids"] + counterpart],
                }
            )
        )
        move._post(soft=False)
        taken = move.line_ids.filtered(lambda line: line.ar_role == "reversal")
        self._reconcile_pairs([source | back for (source, _part), back in zip(sources, taken, strict=True)])
        self._reapply(reopened)
        self._note_reversed(amount, reason)
        return move

    def _restore(self, amount: float, entry: dict, reason: str):
        """Take in ``amount`` that came back after a reversal: a refund failed, or a dispute was won.

        The money goes on the customer's account and a person (or the engine) applies it anew.

        :param entry: as for :meth:`_reverse`, with the money arriving.
        :return: the posted ``account.move``.
        """
        self.ensure_one()
        line = {
            **self._on_account_line_values(amount),
            "balance": -sum(line["balance"] for line in entry["line_ids"]),
        }
        values = {
            **entry,
            "move_type": "entry",
            "company_id": self.company_id.id,
            "line_ids": [(0, 0, row) for row in [*entry["line_ids"], line]],
        }
        move = self.env["account.move"].with_context(**self._quiet_context()).create(values)
        move._post(soft=False)
        self._ar_through_gate().reversed_amount = self.currency_id.round(self.reversed_amount - amount)
        self._note_decision("review", reason=reason)
        return move

    def _entries_not_divisible(self):
        """Return the entries that a reversal takes back whole: of another currency, or giving up."""
        lines = self.line_ids.filtered(
            lambda line: line.parent_state == "posted"
            and (
                line.ar_role == ROLE_WRITE_OFF
                or (line.ar_role == ROLE_APPLIED and line.currency_id != self.currency_id)
            )
        )
        return lines.move_id - self.move_id

    def _lines_to_take_back(self, amount: float) -> list:
        """Return (journal item, part) that together make ``amount``: open ones first, then newest first."""
        left, sources = amount, []
        open_lines = self._open_lines()
        applied = (self._applied_lines() - open_lines).sorted("id", reverse=True)
        for line, available in [
            *((line, -line.amount_residual_currency) for line in open_lines),
            *((line, sum(line._ar_applications().mapped("credit_amount_currency"))) for line in applied),
        ]:
            part = min(left, available)
            if self.currency_id.compare_amounts(part, 0) > 0:
                sources.append((line, part))
                left = self.currency_id.round(left - part)
        return sources

    @api.model
    def _reopen(self, sources: list) -> list:
        """Un-reconcile the applied lines among ``sources``. Return (line, item) to be applied again."""
        again = []
        for line, _part in sources:
            applications = line._ar_applications()
            if applications:
                again.append((line, line.ar_applied_line_id))
                applications.with_context(ar_undoing=True, **QUIET).unlink()
        return again

    def _counterpart_lines(self, sources: list, balance: float) -> list[dict]:
        """Return the lines that put the customer's debt back, one for each source."""
        currency = self.company_id.currency_id
        total = sum(part for _line, part in sources)
        lines, left = [], balance
        for number, (line, part) in enumerate(sources, 1):
            share = left if number == len(sources) else currency.round(balance * part / total)
            left = currency.round(left - share)
            lines.append(
                {
                    "name": self.env._("Taken back: %(receipt)s", receipt=self.name),
                    "account_id": line.account_id.id,
                    "partner_id": line.partner_id.id,
                    "currency_id": line.currency_id.id,
                    "amount_currency": part,
                    "balance": share,
                    "ar_receipt_id": self.id,
                    "ar_role": "reversal",
                }
            )
        return lines

    def _reapply(self, reopened: list) -> None:
        """Apply what is left of re-opened lines to the items they paid before."""
        Line = self.env["account.move.line"].with_context(**QUIET)
        for line, item in reopened:
            if not line.reconciled and item and not item.reconciled:
                Line._reconcile_plan([Line.browse((line | item).ids)])

    def _note_reversed(self, amount: float, reason: str) -> None:
        """Keep how much went back; wholly reversed receipts are closed."""
        reversed_amount = self.currency_id.round(self.reversed_amount + amount)
        whole = self.currency_id.compare_amounts(reversed_amount, self.amount) >= 0
        values = {"reversed_amount": reversed_amount, "reason": reason}
        if whole and self.state != "reversed":
            self.proposal_ids._set_pending("superseded")
            self._set_state("reversed", **values)
        else:
            self._ar_through_gate().write(values)

    @api.model
    def _applications_broken(self, lines) -> None:
        """Note that somebody un-reconciled ``lines`` elsewhere in Odoo: a person decides anew."""
        broken = lines.filtered(lambda line: line.ar_role in SETTLING_ROLES and not line.reconciled)
        for receipt, rows in broken.grouped("ar_receipt_id").items():
            receipt._take_back_entries(rows.move_id & receipt._entries_not_divisible())
        kept = broken.filtered(lambda line: line.parent_state == "posted" and line.ar_role == ROLE_APPLIED)
        kept.write({"ar_role": ROLE_ON_ACCOUNT, "ar_applied_line_id": False})
        for receipt in broken.ar_receipt_id.filtered(lambda receipt: receipt.state in ("matched", "booked")):
            receipt._note_decision("review", reason=self.env._("Its application was removed on the invoice."))
