"""Documents that tests send: of Northwind Instruments, in NetSuite's own ids unless links are given."""

from datetime import date
from decimal import Decimal
from typing import Any

from odoo.addons.ar_sync.protocol.documents import (
    Applied,
    CreditMemo,
    Customer,
    Invoice,
    Line,
    Payment,
    Refund,
    WriteOff,
)

TODAY = date(2026, 11, 2)
SENSOR, SUBSCRIPTION, BAD_DEBT = "11", "12", "14"
PARENT, EUROPE = "1", "2"
RECEIVABLE, CHECKING, BAD_DEBT_ACCOUNT = "6", "1", "40"
NO_TAX, CALIFORNIA = "1", "2"


def customer(name: str = "Dunmore Optics", **more: Any) -> Customer:
    """A customer of the parent company."""
    return Customer("", name, **{"units": frozenset({PARENT}), **more})


def line(amount: str, **more: Any) -> Line:
    """A line of one sensor."""
    return Line(f"Sensor {amount}", Decimal(1), Decimal(amount), Decimal(amount), **{"item": SENSOR, **more})


def invoice(owner: str, *amounts: str, **more: Any) -> Invoice:
    """An invoice of these amounts, without tax."""
    lines = more.pop("lines", None) or tuple(line(one) for one in amounts or ("100.00",))
    total = sum((one.amount + one.tax for one in lines), Decimal(0))
    values = {"currency": "USD", "day": TODAY, "unit": PARENT, "control_account": RECEIVABLE, **more}
    return Invoice("", owner, total=total, open_amount=total, lines=lines, **values)


def parts(*rows: tuple[str, str] | tuple[str, str, str]) -> tuple[Applied, ...]:
    """What something is applied to: (target, amount) or (target, amount, discount)."""
    return tuple(Applied(row[0], *(Decimal(one) for one in row[1:])) for row in rows)


def payment(owner: str, total: str, *rows: tuple[str, ...], **more: Any) -> Payment:
    """A payment applied to these."""
    applied = parts(*rows)
    values = {"currency": "USD", "day": TODAY, "unit": PARENT, "control_account": RECEIVABLE, **more}
    left = Decimal(total) - sum((part.amount for part in applied), Decimal(0))
    return Payment("", owner, total=Decimal(total), open_amount=left, applied=applied, **values)


def credit(owner: str, amount: str, *rows: tuple[str, ...], **more: Any) -> CreditMemo:
    """A credit memo applied to these."""
    applied = parts(*rows)
    values = {"currency": "USD", "day": TODAY, "unit": PARENT, "control_account": RECEIVABLE, **more}
    left = Decimal(amount) - sum((part.amount for part in applied), Decimal(0))
    lines = (line(amount),)
    return CreditMemo("", owner, total=Decimal(amount), open_amount=left, applied=applied, lines=lines, **values)


def refund(owner: str, total: str, *rows: tuple[str, ...], **more: Any) -> Refund:
    """A refund of these."""
    values = {
        "currency": "USD",
        "day": TODAY,
        "unit": PARENT,
        "control_account": RECEIVABLE,
        "account": CHECKING,
        **more,
    }
    return Refund("", owner, total=Decimal(total), open_amount=Decimal(0), applied=parts(*rows), **values)


def write_off(owner: str, total: str, *rows: tuple[str, ...], **more: Any) -> WriteOff:
    """A write-off of these."""
    values = {
        "currency": "USD",
        "day": TODAY,
        "unit": PARENT,
        "account": BAD_DEBT_ACCOUNT,
        "reason": "insolvent",
        **more,
    }
    return WriteOff("", owner, total=Decimal(total), open_amount=Decimal(0), applied=parts(*rows), **values)


def amounts(document: Any) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Total, open amount and what is applied, as text."""
    applied = [(part.target, str(part.amount), str(part.discount)) for part in document.applied]
    return str(document.total), str(document.open_amount), applied
