"""What the columns of a bank's CSV file mean: declared once per bank, never guessed while reading.

`propose` helps to declare it: it looks at the head of a file and returns a mapping with what it
is not sure of, for a person to confirm.

>>> head = b"Buchungstag;Betrag;Verwendungszweck\\n31.01.2026;1.234,50;INV 1\\n"
>>> found = propose(head)
>>> found.mapping.delimiter, found.mapping.decimal, found.mapping.date_format, found.doubts
(';', ',', '%d.%m.%Y', ())
>>> found.mapping.columns["amount"]
('Betrag',)
"""

from __future__ import annotations

import codecs
import csv
import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .fields import decode, words

#: What a column can hold. ``text`` may be several columns; the others are one.
FIELDS = frozenset(
    "booking_date value_date amount debit credit direction currency balance fee text name account bic "
    "ultimate_name bank_reference end_to_end_id mandate_id reference description own_account".split()
)
DELIMITERS = (";", ",", "\t", "|")
HEADER_ROWS_MAX = 40
SAMPLE_ROWS_MAX = 200
DATE_FORMATS = (
    "%Y-%m-%d %d.%m.%Y %d.%m.%y %d/%m/%Y %m/%d/%Y %d-%m-%Y %Y%m%d %d/%m/%y %m/%d/%y %Y/%m/%d "
    "%d-%m-%y %Y.%m.%d"
).split()
#: Names of columns in the files of banks, as `_folded` gives them, by what they hold.
NAMES: dict[str, str] = {
    "booking_date": "date|bookingdate|transactiondate|posteddate|postingdate|completeddate|buchungstag|"
    "buchungsdatum|buchung|datum|datumboeking|boekdatum|fecha|fechaoperacion|data|dateoperation|"
    "datedecomptabilisation|datacontabile|bokforingsdag|bogforingsdato|dato|datetime",
    "value_date": "valuedate|valuta|valutadatum|wertstellung|wertstellungstag|rentedatum|datevaleur|"
    "fechavalor|datavaluta|valutadag|interestdate",
    "amount": "amount|betrag|umsatz|bedrag|bedrageur|montant|importe|importo|belopp|belob|betrageur|kwota|"
    "amounteur|transactionamount|net|nettobetrag",
    "debit": "debit|debits|debitamount|withdrawal|withdrawals|paidout|moneyout|soll|belastung|belastungen|"
    "debet|cargo|adebit|lastschrift",
    "credit": "credit|credits|creditamount|deposit|deposits|paidin|moneyin|haben|gutschrift|gutschriften|"
    "abono|acredit",
    "direction": "afbij|debitcredit|crdr|drcr|sollhaben|debetcredit|creditdebitindicator|cdtdbtind|sh",
    "currency": "currency|waehrung|whg|munt|devise|divisa|moneda|valuutta|ccy|transactioncurrency",
    "balance": "balance|runningbalance|saldo|saldonachbuchung|saldonatrn|solde|saldonamutatie|accountbalance",
    "text": "description|memo|verwendungszweck|mededelingen|omschrijving|omschrijving1|omschrijving2|"
    "omschrijving3|details|narrative|libelle|concepto|causale|reference|payeereference|particulars|text|"
    "zahlungszweck|remittanceinformation|notes|transactiondescription|paymentreference",
    "name": "name|payee|payer|counterparty|counterpartyname|beguenstigterzahlungspflichtiger|"
    "auftraggeberbeguenstigter|zahlungsbeteiligter|naamomschrijving|naamtegenpartij|partnername|"
    "nombre|merchant|namezahlungsbeteiligter|auftraggeberempfaenger|zahlungspflichtiger|fromto",
    "account": "iban|counterpartyiban|counterpartyaccount|kontonummeriban|kontonummer|tegenrekening|"
    "tegenrekeningibanbban|ibanzahlungsbeteiligter|partneriban|accountnumbercounterparty",
    "bic": "bic|bicswiftcode|bicswift|blz|bicderzahlungsbeteiligter|biczahlungsbeteiligter|bictegenpartij",
    "bank_reference": "transactionid|bankreference|id|volgnr|fitid|transactionreference|referencenumber",
    "end_to_end_id": "kundenreferenzendtoend|endtoendid|endtoendreference|kundenreferenz",
    "mandate_id": "mandatsreferenz|mandateid|mandatereference|mandaatkenmerk|machtigingskenmerk",
    "reference": "betalingskenmerk|structuredreference|ocr|kid|rfreference|creditorreference",
    "description": "buchungstext|type|transactiontype|mutatiesoort|umsatzart|art|vorgang",
    "own_account": "auftragskonto|ibanauftragskonto|rekening|ibanbban|accountnumber|account|konto",
    "fee": "fee|fees|gebuehr|kosten",
}

_KNOWN = {name: meaning for meaning, names in NAMES.items() for name in names.split("|")}
_ENDING = re.compile(r"([.,])(\d{1,2})\s*[-)]?\D*$")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ó": "o", "å": "a", "ø": "o"})


