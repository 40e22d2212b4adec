"""Stripe's form encoding: ``items[0][price]=x&expand[]=data.customer``.

Lists arrive as dicts whose keys are positions; ``params.ListOf`` makes lists
of them, because only the parameter's own rule knows a list from a hash with
numbers for keys.

>>> decode("a=1&b[c]=2&b[d][]=3&b[d][]=4")
{'a': '1', 'b': {'c': '2', 'd': {'0': '3', '1': '4'}}}
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from .errors import invalid

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")

#: A bound on the depth of nested parameters, so that input cannot exhaust the stack.
MAX_DEPTH = 12


def decode(text: str) -> dict[str, Any]:
    """Decode a query string or body into nested dicts.

    :raise StripeError: when a key is malformed or nested too deeply.
    """
    tree: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        _insert(tree, _split(key), value)
    return tree


def _split(key: str) -> list[str]:
    match = _KEY.match(key)
    if not match:
        raise invalid(f"Invalid parameter name: {key}", param=key)
    parts = [match.group(1), *_PART.findall(match.group(2))]
    if len(parts) > MAX_DEPTH:
        raise invalid(f"Invalid parameter name: {key}", param=key)
    return parts


def _insert(tree: dict[str, Any], parts: list[str], value: str) -> None:
    node = tree
    for position, part in enumerate(parts[:-1]):
        name = _slot(node, part)
        child = node.setdefault(name, {})
        if not isinstance(child, dict):
            raise invalid("Invalid parameters", param=".".join(parts[: position + 1]))
        node = child
    node[_slot(node, parts[-1])] = value


def _slot(node: dict[str, Any], part: str) -> str:
    """``[]`` means the next free place of a list."""
    return part if part else str(len(node))
