"""Deciding: receipts and open items go to the pure engine, decisions come back and are acted upon."""

import logging
import time

import psycopg2

from odoo import api, models
from odoo.fields import Command

from ..matching.engine import decide
from ..matching.keys import keys_of_receipt
from ..matching.model import Key, Receipt, Verdict
from ..matching.risk import kind_of
from ..protocol import pace
from ..protocol.masking import mask
from ..protocol.money import major, minor
from .ar_match_share import Share
from .ar_match_words import reason_in_words

_logger = logging.getLogger(__name__)

#: How many receipts of a database this process decides at a time, from how long the last ones took.
_sizes: dict[str, int] = {}
#: How long this stage works before the others have their turn.
TURN_S = 4.0


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    @api.model
    def _match_waiting(self) -> int:
        """Decide and book new receipts for some seconds, batch by batch. Return whether more wait (0 or 1)."""
        begin, remaining = time.monotonic(), 1
        while remaining and time.monotonic() - begin < TURN_S:
            remaining = self._match_batch()
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return remaining

    @api.model
    def _match_batch(self) -> int:
        """Decide a batch of new receipts, and of those to look at again. Return whether more wait (0 or 1).

        The invoices they pay are held until the commit, so a batch is as large as takes about a second.
        """
        size = _sizes.get(self.env.cr.dbname, pace.SIZE_FIRST)
        begin = time.monotonic()
        due = self.search(self._waiting_domain(), order="company_id, date, id", limit=size)
        receipts = due.try_lock_for_update().filtered(lambda receipt: receipt.state == "new")
        for company, batch in receipts.grouped("company_id").items():
            batch.with_company(company)._decide_and_act()
        again = self.search([("look_again", "=", True), *self._running_domain()], order="company_id, id", limit=size)
        for company, batch in again.try_lock_for_update().grouped("company_id").items():
            batch.with_company(company)._decide_again()
        self.env.flush_all()
        done = max(len(due), len(again))
        _sizes[self.env.cr.dbname] = pace.next_size(size, done=done, taken_s=time.monotonic() - begin)
        return int(done == size)

    @api.model
    def _waiting_domain(self) -> list:
        """Return which receipts are to be decided now. Extension point for connectors that still read."""
        return [("state", "=", "new"), *self._running_domain()]

    @api.model
    def _running_domain(self) -> list:
        """Return receipts of no connection, or of one that is running."""
        running = ["&", ("connection_id.state", "=", "connected"), ("connection_id.active", "=", True)]
        return ["|", ("connection_id", "=", False), *running]

    @api.model
    def _leave_shadow(self, domain: list) -> None:
        """Let the engine decide again what shadow mode kept out of the books, now that it may post."""
        booked = "|", ("payment_id", "!=", False), ("credit_line_id", "!=", False)
        not_posted = ["|", ("move_id", "=", False), "&", ("is_shadow", "=", True), *booked]
        kept_out = [("state", "=", "review"), ("problem", "=", False), *not_posted]
        receipts = self.sudo().with_context(tracking_disable=True).search([*kept_out, *domain])
        receipts._set_state("new", is_shadow=False)
        self.env["ar.sync.dispatch"]._dispatch("drain")

    def _decide_and_act(self) -> None:
        """Let the engine decide these receipts of one company, and act on what it says."""
        receipts = self._with_something_left().with_context(prefetch_fields=True)
        if receipts:
            receipts._act(*receipts._decide())

    def _with_something_left(self):
        """Return those of which something is left to apply; the others were used up elsewhere meanwhile."""
        gone = self.filtered(lambda receipt: receipt.currency_id.compare_amounts(receipt._amount_to_apply(), 0) <= 0)
        gone.proposal_ids._set_pending("superseded")
        new = gone.filtered(lambda receipt: receipt.state == "new")
        new._set_state("ignored", reason=self.env._("Applied or taken back elsewhere in Odoo."))
        return self - gone

    def _act(self, lines_by_id, decisions, *, unasked: bool = False) -> None:
        """Act on decisions: post what is proven and not refused by a person, let the rest wait for one.

        :param unasked: nobody asked for it; then what a person took back before is not posted again either.
        """
        decisions = {receipt: decisions[receipt] for receipt in self}
        refused = self.filtered(
            lambda receipt: (best := decisions[receipt].best)
            and receipt._is_refused(receipt._shares(best, lines_by_id), unasked)
        )
        proposals = self._keep_proposals(decisions, lines_by_id, refused)
        sure = self.filtered(
            lambda receipt: decisions[receipt].verdict is Verdict.AUTOMATIC and not receipt._is_shadow_mode()
        )
        (sure - refused)._act_on_sure(decisions, proposals, lines_by_id)
        (self - (sure - refused))._act_on_unsure(decisions, refused)

    def _decide(self):
        """Return (journal items by id, receipt -> decision). Nothing is written."""
        self.company_id.ensure_one()
        keys = {receipt: receipt._engine_keys() for receipt in self}
        signs = self._engine_signs()
        policy = self._engine_policy()
        items, key_counts, currencies, crowded = self._find_items(keys, signs, policy)
        rates = self._engine_rates(currencies)
        receipts = [receipt._engine_receipt(keys[receipt], signs[receipt], rates[receipt]) for receipt in self]
        found = decide(receipts, items, policy, key_counts, crowded)
        # Of all that was looked at, only what is proposed is read as records.
        proposals = [p for decision in found for p in (decision.best, decision.runner_up) if p is not None]
        named = {claim.item_id for proposal in proposals for claim in proposal.claims}
        lines = self.env["account.move.line"].browse(sorted(named))
        return {line.id: line for line in lines}, dict(zip(self, found, strict=True))

    def _engine_keys(self) -> tuple[Key, ...]:
        """Return the keys in this receipt's identifiers and text."""
        ids = [
            Key(hint["kind"], hint["value"], hint.get("source", ""), hint.get("amount_minor"))
            for hint in self.hints or []
        ]
        return (*ids, *keys_of_receipt((self.reference_text or "",), ()))

    def _engine_receipt(self, keys: tuple[Key, ...], signs=(), rates=None) -> Receipt:
        """Return this receipt as the engine takes it: what is left to apply, in minor units."""
        places = self.currency_id.decimal_places
        return Receipt(
            id=self.id,
            company_id=self.company_id.id,
            currency=self.currency_id.name,
            amount_minor=minor(self._amount_to_apply(), places),
            date=self.date,
            partner_id=self.partner_id.commercial_partner_id.id or None,
            keys=keys,
            text=self.reference_text or "",
            payer_name=self.payer_name or "",
            payer_account=self.payer_account or "",
            signs=signs,
            rates=rates or {},
        )

    def _amount_to_apply(self) -> float:
        """Return what a decision is about: the open part of a booked receipt, else the whole."""
        return self.unapplied_amount if self.move_id else self.amount

    def _is_shadow_mode(self) -> bool:
        """Tell whether sure decisions are only logged."""
        self.ensure_one()
        return (self.connection_id.mode or self.company_id.ar_sync_mode) == "shadow"

    # === KEEPING === #

    def _keep_proposals(self, decisions, lines_by_id, refused) -> dict:
        """Store best and runner-up of each decision with their evidence. Return receipt -> best proposal.

        A best one that a person refused is not proposed again.
        """
        self.proposal_ids._set_pending("superseded")
        rows, owners = [], []
        for receipt, decision in decisions.items():
            for rank, proposal in ((1, decision.best), (2, decision.runner_up)):
                if proposal is not None and not (rank == 1 and receipt in refused):
                    rows.append(receipt._proposal_values(decision, proposal, rank, lines_by_id))
                    owners.append((receipt, rank))
        if kinds := {row["kind"] for row in rows}:
            self.env["ar.match.kind"]._meet(self.company_id, kinds)
        created = self.env["ar.match.proposal"].sudo().create(rows).with_env(self.env)
        return {receipt: row for (receipt, rank), row in zip(owners, created, strict=True) if rank == 1}

    def _proposal_values(self, decision, proposal, rank: int, lines_by_id) -> dict:
        """Return a proposal as values to create, its money in major units."""
        places = self.currency_id.decimal_places
        return {
            "receipt_id": self.id,
            "company_id": self.company_id.id,
            "rank": rank,
            "step": decision.step,
            "log_odds": proposal.log_odds,
            "margin": decision.margin or 0.0,
            "kind": kind_of(decision.step, proposal),
            "evidence": self._evidence_rows(proposal),
            "unallocated_amount": float(major(proposal.unallocated_minor, places)),
            "line_ids": [Command.create(line) for line in self._share_rows(self._shares(proposal, lines_by_id))],
        }

    def _evidence_rows(self, proposal) -> list[dict]:
        """Return the evidence with its bits, those that decisions taught apart: calibration starts without them."""
        learned = dict(self.company_id.ar_adjustments or {})
        rows = []
        for row in proposal.evidence:
            taught = learned.pop(row.code, 0.0)
            rows.append({"code": row.code, "params": dict(row.params), "bits": row.log_odds - taught, "taught": taught})
        return rows

    def _share_rows(self, shares: list[Share]) -> list[dict]:
        """Return what shares pay and give up, as rows of a proposal.

        An amount in the item's currency only where there is one: Odoo reads the item of each row anew for it.
        """
        rows = []
        for share in shares:
            across = {} if share.item_amount is None else {"item_amount": share.settled}
            rows.append({"line_id": share.item.id, "amount": share.amount, **across})
            rows += [
                {"line_id": share.item.id, "amount": 0.0, "item_amount": amount, "reason_id": reason.id}
                for reason, amount in share.write_offs
            ]
        return rows

    # === ACTING === #

    def _act_on_sure(self, decisions, proposals, lines_by_id) -> None:
        """Book and apply what is proven, in one batch; if the batch fails, each half of it."""
        if not self:
            return
        plan = {receipt: receipt._shares(decisions[receipt].best, lines_by_id) for receipt in self}
        try:
            with self.env.cr.savepoint():
                self._apply(plan)
                self._note_matched(decisions, proposals)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                half = len(self) // 2
                self[:half]._act_on_sure(decisions, proposals, lines_by_id)
                self[half:]._act_on_sure(decisions, proposals, lines_by_id)
                return
            _logger.info("receipt %s was not booked", self.id, exc_info=True)
            text = mask(str(error))
            self._set_state("review", problem=text, reason=self.env._("It could not be booked: %(why)s", why=text))

    def _note_matched(self, decisions, proposals) -> None:
        """Keep what was decided on the receipts and close their proposals."""
        states = {receipt: receipt._state_after_apply() for receipt in self}
        accepted = self.env["ar.match.proposal"].union(*(proposals[receipt] for receipt in self))
        accepted._settle("accepted", was_automatic=True)
        (self.proposal_ids - accepted)._set_pending("superseded")
        for receipt in self:
            receipt._note_decision(
                states[receipt],
                **receipt._reason_values(decisions[receipt]),
                step=decisions[receipt].step,
                confidence=proposals[receipt].log_odds,
                is_shadow=False,
            )

    def _reason_values(self, decision) -> dict:
        """Return the engine's reason: its facts, and in general words of the company's language, to group by."""
        speaker = self.with_context(lang=self.company_id.partner_id.lang)
        return {
            "reason": reason_in_words(speaker.env, {"code": decision.reason, "params": {}}, self.currency_id),
            "reason_fact": {"code": decision.reason, "params": dict(decision.params)},
        }

    def _shares(self, proposal, lines_by_id) -> list[Share]:
        """Return the engine's proposal as shares, its money in major units."""
        places = self.currency_id.decimal_places
        given_up: dict[int, list] = {}
        for one in proposal.write_offs:
            reason = self.env["ar.match.reason"]._of(self.company_id, one.reason)
            currency = lines_by_id[one.item_id].currency_id
            amount = float(major(one.amount_minor, currency.decimal_places))
            given_up.setdefault(one.item_id, []).append((reason, amount))
        shares = []
        for part in proposal.allocations:
            item = lines_by_id[part.item_id]
            settled = None
            if part.item_minor is not None:
                settled = float(major(part.item_minor, item.currency_id.decimal_places))
            amount = float(major(part.amount_minor, places))
            shares.append(Share(item, amount, settled, tuple(given_up.get(part.item_id, ()))))
        return shares

    def _act_on_unsure(self, decisions, refused) -> None:
        """Book what is not certain on account (never in shadow mode), and let it wait with its reason."""
        to_book = self.filtered(lambda receipt: not receipt.move_id and not receipt._is_shadow_mode())
        to_book._book_on_account()
        for receipt in self:
            decision = decisions[receipt]
            shadow = decision.verdict is Verdict.AUTOMATIC and receipt not in refused
            if receipt in refused:
                receipt._note_decision("review", reason=self.env._("What was found was refused by a person before."))
                continue
            receipt._note_decision(
                "review",
                **receipt._reason_values(decision),
                step=decision.step,
                confidence=decision.best.log_odds if decision.best else 0.0,
                is_shadow=shadow,
            )

    def _book_on_account(self) -> None:
        """Book receipts without application; one that cannot be booked says why and stops no other."""
        try:
            with self.env.cr.savepoint():
                self._book({})
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                half = len(self) // 2
                self[:half]._book_on_account()
                self[half:]._book_on_account()
            elif self:
                self._ar_through_gate().problem = mask(str(error))
