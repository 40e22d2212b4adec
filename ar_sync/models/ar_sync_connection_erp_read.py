"""What an ERP has: its lists and documents, read by its own clock."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from odoo import fields, models

from ..protocol.documents import KINDS
from ..protocol.erp import LIST_KINDS

#: What changed while the last pages were read is read again: an ERP's times are those of when a change began.
OVERLAP = timedelta(minutes=10)
#: Between two looks for changes; between two readings of the lists.
CHANGES_EVERY = timedelta(minutes=5)
LISTS_EVERY = timedelta(hours=6)
PAGE_SIZE = 200
#: Of a page.
UNREADABLE_SHOWN = 5
#: What each kind of document is applied to.
SETTLED_BY_KIND = {
    "credit_memo": ("invoice",),
    "payment": ("invoice",),
    "write_off": ("invoice",),
    "refund": ("credit_memo", "payment"),
}
LISTS, DELETED, RECOGNITION, COMPARE = "erp_lists", "erp_deleted", "erp_recognition", "erp_compare"
#: Local hour at which everything is compared.
NIGHT_HOUR = 2


class ArSyncConnection(models.Model):
    """Each kind of document is a stream: first all of it, then what changed since the last pass."""

    _inherit = "ar.sync.connection"

    def write(self, vals):
        """Another legal entity has other documents."""
        before = {connection: connection.erp_unit_id for connection in self} if "erp_unit_id" in vals else {}
        result = super().write(vals)
        for connection, unit in before.items():
            if connection.erp_unit_id != unit:
                connection._ar_erp_read_unit_again()
        return result

    def _ar_erp_read_unit_again(self) -> None:
        """Keep the documents of the chosen legal entity alone, and read all of its own."""
        if self.erp_unit_id:
            self.env["ar.erp.document"].sudo()._forget_other_units(self)
        kinds = {f"erp_{kind}" for kind in KINDS}
        self.stream_ids.filtered(lambda stream: stream.kind in kinds)._restart()

    def _ar_stream_kinds(self) -> list[str]:
        if not self.is_erp:
            return super()._ar_stream_kinds()
        return [*super()._ar_stream_kinds(), LISTS, *(f"erp_{kind}" for kind in KINDS), DELETED, RECOGNITION, COMPARE]

    def _ar_read_page(self, stream) -> dict:
        if not self.is_erp or not stream.kind.startswith("erp_"):
            return super()._ar_read_page(stream)
        erp = self._ar_erp_transport()
        if stream.kind == LISTS:
            return self._ar_erp_read_list(erp, stream)
        if stream.kind == DELETED:
            return self._ar_erp_read_deleted(erp, stream)
        if stream.kind == RECOGNITION:
            return self._ar_erp_read_recognition(erp, stream)
        if stream.kind == COMPARE:
            return self._ar_erp_compare_page(erp, stream)
        return self._ar_erp_read_changed(erp, stream, stream.kind.removeprefix("erp_"))

    # === LISTS === #

    def _ar_erp_read_list(self, erp, stream) -> dict:
        """Read one of the ERP's lists, whole."""
        place = (stream.cursor or {}).get("place", 0)
        kind = LIST_KINDS[place]
        entries = [self._ar_erp_entry(entry) for entry in erp.entries(kind)]
        self.env["ar.erp.record"]._store(self, kind, entries, is_all=True)
        if place + 1 < len(LIST_KINDS):
            return {"records": len(entries), "cursor": {"place": place + 1}, "more": True}
        self.env["ar.erp.mapping"]._suggest(self)
        self.env["ar.sync.operation"].sudo()._ar_erp_look_again(self)
        next_at = fields.Datetime.now() + LISTS_EVERY
        return {"records": len(entries), "cursor": {}, "more": False, "next_at": next_at}

    def _ar_erp_entry(self, entry) -> dict:
        return {
            "external_id": entry.id,
            "name": entry.name or entry.number or entry.id,
            "number": entry.number or False,
            "email": entry.email or False,
            "tax_number": entry.tax_number or False,
            "parent_ref": entry.parent or False,
            "currency_codes": " ".join(sorted(entry.currencies)) or False,
            "unit_refs": " ".join(sorted(entry.units)) or False,
            "group_code": entry.group or False,
            "account_ref": entry.account or False,
            "begins_on": entry.begins_on or False,
            "ends_on": entry.ends_on or False,
            "digits": 2 if entry.digits is None and entry.kind == "currency" else entry.digits or 0,
            "is_base": entry.is_base,
            "is_closed": entry.is_closed,
            "is_locked": entry.is_locked,
            "is_adjustment": entry.is_adjustment,
            "active": not entry.is_inactive,
        }

    # === DOCUMENTS === #

    def _ar_erp_read_changed(self, erp, stream, kind: str) -> dict:
        """Read a page of what was changed, store it, and compare it with the books."""
        cursor = stream.cursor or {}
        clock = cursor.get("clock") or erp.clock().isoformat()
        since = datetime.fromisoformat(cursor["since"]) if cursor.get("since") else None
        page = erp.changed(kind, since, cursor.get("after", ""), PAGE_SIZE)
        Document = self.env["ar.erp.document"].sudo()
        before = Document._targets_of(self, kind, [row.id for row in page.records]) if since else set()
        Document._store(self, page.records, fields.Datetime.now())
        settled, unread = self._ar_erp_read_settled(erp, kind, page.records, before) if since else ([], {})
        unreadable = self._ar_erp_note_unreadable({kind: page.unreadable, **unread})
        self.env["ar.erp.compare"]._compare_some(self, {(row.kind, row.id) for row in [*page.records, *settled]})
        if page.next:
            cursor = {"since": cursor.get("since"), "after": page.next, "clock": clock}
            return {"records": len(page.records), "cursor": cursor, "more": True, **unreadable}
        cursor = {"since": (datetime.fromisoformat(clock) - OVERLAP).isoformat()}
        next_at = fields.Datetime.now() + CHANGES_EVERY
        return {"records": len(page.records), "cursor": cursor, "more": False, "next_at": next_at, **unreadable}

    def _ar_erp_note_unreadable(self, unreadable: dict[str, tuple]) -> dict:
        """Keep what was read before of records that make no sense now: they are there, and nothing is held up.

        :param unreadable: kind -> (id, why) of each.
        :return: what the stream says of them; nothing where there are none.
        """
        labels = dict(self.env["ar.erp.document"]._fields["subject"]._description_selection(self.env))
        told = []
        for kind, rows in unreadable.items():
            if not rows:
                continue
            self.env["ar.erp.document"].sudo()._note_met(self, kind, [key for key, _why in rows])
            names = _by_reason(rows)
            label = labels[kind]
            told.append(self.env._("%(kind)s of the ERP that cannot be read: %(names)s", kind=label, names=names))
        return {"unreadable": "\n".join(told)} if told else {}

    def _ar_erp_read_settled(self, erp, kind: str, records, before: set[str]) -> tuple[list, dict]:
        """Read what these settle, or settled before: an ERP does not always say that it changed by that.

        :return: what was read, and by kind what makes no sense.
        """
        targets = before | {part.target for row in records for part in row.document.applied}
        found, unreadable = [], {}
        for of in SETTLED_BY_KIND.get(kind, ()) if targets else ():
            page = erp.read_many(of, sorted(targets))
            found += page.records
            unreadable[of] = page.unreadable
        self.env["ar.erp.document"].sudo()._store(self, found, fields.Datetime.now())
        return found, unreadable

    def _ar_erp_read_now(self, kind: str, external_ids: list[str]) -> None:
        """Read these documents, and what they settle or settled before."""
        erp, Document = self._ar_erp_transport(), self.env["ar.erp.document"].sudo()
        before = Document._targets_of(self, kind, external_ids)
        page = erp.read_many(kind, external_ids)
        Document._store(self, page.records, fields.Datetime.now())
        self._ar_erp_read_settled(erp, kind, page.records, before)

    def _ar_erp_read_deleted(self, erp, stream) -> dict:
        """Read what was deleted since the last time."""
        clock = erp.clock()
        since = (stream.cursor or {}).get("since")
        since = datetime.fromisoformat(since) if since else clock - timedelta(days=30)
        rows = erp.deleted(list(KINDS), since)
        places = {(kind, row.id) for row in rows for kind in ([row.kind] if row.kind else KINDS)}
        Document = self.env["ar.erp.document"].sudo()
        Document._note_deleted(self, [(row.kind, row.id) for row in rows])
        settled, unreadable = [], defaultdict(tuple)
        for kind in KINDS:
            before = Document._targets_of(self, kind, [external_id for of, external_id in places if of == kind])
            rows_read, unread = self._ar_erp_read_settled(erp, kind, [], before)
            settled += rows_read
            for of, some in unread.items():
                unreadable[of] += tuple(row for row in some if row not in unreadable[of])
        self.env["ar.erp.compare"]._compare_some(self, places | {(row.kind, row.id) for row in settled})
        next_at = fields.Datetime.now() + CHANGES_EVERY
        cursor = {"since": (clock - OVERLAP).isoformat()}
        told = self._ar_erp_note_unreadable(unreadable)
        return {"records": len(rows), "cursor": cursor, "more": False, "next_at": next_at, **told}

    # === EVERYTHING === #

    def _ar_erp_compare_page(self, erp, stream) -> dict:
        """Read a page of everything; after the last one, compare everything with the books."""
        cursor = stream.cursor or {}
        if "hidden" not in cursor:
            began_at = fields.Datetime.to_string(fields.Datetime.now())
            hidden = sorted(self._ar_erp_hidden(erp))
            cursor = {"began_at": began_at, "hidden": hidden, "place": 0}
            return {"records": 0, "cursor": cursor, "more": True, **self._ar_erp_tell_hidden(hidden)}
        began_at, place, hidden = cursor["began_at"], cursor["place"], cursor["hidden"]
        if place < len(KINDS):
            kind = list(KINDS)[place]
            page = erp.changed(kind, None, cursor.get("after", ""), PAGE_SIZE, with_lines=False)
            self.env["ar.erp.document"].sudo()._store(self, page.records, fields.Datetime.now())
            unreadable = self._ar_erp_note_unreadable({kind: page.unreadable})
            cursor = {**cursor, "place": place if page.next else place + 1, "after": page.next}
            return {"records": len(page.records), "cursor": cursor, "more": True, **unreadable}
        seen = [kind for kind in KINDS if kind not in hidden]
        self.env["ar.erp.document"].sudo()._note_unseen(self, fields.Datetime.to_datetime(began_at), seen)
        self.env["ar.erp.again"]._try_all_again(self)
        self.env["ar.erp.compare"]._compare_all(self)
        self.needs_tie_out = True
        self._ar_ensure_streams()  # a later version may read more than the one that connected
        return {"records": 0, "cursor": {}, "more": False, "next_at": self._ar_erp_next_night()}

    def _ar_erp_hidden(self, erp) -> frozenset[str]:
        """Return the kinds of documents of which the role does not see all by now. Extension point.

        An ERP leaves them out of what it lists, and does not say so: what is not met is not gone.
        """
        return erp.check().hidden

    def _ar_erp_tell_hidden(self, hidden: list[str]) -> dict:
        """Return what the stream says of it: once, and not of each document."""
        if not hidden:
            return {}
        labels = dict(self.env["ar.erp.document"]._fields["subject"]._description_selection(self.env))
        kinds = ", ".join(labels[kind] for kind in hidden)
        words = self.env._(
            "The role does not see all of these in the ERP, they stay as they were: %(kinds)s", kinds=kinds
        )
        return {"unreadable": words}

    # === REVENUE === #

    def _ar_erp_read_recognition(self, erp, stream) -> dict:
        """Read how far the revenue of a page of tied invoices and credit memos is recognised; each night, of all."""
        after = (stream.cursor or {}).get("after", 0)
        domain = [
            ("connection_id", "=", self.id),
            ("kind", "in", ("invoice", "credit_memo")),
            ("is_former", "=", False),
            ("id", ">", after),
        ]
        bindings = self.env["ar.sync.binding"].sudo().search(domain, order="id", limit=PAGE_SIZE)
        count = self.env["ar.erp.recognition"]._read_revenue(self, erp, bindings)
        if len(bindings) == PAGE_SIZE:
            return {"records": count, "cursor": {"after": bindings[-1].id}, "more": True}
        return {"records": count, "cursor": {}, "more": False, "next_at": self._ar_erp_next_night()}

    def _ar_erp_next_night(self) -> datetime:
        """Return the next night's hour, in UTC."""
        now = fields.Datetime.context_timestamp(self.with_context(tz=self.timezone), fields.Datetime.now())
        night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
        night = night if night > now else night + timedelta(days=1)
        return night.astimezone(UTC).replace(tzinfo=None)


def _by_reason(rows: Iterable[tuple[str, str]]) -> str:
    """Return why records cannot be read, and which: what is wrong with many is said once."""
    found = defaultdict(list)
    for key, why in rows:
        found[why].append(key)
    shown = list(found.items())[:UNREADABLE_SHOWN]
    return "; ".join(
        f"{', '.join(keys[:UNREADABLE_SHOWN])}{', …' if len(keys) > UNREADABLE_SHOWN else ''}: {why}"
        for why, keys in shown
    )
