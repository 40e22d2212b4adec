"""NetSuite over SuiteTalk SOAP.

NetSuite promises no order of what a search finds, and forgets a search after a while: pages by key are made of the ids
of all that was found, which are few and quick, and of the records of one page, read by id.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from typing import Any

from lxml import etree

from ..mapping import deposit_use, records
from ..mapping.draft import Draft, to_soap
from ..mapping.fields import REFUSED, Fields
from ..mapping.lists import LISTS
from ..mapping.soap_fields import children
from . import envelope
from .base import Base
from .interface import (
    Balance,
    Credentials,
    Deleted,
    ErpError,
    Preview,
    Recognized,
    Settings,
    Standing,
    erp_error,
)
from .soap_client import SoapClient
from .soap_complete import Completion, recognized
from .soap_plain import plain_record

_PERMISSIONS = ("customer", "invoice", "creditMemo", "customerPayment", "customerRefund", "account", "accountingPeriod")
#: An id that no record has: what is answered tells whether the role may read the type.
_NOBODY = "999999999"


def any_of(keys: Iterable[str]) -> dict[str, Any]:
    """Return the criterion that a reference is one of these."""
    return {"operator": "anyOf", "searchValue": [{"internalId": key} for key in keys]}


def types_of(names: Iterable[str]) -> dict[str, Any]:
    """Return the criterion that a transaction is of one of these types."""
    return {"operator": "anyOf", "searchValue": [records.TRANSACTIONS[name][1] for name in names]}


class SoapTransport(Base):
    """One account over SOAP."""

    name = "soap"
    abilities = frozenset({"discount"})

    def __init__(self, settings: Settings, credentials: Credentials, client: SoapClient) -> None:
        super().__init__(settings, credentials)
        self.client = client
        self.completion = Completion(client)
        self._listing: tuple[object, list[tuple[str, str]]] = (None, [])

    # -- the account ------------------------------------------------------------------

    def clock(self) -> datetime:
        """Return NetSuite's time."""
        result = self.client.result("getServerTime", "getServerTimeResult")
        moment = Fields("", "", "", {"t": envelope.text(result, "serverTime")}).moment("t")
        if moment is None:
            raise erp_error("malformed", detail="NetSuite does not tell the time")
        return moment.astimezone(timezone.utc)

    def check(self) -> Standing:
        """Log in and look what the role may do."""
        missing = [record for record in _PERMISSIONS if not self.client.may_get(record, _NOBODY)]
        try:
            self.deleted(["invoice"], self.clock())
        except ErpError as error:
            if error.code != "permission":
                raise
            missing.append("deletedRecords")
        account, own = self._limits()
        return Standing(
            account=self.settings.account,
            base_currency=next((one.code for one in self.currencies.all if one.is_base), ""),
            missing=tuple(missing),
            hidden=records.hidden(missing),
            needs_unit=any(True for _ in self._entries("unit")),
            requests_at_once=account,
            own_requests_at_once=own,
            abilities=self.abilities,
        )

    def _limits(self) -> tuple[int | None, int | None]:
        """Return the limits of concurrency; only an administrator's role is told."""
        found: list[int | None] = []
        for operation, name in (
            ("getAccountGovernanceInfo", "accountConcurrencyLimit"),
            ("getIntegrationGovernanceInfo", "integrationConcurrencyLimit"),
        ):
            try:
                said = envelope.text(self.client.result(operation, f"{operation}Result"), name)
            except ErpError as error:
                if error.code != "permission":
                    raise
                said = ""
            found.append(int(said) if said else None)
        return found[0], found[1]

    # -- reading ----------------------------------------------------------------------

    def _entries(self, kind: str) -> Iterator[Fields]:
        if kind == "currency":
            yield from self.client.get_all("currency")
            return
        try:
            yield from self.client.search(LISTS[kind].search, with_lists=kind == "customer")
        except ErpError as error:
            if kind != "unit" or error.code != "permission":
                raise

    def _page(
        self, kind: str, since: datetime | None, after: str, size: int, with_lines: bool
    ) -> tuple[list[Fields], str]:
        asked = (kind, since)
        if self._listing[0] != asked or not after:
            self._listing = (asked, self._ids(kind, since, after))
        left = [(record, id) for record, id in self._listing[1] if not after or int(id) > int(after)]
        page = left[:size]
        following = page[-1][1] if len(left) > size else ""
        found = self.client.get(page)
        return sorted(self.completion.complete(kind, found), key=lambda one: int(one.id)), following

    def _ids(self, kind: str, since: datetime | None, after: str) -> list[tuple[str, str]]:
        criteria: dict[str, Any] = {}
        if since:
            criteria["lastModifiedDate"] = {"operator": "onOrAfter", "searchValue": since}
        if after:
            criteria["internalIdNumber"] = {"operator": "greaterThan", "searchValue": int(after)}
        name = "CustomerSearchBasic"
        if kind != "customer":
            name = "TransactionSearchBasic"
            criteria["type"] = types_of(records.records_of(kind))
        found = {(one.record, one.id) for one in self.client.search(name, with_lists=False, **criteria)}
        return sorted(found, key=lambda one: int(one[1]))

    def _fetch(self, kind: str, ids: list[str]) -> list[Fields]:
        wanted = [(record, id) for id in ids for record in records.records_of(kind)]
        found = self.client.get(wanted)
        shown = {one.id for one in found if not one.text(REFUSED)}
        return self.completion.complete(kind, [one for one in found if not one.text(REFUSED) or one.id not in shown])

    def _find(self, kind: str, external_id: str, number: str, customer: str) -> list[Fields]:
        if external_id:
            found = [one for name in records.records_of(kind) for one in self.client.get_external(name, external_id)]
            return self.completion.complete(kind, found)
        same = {"operator": "is", "searchValue": number}
        if kind == "customer":
            return list(self.client.search("CustomerSearchBasic", entityId=same))
        criteria: dict[str, Any] = {"tranId": same, "type": types_of(records.records_of(kind))}
        if customer:
            criteria["entity"] = any_of([customer])
        return self.completion.complete(kind, list(self.client.search("TransactionSearchBasic", **criteria)))

    def _find_external(self, record: str, external_id: str) -> str:
        return next((one.id for one in self.client.get_external(record, external_id)), "")

    def _applications(self, deposit: str, customer: str) -> list[Fields]:
        found = self.completion.transactions([customer], deposit_use.RECORD)
        return [one for one in found if one.ref("deposit") == deposit]

    def _types(self, ids: list[str]) -> dict[str, str]:
        if not ids:
            return {}
        found = self.client.search("TransactionSearchBasic", with_lists=False, internalId=any_of(ids))
        return {one.id: one.record for one in found}

    def deleted(self, kinds: Iterable[str], since: datetime) -> list[Deleted]:
        """Return what was deleted."""
        wanted = {name: kind for kind in kinds for name in records.records_of(kind)}
        by_record: dict[str, list[str]] = {}
        for name in wanted:
            by_record[name] = [kind for kind in records.kinds_of(name) if kind in set(wanted.values())]
        filters = {
            "deletedDate": {"operator": "onOrAfter", "searchValue": since},
            "type": {"operator": "anyOf", "searchValue": sorted(wanted)},
        }
        found = []
        for result in self.client.pages("getDeleted", "getDeletedResult", getDeletedFilter=filters):
            block = envelope.first(result, "deletedRecordList")
            for row in children(block) if block is not None else []:
                ref = envelope.first(row, "record")
                moment = Fields("", "", "", {"t": envelope.text(row, "deletedDate")}).moment("t")
                if ref is None or moment is None:
                    continue
                of = by_record.get(ref.get("type") or "", [])
                kind, external = of[0] if len(of) == 1 else "", ref.get("externalId") or ""
                found.append(Deleted(kind, ref.get("internalId") or "", moment, external, envelope.text(ref, "name")))
        return sorted(found, key=lambda one: one.deleted_at)

    def balances(self, accounts: Iterable[str], as_of: date) -> list[Balance]:
        """Return what was posted to control accounts, in the legal entities' own currencies: SOAP tells no others."""
        wanted = list(accounts)
        begun = {one.id for one in self.entries("period") if one.begins_on and one.begins_on <= as_of}
        if not wanted:
            return []
        has_units = any(True for _ in self._entries("unit"))
        values = {
            "fields": {"period": True, "account": True, **({"subsidiary": True} if has_units else {})},
            "filters": {"account": {"recordRef": [{"internalId": key} for key in wanted]}},
        }
        found = []
        for result in self.client.pages("getPostingTransactionSummary", "getPostingTransactionSummaryResult", **values):
            block = envelope.first(result, "postingTransactionSummaryList")
            for row in children(block) if block is not None else []:
                fields = self.client.fields(row)
                if fields.ref("period") in begun:
                    amount = fields.money("amount", 2)
                    account, unit = fields.ref("account"), fields.ref("subsidiary")
                    found.append(Balance(account, "", None, amount, fields.ref("period"), unit))
        return found

    def recognized(self, kind: str, ids: Iterable[str]) -> dict[str, list[Recognized]]:
        """Return how far the revenue of documents has been recognised; SOAP tells it of the whole document."""
        reading = self._reading()
        found = {fields.id: recognized(fields, reading) for fields in self._fetch(kind, list(ids))}
        return {id: told for id, told in found.items() if told}

    # -- writing ----------------------------------------------------------------------

    def _record(self, draft: Draft, **more: str) -> Any:
        return self.client.make(draft.type_name, **more, **to_soap(draft, self.settings.time_zone))

    def _add(self, draft: Draft, external_id: str) -> str:
        return self.client.save("add", record=self._record(draft, externalId=external_id))

    def _change(self, draft: Draft, id: str) -> None:
        self.client.save("update", record=self._record(draft, internalId=id))

    def _remove(self, record: str, id: str, memo: str) -> None:
        values: dict[str, Any] = {"baseRef": self.client.make("RecordRef", type=record, internalId=id)}
        if record != "customer":
            code = {"internalId": self.settings.deletion_reason}
            values["deletionReason"] = {"deletionReasonCode": code, "deletionReasonMemo": memo or "AR Sync"}
        self.client.save("delete", **values)

    def _shown(self, draft: Draft, external_id: str) -> Preview:
        """Return a request without the passport; in plain words where NetSuite's schema is not at hand."""
        schema = self.client.schema_at_hand
        if schema is None:
            root = plain_record(draft, external_id, self.settings.time_zone)
        else:
            record = self._record(draft, externalId=external_id)
            root = etree.fromstring(schema.message(self.client.address, "add", {}, {"record": record})[0])
        etree.indent(root)
        return Preview("add", etree.tostring(root, encoding="unicode"), "xml")

    def _shown_removal(self, record: str, external_id: str) -> Preview:
        root = etree.Element("baseRef", type=record, externalId=external_id)
        return Preview("delete", etree.tostring(root, encoding="unicode"), "xml")
