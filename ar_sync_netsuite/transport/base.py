"""What both transports do alike: documents to drafts and back, and that nothing is made twice.

A transport itself only reads pages and single records, adds, changes and removes; its doors are the methods that begin
with an underscore and raise :class:`NotImplementedError` here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from odoo.addons.ar_sync.protocol.documents import Applied, CreditMemo, Customer, Invoice, Posting, Refund, WriteOff
from odoo.addons.ar_sync.protocol.erp import Days

from ..mapping import deposit_use, head, lists, records, refund, write_off
from ..mapping.context import Currencies, Currency, Reading, Writing
from ..mapping.draft import Draft
from ..mapping.fields import REFUSED, Fields
from . import beside, deposits, external_ids
from .interface import (
    NO_LINKS,
    Credentials,
    ErpError,
    Links,
    Listed,
    Page,
    Preview,
    Remote,
    Settings,
    Use,
    Written,
    erp_error,
)
from .shown import Shown

#: Fields that are emptied where a document no longer has them.
_CLEARABLE = frozenset({"memo", "email", "vatRegNumber", "checkNum", "parent", "terms"})


class Base:
    """One account; see :class:`~.interface.Erp` for what the public methods promise."""

    name = ""
    abilities: frozenset[str] = frozenset()

    def __init__(self, settings: Settings, credentials: Credentials) -> None:
        self.settings = settings
        self.credentials = credentials
        self._currencies: Currencies | None = None
        self._listed: Currencies | None = None

    # -- doors of a transport -------------------------------------------------------

    def clock(self) -> datetime:
        """Return NetSuite's time, in UTC."""
        raise NotImplementedError

    def _entries(self, kind: str) -> Iterator[Fields]:
        raise NotImplementedError

    def _page(
        self, kind: str, since: datetime | None, after: str, size: int, with_lines: bool
    ) -> tuple[list[Fields], str]:
        raise NotImplementedError

    def _fetch(self, kind: str, ids: list[str]) -> list[Fields]:
        raise NotImplementedError

    def _find(self, kind: str, external_id: str, number: str, customer: str) -> list[Fields]:
        raise NotImplementedError

    def _find_external(self, record: str, external_id: str) -> str:
        """Return the id of the record with an external id; empty where there is none."""
        raise NotImplementedError

    def _types(self, ids: list[str]) -> dict[str, str]:
        """Return the types of transactions by id."""
        raise NotImplementedError

    def _add(self, draft: Draft, external_id: str) -> str:
        raise NotImplementedError

    def _change(self, draft: Draft, id: str) -> None:
        raise NotImplementedError

    def _remove(self, record: str, id: str, memo: str) -> None:
        raise NotImplementedError

    def _applications(self, deposit: str, customer: str) -> list[Fields]:
        """Return the applications of a customer's deposit."""
        raise NotImplementedError

    def _shown(self, draft: Draft, external_id: str) -> Preview:
        """Return the request that adds a record, for people."""
        raise NotImplementedError

    def _shown_removal(self, record: str, external_id: str) -> Preview:
        raise NotImplementedError

    # -- context --------------------------------------------------------------------

    @property
    def currencies(self) -> Currencies:
        """The account's currencies, asked for once: what is read may be in one that no list has yet."""
        if self._currencies is None:
            found = (lists.read("currency", fields, Reading()) for fields in self._entries("currency"))
            self._currencies = _currencies(one for one in found if one)
        return self._currencies

    def use_currencies(self, listed: Iterable[Listed]) -> None:
        """Take the currencies from a list that was read before: what is written or previewed then needs no network.

        A list without the currency of the books was never read as a whole; it is not used.
        """
        found = _currencies(listed)
        self._listed = found if any(one.is_base for one in found.all) else None

    def _reading(self) -> Reading:
        items = (self.settings.write_off_item, self.settings.write_off_item and self.settings.discount_item)
        return Reading(self.currencies, frozenset(filter(None, items)), self.settings.time_zone)

    def _writing(self, links: Links) -> Writing:
        settings = self.settings
        return Writing(
            currencies=self._currencies or self._listed or self.currencies,
            links=links,
            sends_numbers=settings.sends_numbers,
            item=settings.item,
            write_off_item=settings.write_off_item,
            discount_item=settings.discount_item,
            discount_accounts=settings.discount_accounts,
            untaxed_code=settings.untaxed_code,
            refund_method=settings.refund_method,
            rule_field=settings.rule_field,
            has_discounts="discount" in self.abilities,
        )

    # -- reading ----------------------------------------------------------------------

    def entries(self, kind: str) -> Iterator[Listed]:
        """Yield a whole list."""
        reading = Reading() if kind in ("currency", "period") else self._reading()
        below = self._below() if kind in ("account", "category", "department", "item", "tax_code") else {}
        for fields in sorted(self._entries(kind), key=lambda one: int(one.id)):
            found = lists.read(kind, fields, reading, below)
            if found is not None:
                yield found

    def _below(self) -> dict[str, frozenset[str]]:
        parents = {one.id: one.ref("parent") for one in self._entries("unit")}
        found: dict[str, set[str]] = {}
        for key in parents:
            above, seen = parents[key], {key}
            while above and above not in seen:
                found.setdefault(above, set()).add(key)
                seen.add(above)
                above = parents.get(above, "")
        return {key: frozenset(names) for key, names in found.items()}

    def changed(
        self, kind: str, since: datetime | None = None, after: str = "", size: int = 200, with_lines: bool = True
    ) -> Page:
        """Return a page of records by id."""
        found, following = self._page(kind, since, after, max(1, min(size, self.settings.page_size)), with_lines)
        return self._as_page(kind, found, following)

    def _as_page(self, kind: str, found: Iterable[Fields], following: str = "") -> Page:
        """Return what of these can be read, and what cannot and why."""
        read, unreadable, found = [], {}, list(found)
        if found:
            self._reading()  # what all of them need: that it cannot be had now is no fault of any of them
        for fields in found:
            if fields.text(REFUSED):
                unreadable[fields.id] = fields.text(REFUSED)
                continue
            try:
                remote = self._remote(kind, fields)
            except (ValueError, ErpError) as error:
                unreadable[fields.id] = str(error)
                continue
            if remote:
                read.append(remote)
        return Page(tuple(read), following, tuple(unreadable.items()))

    def _remote(self, kind: str, fields: Fields) -> Remote | None:
        document = records.read(kind, fields, self._reading())
        if document is None:
            return None
        moment = fields.moment("lastModifiedDate")
        return Remote(kind, fields.id, document, fields.external_id, fields.record, moment)

    def read(self, kind: str, id: str) -> Remote:  # pylint: disable=method-required-super
        """Return one record."""
        found = self._one(kind, id)
        if found is None:
            raise erp_error("gone", subject=f"{kind} {id}")
        return found

    def _one(self, kind: str, id: str) -> Remote | None:
        """Return a record, if there is one. :raise ErpError: ``malformed``, it makes no sense."""
        page = self.read_many(kind, [id])
        for key, why in page.unreadable:
            raise erp_error("malformed", subject=f"{kind} {key}", detail=why)
        return page.records[0] if page.records else None

    def read_many(self, kind: str, ids: Iterable[str]) -> Page:
        """Return those of the records that there are."""
        return self._as_page(kind, sorted(self._fetch(kind, list(ids)), key=lambda one: int(one.id)))

    def find(self, kind: str, *, external_id: str = "", number: str = "", customer: str = "") -> list[Remote]:
        """Return records by external id, or by number."""
        if external_id:
            external_ids.check(external_id)
        found = (self._remote(kind, fields) for fields in self._find(kind, external_id, number, customer))
        return [remote for remote in found if remote]

    # -- writing ----------------------------------------------------------------------

    def create(  # pylint: disable=method-required-super
        self, document: Customer | Posting, external_id: str, links: Links = NO_LINKS, *, is_repeat: bool = False
    ) -> Written:
        """Add a record, once."""
        external_ids.check(external_id)
        kind, writing = records.kind_of(document), self._writing(links)
        if isinstance(document, WriteOff):
            document, writing = self._placed(document, writing)
        draft = self._draft(document, writing)
        written = self._add_once(kind, draft, external_id, document, writing, is_repeat)
        if isinstance(document, WriteOff) and draft.record == "journalEntry" and document.applied:
            vehicle = write_off.write_vehicle(document, written.id, writing)
            self._add_vehicle(vehicle, external_id + write_off.ENDING, is_repeat)
        return written

    def _draft(self, document: Customer | Posting, writing: Writing) -> Draft:
        if isinstance(document, Refund):
            targets = [writing.links.get("target", part.target) for part in document.applied]
            types = self._types([key for key in targets if key])
            held = frozenset(key for key, record in types.items() if record == "customerDeposit")
            return refund.write(document, writing, held)
        return records.write(document, writing)

    def _placed(self, off: WriteOff, writing: Writing) -> tuple[WriteOff, Writing]:
        """Return a write-off with the receivables account of what it gives up: a journal entry must name it."""
        if off.control_account or writing.write_off_item or not off.applied:
            return off, writing
        target = self.read("invoice", writing.links.get("target", off.applied[0].target)).document
        assert isinstance(target, Posting)
        account = target.control_account
        links = Links({**writing.links.ids, ("account", account): account}, writing.links.is_same)
        return replace(off, control_account=account), replace(writing, links=links)

    def _add_once(
        self, kind: str, draft: Draft, external_id: str, document: Customer | Posting, writing: Writing, is_repeat: bool
    ) -> Written:
        if is_repeat:
            found = self._mine(kind, draft.record, external_id, document, writing)
            if found:
                return found
        try:
            return Written(kind, self._add(draft, external_id), external_id)
        except ErpError as error:
            if error.code != "external_id_taken":
                raise
            found = self._mine(kind, draft.record, external_id, document, writing)
            if found is None:
                raise
            return found

    def _add_vehicle(self, vehicle: Draft, external_id: str, is_repeat: bool) -> None:
        """Apply a journal entry; its external id is derived from ours, so that what has it is ours."""
        if is_repeat and self._find_external(vehicle.record, external_id):
            return
        try:
            self._add(vehicle, external_id)
        except ErpError as error:
            if error.code != "external_id_taken" or not self._find_external(vehicle.record, external_id):
                raise

    def _mine(
        self, kind: str, record: str, external_id: str, document: Customer | Posting, writing: Writing
    ) -> Written | None:
        """Return what an earlier attempt made. :raise ErpError: ``external_id_taken``, it is somebody else's."""
        id = self._find_external(record, external_id)
        if not id:
            return None
        found = self._one(kind, id)
        if found is None or not beside.is_same(document, found.document, writing):
            raise erp_error("external_id_taken", detail=f"{record} {id} has the external id {external_id}")
        return Written(kind, id, external_id, was_there=True)

    def update(
        self,
        id: str,
        document: Customer | Posting,
        links: Links = NO_LINKS,
        *,
        fields: Iterable[str] | None = None,
        known: Iterable[Applied] | None = None,
    ) -> Written:
        """Change a record; its external id stays whose it is."""
        kind, writing = records.kind_of(document), self._writing(links)
        if known is not None and not isinstance(document, Customer):
            beside.check(self.read(kind, id), known, beside.theirs(document.applied, links))
        named = set(fields) if fields is not None else records.changeable(kind)
        names = records.changes_of(kind, named)
        draft = self._draft(document, writing)
        values = {name: value for name, value in draft.values.items() if name in names}
        if fields is not None:
            values.update({name: None for name in names & _CLEARABLE if name not in values})
        if values:
            self._change(Draft(draft.record, values), id)
        return Written(kind, id)

    def apply(
        self,
        kind: str,
        id: str,
        applied: Iterable[Applied],
        links: Links = NO_LINKS,
        *,
        external_id: str = "",
        days: Days | None = None,
        known: Iterable[Applied] | None = None,
        is_repeat: bool = False,
    ) -> Written:
        """Set what a payment or credit memo is applied to; a deposit through records of their own."""
        remote, applied = self.read(kind, id), tuple(applied)
        wanted = beside.theirs(applied, links)
        beside.check(remote, known, wanted, is_repeat)
        if remote.record == deposit_use.DEPOSIT:
            external_ids.check(external_id)
            # The money may also be matched to what NetSuite knows nothing of: paid back, or settled before.
            used_on = {links.ids.get(("target", target), target): some for target, some in (days or {}).items()}
            return deposits.use(self, remote, wanted, external_id, used_on)
        if remote.record not in ("customerPayment", "creditMemo") or not isinstance(remote.document, Posting):
            raise erp_error("unsupported", subject=f"{kind} {id}", detail=f"applying a {remote.record} anew")
        rows = head.apply_rows(applied, remote.document.currency, self._writing(links))
        self._change(Draft(remote.record, {"applyList": rows}), id)
        return Written(kind, id)

    def preview(
        self, document: Customer | Posting, external_id: str, links: Links = NO_LINKS, use: Use | None = None
    ) -> Preview:
        """Return what would be sent."""
        names = Shown(links.ids, links.is_same)
        if use and isinstance(document, Posting):
            return deposits.shown(self, document, external_id, names, use)
        return self._shown(records.write(document, self._writing(names)), external_id)

    def cancel(
        self, kind: str, id: str, external_id: str, *, day: date, how: str, memo: str = "", is_repeat: bool = False
    ) -> Written:
        """Take back what was sent."""
        if how == "delete":
            return self._delete(kind, id, memo, is_repeat)
        if how != "credit_memo" or kind != "invoice":
            raise erp_error("unsupported", subject=f"{kind} {id}", detail=f"taking it back by {how}")
        invoice = self.read("invoice", id).document
        assert isinstance(invoice, Invoice)
        credit = CreditMemo(
            **{name: getattr(invoice, name) for name in ("customer", "currency", "total", "rate", "unit")},
            key="",
            day=day,
            open_amount=invoice.total * 0,
            memo=memo,
            control_account=invoice.control_account,
            applied=(Applied(id, invoice.total),),
            invoice=id,
            lines=invoice.lines,
        )
        if is_repeat:
            found = self._mine("credit_memo", "creditMemo", external_id, credit, self._writing(NO_LINKS))
            if found:
                return found
        if invoice.open_amount != invoice.total:
            raise erp_error("linked", subject=f"invoice {invoice.number or id}", detail="something is applied to it")
        return self.create(credit, external_id)

    def _delete(self, kind: str, id: str, memo: str, is_repeat: bool) -> Written:
        found = self._fetch(kind, [id])
        if not found:
            if is_repeat:
                return Written(kind, id, was_there=True)
            raise erp_error("gone", subject=f"{kind} {id}")
        record, external_id = found[0].record, found[0].external_id
        if record == "journalEntry" and external_id:
            vehicle = self._find_external("customerPayment", external_id + write_off.ENDING)
            if vehicle:
                self._remove("customerPayment", vehicle, memo)
        self._remove(record, id, memo)
        return Written(kind, id, external_id)


def _currencies(listed: Iterable[Listed]) -> Currencies:
    return Currencies(
        tuple(Currency(one.id, one.number, 2 if one.digits is None else one.digits, one.is_base) for one in listed)
    )
