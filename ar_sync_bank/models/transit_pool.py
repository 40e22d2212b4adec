"""Which money in transit a bank transaction may be: by number, amount or a set of amounts. Ties are never decided."""

import re

from odoo.addons.ar_sync.matching.sets import SIZE_MAX, exact_sums
from odoo.addons.ar_sync.protocol.money import minor

NAME_LENGTH_MIN = 4
# Of more than these, sets add up by chance.
ITEMS_MAX = 30
# Of more that was never reconciled with a bank, the latest are looked at.
POOL_MAX = 500


class TransitPool:
    """What is wholly open in transit between providers and a company's banks, read once for many bank transactions."""

    def __init__(self, company, dates) -> None:
        """Read what may arrive or leave on one of ``dates``."""
        self.env = company.env
        self.items = self.env["account.move.line"]
        account = company.ar_transit_account_id
        if account and dates:
            found = self.items.search(
                [
                    ("company_id", "=", company.id),
                    ("account_id", "=", account.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("statement_line_id", "=", False),
                    ("date", "<=", max(dates)),
                ],
                order="date desc, id desc",
                limit=POOL_MAX,
            )
            self.items = found.filtered(
                lambda item: not item.currency_id.compare_amounts(item.amount_residual_currency, item.amount_currency)
            ).sorted(lambda item: (item.date, item.id))
        self.names = {item: item._ar_transit_names() for item in self.items}
        self.numbers = {item: item._ar_transit_numbers() for item in self.items}
        self.until = {item: item._ar_transit_until() for item in self.items}

    def find(self, date, sign: int = 1):
        """Return what may arrive (``sign`` 1) or leave (-1) on a day and is still open, oldest first."""
        return self.items.filtered(
            lambda item: item.date <= date <= self.until[item]
            and not item.reconciled
            and item.amount_residual_currency * sign > 0
        )

    def named(self, items, text: str):
        """Return those whose own number the text has."""
        return items.filtered(lambda item: has_one_of(self.numbers[item], text))

    def told(self, items, text: str):
        """Return those whose sender the text has, as whole words."""
        return items.filtered(lambda item: has_one_of(self.names[item], text))

    def explain(self, items, amount: float, text: str):
        """Return which of these items of one currency a bank transaction is; empty where that is not certain.

        What the text names by number has to be in it. Else the sender has to be told, and then one item alone has
        the amount, or one set of items alone adds up to it.
        """
        named, told = self.named(items, text), self.told(items, text)
        if named:
            return _with_rest(named, amount, told - named)
        equal = told.filtered(lambda item: not item.currency_id.compare_amounts(item.amount_residual_currency, amount))
        if equal:
            return equal if len(equal) == 1 else equal.browse()
        return _one_set(told, amount)


def _with_rest(items, amount: float, others):
    """Return ``items`` where they are the amount, or with the one set of ``others`` that makes it."""
    currency = items.currency_id[:1]
    rest = currency.round(amount - sum(items.mapped("amount_residual_currency")))
    if currency.is_zero(rest):
        return items
    more = _one_set(others, rest) if rest * amount > 0 else items.browse()
    return items | more if more else items.browse()


def _one_set(items, amount: float):
    """Return the one set of ``items`` that adds up to ``amount``; empty where there is none or more than one."""
    if not items or len(items) > ITEMS_MAX:
        return items.browse()
    places = items.currency_id[:1].decimal_places
    parts = [(minor(abs(item.amount_residual_currency), places), 1) for item in items]
    found = exact_sums(parts, minor(abs(amount), places), size_max=SIZE_MAX, limit=2)
    if len(found.solutions) != 1 or not found.complete:
        return items.browse()
    return items.browse(item.id for item, taken in zip(items, found.solutions[0], strict=True) if taken)


def has_one_of(names: list[str], text: str) -> bool:
    """Tell whether the text is or has one of these names, as whole words."""
    return any(
        len(name) >= NAME_LENGTH_MIN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        for name in names
    )
