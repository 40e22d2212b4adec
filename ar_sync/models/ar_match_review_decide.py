"""What a person decides on the review screen: apply, leave, reject, take back; and what would be posted."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .ar_match_share import Share, direct, facts

SHARES_MAX = 500


class ArMatchReview(models.AbstractModel):
    _inherit = "ar.match.review"

    # === WHAT THE SCREEN SENDS === #

    @api.model
    def _shares_of(self, receipt, rows: list[dict]) -> list[Share]:
        """Return what a person chose as shares.

        :param rows: line_id and amount (of the receipt); reason_id where the rest of the item is given up, or
            write_offs (reason_id, amount) as a proposal has them; item_amount for an item of another currency.
        """
        if len(rows) > SHARES_MAX:
            raise UserError(self.env._("At most %s items can be chosen at once.", SHARES_MAX))
        items = self.env["account.move.line"].browse(int(row["line_id"]) for row in rows).exists()
        known = {item.id: item for item in items._filtered_access("read")}
        if len(known) < len({row["line_id"] for row in rows}):
            raise UserError(self.env._("An open item that you chose is no longer there. Search for it again."))
        return [self._share_of(receipt, known[int(row["line_id"])], row) for row in rows if float(row["amount"])]

    @api.model
    def _share_of(self, receipt, item, row: dict) -> Share:
        """Return one row as a share; what an item of another currency gets follows from the rate of the day."""
        amount = receipt.currency_id.round(float(row["amount"]))
        item_amount = None
        if item.currency_id != receipt.currency_id:
            given = row.get("item_amount")
            item_amount = item.currency_id.round(float(given)) if given else self._settled_by(receipt, item, amount)
        share = Share(item, amount, item_amount)
        return share._replace(write_offs=self._write_offs_of(share, row))

    @api.model
    def _settled_by(self, receipt, item, amount: float) -> float:
        """Return what an amount of the receipt settles of an item of another currency."""
        worth = self._worth(receipt, item)
        if not receipt.currency_id.compare_amounts(amount, worth):
            return item.amount_residual_currency
        return item.currency_id.round(amount * item.amount_residual_currency / worth) if worth else 0.0

    @api.model
    def _write_offs_of(self, share: Share, row: dict) -> tuple:
        """Return what is given up on the item of a share, as a person or a proposal says."""
        Reason = self.env["ar.match.reason"]
        if row.get("reason_id"):
            item = share.item
            rest = item.currency_id.round(item.amount_residual_currency - share.settled)
            chosen = Reason.browse(int(row["reason_id"]))
            return ((chosen, rest),) if item.currency_id.compare_amounts(rest, 0) > 0 else ()
        return tuple(
            (Reason.browse(int(one["reason_id"])), share.item.currency_id.round(float(one["amount"])))
            for one in row.get("write_offs") or []
        )

    # === LOOKING AHEAD === #

    @api.model
    def preview(self, receipt_id: int, rows: list[dict]) -> dict:
        """Return the journal items that would be posted for what is chosen; nothing is written.

        :return: ``rows`` as :meth:`ar.match.receipt._preview` gives them, ``note`` on what happens without an
            entry, ``problem`` as a sentence where it cannot be applied, ``left``: what would stay on account.
        """
        receipt = self._receipt(receipt_id)
        answer = {"rows": [], "note": "", "problem": "", "currency_id": receipt.company_id.currency_id.id}
        try:
            shares = self._shares_of(receipt, rows)
            if shares:
                receipt._check_shares(shares)
            left = receipt._amount_to_apply() - sum(share.amount for share in shares)
            return {**answer, **self._posted(receipt, shares), "left": receipt.currency_id.round(left)}
        except UserError as error:
            return {**answer, "problem": str(error.args[0]), "left": 0.0}

    @api.model
    def _posted(self, receipt, shares: list[Share]) -> dict:
        """Return the journal items for shares, and a note where money that is booked needs no entry."""
        if receipt.move_id and not shares:
            return {"note": self.env._("Nothing more is posted: the money is on account already.")}
        own = direct(shares)
        if receipt.move_id and len(own) == len(shares) and receipt._is_direct(receipt._open_lines(), own):
            note = self.env._(
                "The money is on the customer's account already: it is set against %s without another entry.",
                ", ".join(share.item._ar_item_number() for share in own),
            )
            return {"note": note, "rows": [receipt._preview_row(line) for line in receipt._write_off_lines(shares)]}
        note = "" if receipt.move_id else self.env._("The receipt is not in the books yet: it is booked with this.")
        return {"note": note, "rows": receipt._preview(shares)}

    # === DECIDING === #

    @api.model
    def apply(self, receipt_id: int, rows: list[dict], proposal_id: int | None = None) -> dict:
        """Apply a receipt as chosen on the screen.

        :param proposal_id: the proposal that was accepted, if the choice is one of those.
        :return: ``outcome`` (applied, second, stale), ``message``, and ``undo`` for :meth:`undo`.
        :raise UserError: for what cannot be applied; nothing is written.
        """
        receipt, told = self._open_receipt(receipt_id)
        if told:
            return told
        proposal = self.env["ar.match.proposal"].browse(int(proposal_id or 0))
        if proposal and (proposal.receipt_id != receipt or proposal.state != "proposed"):
            return self._answer("stale", self.env._("This proposal was replaced meanwhile. Look again."), receipt)
        shares = self._shares_of(receipt, rows)
        if proposal and facts(proposal._to_shares()) != facts(shares):
            proposal = proposal.browse()
        reason = self.env._("Accepted by a person.") if proposal else None
        if not receipt._apply_by_person(shares, reason=reason, proposal=proposal):
            text = self.env._("Noted that you agree. A second person has to agree to %s.", receipt.name)
            return self._answer("second", text, receipt, "agreed")
        given = format_amount(self.env, sum(share.amount for share in shares), receipt.currency_id)
        numbers = ", ".join(share.item._ar_item_number() for share in shares[:3])
        if len(shares) > 3:
            numbers = self.env._("%(numbers)s and %(count)s more", numbers=numbers, count=len(shares) - 3)
        text = self.env._("%(amount)s applied to %(numbers)s.", amount=given, numbers=numbers)
        return self._answer("applied", text, receipt, "applied")

    @api.model
    def leave(self, receipt_id: int) -> dict:
        """Keep the money as the customer's credit."""
        receipt, told = self._open_receipt(receipt_id)
        if told:
            return told
        pending = receipt.proposal_ids.filtered(lambda row: row.state == "proposed")
        receipt.action_leave_on_account()
        answer = self._answer("left", self.env._("%s is left on account.", receipt.name), receipt, "left")
        answer["undo"]["proposal_ids"] = pending.ids
        return answer

    @api.model
    def reject(self, receipt_id: int, proposal_id: int) -> dict:
        """Say that a proposal is wrong; the receipt still waits."""
        receipt, told = self._open_receipt(receipt_id)
        if told:
            return told
        proposal = self.env["ar.match.proposal"].browse(int(proposal_id)).exists()
        if proposal.receipt_id != receipt or proposal.state != "proposed":
            return self._answer("stale", self.env._("This proposal was replaced meanwhile. Look again."), receipt)
        proposal.action_reject()
        answer = self._answer("rejected", self.env._("The proposal is noted as wrong."), receipt, "rejected")
        answer["undo"]["proposal_ids"] = proposal.ids
        return answer

    @api.model
    def _open_receipt(self, receipt_id: int):
        """Return a receipt to decide on, locked; and what to say where somebody else was faster."""
        receipt = self._receipt(receipt_id)
        receipt.check_access("write")
        if not receipt.try_lock_for_update():
            text = self.env._("Somebody else is deciding %s at this moment.", receipt.name)
            return receipt, self._answer("stale", text, receipt)
        if receipt.state == "review":
            return receipt, None
        states = dict(receipt._fields["state"]._description_selection(self.env))
        text = self.env._(
            "%(receipt)s was decided meanwhile by %(who)s: %(state)s.",
            receipt=receipt.name,
            who=receipt.decided_by_id.name or self.env._("the engine"),
            state=states[receipt.state],
        )
        return receipt, self._answer("stale", text, receipt)

    @api.model
    def _answer(self, outcome: str, message: str, receipt, decision: str = "") -> dict:
        """Return what the screen is told of a decision, and how it is taken back."""
        undo = {"decision": decision, "receipt_ids": receipt.ids} if decision else None
        return {"outcome": outcome, "message": message, "receipt_id": receipt.id, "undo": undo}

    # === TAKING BACK === #

    @api.model
    def undo(self, decision: str, receipt_ids: list[int], proposal_ids: list[int] | None = None) -> dict:
        """Take this person's own decision back; the receipts wait again, with fresh proposals.

        :param decision: applied, left, rejected or agreed, as the decision's ``undo`` said.
        :param proposal_ids: proposals that this decision rejected.
        :return: ``done``: ids that wait again; ``message``.
        """
        self._check_user()
        receipts = self.env["ar.match.receipt"].browse(int(key) for key in receipt_ids).exists()
        receipts.check_access("write")
        mine = receipts.try_lock_for_update().filtered(lambda receipt: self._is_mine(receipt, decision))
        rejected = mine.proposal_ids.filtered(lambda row: row.id in (proposal_ids or ()) and row.state == "rejected")
        for company, batch in mine.grouped("company_id").items():
            self._take_back(batch.with_company(company), decision, rejected & batch.proposal_ids)
        if len(mine) < len(receipt_ids):
            text = self.env._("%s could not be taken back: decided again meanwhile.", len(receipt_ids) - len(mine))
        elif len(mine) == 1:
            text = self.env._("%s waits for you again.", mine.name)
        else:
            text = self.env._("%s receipts wait for you again.", len(mine))
        return {"done": mine.ids, "message": text}

    @api.model
    def _is_mine(self, receipt, decision: str) -> bool:
        """Tell whether the last decision on a receipt is this person's, and still stands."""
        if decision == "rejected":
            return receipt.state == "review"
        states = {"applied": ("matched", "booked"), "left": ("booked",), "agreed": ("review",)}
        return receipt.state in states.get(decision, ()) and receipt.decided_by_id == self.env.user

    @api.model
    def _take_back(self, receipts, decision: str, rejected) -> None:
        """Take one decision back and let the engine propose anew."""
        if decision == "applied":
            receipts.action_undo()
        if decision == "agreed":
            agreed = receipts.proposal_ids.filtered(lambda row: row.approved_by_id == self.env.user)
            agreed._ar_through_gate().write({"approved_by_id": False})
            return
        self._forget_rejection(rejected.filtered(lambda row: row.decided_by_id == self.env.user))
        self._propose_again(receipts)

    @api.model
    def _forget_rejection(self, proposals) -> None:
        """Take back that proposals were rejected, and that one was counted as wrong for its kind of evidence."""
        for proposal in proposals.filtered(lambda row: row.outcome == "wrong"):
            self.env["ar.match.kind"].sudo()._count(proposal.company_id, proposal.kind, wrong=-1)
            proposal._ar_through_gate().write({"outcome": False})
        proposals._set_state("superseded")

    @api.model
    def _propose_again(self, receipts) -> None:
        """Let the engine propose for receipts of one company, and post nothing whatever it says."""
        lines_by_id, decisions = receipts._decide()
        refused = receipts.filtered(
            lambda receipt: (best := decisions[receipt].best)
            and receipt._is_refused(receipt._shares(best, lines_by_id), False)
        )
        receipts._keep_proposals(decisions, lines_by_id, refused)
        for receipt in receipts:
            decision = decisions[receipt]
            receipt._note_decision(
                "review",
                **receipt._reason_values(decision),
                step=decision.step,
                confidence=decision.best.log_odds if decision.best else 0.0,
                is_shadow=False,
            )
