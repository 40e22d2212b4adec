"""What the official library knows about an object, read from its type annotations."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import stripe
from stripe._object_classes import get_object_class


@cache
def fields_of(cls: type) -> dict[str, Any]:
    """Annotations of a class of the library, without class variables."""
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        if base in (stripe.StripeObject, object, dict):
            continue
        found.update(base.__dict__.get("__annotations__", {}))
    return {
        name: hint
        for name, hint in found.items()
        if not name.startswith("_") and typing.get_origin(hint) is not typing.ClassVar
    }


def is_optional(hint: Any) -> bool:
    """Whether a member may be missing or null."""
    return type(None) in typing.get_args(hint)


def candidates(hint: Any) -> Iterator[type]:
    """Classes of the library a member may hold, through lists and unions."""
    if isinstance(hint, typing.ForwardRef):
        named = getattr(stripe, hint.__forward_arg__, None)
        if isinstance(named, type):
            yield named
    elif isinstance(hint, type) and issubclass(hint, stripe.StripeObject):
        yield hint
    else:
        for part in typing.get_args(hint):
            yield from candidates(part)


def is_untyped(hint: Any) -> bool:
    """Whether the library leaves the content open (metadata and the like)."""
    return "UntypedStripeObject" in str(hint)


def class_of(value: dict[str, Any], hint: Any) -> type | None:
    """The class that describes *value*: by its ``object``, else by the annotation."""
    if isinstance(value.get("object"), str) and value["object"] != "list":
        found = get_object_class("V1", value["object"])
        if found is not stripe.StripeObject:
            return found
    return next(candidates(hint), None)


def differences(
    value: Any, hint: Any = None, path: str = "", cls: type | None = None
) -> Iterator[tuple[str, str, str]]:
    """(class, member, what is wrong) for everything the library does not know.

    *what* is ``unknown``, ``missing`` or ``null``.
    """
    if isinstance(value, list):
        for item in value:
            yield from differences(item, hint, path)
    if not isinstance(value, dict):
        return
    if value.get("object") == "list":
        for item in value["data"]:
            yield from differences(item, hint, path)
        return
    cls = class_of(value, hint)
    if cls is None:
        yield (path, "", "unknown")
        return
    known = fields_of(cls)
    name = cls.__qualname__
    for member, content in value.items():
        if member not in known:
            yield (name, member, "unknown")
        elif content is None and not is_optional(known[member]):
            yield (name, member, "null")
        elif not is_untyped(known[member]):
            yield from differences(content, known[member], f"{path}.{member}")
    if value.get("deleted"):
        return
    for member, member_hint in known.items():
        if member not in value and not is_optional(member_hint):
            yield (name, member, "missing")
