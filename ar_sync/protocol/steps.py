"""Steps: changes at a provider before they are written to the outbox, and what they refer to.

A payload may name an object that the provider does not have yet, because another change makes it first. It
is then a *reference*, which becomes the provider's own id in the moment before it is sent:

>>> customer = bound("customer", "res.partner", 7)
>>> customer
{'$bound': 'customer/res.partner/7'}
>>> resolve({"customer": customer, "lines": [{"price": bound("price", "product.product", 3, "usd:once")}]},
...     {"customer/res.partner/7": "cus_1", "price/product.product/3/usd:once": "price_1"}.get)
{'customer': 'cus_1', 'lines': [{'price': 'price_1'}]}
>>> sorted(references({"customer": customer, "currency": "usd"}))
['customer/res.partner/7']
>>> parse("customer/res.partner/7"), parse("price/product.product/3/usd:once")
(('customer', 'res.partner', 7, ''), ('price', 'product.product', 3, 'usd:once'))

What a reference stands for is decided by its own key alone: no text of a customer can look like one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REFERENCE = "$bound"


class Unresolved(LookupError):
    """A reference to an object that the provider does not have."""


@dataclass(frozen=True)
class Step:
    """One call at a provider.

    :param kind: what is done, such as ``customer.create``.
    :param payload: what is sent; references stand for ids that are not known yet.
    :param summary: the change in one line, for the person who approves it.
    :param target: the reference of the object that is changed; empty where one is made.
    :param problems: what is wrong with the payload; such a step is never sent.
    :param always_reviewed: a person decides, whatever the settings say.
    :param target_id: the provider's id of what is changed, where no record is tied to it yet.
    """

    kind: str
    payload: Mapping[str, Any]
    summary: str
    target: str = ""
    problems: str = ""
    always_reviewed: bool = False
    target_id: str = ""


def reference(kind: str, model: str, record_id: int, key: str = "") -> str:
    """Return the text of a reference to the object that a record is at the provider."""
    return "/".join(part for part in (kind, model, str(record_id), key) if part)


def bound(kind: str, model: str, record_id: int, key: str = "") -> dict[str, str]:
    """Return a reference as it stands in a payload."""
    return {REFERENCE: reference(kind, model, record_id, key)}


def parse(text: str) -> tuple[str, str, int, str]:
    """Return (kind, model, id, key) of a reference."""
    kind, model, record_id, *rest = text.split("/", 3)
    return kind, model, int(record_id), rest[0] if rest else ""


def is_reference(value: Any) -> bool:
    """Tell whether a value of a payload stands for an id."""
    return isinstance(value, Mapping) and set(value) == {REFERENCE}


def references(value: Any) -> Iterator[str]:
    """Yield every reference in a payload."""
    if is_reference(value):
        yield value[REFERENCE]
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from references(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from references(part)


def resolve(value: Any, find: Callable[[str], str | None]) -> Any:
    """Return a payload with ids in place of its references.

    :param find: reference -> id, None where there is none.
    :raise Unresolved: naming the first reference that has none.
    """
    if is_reference(value):
        found = find(value[REFERENCE])
        if not found:
            raise Unresolved(value[REFERENCE])
        return found
    if isinstance(value, Mapping):
        return {key: resolve(part, find) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [resolve(part, find) for part in value]
    return value


#: What a provider merges value by value; anything else it replaces as a whole.
PARTS = ("metadata",)


def changed(wanted: Mapping[str, Any], agreed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of ``wanted`` that says something else than what was last agreed.

    What is empty and was never said is no change. Metadata is compared key by key, all else as a whole.

    >>> changed({"name": "Ada", "phone": "", "metadata": {"a": "1", "b": "2"}},
    ...     {"name": "Eve", "metadata": {"a": "1"}})
    {'name': 'Ada', 'metadata': {'b': '2'}}
    >>> changed({"name": "Ada"}, {"name": "Ada", "phone": "1"})
    {}
    >>> changed({"active": False, "address": {"city": "Lyon", "line2": ""}}, {"address": {"city": "Lyon"}})
    {'active': False}
    """
    found: dict[str, Any] = {}
    for key, value in wanted.items():
        known = agreed.get(key)
        if key in PARTS and isinstance(value, Mapping):
            inner = changed(value, known or {})
            if inner:
                found[key] = inner
        elif _said(value) != _said(known):
            found[key] = value
    return found


def _said(value: Any) -> Any:
    """Return a value without what is empty in it; None where nothing is left."""
    kept = filled(value) if isinstance(value, Mapping) else value
    return None if kept in ("", [], {}) else kept


def filled(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said at all: for making an object, which needs nothing emptied.

    >>> filled({"name": "Ada", "phone": "", "address": {"line1": "Rue 1", "line2": ""}, "active": False})
    {'name': 'Ada', 'address': {'line1': 'Rue 1'}, 'active': False}
    """
    found: dict[str, Any] = {}
    for key, value in wanted.items():
        kept = filled(value) if isinstance(value, Mapping) else value
        if kept not in ("", [], {}, None):
            found[key] = kept
    return found


def merged(agreed: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is agreed after ``sent`` was accepted.

    >>> merged({"name": "Ada", "metadata": {"a": "1"}}, {"metadata": {"b": "2"}, "phone": "1"})
    {'name': 'Ada', 'metadata': {'a': '1', 'b': '2'}, 'phone': '1'}
    """
    found = dict(agreed)
    for key, value in sent.items():
        known = found.get(key)
        if key in PARTS and isinstance(value, Mapping) and isinstance(known, Mapping):
            found[key] = {**known, **value}
        else:
            found[key] = value
    return found


def says(said: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Tell whether an object as the provider has it says all that was sent.

    >>> says({"name": "Ada", "phone": None, "address": {"city": "Lyon", "line2": None}},
    ...     {"phone": "", "address": {"city": "Lyon"}})
    True
    >>> says({"name": "Ada"}, {"name": "Eve"})
    False
    """
    for key, value in sent.items():
        known = said.get(key)
        if isinstance(value, Mapping):
            if not says(known if isinstance(known, Mapping) else {}, value):
                return False
        elif value != known and (value or known):
            return False
    return True
