"""What a record is, and is applied to, beside what was known of it."""

from collections.abc import Iterable
from dataclasses import replace

from odoo.addons.ar_sync.protocol.applications import decided_there
from odoo.addons.ar_sync.protocol.documents import Applied, Customer, Posting

from ..mapping import deposit_use
from ..mapping.context import Writing
from .interface import Links, Remote, erp_error


def theirs(applied: Iterable[Applied], links: Links) -> tuple[Applied, ...]:
    """Return applications by NetSuite's ids."""
    return tuple(replace(part, target=links.get("target", part.target)) for part in applied)


def check(remote: Remote, known: Iterable[Applied] | None, wanted: Iterable[Applied], is_repeat: bool = False) -> None:
    """Look whether somebody changed in NetSuite what a record is applied to; ``None`` asks for no look.

    A deposit is applied by several records: an earlier attempt may have taken back what it was to make anew.

    :raise ErpError: ``applied_there``.
    """
    if known is None or isinstance(remote.document, Customer):
        return
    is_part = is_repeat and remote.record == deposit_use.DEPOSIT
    found = decided_there(known, remote.document.applied, wanted, is_part)
    if found:
        raise erp_error("applied_there", subject=f"{remote.kind} {remote.id}", detail=", ".join(found))


def is_same(document: Customer | Posting, found: Customer | Posting, writing: Writing) -> bool:
    """Tell whether a record is what a document was sent as: customer, currency, total and day, or its name."""
    if isinstance(document, Customer) or isinstance(found, Customer):
        return isinstance(document, Customer) and isinstance(found, Customer) and document.name == found.name
    customer = writing.links.get("customer", document.customer)
    return (customer, document.currency, document.total, document.day) == (
        found.customer,
        found.currency,
        found.total,
        found.day,
    )
