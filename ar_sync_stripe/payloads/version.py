"""Stripe's API versions: the one this package asks for, and how versions compare.

A version is a date, and since 2024-09-30 also the name of its release
(docs.stripe.com/api/versioning). Releases with one name only add to each other; a new name may
break. Every request and our own webhook endpoint name `API_VERSION`; what arrives in another
version is read all the same, and fetched again where the newest state decides.

>>> parse("2025-03-31.basil")
ApiVersion(date=datetime.date(2025, 3, 31), name='basil')
>>> parse("2020-08-27") < BASIL < parse("2025-10-29.clover") < parse(API_VERSION)
True
>>> is_current("2026-10-28.endive"), is_current("2026-09-30.endive"), is_current(None)
(True, False, False)
>>> is_same_release("2026-09-30.endive"), is_same_release("2026-08-26.dahlia")
(True, False)
>>> parse("basil")
Traceback (most recent call last):
...
ValueError: 'basil' is not a Stripe API version
"""

import re
from dataclasses import dataclass
from datetime import date

API_VERSION = "2026-10-28.endive"

_FORM = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([a-z]+))?(?:;.*)?")


@dataclass(frozen=True, slots=True, order=True)
class ApiVersion:
    """One API version; versions are ordered by date. `name` is empty before the releases had
    names.
    """

    date: date
    name: str = ""


def parse(version: str) -> ApiVersion:
    """Return the parts of a version, without its beta flags (`2025-03-31.basil; feature=v1`), or
    raise ValueError.
    """
    match = _FORM.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is not a Stripe API version")
    return ApiVersion(date.fromisoformat(match[1]), match[2] or "")


BASIL = parse("2025-03-31.basil")


def is_current(version: str | None) -> bool:
    """Tell whether an object or event is rendered in exactly the version this package asks for."""
    return version == API_VERSION


def is_same_release(version: str | None) -> bool:
    """Tell whether a version belongs to the release of `API_VERSION`, whose monthly versions only
    add to each other.
    """
    try:
        return version is not None and parse(version).name == parse(API_VERSION).name
    except ValueError:
        return False
