"""The review screen: which receipts wait for a person, and all that is known of one of them."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..matching.marks import marked

PAGE = 80
CARDS = 3  # what somebody agreed to already, the best, and the runner-up
SENTENCES_MAX = 12


class ArMatchReview(models.AbstractModel):
    """What the screen asks. It has no rows: receipts and proposals hold everything.

    Every public method checks the group itself, and reads and decides as the user: company rules hold.
    """

    _name = "ar.match.review"
    _description = "Review of Receipts"

    # === WHO ASKS === #

    def _check_user(self) -> None:
        """Refuse those who may not see receipts."""
        if not self.env.user.has_group("ar_sync.group_user"):
            raise AccessError(self.env._("Receipts are reviewed by users of Receivables."))
        self.env["ar.match.receipt"].check_access("read")

    def _receipt(self, receipt_id: int):
        """Return a receipt that this user may see, in its own company."""
        self._check_user()
        receipt = self.env["ar.match.receipt"].browse(int(receipt_id)).exists()
        if not receipt:
            raise UserError(self.env._("This receipt is no longer there."))
        receipt.check_access("read")
        return receipt.with_company(receipt.company_id)

    # === THE LIST === #

    @api.model
    def start(self, filters: dict | None = None, order: str = "age") -> dict:
        """Return what the screen needs at first: the first page, what can be filtered by, and reasons to give up."""
        self._check_user()
        return {
            **self.page(filters, order),
            "facets": self._facets(),
            "reasons": {str(company.id): self._reasons(company) for company in self.env.companies},
            "is_manager": self.env.user.has_group("ar_sync.group_manager"),
            "has_connection": bool(self.env["ar.sync.connection"].search([], limit=1)),
        }

    @api.model
    def page(self, filters: dict | None = None, order: str = "age", offset: int = 0) -> dict:
        """Return one page of the receipts that wait, and how many there are.

        :param filters: connection_id (0: without one), kind ("": no proposal), currency_id, amount_from,
            amount_to, text; those that are absent or None do not filter.
        :param order: age, amount or strength.
        """
        self._check_user()
        domain = self._waiting_domain(filters or {})
        Receipt = self.env["ar.match.receipt"]
        return {
            "total": Receipt.search_count(domain),
            "offset": int(offset),
            "rows": self._rows(self._ordered(domain, order, int(offset))),
        }

    @api.model
    def _waiting_domain(self, filters: dict) -> Domain:
        """Return which receipts wait for a person and pass the filters."""
        domain = Domain("state", "=", "review") & Domain("company_id", "in", self.env.companies.ids)
        if filters.get("connection_id") is not None:
            domain &= Domain("connection_id", "=", int(filters["connection_id"]) or False)
        if filters.get("currency_id"):
            domain &= Domain("currency_id", "=", int(filters["currency_id"]))
        if filters.get("amount_from") is not None:
            domain &= Domain("amount", ">=", float(filters["amount_from"]))
        if filters.get("amount_to") is not None:
            domain &= Domain("amount", "<=", float(filters["amount_to"]))
        if filters.get("kind") is not None:
            domain &= self._kind_domain(str(filters["kind"]))
        text = str(filters.get("text") or "").strip()
        if text:
            names = ("name", "payer_name", "partner_id.name", "reference_text", "external_id")
            domain &= Domain.OR([Domain(name, "ilike", text) for name in names])
        return domain

    @api.model
    def _kind_domain(self, kind: str) -> Domain:
        """Return which receipts have a best proposal of this kind of evidence; without one for ""."""
        if not kind:
            return Domain("proposal_ids", "not any", [("state", "=", "proposed")])
        return Domain("proposal_ids", "any", [("state", "=", "proposed"), ("rank", "=", 1), ("kind", "=", kind)])

    @api.model
    def _ordered(self, domain: Domain, order: str, offset: int):
        """Return one page of receipts; amounts of several currencies are compared at today's rate."""
        Receipt = self.env["ar.match.receipt"]
        if order != "amount":
            by = {"strength": "confidence desc, date, id"}.get(order, "date, id")
            return Receipt.search(domain, order=by, offset=offset, limit=PAGE)
        query = Receipt._search(domain)
        amount, currency, row_id = (
            Receipt._field_to_sql(query.table, name, query) for name in ("amount", "currency_id", "id")
        )
        rates = self.env["ar.sync.dashboard"]._rates()
        cases = SQL(" ").join(SQL("WHEN %s THEN %s", key, rate) for key, rate in rates.items())
        query.order = SQL("%s * CASE %s %s ELSE 1 END DESC, %s", amount, currency, cases, row_id)
        query.offset, query.limit = offset, PAGE
        return Receipt.browse(query)

    @api.model
    def _rows(self, receipts) -> list[dict]:
        """Return receipts as rows of the list, with what is suggested for each."""
        proposals = self._open_proposals(receipts)
        return [self._row(receipt, proposals.get(receipt.id)) for receipt in receipts]

    @api.model
    def _open_proposals(self, receipts) -> dict:
        """Return receipt id -> its open proposals: what somebody agreed to first, then the best."""
        found = self.env["ar.match.proposal"].search(
            [("receipt_id", "in", receipts.ids), ("state", "=", "proposed")], order="id"
        )
        in_order = found.sorted(lambda row: (not row.approved_by_id, row.rank, row.id))
        return {receipt.id: rows.with_prefetch(found.ids) for receipt, rows in in_order.grouped("receipt_id").items()}

    @api.model
    def _row(self, receipt, proposals) -> dict:
        """Return one row of the list."""
        best = next(iter(proposals or ()), self.env["ar.match.proposal"])  # a slice would not prefetch with others
        return {
            "id": receipt.id,
            "payer": receipt.payer_label or "",
            "amount": receipt._amount_to_apply(),
            "currency_id": receipt.currency_id.id,
            "date": fields.Date.to_string(receipt.date),
            "days": receipt.waiting_days,
            "suggestion": best.summary or "",
            "bits": best.log_odds if best else 0.0,
            "is_person": best.step == "person",
            "agreed_by": best.approved_by_id.name or "",
            "problem": bool(receipt.problem),
            "is_shadow": receipt.is_shadow,
        }

    # === WHAT CAN BE FILTERED BY === #

    @api.model
    def _facets(self) -> dict:
        """Return connections, currencies and kinds of evidence of all that waits, with how many have each."""
        Receipt = self.env["ar.match.receipt"]
        waiting = self._waiting_domain({})
        connections = Receipt._read_group(waiting, ["connection_id", "rail"], ["__count"])
        currencies = Receipt._read_group(waiting, ["currency_id"], ["__count", "amount:sum"])
        rails = dict(Receipt._fields["rail"]._description_selection(self.env))
        by_connection: dict[int, list] = {}
        for connection, rail, count in connections:
            name = connection.name if connection else self.env._("No connection")
            known = by_connection.setdefault(connection.id or 0, [name, [], 0])
            known[1].append(rails.get(rail, rail))
            known[2] += count
        return {
            "connections": [
                {"id": key, "label": f"{name} · {', '.join(dict.fromkeys(told))}", "count": count}
                for key, (name, told, count) in by_connection.items()
            ],
            "currencies": [
                {"id": currency.id, "label": currency.name, "count": count, "amount": amount}
                for currency, count, amount in currencies
            ],
            "kinds": self._kind_facets(sum(count for *_group, count in connections)),
        }

    @api.model
    def _kind_facets(self, total: int) -> list[dict]:
        """Return the kinds of evidence of what waits, the most frequent first, and how many have none."""
        groups = self.env["ar.match.proposal"]._read_group(
            [
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "proposed"),
                ("rank", "=", 1),
                ("kind", "!=", False),
                ("receipt_id.state", "=", "review"),
            ],
            ["kind"],
            ["receipt_id:count_distinct"],
        )
        Kind = self.env["ar.match.kind"]
        rows = [{"id": kind, "label": Kind._in_words(kind), "count": count} for kind, count in groups]
        none = self.env["ar.match.receipt"].search_count(self._waiting_domain({"kind": ""})) if total else 0
        if none:
            rows.append({"id": "", "label": self.env._("No explanation found"), "count": none})
        return sorted(rows, key=lambda row: (-row["count"], row["label"]))

    @api.model
    def _reasons(self, company) -> list[dict]:
        """Return the reasons for which a person may give something up, numbered as they are chosen."""
        reasons = self.env["ar.match.reason"]._of_company(company)
        is_manager = self.env.user.has_group("ar_sync.group_manager")
        return [
            {
                "id": reason.id,
                "number": place,
                "name": reason.name,
                "cap": reason.cap_amount,
                "currency_id": reason.currency_id.id,
                "is_allowed": is_manager or bool(reason.cap_amount),
                "is_manager": is_manager,
            }
            for place, reason in enumerate(reasons[:9], 1)
        ]

    # === ONE RECEIPT === #

    @api.model
    def card(self, receipt_id: int) -> dict:
        """Return all the screen shows of one receipt; ``state`` tells whether it still waits."""
        receipt = self._receipt(receipt_id)
        proposals = self._open_proposals(receipt).get(receipt.id, self.env["ar.match.proposal"])[:CARDS]
        states = dict(receipt._fields["state"]._description_selection(self.env))
        return {
            **self._row(receipt, proposals),
            "name": receipt.name,
            "state": receipt.state,
            "state_label": states[receipt.state],
            "whole_amount": receipt.amount,
            "company_id": receipt.company_id.id,
            "customer": receipt.partner_id.display_name or "",
            "payer_name": receipt.payer_name or "",
            "payer_account": receipt.payer_account or "",
            "fee": receipt.fee_amount,
            "net": receipt.net_amount,
            "settlement_currency_id": receipt.settlement_currency_id.id,
            "connection": receipt.connection_id.name or "",
            "journal": receipt.journal_id.display_name,
            "is_booked": bool(receipt.move_id),
            "reason": self._why(receipt, proposals),
            "problem": receipt.problem or "",
            "text": self._marked_text(receipt, proposals),
            "proposals": [self._proposal_card(row) for row in proposals],
            "two_people": receipt._needs_two_people(),
            "kind": self._kind_of(proposals),
        }

    @api.model
    def _why(self, receipt, proposals) -> str:
        """Return why a receipt waits: for the engine's reason, or since a person refused all that was proposed."""
        refused = receipt.proposal_ids.filtered(lambda row: row.state == "rejected")
        if refused and not proposals and receipt.state == "review":
            return self.env._("What was proposed was refused by %s.", refused[-1:].decided_by_id.name)
        return receipt.reason_shown or ""

    @api.model
    def _kind_of(self, proposals) -> dict:
        """Return the kind of evidence of the best proposal, as the screen names it."""
        best = proposals.filtered(lambda row: row.rank == 1 and row.kind)[:1]
        return {"id": best.kind, "label": self.env["ar.match.kind"]._in_words(best.kind)} if best else {}

    @api.model
    def _marked_text(self, receipt, proposals) -> list[dict]:
        """Return what the payer wrote in parts; those that the evidence names are marked."""
        params = [row.get("params", {}) for proposal in proposals for row in proposal.evidence or []]
        values = {str(row["value"]) for row in params if "value" in row}
        return [{"text": part, "hit": hit} for part, hit in marked(receipt.reference_text or "", values)]

    @api.model
    def _proposal_card(self, proposal) -> dict:
        """Return a proposal: evidence as sentences, and what each item gets and gives up."""
        card = proposal._ar_card()
        who = proposal.create_uid.name if proposal.step == "person" else ""
        return {
            **card,
            "evidence": card["evidence"][:SENTENCES_MAX],
            "kind": proposal.kind or "",
            "agreed_by": proposal.approved_by_id.name or "",
            "agreed_by_me": proposal.approved_by_id == self.env.user,
            "chosen_by": who,
            "lines": [self._share_card(proposal.receipt_id, share) for share in proposal._to_shares()],
        }

    @api.model
    def _share_card(self, receipt, share) -> dict:
        """Return a share of a proposal as the screen keeps its own."""
        return {
            **self._item_row(receipt, share.item),
            "amount": share.amount,
            "item_amount": share.item_amount,
            "write_offs": [
                {"reason_id": reason.id, "name": reason.name, "amount": amount} for reason, amount in share.write_offs
            ],
        }
