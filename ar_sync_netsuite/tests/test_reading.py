"""What is read: the same from both transports, page after page, by NetSuite's clock, whatever the replies look like."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.protocol.documents import Recognition
from odoo.addons.ar_sync.protocol.erp import LIST_KINDS
from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.mapping import queries

from .common import SUBSCRIPTION, amounts, credit, customer, invoice, line, parts, payment, write_off

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]


KINDS = ("customer", "invoice", "credit_memo", "payment", "write_off", "refund")


def everything(erp, kind, **options):
    found, after = [], ""
    while True:
        page = erp.changed(kind, after=after, **options)
        assert page.unreadable == ()
        found += page.records
        after = page.next
        if not after:
            return found


def test_a_company_of_fourteen_months_reads_the_same_both_ways(northwind):
    """Every document of a ledger that this project's connector did not write."""
    rest, soap = northwind
    for kind in KINDS[1:]:
        one, other = everything(rest, kind, size=150), everything(soap, kind, size=200)
        assert one
        assert [remote.id for remote in one] == sorted((remote.id for remote in one), key=int)
        assert [_told(remote) for remote in one] == [_told(remote) for remote in other]


def _told(remote):
    document = remote.document
    names = ("key", "customer", "currency", "day", "number", "rate", "unit", "is_voided", "total", "open_amount")
    lines = [(one.item, one.amount, one.quantity) for one in getattr(document, "lines", ())]
    place = () if document.is_voided else (document.control_account, getattr(document, "account", ""), lines)
    values = [getattr(document, name) for name in names]
    return (
        remote.record,
        remote.external_id,
        values,
        amounts(document)[2],
        place,
        remote.last_modified.replace(microsecond=0),
    )


def test_open_items_of_what_was_read_are_the_control_accounts(northwind, northwind_books):
    for erp in northwind:
        sums: dict[str, Decimal] = {}
        for kind, sign in (("invoice", 1), ("credit_memo", -1), ("payment", -1), ("write_off", -1)):
            for remote in everything(erp, kind, with_lines=False):
                document = remote.document
                if remote.record != "customerDeposit" and not document.is_voided:
                    sums[document.currency] = sums.get(document.currency, Decimal(0)) + sign * document.open_amount
        known: dict[str, Decimal] = {}
        for name, amount in northwind_books["open_items"].items():
            known[name[-3:]] = known.get(name[-3:], Decimal(0)) + Decimal(amount)
        assert sums == known


def test_balances_add_up_to_the_books(northwind, northwind_books):
    rest, soap = northwind
    accounts = [one.id for one in rest.entries("account") if one.group == "receivable"]
    today = date(2026, 11, 2)
    by_currency = {}
    for row in rest.balances(accounts, today):
        by_currency[row.currency] = by_currency.get(row.currency, Decimal(0)) + row.amount
    known = {}
    for name, sums in northwind_books["receivables"].items():
        known[name[-3:]] = known.get(name[-3:], Decimal(0)) + Decimal(sums["amount"])
    assert by_currency == known
    assert _by_period(rest.balances(accounts, today)) == _by_period(soap.balances(accounts, today))
    assert _by_period(rest.balances(accounts, date(2026, 6, 10))) == _by_period(
        soap.balances(accounts, date(2026, 6, 10))
    )


def _by_period(rows):
    found = {}
    for row in rows:
        key = row.account, row.unit, row.period
        found[key] = found.get(key, Decimal(0)) + row.base_amount
    return {key: amount for key, amount in found.items() if amount}


