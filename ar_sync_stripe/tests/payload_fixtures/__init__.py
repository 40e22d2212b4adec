"""Stripe objects as JSON, in the shapes before and after basil, written for these tests.

`load("invoice.old")` gives a fresh copy; keyword arguments replace fields of it, and `...` as
their value takes a field away.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Return the names of all fixtures."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str, /, **changes: Any) -> dict[str, Any]:
    """Return a fixture with some fields changed or (`...`) taken away."""
    obj: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return {key: value for key, value in {**obj, **changes}.items() if value is not ...}
