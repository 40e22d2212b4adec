"""What each piece of evidence is worth, in bits (log-odds, base 2).

The figures are a prior judgement of how often such evidence misleads: ten bits
mean once in about a thousand. They are one table so that a calibration on a
company's own decisions can replace it. Evidence about the same fact is not counted
twice (a number and its digits are one piece of evidence).

>>> reference_bits("reference", "INV202600012", 1)
14.0
>>> reference_bits("reference", "1814", 1), reference_bits("digits", "181400", 2)
(7.0, 8.0)
"""

from __future__ import annotations

from math import log2

#: An identifier given by a machine and compared exactly.
ID_BITS = 30.0
#: Full weight of a named reference, by the kind of key that found it …
REFERENCE_BITS = {"reference": 14.0, "digits": 11.0, "folded": 8.0}
#: … and what it loses when it has fewer significant characters than it should.
SHORT_LOSS = {4: 7.0, 5: 4.0, 6: 2.0}
#: A reference with check digits: a mistyped one could not have matched.
CHECKED_BITS = 3.0
#: A second, independent reference to the same item in the same text.
SECOND_REFERENCE_BITS = 3.0
#: Something named in the text that the proposal leaves out, while it pays another
#: thing named …
IGNORED_BITS = -2.0
#: … and when it pays nothing that the text names.
IGNORED_ALL_BITS = -10.0
#: Something named in the text that the receipt may not pay (another customer's).
FOREIGN_BITS = -6.0
#: A number in the form of ours that no open item has: this may pay something else.
STRANGER_BITS = -10.0
#: A long number of any other form that nothing explains.
UNREAD_BITS = -7.0
#: The receipt is exactly what is open on the items named; at most this much.
AMOUNT_EXACT_BITS = 10.0
#: In another currency it is about what is open.
AMOUNT_EXCHANGE_BITS = 3.0
#: The amounts that the source states per item are the whole receipt.
AMOUNT_STATED_BITS = 10.0
#: The same for items that only the amount and the payer speak for.
AMOUNT_FREE_BITS = 14.0
#: The receipt is a rounding more than what is open.
AMOUNT_PETTY_BITS = 6.0
#: Less than is open on the one item named: no evidence either way.
AMOUNT_PARTIAL_BITS = 0.0
#: A little less than the items named add up to: a fee or a rounding.
AMOUNT_DEDUCTION_BITS = 2.0
#: Less than is open by no more than a tolerance, at most.
AMOUNT_TOLERATED_BITS = 6.0
#: The same where nothing names the items: perhaps something else is paid.
TOLERATED_FREE_BITS = -3.0
#: An early-payment discount taken after its term.
DISCOUNT_LATE_BITS = -4.0
#: A set that is met by chance so often says nothing and is not searched for.
SEARCH_BITS_MIN = 8.0
#: More than is open on what is named.
AMOUNT_OVER_BITS = -8.0
#: Less than the several items named add up to, without saying which is short.
AMOUNT_SHORT_BITS = -12.0
#: From here on an exact amount elsewhere is a rival to a part payment of what is named.
RIVAL_BITS_MIN = 6.0
#: A known payer usually pays something that is open.
PAYER_BITS = 2.0
#: The payer by signs: an account of his, …
ACCOUNT_BITS = 12.0
#: … a name that somebody once said is his, before what was confirmed since, …
ALIAS_BITS = 3.0
#: … his own name, at most.
NAME_BITS_MAX = 10.0
#: Each confirmation of a sign, all of them together, and each decline.
CONFIRMED_BITS = 3.0
CONFIRMED_BITS_MAX = 12.0
DECLINED_BITS = -4.0
#: Each item in a set beyond the first that only the amount speaks for.
FREE_ITEM_BITS = -1.0
#: The item is dated after the receipt.
EARLY_BITS = -4.0
#: One slip of the pen, before what it leaves of the number is counted.
EDIT_BITS = -7.0
#: A number cut off at its beginning or end.
CUT_BITS = -5.0
#: A misspelt number never weighs as much as a right one.
FUZZY_BITS_MAX = 12.0


def reference_bits(kind: str, value: str, count: int) -> float:
    """Return the weight of a reference key that ``count`` items carry.

    Rare keys weigh more: every doubling of the count costs a bit.
    """
    length = len(value.replace("-", ""))
    return REFERENCE_BITS[kind] - SHORT_LOSS.get(length, 0.0) - log2(count)


def granules(amount_minor: int) -> int:
    """Return how many different amounts of this roundness exist up to this one.

    A round amount is met by chance much more often than an odd one of its size.

    >>> granules(10000), granules(12050), granules(6949122)
    (1, 241, 6949122)
    """
    step = 1
    rest = abs(amount_minor)
    while rest and rest % 10 == 0:
        step, rest = step * 10, rest // 10
    return rest // 5 if rest and rest % 5 == 0 else rest


def chance_bits(amount_minor: int, ways: float, most: float) -> float:
    """Return what an exact amount is worth when ``ways`` things could have met it.

    The chance that one of them meets the amount by accident is about ``ways`` in
    the number of amounts as round as this.

    >>> chance_bits(6949122, 20, 14.0), round(chance_bits(12050, 20, 14.0), 1)
    (14.0, 3.6)
    """
    return min(most, log2(max(granules(amount_minor), 1) / ways))
