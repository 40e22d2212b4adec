"""The books beside an ERP's: the same documents, in the same words, side by side."""

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..protocol.document_values import from_values
from ..protocol.documents import KINDS, Posting
from ..protocol.drift import Drift, compare
from .ar_erp_maker import INVOICES
from .ar_sync_binding_erp import BY_HAND

#: Documents of each side that are in memory at a time.
BATCH = 500
MONEY = "payment"
#: What only the ERP has is known by this and its own id.
THERE = "erp:"


class ArErpCompare(models.AbstractModel):
    """Brings both sides into the same keys and hands them to the pure comparison.

    What is on its way to the ERP is no difference yet, and neither is what it settles.
    """

    _name = "ar.erp.compare"
    _description = "Comparison with an ERP"

    @api.model
    def _compare_some(self, connection, places: set[tuple[str, str]]) -> None:
        """Compare these (kind, the ERP's id) alone."""
        keys = self.env["ar.erp.document"]._keys(connection, places)
        wanted = {(kind, keys.get((kind, external_id), f"{THERE}{external_id}")) for kind, external_id in places}
        if not wanted:
            return
        busy = self._busy(connection)
        compared = {place for place in wanted if place[1] not in busy}
        found = []
        for kind in sorted(KINDS):
            mine = sorted(key for of, key in compared if of == kind)
            here = self._here(connection, kind, [key for key in mine if not key.startswith(THERE)])
            there = self._there(connection, kind, busy, only=[place[1] for place in places if place[0] == kind])
            found += self._differences(connection, kind, here, there, set(mine))
        self.env["ar.sync.drift"]._record(connection, found, keys=compared)

    @api.model
    def _compare_all(self, connection) -> dict[str, int]:
        """Compare everything; what is held in memory is one batch of each side."""
        busy = self._busy(connection)
        return self.env["ar.sync.drift"]._record(connection, self._all_differences(connection, busy), left_out=busy)

    @api.model
    def _all_differences(self, connection, busy: set[str]) -> Iterator[Drift]:
        of_money: dict[str, set[str]] = {}
        for kind in sorted(KINDS):
            # What is no payment is noted while payments are made: money is read once.
            keys = of_money.get(kind)
            if keys is None:
                keys = set(self.env["ar.erp.maker"]._all_keys(connection, kind, self._since(connection)))
            tied = {key for of, key in self._tied(connection) if of == kind}
            if kind == MONEY:
                of_money = {other: set() for other in KINDS if other not in (MONEY, *INVOICES.values())}
            here = self._here(connection, kind, sorted((keys | tied) - busy), of_money if kind == MONEY else None)
            yield from self._differences(connection, kind, here, self._there(connection, kind, busy))

    @api.model
    def _since(self, connection):
        return connection.erp_send_from or None

    @api.model
    def _differences(self, connection, kind: str, here, there, only: set[str] | None = None) -> Iterator[Drift]:
        deleted = self._deleted(connection, kind)
        gone = {place for place in self._tied(connection) if place[0] == kind}
        is_expected = self._expected(connection)
        currencies = self.env["res.currency"]._ar_erp_known()
        for drift in compare(here, there, deleted, gone, is_expected):
            if only is None or drift.key in only:
                yield self._in_words(connection, self._in_known(connection, drift, currencies))

    @api.model
    def _in_known(self, connection, drift: Drift, currencies: Set[str]) -> Drift:
        """Return a difference in a currency that only the ERP has without a weight: nobody knows what it is worth."""
        if drift.currency in currencies:
            return drift
        own = connection.company_id.currency_id.name
        here, there = (f"{value} {drift.currency}" if value else "" for value in (drift.here, drift.there))
        return replace(drift, here=here, there=there, currency=own, at_risk=Decimal(0))

    @api.model
    def _expected(self, connection):
        """Return whether a document of one side alone should be on the other too."""
        opening = connection.erp_opening_on
        former = self._former(connection) if opening else set()
        arriving = self.env["ar.erp.document"]._arriving(connection) if opening else set()

        def is_expected(document: Posting) -> bool:
            if document.key.startswith(THERE):
                place = (document.kind, document.key.removeprefix(THERE))
                if place in arriving or (not document.open_amount and place in former):
                    return False
                return bool(opening) and (document.day >= opening or bool(document.open_amount))
            return connection._ar_erp_takes(document)

        return is_expected

    @api.model
    def _busy(self, connection) -> set[str]:
        """Return the keys of what is on its way, of what it settles, and of what a person marked as synced."""
        rows = (
            self.env["ar.sync.operation"]
            .sudo()
            .search_fetch(
                [
                    ("connection_id", "=", connection.id),
                    ("erp_subject", "in", list(KINDS)),
                    ("state", "not in", ("done", "cancelled")),
                ],
                ["res_model", "res_id", "erp_document", "target", "erp_subject"],
            )
        )
        busy = {row._ar_erp_key() for row in rows}
        busy |= {part["target"] for row in rows for part in (row.erp_document or {}).get("applied") or ()}
        before = self.env["ar.sync.binding"].sudo()
        tied = before.search(
            [("connection_id", "=", connection.id), ("external_id", "in", rows.filtered("target").mapped("target"))]
        )
        busy |= {part["target"] for row in tied for part in (row.agreed or {}).get("applied") or ()}
        by_hand = before.search([("connection_id", "=", connection.id), ("external_id", "=like", f"{BY_HAND}%")])
        return busy | {f"{row.res_model},{row.res_id}" for row in by_hand}

    @api.model
    def _tied(self, connection) -> set[tuple[str, str]]:
        """Return (kind, key) of all that is tied to a document of the ERP."""
        self.env["ar.sync.binding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT kind, res_model || ',' || res_id FROM ar_sync_binding
                    WHERE connection_id = %s AND kind = ANY(%s) AND is_former IS NOT TRUE
                      AND external_id NOT LIKE %s""",
                connection.id,
                list(KINDS),
                f"{BY_HAND}%",
            )
        )
        return set(rows)

    @api.model
    def _former(self, connection) -> set[tuple[str, str]]:
        """Return (kind, the ERP's id) of what was ours and was taken back, and of what took it back."""
        self.env["ar.sync.binding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT kind, external_id FROM ar_sync_binding
                    WHERE connection_id = %s AND kind = ANY(%s) AND is_former""",
                connection.id,
                list(KINDS),
            )
        )
        return set(rows)

    @api.model
    def _deleted(self, connection, kind: str) -> set[tuple[str, str]]:
        rows = (
            self.env["ar.erp.document"]
            .sudo()
            .search([("connection_id", "=", connection.id), ("subject", "=", kind), ("is_deleted", "=", True)])
        )
        keys = self.env["ar.erp.document"]._keys(connection, {(kind, row.external_id) for row in rows})
        return set((of, key) for (of, _id), key in keys.items() if of == kind)

    # === BOTH SIDES === #

    @api.model
    def _here(self, connection, kind: str, keys: list[str], others: dict | None = None) -> Iterator[Posting]:
        """Yield the documents of our books in the order of their keys, customers by the ERP's id.

        :param others: kind -> keys of documents of other kinds that are met on the way; it is filled here.
        """
        customers = self.env["ar.erp.mapping"]._known(connection, "customer")
        for place in range(0, len(keys), BATCH):
            batch = keys[place : place + BATCH]
            found = self.env["ar.erp.maker"]._make(connection, batch, with_lines=False)
            for other, key in found if others is not None else ():
                if other in others:
                    others[other].add(key)
            for key in batch:
                document = found.get((kind, key))
                if document:
                    yield replace(document, customer=customers.get(document.customer, document.customer))
            self._forget()

    @api.model
    def _forget(self) -> None:
        """Let go what was read of the books: a night's comparison reads all of them."""
        self.env.flush_all()
        self.env.invalidate_all()

    @api.model
    def _there(self, connection, kind: str, busy: set[str], only: list[str] | None = None) -> Iterator[Posting]:
        """Yield the ERP's documents in the order of our keys."""
        last = ""
        while True:
            rows = self._page_there(connection, kind, last, only)
            if not rows:
                return
            names = self._targets(connection, [row[2] for row in rows])
            for key, _external_id, body, before in rows:
                if key not in busy:
                    yield self._translated(kind, key, body, names, before or [])
            last = rows[-1][0]

    @api.model
    def _page_there(self, connection, kind: str, last: str, only: list[str] | None) -> list[tuple]:
        self.env["ar.erp.document"].flush_model()
        of_some = SQL("AND doc.external_id = ANY(%s)", only) if only is not None else SQL("")
        return self.env.execute_query(
            SQL(
                """SELECT * FROM (
                       SELECT COALESCE(tie.res_model || ',' || tie.res_id, %(there)s || doc.external_id)
                              COLLATE "C" AS key,
                              doc.external_id, doc.body, tie.erp_before
                         FROM ar_erp_document doc
                    LEFT JOIN ar_sync_binding tie ON tie.connection_id = doc.connection_id AND tie.kind = doc.subject
                              AND tie.external_id = doc.external_id AND tie.is_former IS NOT TRUE
                        WHERE doc.connection_id = %(connection)s AND doc.subject = %(kind)s
                          AND doc.is_deleted IS NOT TRUE %(some)s) AS side
                    WHERE key > %(last)s COLLATE "C" ORDER BY key LIMIT %(size)s""",
                there=THERE,
                connection=connection.id,
                kind=kind,
                some=of_some,
                last=last,
                size=BATCH,
            )
        )

    @api.model
    def _targets(self, connection, bodies: list[dict]) -> dict[str, str]:
        """Return the ERP's id -> our key, of what these are applied to."""
        ids = {part["target"] for body in bodies for part in body.get("applied") or ()}
        places = {(kind, external_id) for kind in ("invoice", "credit_memo", "payment") for external_id in ids}
        return {
            external_id: key
            for (_kind, external_id), key in self.env["ar.erp.document"]._keys(connection, places).items()
        }

    @api.model
    def _translated(self, kind: str, key: str, body: dict, names: dict[str, str], before: list[dict]) -> Posting:
        """Return a document of the ERP with our keys.

        :param before: what was applied when the ledger was taken over: it is settled here, by nothing in particular.
        """
        document = from_values(kind, body)
        known = {part["target"]: (Decimal(part["amount"]), Decimal(part["discount"])) for part in before}
        applied = []
        for part in document.applied:
            amount, discount = known.get(part.target, (Decimal(0), Decimal(0)))
            rest = replace(part, amount=part.amount - amount, discount=part.discount - discount)
            if rest.amount or rest.discount:
                applied.append(replace(rest, target=names.get(part.target, f"{THERE}{part.target}")))
        number = document.number if kind in ("invoice", "credit_memo") else ""
        return replace(document, key=key, applied=tuple(applied), number=number)

    # === WORDS === #

    @api.model
    def _in_words(self, connection, drift: Drift) -> Drift:
        """Return a difference with names in place of keys."""
        if drift.kind == "customer":
            return replace(
                drift, here=self._customer(connection, drift.here), there=self._customer(connection, drift.there)
            )
        if drift.kind == "applications":
            return replace(drift, here=self._named(connection, drift.here), there=self._named(connection, drift.there))
        return drift

    @api.model
    def _customer(self, connection, external_id: str) -> str:
        domain = [("connection_id", "=", connection.id), ("kind", "=", "customer"), ("external_id", "=", external_id)]
        return (
            self.env["ar.erp.record"].sudo().with_context(active_test=False).search(domain, limit=1).name or external_id
        )

    @api.model
    def _named(self, connection, text: str) -> str:
        def name(match) -> str:
            record = connection._ar_drift_record("", match.group(0))
            return record.display_name if record else match.group(0)

        return re.sub(r"[a-z.]+,\d+", name, text)
