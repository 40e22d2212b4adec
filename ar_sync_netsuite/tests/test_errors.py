"""What goes wrong says what happened and what to do, alike on both transports."""

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.protocol.dry_run import Books, examine
from odoo.addons.ar_sync.protocol.erp_errors import ERP_ERRORS, ErpError, erp_error
from odoo.addons.ar_sync_netsuite.mapping import failures
from odoo.addons.ar_sync_netsuite.transport import connect, envelope
from odoo.addons.ar_sync_netsuite.transport.door import Answer
from odoo.addons.ar_sync_netsuite.transport.governor import LocalSlots
from odoo.addons.ar_sync_netsuite.transport.interface import Settings, TokenCredentials

from sandbox.netsuite.ledger import errors as refusals
from sandbox.netsuite.ledger.service import Books as Ledger

from .common import EUROPE, customer, invoice, parts, payment

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]

WAIT_S = 120


@pytest.fixture
def owner(erp):
    return erp.create(customer(), "odoo_partner_1").id


def refused(call, *values, **named) -> ErpError:
    with pytest.raises(ErpError) as caught:
        call(*values, **named)
    return caught.value


def test_every_code_of_the_tables_is_one_of_the_cores():
    known = set(ERP_ERRORS) | {"external_id"}
    assert {code for code, _ in failures.TEXTS} | set(failures.CODES) <= known


def test_closed_and_locked_periods(erp, owner, sandbox):
    period = next(one for one in erp.entries("period") if one.as_period().takes(date(2026, 10, 5)))
    for flag in ("closed", "arLocked"):
        sandbox.control.call("POST", f"/periods/{period.id}", {flag: True})
        error = refused(erp.create, invoice(owner, "10.00", day=date(2026, 10, 5)), "m1")
        assert (error.code, error.error_class, error.is_safe_to_retry) == ("period_closed", "person", False)
        assert "Oct 2026" in str(error) and error.remedy
        listed = next(one for one in erp.entries("period") if one.id == period.id)
        assert (listed.is_closed, listed.is_locked) == (flag == "closed", flag == "arLocked")
        sandbox.control.call("POST", f"/periods/{period.id}", {flag: False})
    assert refused(erp.create, invoice(owner, "10.00", day=date(2031, 10, 5)), "m1").code == "period_missing"


def test_the_day_alone_posts_in_no_adjustment_period(erp, owner, sandbox):
    """The dry run says of a day what NetSuite does."""
    end = date(2026, 9, 30)
    month = next(one for one in erp.entries("period") if one.as_period().takes(end))
    adjust = {"periodName": "Adjust Q3 2026", "startDate": end, "endDate": end, "isAdjust": True}
    over = sandbox.engine.store.insert("accountingPeriod", {**adjust, "parent": month.parent}).id
    sent = invoice(owner, "10.00", day=end)
    for shut, opened, expected in ((month.id, over, ["period_closed"]), (over, month.id, [])):
        sandbox.control.call("POST", f"/periods/{shut}", {"closed": True})
        sandbox.control.call("POST", f"/periods/{opened}", {"closed": False})
        listed = [one for one in erp.entries("period") if one.begins_on <= end <= one.ends_on]
        assert sorted((one.id, one.is_adjustment) for one in listed) == sorted([(month.id, False), (over, True)])
        books = Books(periods=tuple(one.as_period() for one in listed), customers={owner: customer()})
        found = [finding.code for _, finding in examine([sent], books, lambda currency: 2)]
        assert [code for code in found if "period" in code] == expected
        if expected:
            assert refused(erp.create, sent, "m1").code == "period_closed"
        else:
            assert erp.create(sent, "m1").id


def test_a_period_that_closes_under_a_payment(erp, owner, sandbox):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    period = next(row for row in erp.entries("period") if row.as_period().takes(date(2026, 11, 2)))
    sandbox.fault(kind="close_period", period=period.id, operation=r"^(add|POST .*/record)", count=1)
    assert refused(erp.create, payment(owner, "10.00", (one, "10.00")), "p1").code == "period_closed"


def test_more_applied_than_open_and_other_customers(erp, owner):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    other = erp.create(customer("Other"), "odoo_partner_2").id
    assert refused(erp.create, payment(owner, "200.00", (one, "150.00")), "p1").code == "open_amount"
    assert refused(erp.create, payment(other, "10.00", (one, "10.00")), "p2").code == "open_amount"
    paid = erp.create(payment(owner, "100.00", (one, "100.00")), "p3").id
    assert refused(erp.create, payment(owner, "10.00", (one, "10.00")), "p4").code == "open_amount"
    assert refused(erp.apply, "payment", paid, parts((one, "120.00"))).code == "open_amount"
    assert erp.read("invoice", one).document.open_amount == 0


