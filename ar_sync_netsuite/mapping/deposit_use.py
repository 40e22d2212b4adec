"""How money received ahead is used: NetSuite's ``depositApplication``, which takes a deposit to invoices.

Ours are of one invoice each. NetSuite does not change what an application applies: what is too much is taken back,
the newest first, and what is missing is made.

>>> def there(id, key, *rows):
...     rows = tuple(Fields("", "", "", {"doc": doc, "amount": amount}) for doc, amount in rows)
...     return Fields("depositApplication", id, key, {"applyList": rows})
>>> have = [there("31", "k_7_1", ("7", "40")), there("32", "", ("7", "20"), ("8", "5"))]
>>> def told(*wanted):
...     gone, made = steps([Applied(target, Decimal(amount)) for target, amount in wanted], have, Reading())
...     return [one.id for one in gone], [(part.target, str(part.amount)) for part in made]
>>> told(("7", "100"), ("8", "5"))
([], [('7', '40.00')])
>>> told(("7", "60"), ("7", "10"), ("8", "5"))
([], [('7', '10.00')])

One by hand that holds two invoices goes as a whole; what of it is wanted is made anew.

>>> told(("7", "45"), ("8", "5"))
(['32'], [('7', '5.00'), ('8', '5.00')])
>>> told()
(['32', '31'], [])
>>> reference("k", "7", {"k_7_1"}), reference("k", "8", {"k_7_1"})
('k_7_2', 'k_8_1')
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from odoo.addons.ar_sync.protocol.applications import by_day, joined
from odoo.addons.ar_sync.protocol.documents import Applied
from odoo.addons.ar_sync.protocol.erp import Days

from .context import Reading, Writing
from .draft import Draft, To, filled
from .fields import ZERO, Fields
from .head import applied, apply_rows

RECORD, DEPOSIT = "depositApplication", "customerDeposit"


def steps(wanted: Iterable[Applied], there: Sequence[Fields], reading: Reading) -> tuple[list[Fields], list[Applied]]:
    """Return (applications that go, newest first; what is to be applied by new ones).

    :param wanted: all that the deposit is to be applied to, by NetSuite's ids.
    :param there: the applications that it has.
    """
    asked = {part.target: part.amount for part in joined(wanted)}
    has: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    parts = {one.id: applied(one, reading, "applyList") for one in there}
    for rows in parts.values():
        for row in rows:
            has[row.target] += row.amount
    gone = []
    for one in sorted(there, key=lambda fields: int(fields.id), reverse=True):
        if any(has[row.target] > asked.get(row.target, ZERO) for row in parts[one.id]):
            gone.append(one)
            for row in parts[one.id]:
                has[row.target] -= row.amount
    made = [
        Applied(target, amount - has[target])
        for target, amount in sorted(asked.items(), key=lambda pair: int(pair[0]))
        if amount > has[target]
    ]
    return gone, made


def dated(made: Iterable[Applied], days: Days, begins_on: date, today: date) -> list[tuple[Applied, date]]:
    """Return what is to be applied, in the parts of its days: each is posted in the month in which it was used.

    :param begins_on: the deposit's own day, before which nothing of it is applied.
    :param today: the day of what nobody says a day of.

    >>> days = {"7": [(date(2026, 3, 30), Decimal(40)), (date(2026, 4, 2), Decimal(20))]}
    >>> some = dated([Applied("7", Decimal(50)), Applied("8", Decimal(5))], days, date(2026, 4, 1), date(2026, 5, 1))
    >>> [(part.target, str(part.amount), day.isoformat()) for part, day in some]
    [('7', '30', '2026-04-01'), ('7', '20', '2026-04-02'), ('8', '5', '2026-05-01')]
    """
    found = []
    for part in made:
        told = [(max(day, begins_on), amount) for day, amount in days.get(part.target, ())]
        for day, amount in by_day(part.amount, told) or [(max(today, begins_on), part.amount)]:
            found.append((Applied(part.target, amount), day))
    return found


def reference(external_id: str, target: str, taken: Collection[str]) -> str:
    """Return the external id of the next application to a document: after a lost answer it is the same again.

    :param taken: the external ids of the applications that the deposit has.
    """
    number = 1
    while f"{external_id}_{target}_{number}" in taken:
        number += 1
    return f"{external_id}_{target}_{number}"


def write(
    deposit: str, part: Applied, currency: str, day: date | None, account: str, writing: Writing, period: str = ""
) -> Draft:
    """Return the record that applies a deposit to one invoice.

    :param day: on which it counts as used: until then it is no matter of receivables.
    :param account: the invoice's receivables account.
    :param period: in which the day is posted, where that is known.
    :raise ErpError: ``value``, finer than the currency; ``unsupported``, a discount: applications have none.
    """
    rows = apply_rows([part], currency, writing)
    head = filled(deposit=To(deposit), tranDate=day, postingPeriod=To(period), arAcct=To(account))
    return Draft(RECORD, {**head, "applyList": rows})
