"""Events: that something happened to an object, and what the object looked like then
(docs.stripe.com/api/events/object).

The object is rendered in `api_version`, which for a delivered event is that of the endpoint and
for one that is fetched that of its birth; it may be of any age. So an event is a hint: it names
what to read, and only where `is_current` may its own copy be used.

>>> event = read({"id": "evt_1", "object": "event", "type": "invoice.paid", "created": 0,
...     "api_version": "2020-08-27", "livemode": False, "data": {"object": {"id": "in_1",
...     "object": "invoice"}, "previous_attributes": {"status": "open"}}})
>>> event.type, event.object_type, event.object_id, event.is_current, event.previous_attributes
('invoice.paid', 'invoice', 'in_1', False, {'status': 'open'})

`account_id` is the connected account the event belongs to; None is the account of the endpoint
itself (docs.stripe.com/connect/webhooks). Some objects have no id (`balance.available`), and then
`object_id` is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import version
from .base import JsonObject, Note
from .fields import Fields


@dataclass(frozen=True, slots=True)
class EventValues:
    """An event with its object as it came: the caller reads it, or fetches it anew."""

    id: str
    type: str
    created_at: datetime
    api_version: str | None
    is_current: bool
    account_id: str | None
    context: str | None
    livemode: bool | None
    object_type: str | None
    object_id: str | None
    object: JsonObject
    previous_attributes: Mapping[str, Any]
    request_id: str | None
    idempotency_key: str | None
    pending_webhooks: int | None


def read(obj: JsonObject, notes: list[Note] | None = None) -> EventValues:
    """Return the values of an event. Before 2017-05-25 `request` was an id and not an object."""
    fields = Fields.of(obj, "event", notes)
    data = fields.inner("data")
    inner = data.inner("object") if data else None
    if data is None or inner is None:
        raise fields.error("data.object", "is missing")
    previous = data.inner("previous_attributes")
    request = fields.inner("request")
    api_version = fields.text("api_version")
    return EventValues(
        id=fields.required_ident("id"),
        type=fields.required_text("type"),
        created_at=fields.required_moment("created"),
        api_version=api_version,
        is_current=version.is_current(api_version),
        account_id=fields.text("account"),
        context=fields.text("context"),
        livemode=fields.flag("livemode"),
        object_type=inner.text("object"),
        object_id=inner.ident("id"),
        object=inner.data,
        previous_attributes=previous.data if previous else {},
        request_id=request.text("id") if request else fields.ident("request"),
        idempotency_key=request.text("idempotency_key") if request else None,
        pending_webhooks=fields.integer("pending_webhooks"),
    )
