"""The dry run: what an ERP would say to all that waits for it."""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models

from ..protocol.documents import KINDS, Customer, Posting
from ..protocol.dry_run import OF_PERIODS, Books, Open, examine, of_period
from ..protocol.dry_run import named as named_of
from ..protocol.erp import Links
from ..protocol.errors import SyncError
from .ar_erp_mapping import LISTS

#: What something can be applied to.
SETTLED = ("invoice", "credit_memo", "payment")


class ArErpCheck(models.AbstractModel):
    """Examines changes that wait, from what is known of the ERP here; nothing is asked there."""

    _name = "ar.erp.check"
    _description = "Dry run of changes in an ERP"

    @api.model
    def _check(self, connection, operations=None) -> None:
        """Examine what waits for a connection and keep what is found with each change.

        :param operations: these alone; what they need has to be in the ERP already.
        """
        connection = connection.sudo()
        rows = self._waiting(connection) if operations is None else operations.sudo()
        rows = rows.sorted(lambda row: (list(KINDS).index(row.erp_subject), row.id))
        documents = {row: row._ar_erp_examined() for row in rows}
        books = self._books(connection, list(documents.values()), rows)
        found = defaultdict(list)
        by_place = {(document.kind, document.key): row for row, document in documents.items()}
        digits = self._digits()
        undated = {row for row in rows if row._ar_erp_is_dated_there()}
        for kind in KINDS:
            batch = [document for document in documents.values() if document.kind == kind]
            made = [
                row_document for row, row_document in documents.items() if row_document.kind == kind and _is_new(row)
            ]
            for key, finding in examine(batch, books, digits):
                row = by_place[kind, key]
                if row not in undated or finding.code not in OF_PERIODS:
                    found[row].append(finding)
            for row in (by_place[document.kind, document.key] for document in batch):
                found[row] += [finding for day in row._ar_erp_further_days() for finding in of_period(books, day)]
            books.open_items = {**books.open_items, **self._made(made), **self._left(batch, books.open_items)}
        self._keep(connection, rows, found)

    @api.model
    def _waiting(self, connection):
        """Return the changes that were not sent, are not on hold, and have a document to examine."""
        rows = (
            self.env["ar.sync.operation"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("erp_subject", "in", list(KINDS)),
                    ("state", "in", ("draft", "review", "ready", "failed")),
                    ("is_held", "=", False),
                ],
                order="id",
            )
        )
        return rows.filtered(lambda row: row._ar_erp_verb() != "cancel" and not row._is_uncertain())

    @api.model
    def _digits(self):
        rows = (
            self.env["res.currency"].sudo().with_context(active_test=False).search_fetch([], ["name", "decimal_places"])
        )
        places = {row.name: row.decimal_places for row in rows}
        return lambda currency: places.get(currency, 2)

    @api.model
    def _made(self, batch: list[Posting]) -> dict[str, Open]:
        """Return what of a batch can be settled once it is made."""
        return {
            row.key: Open(
                row.total if row.kind == "invoice" else row.open_amount + row.returned,
                row.currency,
                row.customer,
                row.control_account,
                row.unit,
            )
            for row in batch
            if row.kind in SETTLED
        }

    @api.model
    def _left(self, batch: list[Posting], before: dict[str, Open]) -> dict[str, Open]:
        """Return what is left of what a batch settles."""
        left = {}
        for document in batch:
            for part in document.applied:
                target = left.get(part.target) or before.get(part.target)
                if target:
                    rest = max(Decimal(0), target.amount - part.amount - part.discount)
                    left[part.target] = replace(target, amount=rest)
        return left

    # === WHAT IS KNOWN OF THE ERP === #

    @api.model
    def _books(self, connection, documents: list[Posting], rows) -> Books:
        """Return what is known of the ERP as far as these documents need it."""
        named = self._named(documents)
        open_items = self._open_items(connection, documents, rows)
        # What is settled may be called by another of our records that is tied to the same of the ERP.
        named["customer"].update(item.customer for item in open_items.values())
        named["account"].update(item.control_account for item in open_items.values())
        known = {kind: self._known(connection, kind, named[kind]) for kind in LISTS}
        Record = self.env["ar.erp.record"].sudo()
        periods = Record.search([("connection_id", "=", connection.id), ("kind", "=", "period")])
        currencies = Record.search([("connection_id", "=", connection.id), ("kind", "=", "currency")])
        units = Record.search_count([("connection_id", "=", connection.id), ("kind", "=", "unit")], limit=1)
        return Books(
            customers=self._customers(known["customer"]),
            accounts=_ids(known["account"]),
            items=_ids(known["item"]),
            account_items=_ids(known["account_item"]) if connection._ar_erp_needs_items() else None,
            tax_codes=_ids(known["tax_code"]),
            terms=_ids(known["terms"]),
            methods=_ids(known["method"]),
            departments=_ids(known["department"]),
            categories=_ids(known["category"]),
            periods=tuple(row._as_period() for row in periods),
            numbers=self._numbers(connection, documents, rows),
            open_items=open_items,
            currencies=frozenset(row.number or row.name for row in currencies),
            needs_unit=bool(units),
        )

    @api.model
    def _named(self, documents: list[Posting]) -> dict[str, set[str]]:
        """Return list -> keys of all that these documents name."""
        named = defaultdict(set)
        for document in documents:
            named["customer"].add(document.customer)
            for kind, key in named_of(document):
                named[kind].add(key)
        return defaultdict(set, {kind: keys - {""} for kind, keys in named.items()})

    @api.model
    def _known(self, connection, kind: str, keys: set[str]) -> dict:
        """Return our key -> the ERP's entry, of what is confirmed and still there."""
        ids = [int(key) for key in keys if key.isdigit()]
        domain = [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind),
            ("is_confirmed", "=", True),
            ("res_id", "in", ids),
        ]
        rows = self.env["ar.erp.mapping"].sudo().search(domain) if ids else []
        is_any = kind == "customer"  # an inactive customer is told as such
        return {str(row.res_id): row.record_id for row in rows if row.record_id and (is_any or row.record_id.active)}

    @api.model
    def _customers(self, known: dict) -> dict[str, Customer]:
        ours = {record.external_id: key for key, record in known.items()}
        return {
            key: replace(record._as_customer(), parent=ours.get(record.parent_ref or "", ""))
            for key, record in known.items()
        }

    @api.model
    def _numbers(self, connection, documents: list[Posting], rows) -> frozenset:
        """Return (kind, number) of the ERP's documents that are tied to none of ours.

        What carries the reference of one of these changes was made by an earlier attempt of it, whose answer was lost.
        """
        numbers = [document.number for document in documents if document.number]
        own = set(filter(None, rows.mapped("external_ref")))
        found = self.env["ar.erp.document"].sudo()._of_numbers(connection, numbers)
        return frozenset((row.subject, row.number) for row in found if row.external_ref not in own)

    @api.model
    def _open_items(self, connection, documents: list[Posting], rows) -> dict[str, Open]:
        """Return what is open of the documents that these settle, as the ERP last said.

        What a document already settles there is free again for it: it is set anew. What it settles no more can be
        given back.
        """
        targets = {part.target for document in documents for part in document.applied}
        found = self.env["ar.erp.document"].sudo()._open_of(connection, targets)
        for row, document in zip(rows, documents, strict=True):
            if row._ar_erp_verb() == "create":
                continue
            there = row._ar_erp_used_there()
            own = sum((part.amount for part in there), Decimal(0))
            own -= sum((part.amount for part in document.applied), Decimal(0))
            freed = [(part.target, part.amount + part.discount) for part in there]
            for target, amount in [*freed, (document.key, own)]:
                if target in found:
                    found[target] = replace(found[target], amount=found[target].amount + amount)
        return found

    @api.model
    def _links(self, connection, document: Posting) -> Links:
        """Return what a document's keys stand for in the ERP."""
        named = self._named([document])
        ids = {}
        for kind in LISTS:
            ids |= {
                (kind, key): record.external_id for key, record in self._known(connection, kind, named[kind]).items()
            }
        targets = {part.target for part in document.applied} | {getattr(document, "invoice", "")}
        bindings = self.env["ar.erp.plan"]._bindings(connection, targets - {""})
        for (kind, key), binding in bindings.items():
            if binding._ar_erp_is_there():
                ids[kind, key] = binding.external_id
                if kind in SETTLED:
                    ids["target", key] = binding.external_id
        if document.unit:
            ids["unit", document.unit] = document.unit
        return Links(ids)

    # === KEEPING === #

    @api.model
    def _keep(self, connection, rows, found: dict) -> None:
        """Store what was found; what is clean flows where the connection lets it, what is not waits."""
        now = fields.Datetime.now()
        self.env["ar.erp.finding"].sudo().search([("operation_id", "in", rows.ids)]).unlink()
        values = [
            {"operation_id": row.id, "code": finding.code, "facts": finding.values}
            for row in rows
            for finding in found.get(row, ())
        ]
        made = self.env["ar.erp.finding"].sudo().create(values)
        by_operation = made.grouped("operation_id")
        for row in rows:
            mine = by_operation.get(row, made.browse())
            state = self._state_after(row, bool(mine))
            # What it settles is being made right now: whoever keeps that does not see what is found here.
            is_early = bool(mine) and "sent" in row.prerequisite_ids.mapped("state")
            row._set_state(
                **(row._ar_erp_waits() if (row.state, state) == ("ready", "review") else {"state": state}),
                problems="\n".join(mine.mapped("sentence")) or False,
                finding=mine[:1].code or (row.finding if row.state == "failed" else False),
                checked_at=False if is_early else now,
                preview_text=self._preview(connection, row) or row.preview_text,
            )
        self._want(connection, found, [row._ar_erp_read() for row in rows])
        if any(row.state == "ready" for row in rows):
            self.env["ar.sync.dispatch"]._dispatch("send")

    @api.model
    def _state_after(self, row, is_wrong: bool) -> str:
        if row.state == "failed":
            return "failed"
        if is_wrong:
            return "review"
        if row._ar_erp_flows():
            return "ready"
        return "review" if row.state == "ready" else row.state

    @api.model
    def _preview(self, connection, row) -> str:
        """Return the request as the ERP would get it; nothing where the connector cannot tell yet."""
        document = row._ar_erp_read()
        try:
            shown = connection._ar_erp_transport().preview(
                document, row.external_ref or "", self._links(connection, document), row._ar_erp_use()
            )
        except (SyncError, NotImplementedError, ValueError):
            return ""
        return f"{shown.target}\n\n{shown.body}"

    @api.model
    def _want(self, connection, found: dict, documents: list[Posting]) -> None:
        """Have a row in the mapping, with a suggestion, for all that is tied to nothing.

        An item for the lines of an account is offered also where one for all others would do.
        """
        wanted = defaultdict(set)
        for findings in found.values():
            for finding in findings:
                number = finding.values.get(finding.code, "")
                if finding.code in LISTS and number.isdigit():
                    wanted[finding.code].add(int(number))
        if connection._ar_erp_has_items():
            keys = self._named(documents)["account_item"]
            wanted["account_item"] |= {int(key) for key in keys if key.isdigit()}
        Mapping = self.env["ar.erp.mapping"]
        is_new = False
        for kind, ids in wanted.items():
            records = self.env[LISTS[kind]].sudo().browse(sorted(ids)).exists()
            is_new = is_new or len(Mapping._of(connection, kind, records)) < len(records)
            Mapping._want(connection, kind, records)
        if is_new:
            Mapping._suggest(connection)

    # === IN THE BACKGROUND === #

    @api.model
    def _check_waiting(self) -> int:
        """Examine what waits for each connection that has something new, and commit."""
        domain = [
            ("erp_subject", "in", list(KINDS)),
            ("checked_at", "=", False),
            ("is_held", "=", False),
            ("state", "in", ("review", "ready")),
        ]
        groups = self.env["ar.sync.operation"].sudo()._read_group(domain, ["connection_id"])
        for (connection,) in groups:
            self._check(connection)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0


def _is_new(row) -> bool:
    return row._ar_erp_verb() == "create"


def _ids(known: dict) -> dict[str, str]:
    return {key: record.external_id for key, record in known.items()}
