"""One customer's day: which step is taken, about which invoices, or why none is.

A step is so many business days before (negative) or after the due date. Every item has its own place in the sequence:
the last step that was taken for it. The step that is taken is the most advanced one whose day has come for any item,
and never a milder one than was taken before for an item that is still asked for; it covers all items that are due.
Steps of the same day are a branch: the first whose conditions hold is taken. Steps are not leapt over: who is first
seen sixty days late begins with the first reminder, and the steps after it keep their distances.

>>> first, second = Step("first", 3), Step("second", 10)
>>> sequence = (first, second)
>>> calendar = Calendar.around(date(2026, 3, 2))
>>> late = Item("a", date(2026, 2, 2), 10000, "EUR")
>>> found = decide(Customer((late,), sequence), date(2026, 3, 2), calendar)
>>> found.code, found.step.key, found.covered
('act', 'first', ('a',))
>>> told = replace(late, reached=3, told_on=date(2026, 3, 2))
>>> found = decide(Customer((told,), sequence, told_on=date(2026, 3, 2)), date(2026, 3, 9), calendar)
>>> found.code, found.next_on
('not_yet', datetime.date(2026, 3, 11))
>>> credit = Item("c", date(2026, 3, 1), -10000, "EUR")
>>> decide(Customer((late, credit), sequence), date(2026, 3, 2), calendar).code
'credited'
>>> decide(Customer((replace(late, hold="promised"),), sequence), date(2026, 3, 2), calendar).code
'held'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from odoo.addons.ar_sync.protocol.days import Calendar

from .conditions import ALWAYS, Condition, Facts, Group, first_unmet, holds

__all__ = ["Calendar", "Customer", "Item", "Step", "Verdict", "decide", "net", "reached_after", "replace"]

#: Channels that write to the customer; the others give work to a person here.
WRITING = frozenset({"mail", "letter"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence.

    :param offset: business days after the due date; negative: before it.
    :param place: order among the steps of the same day.
    :param upcoming: the message also names what is not due yet.
    """

    key: str
    offset: int
    channel: str = "mail"
    when: Group = ALWAYS
    place: int = 0
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One open item: owed (positive), or a credit note or payment that is not used yet (negative).

    :param worth_minor: the same in the company's currency.
    :param hold: the code of why it is left alone; empty where it is asked for.
    :param hold_until: the last day of that.
    :param reached: the offset of the last step that was taken for it; None: it was never asked for.
    :param told_on: the day of that step: the first one, where later messages named the item again.
    :param credits: the key of the item that this credit note is for.
    """

    key: str
    due_on: date
    amount_minor: int
    currency: str
    worth_minor: int = 0
    hold: str = ""
    hold_until: date | None = None
    reached: int | None = None
    told_on: date | None = None
    credits: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of one customer on one day.

    :param steps: those of his sequence; None: he has no sequence.
    :param told_on: when he was last written to, about whatever.
    :param quiet_days: business days between two messages, at least one.
    :param paused: the code of why the whole customer is left alone.
    :param minimum_minor: he is not written to for less, in the company's currency.
    """

    items: tuple[Item, ...]
    steps: tuple[Step, ...] | None
    facts: Facts = field(default_factory=dict)
    told_on: date | None = None
    quiet_days: int = 1
    paused: str = ""
    paused_until: date | None = None
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done on the day.

    :param code: ``act``, or why nothing is done: ``nothing_open``, ``nothing_due``, ``no_sequence``, ``paused``,
        ``held``, ``credited``, ``small``, ``through``, ``condition``, ``no_step``, ``day_off``, ``told_today``,
        ``quiet``, ``not_yet``.
    :param covered: the items that are asked for, oldest first.
    :param next_on: the day on which it may look different.
    :param is_candidate: something is due, so the reason is worth keeping.
    """

    code: str
    step: Step | None = None
    covered: tuple[str, ...] = ()
    next_on: date | None = None
    unmet: Condition | None = None
    holds: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    @property
    def is_candidate(self) -> bool:
        return self.code not in ("nothing_open", "nothing_due")


@dataclass(frozen=True, slots=True)
class _Next:
    """The next step of one item, and its day."""

    item: Item
    step: Step
    day: date


def net(items: Iterable[Item]) -> dict[str, int]:
    """Return key -> what is left of each owed item once credits are used: for their own item first, then oldest first.

    >>> bill = Item("a", date(2026, 1, 1), 500, "EUR")
    >>> net([bill, Item("b", date(2026, 2, 1), 300, "EUR"), Item("c", date(2026, 2, 1), -300, "EUR", credits="b")])
    {'a': 500, 'b': 0}
    """
    ordered = sorted(items, key=lambda item: (item.due_on, item.key))
    left = {item.key: item.amount_minor for item in ordered if item.amount_minor > 0}
    currency = {item.key: item.currency for item in ordered}
    given = {item.key: -item.amount_minor for item in ordered if item.amount_minor < 0}
    own = [(item.key, item.credits) for item in ordered if item.key in given and item.credits in left]
    every = [(credit, key) for credit in given for key in left]
    for credit, key in own + every:
        if currency[credit] == currency[key]:
            part = min(given[credit], left[key])
            given[credit] -= part
            left[key] -= part
    return left


def decide(customer: Customer, today: date, calendar: Calendar, *, urgent: bool = False) -> Verdict:
    """Return what is done for ``customer`` on ``today``. The order of items and steps plays no part.

    :param urgent: a person wants the next step now, whatever its day.
    """
    left = net(customer.items)
    owed = sorted((item for item in customer.items if left.get(item.key)), key=lambda item: (item.due_on, item.key))
    if not left:
        return Verdict("nothing_open")
    if customer.steps is None:
        return Verdict("no_sequence" if any(item.due_on < today for item in owed) else "nothing_due")
    steps = sorted(customer.steps, key=lambda step: (step.offset, step.place, step.key))
    if not owed:
        return Verdict(_credited(customer.items, steps, today, calendar))
    due = [item for item in owed if steps and (urgent or _distance(item, today, calendar) >= steps[0].offset)]
    if not due:
        day = min((calendar.shift(item.due_on, steps[0].offset) for item in owed), default=None) if steps else None
        return Verdict(_credited(customer.items, steps, today, calendar), next_on=day)
    if customer.paused:
        return Verdict("paused", next_on=_day_after(customer.paused_until, today, calendar))
    free = [item for item in due if not item.hold]
    if not free:
        ends = [item.hold_until for item in due if item.hold_until]
        return Verdict(
            "held",
            next_on=_day_after(min(ends, default=None), today, calendar),
            holds=tuple(sorted({item.hold for item in due})),
        )
    return _of_free(customer, free, steps, today, calendar, urgent)


def _of_free(
    customer: Customer, free: list[Item], steps: Sequence[Step], today: date, calendar: Calendar, urgent: bool
) -> Verdict:
    """Decide where something is due that nothing speaks against."""
    worth = sum(item.worth_minor for item in customer.items if item in free or item.amount_minor < 0)
    if customer.minimum_minor and worth < customer.minimum_minor:
        return Verdict("small")
    coming = [found for item in free if (found := _next_of(item, steps, customer.facts, today, calendar))]
    through = tuple(item.key for item in free if item.reached is not None and not _later(item, steps, today))
    if not coming:
        if through and len(through) == len(free):
            return Verdict("through", through=through)
        unmet = _unmet(free, steps, customer.facts, today)
        return Verdict("condition" if unmet else "no_step", unmet=unmet, through=through)
    quiet_until = calendar.shift(customer.told_on, max(1, customer.quiet_days)) if customer.told_on else date.min
    ready = [found for found in coming if urgent or found.day <= today]
    if not ready:
        return Verdict("not_yet", next_on=max(min(found.day for found in coming), quiet_until), through=through)
    if quiet_until > today and not urgent:
        code = "told_today" if customer.told_on == today else "quiet"
        return Verdict(code, next_on=quiet_until, through=through)
    if not calendar.has(today) and not urgent:
        return Verdict("day_off", next_on=calendar.shift(today, 0), through=through)
    step = _step(coming, ready, steps, customer.facts)
    covered = [found.item for found in coming if step.upcoming or found.item.due_on <= today or found in ready]
    return Verdict("act", step, tuple(item.key for item in covered), through=through)


def _step(coming: list[_Next], ready: list[_Next], steps: Sequence[Step], facts: Facts) -> Step:
    """Return the step to take: the most advanced that is ready, never milder than what was said of these items."""
    best = max((found.step for found in ready), key=lambda step: step.offset)
    said = max((found.item.reached for found in coming if found.item.reached is not None), default=best.offset)
    again = [s for s in steps if best.offset < s.offset <= said and s.channel in WRITING and holds(s.when, facts)]
    if not again:
        return best
    offset = again[-1].offset
    return next(step for step in again if step.offset == offset)


def _later(item: Item, steps: Sequence[Step], today: date) -> list[Step]:
    """Return the steps that are still before an item; reminders before the due date are pointless after it."""
    least = 0 if item.due_on < today else None
    return [
        step
        for step in steps
        if (item.reached is None or step.offset > item.reached) and (least is None or step.offset >= least)
    ]


def _next_of(item: Item, steps: Sequence[Step], facts: Facts, today: date, calendar: Calendar) -> _Next | None:
    """Return the next step of an item whose conditions hold, and the day on which it is due."""
    for step in _later(item, steps, today):
        if holds(step.when, facts):
            day = calendar.shift(item.due_on, step.offset)
            if item.reached is not None and item.told_on:
                day = max(day, calendar.shift(item.told_on, max(1, step.offset - item.reached)))
            return _Next(item, step, day)
    return None


def _unmet(free: list[Item], steps: Sequence[Step], facts: Facts, today: date) -> Condition | None:
    for item in free:
        for step in _later(item, steps, today):
            if found := first_unmet(step.when, facts):
                return found
    return None


def _distance(item: Item, today: date, calendar: Calendar) -> int:
    """Return how many business days ``today`` is after the item's due date; a day off counts as the last one before."""
    place = calendar.place(today) if calendar.has(today) else calendar.place(today) - 1
    return place - calendar.place(item.due_on)


