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
#: Something named in the text that the proposal leaves out.
IGNORED_BITS = -2.0
#: The receipt is exactly what is open on one item or several.
AMOUNT_EXACT_BITS = 10.0
#: Less than is open on the one item named: no evidence either way.
AMOUNT_PARTIAL_BITS = 0.0
#: More than is open on what is named.
AMOUNT_OVER_BITS = -8.0
#: Less than the several items named add up to, without saying which is short.
AMOUNT_SHORT_BITS = -12.0
#: The payer is known and is the customer of the items.
PAYER_BITS = 6.0


def reference_bits(kind: str, value: str, count: int) -> float:
    """Return the weight of a reference key that ``count`` items carry.

    Rare keys weigh more: every doubling of the count costs a bit.
    """
    length = len(value.replace("-", ""))
    return REFERENCE_BITS[kind] - SHORT_LOSS.get(length, 0.0) - log2(count)
