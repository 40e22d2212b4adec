"""Companies to begin with."""

from __future__ import annotations

from .registry import SCENARIOS as SCENARIOS
