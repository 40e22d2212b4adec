"""Things that follow from other things, without the files knowing each other.

A payment that succeeds credits an invoice, completes a session, renews a
subscription. The file that owns the consequence registers a function here; the
file that owns the cause calls ``fire``. Functions run in order of registration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context import Context

Hook = Callable[..., None]

_HOOKS: dict[str, list[Hook]] = defaultdict(list)


def on(name: str) -> Callable[[Hook], Hook]:
    """Register the decorated function for *name*."""

    def register(function: Hook) -> Hook:
        _HOOKS[name].append(function)
        return function

    return register


def fire(name: str, ctx: Context, *args: Any) -> None:
    """Run what is registered for *name*."""
    for function in _HOOKS[name]:
        function(ctx, *args)