def test_currency_and_subsidiary(erp, owner):
    assert refused(erp.create, invoice(owner, "10.00", currency="GBP"), "m1").code == "currency"
    assert refused(erp.create, invoice(owner, "10.00", currency="CHF"), "m1").code == "currency"
    assert refused(erp.create, invoice(owner, "10.00", unit=EUROPE), "m1").code in ("unit", "reference")
    assert refused(erp.create, invoice(owner, "10.00", control_account="7"), "m1").code == "unit"


def test_references_to_nothing(erp, owner):
    assert refused(erp.create, invoice("4711", "10.00"), "m1").code in ("reference", "gone")
    assert refused(erp.create, invoice(owner, "10.00", terms="99"), "m1").code == "reference"
    assert refused(erp.read, "invoice", "4711").code == "gone"
    assert refused(erp.read, "customer", "4711").code == "gone"
    assert erp.read_many("invoice", ["4711"]).records == ()


def test_one_that_makes_no_sense_keeps_no_other_from_being_read(erp, owner, monkeypatch):
    ids = [erp.create(invoice(owner, "10.00"), f"m{number}").id for number in range(3)]
    fetch = erp._fetch
    monkeypatch.setattr(
        erp,
        "_fetch",
        lambda kind, keys: [
            replace(one, values={**one.values, "tranDate": None}) if one.id == ids[1] else one
            for one in fetch(kind, keys)
        ],
    )
    page = erp.read_many("invoice", ids)
    assert [row.id for row in page.records] == [ids[0], ids[2]]
    assert [key for key, why in page.unreadable if "tranDate" in why] == [ids[1]]
    assert refused(erp.read, "invoice", ids[1]).code == "malformed"


def test_what_cannot_be_had_now_is_no_fault_of_what_is_read(erp, owner, dial, monkeypatch):
    """The list of currencies is asked for when the first record is read: a page is not lost for it."""
    made = erp.create(invoice(owner, "10.00"), "m1").id
    other = dial()
    entries = other._entries

    def busy(kind):
        raise erp_error("busy")

    for call in ((other.read, "invoice", made), (other.changed, "invoice")):
        monkeypatch.setattr(other, "_entries", busy)
        assert refused(*call).code == "busy"
        monkeypatch.setattr(other, "_entries", entries)
    assert other.read("invoice", made).id == made


def test_one_that_is_not_shown_keeps_no_other_from_being_read(erp, owner, sandbox, monkeypatch):
    """Over SOAP NetSuite refuses one record for itself, such as one of a legal entity that the role may not see."""
    ids = [erp.create(payment(owner, "10.00"), f"p{number}").id for number in range(3)]
    locate = Ledger.locate

    def hide(books, draft):
        if draft.internal_id == ids[1]:
            raise refusals.permission("Transactions -> Customer Payment")
        return locate(books, draft)

    monkeypatch.setattr(Ledger, "locate", hide)
    page = erp.read_many("payment", [*ids, "4711"])
    if erp.name == "soap":
        assert [row.id for row in page.records] == [ids[0], ids[2]]
        assert [key for key, why in page.unreadable if "may not" in why] == [ids[1]]


def test_numbers_that_are_taken(erp, owner):
    erp.create(invoice(owner, "10.00", number="INV/1"), "m1")
    assert refused(erp.create, invoice(owner, "10.00", number="INV/1"), "m2").code == "duplicate_number"
    erp.create(customer("A", number="C1"), "c1")
    assert refused(erp.create, customer("B", number="C1"), "c2").code == "duplicate"


def test_a_warning_is_an_error_over_soap(erp, owner, sandbox):
    sandbox.engine.settings.change(duplicate_numbers="warn")
    erp.create(invoice(owner, "10.00", number="INV/1"), "m1")
    if erp.name == "soap":
        assert refused(erp.create, invoice(owner, "10.00", number="INV/1"), "m2").code == "duplicate_number"
        assert sandbox.books()["counts"]["invoice"] == 1


def test_somebody_else_changed_it(erp, owner, sandbox):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    sandbox.fault(kind="conflict", operation=r"^(update|PATCH)", count=1)
    error = refused(erp.update, one, invoice(owner, "90.00"), fields=["lines"])
    assert (error.code, error.is_safe_to_retry) == ("changed", True)


def test_login(dial, sandbox):
    token = sandbox.token
    wrong = TokenCredentials(token.consumer_key, token.consumer_secret, token.token, "0" * 64)
    error = refused(dial(credentials=wrong).clock)
    assert (error.code, error.error_class, error.is_safe_to_retry) == ("login", "person", False)
    revoked = sandbox.engine.credentials.make_token()
    revoked.active = False
    assert refused(dial(token=revoked).clock).code == "login"
    sandbox.fault(kind="expired_token", count=1)
    assert refused(dial().clock).code == "login"


