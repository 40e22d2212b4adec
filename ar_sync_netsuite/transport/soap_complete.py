"""What a SOAP record does not say by itself and other records tell.

- Whether it is void: the result has only a word in the user's language, so it is asked for where the total is nothing.
- What a credit memo or journal entry is applied to through a payment: the payment says.
- Which line of a journal entry stands on a receivables account: the list of accounts says.
- What a deposit is applied to: its applications say.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..mapping import head
from ..mapping.context import Reading
from ..mapping.fields import REFUSED, ZERO, Fields
from ..mapping.records import TRANSACTIONS
from .interface import Recognized
from .soap_client import SoapClient

#: Customers whose payments one search looks through.
CUSTOMERS_MAX = 100
_RECEIVABLE = "_accountsReceivable"
_CENT = 4


class Completion:
    """Adds what other records tell."""

    def __init__(self, client: SoapClient) -> None:
        self.client = client
        self._receivables: frozenset[str] | None = None

    def complete(self, kind: str, found: list[Fields]) -> list[Fields]:
        """Return the records with what they do not say by themselves."""
        if kind == "customer":
            return found
        refused = [one for one in found if one.text(REFUSED)]
        return [*self._complete(kind, [one for one in found if not one.text(REFUSED)]), *refused]

    def _complete(self, kind: str, found: list[Fields]) -> list[Fields]:
        found = self._voided(found)
        if kind == "write_off":
            found = [self._marked(one) if one.record == "journalEntry" else one for one in found]
        if kind in ("credit_memo", "write_off"):
            found = self._through_payments(found)
        if kind == "payment":
            found = self._applications(found)
        return found

    def _voided(self, found: list[Fields]) -> list[Fields]:
        empty = [one.id for one in found if one.record != "journalEntry" and _is_empty(one)]
        if not empty:
            return found
        criteria: dict[str, Any] = {
            "internalId": {"operator": "anyOf", "searchValue": [{"internalId": id} for id in empty]},
            "voided": {"searchValue": True},
        }
        void = {one.id for one in self.client.search("TransactionSearchBasic", with_lists=False, **criteria)}
        return [with_values(one, voided="T") if one.id in void else one for one in found]

    def _marked(self, journal: Fields) -> Fields:
        if self._receivables is None:
            listed = self.client.search("AccountSearchBasic", with_lists=False)
            self._receivables = frozenset(one.id for one in listed if one.text("acctType") == _RECEIVABLE)
        rows = tuple(
            with_values(row, isReceivable=row.ref("account") in self._receivables) for row in journal.rows("lineList")
        )
        return with_values(journal, lineList=rows)

    def _through_payments(self, found: list[Fields]) -> list[Fields]:
        """Add what payments applied of credits to the rows of the credits."""
        unexplained = [one for one in found if _is_unexplained(one)]
        customers = sorted({key for one in unexplained for key in _customers(one)})
        if not customers:
            return found
        applied: defaultdict[str, list[Fields]] = defaultdict(list)
        for start in range(0, len(customers), CUSTOMERS_MAX):
            for payment in self.transactions(customers[start : start + CUSTOMERS_MAX], "customerPayment"):
                for credit, row in _carried(payment):
                    applied[credit].append(row)
        return [
            with_values(one, applyList=(*one.rows("applyList"), *applied[one.id])) if applied.get(one.id) else one
            for one in found
        ]

    def transactions(self, customers: list[str], record: str) -> Iterable[Fields]:
        """Return the transactions of a type that these customers have."""
        criteria: dict[str, Any] = {
            "type": {"operator": "anyOf", "searchValue": [TRANSACTIONS[record][1]]},
            "entity": {"operator": "anyOf", "searchValue": [{"internalId": key} for key in customers]},
        }
        return self.client.search("TransactionSearchBasic", **criteria)

    def _applications(self, found: list[Fields]) -> list[Fields]:
        """Add to deposits what their applications applied, and what refunds gave back of them."""
        deposits = [one for one in found if one.record == "customerDeposit"]
        if not deposits:
            return found
        applied: defaultdict[str, list[Fields]] = defaultdict(list)
        used: defaultdict[str, list[Fields]] = defaultdict(list)
        customers = sorted({one.ref("customer") for one in deposits})
        for start in range(0, len(customers), CUSTOMERS_MAX):
            some = customers[start : start + CUSTOMERS_MAX]
            for one in self.transactions(some, "depositApplication"):
                applied[one.ref("deposit")] += one.rows("applyList")
                used[one.ref("deposit")].append(Fields("", "", "", {"amount": one.values.get("applied")}))
            for refund in self.transactions(some, "customerRefund"):
                for row in refund.rows("depositList"):
                    used[row.ref("doc")].append(row)
        return [
            with_values(one, applyList=tuple(applied[one.id]), unapplied=_left(one, used[one.id]))
            if one.record == "customerDeposit"
            else one
            for one in found
        ]


def with_values(fields: Fields, **values: Any) -> Fields:
    """Return fields with other values."""
    return replace(fields, values={**fields.values, **values})


def carried(payment: Fields) -> list[tuple[str, Fields]]:
    """Return what a payment applies of credits: (id of the credit, row). Credits pay first, in the rows' order."""
    credits: list[tuple[str, Decimal]] = [
        (row.ref("doc"), row.decimal("amount") or ZERO) for row in payment.rows("creditList") if _ticked(row)
    ]
    found: list[tuple[str, Fields]] = []
    for row in payment.rows("applyList"):
        left = row.decimal("amount") or ZERO if _ticked(row) else ZERO
        while left > 0 and credits:
            credit, rest = credits[0]
            part = min(left, rest)
            if part:
                found.append((credit, Fields("", "", "", {"apply": "true", "doc": row.ref("doc"), "amount": part})))
            left -= part
            credits = [(credit, rest - part), *credits[1:]] if rest > part else credits[1:]
    return found


