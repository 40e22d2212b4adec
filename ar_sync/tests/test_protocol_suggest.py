"""Risk: somebody's invoice is sent to another customer of the ERP."""

import pytest

from odoo.addons.ar_sync.protocol.documents import Customer
from odoo.addons.ar_sync.protocol.suggest import REASONS, Directory, suggest

THEIRS = [
    Customer(
        "1", "Northwind Instruments GmbH", number="C-100", email="ap@northwind.example", tax_number="DE 123 456 789"
    ),
    Customer("2", "Northwind Instruments Inc.", email="us@northwind.example"),
    Customer("3", "Contoso Ltd", email="billing@contoso.example"),
    Customer("4", "Fabrikam", email="billing@shared.example"),
    Customer("5", "Tailspin", email="billing@shared.example"),
    Customer("6", "Old Contoso", number="C-600", is_inactive=True),
]


def found(**values):
    values.setdefault("name", "Nobody Here")
    return [(row.customer.key, row.why, row.is_alone) for row in suggest(Customer("x", **values), THEIRS)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"number": " c-100 "}, [("1", "number", True)]),
        ({"tax_number": "de123456789"}, [("1", "tax_number", True)]),
        ({"email": "Billing@Contoso.example"}, [("3", "email", True)]),
        ({"name": "CONTOSO LIMITED"}, [("3", "name", True)]),
        ({"name": "Instruments Northwind"}, [("1", "name", False), ("2", "name", False)]),
        ({"email": "billing@shared.example"}, [("4", "email", False), ("5", "email", False)]),
        ({"name": "Contoso", "email": "ap@northwind.example"}, [("1", "email", False), ("3", "name", False)]),
        ({"name": "Contoso", "number": "C-100"}, [("1", "number", True), ("3", "name", True)]),
        ({"number": "C-600"}, []),
        ({"name": "GmbH"}, []),
        ({"name": ""}, []),
    ],
)
def test_who_is_suggested_and_how_surely(values, expected):
    assert found(**values) == expected
    assert {why for _key, why, _alone in expected} <= set(REASONS)


def test_nobody_is_suggested_twice():
    same = Customer("x", "Northwind Instruments", number="C-100", email="ap@northwind.example")
    assert [row.customer.key for row in suggest(same, THEIRS)] == ["1", "2"]


def test_order_does_not_matter():
    ours = Customer("x", "Northwind Instruments")
    assert Directory(THEIRS).suggest(ours) == Directory(THEIRS[::-1]).suggest(ours)