def test_lists_are_the_same_both_ways(northwind):
    rest, soap = northwind
    for kind in LIST_KINDS:
        one, other = list(rest.entries(kind)), list(soap.entries(kind))
        assert one, kind
        if kind == "customer":  # SuiteQL does not tell which currencies a customer has.
            other = [type(row)(**{**vars(row), "currencies": frozenset()}) for row in other]
        if kind == "item":  # Each has its own word for the type.
            one, other = ([type(row)(**{**vars(row), "group": ""}) for row in rows] for rows in (one, other))
        assert one == other, kind
    accounts = {row.number: row.as_account() for row in rest.entries("account")}
    assert (accounts["1100"].kind, accounts["1020"].kind, accounts["1000"].kind) == (
        "receivable",
        "undeposited",
        "bank",
    )
    periods = [row.as_period() for row in soap.entries("period")]
    assert all(period.ends_on - period.begins_on < timedelta(31) for period in periods)
    assert [row.digits for row in soap.entries("currency") if row.number == "JPY"] == [0]


def test_records_of_netsuites_own_have_ids_below_zero(erp, sandbox, monkeypatch):
    """The tax code of untaxed lines is one of them, in many accounts; pages go on from wherever they are."""
    monkeypatch.setattr(queries, "ROWS_MAX", 2)
    own = {"itemId": "-Not Taxable-", "name": "-Not Taxable-", "rate": "0%", "isInactive": False}
    for key in ("-7", "-8"):
        sandbox.control.call("POST", "/lists/salesTaxItem", {"id": key, **own, "subsidiaryList": ["1"]})
    assert [one.id for one in erp.entries("tax_code")] == ["-8", "-7", "1", "2", "3"]
    owner = erp.create(customer(), "c").id
    sent = invoice(owner, lines=(line("10.00", tax_code="-7"),))
    one = erp.create(sent, "m1").id
    assert [row.tax_code for row in erp.read("invoice", one).document.lines] == ["-7"]


def test_pages_by_key_while_records_come_and_go(erp):
    owner = erp.create(customer(), "c").id
    keys = [erp.create(invoice(owner, f"{number}.00"), f"m{number}").id for number in range(1, 8)]
    first = erp.changed("invoice", size=3)
    erp.cancel("invoice", keys[0], "", day=date(2026, 11, 2), how="delete")
    erp.cancel("invoice", keys[4], "", day=date(2026, 11, 2), how="delete")
    second = erp.changed("invoice", after=first.next, size=3)
    third = erp.changed("invoice", after=second.next, size=3)
    assert [remote.id for page in (first, second, third) for remote in page.records] == [*keys[:4], *keys[5:]]
    assert third.next == ""


def test_changes_since_netsuites_own_time(erp, sandbox):
    owner = erp.create(customer(), "c").id
    old = erp.create(invoice(owner, "10.00"), "m1").id
    sandbox.advance(600)
    since = erp.clock()
    assert since == datetime(2026, 11, 2, 18, 10, tzinfo=timezone.utc)
    new = erp.create(invoice(owner, "20.00"), "m2").id
    assert [remote.id for remote in erp.changed("invoice", since).records] == [new]
    assert [remote.id for remote in erp.changed("invoice", since - timedelta(seconds=600)).records] == [old, new]
    assert erp.changed("customer", since).records == ()
    assert erp.changed("invoice", since).records[0].last_modified == since


def test_the_hour_that_comes_twice_loses_nothing(erp, sandbox):
    """1:40 in daylight time is before 1:10 in standard time, though the text says otherwise."""
    sandbox.engine.clock.restart(datetime(2026, 11, 1, 8, 40, tzinfo=timezone.utc).timestamp())
    owner = erp.create(customer(), "c").id
    since = erp.clock()
    sandbox.advance(1800)
    late = erp.create(invoice(owner, "20.00"), "m2").id
    assert late in [remote.id for remote in erp.changed("invoice", since).records]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "America/New_York", "Asia/Tokyo"])
def test_a_day_stays_the_day(dial, sandbox, zone):
    sandbox.engine.settings.change(user_time_zone=zone)
    erp = dial(time_zone=zone)
    owner = erp.create(customer(), "c").id
    for number, day in enumerate((date(2026, 1, 1), date(2026, 3, 8), date(2026, 11, 1), date(2026, 12, 31))):
        key = erp.create(invoice(owner, "10.00", day=day, due_on=day), f"m{number}").id
        found = erp.read("invoice", key).document
        assert (found.day, found.due_on) == (day, day)