def _ticked(row: Fields) -> bool:
    return row.flag("apply") or not row.text("apply")


def _is_empty(fields: Fields) -> bool:
    """Tell whether a record is worth nothing. What makes no sense is told when the record itself is read."""
    try:
        return not (fields.decimal("total") or fields.decimal("payment"))
    except ValueError:
        return False


def _carried(payment: Fields) -> list[tuple[str, Fields]]:
    """Return what a payment applies of credits; where that makes no sense, the credits make none either."""
    try:
        return carried(payment)
    except ValueError as error:
        row = Fields("", "", "", {"apply": "true", "doc": payment.id, "amount": str(error)})
        return [(credit.ref("doc"), row) for credit in payment.rows("creditList")]


def _left(deposit: Fields, used: list[Fields]) -> Decimal | str:
    """Return what of a deposit is not used; a text where that makes no sense, which then is no amount."""
    try:
        return (deposit.decimal("payment") or ZERO) - sum((row.decimal("amount") or ZERO for row in used), ZERO)
    except ValueError as error:
        return str(error)


def _is_unexplained(fields: Fields) -> bool:
    """Tell whether more of a credit is used than its own rows say."""
    try:
        return _is_used_elsewhere(fields)
    except ValueError:
        return False


def _is_used_elsewhere(fields: Fields) -> bool:
    if fields.record == "journalEntry":
        return any(row.flag("isReceivable") and row.decimal("credit") for row in fields.rows("lineList"))
    rows = sum((row.decimal("amount") or ZERO for row in fields.rows("applyList") if _ticked(row)), ZERO)
    return (fields.decimal("applied") or ZERO).quantize(Decimal(1).scaleb(-_CENT)) != rows.quantize(
        Decimal(1).scaleb(-_CENT)
    )


def _customers(fields: Fields) -> list[str]:
    if fields.record == "journalEntry":
        return [row.ref("entity") for row in fields.rows("lineList") if row.flag("isReceivable") and row.ref("entity")]
    return [fields.ref("entity")]


def recognized(fields: Fields, reading: Reading) -> list[Recognized]:
    """Return what a document tells: of its one deferred line, or of the whole document as line 0."""
    digits = head.digits_of(fields, reading)
    done, deferred = fields.money("recognizedRevenue", digits), fields.money("deferredRevenue", digits)
    lines = [
        (number, row)
        for number, row in enumerate(fields.rows("itemList"), 1)
        if row.text("revRecStartDate") and row.text("revRecEndDate")
    ]
    if not lines or not (done or deferred):
        return []
    if len(lines) > 1:
        return [Recognized(0, "", done + deferred, done, deferred)]
    number, row = lines[0]
    begins_on, ends_on = row.day("revRecStartDate"), row.day("revRecEndDate")
    return [Recognized(number, row.ref("item"), row.money("amount", digits), done, deferred, begins_on, ends_on)]
