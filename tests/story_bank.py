"""The bank of the story: three accounts, what moves on them, and their statements as camt.053 files.

It knows nothing of Odoo or of Stripe. Amounts are whole minor units.
"""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

PLACES = {"usd": 2, "eur": 2, "jpy": 0, "gbp": 2}
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def decimal_text(amount: int, currency: str) -> str:
    """Return minor units as a bank writes them.

    >>> decimal_text(123405, "usd"), decimal_text(9, "eur"), decimal_text(1234, "jpy")
    ('1234.05', '0.09', '1234')
    """
    places = PLACES[currency]
    if not places:
        return str(amount)
    digits = str(amount).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True)
class Entry:
    """One booked entry; negative amounts left the account."""

    day: str
    amount: int
    text: str
    name: str = ""
    account: str = ""
    end_to_end: str = ""
    returned: str = ""
    number: int = 0


@dataclass
class Account:
    """An account of ours at the bank."""

    currency: str
    number: str
    opening: int = 0
    entries: list[Entry] = field(default_factory=list)
    stated: int = 0  # how many entries are on a statement already
    statements: int = 0

    @property
    def balance(self) -> int:
        """The closing balance of what is booked so far."""
        return self.opening + sum(entry.amount for entry in self.entries)


class Bank:
    """Books what arrives and what leaves, and states it once."""

    def __init__(self, **numbers: str) -> None:
        self.accounts = {currency: Account(currency, number) for currency, number in numbers.items()}
        self._number = 0

    def book(self, currency: str, day: str, amount: int, text: str, **details: str) -> Entry:
        """Book an entry on the account of a currency."""
        self._number += 1
        entry = Entry(day, amount, text, number=self._number, **details)
        self.accounts[currency].entries.append(entry)
        return entry

    def statement(self, currency: str, day: str) -> bytes | None:
        """Return the statement of what was booked since the last one, or nothing where nothing was."""
        account = self.accounts[currency]
        fresh = account.entries[account.stated :]
        if not fresh:
            return None
        before = account.balance - sum(entry.amount for entry in fresh)
        account.stated = len(account.entries)
        account.statements += 1
        parts = [
            _balance("OPBD", before, currency, fresh[0].day),
            _balance("CLBD", account.balance, currency, day),
            *(_entry(entry, currency) for entry in fresh),
        ]
        return _document(account, day, "".join(parts))


def _document(account: Account, day: str, parts: str) -> bytes:
    number = f"{account.currency.upper()}-{account.statements}"
    kind = "IBAN" if account.currency == "eur" else "Othr"
    identity = f"<IBAN>{account.number}</IBAN>" if kind == "IBAN" else f"<Othr><Id>{account.number}</Id></Othr>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{NAMESPACE}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M-{number}</MsgId><CreDtTm>{day}T20:00:00Z</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S-{number}</Id><ElctrncSeqNb>{account.statements}</ElctrncSeqNb>"
        f"<CreDtTm>{day}T20:00:00Z</CreDtTm>"
        f"<Acct><Id>{identity}</Id><Ccy>{account.currency.upper()}</Ccy></Acct>{parts}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()


def _amount(amount: int, currency: str) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{currency.upper()}">{decimal_text(abs(amount), currency)}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'


def _balance(code: str, amount: int, currency: str, day: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(amount, currency)}<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: Entry, currency: str) -> str:
    refs = f"<Refs><EndToEndId>{entry.end_to_end}</EndToEndId></Refs>" if entry.end_to_end else ""
    party = "Dbtr" if entry.amount > 0 else "Cdtr"
    own = f"<{party}Acct><Id><IBAN>{entry.account}</IBAN></Id></{party}Acct>" if entry.account else ""
    name = f"<RltdPties><{party}><Nm>{escape(entry.name)}</Nm></{party}>{own}</RltdPties>" if entry.name else ""
    reason = f"<RtrInf><Rsn><Cd>{entry.returned}</Cd></Rsn></RtrInf>" if entry.returned else ""
    return (
        f"<Ntry>{_amount(entry.amount, currency)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{entry.day}</Dt></BookgDt><ValDt><Dt>{entry.day}</Dt></ValDt>"
        f"<AcctSvcrRef>B{entry.number:06d}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls>{refs}{name}<RmtInf><Ustrd>{escape(entry.text)}</Ustrd></RmtInf>{reason}</TxDtls></NtryDtls>"
        "</Ntry>"
    )