def test_large_amounts_come_without_exponent_or_noise(erp):
    owner = erp.create(customer(), "c").id
    key = erp.create(invoice(owner, lines=(line("12500000.00"), line("0.10"), line("0.20"))), "m1").id
    assert str(erp.read("invoice", key).document.total) == "12500000.30"


def test_elements_out_of_order_and_unknown(erp, sandbox):
    sandbox.engine.settings.change(shuffle_replies=True, unknown_elements=True)
    owner = erp.create(customer(email="a@b.example"), "c").id
    one = erp.create(invoice(owner, "70.00", "30.00", memo="x"), "m1").id
    paid = erp.create(payment(owner, "60.00", (one, "50.00"), memo="y"), "p1").id
    assert amounts(erp.read("payment", paid).document) == ("60.00", "10.00", [(one, "50.00", "0.00")])
    found = erp.read("invoice", one).document
    assert (found.open_amount, found.memo, len(found.lines)) == (Decimal("50.00"), "x", 2)


def test_open_lines_that_are_not_ticked_are_no_applications(erp, sandbox):
    sandbox.engine.settings.change(show_open_lines=True)
    owner = erp.create(customer(), "c").id
    one = erp.create(invoice(owner, "70.00"), "m1").id
    erp.create(invoice(owner, "30.00"), "m2")
    paid = erp.create(payment(owner, "60.00", (one, "50.00")), "p1").id
    assert amounts(erp.read("payment", paid).document)[2] == [(one, "50.00", "0.00")]


def test_void_by_hand(erp, sandbox):
    owner = erp.create(customer(), "c").id
    one = erp.create(invoice(owner, "70.00"), "m1").id
    sandbox.control.call("POST", f"/records/invoice/{one}/void")
    found = erp.read("invoice", one).document
    assert (found.is_voided, found.open_amount) == (True, 0)
    given_away = erp.create(invoice(owner, lines=(line("0.00"),)), "m2").id
    assert not erp.read("invoice", given_away).document.is_voided


def test_credit_that_a_payment_carried_by_hand(erp, sandbox):
    """Applied on a payment's screen: neither the credit's own rows nor money of the payment."""
    owner = erp.create(customer(), "c").id
    one, two = (erp.create(invoice(owner, "70.00"), key).id for key in ("m1", "m2"))
    memo = erp.create(credit(owner, "30.00"), "cm1").id
    body = {"customer": {"id": owner}, "payment": 60, "autoApply": False,
            "apply": {"items": [{"doc": {"id": one}, "apply": True, "amount": 70},
                                {"doc": {"id": two}, "apply": True, "amount": 20}]},
            "credit": {"items": [{"doc": {"id": memo}, "apply": True, "amount": 30}]}}  # fmt: skip
    paid = sandbox.control.call("POST", "/records/customerPayment", body)["id"]
    assert amounts(erp.read("credit_memo", memo).document) == ("30.00", "0.00", [(one, "30.00", "0.00")])
    assert amounts(erp.read("payment", paid).document) == (
        "60.00", "0.00", [(one, "40.00", "0.00"), (two, "20.00", "0.00")])  # fmt: skip


def test_deposit_and_its_application(erp, sandbox):
    owner = erp.create(customer(), "c").id
    one = erp.create(invoice(owner, "70.00"), "m1").id
    held = sandbox.control.call("POST", "/records/customerDeposit", {"customer": {"id": owner}, "payment": 100})["id"]
    row = {"doc": {"id": one}, "apply": True, "amount": 45}
    sandbox.control.call("POST", "/records/depositApplication", {"deposit": {"id": held}, "apply": {"items": [row]}})
    found = erp.read("payment", held)
    assert (found.record, amounts(found.document)) == ("customerDeposit", ("100.00", "55.00", [(one, "45.00", "0.00")]))
    assert found.document.control_account == ""
    assert [remote.id for remote in erp.changed("payment").records] == [held]


