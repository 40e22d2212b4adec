"""Does a statement add up? What does not is said on the statement, and never corrected.

>>> from decimal import Decimal
>>> from .values import Account, Balance
>>> ten, eleven = Balance(Decimal(10), "EUR", None), Balance(Decimal(11), "EUR", None)
>>> checked(Statement(Account(iban="X", currency="EUR"), opening=ten, closing=eleven)).problems
('opening balance 10 EUR and entries of 0 EUR do not give the closing balance 11 EUR: the difference is 1 EUR',)
"""

from __future__ import annotations

from dataclasses import replace

from .fields import distinct
from .identity import plain
from .values import Statement

NO_ACCOUNT = "the file does not say which account the statement is of"


def checked(statement: Statement) -> Statement:
    """Return the statement with what is wrong with its sums among its problems."""
    found = [*statement.problems, *_currency_problems(statement), *_balance_problems(statement)]
    if not statement.account.key:
        found.append(NO_ACCOUNT)
    if statement.refused:
        found.append(f"{statement.refused} of its entries could not be read")
    return replace(statement, problems=distinct(found))


def _currency_problems(statement: Statement) -> list[str]:
    opening, closing = statement.opening, statement.closing
    if opening and closing and opening.currency != closing.currency:
        return [
            f"the opening balance is in {opening.currency}, the closing balance in "
            f"{closing.currency}: the sums cannot be checked"
        ]
    home = statement.account.currency or (opening or closing or statement.account).currency
    foreign = sorted({entry.currency for entry in statement.entries} - {home})
    if not home or not foreign:
        return []
    return [f"entries in {', '.join(foreign)} on an account in {home}"]


def _balance_problems(statement: Statement) -> list[str]:
    difference = statement.difference
    opening, closing = statement.opening, statement.closing
    if not difference or opening is None or closing is None:
        return []
    currency = closing.currency
    return [
        f"opening balance {plain(opening.amount)} {currency} and entries of "
        f"{plain(statement.total)} {currency} do not give the closing balance "
        f"{plain(closing.amount)} {currency}: the difference is {plain(difference)} {currency}"
    ]
