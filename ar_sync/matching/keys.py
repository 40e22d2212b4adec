"""Keys: what open items are found by, and what a receipt's text may be naming.

For an open item every useful form of its number and references is stored once:

>>> for key in keys_of_item("INV/2026/00012", "", "", ()):
...     print(key.kind, key.value)
reference INV202600012
reference INV-2026-12
digits 202600012
folded 1NV202600012

For a receipt every run of whole tokens that could be such a form is a candidate; a
part of a token never is, and neither is anything under four significant characters
or a bare year:

>>> found = keys_of_receipt(["Invoice 1814, year 2026, item 14"], ())
>>> [key.value for key in found if key.kind == "reference" and "-" not in key.value]
['INVOICE1814', '1814', 'YEAR2026', 'ITEM14']
>>> found = keys_of_receipt(["inv 2026 00012"], ["pi_3abc"])
>>> [(k.value, k.span) for k in found if k.value in ("INV202600012", "pi_3abc")]
[('pi_3abc', None), ('INV202600012', (0, 3))]

Numbers of equal length that were run together are taken apart, each part a candidate;
they only count if every part of the run is found:

>>> run = keys_of_receipt(["65617828368756128385"], ())
>>> [(k.value, k.source) for k in run if k.source.startswith("run")]
[('6561782836', 'run10'), ('8756128385', 'run10')]

Identifiers are compared exactly and may carry the amount their source states:

>>> [key] = keys_of_receipt([], [("in_1Abc", 5000)])
>>> key.kind, key.value, key.amount_minor
('id', 'in_1Abc', 5000)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .model import Key
from .structured import recognise
from .text import BREAK, TIGHT, Token, compact, digits_of, fold, has_digit, segments_of, tokens

ID, REFERENCE, DIGITS, FOLDED = "id", "reference", "digits", "folded"

#: Fewer letters and digits than this are never a reference (the "14 in 1814" cases).
SIGNIFICANT_MIN = 4
#: The digits-only form loses the letters, so it needs one more.
DIGITS_MIN = 5
#: No number a person writes is longer; longer runs are not looked up.
LENGTH_MAX = 40
#: Tokens that may make one number ("INV / 2026 / 03 / 00012").
WINDOW_MAX = 5
#: Tokens of a structured reference in groups ("21 00000 00003 13947 14300 09017").
WINDOW_STRUCTURED_MAX = 8
GROUPED_SCHEMES = frozenset({"iso11649", "ch_qrr"})
#: A running number that people write without its leading zeros is no longer than this.
PADDED_MAX = 8
#: Longest prefix or middle word of a number ("INVOICE").
WORD_MAX = 8
#: Digits from which a token may be several numbers run together, digits that each of
#: them has at least, and how many they may be.
RUN_LENGTH_MIN = 16
RUN_PART_MIN = 8
RUN_PARTS_MAX = 12
#: The source of such keys starts with this and ends with the length of the parts.
RUN = "run"
#: The source of identifiers that we ourselves gave a payment, when we asked for it.
OWN = "own"
#: Tokens of a text that are read.
TOKENS_MAX = 1000
#: Candidates per receipt; a text with more is cut off, the rest stays for a person.
CANDIDATES_MAX = 600

#: The source of what a remittance advice names, and where its lines stand: after any text.
REMITTANCE = "remittance"
REMITTANCE_SPAN = 1_000_000

Identifier = "str | tuple[str, int | None]"


def keys_of_item(
    number: str,
    payment_reference: str,
    ref: str,
    ids: Iterable[str | tuple[str, int | None]],
) -> tuple[Key, ...]:
    """Return the keys to store for an open item, each ``(kind, value)`` once.

    :param number: the invoice number.
    :param payment_reference: what the customer was asked to quote.
    :param ref: the customer's own reference (a purchase order number).
    :param ids: provider and Odoo identifiers of the item.
    """
    found: dict[tuple[str, str], Key] = {}
    for key in _id_keys(ids):
        found.setdefault((key.kind, key.value), key)
    fields = (("number", number), ("payment_reference", payment_reference), ("ref", ref))
    for source, text in fields:
        for key in _number_keys(source, text):
            found.setdefault((key.kind, key.value), key)
    return tuple(found.values())


def keys_of_receipt(
    text_fields: Iterable[str], ids: Iterable[str | tuple[str, int | None]]
) -> tuple[Key, ...]:
    """Return every key a receipt may be naming, candidates in text order.

    :param text_fields: remittance texts; a number never runs from one to the next.
    :param ids: identifiers, alone or with the amount (minor units) stated for them.
    """
    found: dict[tuple[str, str], Key] = {}
    for key in _id_keys(ids):
        found.setdefault((key.kind, key.value), key)
    start = 0
    for text in text_fields:
        words = tokens(text)[:TOKENS_MAX]
        for key in _text_keys(words, start):
            found.setdefault((key.kind, key.value), key)
        start += len(words) + 1
        if len(found) > CANDIDATES_MAX:
            break
    return tuple(found.values())[:CANDIDATES_MAX]


def keys_of_remittance(lines: Iterable[tuple[str, int]], currency: str = "") -> tuple[Key, ...]:
    """Return the keys of a remittance advice: numbers, each with the amount stated for it.

    Lines with the same number are added up; a negative amount is a credit note taken off.

    >>> for key in keys_of_remittance([("INV-1001", 5000), ("inv 1001", 700)]):
    ...     print(key.kind, key.value, key.amount_minor)
    reference INV1001 5700
    folded 1NV1001 5700

    :param lines: ``(number, amount_minor)``.
    :param currency: that of the amounts, where it is not the receipt's.
    """
    totals: dict[str, int] = {}
    texts: dict[str, str] = {}
    for text, amount_minor in lines:
        value = compact(text)
        texts.setdefault(value, text)
        totals[value] = totals.get(value, 0) + amount_minor
    found: list[Key] = []
    for place, (value, text) in enumerate(texts.items()):
        span = (REMITTANCE_SPAN + place, REMITTANCE_SPAN + place + 1)
        for key in _number_keys(REMITTANCE, text):
            found.append(Key(key.kind, key.value, REMITTANCE, totals[value], span, currency))
    return tuple(found)[:CANDIDATES_MAX]


def _id_keys(ids: Iterable[str | tuple[str, int | None]]) -> Iterator[Key]:
    for identifier in ids:
        value, amount_minor = (identifier, None) if isinstance(identifier, str) else identifier
        value = value.strip()
        if value:
            yield Key(ID, value, "id", amount_minor)


def _number_keys(source: str, text: str) -> Iterator[Key]:
    """Yield the forms of one number; a structured reference names its scheme."""
    value = compact(text)
    if not has_digit(value) or not _is_significant(value):
        return
    structured = recognise(value) if source == "payment_reference" else None
    if structured and structured[1] != value and _is_significant(structured[1]):
        yield Key(REFERENCE, structured[1], structured[0])
    yield Key(REFERENCE, value, structured[0] if structured else source)
    yield from _other_forms(source, value, text)


def _other_forms(source: str, value: str, text: str) -> Iterator[Key]:
    segments = segments_of(text)
    if segments.count("-") and segments.replace("-", "") != value:
        yield Key(REFERENCE, segments, source)
    digits = digits_of(value)
    if len(digits) >= DIGITS_MIN:
        yield Key(DIGITS, digits, source)
    if len(value) > SIGNIFICANT_MIN:
        yield Key(FOLDED, fold(value), source)


def _text_keys(words: Sequence[Token], start: int) -> Iterator[Key]:
    """Yield the candidates of one text, window by window.

    Words without a digit stand in front ("INVOICE 1814"); further on they must be
    tied to their neighbour by a separator ("2026/A/12"), else every phrase around a
    number would be looked up.
    """
    numeric_at = [has_digit(word.text) for word in words]
    for first, word in enumerate(words):
        value = word.text
        numeric = numeric_at[first]
        if len(value) >= RUN_LENGTH_MIN and value.isdecimal():
            yield from _run_keys(value, (start + first, start + first + 1))
        if not numeric and len(value) > WORD_MAX:
            continue
        is_tight = True
        for last in _window_ends(words, first):
            if last > first + 1:
                text, gap = words[last - 1]
                is_tight = is_tight and gap == TIGHT
                if not numeric_at[last - 1] and (gap != TIGHT or len(text) > WORD_MAX):
                    break
                numeric = numeric or numeric_at[last - 1]
                value += text
            if len(value) > LENGTH_MAX:
                break
            if numeric and _is_significant(value):
                yield from _candidate(words[first:last], value, (start + first, start + last), is_tight)


def _window_ends(words: Sequence[Token], first: int) -> range:
    """Return the ends of the windows from ``first`` that no list sign interrupts."""
    text = words[first].text
    limit = WINDOW_STRUCTURED_MAX if text.isdecimal() or text.startswith("RF") else WINDOW_MAX
    end = first + 1
    while end < min(len(words), first + limit) and words[end].gap != BREAK:
        end += 1
    return range(first + 1, end + 1)


def _candidate(window: Sequence[Token], value: str, span: tuple[int, int], is_tight: bool) -> Iterator[Key]:
    """Yield the forms under which a window is looked up.

    Only an RF reference or leading zeros give a payload that differs from the value.

    :param is_tight: nothing but separators stands inside the window.
    """
    is_number = value.isdecimal()
    is_long = len(window) > WINDOW_MAX
    structured = recognise(value) if is_long or value[0] in "0R" else None
    if is_long and (structured is None or structured[0] not in GROUPED_SCHEMES):
        return
    if structured and structured[1] != value:
        yield Key(REFERENCE, structured[1], structured[0], None, span)
    yield Key(REFERENCE, value, "text", None, span)
    if not is_number or len(window) > 1:
        padded = window[-1].text[-PADDED_MAX:]
        segments = segments_of("/".join(word.text for word in window)) if padded[-1].isdecimal() else ""
        padded = segments.rpartition("-")[2]
        if padded != segments and len(padded) <= PADDED_MAX:
            yield Key(REFERENCE, segments, "text", None, span)
    digits = digits_of(value)
    if len(digits) >= DIGITS_MIN:
        yield Key(DIGITS, digits, "text", None, span)
    if is_tight and not is_number and len(value) > SIGNIFICANT_MIN:
        yield Key(FOLDED, fold(value), "text", None, span)


def _run_keys(value: str, span: tuple[int, int]) -> Iterator[Key]:
    """Yield the parts of a token as if it were numbers of equal length run together."""
    for parts in range(2, min(RUN_PARTS_MAX, len(value) // RUN_PART_MIN) + 1):
        width, rest = divmod(len(value), parts)
        if not rest:
            for place in range(0, len(value), width):
                part = value[place : place + width]
                yield Key(REFERENCE, part, f"{RUN}{width}", None, span)


def _is_significant(value: str) -> bool:
    """Tell whether a value with a digit may be a reference: long enough, not a year."""
    if not SIGNIFICANT_MIN <= len(value) <= LENGTH_MAX:
        return False
    return not (len(value) == 4 and value[:2] in ("19", "20") and value.isdecimal())
