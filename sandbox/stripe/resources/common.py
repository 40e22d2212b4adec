"""Parameters and small steps that many resources share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.params import Hash, Rule, Str
from ..core.store import Obj

if TYPE_CHECKING:
    from ..core.context import Context

ADDRESS_MEMBERS = ("city", "country", "line1", "line2", "postal_code", "state")


def address_rule() -> Rule:
    """A postal address."""
    return Hash({name: Str(nullable=True) for name in ADDRESS_MEMBERS}, nullable=True)


def shipping_rule(tracked: bool = False) -> Rule:
    """A shipping address with a name; *tracked* adds carrier and tracking number."""
    names = ("name", "phone", "carrier", "tracking_number")[: 4 if tracked else 2]
    texts = {name: Str(nullable=True) for name in names}
    return Hash({"address": address_rule(), **texts}, nullable=True)


def address(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """An address with all of its members, or None."""
    if value is None:
        return None
    return {name: value.get(name) for name in ADDRESS_MEMBERS}


def shipping(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """A shipping hash with all of its members, or None."""
    if value is None:
        return None
    members = ("name", "phone", "carrier", "tracking_number")
    return {
        "address": address(value.get("address")),
        **{name: value.get(name) for name in members},
    }


def merged_metadata(
    current: dict[str, str] | None, given: dict[str, str | None] | None
) -> dict[str, str]:
    """Metadata after an update: None clears all, a None value removes its key.

    >>> merged_metadata({"a": "1", "b": "2"}, {"a": None, "c": "3"})
    {'b': '2', 'c': '3'}
    """
    if given is None:
        return {}
    merged = {**(current or {}), **given}
    return {key: value for key, value in merged.items() if value is not None}


def new_metadata(params: dict[str, Any]) -> dict[str, str]:
    """Metadata of an object about to be made."""
    return merged_metadata(None, params.get("metadata") or {})


def apply(
    ctx: Context, obj: Obj, params: dict[str, Any], names: tuple[str, ...], event: str
) -> Obj:
    """Set the given ones of *names* (and metadata) on *obj* and announce it."""
    changes = {name: params[name] for name in names if name in params}
    if "metadata" in params:
        changes["metadata"] = merged_metadata(obj.get("metadata"), params["metadata"])
    return ctx.update(obj, event, **changes)


def deleted(obj: Obj) -> Obj:
    """The stub that remains of a deleted object."""
    return {"id": obj["id"], "object": obj["object"], "deleted": True}
