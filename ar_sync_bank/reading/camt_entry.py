"""One ``Ntry`` of a camt message: an entry, or the payments that were booked as one sum.

A batch is taken apart only if its transactions, each with its own sign, give the amount of the
entry to the cent, in one of the places where banks write the amount of a transaction (``Amt``,
``TxAmt``, ``CntrValAmt``, ``InstdAmt``), or do so after their charges. Else it stays one entry:
with the references of all its transactions, and a problem that says why.

The sign is that of ``CdtDbtInd``, with ``RvslInd`` too: ISO 20022 has the direction of the
booking there, and the reversal only says that an earlier one is taken back.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from . import camt_details as details
from .errors import EntryRefused
from .fields import currency_of, distinct, identifier, iso_date, plain_amount
from .identity import plain
from .safe_xml import Element, find, find_all, text
from .values import BOOKED, Account, Batch, Entry, Remittance

SIGNS = {"CRDT": 1, "DBIT": -1}

_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def read(element: Element, number: int, account: Account, day: datetime.date | None) -> list[Entry]:
    """Return the entry, or the entries of its batch; raise `EntryRefused`.

    :param day: the day of the message, for an entry without any date.
    """
    transactions = find_all(element, "NtryDtls/TxDtls")
    whole = _whole(element, number, account, day)
    if not transactions:
        return [_without_details(element, whole)]
    if len(transactions) == 1:
        return [_single(element, transactions[0], whole, account)]
    return _batch(element, transactions, whole, account)


def _whole(element: Element, number: int, account: Account, day: datetime.date | None) -> Entry:
    """Return the entry as the bank booked it, without its transactions."""
    problems = []
    booked = iso_date(text(element, "BookgDt/Dt", "BookgDt/DtTm"))
    valued = iso_date(text(element, "ValDt/Dt", "ValDt/DtTm"))
    date = booked or valued or day
    if date is None:
        raise EntryRefused("it has neither a booking date nor a value date")
    if booked is None:
        instead = "its value date" if valued else "the day of the message"
        problems.append(f"it has no booking date: {instead} stands in")
    amount, currency = _signed(element)
    return Entry(
        booking_date=date,
        value_date=valued,
        amount=amount,
        currency=currency,
        position=f"entry {number}",
        status=text(element, "Sts/Cd", "Sts/Prtry", "Sts") or BOOKED,
        bank_reference=identifier(text(element, "AcctSvcrRef")),
        other_ids=distinct([identifier(text(element, "NtryRef"))]),
        description=text(element, "AddtlNtryInf"),
        transaction_codes=details.codes(element),
        is_reversal=text(element, "RvslInd").lower() in ("true", "1"),
        charges=details.charges(element),
        counter_amounts=details.counter_amounts(element, currency),
        problems=tuple(problems),
    )


def _signed(element: Element) -> tuple[Decimal, str]:
    amount = find(element, "Amt")
    value = plain_amount(text(element, "Amt"))
    if value < 0:
        raise EntryRefused(f"the amount {value} is negative: camt has the sign in CdtDbtInd")
    sign = SIGNS.get(text(element, "CdtDbtInd"))
    if sign is None:
        raise EntryRefused("it is neither a credit nor a debit (CdtDbtInd)")
    return sign * value, currency_of(amount.get("Ccy") if amount is not None else None)


def _without_details(element: Element, whole: Entry) -> Entry:
    count = text(element, "NtryDtls/Btch/NbOfTxs")
    if not _COUNT.fullmatch(count) or int(count) < 2:
        return whole
    said = f"a batch of {count} payments that the file does not list: they may be in a camt.054"
    return replace(whole, other_ids=_batch_ids(element, whole), problems=(*whole.problems, said))


def _batch_ids(element: Element, whole: Entry) -> tuple[str, ...]:
    found = find(element, "NtryDtls/Btch")
    ids = (identifier(text(found, path)) for path in ("MsgId", "PmtInfId"))
    return distinct([*whole.other_ids, *ids])


def _single(element: Element, transaction: Element, whole: Entry, account: Account) -> Entry:
    entry = details.with_details(whole, transaction, account)
    entry = replace(entry, other_ids=distinct([*_batch_ids(element, whole), *entry.other_ids]))
    said = _stated(transaction, "Amt", "AmtDtls/TxAmt/Amt")
    if said is None or said[1] != whole.currency or said[0] == abs(whole.amount):
        return entry
    costs = sum((one.amount for one in entry.charges if one.currency == whole.currency), Decimal(0))
    if abs(said[0] - abs(whole.amount)) == abs(costs):
        return entry
    odd = (
        f"its transaction says {plain(said[0])} {said[1]}, the entry {plain(abs(whole.amount))}: "
        f"the entry counts"
    )
    return replace(entry, problems=(*entry.problems, odd))


def _stated(transaction: Element, *paths: str) -> tuple[Decimal, str] | None:
    """Return amount and currency at the first of the paths that has one that can be read."""
    found = find(transaction, *paths)
    if found is None:
        return None
    try:
        return plain_amount(found.text), currency_of(found.get("Ccy"))
    except EntryRefused:
        return None


def _batch(
    element: Element, transactions: list[Element], whole: Entry, account: Account
) -> list[Entry]:
    amounts = _amounts(transactions, whole)
    if amounts is None:
        return [_unsplit(element, transactions, whole, account)]
    number = len(transactions)
    parts = []
    for index, (transaction, amount) in enumerate(zip(transactions, amounts, strict=True), start=1):
        part = replace(
            whole,
            amount=amount,
            charges=(),
            counter_amounts=(),
            position=f"{whole.position}.{index}",
            other_ids=_batch_ids(element, whole),
            batch=Batch(whole.bank_reference, index, number, whole.amount),
        )
        parts.append(details.with_details(part, transaction, account))
    if whole.charges:
        # What the bank took for the batch is told once, not per payment.
        parts[0] = replace(parts[0], charges=(*whole.charges, *parts[0].charges))
    return parts


#: Where the amount of a transaction may stand, in the order in which they are tried.
AMOUNT_PLACES = (
    ("Amt",),
    ("AmtDtls/TxAmt/Amt",),
    ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"),
    ("AmtDtls/CntrValAmt/Amt", "AmtDtls/TxAmt/Amt"),
    ("AmtDtls/InstdAmt/Amt",),
)


def _amounts(transactions: list[Element], whole: Entry) -> list[Decimal] | None:
    """Return the signed amounts of the transactions if they give that of the entry."""
    nothing: Callable[[Element], Decimal] = lambda transaction: Decimal(0)  # noqa: E731
    for after in (nothing, lambda transaction: _costs(transaction, whole.currency)):
        for places in AMOUNT_PLACES:
            found = []
            for transaction in transactions:
                said = _stated(transaction, *places)
                if said is None or said[1] != whole.currency:
                    break
                sign = SIGNS.get(text(transaction, "CdtDbtInd"), 1 if whole.amount >= 0 else -1)
                found.append(sign * said[0] + after(transaction))
            if len(found) == len(transactions) and sum(found) == whole.amount:
                return found
    return None


def _costs(transaction: Element, currency: str) -> Decimal:
    found = details.charges(transaction)
    return sum((one.amount for one in found if one.currency == currency), Decimal(0))


def _unsplit(
    element: Element, transactions: list[Element], whole: Entry, account: Account
) -> Entry:
    """Return the batch as one entry with what all its transactions say."""
    said = [details.with_details(whole, each, account) for each in transactions]
    ids = [one for entry in said for one in (entry.end_to_end_id, *entry.other_ids)]
    remittances = [entry.remittance for entry in said]
    parties = {entry.party for entry in said}
    problem = (
        f"the amounts of its {len(transactions)} transactions do not give "
        f"{plain(whole.amount)} {whole.currency}: the batch is kept as one entry"
    )
    return replace(
        whole,
        other_ids=distinct([*_batch_ids(element, whole), *ids]),
        party=said[0].party if len(parties) == 1 else whole.party,
        remittance=Remittance(
            text="\n".join(distinct(one.text for one in remittances)),
            references=distinct(ref for one in remittances for ref in one.references),
            documents=tuple(document for one in remittances for document in one.documents),
        ),
        problems=(*whole.problems, problem),
    )
