"""A pasted remittance list: lines of a number and an amount, as people copy them from mails and sheets.

>>> rows = read_remittance("INV/2026/00012  1.250,00\\nCN/2026/3\\t-50,00 EUR\\nTotal  1.200,00", 2, {"EUR"})
>>> for row in rows:
...     print(row.place, row.number or "-", row.amount_minor, row.currency or "-")
1 INV/2026/00012 125000 -
2 CN/2026/3 -5000 EUR
3 - 120000 -

The last amount of a line is what is paid (gross and discount stand before it), dates are left out, and a line
without anything that could be a number is a heading or a total:

>>> [row] = read_remittance("12.03.2026; RE 4711; 100,00; 2,00; 98,00; EUR", 2, {"EUR"})
>>> row.number, row.amount_minor
('RE 4711', 9800)
>>> read_remittance("Invoice  Amount", 2)
[]

Which sign is the decimal one is read from the amount. One sign with three digits after it parts thousands; in a
currency of three decimals it is the decimal sign, unless the other lines of the list have another one:

>>> [row.amount_minor for row in read_remittance("A-1001 1,250\\nA-1002 12.50", 2)]
[125000, 1250]
>>> [row.amount_minor for row in read_remittance("A-1001 1.250", 3)]
[1250]
>>> [row.amount_minor for row in read_remittance("A-1001 1.250\\nA-1002 12,5", 3)]
[1250000, 12500]
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

#: A list is read up to this many lines and characters; a person who has more sends a file.
LINES_MAX = 500
LENGTH_MAX = 60_000
#: Letters and digits that a number has at least, as for every key.
SIGNIFICANT_MIN = 3
#: A plain whole number longer than this, without any sign in it, is no amount.
WHOLE_MAX = 9

#: Signs of currencies that people write at an amount; which currency is meant the code says.
_ORNAMENT = "€$£¥₹"
_CELL = re.compile(r"\t|;|\||\s{2,}")
_SPACES = "\u00a0\u202f\u2009"
_DATE = re.compile(r"(?<![\w/.-])(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2}))(?![\w/.-])")
_CODE = re.compile(r"(?<![^\W\d])[A-Z]{3}(?![^\W\d])")
_AMOUNT = re.compile(
    r"^(?P<open>\()?(?P<sign>[-+\u2212]?)(?P<body>\d+(?:[.,' ]\d+)*)"
    r"(?P<after>[-\u2212]?)(?P<shut>\))?(?P<side>cr|dr)?$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<=\s)[-\u2212(]?\d{1,3}(?: \d{3})+[.,]\d{1,3}[-\u2212)]?$")
_DIGIT = re.compile(r"\d")
_SIGNIFICANT = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class RemittanceLine:
    """One line of a list.

    :param place: the line in the text, from 1.
    :param text: the line as it was pasted.
    :param number: what names an item; "" for a line of an amount alone, which is a total.
    :param amount_minor: what is paid, negative for a credit taken off; None where none stands there.
    :param currency: its code, where one stands there.
    """

    place: int
    text: str
    number: str
    amount_minor: int | None
    currency: str = ""

    @property
    def is_total(self) -> bool:
        """Tell whether the line names nothing: an amount alone."""
        return not self.number


def is_list(text: str) -> bool:
    """Tell whether a text is a list to be read and not something to search for.

    >>> is_list("INV/1"), is_list("INV/1;12,00"), is_list("INV/1 12.00\\nINV/2 13.00"), is_list(" Alice \\n")
    (False, True, True, False)
    """
    text = text.strip()
    return any(sign in text for sign in "\n\t;")


def read_remittance(text: str, places: int, currencies: Container[str] = frozenset()) -> list[RemittanceLine]:
    """Return the lines of a pasted list that name an item or an amount, in their order.

    :param places: decimals of the currency that the amounts are in.
    :param currencies: codes that are taken for currencies.
    """
    lines = text[:LENGTH_MAX].splitlines()[:LINES_MAX]
    sign = _decimal_sign(lines, currencies)
    found = (_line(place, line.strip(), places, currencies, sign) for place, line in enumerate(lines, 1))
    return [row for row in found if row is not None]


def read_amount(text: str, places: int, sign: str = "") -> int | None:
    """Return an amount in minor units, or None where the text is none.

    >>> [read_amount(text, 2) for text in ("1.250,00", "1,250.00", "1'250.5", "1 250,00", "1250", "(50.00)", "50,00-")]
    [125000, 125000, 125050, 125000, 125000, -5000, -5000]
    >>> [read_amount(text, 2) for text in ("12.3456", "1,25,00", "INV1", "", "0012", "1.250.00", "20.00 CR", "-(5)")]
    [None, None, None, None, None, None, -2000, None]

    :param places: decimals of the currency.
    :param sign: the decimal sign where it is known from elsewhere.
    """
    match = _AMOUNT.match(_bare(text))
    if match is None or bool(match["open"]) != bool(match["shut"]):
        return None
    minus = [match["sign"] in ("-", "\u2212"), bool(match["after"]), bool(match["open"])]
    minus.append((match["side"] or "").lower() == "cr")
    if sum(minus) > 1:
        return None
    value = _value(match["body"], places, sign)
    return -value if value and any(minus) else value


def _bare(text: str) -> str:
    """Return the text of an amount without white space around, signs of currencies and odd spaces."""
    for space in _SPACES:
        text = text.replace(space, " ")
    text = text.strip().strip(_ORNAMENT).strip()
    text = re.sub(rf"^([-\u2212(])\s*[{_ORNAMENT}]\s*", r"\1", text)
    return re.sub(r"\s+(cr|dr)$", r"\1", text, flags=re.IGNORECASE)


def _value(body: str, places: int, sign: str) -> int | None:
    """Return minor units of digits and signs between them, or None where they do not make one amount."""
    signs = [character for character in body if not character.isdigit()]
    if not signs:
        usual = body == "0" or not body.startswith("0")
        return _scaled(body, places) if usual and len(body) <= WHOLE_MAX else None
    parts = re.split(r"[.,' ]", body)
    decimal = _is_decimal(signs, parts, places, sign)
    whole = parts[:-1] if decimal else parts
    grouping = set(signs[:-1] if decimal else signs)
    grouped = all(len(part) == 3 for part in whole[1:]) and len(whole[0]) <= 3
    if len(grouping) > 1 or (len(whole) > 1 and not grouped) or (decimal and signs[-1] in grouping):
        return None
    cents = parts[-1] if decimal else ""
    if len(cents.rstrip("0")) > places:
        return None
    return _scaled("".join(whole) + cents.ljust(places, "0")[:places])


def _scaled(digits: str, places: int = 0) -> int:
    """Return digits as a number with as many zeros behind it."""
    return int(digits + "0" * places)


def _is_decimal(signs: list[str], parts: list[str], places: int, sign: str) -> bool:
    """Tell whether the last sign of an amount is the decimal one."""
    last = signs[-1]
    if last in "' ":
        return False
    if len(parts[-1]) != 3 or (len(set(signs)) > 1):
        return len(signs) == 1 or last not in signs[:-1]
    if len(signs) > 1:
        return False
    return places == 3 and sign in ("", last)


def _decimal_sign(lines: Iterable[str], currencies: Container[str]) -> str:
    """Return the decimal sign that the amounts of a list leave no doubt about, or ""."""
    for line in lines:
        for cell in _cells(line, currencies):
            match = re.search(r"\d([.,])\d{1,2}[-\u2212)]?$", cell)
            if match and read_amount(cell.rpartition(" ")[2], 2) is not None:
                return match[1]
    return ""


def _cells(line: str, currencies: Container[str]) -> Iterator[str]:
    """Yield the cells of a line without dates and codes of currencies."""
    for cell in _CELL.split(_without_codes(line, currencies)):
        bare = _DATE.sub(" ", cell).strip(" ,:")
        if bare:
            yield bare


def _without_codes(line: str, currencies: Container[str]) -> str:
    """Return a line without the codes of currencies that stand alone in it."""
    return _CODE.sub(lambda match: " " if match[0] in currencies else match[0], line)


def _line(place: int, text: str, places: int, currencies: Container[str], sign: str) -> RemittanceLine | None:
    """Return what one line says, or None for a heading and an empty line."""
    cells = list(_cells(text, currencies))
    amount, rest = _last_amount(cells, places, sign)
    number = next((cell for cell in rest if _names(cell) and read_amount(cell, places, sign) is None), "")
    number = number or next((cell for cell in rest if _names(cell)), "")
    if not number and amount is None:
        return None
    codes = [match for match in _CODE.findall(text) if match in currencies]
    return RemittanceLine(place, text, number, amount, codes[-1] if codes else "")


def _last_amount(cells: list[str], places: int, sign: str) -> tuple[int | None, list[str]]:
    """Return the last amount of a line, and the cells without it."""
    for index in range(len(cells) - 1, -1, -1):
        before, last = _ending(cells[index])
        amount = read_amount(last, places, sign)
        others = [*cells[:index], *([before] if before else []), *cells[index + 1 :]]
        if amount is None and before:
            amount, others = read_amount(cells[index], places, sign), [*cells[:index], *cells[index + 1 :]]
        named = any(_names(cell) for cell in others)
        if amount is not None and (named or _is_money(cells[index]) or not _names(cells[index])):
            return amount, others
    return _first_amount(cells, places, sign)


def _first_amount(cells: list[str], places: int, sign: str) -> tuple[int | None, list[str]]:
    """Return the amount that stands before a number ("50.00 INV-100"), and the cells without it."""
    for index, cell in enumerate(cells):
        first, _space, rest = cell.partition(" ")
        if _is_money(first) and _names(rest):
            return read_amount(first, places, sign), [*cells[:index], rest, *cells[index + 1 :]]
    return None, cells


def _ending(cell: str) -> tuple[str, str]:
    """Return a cell cut before its last amount, and that amount; spaces may part its thousands."""
    grouped = _GROUPED.search(cell)
    if grouped and _names(cell[: grouped.start()]):
        return cell[: grouped.start()].strip(), grouped.group()
    before, _space, last = cell.rpartition(" ")
    return before.strip(), last


def _is_money(cell: str) -> bool:
    """Tell whether a cell alone is written as money: with decimals or a currency's sign."""
    last = cell.rpartition(" ")[2]
    return bool(re.search(r"\d[.,]\d{2}[-\u2212)]?$", last)) or any(sign in cell for sign in _ORNAMENT)


def _names(cell: str) -> bool:
    """Tell whether a cell may name an item: it has a digit and is long enough."""
    return bool(_DIGIT.search(cell)) and len(_SIGNIFICANT.findall(cell)) >= SIGNIFICANT_MIN
