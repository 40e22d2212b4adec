"""API versions, and which of them changed the shape of what we return.

Source: https://docs.stripe.com/upgrades and the changelog pages it links to.
Versions before 2019-02-11 are refused; nothing this old is in use with
restricted keys and payment intents.
"""

from __future__ import annotations

from .errors import invalid

#: The version of the official library this stand-in is written against.
LATEST = "2026-10-28.endive"
#: From here to basil, answers carry the old members and basil's new ones side by side.
ACACIA = "2024-09-30.acacia"
#: Invoice payments, ``parent``, ``pricing``, ``total_taxes``, item periods.
BASIL = "2025-03-31.basil"
#: ``discount.source`` replaces ``discount.coupon``.
CLOVER = "2025-09-30.clover"
#: ``payment_method_types`` is refused on intents and sessions.
ENDIVE = "2026-09-30.endive"
#: ``charge.refunds`` is no longer included without asking.
EXPANDABLE_REFUNDS = "2022-11-15"

VERSIONS: frozenset[str] = frozenset(
    """
    2019-02-11 2019-02-19 2019-03-14 2019-05-16 2019-08-14 2019-09-09 2019-10-08
    2019-10-17 2019-11-05 2019-12-03 2020-03-02 2020-08-27 2022-08-01 2022-11-15
    2023-08-16 2023-10-16 2024-04-10 2024-06-20 2024-09-30.acacia
    2024-10-28.acacia 2024-11-20.acacia 2024-12-18.acacia 2025-01-27.acacia
    2025-02-24.acacia 2025-03-31.basil 2025-04-30.basil 2025-05-28.basil
    2025-06-30.basil 2025-07-30.basil 2025-08-27.basil 2025-09-30.clover
    2025-10-29.clover 2025-11-17.clover 2025-12-15.clover 2026-01-28.clover
    2026-02-25.clover 2026-03-25.dahlia 2026-04-22.dahlia 2026-05-27.dahlia
    2026-06-24.dahlia 2026-07-29.dahlia 2026-08-26.dahlia 2026-09-30.endive
    2026-10-28.endive
    """.split()
)


def check(version: str, param: str | None = None) -> str:
    """*version* itself. :raise StripeError: when the API has no such version."""
    if version not in VERSIONS:
        raise invalid(f"Invalid Stripe API version: {version}", param=param)
    return version


def before(version: str, change: str) -> bool:
    """Whether *version* is older than *change*.

    >>> before("2024-06-20", BASIL)
    True
    >>> before("2025-03-31.basil", BASIL)
    False
    """
    return version[:10] < change[:10]
