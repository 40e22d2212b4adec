"""What an administrator sets in an account: features, preferences, limits."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass
class Settings:
    """Features and preferences; all can be changed while the stand-in runs."""

    account_id: str = "TSTDRV1234567"
    one_world: bool = True
    """Subsidiaries exist and are required."""
    multi_currency: bool = True
    accounting_periods: bool = True
    department_mandatory: bool = False
    class_mandatory: bool = False
    allow_number_override: bool = True
    """Whether a caller may choose ``tranId``; otherwise the account numbers by itself."""
    duplicate_numbers: str = "refuse"
    """A transaction number used twice: ``refuse``, ``warn`` or ``allow``."""
    date_outside_period: str = "refuse"
    """A date outside the given posting period: ``refuse``, ``warn`` or ``allow``."""
    closed_period_default: str = "refuse"
    """A date in a closed period without a posting period: ``refuse`` or ``first_open``."""
    override_period_locks: bool = False
    """Whether the integration's role may post into locked (not closed) periods."""
    consolidated_payments: bool = True
    """Whether a parent may pay for its sub-customers."""
    auto_apply_default: bool = True
    """Whether a payment without ``autoApply`` and without applications applies itself, oldest first."""
    apply_moves_modified: bool = False
    """Whether an application moves ``lastModifiedDate`` of the invoice it is applied to."""
    deletion_reason_required: bool = True
    approval_routing: bool = False
    """Whether invoices wait for approval, unposted."""
    void_by_reversing_journal: bool = False
    """Whether invoices and credit memos have lost their Void button."""
    revenue_management: bool = True
    rest_discounts: bool = False
    """Whether REST takes early-payment discounts on apply lines, which its published schema does not have."""
    show_open_lines: bool = False
    """Whether a payment or credit read back also lists what it could still be applied to, unticked."""
    user_time_zone: str = "America/Los_Angeles"
    concurrency_limit: int = 5
    integration_limit: int | None = None
    search_page_max: int = 1000
    search_idle_s: int = 900
    shuffle_replies: bool = False
    """SOAP records come with their elements out of the schema's order."""
    unknown_elements: bool = False
    """SOAP records carry elements the schema does not have."""
    timestamp_window_s: int = 300

    def change(self, **values: object) -> None:
        """Change settings. :raise ValueError: for one there is not, or of the wrong type."""
        known = {one.name: one for one in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"no setting {name!r}")
            now = getattr(self, name)
            if now is not None and value is not None and type(now) is not type(value):
                raise ValueError(f"{name} must be {type(now).__name__}")
        for name, value in values.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """All settings, for JSON."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
