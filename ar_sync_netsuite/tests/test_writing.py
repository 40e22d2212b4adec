"""What is sent arrives as it was meant, on both transports, and NetSuite's own books agree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import requests

from odoo.addons.ar_sync.protocol.documents import Recognition
from odoo.addons.ar_sync.protocol.erp import Links, Listed
from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.transport import connect, soap_schema
from odoo.addons.ar_sync_netsuite.transport.governor import LocalSlots
from odoo.addons.ar_sync_netsuite.transport.interface import Settings, TokenCredentials

from sandbox.netsuite import schema

from .common import (
    BAD_DEBT,
    CALIFORNIA,
    CHECKING,
    EUROPE,
    SUBSCRIPTION,
    amounts,
    credit,
    customer,
    invoice,
    line,
    parts,
    payment,
    refund,
    write_off,
)

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]


@pytest.fixture
def owner(erp):
    return erp.create(customer(), "odoo_partner_1").id


def made(erp, document, key):
    return erp.create(document, key).id


def test_customer_with_everything(erp):
    sent = customer(number="C-77", email="ap@dunmore.example", tax_number="DE811", currencies=frozenset({"USD", "GBP"}))
    written = erp.create(sent, "odoo_partner_7")
    found = erp.read("customer", written.id)
    assert found.document == replace(sent, key=written.id)
    assert (found.external_id, written.was_there) == ("odoo_partner_7", False)


def test_invoice_with_tax_dates_department_and_class(erp, owner):
    lines = (
        line("100.00", tax=Decimal("8.25"), tax_code=CALIFORNIA, department="1", category="2"),
        line("1200.00", item=SUBSCRIPTION, recognition=Recognition(date(2026, 11, 1), date(2027, 10, 31))),
    )
    sent = invoice(owner, lines=lines, number="INV/2026/7", memo="June", due_on=date(2026, 12, 2), terms="2")
    found = erp.read("invoice", made(erp, sent, "odoo_move_7")).document
    assert (found.total, found.open_amount, found.day, found.due_on) == (
        Decimal("1308.25"), Decimal("1308.25"), sent.day, sent.due_on)  # fmt: skip
    assert (found.number, found.memo, found.terms, found.currency, found.unit) == (
        "INV/2026/7",
        "June",
        "2",
        "USD",
        "1",
    )
    assert found.control_account == "6"
    assert [(one.item, one.amount, one.tax, one.department, one.category) for one in found.lines] == [
        ("11", Decimal("100.00"), Decimal("8.25"), "1", "2"),
        ("12", Decimal("1200.00"), Decimal("0.00"), "", ""),
    ]
    assert found.lines[1].recognition == Recognition(date(2026, 11, 1), date(2027, 10, 31))


def test_our_keys_become_theirs(erp, owner):
    links = Links({("customer", "res.partner,1"): owner, ("account", "1100"): "6", ("unit", "own"): "1",
                   ("account_item", "4000"): "10", ("tax_code", "t0"): "1"})  # fmt: skip
    own = line("50.00", item="", account="4000", tax_code="t0")
    sent = invoice("res.partner,1", lines=(own,), control_account="1100", unit="own")
    found = erp.read("invoice", erp.create(sent, "odoo_move_1", links).id).document
    assert (found.customer, found.control_account, found.lines[0].item) == (owner, "6", "10")
    with pytest.raises(ErpError) as refused:
        erp.create(replace(sent, customer="res.partner,2"), "odoo_move_2", links)
    assert refused.value.code == "unmapped" and "res.partner,2" in str(refused.value)


def test_payment_in_part_to_several_and_on_account(erp, owner, sandbox):
    one, two = made(erp, invoice(owner, "100.00"), "m1"), made(erp, invoice(owner, "80.50"), "m2")
    sent = payment(owner, "150.00", (one, "60.00"), (two, "80.50"), account=CHECKING, method="3", reference="4711")
    found = erp.read("payment", made(erp, sent, "p1")).document
    assert amounts(found) == ("150.00", "9.50", [(one, "60.00", "0.00"), (two, "80.50", "0.00")])
    assert (found.account, found.method, found.control_account) == (CHECKING, "3", "6")
    left = [remote.document.open_amount for remote in erp.read_many("invoice", [two, one]).records]
    assert left == [Decimal("40.00"), Decimal("0.00")]
    assert list(sandbox.books()["open_items"].values()) == ["30.50"]


def test_payment_waits_to_be_deposited_and_applies_nothing_by_itself(erp, owner):
    made(erp, invoice(owner, "100.00"), "m1")
    found = erp.read("payment", made(erp, payment(owner, "100.00"), "p1")).document
    assert amounts(found) == ("100.00", "100.00", [])
    assert found.account == ""


def test_discount_where_the_transport_takes_it(erp, owner):
    one = made(erp, invoice(owner, "100.00"), "m1")
    sent = payment(owner, "98.00", (one, "98.00", "2.00"))
    if "discount" not in erp.abilities:
        with pytest.raises(ErpError) as refused:
            erp.create(sent, "p1")
        assert refused.value.code == "unsupported"
        assert erp.find("payment", external_id="p1") == []
        return
    found = erp.read("payment", made(erp, sent, "p1")).document
    assert amounts(found) == ("98.00", "0.00", [(one, "98.00", "2.00")])
    assert erp.read("invoice", one).document.open_amount == 0


def test_discount_over_rest_where_the_account_has_it(dial, sandbox):
    sandbox.engine.settings.change(rest_discounts=True)
    erp = dial(rest_discounts=True)
    owner = made(erp, customer(), "c")
    one = made(erp, invoice(owner, "100.00"), "m1")
    found = erp.read("payment", made(erp, payment(owner, "98.00", (one, "98.00", "2.00")), "p1")).document
    assert amounts(found)[2] == [(one, "98.00", "2.00")]


def test_applying_anew_replaces_all(erp, owner):
    one, two = made(erp, invoice(owner, "100.00"), "m1"), made(erp, invoice(owner, "80.00"), "m2")
    paid = made(erp, payment(owner, "100.00", (one, "100.00")), "p1")
    erp.apply("payment", paid, parts((two, "80.00"), (one, "5.00")))
    assert amounts(erp.read("payment", paid).document) == (
        "100.00", "15.00", [(one, "5.00", "0.00"), (two, "80.00", "0.00")])  # fmt: skip
    erp.apply("payment", paid, ())
    assert amounts(erp.read("payment", paid).document) == ("100.00", "100.00", [])


def test_what_was_applied_by_hand_is_not_taken_away(erp, owner):
    """Neither by what sets applications alone, nor by what changes more of the payment."""
    one, two = made(erp, invoice(owner, "100.00"), "m1"), made(erp, invoice(owner, "80.00"), "m2")
    sent = payment(owner, "100.00", (one, "60.00"))
    paid = made(erp, sent, "p1")
    known, wanted = parts((one, "60.00")), parts((one, "50.00"))
    erp.apply("payment", paid, parts((one, "60.00"), (two, "40.00")))
    for change in (
        lambda: erp.apply("payment", paid, wanted, known=known),
        lambda: erp.update(paid, replace(sent, applied=wanted, memo="m"), fields=["applied", "memo"], known=known),
    ):
        with pytest.raises(ErpError) as refused:
            change()
        assert (refused.value.code, refused.value.detail) == ("applied_there", two)
    found = erp.read("payment", paid).document
    assert (amounts(found)[2], found.memo) == ([(one, "60.00", "0.00"), (two, "40.00", "0.00")], "")
    erp.apply("payment", paid, wanted, known=parts((one, "60.00"), (two, "40.00")))
    assert amounts(erp.read("payment", paid).document)[2] == [(one, "50.00", "0.00")]
    erp.apply("payment", paid, wanted, known=known)
    memo = made(erp, credit(owner, "30.00", (one, "20.00"), invoice=one), "cm1")
    with pytest.raises(ErpError) as refused:
        erp.apply("credit_memo", memo, (), known=())
    assert refused.value.code == "applied_there"


def test_credit_memo_linked_to_its_invoice(erp, owner):
    one = made(erp, invoice(owner, "100.00"), "m1")
    memo = made(erp, credit(owner, "30.00", (one, "20.00"), invoice=one), "cm1")
    found = erp.read("credit_memo", memo).document
    assert amounts(found) == ("30.00", "10.00", [(one, "20.00", "0.00")])
    assert found.invoice == one
    erp.apply("credit_memo", memo, parts((one, "30.00")))
    assert erp.read("invoice", one).document.open_amount == Decimal("70.00")


def test_refund_of_a_credit_memo_an_overpayment_and_a_deposit(erp, owner, sandbox):
    memo, over = made(erp, credit(owner, "30.00"), "cm1"), made(erp, payment(owner, "12.00"), "p1")
    held = sandbox.control.call(
        "POST", "/records/customerDeposit", {"customer": {"id": owner}, "payment": 50, "account": {"id": "1"}}
    )["id"]
    back = made(erp, refund(owner, "62.00", (memo, "30.00"), (over, "12.00"), (held, "20.00")), "r1")
    found = erp.read("refund", back).document
    assert amounts(found) == (
        "62.00", "0", [(memo, "30.00", "0.00"), (over, "12.00", "0.00"), (held, "20.00", "0.00")])  # fmt: skip
    assert [one.document.open_amount for one in erp.read_many("payment", [over, held]).records] == [0, Decimal("30.00")]
    assert found.account == CHECKING


@pytest.mark.parametrize("item", ["", BAD_DEBT])
def test_write_off_by_journal_or_by_item(dial, item):
    erp = dial(write_off_item=item)
    owner = made(erp, customer(), "c")
    one, two = made(erp, invoice(owner, "100.00"), "m1"), made(erp, invoice(owner, "50.00"), "m2")
    off = made(erp, write_off(owner, "140.00", (one, "100.00"), (two, "40.00")), "w1")
    found = erp.read("write_off", off)
    assert found.record == ("creditMemo" if item else "journalEntry")
    assert amounts(found.document) == ("140.00", "0.00", [(one, "100.00", "0.00"), (two, "40.00", "0.00")])
    assert [one.document.open_amount for one in erp.read_many("invoice", [one, two]).records] == [0, Decimal("10.00")]
    assert [one.id for one in erp.changed("write_off").records] == [off]
    assert erp.changed("payment").records == erp.changed("credit_memo").records == ()


def test_change_what_is_named_and_nothing_else(erp, owner):
    sent = invoice(owner, "100.00", memo="before", number="INV/1")
    one = made(erp, sent, "m1")
    erp.update(one, replace(sent, memo="", due_on=date(2026, 12, 24), lines=(line("70.00"), line("5.00"))),
               fields=["memo", "due_on", "lines"])  # fmt: skip
    found = erp.read("invoice", one)
    assert (found.document.memo, found.document.due_on, found.document.total) == (
        "",
        date(2026, 12, 24),
        Decimal("75.00"),
    )
    assert (found.external_id, found.document.number, len(found.document.lines)) == ("m1", "INV/1", 2)


def test_cancel_by_a_credit_memo_of_the_same_lines(erp, owner):
    one = made(
        erp, invoice(owner, lines=(line("100.00", tax=Decimal("8.25"), tax_code=CALIFORNIA), line("3.10"))), "m1"
    )
    written = erp.cancel("invoice", one, "m1_cancel", day=date(2026, 11, 2), how="credit_memo", memo="wrong")
    found = erp.read("credit_memo", written.id).document
    assert amounts(found) == ("111.35", "0.00", [(one, "111.35", "0.00")])
    assert erp.read("invoice", one).document.open_amount == 0
    again = erp.cancel("invoice", one, "m1_cancel", day=date(2026, 11, 2), how="credit_memo", is_repeat=True)
    assert (again.id, again.was_there) == (written.id, True)


def test_what_is_paid_is_not_cancelled(erp, owner):
    one = made(erp, invoice(owner, "100.00"), "m1")
    made(erp, payment(owner, "40.00", (one, "40.00")), "p1")
    for how in ("credit_memo", "delete"):
        with pytest.raises(ErpError) as refused:
            erp.cancel("invoice", one, "x", day=date(2026, 11, 2), how=how)
        assert refused.value.code == "linked"


def test_cancel_by_deletion(dial):
    erp = dial(write_off_item="")
    owner = made(erp, customer(), "c")
    one = made(erp, invoice(owner, "100.00"), "m1")
    paid = made(erp, payment(owner, "40.00", (one, "40.00")), "p1")
    off = made(erp, write_off(owner, "60.00", (one, "60.00")), "w1")
    for kind, key in (("payment", paid), ("write_off", off), ("invoice", one)):
        erp.cancel(kind, key, "", day=date(2026, 11, 2), how="delete", memo="entered twice")
        assert erp.cancel(kind, key, "", day=date(2026, 11, 2), how="delete", is_repeat=True).was_there
        with pytest.raises(ErpError) as gone:
            erp.read(kind, key)
        assert gone.value.code == "gone"


def test_yen_has_no_decimals_and_is_never_rounded_for_anybody(erp):
    owner = made(erp, customer(currencies=frozenset({"USD", "JPY"})), "c")
    sent = invoice(owner, lines=(line("12500000"),), currency="JPY", rate=Decimal("0.0067"))
    found = erp.read("invoice", made(erp, sent, "m1")).document
    assert (str(found.total), found.currency, found.rate) == ("12500000", "JPY", Decimal("0.0067"))
    with pytest.raises(ErpError) as refused:
        erp.create(invoice(owner, lines=(line("99.50"),), currency="JPY"), "m2")
    assert refused.value.code == "value"


def test_three_decimals_are_refused_where_netsuite_has_two(erp, sandbox):
    dinar = {"name": "Kuwaiti Dinar", "symbol": "KWD", "currencyPrecision": "_two", "isInactive": False}
    sandbox.control.call("POST", "/lists/currency", dinar)
    owner = made(erp, customer(), "c")
    with pytest.raises(ErpError) as refused:
        erp.create(invoice(owner, lines=(line("1.234"),), currency="KWD"), "m1")
    assert refused.value.code == "value" and "1.234" in str(refused.value)


def test_europe_in_euros(erp):
    owner = made(erp, customer("Kestrel GmbH", units=frozenset({EUROPE})), "c")
    sent = invoice(owner, "100.00", currency="EUR", unit=EUROPE, control_account="7")
    found = erp.read("invoice", made(erp, sent, "m1")).document
    assert (found.currency, found.unit, found.control_account, found.open_amount) == (
        "EUR",
        "2",
        "7",
        Decimal("100.00"),
    )


def test_a_preview_over_soap_does_without_a_schema_that_cannot_be_had(sandbox, monkeypatch):
    """A batch asks for it once in a while and not for each document; a screen does not wait at all."""
    tries = []

    def fail(place):
        tries.append(place)
        raise requests.ConnectTimeout(place)

    for name, value in (("Schema", fail), ("_failed", {}), ("_loaded", {})):
        monkeypatch.setattr(soap_schema, name, value)
    token = sandbox.token
    credentials = TokenCredentials(token.consumer_key, token.consumer_secret, token.token, token.secret)
    sent = payment("42", "70.10", ("account.move,3", "70.10"), memo="June")

    def client(may_wait):
        erp = connect(
            Settings(sandbox.account_id, "soap", url=sandbox.url, may_wait=may_wait), credentials, LocalSlots(4)
        )
        erp.use_currencies([Listed("currency", "1", "US Dollar", "USD", is_base=True)])
        return erp

    links = Links({("customer", "42"): "42", ("account", "6"): "6", ("unit", "1"): "1"})
    for may_wait, tried in ((False, 0), (True, 1), (True, 1)):
        body = client(may_wait).preview(sent, "p1", links).body
        assert "<payment>70.10</payment>" in body and 'externalId="p1"' in body and "‹account.move,3›" in body
        assert len(tries) == tried
    with pytest.raises(ErpError, match="ConnectTimeout"):
        client(True).clock()
    assert len(tries) == 1
    monkeypatch.setattr(soap_schema, "FAILED_FOR_S", 0)
    with pytest.raises(ErpError):
        client(True).clock()
    assert len(tries) == 2


def test_preview_is_what_is_sent_without_credentials(erp, owner, sandbox, monkeypatch):
    shown = erp.preview(
        invoice("res.partner,9", "100.10", memo="June"), "m1", Links({("unit", "1"): "1", ("account", "6"): "6"})
    )
    assert "‹res.partner,9›" in shown.body and "100.10" in shown.body and "m1" in shown.body
    assert sandbox.token.token not in shown.body and sandbox.token.consumer_key not in shown.body
    monkeypatch.setattr(schema, "check", lambda data: None)
    waits = erp.preview(payment("9", "5.00", ("account.move,3", "5.00")), "p1", Links({("customer", "9"): "9"}))
    assert "‹account.move,3›" in waits.body, "what it settles is not there yet"
    assert sandbox.books()["counts"]["invoice"] == 0
