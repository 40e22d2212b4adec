"""Money received ahead is applied: what there is beside what is wanted, step by step, so that it can be repeated."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from odoo.addons.ar_sync.protocol.documents import Applied, Payment, Posting
from odoo.addons.ar_sync.protocol.erp import Use

from ..mapping import deposit_use
from ..mapping.draft import Draft
from .interface import NO_LINKS, ErpError, Links, Preview, Remote, Written, erp_error

if TYPE_CHECKING:
    from .base import Base


def use(erp: "Base", deposit: Remote, wanted: Iterable[Applied], external_id: str, days: Mapping[str, date]) -> Written:
    """Have a deposit be applied to these and nothing else, by NetSuite's ids.

    :param external_id: of what is made; each application has an ending of its own.
    :param days: target -> on which day it is applied; else today, where NetSuite's user is.
    :raise ErpError: ``unsupported``, a discount, which applications do not have; ``gone``, an invoice; what NetSuite
        refuses.
    """
    wanted = tuple(wanted)
    if any(part.discount for part in wanted):
        raise erp_error("unsupported", subject=f"payment {deposit.id}", detail="a discount on what a deposit pays")
    assert isinstance(deposit.document, Payment)
    there = erp._applications(deposit.id, deposit.document.customer)
    gone, made = deposit_use.steps(wanted, there, erp._reading())
    accounts = _accounts(erp, made)
    used_on = {part.target: max(days.get(part.target) or _today(erp), deposit.document.day) for part in made}
    currency, writing = deposit.document.currency, erp._writing(NO_LINKS)
    drafts = [
        deposit_use.write(deposit.id, part, currency, used_on[part.target], accounts[part.target], writing)
        for part in made
    ]
    if gone:
        _check_periods(erp, used_on.values())
    for one in gone:
        erp._remove(deposit_use.RECORD, one.id, "")
    for part, draft in zip(made, drafts, strict=True):
        _add_once(erp, deposit, part, draft, deposit_use.reference(external_id, part.target, there))
    return Written("payment", deposit.id)


def _today(erp: "Base") -> date:
    return erp.clock().astimezone(ZoneInfo(erp.settings.time_zone)).date()


def _check_periods(erp: "Base", days: Collection[date]) -> None:
    """Look whether something can be posted on these days, before what it takes the place of is taken back.

    :raise ErpError: ``period_closed`` or ``period_missing``.
    """
    periods = [one.as_period() for one in erp.entries("period")] if days else []
    for day in sorted(days) if periods else ():
        if not any(period.takes(day) for period in periods):
            is_there = any(period.has(day) for period in periods)
            raise erp_error("period_closed" if is_there else "period_missing", detail=day.isoformat())


def _accounts(erp: "Base", made: list[Applied]) -> dict[str, str]:
    """Return invoice -> its receivables account.

    :raise ErpError: ``gone``, there is no such invoice; ``malformed``, it makes no sense.
    """
    page = erp.read_many("invoice", [part.target for part in made]) if made else None
    found = {row.id: row.document for row in page.records} if page else {}
    for key, why in page.unreadable if page else ():
        raise erp_error("malformed", subject=f"invoice {key}", detail=why)
    for part in made:
        if part.target not in found:
            raise erp_error("gone", subject=f"invoice {part.target}")
    return {key: document.control_account for key, document in found.items() if isinstance(document, Posting)}


def _add_once(erp: "Base", deposit: Remote, part: Applied, draft: Draft, key: str) -> None:
    """Make an application; one that an earlier attempt made meanwhile is ours where it says the same."""
    assert isinstance(deposit.document, Payment)
    try:
        erp._add(draft, key)
    except ErpError as error:
        if error.code != "external_id_taken":
            raise
        there = erp._applications(deposit.id, deposit.document.customer)
        mine = [one for one in there if one.external_id == key]
        if deposit_use.steps([part], mine, erp._reading()) != ([], []):
            raise


def shown(erp: "Base", document: Posting, external_id: str, links: Links, asked: Use) -> Preview:
    """Return what :func:`use` would send, as far as it is known without asking: by what was read last."""
    before = {part.target: part.amount for part in asked.before}
    now = {part.target: part.amount for part in document.applied}
    writing = erp._writing(links)
    account = links.get("account", document.control_account)
    found = []
    for target in [key for key in before if before[key] > now.get(key, 0)]:
        found.append(erp._shown_removal(deposit_use.RECORD, f"{external_id}_{links.get('target', target)}_…"))
        before[target] *= 0  # NetSuite changes no amount: what stays of it is made anew
    for part in document.applied:
        rest = replace(part, amount=part.amount - before.get(part.target, part.amount * 0))
        if rest.amount:
            day = asked.days.get(part.target)
            draft: Draft = deposit_use.write(asked.id, rest, document.currency, day, account, writing)
            found.append(erp._shown(draft, f"{external_id}_{links.get('target', part.target)}_1"))
    return _joined(found)


def _joined(found: list[Preview]) -> Preview:
    if not found:
        return Preview("–", "")  # it is there as it is wanted, made by somebody else
    first, *others = found
    more = "".join(f"\n\n{one.target}\n\n{one.body}" for one in others)
    return replace(first, body=first.body + more)
