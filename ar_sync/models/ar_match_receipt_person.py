"""What a person decides: shares checked, two people where the company wants it, and what is learned from it."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..protocol.money import minor
from .ar_match_payer import normalised
from .ar_match_share import Share, direct, facts

# Banks convert a few per cent beside the day's rate; what is further off is no exchange.
RATE_OFF_MAX = 0.05


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    # === APPLYING === #

    def _apply_by_person(self, shares: list[Share], reason: str | None = None, proposal=None) -> bool:
        """Apply this receipt as a person says.

        :param reason: why, for the receipt; otherwise that a person did it.
        :param proposal: the ``ar.match.proposal`` that the person accepts, if it is one.
        :return: whether it was applied; else a second person has to agree.
        :raise UserError: for shares that cannot be applied, with what is wrong.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_shares(shares)
        proposal = proposal or self._keep_as_proposal(shares)
        if self._needs_second_person(proposal):
            return False
        self._teach(shares, proposal)
        self._apply({self: shares})
        proposal._settle("accepted")
        (self.proposal_ids - proposal)._set_pending("superseded")
        self._note_decision(
            self._state_after_apply(),
            reason=reason or self.env._("Applied by a person."),
            step=proposal.step,
            is_shadow=False,
        )
        return True

    def _keep_as_proposal(self, shares: list[Share]):
        """Return the shares as a proposal of their own, or the pending one that says the same."""
        for known in self.proposal_ids.filtered(lambda row: row.state == "proposed"):
            if facts(known._to_shares()) == facts(shares):
                return known
        rest = self.currency_id.round(self._amount_to_apply() - sum(share.amount for share in shares))
        values = {
            "receipt_id": self.id,
            "company_id": self.company_id.id,
            "step": "person",
            "rank": 1,
            "evidence": [],
            "unallocated_amount": rest,
            "line_ids": [Command.create(row) for row in self._share_rows(shares)],
        }
        return self.env["ar.match.proposal"].sudo().create(values).with_env(self.env)

    # === LOOKING AHEAD === #

    def _preview(self, shares: list[Share]) -> list[dict]:
        """Return the journal items that applying these shares would post; nothing is written.

        :return: rows of account, partner, label, debit and credit (company currency), amount_currency, currency_id.
        """
        self.ensure_one()
        across = [share for share in shares if share.item_amount is not None]
        own = direct(shares)
        if self.move_id:
            released = self._lines_to_release(self._open_lines(), sum(share.amount for share in shares))
            lines = [self._release_line_values(line, part) for line, part in released]
            total_minor = sum(minor(line["balance"], self._company_currency_places()) for line in lines)
            lines += self._moved_lines(shares, total_minor) if shares else []
        else:
            lines = self._entry_lines(own)
            if across:
                *lines, rest = lines
                moved = sum(share.amount for share in across)
                left = self.currency_id.round(-rest["amount_currency"] - moved)
                total_minor = minor(-rest["balance"], self._company_currency_places())
                kept_minor = round(total_minor * left / -rest["amount_currency"])
                lines += self._moved_lines(across, total_minor - kept_minor)
                if not self.currency_id.is_zero(left):
                    lines.append({**self._on_account_line_values(left)})
                    self._set_balances(lines[-1:], [-kept_minor])
        return [self._preview_row(line) for line in [*lines, *self._write_off_lines(shares)]]

    def _preview_row(self, line: dict) -> dict:
        """Return the values of a journal item as the screen shows them."""
        account = self.env["account.account"].browse(line["account_id"])
        return {
            "account": account.display_name,
            "partner": self.env["res.partner"].browse(line.get("partner_id") or []).display_name or "",
            "label": line["name"],
            "debit": max(line["balance"], 0.0),
            "credit": max(-line["balance"], 0.0),
            "amount_currency": line["amount_currency"],
            "currency_id": line["currency_id"],
        }

    # === CHECKS === #

    def _check_shares(self, shares: list[Share]) -> None:
        """Refuse what cannot be applied, and say why."""
        currency = self.currency_id
        if not shares:
            raise UserError(self.env._("Choose at least one open item."))
        if len({share.item for share in shares}) < len(shares):
            raise UserError(self.env._("An open item is chosen twice."))
        available = self._amount_to_apply()
        given = sum(share.amount for share in shares)
        if currency.compare_amounts(given, available) > 0:
            raise UserError(self.env._("More is applied than the receipt holds: %s.", currency.format(available)))
        if currency.compare_amounts(given, 0) < 0:
            raise UserError(self.env._("Credits cannot be more than what they are applied to."))
        for share in shares:
            self._check_share(share)
            self._check_rate(share)
        self._check_write_offs(shares)

    def _check_share(self, share: Share) -> None:
        """Refuse a share that its item cannot take."""
        item = share.item
        item.check_access("read")
        other = item.currency_id != self.currency_id
        fits = item.company_id == self.company_id and other == (share.item_amount is not None)
        fits = fits and item != self.credit_line_id
        may_be_paid = item.account_id.account_type == "asset_receivable" or item._ar_is_in_transit()
        fits = fits and may_be_paid and item.parent_state == "posted"
        given_up = sum(amount for _reason, amount in share.write_offs)
        settled = item.currency_id.round(share.settled + given_up)
        residual = item.amount_residual_currency
        within = item.currency_id.compare_amounts(abs(settled), abs(residual)) <= 0
        same_way = settled * residual > 0 and share.settled * share.amount > 0
        if not fits or not within or not same_way or any(amount <= 0 for _reason, amount in share.write_offs):
            raise UserError(
                self.env._(
                    "%(item)s cannot take %(amount)s: %(open)s is open.",
                    item=item.display_name,
                    amount=item.currency_id.format(settled),
                    open=item.currency_id.format(residual),
                )
            )

    def _check_rate(self, share: Share) -> None:
        """Refuse a share at a rate far from the day's, for those who are no managers: it would give something up."""
        if share.item_amount is None or self.env.user.has_group("ar_sync.group_manager"):
            return
        currency = share.item.currency_id
        fair = self.currency_id._convert(share.amount, currency, self.company_id, self.date)
        if abs(share.item_amount - fair) > abs(fair) * RATE_OFF_MAX:
            raise UserError(
                self.env._(
                    "%(amount)s for %(item)s is far from the rate of the day (%(fair)s): ask a Receivables manager.",
                    amount=currency.format(share.item_amount),
                    item=share.item._ar_item_number(),
                    fair=currency.format(fair),
                )
            )

    def _check_write_offs(self, shares: list[Share]) -> None:
        """Refuse to give up more than the reason's limit, for those who are no managers."""
        by_reason: dict = {}
        for share in shares:
            for reason, amount in share.write_offs:
                if reason.company_id != self.company_id or not reason.active:
                    raise UserError(self.env._("%s is no reason of this company.", reason.display_name))
                worth = share.item.currency_id._convert(
                    amount, self.company_id.currency_id, self.company_id, self.date
                )
                by_reason[reason] = by_reason.get(reason, 0.0) + worth
        for reason, worth in by_reason.items():
            too_much = reason.currency_id.compare_amounts(worth, reason.cap_amount) > 0
            if too_much and not self.env.user.has_group("ar_sync.group_manager"):
                raise UserError(
                    self.env._(
                        "%(amount)s is more than may be given up for %(reason)s (%(cap)s): ask a Receivables manager.",
                        amount=reason.currency_id.format(worth),
                        reason=reason.name,
                        cap=reason.currency_id.format(reason.cap_amount),
                    )
                )

    # === TWO PEOPLE === #

    def _needs_two_people(self) -> bool:
        """Tell whether the company wants two people to agree on a receipt of this size."""
        self.ensure_one()
        limit = self.company_id.ar_four_eyes_amount
        if not limit or self.env.su:
            return False
        company_currency = self.company_id.currency_id
        worth = self.currency_id._convert(self.amount, company_currency, self.company_id, self.date)
        return company_currency.compare_amounts(worth, limit) > 0

    def _needs_second_person(self, proposal) -> bool:
        """Note this person's agreement, and tell whether another one still has to agree."""
        if not self._needs_two_people():
            return False
        first = proposal.approved_by_id
        if first and first != self.env.user:
            return False
        proposal._ar_through_gate().write({"approved_by_id": self.env.uid})
        (self.proposal_ids - proposal)._ar_through_gate().write({"approved_by_id": False})
        text = self.env._("%s agreed to a proposal; a second person has to agree.", self.env.user.name)
        self._note_decision("review", reason=text, is_shadow=False)
        return True

    # === LEARNING === #

    def _teach(self, shares: list[Share], chosen=None) -> None:
        """Let the engine's record and the payer memory learn from what a person decided."""
        best = self.proposal_ids.filtered(lambda row: row.rank == 1 and row.state == "proposed" and row.kind)[:1]
        if best:
            agreed = best == chosen or facts(best._to_shares()) == facts(shares)
            best._note_outcome("right" if agreed else "wrong")
        self._remember_payer(shares)

    def _remember_payer(self, shares: list[Share]) -> None:
        """Remember who paid, and that others whom the signs named did not."""
        partners = self.env["res.partner"].union(*(share.item.partner_id.commercial_partner_id for share in shares))
        if len(partners) != 1 or not (self.payer_account or self.payer_name):
            return
        Payer = self.env["ar.match.payer"].sudo()
        for wrong in self.sudo()._wrongly_remembered(partners):
            Payer._count(self.company_id, wrong.kind, wrong.value, wrong.key, wrong.partner_id, self.date, False)
        Payer._learn(self, partners)

    def _wrongly_remembered(self, partner):
        """Return the memory of this payer's account and name that names somebody else."""
        account = normalised("account", self.payer_account or "")
        name = normalised("alias", self.payer_name or "")
        memory = self._remembered({account} - {""}, {name} - {""})
        asked = memory.filtered(lambda payer: payer.key == (account if payer.kind == "account" else name))
        return asked.filtered(lambda payer: payer.partner_id != partner)