@dataclass(frozen=True)
class CsvMapping:
    """How to read a bank's CSV file.

    :param columns: what a column holds (one of `FIELDS`) -> the columns' names in the header, or
        their numbers from "1" on where there is no header. A name that comes twice in a header is
        "name" and "name (2)".
    :param header_row: the row with the names, from 1; 0 where there is none.
    :param skip_rows: rows before the data of a file without a header.
    :param currency: of a file without a column for it.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    decimal: str = ","
    date_format: str = "%Y-%m-%d"
    header_row: int = 1
    skip_rows: int = 0
    currency: str = ""

    def problems(self) -> tuple[str, ...]:
        """Return sentences about what is wrong with the mapping; none means that it can be used."""
        found = [f"there is no field {name}" for name in self.columns if name not in FIELDS]
        has = self.columns.get
        if not has("booking_date") and not has("value_date"):
            found.append("no column is the date")
        if not has("amount") and not (has("debit") or has("credit")):
            found.append("no column is the amount, or the debit and the credit")
        if has("amount") and (has("debit") or has("credit")):
            found.append("there is an amount and also a debit or credit: choose one")
        if self.decimal not in (".", ","):
            found.append("the decimal sign is a point or a comma")
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"':
            found.append("the delimiter is one character, and no quote or end of line")
        try:
            codecs.lookup(self.encoding)
        except LookupError:
            found.append(f"there is no encoding {self.encoding}")
        return tuple(found)


@dataclass(frozen=True)
class Proposal:
    """A mapping for a person to confirm, and sentences about what is not certain in it."""

    mapping: CsvMapping
    doubts: tuple[str, ...]


def named(header: Sequence[str]) -> list[str]:
    """Return the names of columns, each once: a second "Währung" is "Währung (2)".

    >>> named(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    names: dict[str, None] = {}
    for cell in header:
        name, number = words(cell), 1
        unique = name
        while unique in names:
            number += 1
            unique = f"{name} ({number})"
        names[unique] = None
    return list(names)


def propose(data: bytes) -> Proposal:
    """Return what the columns of a CSV file probably mean."""
    encoding = _encoding(data)
    text = decode(data, encoding)
    candidates = [_header(text, delimiter) for delimiter in DELIMITERS]
    number, columns, delimiter, rows = max(candidates, key=lambda found: (len(found[1]), len(found[3])))
    names = named(rows[number - 1]) if columns else []
    samples = rows[number : number + SAMPLE_ROWS_MAX]
    doubts: list[str] = []
    dates = _cells(samples, names, columns.get("booking_date") or columns.get("value_date") or ())
    money = [
        cell for key in ("amount", "debit", "credit") for cell in _cells(samples, names, columns.get(key, ()))
    ]
    mapping = CsvMapping(
        columns=columns,
        delimiter=delimiter,
        encoding=encoding,
        decimal=_decimal(money, doubts),
        date_format=_date_format(dates, doubts),
        header_row=number if columns else 0,
    )
    return Proposal(mapping, (*mapping.problems(), *doubts))


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _header(text: str, delimiter: str) -> tuple[int, dict[str, tuple[str, ...]], str, list[list[str]]]:
    """Return the row that has most known names, what they mean, and the rows of the file's head."""
    head = text.splitlines(keepends=True)[: HEADER_ROWS_MAX + SAMPLE_ROWS_MAX]
    try:
        rows = list(csv.reader(head, delimiter=delimiter))
    except csv.Error:
        rows = []
    best: tuple[int, dict[str, tuple[str, ...]]] = (1, {})
    for number, row in enumerate(rows[:HEADER_ROWS_MAX], start=1):
        columns = _meanings(row)
        if len(columns) > max(len(best[1]), 1):
            best = (number, columns)
    return best[0], best[1], delimiter, rows


def _meanings(header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in named(header):
        meaning = _KNOWN.get(_folded(name))
        if meaning == "text":
            found[meaning] = (*found.get(meaning, ()), name)
        elif meaning:
            found.setdefault(meaning, (name,))
    if "amount" in found:
        found.pop("debit", None)
        found.pop("credit", None)
    return found


def _folded(name: str) -> str:
    """Return a name in small letters without signs.

    >>> _folded("Kontonummer/IBAN"), _folded("Währung (2)")
    ('kontonummeriban', 'waehrung2')
    """
    return re.sub(r"[^a-z0-9]", "", name.lower().translate(_UMLAUTS))


def _cells(rows: Sequence[Sequence[str]], names: Sequence[str], columns: Sequence[str]) -> list[str]:
    places = [names.index(name) for name in columns if name in names]
    return [row[at].strip() for row in rows for at in places if at < len(row) and row[at].strip()]


def _decimal(cells: Sequence[str], doubts: list[str]) -> str:
    signs = {found[1] for cell in cells if (found := _ENDING.search(cell))}
    if len(signs) == 1:
        return signs.pop()
    if signs:
        doubts.append("some amounts have a decimal comma, some a decimal point")
    elif any(re.search(r"[.,]", cell) for cell in cells) or not cells:
        doubts.append("the amounts do not show whether the decimal sign is a comma or a point")
    return "."


def _date_format(cells: Sequence[str], doubts: list[str]) -> str:
    fitting = [one for one in DATE_FORMATS if cells and all(is_date(cell, one) for cell in cells)]
    if not fitting:
        doubts.append("the form of the dates was not recognised")
        return "%Y-%m-%d"
    if "%d/%m" in fitting[0] and any("%m/%d" in one for one in fitting):
        doubts.append("the dates may be day/month or month/day")
    return fitting[0]


def is_date(cell: str, date_format: str) -> bool:
    """Tell whether a cell holds a date of this form, with or without a time after it."""
    return date_of(cell, date_format) is not None


def date_of(cell: str, date_format: str) -> datetime.date | None:
    """Return the date of a cell; None where it has not this form."""
    for written in (cell.strip(), re.split(r"[T\s]", cell.strip(), maxsplit=1)[0]):
        try:
            return datetime.datetime.strptime(written, date_format).date()
        except ValueError:
            continue
    return None
