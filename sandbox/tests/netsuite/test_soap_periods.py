"""Closed and locked periods, dates that move with the time zone."""

from __future__ import annotations

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .company import applied, customer, invoice, lines, memo, payment
from .soap_client import Refused, Soap, accepted

REASON = {"deletionReasonCode": {"internalId": "2"}}
OCTOBER = "2026-10-15T07:00:00Z"


def period(sandbox: NetSuiteSandbox, name: str, **flags: bool) -> str:
    """Change a period by name and return its id."""
    key = next(one.id for one in sandbox.engine.store.all("accountingPeriod") if one.get("periodName") == name)
    if flags:
        sandbox.control.call("POST", f"/periods/{key}", flags)
    return key


def test_nothing_posts_into_a_closed_period(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100", tranDate=OCTOBER)
    period(sandbox, "Oct 2026", closed=True)
    with pytest.raises(Refused) as caught:
        invoice(soap, key, "100", tranDate=OCTOBER)
    assert caught.value.code == "TRAN_PRD_CLOSED"
    assert "Oct 2026" in caught.value.message
    for call in (
        lambda: soap.call("update", soap.make("Invoice", internalId=made, itemList=lines(soap, "90"))),
        lambda: soap.call("delete", soap.ref(made, "invoice"), REASON),
    ):
        with pytest.raises(Refused) as caught:
            accepted(call())
        assert caught.value.code == "TRAN_PRD_CLOSED"


def test_a_closed_period_by_its_id_is_an_invalid_reference(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    number = period(sandbox, "Oct 2026", closed=True)
    with pytest.raises(Refused) as caught:
        invoice(soap, customer(soap), "1", tranDate=OCTOBER, postingPeriod=soap.ref(number))
    assert caught.value.details == [("INVALID_KEY_OR_REF", f"Invalid postingPeriod reference key {number}.")]


def test_a_memo_may_change_where_non_gl_changes_are_allowed(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    made = invoice(soap, customer(soap), "100", tranDate=OCTOBER)
    period(sandbox, "Oct 2026", closed=True)
    accepted(soap.call("update", soap.make("Invoice", internalId=made, memo="called")))
    period(sandbox, "Oct 2026", allowNonGLChanges=False)
    with pytest.raises(Refused):
        accepted(soap.call("update", soap.make("Invoice", internalId=made, memo="again")))


def test_an_invoice_of_a_closed_period_is_paid_in_an_open_one(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    made = invoice(soap, key, "100", tranDate=OCTOBER)
    credit = memo(soap, key, "10", tranDate=OCTOBER)
    period(sandbox, "Oct 2026", closed=True)
    payment(soap, key, "50", (made, "50"))
    accepted(soap.call("update", soap.make("CreditMemo", internalId=credit, applyList=applied((made, "10")))))
    assert soap.get("invoice", made).amountRemaining == 40


def test_a_locked_period_needs_a_role_that_may(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    period(sandbox, "Oct 2026", arLocked=True)
    with pytest.raises(Refused, match="locked for accounts receivable"):
        invoice(soap, key, "100", tranDate=OCTOBER)
    sandbox.engine.settings.override_period_locks = True
    invoice(soap, key, "100", tranDate=OCTOBER)


def test_the_next_open_period_when_the_account_prefers_it(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key = customer(soap)
    period(sandbox, "Oct 2026", closed=True)
    period(sandbox, "Nov 2026", closed=True)
    sandbox.engine.settings.closed_period_default = "first_open"
    record = soap.get("invoice", invoice(soap, key, "1", tranDate=OCTOBER))
    assert (record.postingPeriod.name, record.tranDate.month) == ("Dec 2026", 10)


def test_a_date_outside_the_given_period(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key, number = customer(soap), period(sandbox, "Nov 2026")
    with pytest.raises(Refused) as caught:
        invoice(soap, key, "1", tranDate=OCTOBER, postingPeriod=soap.ref(number))
    assert caught.value.code == "DATE_PRD_MISMATCH"
    sandbox.engine.settings.date_outside_period = "warn"
    record = soap.make(
        "Invoice",
        entity=soap.ref(key),
        itemList=lines(soap, "1"),
        tranDate=OCTOBER,
        postingPeriod=soap.ref(number),
    )
    reply = soap.call("add", record)
    assert (reply.status.isSuccess, reply.status.statusDetail[0].type) == (True, "WARN")
    assert not soap.call("add", record, headers={"preferences": {"warningAsError": True}}).status.isSuccess


def test_a_year_is_no_period_to_post_to(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    with pytest.raises(Refused, match="Invalid postingPeriod reference key"):
        invoice(soap, customer(soap), "1", postingPeriod=soap.ref(period(sandbox, "FY 2026")))


def test_a_date_without_period(soap: Soap) -> None:
    with pytest.raises(Refused) as caught:
        invoice(soap, customer(soap), "1", tranDate="1999-01-01T08:00:00Z")
    assert caught.value.code == "INVALID_PERIOD"


def test_midnight_utc_is_the_day_before_in_oregon(soap: Soap) -> None:
    key = customer(soap)
    record = soap.get("invoice", invoice(soap, key, "1", tranDate="2026-11-01T00:00:00Z"))
    assert record.tranDate.isoformat() == "2026-10-31T00:00:00-07:00"
    assert record.postingPeriod.name == "Oct 2026"
    record = soap.get("invoice", invoice(soap, key, "1", tranDate="2026-11-01T08:00:00Z"))
    assert record.tranDate.isoformat() == "2026-11-01T00:00:00-07:00"


def test_a_user_elsewhere_sees_days_begin_elsewhere(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.engine.settings.user_time_zone = "Europe/Berlin"
    key = customer(soap)
    record = soap.get("invoice", invoice(soap, key, "1", tranDate="2026-11-02T00:00:00+01:00"))
    assert record.tranDate.isoformat() == "2026-11-01T15:00:00-08:00"
    assert record.postingPeriod.name == "Nov 2026"


def test_a_period_that_closes_in_the_middle(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    key, number = customer(soap), period(sandbox, "Nov 2026")
    sandbox.fault(kind="close_period", period=number, operation="^add$", skip=1, count=1)
    invoice(soap, key, "1")
    with pytest.raises(Refused) as caught:
        invoice(soap, key, "1")
    assert caught.value.code == "TRAN_PRD_CLOSED"
    assert soap.get("accountingPeriod", number).closed


def test_periods_are_read(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    record = soap.get("accountingPeriod", period(sandbox, "Nov 2026", arLocked=True))
    assert (record.periodName, record.closed, record.arLocked, record.allowNonGLChanges) == (
        "Nov 2026",
        False,
        True,
        True,
    )
    assert record.startDate.isoformat() == "2026-11-01T00:00:00-07:00"
