"""``expand[]``: ids in an answer replaced by the objects they name.

Source: https://docs.stripe.com/expand. Paths go at most four levels deep;
``data.`` goes through the items of a list. Which members may be expanded is
data: ``EXPANDABLE`` by kind of object, filled by ``registry``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import auth
from .errors import invalid
from .store import Obj

if TYPE_CHECKING:
    from .context import Context

MAX_LEVELS = 4

#: kind -> dotted members that hold an id, with the kinds it may name.
EXPANDABLE: dict[str, dict[str, tuple[str, ...]]] = {}
#: (kind, member) -> function(ctx, stored) for members left out unless asked for.
INCLUDABLE: dict[tuple[str, str], Callable[[Context, Obj], Any]] = {}
#: kind -> permission a restricted key needs to see such an object inside another.
READ_PERMISSION: dict[str, str] = {}


def expand(ctx: Context, answer: Any, paths: list[str]) -> Any:
    """Expand *paths* in a rendered *answer*, in place."""
    for path in paths:
        parts = path.split(".")
        if len([p for p in parts if p != "data"]) > MAX_LEVELS:
            raise invalid(
                f"You cannot expand more than {MAX_LEVELS} levels of a property. "
                f"Property: {path}",
                param="expand",
            )
        _walk(ctx, answer, parts, path)
    return answer


def _walk(ctx: Context, node: Any, parts: list[str], path: str) -> None:
    if not parts or node is None:
        return
    if isinstance(node, list):
        for item in node:
            _walk(ctx, item, parts, path)
        return
    if not isinstance(node, dict):
        raise _cannot(path)
    if node.get("object") == "list":
        if parts[0] == "data":
            _walk(ctx, node["data"], parts[1:], path)
            return
        raise _cannot(path)
    _step(ctx, node, node.get("object", ""), "", parts, path)


def _step(
    ctx: Context, node: Obj, kind: str, prefix: str, parts: list[str], path: str
) -> None:
    """Go one member down inside an object of *kind*."""
    name = prefix + parts[0]
    if node.get("deleted"):
        return
    member = node.get(parts[0])
    if name in EXPANDABLE.get(kind, {}) and parts[0] in node:
        node[parts[0]] = _open(ctx, member, EXPANDABLE[kind][name])
        _walk(ctx, node[parts[0]], parts[1:], path)
    elif (kind, name) in INCLUDABLE:
        if not isinstance(member, dict):
            stored = ctx.account.get(kind, node["id"])
            node[parts[0]] = INCLUDABLE[kind, name](ctx, stored or node)
        _walk(ctx, node[parts[0]], parts[1:], path)
    elif not _leads_on(kind, name):
        raise _cannot(path)
    else:
        node[parts[0]] = _own_copy(member)
        _descend(ctx, node[parts[0]], kind, name, parts, path)


def _descend(
    ctx: Context, member: Any, kind: str, name: str, parts: list[str], path: str
) -> None:
    """Go through a plain hash, an embedded object, or a list of either."""
    if len(parts) == 1:
        if isinstance(member, dict) and member.get("object"):
            return
        raise _cannot(path)
    items = member if isinstance(member, list) else [member]
    for item in items:
        if not isinstance(item, dict):
            continue
        if item.get("object"):
            _walk(ctx, item, parts[1:], path)
        else:
            _step(ctx, item, kind, name + ".", parts[1:], path)


def _own_copy(member: Any) -> Any:
    """Hashes of an answer may be shared with the stored object; copy before writing."""
    if isinstance(member, list):
        return [_own_copy(item) for item in member]
    if isinstance(member, dict) and not member.get("object"):
        return dict(member)
    return member


def _leads_on(kind: str, name: str) -> bool:
    """Whether *name* is on the way to something that can be expanded."""
    known = [*EXPANDABLE.get(kind, {}), *(n for k, n in INCLUDABLE if k == kind)]
    return any(k.startswith(name + ".") for k in known) or name in EMBEDDED.get(kind, ())


def _open(ctx: Context, member: Any, kinds: tuple[str, ...]) -> Any:
    if isinstance(member, list):
        return [_open(ctx, item, kinds) for item in member]
    if not isinstance(member, str):
        return member
    for kind in kinds:
        found = ctx.account.get(kind, member)
        if found is not None:
            auth.require(ctx.key, READ_PERMISSION.get(kind), ctx.account.id)
            return ctx.render(found)
    return member


def _cannot(path: str) -> Exception:
    return invalid(
        f"This property cannot be expanded ({path}). You may want to try expanding "
        "this property instead: 'data." + path + "'."
        if not path.startswith("data.")
        else f"This property cannot be expanded ({path}).",
        param="expand",
    )


#: kind -> members that hold whole objects already, through which a path may go.
EMBEDDED: dict[str, tuple[str, ...]] = {
    "invoice": ("lines", "payments", "discounts", "default_tax_rates"),
    "subscription": ("items", "discounts", "default_tax_rates"),
    "subscription_item": ("price", "plan", "tax_rates"),
    "charge": ("refunds",),
    "credit_note": ("lines",),
    "dispute": ("balance_transactions",),
    "event": ("data",),
    "line_item": ("price",),
    "discount": ("coupon",),
}
