"""What speaks against asking for the money of an invoice: one place that auto-pay and collections both ask."""

from datetime import date
from typing import NamedTuple

from odoo import models


class Hold(NamedTuple):
    """One reason why an invoice is left alone.

    :param code: a short name that never changes, like ``promised``; kept in logs.
    :param sentence: the reason in the user's language.
    :param until: the last day on which it holds; None where it has no end of its own.
    :param amount_minor: how much of the open amount it is about, in minor units of the invoice's currency; the rest may
        be asked for. None: all of it.
    """

    code: str
    sentence: str
    until: date | None = None
    amount_minor: int | None = None


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_holds(self, purpose: str, day: date) -> dict[int, list[Hold]]:
        """Return by id of the invoice why it is left alone on ``day``; invoices that may be asked for are not in it.

        Extension point: what knows of promises, disputes or planned charges adds its own to what ``super`` returned.
        It is asked for many invoices at once: one query for all, not one for each.

        :param purpose: ``charge`` (the card or account is charged) or ``chase`` (the customer is written to).
        """
        return {}
