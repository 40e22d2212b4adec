"""Amounts, dates, texts and account numbers as banks write them.

>>> amount_of("1.234,50", decimal=","), amount_of("1,234"), amount_of("-.5")
(Decimal('1234.50'), Decimal('1234'), Decimal('-0.5'))
>>> is_iban("DE89 3704 0044 0532 0130 00"), is_iban("DE88370400440532013000")
(True, False)
>>> words("  two   words\\n")
'two words'
>>> iso_date("2026-01-31T23:30:00Z")
datetime.date(2026, 1, 31)
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal

from .errors import EntryRefused

#: ISO 20022 gives amounts 18 digits; a bank's file with more than this is damaged.
AMOUNT_DIGITS_MAX = 24
#: ISO 4217: currencies whose minor unit is not a hundredth.
MINOR_DIGITS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
#: What stands where an identifier was not given (EPC rule book, SWIFT field 61).
NO_IDS = frozenset({"NOTPROVIDED", "NONREF", "NOREF", "NONE", "EREF", "KREF", "UNKNOWN", "-"})

_POINT_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d*|\d{1,3}(?:[,']\d{3})+)(?:\.(?P<part>\d*))?", re.ASCII
)
_COMMA_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d*|\d{1,3}(?:[.']\d{3})+)(?:,(?P<part>\d*))?", re.ASCII
)
_PLAIN_AMOUNT = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)", re.ASCII)
_SPACE = re.compile(r"\s")
_NOT_DIGIT = re.compile(r"\D")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[T ]\d|Z|[+-]\d)")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_NOT_WORD = re.compile(r"[^A-Z0-9-]")


def words(text: str | None) -> str:
    """Return a text with single spaces and none around it."""
    return " ".join(text.split()) if text else ""


def identifier(text: str | None) -> str:
    """Return an identifier, or nothing where the file says that there is none."""
    found = words(text)
    return "" if _NOT_WORD.sub("", found.upper()) in NO_IDS or not found.strip("0 ") else found


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def amount_of(text: str | None, decimal: str = ".") -> Decimal:
    """Return an amount; raise `EntryRefused` with the text where it is none.

    The sign that is not the decimal one, apostrophes and spaces may part thousands, in groups of
    three only: "1.5" with a decimal comma is refused and not read as fifteen.

    >>> amount_of("1'234.50"), amount_of("1 234,50", ",")
    (Decimal('1234.50'), Decimal('1234.50'))
    """
    written = (text or "").strip()
    plain = _SPACE.sub("", written).replace("’", "'").replace("−", "-")
    found = (_COMMA_AMOUNT if decimal == "," else _POINT_AMOUNT).fullmatch(plain)
    if not found or len(plain) > AMOUNT_DIGITS_MAX or not (found["whole"] or found["part"]):
        raise EntryRefused(f"the amount {shown(written)} is not a number")
    whole = _NOT_DIGIT.sub("", found["whole"])
    part = found["part"]
    return Decimal(f"{found['sign']}{whole or 0}.{part}" if part else f"{found['sign']}{whole}")


def plain_amount(text: str | None) -> Decimal:
    """Return an amount without thousands signs, whose decimal sign is a comma or a point.

    >>> plain_amount("000025,00"), plain_amount("8.850"), plain_amount("9,")
    (Decimal('25.00'), Decimal('8.850'), Decimal('9'))
    """
    written = (text or "").strip()
    if not _PLAIN_AMOUNT.fullmatch(written) or len(written) > AMOUNT_DIGITS_MAX:
        raise EntryRefused(f"the amount {shown(written)} is not a number")
    return Decimal(written.replace(",", "."))


def minor_amount(text: str, currency: str) -> Decimal:
    """Return an amount that is written in minor units of its currency.

    >>> minor_amount("+0012550", "USD"), minor_amount("1255", "JPY")
    (Decimal('125.50'), Decimal('1255'))
    """
    written = text.strip()
    if not re.fullmatch(r"[+-]?\d{1,24}", written, re.ASCII):
        raise EntryRefused(f"the amount {shown(written)} is not a whole number of minor units")
    return Decimal(written).scaleb(-MINOR_DIGITS.get(currency, 2))


def currency_of(text: str | None) -> str:
    """Return a currency code; raise `EntryRefused` where it is none."""
    code = (text or "").strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise EntryRefused(f"the currency {shown(code)} is not an ISO 4217 code")
    return code


def shown(text: str) -> str:
    """Return a text for a message: in quotes, cut to a line; a missing one as such."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...") if text else "(missing)"


def day(year: int, month: int, number: int) -> datetime.date:
    """Return a date; raise `EntryRefused` where the calendar has none such."""
    try:
        return datetime.date(year, month, number)
    except ValueError as problem:
        raise EntryRefused(f"{year:04}-{month:02}-{number:02} is not a date") from problem


def iso_date(text: str | None) -> datetime.date | None:
    """Return the date of an ISO date or moment as it is written; None where there is none."""
    if not text or not text.strip():
        return None
    found = _ISO_DATE.match(text.strip())
    if not found:
        raise EntryRefused(f"the date {shown(text)} is not an ISO date")
    return day(*(int(part) for part in found.groups()))


def compact_date(text: str) -> datetime.date:
    """Return the date of YYMMDD or YYYYMMDD; two digits are years from 1970 to 2069.

    >>> compact_date("260131"), compact_date("19991231")
    (datetime.date(2026, 1, 31), datetime.date(1999, 12, 31))
    """
    if not re.fullmatch(r"\d{6}|\d{8}", text, re.ASCII):
        raise EntryRefused(f"the date {shown(text)} is not six or eight digits")
    year = int(text[:-4])
    if len(text) == 6:
        year += 2000 if year < 70 else 1900
    return day(year, int(text[-4:-2]), int(text[-2:]))


def account_number(text: str | None) -> str:
    """Return an account number without the spaces people read it with."""
    return re.sub(r"\s", "", text or "").upper()


def is_iban(text: str) -> bool:
    """Tell whether this is an IBAN: ISO 13616, remainder 1 modulo 97."""
    number = account_number(text)
    if not _IBAN.fullmatch(number):
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def is_bic(text: str) -> bool:
    """Tell whether this looks like a BIC (ISO 9362: eight or eleven characters)."""
    return bool(_BIC.fullmatch(text.strip()))


def split_account(text: str | None) -> tuple[str, str]:
    """Return (IBAN, other number) of an account: one of them is empty.

    What looks like an IBAN with a wrong check number is kept as a number.
    """
    number = account_number(text)
    return (number, "") if is_iban(number) else ("", number)


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return the text of a file: UTF-8 if it is, else Windows-1252, which reads any byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for name in (encoding, "utf-8-sig"):
        if name:
            try:
                return data.decode(name).lstrip("\ufeff")
            except (LookupError, UnicodeDecodeError):
                continue
    return data.decode("cp1252", "replace")
