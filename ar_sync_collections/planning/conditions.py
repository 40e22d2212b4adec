"""Conditions as data: a field of the customer, an operator, a value; and groups of which all or any must hold.

>>> big_and_late = Group("all", (Condition("open_amount", ">=", 10000), Condition("late_share", ">", 50)))
>>> in_vienna = Condition("country", "in", ("AT",))
>>> either = Group("any", (big_and_late, in_vienna))
>>> holds(either, {"open_amount": 20000, "late_share": 10, "country": "AT"})
True
>>> holds(either, {"open_amount": 20000, "late_share": 10, "country": "DE"})
False
>>> holds(Group("all"), {}), holds(Group("any"), {})
(True, False)

What is not known fulfils nothing, not even a negation, so that nobody is written to on a guess:

>>> holds(Condition("late_share", "<", 50), {"late_share": None})
False
>>> first_unmet(big_and_late, {"open_amount": 20000, "late_share": 10})
Condition(field='late_share', operator='>', value=50)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | tuple[str, ...] | frozenset[str] | None"
Facts: TypeAlias = Mapping[str, Value]

#: What may be asked, and of what kind it is.
FIELDS: Mapping[str, str] = {
    "tags": "set",
    "country": "text",
    "language": "text",
    "open_amount": "number",
    "overdue_amount": "number",
    "overdue_count": "number",
    "oldest_overdue_days": "number",
    "revenue": "number",
    "late_share": "number",
    "messages": "number",
    "broken_promises": "number",
    "replied": "flag",
    "has_portal": "flag",
}


def _number(value: Value) -> float:
    if isinstance(value, (str, int, float)):
        return float(value)
    raise ValueError(f"not a number: {value!r}")


def _words(value: Value) -> frozenset[str]:
    if isinstance(value, (tuple, frozenset)):
        return frozenset(str(word).strip().casefold() for word in value)
    return frozenset(word.strip().casefold() for word in str(value).split(",") if word.strip())


#: Operators by kind: what is so, what is asked for.
OPERATORS: Mapping[str, Mapping[str, Callable[[Value, Value], bool]]] = {
    "number": {
        "=": lambda fact, value: _number(fact) == _number(value),
        "!=": lambda fact, value: _number(fact) != _number(value),
        ">": lambda fact, value: _number(fact) > _number(value),
        ">=": lambda fact, value: _number(fact) >= _number(value),
        "<": lambda fact, value: _number(fact) < _number(value),
        "<=": lambda fact, value: _number(fact) <= _number(value),
    },
    "text": {
        "in": lambda fact, value: str(fact).casefold() in _words(value),
        "not in": lambda fact, value: str(fact).casefold() not in _words(value),
    },
    "set": {
        "in": lambda fact, value: bool(_words(fact) & _words(value)),
        "not in": lambda fact, value: not _words(fact) & _words(value),
    },
    "flag": {
        "is": lambda fact, value: bool(fact) is (str(value).strip().casefold() in ("1", "true", "yes")),
    },
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so."""

    field: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups of which ``all`` or ``any`` must hold."""

    match: str = "all"
    parts: "tuple[Condition | Group, ...]" = ()


ALWAYS = Group("all")


def problem(condition: Condition) -> str:
    """Return what is wrong with a condition: ``field``, ``operator`` or ``value``; empty where it is sound.

    >>> wrong = (Condition("mood", "=", 1), Condition("country", ">", "AT"), Condition("revenue", ">", "x"))
    >>> tuple(problem(condition) for condition in wrong)
    ('field', 'operator', 'value')
    """
    kind = FIELDS.get(condition.field)
    if kind is None:
        return "field"
    if condition.operator not in OPERATORS[kind]:
        return "operator"
    try:
        number = _number(condition.value) if kind == "number" else 0.0
    except ValueError:
        return "value"
    return "value" if number != number else ""


def holds(part: Condition | Group, facts: Facts) -> bool:
    """Tell whether ``part`` holds of a customer.

    :raise ValueError: for a condition that is not sound.
    """
    if isinstance(part, Group):
        results = (holds(inner, facts) for inner in part.parts)
        return all(results) if part.match == "all" else any(results)
    wrong = problem(part)
    if wrong:
        raise ValueError(f"the {wrong} of {part} is not known")
    fact = facts.get(part.field)
    if fact is None:
        return False
    return OPERATORS[FIELDS[part.field]][part.operator](fact, part.value)


def first_unmet(part: Condition | Group, facts: Facts) -> Condition | None:
    """Return the first condition that keeps ``part`` from holding; None where it holds, or has no condition."""
    if isinstance(part, Condition):
        return None if holds(part, facts) else part
    if holds(part, facts):
        return None
    return next((found for inner in part.parts if (found := first_unmet(inner, facts))), None)
