"""From stored objects to what the API shows, in the caller's version.

Stored objects have the newest shape. A *shaper* adds what is not stored (lists
inside an object, objects inside an object); a *legacy* shaper turns the result
into the shape of older versions. Both are registered by the resource files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .listing import Page
from .store import Obj
from .versions import ACACIA, BASIL, before

if TYPE_CHECKING:
    from .context import Context

Shaper = Callable[["Context", Obj, Obj], None]

#: kind -> function(ctx, stored, out) that completes *out*.
SHAPERS: dict[str, Shaper] = {}
#: kind -> function(ctx, stored, out) for versions before basil.
LEGACY: dict[str, Shaper] = {}


def render(ctx: Context, obj: Obj, version: str) -> Obj:
    """A new dict with the public members of *obj*."""
    out = {k: v for k, v in obj.items() if k[0] != "_"}
    if version != ctx.version:
        ctx = ctx.at_version(version)
    kind = obj.get("object", "")
    shaper = SHAPERS.get(kind)
    if shaper is not None and not obj.get("deleted"):
        shaper(ctx, obj, out)
    if before(version, BASIL):
        legacy = LEGACY.get(kind)
        if legacy is not None and not obj.get("deleted"):
            legacy(ctx, obj, out)
    return out


def render_page(ctx: Context, page: Page) -> dict[str, Any]:
    """A list object."""
    out: dict[str, Any] = {
        "object": "list",
        "data": [ctx.render(item) for item in page.items],
        "has_more": page.has_more,
        "url": page.url,
    }
    if page.total_count is not None:
        out["total_count"] = page.total_count
    return out


def drop_new(ctx: Context, out: Obj, *names: str) -> None:
    """Take members that came with basil out of an older shape.

    The last versions before basil keep them beside the old members: answers
    recorded at acacia versions have both ``price`` and ``pricing``.
    """
    if before(ctx.version, ACACIA):
        for name in names:
            out.pop(name, None)


@dataclass
class Rendered:
    """An answer that already has the caller's shape."""

    body: Obj


def render_result(ctx: Context, result: Any) -> Any:
    """Whatever a handler returned, as the API shows it."""
    if isinstance(result, Rendered):
        return result.body
    if isinstance(result, Page):
        return render_page(ctx, result)
    return ctx.render(result)
