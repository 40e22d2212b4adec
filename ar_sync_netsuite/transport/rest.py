"""NetSuite over REST: records are written by the record service and read by SuiteQL, page after page by key."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from ..mapping import deposit_use, queries, records, rows
from ..mapping.draft import Draft, dumps, to_rest
from ..mapping.fields import Fields, rounded
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
from .rest_client import RECORD, STRICT, SYSTEM, RestClient, decoded, idempotency_key

#: What the role must be allowed to read, and the table or type that shows it.
_PERMISSIONS = ("customer", "invoice", "creditMemo", "customerPayment", "customerRefund", "account", "accountingPeriod")
#: What SuiteQL says of a table that the account does not have, or the role may not see.
_NO_TABLE = ("malformed", "permission", "refused")
#: Documents whose plans one query reads: each may have many lines of many months.
_PLANS_MAX = 50


class RestTransport(Base):
    """One account over REST."""

    name = "rest"

    def __init__(self, settings: Settings, credentials: Credentials, client: RestClient) -> None:
        super().__init__(settings, credentials)
        self.client = client
        self._rates: dict[str, Decimal] | None = None
        discount = {"discount"} if settings.rest_discounts else set()
        self.abilities = frozenset({"balance_by_currency", "recognition_plan"} | discount)

    # -- the account ------------------------------------------------------------------

    def clock(self) -> datetime:
        """Return NetSuite's time."""
        answer = decoded(self.client.call("GET", f"{SYSTEM}/serverTime"))
        return datetime.fromisoformat(str(answer["serverTime"]).replace("Z", "+00:00")).astimezone(timezone.utc)

    def check(self) -> Standing:
        """Log in and look what the role may do."""
        missing = []
        for record in _PERMISSIONS:
            try:
                self.client.call("GET", f"{RECORD}/{record}", query={"limit": "1"})
            except ErpError as error:
                if error.code not in ("permission", "gone"):
                    raise
                missing.append(record)
        if "deletedrecord" in self._hidden("deletedrecord"):
            missing.append("deletedRecords")
        limits = self._limits()
        units = any(True for _ in self._entries("unit"))
        base = next((one.code for one in self.currencies.all if one.is_base), "")
        return Standing(
            account=self.settings.account,
            base_currency=base,
            missing=tuple(missing),
            hidden=records.hidden(missing),
            needs_unit=units,
            requests_at_once=limits.get("accountConcurrencyLimit"),
            own_requests_at_once=limits.get("integrationConcurrencyLimit"),
            abilities=self.abilities,
        )

    def _hidden(self, table: str) -> list[str]:
        try:
            self.client.page(f"SELECT * FROM {table} FETCH FIRST 1 ROWS ONLY")
        except ErpError as error:
            if error.code in _NO_TABLE:
                return [table]
            raise
        return []

    def _limits(self) -> dict[str, Any]:
        """Return the limits of concurrency; only an administrator's role is told."""
        try:
            return decoded(self.client.call("GET", f"{SYSTEM}/governanceLimits"))
        except ErpError as error:
            if error.code in ("permission", "gone", "malformed"):
                return {}
            raise

    # -- reading ----------------------------------------------------------------------

    def _entries(self, kind: str) -> Iterator[Fields]:
        after = ""
        while True:
            try:
                found = self.client.rows(queries.entries(kind, after))
            except ErpError as error:
                if kind == "unit" and error.code in ("malformed", "permission"):
                    return  # An account without legal entities has no such table.
                raise
            for row in found:
                yield rows.entry(kind, row, self.settings.time_zone)
            if len(found) < queries.ROWS_MAX:
                return
            after = str(found[-1]["id"])

    def _page(
        self, kind: str, since: datetime | None, after: str, size: int, with_lines: bool
    ) -> tuple[list[Fields], str]:
        zone = self.settings.time_zone
        if kind == "customer":
            condition = queries.since_text("lastmodifieddate", since, zone) if since else ""
            found = self.client.page(queries.entries(kind, after, condition), limit=size)[0]
            entries = [rows.entry(kind, row, zone) for row in found]
            return entries, entries[-1].id if len(entries) == size else ""
        codes = [records.TRANSACTIONS[name][0] for name in records.records_of(kind)]
        heads = self.client.rows(queries.changed(codes, since, after, size, zone))
        following = str(heads[-1]["id"]) if len(heads) == size else ""
        return self._assembled(heads, with_lines or kind in ("write_off", "credit_memo")), following

    def _assembled(self, heads: list[dict[str, Any]], with_lines: bool = True) -> list[Fields]:
        if not heads:
            return []
        keys = [str(head["id"]) for head in heads]
        links = self.client.rows(queries.links("nextdoc", keys))
        held = [str(head["id"]) for head in heads if rows.record_of(head["recordtype"]) == "customerDeposit"]
        links = [link for link in links if str(link["nextdoc"]) not in held]
        if held:
            links += self._of_deposits(held)
        rates = self._tax_rates() if with_lines else {}
        return rows.transactions(heads, self._lines(keys, with_lines), links, rates, self.settings.time_zone)

    def _lines(self, keys: list[str], with_lines: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            after = str(found[-1]["uniquekey"]) if found else ""
            page = self.client.rows(queries.lines(keys, with_lines, after))
            found += page
            if len(page) < queries.ROWS_MAX:
                return found

    def _of_deposits(self, keys: list[str]) -> list[dict[str, Any]]:
        """Return what deposits are applied to: their applications are transactions of their own."""
        owners = {}
        for link in self.client.rows(queries.links("previousdoc", keys)):
            if rows.record_of(str(link["nexttype"])) == "depositApplication":
                owners[str(link["nextdoc"])] = str(link["previousdoc"])
        if not owners:
            return []
        found = self.client.rows(queries.links("nextdoc", owners))
        through = [link for link in found if str(link["previousdoc"]) not in keys]
        return [{**link, "nextdoc": owners[str(link["nextdoc"])]} for link in through]

    def _applications(self, deposit: str, customer: str) -> list[Fields]:
        """Return the applications of a deposit, with what each is applied to."""
        found = self.client.rows(queries.links("previousdoc", [deposit]))
        keys = sorted(
            {str(row["nextdoc"]) for row in found if rows.record_of(str(row["nexttype"])) == deposit_use.RECORD}
        )
        if not keys:
            return []
        heads = self.client.rows(queries.heads(f"t.id IN ({queries.ids(keys)})"))
        links = [row for row in self.client.rows(queries.links("nextdoc", keys)) if str(row["previousdoc"]) != deposit]
        return rows.transactions(heads, [], links, {}, self.settings.time_zone)

    def _tax_rates(self) -> dict[str, Decimal]:
        if self._rates is None:
            self._rates = {}
            for fields in self._entries("tax_code"):
                text = fields.text("rate").rstrip("%").strip()
                self._rates[fields.id] = Decimal(text) if text.replace(".", "", 1).isdigit() else Decimal(0)
        return self._rates

    def _fetch(self, kind: str, ids: list[str]) -> list[Fields]:
        wanted = [id for id in ids if queries.is_id(id)]
        if kind == "customer":
            return [fields for id in wanted for fields in self._customer(id)]
        found = []
        codes = [records.TRANSACTIONS[name][0] for name in records.records_of(kind)]
        for start in range(0, len(wanted), self.settings.page_size):
            part = wanted[start : start + self.settings.page_size]
            condition = f"t.id IN ({queries.ids(part)}) AND t.type IN ({queries.texts(codes)})"
            found += self._assembled(self.client.rows(queries.heads(condition)))
        return found

    def _customer(self, id: str) -> list[Fields]:
        """Return a customer by the record service: SuiteQL does not tell which currencies one has."""
        try:
            answer = decoded(self.client.call("GET", f"{RECORD}/customer/{id}", query={"expandSubResources": "true"}))
        except ErpError as error:
            if error.code == "gone":
                return []
            raise
        return [rows.resource("customer", answer, self.settings.time_zone)]

    def _find(self, kind: str, external_id: str, number: str, customer: str) -> list[Fields]:
        if kind == "customer":
            column, value = ("externalid", external_id) if external_id else ("entityid", number)
            condition = f"{column} = {queries.quoted(value)}"
            found = self.client.rows(queries.entries(kind, "", condition))
            return self._fetch(kind, [str(row["id"]) for row in found])
        codes = [records.TRANSACTIONS[name][0] for name in records.records_of(kind)]
        column, value = ("externalid", external_id) if external_id else ("tranid", number)
        condition = f"t.{column} = {queries.quoted(value)} AND t.type IN ({queries.texts(codes)})"
        if customer:
            condition += f" AND t.entity = {queries.ids([customer])}"
        return self._assembled(self.client.rows(queries.heads(condition)))

    def _find_external(self, record: str, external_id: str) -> str:
        table = "customer" if record == "customer" else "transaction"
        condition = f"externalid = {queries.quoted(external_id)}"
        if table == "transaction":
            condition += f" AND type = {queries.quoted(records.TRANSACTIONS[record][0])}"
        found = self.client.rows(f"SELECT id FROM {table} WHERE {condition}")
        return str(found[0]["id"]) if found else ""

    def _types(self, ids: list[str]) -> dict[str, str]:
        if not ids:
            return {}
        found = self.client.rows(f"SELECT id, recordtype FROM transaction WHERE id IN ({queries.ids(ids)})")
        return {str(row["id"]): rows.record_of(str(row["recordtype"])) for row in found}

    def deleted(self, kinds: Iterable[str], since: datetime) -> list[Deleted]:
        """Return what was deleted."""
        kinds = list(kinds)
        named = {
            records.TRANSACTIONS[name][0] for kind in kinds if kind != "customer" for name in records.records_of(kind)
        }
        named |= {"customer"} if "customer" in kinds else set()
        found = []
        for row in self.client.rows(queries.deleted(sorted(named), since, self.settings.time_zone)):
            fields = Fields("", "", "", row, self.settings.time_zone)
            record = rows.record_of(str(row["type"])) or str(row["type"])
            of = [kind for kind in records.kinds_of(record) if kind in kinds]
            moment = fields.moment("deleted_")
            if moment and moment >= since.replace(microsecond=0):
                kind = of[0] if len(of) == 1 else ""
                found.append(Deleted(kind, str(row["recordid"]), moment, name=str(row.get("name") or "")))
        return found

    def balances(self, accounts: Iterable[str], as_of: date) -> list[Balance]:
        """Return what was posted to control accounts."""
        wanted = list(accounts)
        found = self.client.rows(queries.balances(wanted, as_of)) if wanted else []
        return [self._balance(Fields("", "", "", row)) for row in found]

    def _balance(self, row: Fields) -> Balance:
        currency = row.ref("currency")
        return Balance(
            account=row.ref("account"),
            currency=self.currencies.code(currency),
            amount=row.money("amount_", self.currencies.digits(currency)),
            base_amount=row.money("base_", 2),
            period=row.ref("postingperiod"),
            unit=row.ref("subsidiary"),
        )

    def recognized(self, kind: str, ids: Iterable[str]) -> dict[str, list[Recognized]]:
        """Return the plan of every line that is earned over time."""
        wanted = list(ids)
        by_line: dict[tuple[str, int], list[Fields]] = {}
        for start in range(0, len(wanted), _PLANS_MAX):
            try:
                found = self.client.rows(queries.recognized(wanted[start : start + _PLANS_MAX]))
            except ErpError as error:
                if error.code in _NO_TABLE:
                    return {}
                raise
            for row in found:
                by_line.setdefault((str(row["source"]), int(row["sourceline"])), []).append(Fields("", "", "", row))
        plans: dict[str, list[Recognized]] = {}
        for (id, line), rows_of_line in sorted(by_line.items()):
            plans.setdefault(id, []).append(_recognized(line, rows_of_line))
        return plans

    # -- writing ----------------------------------------------------------------------

    def _add(self, draft: Draft, external_id: str) -> str:
        path, body = self._addition(draft, external_id)
        headers = {**STRICT, "X-NetSuite-Idempotency-Key": idempotency_key(external_id)}
        answer = self.client.call("POST", path, body, headers=headers, is_write=True)
        id = answer.headers.get("Location", "").rstrip("/").rpartition("/")[2]
        if not id.isdigit():
            raise erp_error("answer_lost", detail="NetSuite did not say which record it made")
        return id

    def _addition(self, draft: Draft, external_id: str) -> tuple[str, dict[str, Any]]:
        """Return where a record is added, and its body: a deposit is applied by being transformed, and no other way.

        docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/article_0830101547.html
        """
        body = {"externalId": external_id, **to_rest(draft)}
        if draft.record != deposit_use.RECORD:
            return f"{RECORD}/{draft.record}", body
        deposit = body.pop("deposit")["id"]
        return f"{RECORD}/{deposit_use.DEPOSIT}/{queries.ids([deposit])}/!transform/{draft.record}", body

    def _change(self, draft: Draft, id: str) -> None:
        query = {"replace": ",".join(draft.replaced)} if draft.replaced else None
        path = f"{RECORD}/{draft.record}/{queries.ids([id])}"
        self.client.call("PATCH", path, to_rest(draft), query=query, headers=STRICT, is_write=True)

    def _remove(self, record: str, id: str, memo: str) -> None:
        query = {"deletionReason": self.settings.deletion_reason, "deletionReasonMemo": memo or "AR Sync"}
        if record == "customer":
            query = {}
        self.client.call("DELETE", f"{RECORD}/{record}/{queries.ids([id])}", query=query, is_write=True)

    def _shown(self, draft: Draft, external_id: str) -> Preview:
        path, body = self._addition(draft, external_id)
        return Preview(f"POST {path}", dumps(body, 2))

    def _shown_removal(self, record: str, external_id: str) -> Preview:
        return Preview(f"DELETE {RECORD}/{record}", dumps({"externalId": external_id}, 2))


def _recognized(line: int, found: list[Fields]) -> Recognized:
    first = found[0]
    plan = tuple(
        (row.ref("plannedperiod"), row.money("amount", 2), row.flag("isrecognized"))
        for row in found
        if row.ref("plannedperiod")
    )
    total = first.money("salesamount", 2)
    done = rounded(sum((amount for _, amount, is_done in plan if is_done), Decimal(0)), 2)
    planned = sum((amount for _, amount, _ in plan), Decimal(0)) if plan else total
    return Recognized(
        line=line,
        item=first.ref("item"),
        amount=total,
        recognized=done,
        deferred=rounded(planned - done, 2),
        begins_on=first.day("begins_"),
        ends_on=first.day("ends_"),
        rule=first.ref("revenuerecognitionrule"),
        by_period=plan,
    )
