"""Cash application: which open items does a receipt pay, and how sure is that.

A pure room: values in, values out; no database, network, clock or randomness.

- :mod:`.model`: receipts, open items, proposals, decisions, the policy.
- :mod:`.keys`: what is stored for an item and looked up for a receipt.
- :mod:`.engine`: the cascade (:func:`decide`).
"""

from .engine import decide
from .keys import keys_of_item, keys_of_receipt
from .model import (
    STEPS,
    Allocation,
    Decision,
    Evidence,
    Key,
    OpenItem,
    Policy,
    Proposal,
    Receipt,
    Verdict,
)
from .sentences import EVIDENCE, REASONS

__all__ = [
    "EVIDENCE",
    "REASONS",
    "STEPS",
    "Allocation",
    "Decision",
    "Evidence",
    "Key",
    "OpenItem",
    "Policy",
    "Proposal",
    "Receipt",
    "Verdict",
    "decide",
    "keys_of_item",
    "keys_of_receipt",
]
