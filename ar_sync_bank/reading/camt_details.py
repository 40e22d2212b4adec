"""The payment within a camt entry: who, which identifiers, what for, and what it cost.

The other side is the debtor of money that came in and the creditor of money that went out; of a
reversal or a return the parties are those of the first payment, so it is the other way round.
Banks do not agree on that, so a party that has the statement's own account is never the other
side. ``RfrdDocAmt`` says how much of the payment is for which invoice: the strongest hint that a
bank's file can hold.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from .errors import EntryRefused
from .fields import currency_of, distinct, identifier, is_bic, plain_amount, split_account
from .safe_xml import Element, find, find_all, text, texts
from .values import (
    Account,
    Charge,
    CounterAmount,
    Entry,
    PaidDocument,
    Party,
    Remittance,
    ReturnReason,
)

COUNTER_AMOUNTS = {
    "InstdAmt": "instructed",
    "TxAmt": "transaction",
    "CntrValAmt": "counter_value",
    "AnncdPstngAmt": "announced",
    "PrtryAmt": "other",
}
ID_PATHS = (
    "UETR InstrId TxId PmtInfId MsgId ChqNb ClrSysRef AcctOwnrTxId MktInfrstrctrTxId PrcgId Prtry/Ref"
).split()
#: ISO 20022 DocumentType: what lowers the sum to pay.
CREDIT_NOTES = frozenset({"CREN"})


def with_details(entry: Entry, transaction: Element, account: Account) -> Entry:
    """Return the entry with what its transaction (``TxDtls``) says of it."""
    refs = find(transaction, "Refs")
    reason = return_reason(transaction)
    own_codes = codes(transaction)
    told = distinct([entry.description, text(transaction, "AddtlTxInf")])
    remittance, problems = _remittance(transaction)
    return replace(
        entry,
        bank_reference=identifier(text(refs, "AcctSvcrRef")) or entry.bank_reference,
        end_to_end_id=identifier(text(refs, "EndToEndId")),
        mandate_id=identifier(text(refs, "MndtId")),
        other_ids=distinct(
            [*entry.other_ids, *(identifier(one) for path in ID_PATHS for one in texts(refs, path))]
        ),
        description=" / ".join(told),
        transaction_codes=distinct([*own_codes, *entry.transaction_codes]),
        charges=(*entry.charges, *(one for one in charges(transaction) if one not in entry.charges)),
        counter_amounts=counter_amounts(transaction, entry.currency) or entry.counter_amounts,
        party=_other_side(entry, transaction, account, reason is not None),
        remittance=remittance,
        return_reason=reason,
        problems=(*entry.problems, *problems),
    )


def codes(element: Element) -> tuple[str, ...]:
    """Return the codes of the bank for the kind of movement: ISO's family, and its own."""
    domain = [
        text(element, f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")
    ]
    return distinct(["/".join(code for code in domain if code), text(element, "BkTxCd/Prtry/Cd")])


def charges(element: Element) -> tuple[Charge, ...]:
    """Return the charges of an entry or transaction, those of nothing left out.

    The total stands in where it is not itemised. It has no sign, and is a cost.
    """
    found = []
    direct = [each for each in find_all(element, "Chrgs") if find(each, "Amt") is not None]
    for record in [*find_all(element, "Chrgs/Rcrd"), *direct]:
        sign = 1 if text(record, "CdtDbtInd") == "CRDT" else -1
        included = {"true": True, "1": True, "false": False, "0": False}
        found.append((find(record, "Amt"), sign, included.get(text(record, "ChrgInclInd").lower())))
    if not found:
        found = [(each, -1, None) for each in find_all(element, "Chrgs/TtlChrgsAndTaxAmt")]
    read = []
    for amount, sign, included_already in found:
        said = _money(amount)
        if said is not None and said[0]:
            read.append(Charge(sign * said[0], said[1], included_already))
    return tuple(read)


def counter_amounts(element: Element, currency: str) -> tuple[CounterAmount, ...]:
    """Return the amounts of an entry or transaction in currencies other than its own."""
    found = []
    for tag, kind in COUNTER_AMOUNTS.items():
        for amount in find_all(element, f"AmtDtls/{tag}"):
            said = _money(find(amount, "Amt"))
            if said is not None and said[1] != currency:
                found.append(CounterAmount(kind, said[0], said[1], _rate(amount)))
    direct = _money(find(element, "Amt"))
    if direct is not None and direct[1] != currency and not found:
        found.append(CounterAmount("transaction", direct[0], direct[1]))
    return tuple(dict.fromkeys(found))


def _rate(element: Element) -> Decimal | None:
    said = text(element, "CcyXchg/XchgRate")
    try:
        return plain_amount(said) if said else None
    except EntryRefused:
        return None


def _money(element: Element | None) -> tuple[Decimal, str] | None:
    if element is None:
        return None
    try:
        return plain_amount(element.text), currency_of(element.get("Ccy"))
    except EntryRefused:
        return None


def bic_of(agent: Element | None) -> str:
    """Return the BIC of a bank, of any version."""
    found = text(agent, "FinInstnId/BICFI", "FinInstnId/BIC", "FinInstnId/CmbndId/BIC")
    return found if is_bic(found) else ""


def return_reason(element: Element) -> ReturnReason | None:
    """Return why a payment came back, if it did."""
    found = find(element, "RtrInf")
    if found is None:
        return None
    said = " ".join(texts(found, "AddtlInf"))
    return ReturnReason(text(found, "Rsn/Cd", "Rsn/Prtry"), said)


def _other_side(entry: Entry, transaction: Element, account: Account, came_back: bool) -> Party:
    inward = entry.amount > 0 or (not entry.amount and text(transaction, "CdtDbtInd") == "CRDT")
    first, second = ("Dbtr", "Cdtr") if inward != (entry.is_reversal or came_back) else ("Cdtr", "Dbtr")
    party = _party(transaction, first)
    if _is_own(party, account) or (party.is_empty and (entry.is_reversal or came_back)):
        party = _party(transaction, second)
    return Party() if _is_own(party, account) else party


def _is_own(party: Party, account: Account) -> bool:
    number = party.iban or party.account
    return bool(number) and number == account.key


def _party(transaction: Element, role: str) -> Party:
    parties = find(transaction, "RltdPties")
    iban, number = split_account(
        text(parties, f"{role}Acct/Id/IBAN", f"{role}Acct/Id/Othr/Id", f"{role}Acct/Id/PrtryAcct/Id")
    )
    direct = text(parties, f"{role}/Nm", f"{role}/Pty/Nm", f"{role}/Agt/FinInstnId/Nm")
    return Party(
        name=direct or text(parties, f"{role}Acct/Nm"),
        iban=iban,
        account=number,
        bic=bic_of(find(transaction, f"RltdAgts/{role}Agt")) or bic_of(find(parties, f"{role}/Agt")),
        ultimate_name=text(parties, f"Ultmt{role}/Nm", f"Ultmt{role}/Pty/Nm"),
    )


def _remittance(transaction: Element) -> tuple[Remittance, list[str]]:
    found = find(transaction, "RmtInf")
    lines = list(texts(found, "Ustrd"))
    references: list[str] = []
    documents: list[PaidDocument] = []
    problems: list[str] = []
    for structured in find_all(found, "Strd"):
        lines += texts(structured, "AddtlRmtInf")
        reference = identifier(text(structured, "CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"))
        references.append(reference)
        documents += _documents(structured, reference, problems)
    return Remittance("\n".join(lines), distinct(references), tuple(documents)), problems


def _documents(structured: Element, reference: str, problems: list[str]) -> list[PaidDocument]:
    """Return the invoices that one ``Strd`` names, with the sum for each where it is told."""
    numbers = [
        (number, text(info, "Tp/CdOrPrtry/Cd"))
        for info in find_all(structured, "RfrdDocInf")
        for number in [identifier(text(info, "Nb", "RfrdDocNb"))]
        if number
    ]
    amount = _document_amount(find(structured, "RfrdDocAmt"))
    if not numbers:
        return [PaidDocument(reference, *amount)] if reference and amount else []
    if len(numbers) > 1 and amount is not None:
        problems.append(f"one sum for {len(numbers)} invoices: how much is for each is not told")
        amount = None
    if amount is None:
        return [PaidDocument(number, None) for number, _ in numbers]
    ((number, kind),) = numbers
    value = -abs(amount[0]) if kind in CREDIT_NOTES else amount[0]
    return [PaidDocument(number, value, amount[1])]


def _document_amount(element: Element | None) -> tuple[Decimal, str] | None:
    """Return what is paid of the document: as remitted, else as due less the discount."""
    remitted = _money(find(element, "RmtdAmt"))
    if remitted is not None:
        return remitted
    credit = _money(find(element, "CdtNoteAmt"))
    due = _money(find(element, "DuePyblAmt"))
    if due is None:
        return (-credit[0], credit[1]) if credit else None
    less = [find(element, path) for path in ("DscntApldAmt/Amt", "DscntApldAmt")]
    discount = next((said for said in map(_money, less) if said is not None), None)
    if discount is not None and discount[1] == due[1]:
        due = (due[0] - discount[0], due[1])
    return due
