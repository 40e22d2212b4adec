"""Cash application: which open items does a receipt pay, and how sure is that.

A pure room: values in, values out; no database, network, clock or randomness.

What goes in and out: :mod:`.model` (values and the policy), :mod:`.sentences` (words for
evidence and reasons). What is compared: :mod:`.text`, :mod:`.keys`, :mod:`.structured`.
How it is decided: :mod:`.engine` (the cascade), one module per step (:mod:`.step_ids`,
:mod:`.step_references`, :mod:`.step_payer` with :mod:`.step_groups`, :mod:`.step_amount`, in
all of them :mod:`.step_currency`) and :mod:`.compete` (receipts that claim the same money).
Who paid: :mod:`.payer` by :mod:`.signs` and :mod:`.names`. What the steps stand on:
:mod:`.pool` (open items and what is left of them), :mod:`.mentions` and :mod:`.reading` (what
a text names), :mod:`.fuzzy` (misspelt numbers), :mod:`.sets` (what adds up), :mod:`.habits`
(what is paid at once), :mod:`.stated` (amounts per item), :mod:`.differences`,
:mod:`.shortfalls` and :mod:`.tolerance` (less was paid), :mod:`.case`, :mod:`.amounts`,
:mod:`.proposals` and :mod:`.weights` (what evidence is worth, in bits).

A customer's credit in place of money: :mod:`.credits`.

What decisions teach: :mod:`.rules` (replayed over history before they count),
:mod:`.calibrate` (weights) and :mod:`.risk` (what may be posted untouched).
"""

from .engine import decide
from .keys import keys_of_item, keys_of_receipt, keys_of_remittance
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
from .signs import PayerSign
from .tolerance import Tolerance, WriteOff

__all__ = [
    "EVIDENCE",
    "REASONS",
    "STEPS",
    "Allocation",
    "Decision",
    "Evidence",
    "Key",
    "OpenItem",
    "PayerSign",
    "Policy",
    "Proposal",
    "Receipt",
    "Tolerance",
    "Verdict",
    "WriteOff",
    "decide",
    "keys_of_item",
    "keys_of_receipt",
    "keys_of_remittance",
]
