"""The documents of an ERP, as last read."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ..protocol.applications import joined
from ..protocol.document_values import as_values, from_values
from ..protocol.documents import KINDS, Applied, Posting
from ..protocol.dry_run import Open
from ..protocol.erp import Remote
from .ar_sync_drift import SUBJECTS

#: Rows of one INSERT.
BATCH = 500


class ArErpDocument(models.Model):
    """One invoice, credit memo, payment, write-off or refund of the ERP. It is never edited here.

    What it says is kept in the ERP's own ids; :meth:`_translated` gives it ours, by what is tied.
    """

    _name = "ar.erp.document"
    _description = "Document of the ERP"
    _order = "day desc, id desc"
    _rec_name = "number"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    subject = fields.Selection(SUBJECTS, string="Kind of Document", required=True, readonly=True)
    external_id = fields.Char(string="ERP ID", required=True, readonly=True)
    external_ref = fields.Char(
        string="External ID There", readonly=True, index="btree_not_null", help="By which other systems know it."
    )
    number = fields.Char(readonly=True, index="btree_not_null")
    customer_ref = fields.Char(string="Customer's ERP ID", readonly=True)
    customer_name = fields.Char(string="Customer There", compute="_compute_customer_name")
    currency_code = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    day = fields.Date(string="Document Date", readonly=True, index=True)
    total = fields.Monetary(readonly=True)
    open_amount = fields.Monetary(string="Open", readonly=True)
    is_voided = fields.Boolean(string="Void", readonly=True)
    is_deleted = fields.Boolean(string="Deleted", readonly=True)
    body = fields.Json(string="Document", readonly=True)
    modified_at = fields.Datetime(string="Changed There", readonly=True)
    seen_at = fields.Datetime(string="Last Read", readonly=True)
    opening_error = fields.Char(string="Not Taken Over Because", readonly=True)
    tied_name = fields.Char(string="In Odoo", compute="_compute_tied_name")

    _remote_unique = models.UniqueIndex("(connection_id, subject, external_id)", "The ERP has it only once.")

    @api.depends("customer_ref", "connection_id")
    def _compute_customer_name(self):
        domain = [
            ("connection_id", "in", self.connection_id.ids),
            ("kind", "=", "customer"),
            ("external_id", "in", self.mapped("customer_ref")),
        ]
        rows = self.env["ar.erp.record"].with_context(active_test=False).search(domain)
        names = {(row.connection_id, row.external_id): row.name for row in rows}
        for document in self:
            document.customer_name = names.get((document.connection_id, document.customer_ref)) or document.customer_ref

    def _compute_tied_name(self):
        for connection, rows in self.grouped("connection_id").items():
            keys = self._keys(connection, {(row.subject, row.external_id) for row in rows})
            for row in rows:
                key = keys.get((row.subject, row.external_id))
                record = connection._ar_drift_record(row.subject, key) if key else None
                row.tied_name = record.display_name if record else False

    # === STORING === #

    @api.model
    def _store(self, connection, remotes: Iterable[Remote], seen_at) -> None:
        """Write documents as read, and when they were; those of other legal entities are other companies' business."""
        unit = connection.erp_unit_id.external_id
        mine = (remote for remote in remotes if not unit or remote.document.unit in ("", unit))
        rows = [self._row(connection, remote, seen_at) for remote in mine]
        self.flush_model()
        for place in range(0, len(rows), BATCH):
            self._upsert(rows[place : place + BATCH])
        self.invalidate_model()

    @api.model
    def _forget_other_units(self, connection) -> None:
        """Forget the documents of legal entities that this connection is not for."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM ar_erp_document
                    WHERE connection_id = %s AND COALESCE(body ->> 'unit', '') NOT IN ('', %s)""",
                connection.id,
                connection.erp_unit_id.external_id,
            )
        )
        self.invalidate_model()

    @api.model
    def _upsert(self, rows: list[dict]) -> None:
        if not rows:
            return
        names = list(rows[0])
        columns = SQL(", ").join(SQL.identifier(name) for name in names)
        values = SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", row[name]) for name in names)) for row in rows)
        changing = [name for name in names if name not in ("connection_id", "company_id", "subject", "external_id")]
        changes = SQL(", ").join(SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name)) for name in changing)
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_erp_document (%s) VALUES %s
                   ON CONFLICT (connection_id, subject, external_id) DO UPDATE SET %s""",
                columns,
                values,
                changes,
            )
        )

    @api.model
    def _row(self, connection, remote: Remote, seen_at) -> dict:
        """Return the columns of a document as read, plain for the database."""
        document = remote.document
        modified = remote.last_modified
        return {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "subject": remote.kind,
            "external_id": remote.id,
            "external_ref": remote.external_id or None,
            "number": document.number or None,
            "customer_ref": document.customer or None,
            "currency_code": document.currency,
            "currency_id": self._currency_id(document.currency),
            "day": document.day,
            "total": document.total,
            "open_amount": document.open_amount,
            "is_voided": document.is_voided,
            "is_deleted": False,
            "body": Json(as_values(document)),
            "modified_at": modified.replace(tzinfo=None) if modified else None,
            "seen_at": seen_at,
        }

    @api.model
    def _currency_id(self, code: str):
        known = self.env.cr.cache.setdefault("ar_erp_currencies", {})
        if code not in known:
            rows = (
                self.env["res.currency"].sudo().with_context(active_test=False).search([("name", "=", code)], limit=1)
            )
            known[code] = rows.id or None
        return known[code]

    @api.model
    def _note_deleted(self, connection, places: Iterable[tuple[str, str]]) -> None:
        """Note that these (kind, id) are gone; where the kind is not known, the id alone is looked up."""
        for kind, external_id in places:
            domain = [("connection_id", "=", connection.id), ("external_id", "=", external_id)]
            if kind:
                domain.append(("subject", "=", kind))
            self.sudo().search(domain).write({"is_deleted": True})

    @api.model
    def _note_met(self, connection, kind: str, external_ids: list[str]) -> None:
        """Note that these are there, though what they say could not be read."""
        domain = [("connection_id", "=", connection.id), ("subject", "=", kind), ("external_id", "in", external_ids)]
        self.search(domain).write({"seen_at": fields.Datetime.now()})

    @api.model
    def _targets_of(self, connection, kind: str, external_ids: list[str]) -> set[str]:
        """Return the ERP's ids of what these documents were applied to when they were last read."""
        domain = [("connection_id", "=", connection.id), ("subject", "=", kind), ("external_id", "in", external_ids)]
        return {part["target"] for row in self.search(domain) for part in row.body.get("applied") or ()}

    @api.model
    def _note_unseen(self, connection, began_at, kinds: Iterable[str]) -> None:
        """Note that what a reading of everything of these kinds did not meet is gone."""
        domain = [
            ("connection_id", "=", connection.id),
            ("subject", "in", list(kinds)),
            ("seen_at", "<", began_at),
            ("is_deleted", "=", False),
        ]
        self.search(domain).write({"is_deleted": True})

    # === AFTER SENDING === #

    @api.model
    def _note_sent(self, operation, external_id: str) -> None:
        """Keep what the ERP has now, as far as it follows from what was sent; the next reading says it all."""
        connection = operation.connection_id
        before = self._as_read(connection, operation.erp_subject, external_id)
        document = self._in_their_ids(connection, operation._ar_erp_read(), external_id)
        document = self._with_before(operation, document, before)
        of_others = before.total - before.open_amount - _own(before) if before else Decimal(0)
        document = replace(document, open_amount=document.total - _own(document) - of_others)
        now = fields.Datetime.now()
        remote = Remote(document.kind, external_id, document, operation.external_ref or "")
        self.sudo()._store(connection, [remote], now)
        self._settle(connection, before.applied if before else (), -1)
        self._settle(connection, document.applied, 1)

    @api.model
    def _with_before(self, operation, document: Posting, before: Posting | None) -> Posting:
        """Return a document with what follows from nothing that is sent: where it lies, and what it settled before."""
        if before and before.kind == "payment" and not before.control_account:
            document = replace(document, control_account="")
        parts = operation._ar_erp_before()
        return replace(document, applied=joined([*document.applied, *parts])) if parts else document

    @api.model
    def _note_cancelled(self, operation) -> None:
        """Keep that what was taken back counts no more there."""
        connection = operation.connection_id
        before = self._as_read(connection, operation.erp_subject, operation.target)
        if before is None:
            return
        self._settle(connection, before.applied, -1)
        row = self._find_row(connection, operation.erp_subject, operation.target)
        is_deleted = (operation.payload or {}).get("how") == "delete"
        row.write({"is_deleted": is_deleted, "is_voided": True, "open_amount": 0.0})

    @api.model
    def _settle(self, connection, parts: Iterable[Applied], sign: int) -> None:
        """Take applications off what is open of their targets, or give them back."""
        for part in parts:
            rows = self.sudo().search(
                [("connection_id", "=", connection.id), ("external_id", "=", part.target), ("is_deleted", "=", False)]
            )
            for row in rows.filtered(lambda document: document.subject in ("invoice", "credit_memo", "payment")):
                amount = Decimal(row.body["open_amount"]) - sign * (part.amount + part.discount)
                row.write({"open_amount": float(amount), "body": {**row.body, "open_amount": f"{amount:f}"}})

    @api.model
    def _find_row(self, connection, subject: str, external_id: str):
        domain = [("connection_id", "=", connection.id), ("subject", "=", subject), ("external_id", "=", external_id)]
        return self.sudo().search(domain, limit=1)

    @api.model
    def _as_read(self, connection, subject: str, external_id: str) -> Posting | None:
        row = self._find_row(connection, subject, external_id)
        return from_values(subject, row.body) if row else None

    @api.model
    def _in_their_ids(self, connection, document: Posting, external_id: str) -> Posting:
        """Return a document of ours with the ERP's ids for what it names, as far as they are known."""
        known = self.env["ar.erp.check"]._links(connection, document).ids
        applied = tuple(
            replace(part, target=known.get(("target", part.target), part.target)) for part in document.applied
        )
        return replace(
            document,
            key=external_id,
            customer=known.get(("customer", document.customer), ""),
            control_account=known.get(("account", document.control_account), ""),
            applied=applied,
        )

    # === LOOKING UP === #

    @api.model
    def _is_ahead(self, connection, subject: str, external_id: str) -> bool:
        """Tell whether a payment of the ERP is money that it keeps beside receivables until it is used."""
        row = self._find_row(connection, subject, external_id) if subject == "payment" and external_id else None
        return bool(row) and not row.body.get("control_account")

    @api.model
    def _of_numbers(self, connection, numbers: list[str]):
        """Return the documents with these numbers that are tied to nothing here."""
        domain = [
            ("connection_id", "=", connection.id),
            ("number", "in", numbers),
            ("is_deleted", "=", False),
            ("is_voided", "=", False),
        ]
        rows = self.search(domain) if numbers else self
        keys = self._keys(connection, {(row.subject, row.external_id) for row in rows})
        return rows.filtered(lambda row: (row.subject, row.external_id) not in keys)

    @api.model
    def _arriving(self, connection) -> set[tuple[str, str]]:
        """Return (kind, the ERP's id) of what changes that are still open made there: it is ours and not yet tied.

        An ERP may be read between the making of a record and the answer, or the answer was lost.
        """
        is_open = [
            ("connection_id", "=", connection.id),
            ("state", "not in", ("done", "cancelled")),
            ("external_ref", "!=", False),
        ]
        refs = self.env["ar.sync.operation"].sudo().search_fetch(is_open, ["external_ref"]).mapped("external_ref")
        rows = [("connection_id", "=", connection.id), ("external_ref", "in", refs)]
        return {(row.subject, row.external_id) for row in (self.sudo().search(rows) if refs else ())}

    @api.model
    def _keys(self, connection, places: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Return (kind, the ERP's id) -> our key, of what is tied."""
        domain = [
            ("connection_id", "=", connection.id),
            ("kind", "in", list(KINDS)),
            ("external_id", "in", list({external_id for _kind, external_id in places})),
            ("is_former", "=", False),
        ]
        rows = self.env["ar.sync.binding"].sudo().search(domain) if places else []
        return {(row.kind, row.external_id): f"{row.res_model},{row.res_id}" for row in rows}

    @api.model
    def _open_of(self, connection, keys: set[str]) -> dict[str, Open]:
        """Return our key -> what is open of it in the ERP, with our keys for customer and account."""
        bindings = self.env["ar.erp.plan"]._bindings(connection, keys)
        by_id = {(kind, row.external_id): key for (kind, key), row in bindings.items()}
        domain = [
            ("connection_id", "=", connection.id),
            ("external_id", "in", [external_id for _kind, external_id in by_id]),
            ("is_deleted", "=", False),
            ("is_voided", "=", False),
        ]
        found = {}
        names = self._our_names(connection)
        for row in self.search(domain) if by_id else ():
            key = by_id.get((row.subject, row.external_id))
            if key and row.subject in ("invoice", "credit_memo", "payment"):
                body = row.body
                customer = names["customer"].get(row.customer_ref or "", row.customer_ref or "")
                account = names["account"].get(body.get("control_account") or "", "")
                found[key] = Open(
                    Decimal(body["open_amount"]), row.currency_code, customer, account, body.get("unit") or ""
                )
        return found

    @api.model
    def _our_names(self, connection) -> dict[str, dict[str, str]]:
        """Return list -> the ERP's id -> our key, of customers and accounts that are tied."""
        Mapping = self.env["ar.erp.mapping"]
        return {
            kind: {
                external_id: key for key, external_id in sorted(Mapping._known(connection, kind).items(), reverse=True)
            }
            for kind in ("customer", "account")
        }


def _own(document: Posting) -> Decimal:
    """Return what of a document is used up by its own applications."""
    return Decimal(0) if document.kind == "invoice" else document.applied_total
