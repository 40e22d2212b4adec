"""The error classes of the suite, where Odoo code looks for them; see protocol/errors.py."""

from .protocol.errors import (  # noqa: F401  (public names of the addon)
    AccessLost,
    NeedsPerson,
    OutcomeUnknown,
    Permanent,
    Refused,
    SyncError,
    Transient,
)
