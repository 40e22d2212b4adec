"""An ERP in memory, and a company whose books are tied to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.ar_sync.protocol.applications import decided_there
from odoo.addons.ar_sync.protocol.documents import ZERO, Applied, Customer
from odoo.addons.ar_sync.protocol.erp import (
    NO_LINKS,
    Balance,
    Deleted,
    Listed,
    Page,
    Preview,
    Remote,
    Standing,
    Written,
)
from odoo.addons.ar_sync.protocol.erp_errors import erp_error

from .common_erp_books import ErpBooks
from .common_sync import new_connection

START = datetime(2026, 4, 1, 12, tzinfo=UTC)
FEBRUARY = Listed(
    "period", "p2", "Feb 2026", begins_on=datetime(2026, 2, 1).date(), ends_on=datetime(2026, 2, 28).date()
)
MARCH = Listed("period", "p3", "Mar 2026", begins_on=datetime(2026, 3, 1).date(), ends_on=datetime(2026, 3, 31).date())
APRIL = Listed("period", "p4", "Apr 2026", begins_on=datetime(2026, 4, 1).date(), ends_on=datetime(2026, 4, 30).date())
#: What is given away or taken by what is applied to it.
SETTLED_BY = {"invoice": ("payment", "credit_memo", "write_off")}


def _kind(document):
    return getattr(document, "kind", "customer")


class FakeErp:
    """Keeps records as documents with its own ids, and minds open amounts, external ids and periods.

    ``fail(name, error)`` makes the next call of a method fail before it takes effect, ``lose(name)`` after it did.
    """

    name = "fake"
    abilities = frozenset({"discount"})

    def __init__(self):
        self.lists = {"period": [FEBRUARY, MARCH, APRIL], "customer": []}
        self.records = {}
        self.gone = []
        self.calls = []
        self.now = START
        self.last_id = 1000
        self.faults = {}
        self.page_size = 2
        self.control = "recv"
        self.revenue = {}
        self.unreadable = {}
        self.uses = []
        self.hidden = frozenset()
        self.tells_periods = self.tells_currencies = True

    # --- what tests do to it ---

    def fail(self, name, error):
        self.faults.setdefault(name, []).append(("before", error))

    def lose(self, name):
        self.faults.setdefault(name, []).append(("after", erp_error("answer_lost")))

    def tick(self, seconds=60):
        self.now += timedelta(seconds=seconds)

    def edit(self, record_id, **values):
        """Change a record by hand, as somebody in the ERP does."""
        record = self.records[record_id]
        self._keep(replace(record, document=replace(record.document, **values)))

    def remove(self, record_id):
        """Delete a record by hand."""
        record = self.records.pop(record_id)
        self.gone.append(Deleted(record.kind, record_id, self.now, record.external_id))

    def put(self, document, external_id=""):
        """Make a record by hand, with the ERP's own ids in it; return its id."""
        self.last_id += 1
        record_id = str(self.last_id)
        self._keep(Remote(_kind(document), record_id, replace(document, key=record_id), external_id))
        return record_id

    def documents(self, kind):
        return [row.document for row in self.records.values() if row.kind == kind]

    # --- Erp ---

    def clock(self):
        return self.now

    def check(self):
        return Standing("FAKE1", base_currency="USD", abilities=self.abilities, hidden=self.hidden)

    def entries(self, kind):
        yield from self.lists.get(kind, [])

    def changed(self, kind, since=None, after="", size=200, with_lines=True):
        self._call("changed", kind)
        found = self._of(kind) if kind not in self.hidden else []
        found = [row for row in found if since is None or row.last_modified >= since]
        found = [row for row in found if int(row.id) > int(after or 0)]
        page = found[: min(size, self.page_size)]
        after = page[-1].id if len(found) > len(page) else ""
        return self._page(page, after)

    def _page(self, rows, after=""):
        unread = tuple((row.id, self.unreadable[row.id]) for row in rows if row.id in self.unreadable)
        return Page(tuple(row for row in rows if row.id not in self.unreadable), after, unread)

    def read(self, kind, id):  # pylint: disable=method-required-super
        record = self.records.get(id)
        if record is None or record.kind != kind:
            raise erp_error("gone")
        return self._now(record)

    def read_many(self, kind, ids):
        found = [self._now(self.records[key]) for key in sorted(ids) if key in self.records]
        return self._page([row for row in found if row.kind == kind])

    def deleted(self, kinds, since):
        return [row for row in self.gone if row.kind in kinds and row.deleted_at >= since]

    def find(self, kind, *, external_id="", number="", customer=""):
        self._call("find", external_id or number)
        return [
            row
            for row in self._of(kind)
            if (external_id and row.external_id == external_id) or (number and row.document.number == number)
        ]

    def create(self, document, external_id, links=NO_LINKS, *, is_repeat=False):  # pylint: disable=method-required-super
        after = self._call("create", external_id)
        known = [row for row in self.records.values() if row.external_id == external_id and row.kind == _kind(document)]
        if known and is_repeat and getattr(known[0].document, "total", 0) == getattr(document, "total", 0):
            return Written(_kind(document), known[0].id, external_id, was_there=True)
        if known:
            raise erp_error("external_id_taken")
        made = self._linked(document, links)
        self._check(made)
        record_id = self.put(made, external_id)
        self._raise(after)
        return Written(_kind(document), record_id, external_id)

    def update(self, id, document, links=NO_LINKS, *, fields=None, known=None):
        after = self._call("update", id)
        record = self.records.get(id)
        if record is None:
            raise erp_error("gone")
        made = self._linked(document, links)
        if known is not None and decided_there(known, record.document.applied, made.applied):
            raise erp_error("applied_there")
        names = fields or ("number", "memo", "day", "total", "due_on", "lines", "applied")
        values = {name: getattr(made, name) for name in names if hasattr(made, name)}
        self._keep(replace(record, document=replace(record.document, **values)))
        self._raise(after)
        return Written(record.kind, id)

    def apply(self, kind, id, applied, links=NO_LINKS, *, external_id="", days=None, known=None, is_repeat=False):
        after = self._call("apply", id)
        self.uses.append((external_id, dict(days or {})))
        self._targets(days or {}, links)
        parts = self._parts(applied, links)
        record = self.records[id]
        if known is not None and decided_there(known, record.document.applied, parts):
            raise erp_error("applied_there")
        self._keep(replace(record, document=replace(record.document, applied=())))
        self._check_parts(parts)
        self._keep(replace(record, document=replace(record.document, applied=parts)))
        self._raise(after)
        return Written(kind, id)

    def cancel(self, kind, id, external_id, *, day, how, memo="", is_repeat=False):
        after = self._call("cancel", id)
        record = self.records.get(id)
        if record is None:
            if is_repeat:
                return Written(kind, id, was_there=True)
            raise erp_error("gone")
        if any(part.target == id for row in self.records.values() for part in getattr(row.document, "applied", ())):
            raise erp_error("linked")
        if how == "delete":
            self.remove(id)
        else:
            self._keep(replace(record, document=replace(record.document, is_voided=True)))
        self._raise(after)
        return Written(kind, id)

    def preview(self, document, external_id, links=NO_LINKS, use=None):
        if use:
            return Preview(f"USE /{use.id}", "")
        return Preview(f"POST /{document.kind}", '{"externalId": "%s"}' % external_id)

    def balances(self, accounts, as_of):
        self._call("balances", str(as_of))
        found = {}
        for row in self.records.values():
            document = self._now(row).document
            if row.kind == "customer" or document.is_voided:
                continue
            sign = 1 if row.kind in ("invoice", "refund") else -1
            given = sum((part.discount for part in document.applied), ZERO) if row.kind == "payment" else ZERO
            period = next((one.id for one in self.lists["period"] if one.begins_on <= document.day <= one.ends_on), "")
            key = document.control_account, document.currency, period if self.tells_periods else ""
            if self.tells_periods or document.day <= as_of:
                found[key] = found.get(key, ZERO) + sign * (document.total + given)
        return [
            Balance(
                account, name if self.tells_currencies else "", amount if self.tells_currencies else None, amount, key
            )
            for (account, name, key), amount in found.items()
            if account in accounts
        ]

    def recognized(self, kind, ids):
        self._call("recognized", kind)
        return {key: self.revenue[key] for key in ids if key in self.revenue}

    # --- inside ---

    def _call(self, name, about):
        self.calls.append((name, about))
        fault = self.faults.get(name, [])
        when, error = fault.pop(0) if fault else ("", None)
        if when == "before":
            raise error
        return error

    def _raise(self, error):
        if error:
            raise error

    def _keep(self, record):
        self.records[record.id] = replace(record, last_modified=self.now)

    def _of(self, kind):
        return [
            self._now(row) for row in sorted(self.records.values(), key=lambda row: int(row.id)) if row.kind == kind
        ]

    def _now(self, record):
        """Return a record with what is open of it now."""
        document = record.document
        if record.kind == "customer":
            return record
        applied = sum((part.amount for part in document.applied), ZERO)
        taken = sum(
            (
                part.amount + part.discount
                for row in self.records.values()
                if row.kind != "customer" and not row.document.is_voided
                for part in row.document.applied
                if part.target == record.id
            ),
            ZERO,
        )
        return replace(record, document=replace(document, open_amount=document.total - applied - taken))

    def _linked(self, document, links):
        if isinstance(document, Customer):
            return replace(document, parent="")
        lines = tuple(
            replace(line, account=links.get("account", line.account), item=links.get("item", line.item))
            for line in getattr(document, "lines", ())
        )
        values = {"lines": lines} if lines else {}
        return replace(
            document,
            customer=links.get("customer", document.customer),
            control_account=links.get("account", document.control_account),
            applied=self._parts(document.applied, links),
            **values,
        )

    def _parts(self, applied, links):
        return tuple(Applied(links.get("target", part.target), part.amount, part.discount) for part in applied)

    @staticmethod
    def _targets(keys, links):
        """Return what these are called here. It takes none that it does not know."""
        return [links.get("target", key) for key in keys]

    def _check(self, document):
        if isinstance(document, Customer):
            return
        period = next((row for row in self.lists["period"] if row.begins_on <= document.day <= row.ends_on), None)
        if period is None or period.is_closed:
            raise erp_error("period_closed")
        self._check_parts(document.applied)

    def _check_parts(self, parts):
        for part in parts:
            target = self.records.get(part.target)
            if target is None or self._now(target).document.open_amount < part.amount + part.discount:
                raise erp_error("open_amount")


class ErpCase(ErpBooks):
    """A company with a connection to the ERP in memory, its accounts and customers tied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Connection = cls.registry["ar.sync.connection"]
        cls.startClassPatcher(patch.object(Connection, "_ar_erp_providers", lambda self: ("none",)))
        cls.erp_connection = new_connection(cls.env, cls.company, "Ledger")
        cls.erp_connection.write({"erp_send_from": "2026-01-01", "is_imported": True})

    def setUp(self):
        super().setUp()
        self.erp = FakeErp()
        self.patch(self.registry["ar.sync.connection"], "_ar_erp_transport", lambda connection: self.erp)
        self.Maker = self.env["ar.erp.maker"]

    def made(self, *records):
        """Return the documents of these records, by kind."""
        keys = [f"{record._name},{record.id}" for record in records]
        return {kind: document for (kind, _key), document in self.Maker._make(self.erp_connection, keys).items()}

    @staticmethod
    def money(text):
        return Decimal(text)
