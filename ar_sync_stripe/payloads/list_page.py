"""One page of a list or of a search (docs.stripe.com/api/pagination, docs.stripe.com/search).

A list goes on after the id of its last item while `has_more`; a search goes on with `next_page`.

>>> page = read({"object": "list", "data": [{"id": "cus_2"}, {"id": "cus_1"}], "has_more": True,
...     "url": "/v1/customers"})
>>> len(page.items), page.has_more, page.last_id, page.url
(2, True, 'cus_1', '/v1/customers')
>>> read({"object": "search_result", "data": [], "has_more": False,
...     "next_page": None}).next_page is None
True
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .base import JsonObject, Note, ident
from .fields import Fields


@dataclass(frozen=True, slots=True)
class ListPageValues:
    """One page: the objects as they came, in Stripe's order (newest first), and how to go on."""

    items: tuple[JsonObject, ...]
    has_more: bool
    first_id: str | None
    last_id: str | None
    next_page: str | None
    total_count: int | None
    url: str | None


def read(obj: JsonObject, notes: list[Note] | None = None) -> ListPageValues:
    """Return a page; raise `PayloadError` unless it says whether there is more: an end that is
    only assumed loses objects.
    """
    kind = (
        "search_result"
        if isinstance(obj, Mapping) and obj.get("object") == "search_result"
        else "list"
    )
    fields = Fields.of(obj, kind, notes)
    has_more = fields.flag("has_more")
    if has_more is None:
        raise fields.error("has_more", "is missing or not a boolean")
    if not isinstance(fields.data.get("data"), list):
        raise fields.error("data", "is missing or not a list")
    items = tuple(item.data for item in fields.items("data"))
    if has_more and not items:
        raise fields.error("has_more", "is true on an empty page")
    return ListPageValues(
        items=items,
        has_more=has_more,
        first_id=ident(items[0]) if items else None,
        last_id=ident(items[-1]) if items else None,
        next_page=fields.text("next_page"),
        total_count=fields.integer("total_count"),
        url=fields.text("url"),
    )
