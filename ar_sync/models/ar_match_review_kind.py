"""Accepting all receipts of the same kind, in batches; those that need a look of their own are left out."""

import logging

import psycopg2

from odoo import api, models
from odoo.fields import Domain

from ..protocol.masking import mask

_logger = logging.getLogger(__name__)

BATCH = 100
LEVEL_BITS = 0.1  # a runner-up that is this near is as good: such a receipt is looked at by itself


class ArMatchReview(models.AbstractModel):
    _inherit = "ar.match.review"

    @api.model
    def same_kind(self, receipt_id: int, filters: dict | None = None) -> dict:
        """Return how many receipts wait for the same reason with the same kind of evidence as this one.

        :return: ``group`` for :meth:`accept_same_kind`, its ``label`` and ``reason``, ``count`` and ``sums`` of those
            that can be accepted together, ``skipped``: how many need a look of their own. ``group`` is None where
            nothing is proposed.
        """
        receipt = self._receipt(receipt_id)
        best = receipt.proposal_ids.filtered(lambda row: row.state == "proposed" and row.rank == 1 and row.kind)[:1]
        if not best:
            return {"group": None}
        group = {"company_id": receipt.company_id.id, "kind": best.kind, "reason": receipt.reason or ""}
        every = self._group_domain(group, filters)
        Receipt = self.env["ar.match.receipt"]
        together = every & self._together_domain(receipt.company_id)
        sums = Receipt._read_group(together, ["currency_id"], ["__count", "amount:sum"])
        count = sum(number for _currency, number, _amount in sums)
        return {
            "group": group,
            "label": self.env["ar.match.kind"]._in_words(best.kind),
            "reason": receipt.reason_shown or "",
            "count": count,
            "sums": [{"currency_id": currency.id, "amount": amount} for currency, _number, amount in sums],
            "skipped": Receipt.search_count(every) - count,
        }

    @api.model
    def _group_domain(self, group: dict, filters: dict | None) -> Domain:
        """Return which receipts are of a kind, within the filters of the screen."""
        domain = self._waiting_domain(filters or {}) & self._kind_domain(str(group["kind"]))
        domain &= Domain("company_id", "=", int(group["company_id"]))
        return domain & Domain("reason", "=", str(group["reason"]) or False)

    @api.model
    def _together_domain(self, company) -> Domain:
        """Return which receipts may be accepted without a look of their own.

        Not those above the company's limits, those on which two people decide, those that could not be booked,
        and those whose runner-up is as good.
        """
        limits = [limit for limit in (company.ar_automatic_cap, company.ar_four_eyes_amount) if limit]
        proposed = Domain("state", "=", "proposed")
        near = Domain("proposal_ids", "any", proposed & Domain("rank", "=", 1) & Domain("margin", "<", LEVEL_BITS))
        rivalled = Domain("proposal_ids", "any", proposed & Domain("rank", "=", 2))
        domain = Domain("problem", "=", False) & ~(near & rivalled)
        if limits:
            currencies = self.env["res.currency"].search([("active", "=", True)])
            caps = {currency: company.currency_id._convert(min(limits), currency, company) for currency in currencies}
            domain &= Domain.OR(
                Domain("currency_id", "=", currency.id) & Domain("amount", "<=", cap) for currency, cap in caps.items()
            )
        return domain

    @api.model
    def accept_same_kind(self, group: dict, filters: dict | None = None, after_id: int = 0) -> dict:
        """Accept the best proposals of the next receipts of a kind. The screen calls again until ``is_done``.

        :param after_id: the last receipt that was looked at.
        :return: ``accepted`` ids, ``failed`` (id, name, why), ``last_id``, ``is_done``, ``undo`` for :meth:`undo`.
        """
        self._check_user()
        company = self.env["res.company"].browse(int(group["company_id"])) & self.env.companies
        domain = self._group_domain(group, filters) & self._together_domain(company)
        Receipt = self.env["ar.match.receipt"].with_company(company)
        due = Receipt.search(domain & Domain("id", ">", int(after_id)), order="id", limit=BATCH)
        due.check_access("write")
        waiting = due.try_lock_for_update().filtered(
            lambda receipt: receipt.state == "review" and not receipt._needs_two_people()
        )
        accepted, failed = self._accept_all(waiting)
        return {
            "accepted": accepted,
            "failed": failed,
            "last_id": due[-1:].id or int(after_id),
            "is_done": len(due) < BATCH,
            "undo": {"decision": "applied", "receipt_ids": accepted} if accepted else None,
        }

    @api.model
    def _accept_all(self, receipts) -> tuple[list[int], list[dict]]:
        """Accept the best proposal of each; one that fails stops no other. Those that claim one item go in turn."""
        proposals = {key: rows.filtered("kind")[:1] for key, rows in self._open_proposals(receipts).items()}
        claimed: set[int] = set()
        together, alone = receipts.browse(), receipts.browse()
        for receipt in receipts:
            items = {*proposals[receipt.id].line_ids.line_id.ids, *receipt.credit_line_id.ids}
            if items & claimed:
                alone |= receipt
            else:
                together |= receipt
            claimed |= items
        accepted, failed = [], []
        for batch in (together, *alone):
            self._accept_or_split(batch, proposals, accepted, failed)
        return accepted, failed

    @api.model
    def _accept_or_split(self, receipts, proposals: dict, accepted: list, failed: list) -> None:
        """Accept receipts in one go; where that fails, each half by itself, down to the one that is to blame."""
        if not receipts:
            return
        try:
            with self.env.cr.savepoint():
                self._accept_together(receipts, proposals)
            accepted += receipts.ids
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(receipts) > 1:
                half = len(receipts) // 2
                for part in (receipts[:half], receipts[half:]):
                    self._accept_or_split(part, proposals, accepted, failed)
                return
            _logger.info("receipt %s could not be accepted with others", receipts.id, exc_info=True)
            why = mask(str(error.args[0] if error.args else error))
            failed.append({"id": receipts.id, "name": receipts.name, "payer": receipts.payer_label or "", "why": why})

    @api.model
    def _accept_together(self, receipts, proposals: dict) -> None:
        """Apply the best proposals of these receipts as a person's decision, booked in one batch."""
        plan = {}
        for receipt in receipts:
            proposal = proposals[receipt.id]
            shares = proposal._to_shares()
            receipt._check_shares(shares)
            receipt._teach(shares, proposal)
            plan[receipt] = shares
        receipts._apply(plan)
        for receipt in receipts:
            proposal = proposals[receipt.id]
            proposal._settle("accepted")
            (receipt.proposal_ids - proposal)._set_pending("superseded")
            receipt._note_decision(
                receipt._state_after_apply(),
                reason=self.env._("Accepted by a person, with others of its kind."),
                step=proposal.step,
                is_shadow=False,
            )
