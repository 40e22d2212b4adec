"""Which sequence a customer is in: one, never two.

>>> firm = Segment("firm", 10, Group("all", (Condition("late_share", ">", 50),)))
>>> standard = Segment("standard", 20)
>>> choose([standard, firm], {"late_share": 80}), choose([standard, firm], {"late_share": 5})
('firm', 'standard')
>>> choose([firm], {"late_share": 5}) is None
True

Who is in the middle of a sequence stays in it, and what a person chose stays:

>>> choose([standard, firm], {"late_share": 80}, current="standard", is_running=True)
'standard'
>>> choose([standard, firm], {"late_share": 80}, chosen="standard")
'standard'
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .conditions import ALWAYS, Condition, Facts, Group, holds

__all__ = ["Condition", "Group", "Segment", "choose"]


@dataclass(frozen=True, slots=True)
class Segment:
    """For whom a sequence is; of several that fit, the one with the lowest ``priority``, then the lowest key."""

    key: str
    priority: int
    when: Group = ALWAYS


def choose(
    segments: Iterable[Segment], facts: Facts, *, chosen: str = "", current: str = "", is_running: bool = False
) -> str | None:
    """Return the key of the customer's sequence, None where no segment fits.

    :param chosen: what a person chose for this customer; holds as long as that sequence is there.
    :param current: the sequence until now.
    :param is_running: messages of it went out and invoices they were about are still open.
    """
    ordered = sorted(segments, key=lambda segment: (segment.priority, segment.key))
    there = {segment.key for segment in ordered}
    if chosen in there:
        return chosen
    if is_running and current in there:
        return current
    return next((segment.key for segment in ordered if holds(segment.when, facts)), None)
