"""What an endpoint accepts, as data, and the checks Stripe makes of it.

A schema is a dict of parameter name to rule. A rule turns the text of a form
(or, for calls from inside the process, a Python value) into a value, or raises
the error Stripe answers with. ``Req(rule)`` marks a parameter that must be
there. Error texts follow https://docs.stripe.com/error-codes and observed
answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import StripeError, invalid

Schema = Mapping[str, "Rule"]


class Rule:
    """The base of all rules. An empty string means *unset* where ``nullable``."""

    required = False
    nullable = False

    def parse(self, value: Any, name: str) -> Any:
        """The checked value. :raise StripeError: when it is not acceptable."""
        if value == "" or value is None:
            if self.nullable:
                return None
            raise invalid(
                f"You passed an empty string for '{name}'. We assume empty values "
                f"are an attempt to unset a parameter; however '{name}' cannot be "
                f"unset. You should remove '{name}' from your request or supply a "
                "non-empty value.",
                param=name,
                code="parameter_invalid_empty",
            )
        return self.convert(value, name)

    def convert(self, value: Any, name: str) -> Any:
        """Turn a non-empty value into what the handler works with."""
        raise NotImplementedError


class Str(Rule):
    """Text of at most ``limit`` characters."""

    def __init__(self, limit: int = 5000, nullable: bool = False) -> None:
        self.limit = limit
        self.nullable = nullable

    def convert(self, value: Any, name: str) -> str:
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {value}", param=name)
        if len(value) > self.limit:
            raise invalid(
                f"Invalid string: {value[:10]}…{value[-8:]}; must be at most "
                f"{self.limit} characters",
                param=name,
            )
        return value


class Int(Rule):
    """A whole number, optionally bounded."""

    def __init__(
        self, low: int | None = None, high: int | None = None, nullable: bool = False
    ) -> None:
        self.low, self.high, self.nullable = low, high, nullable

    def convert(self, value: Any, name: str) -> int:
        try:
            if isinstance(value, (bool, float)):
                raise ValueError
            number = int(value)
        except (TypeError, ValueError):
            raise invalid(
                f"Invalid integer: {value}", name, "parameter_invalid_integer"
            ) from None
        if self.low is not None and number < self.low:
            raise invalid(
                f"This value must be greater than or equal to {self.low}.",
                name,
                "parameter_invalid_integer",
            )
        if self.high is not None and number > self.high:
            raise invalid(
                f"This value must be less than or equal to {self.high}.",
                name,
                "parameter_invalid_integer",
            )
        return number


class Timestamp(Int):
    """Seconds since the epoch."""

    def convert(self, value: Any, name: str) -> int:
        try:
            return super().convert(value, name)
        except StripeError:
            raise invalid(
                f"Invalid timestamp: {value}. Must be an integer Unix timestamp in "
                "the past or future.",
                name,
            ) from None


class Number(Rule):
    """A decimal number, kept exact; ``places`` bounds the digits after the point."""

    def __init__(self, places: int = 12, nullable: bool = False) -> None:
        self.places, self.nullable = places, nullable

    def convert(self, value: Any, name: str) -> Decimal:
        try:
            number = Decimal(str(value))
            if not number.is_finite():
                raise InvalidOperation
        except InvalidOperation:
            raise invalid(f"Invalid decimal: {value}", param=name) from None
        if -int(number.as_tuple().exponent) > self.places:
            raise invalid(
                f"Invalid decimal: {value}; must contain at maximum "
                f"{self.places} decimal places.",
                name,
            )
        return number


class Bool(Rule):
    """``true`` or ``false``."""

    def convert(self, value: Any, name: str) -> bool:
        text = str(value).lower()
        if text not in ("true", "false"):
            raise invalid(f"Invalid boolean: {value}", param=name)
        return text == "true"


class Enum(Rule):
    """One of a closed list of words."""

    def __init__(self, *choices: str, nullable: bool = False) -> None:
        self.choices, self.nullable = choices, nullable

    def convert(self, value: Any, name: str) -> str:
        if value not in self.choices:
            *head, last = self.choices
            listing = f"{', '.join(head)}, or {last}" if head else last
            raise invalid(f"Invalid {name}: must be one of {listing}", param=name)
        return str(value)


class Currency(Rule):
    """A three-letter currency code, returned in lower case."""

    def convert(self, value: Any, name: str) -> str:
        code = str(value).lower()
        if len(code) != 3 or not code.isalpha():
            raise invalid(
                f"Invalid currency: {value}. Stripe currently supports three-letter "
                "ISO currency codes.",
                param=name,
            )
        return code


class Metadata(Rule):
    """At most 50 keys of 40 characters with values of 500.

    An empty value removes its key, an empty string all of them
    (https://docs.stripe.com/metadata). Returns ``{key: value or None}``, or
    None to clear.
    """

    nullable = True

    def convert(self, value: Any, name: str) -> dict[str, str | None]:
        if not isinstance(value, Mapping):
            raise invalid(f"Invalid hash: {value}", param=name)
        if len(value) > 50:
            raise invalid("You can only have up to 50 metadata keys.", param=name)
        for key, item in value.items():
            if len(key) > 40:
                raise invalid(
                    f"Metadata keys must be at most 40 characters long: {key}", name
                )
            if not isinstance(item, (str, int, type(None))):
                raise invalid(f"Invalid string: {item}", f"{name}[{key}]")
            if item is not None and len(str(item)) > 500:
                raise invalid(
                    f"Metadata values must be at most 500 characters: {key}", name
                )
        return {k: None if v in ("", None) else str(v) for k, v in value.items()}


class Hash(Rule):
    """A nested set of parameters with its own schema."""

    def __init__(self, schema: Schema, nullable: bool = False) -> None:
        self.schema, self.nullable = schema, nullable

    def convert(self, value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise invalid("Invalid object", param=name)
        return parse(value, self.schema, name)


class AnyHash(Rule):
    """A nested hash that is accepted and kept as it came."""

    nullable = True

    def convert(self, value: Any, name: str) -> Any:
        return value


class ListOf(Rule):
    """A list whose items follow one rule."""

    def __init__(
        self, rule: Rule, limit: int | None = None, nullable: bool = True
    ) -> None:
        self.rule, self.limit, self.nullable = rule, limit, nullable

    def convert(self, value: Any, name: str) -> list[Any]:
        if isinstance(value, Mapping) and all(str(k).isdigit() for k in value):
            value = [value[key] for key in sorted(value, key=int)]
        if not isinstance(value, (list, tuple)):
            raise invalid("Invalid array", param=name)
        if self.limit is not None and len(value) > self.limit:
            raise invalid(
                f"Array {name} exceeded maximum {self.limit} allowed elements.", name
            )
        return [self.rule.parse(v, f"{name}[{i}]") for i, v in enumerate(value)]


class Range(Rule):
    """An exact timestamp or a hash of ``gt``, ``gte``, ``lt``, ``lte``."""

    BOUNDS = ("gt", "gte", "lt", "lte")

    def convert(self, value: Any, name: str) -> dict[str, int]:
        rule = Timestamp()
        if not isinstance(value, Mapping):
            moment = rule.parse(value, name)
            return {"gte": moment, "lte": moment}
        unknown = [key for key in value if key not in self.BOUNDS]
        if unknown:
            raise unknown_parameters([f"{name}[{key}]" for key in unknown])
        return {k: rule.parse(v, f"{name}[{k}]") for k, v in value.items()}


class Either(Rule):
    """Text that may be one of several forms; the first rule that fits wins."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    def convert(self, value: Any, name: str) -> Any:
        for rule in self.rules[:-1]:
            try:
                return rule.parse(value, name)
            except StripeError:
                continue
        return self.rules[-1].parse(value, name)


def Req(rule: Rule) -> Rule:
    """Mark *rule* as one that must be given."""
    rule.required = True
    return rule


def unknown_parameters(names: list[str]) -> StripeError:
    """The 400 for parameters the endpoint does not have."""
    plural = "s" if len(names) > 1 else ""
    return invalid(
        f"Received unknown parameter{plural}: {', '.join(names)}",
        param=names[0],
        code="parameter_unknown",
    )


def parse(values: Mapping[str, Any], schema: Schema, prefix: str = "") -> dict[str, Any]:
    """Check *values* against *schema*.

    :return: the given parameters only; a nullable one that was unset is None.
    :raise StripeError: for unknown, missing or malformed parameters.
    """

    def full(name: str) -> str:
        return f"{prefix}[{name}]" if prefix else name

    unknown = [full(name) for name in values if name not in schema]
    if unknown:
        raise unknown_parameters(unknown)
    for name, rule in schema.items():
        if rule.required and name not in values:
            raise invalid(
                f"Missing required param: {full(name)}.",
                param=full(name),
                code="parameter_missing",
            )
    return {n: schema[n].parse(value, full(n)) for n, value in values.items()}