def test_deleted_by_hand(erp, sandbox):
    owner = erp.create(customer(), "c").id
    one = erp.create(invoice(owner, "70.00"), "m1").id
    two = erp.create(payment(owner, "70.00"), "p1").id
    before = erp.clock()
    sandbox.advance(60)
    since = erp.clock()
    sandbox.control.call("DELETE", f"/records/invoice/{one}")
    sandbox.control.call("DELETE", f"/records/customerPayment/{two}")
    found = erp.deleted(["invoice", "payment", "refund"], since)
    assert [(gone.kind, gone.id, gone.deleted_at) for gone in found] == [
        ("invoice", one, since),
        ("payment", two, since),
    ]
    assert erp.deleted(["refund"], before) == []
    assert erp.deleted(["invoice", "payment"], since + timedelta(seconds=1)) == []


def test_find_by_external_id_and_by_number(erp):
    owner = erp.create(customer(number="C-1"), "c").id
    one = erp.create(invoice(owner, "70.00", number="INV/O'Brien"), "m1").id
    assert [remote.id for remote in erp.find("invoice", external_id="m1")] == [one]
    assert [remote.id for remote in erp.find("invoice", number="INV/O'Brien")] == [one]
    assert [remote.id for remote in erp.find("invoice", number="INV/O'Brien", customer=owner)] == [one]
    assert erp.find("invoice", number="INV/O'Brien", customer="999") == erp.find("payment", external_id="m1") == []
    assert [remote.id for remote in erp.find("customer", number="C-1")] == [owner]
    with pytest.raises(ErpError):
        erp.find("invoice", external_id="a'b")


def test_recognised_and_deferred(erp, sandbox):
    owner = erp.create(customer(), "c").id
    year = Recognition(date(2026, 9, 1), date(2027, 8, 31))
    sent = invoice(owner, lines=(line("5.00"), line("1200.00", item=SUBSCRIPTION, recognition=year)))
    one, plain = erp.create(sent, "m1").id, erp.create(invoice(owner, "5.00"), "m2").id
    assert list(erp.recognized("invoice", [one, plain])) == [one]
    found = erp.recognized("invoice", [one])[one]
    assert [(row.line, row.item, row.amount, row.recognized, row.deferred) for row in found] == [
        (2, "12", Decimal("1200.00"), Decimal("200.00"), Decimal("1000.00"))]  # fmt: skip
    assert (found[0].begins_on, found[0].ends_on) == (year.begins_on, year.ends_on)
    assert len(found[0].by_period) == (12 if "recognition_plan" in erp.abilities else 0)
    assert erp.recognized("invoice", [plain]) == erp.recognized("invoice", []) == {}


def test_several_write_offs_in_part_keep_apart(dial):
    erp = dial(write_off_item="")
    owner = erp.create(customer(), "c").id
    one = erp.create(invoice(owner, "100.00"), "m1").id
    keys = [erp.create(write_off(owner, amount, (one, amount)), f"w{amount[0]}").id for amount in ("30.00", "20.00")]
    assert [amounts(remote.document)[2] for remote in erp.read_many("write_off", keys).records] == [
        [(one, "30.00", "0.00")], [(one, "20.00", "0.00")]]  # fmt: skip
    assert parts((one, "1.00"))[0].target == one


def test_standing_names_what_the_role_lacks(dial, sandbox):
    good = dial().check()
    assert (good.missing, good.base_currency, good.needs_unit, good.requests_at_once) == ((), "USD", True, 5)
    token = sandbox.engine.credentials.make_token()
    token.missing = {"customerRefund", "deletedRecords"}
    assert dial(token=token).check().missing == ("customerRefund", "deletedRecords")