def _credited(items: Iterable[Item], steps: Sequence[Step], today: date, calendar: Calendar) -> str:
    """Return the reason where credits cover all that is due."""
    is_due = any(
        item.amount_minor > 0 and steps and _distance(item, today, calendar) >= steps[0].offset for item in items
    )
    return "credited" if is_due else "nothing_due"


def _day_after(day: date | None, today: date, calendar: Calendar) -> date | None:
    """Return the first business day after ``day``, or after today where that is over."""
    if day is None:
        return None
    after = calendar.place(max(day, today))
    return calendar.at(after + 1 if calendar.has(max(day, today)) else after)


def reached_after(item: Item, step: Step, steps: Iterable[Step], today: date, calendar: Calendar) -> int:
    """Return an item's place once ``step`` was taken: the last step that it has reached itself, up to this one.

    >>> steps = (Step("a", 3), Step("b", 10), Step("c", 20))
    >>> calendar = Calendar.around(date(2026, 3, 2))
    >>> reached_after(Item("x", date(2026, 2, 23), 1, "EUR"), steps[2], steps, date(2026, 3, 2), calendar)
    3
    """
    distance = _distance(item, today, calendar)
    own = [other.offset for other in steps if other.offset <= min(distance, step.offset)]
    return max([*own, *([item.reached] if item.reached is not None else [])], default=min(distance, step.offset))
