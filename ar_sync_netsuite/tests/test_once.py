"""Never twice: lost answers and crashes at every step, and references that belong to somebody else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.protocol.documents import Applied
from odoo.addons.ar_sync.protocol.erp_errors import ErpError

from .common import amounts, credit, customer, invoice, payment, refund, write_off

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]


LOST = ({"kind": "drop_after"}, {"kind": "status_after", "status": 502}, {"kind": "status_after", "status": 500})
NOT_DONE = ({"kind": "drop_before"}, {"kind": "status", "status": 500}, {"kind": "unexpected"})
WRITES = r"^(add|POST .*/record/v1/)"


@pytest.fixture
def owner(erp):
    return erp.create(customer(), "odoo_partner_1").id


def documents(owner, one, memo):
    return {
        "invoice": invoice(owner, "42.00"),
        "payment": payment(owner, "50.00", (one, "50.00")),
        "credit_memo": credit(owner, "5.00", (one, "5.00")),
        "refund": refund(owner, "30.00", (memo, "30.00")),
        "write_off": write_off(owner, "20.00", (one, "20.00")),
    }


@pytest.mark.parametrize("kind", ["invoice", "payment", "credit_memo", "refund", "write_off"])
@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault['kind']}{fault.get('status', '')}")
def test_an_answer_that_is_lost_is_looked_up(erp, owner, sandbox, kind, fault):
    one, memo = erp.create(invoice(owner, "100.00"), "m1").id, erp.create(credit(owner, "30.00"), "cm1").id
    document = documents(owner, one, memo)[kind]
    before = sandbox.books()["counts"]
    sandbox.fault(operation=WRITES, count=1, **fault)
    with pytest.raises(ErpError) as lost:
        erp.create(document, "mine")
    assert (lost.value.code, lost.value.is_unknown_outcome, lost.value.is_safe_to_retry) == ("answer_lost", True, False)
    again = erp.create(document, "mine", is_repeat=True)
    assert again.was_there
    assert erp.create(document, "mine", is_repeat=True) == erp.create(document, "mine") == again
    after = sandbox.books()["counts"]
    assert sum(after.values()) - sum(before.values()) == (2 if kind == "write_off" else 1)
    assert amounts(erp.read(kind, again.id).document)[2] == [
        (part.target, str(part.amount), "0.00") for part in document.applied
    ]


@pytest.mark.parametrize("fault", NOT_DONE, ids=lambda fault: fault["kind"])
def test_what_was_not_done_is_found_out_and_done(erp, owner, sandbox, fault):
    sandbox.fault(operation=WRITES, count=1, **fault)
    with pytest.raises(ErpError) as lost:
        erp.create(invoice(owner, "42.00"), "mine")
    assert lost.value.is_unknown_outcome
    assert not erp.create(invoice(owner, "42.00"), "mine", is_repeat=True).was_there
    assert sandbox.books()["counts"]["invoice"] == 1


def test_maintenance_is_safe(erp, owner, sandbox):
    sandbox.fault(kind="maintenance", operation=WRITES, count=1)
    with pytest.raises(ErpError) as down:
        erp.create(invoice(owner, "42.00"), "mine")
    assert (down.value.code, down.value.is_safe_to_retry) == ("unavailable", True)


@pytest.mark.parametrize("skip", [0, 1])
def test_a_crash_between_the_two_records_of_a_write_off(erp, owner, sandbox, skip):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    off = write_off(owner, "60.00", (one, "60.00"))
    sandbox.fault(kind="drop_before" if skip else "drop_after", operation=WRITES, skip=skip, count=1)
    with pytest.raises(ErpError):
        erp.create(off, "w1")
    assert erp.read("invoice", one).document.open_amount == Decimal("100.00")
    done = erp.create(off, "w1", is_repeat=True)
    assert amounts(erp.read("write_off", done.id).document) == ("60.00", "0.00", [(one, "60.00", "0.00")])
    assert erp.read("invoice", one).document.open_amount == Decimal("40.00")
    assert sandbox.books()["counts"]["journalEntry"] == 1


@pytest.mark.parametrize("is_repeat", [False, True])
def test_somebody_elses_external_id_is_left_alone(erp, owner, sandbox, is_repeat):
    body = {"entity": {"id": owner}, "externalId": "mine", "item": {"items": [{"item": {"id": "11"}, "amount": 7}]}}
    theirs = sandbox.control.call("POST", "/records/invoice", body)["id"]
    with pytest.raises(ErpError) as taken:
        erp.create(invoice(owner, "42.00"), "mine", is_repeat=is_repeat)
    assert (taken.value.code, taken.value.error_class) == ("external_id_taken", "person")
    assert erp.read("invoice", theirs).document.total == Decimal("7.00")
    assert sandbox.books()["counts"]["invoice"] == 1


def test_a_customer_keeps_the_external_id_of_another_system(erp, sandbox):
    body = {"companyName": "Kestrel Labs", "subsidiary": {"id": "1"}, "externalId": "sf_0013x7"}
    theirs = sandbox.control.call("POST", "/records/customer", body)["id"]
    with pytest.raises(ErpError) as taken:
        erp.create(customer("Other"), "sf_0013x7")
    assert taken.value.code == "external_id_taken"
    erp.update(theirs, customer("Kestrel Labs", email="new@kestrel.example"), fields=["email"])
    found = erp.read("customer", theirs)
    assert (found.external_id, found.document.email) == ("sf_0013x7", "new@kestrel.example")


def test_external_ids_that_netsuite_would_not_take(erp, owner, sandbox):
    for key in ("account.move,12", "", "x" * 256, "a b"):
        with pytest.raises(ErpError) as refused:
            erp.create(invoice(owner, "42.00"), key)
        assert refused.value.code == "value"
    assert sandbox.books()["counts"]["invoice"] == 0


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_change_can_be_repeated(erp, owner, sandbox, kind):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    paid = erp.create(payment(owner, "100.00"), "p1").id
    for _ in range(2):
        sandbox.fault(kind=kind, operation=r"^(update|PATCH)", count=1)
        with pytest.raises(ErpError) as lost:
            erp.apply("payment", paid, (Applied(one, Decimal("60.00")),))
        assert lost.value.is_unknown_outcome
    erp.apply("payment", paid, (Applied(one, Decimal("60.00")),))
    assert erp.read("invoice", one).document.open_amount == Decimal("40.00")


def test_a_deletion_can_be_repeated(erp, owner, sandbox):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    sandbox.fault(kind="drop_after", operation=r"^(delete|DELETE)", count=1)
    with pytest.raises(ErpError) as lost:
        erp.cancel("invoice", one, "", day=date(2026, 11, 2), how="delete")
    assert lost.value.is_unknown_outcome
    assert erp.cancel("invoice", one, "", day=date(2026, 11, 2), how="delete", is_repeat=True).was_there


def test_a_lost_answer_to_a_question_is_only_a_question(erp, owner, sandbox):
    one = erp.create(invoice(owner, "100.00"), "m1").id
    sandbox.fault(kind="drop_after", count=1)
    with pytest.raises(ErpError) as lost:
        erp.read("invoice", one)
    assert (lost.value.code, lost.value.is_safe_to_retry) == ("unavailable", True)


def test_the_same_document_with_another_amount_is_not_taken_for_it(erp, owner):
    sent = invoice(owner, "100.00")
    erp.create(sent, "m1")
    other = invoice(owner, "100.01")
    for wrong in (other, replace(sent, day=date(2026, 11, 1))):
        with pytest.raises(ErpError) as taken:
            erp.create(wrong, "m1", is_repeat=True)
        assert taken.value.code == "external_id_taken"