def test_permissions(dial, sandbox):
    token = sandbox.engine.credentials.make_token()
    token.missing = {"customerPayment"}
    erp = dial(token=token)
    owner = erp.create(customer(), "c").id
    error = refused(erp.create, payment(owner, "10.00"), "p1")
    assert error.code == "permission" and "Payment" in str(error)


def test_a_permission_that_is_lost_is_told_of_the_type(dial, sandbox):
    """NetSuite leaves what the role may not see out of its lists; SOAP refuses each that is asked for by its id."""
    token = sandbox.engine.credentials.make_token()
    erp = dial(token=token)
    owner = erp.create(customer(), "c").id
    ids = [erp.create(payment(owner, "10.00"), f"p{number}").id for number in range(3)]
    assert erp.check().hidden == frozenset()
    token.missing = {"customerPayment"}
    standing = erp.check()
    assert (standing.hidden, standing.missing) == ({"payment"}, ("customerPayment",))
    assert erp.changed("payment").records == ()
    page = erp.read_many("payment", ids)
    assert page.records == () and len({why for _key, why in page.unreadable}) == (erp.name == "soap")


def test_concurrency_is_waited_for_and_then_told(erp, sandbox):
    sandbox.fault(kind="blocked", count=3)
    erp.clock()
    sandbox.fault(kind="blocked", count=50)
    error = refused(erp.clock)
    assert (error.code, error.is_safe_to_retry, error.is_unknown_outcome) == ("busy", True, False)


def test_a_storm_from_elsewhere_does_not_make_anything_twice(erp, sandbox):
    owner = erp.create(customer(), "c").id
    sandbox.fault(kind="blocked", probability=0.5)
    for number in range(12):
        erp.create(invoice(owner, "10.00"), f"m{number}")
    assert sandbox.books()["counts"]["invoice"] == 12


def test_our_own_places_are_kept(dial):
    slots = LocalSlots(1)
    erp = dial(slots=slots)
    taken = slots.acquire(1)
    erp.client.door.governor.patience_s = 0.01
    assert refused(erp.clock).code == "busy"
    slots.release(taken)
    assert erp.clock()


def test_nobody_is_there_and_slow_answers(dial, sandbox):
    erp, hasty = dial(), dial()
    owner = erp.create(customer(), "c").id
    hasty.create(invoice(owner, "5.00"), "m0")  # what it has to look up it knows now
    given_up = threading.Event()
    sandbox.engine.sleep = lambda _seconds: given_up.wait(WAIT_S)
    sandbox.fault(kind="latency", latency_ms=1, count=1)
    hasty.client.door.timeout = (WAIT_S, 0.2)
    error = refused(hasty.create, invoice(owner, "10.00"), "m1")
    given_up.set()
    assert error.is_unknown_outcome
    assert Decimal("10.00") == erp.read("invoice", _later(erp, "m1")).document.total
    away = dial()
    away.client.door.base_url = "http://127.0.0.1:9"
    error = refused(away.clock)
    assert (error.code, error.is_safe_to_retry) == ("unavailable", True)


def _later(erp, key):
    """The slow request was done all the same, only later."""
    pause = threading.Event()
    for _ in range(2000):
        found = erp.find("invoice", external_id=key)
        if found:
            return found[0].id
        pause.wait(0.02)
    raise AssertionError("it was never done")


def test_credentials_are_sent_to_no_other_address():
    credentials, slots = TokenCredentials("a", "b", "c", "d"), LocalSlots(1)
    for url in ("http://example.com", "ftp://127.0.0.1"):
        for name in ("rest", "soap"):
            assert refused(connect, Settings("1", name, url=url), credentials, slots).code == "unsupported"
    assert "b" not in repr(credentials).replace("TokenCredentials", "") and "'d'" not in repr(credentials)


# -- replies that no stand-in gives ---------------------------------------------------

HEAD = '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
TAIL = "</soapenv:Body></soapenv:Envelope>"


def reply(text: str, status: int = 200) -> Answer:
    return Answer(status, {}, text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + HEAD + "<a>&e;</a>" + TAIL,
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD + "<a>&b;</a>" + TAIL,
        '<!DOCTYPE Envelope SYSTEM "http://127.0.0.1:9/x.dtd">' + HEAD + "<a/>" + TAIL,
        HEAD + "<a>",
        HEAD + TAIL,
        "Envelope",
    ],
)
def test_replies_that_are_not_read(text):
    assert refused(envelope.body, reply(text), False).code == "malformed"


def test_how_scripts_went_is_no_warning():
    text = ('<s xmlns="urn:x" isSuccess="true"><statusDetail><afterSubmitFailed>true</afterSubmitFailed></statusDetail>'
            "</s>")  # fmt: skip
    status = envelope.parse(text.encode())
    assert envelope.is_success(status) and envelope.details(status) == []


def test_redirects_are_not_followed():
    answer = Answer(302, {"Location": "https://evil.example"}, b"")
    assert refused(envelope.body, answer, True).code == "malformed"
