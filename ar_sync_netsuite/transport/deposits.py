"""Money received ahead is applied: what there is beside what is wanted, step by step, so that it can be repeated."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from odoo.addons.ar_sync.protocol.applications import by_day
from odoo.addons.ar_sync.protocol.documents import Applied, Payment, Posting
from odoo.addons.ar_sync.protocol.erp import Days, Use

from ..mapping import deposit_use
from ..mapping.draft import Draft
from .interface import NO_LINKS, ErpError, Links, Preview, Remote, Written, erp_error

if TYPE_CHECKING:
    from .base import Base


def use(erp: "Base", deposit: Remote, wanted: Iterable[Applied], external_id: str, days: Days) -> Written:
    """Have a deposit be applied to these and nothing else, by NetSuite's ids.

    :param external_id: of what is made; each application has an ending of its own.
    :param days: on which days how much is applied; else today, where NetSuite's user is.
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
    today = _today(erp)
    dated = deposit_use.dated(made, days, deposit.document.day, today)
    used_on = {day for _part, day in dated}
    # NetSuite fills a transformed record in with the period of the day on which that is done.
    periods = _periods(erp, used_on) if gone or used_on - {today} else {}
    currency, writing = deposit.document.currency, erp._writing(NO_LINKS)
    drafts = [
        deposit_use.write(deposit.id, part, currency, day, accounts[part.target], writing, periods.get(day, ""))
        for part, day in dated
    ]
    for one in gone:
        erp._remove(deposit_use.RECORD, one.id, "")
    taken = {one.external_id for one in there}
    for (part, _day), draft in zip(dated, drafts, strict=True):
        key = deposit_use.reference(external_id, part.target, taken)
        _add_once(erp, deposit, part, draft, key)
        taken.add(key)
    return Written("payment", deposit.id)


def _today(erp: "Base") -> date:
    return erp.clock().astimezone(ZoneInfo(erp.settings.time_zone)).date()


def _periods(erp: "Base", days: Collection[date]) -> dict[date, str]:
    """Return in which period each of these days is posted; before what that takes the place of is taken back.

    :raise ErpError: ``period_closed`` or ``period_missing``.
    """
    periods = [one.as_period() for one in erp.entries("period")] if days else []
    found = {}
    for day in sorted(days) if periods else ():
        taking = [period.key for period in periods if period.takes(day)]
        if not taking:
            is_there = any(period.has(day) for period in periods)
            raise erp_error("period_closed" if is_there else "period_missing", detail=day.isoformat())
        found[day] = taking[0]
    return found


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
    found, numbers = [], Counter[str]()
    for target in [key for key in before if before[key] > now.get(key, 0)]:
        found.append(erp._shown_removal(deposit_use.RECORD, f"{external_id}_{links.get('target', target)}_…"))
        before[target] *= 0  # NetSuite changes no amount: what stays of it is made anew
    for part in document.applied:
        rest = replace(part, amount=part.amount - before.get(part.target, part.amount * 0))
        days: list[tuple[date | None, Decimal]] = [*by_day(rest.amount, asked.days.get(part.target, ()))]
        for day, amount in days or ([(None, rest.amount)] if rest.amount else []):
            some = replace(rest, amount=amount)
            draft: Draft = deposit_use.write(asked.id, some, document.currency, day, account, writing)
            numbers[part.target] += 1
            key = f"{external_id}_{links.get('target', part.target)}_{numbers[part.target]}"
            found.append(erp._shown(draft, key))
    return _joined(found)


def _joined(found: list[Preview]) -> Preview:
    if not found:
        return Preview("–", "")  # it is there as it is wanted, made by somebody else
    first, *others = found
    more = "".join(f"\n\n{one.target}\n\n{one.body}" for one in others)
    return replace(first, body=first.body + more)
