"""Risk: a credit settles a credit, takes a discount, or is kept from the customer who waits for his refund."""

from decimal import Decimal

import pytest

from odoo.addons.ar_sync.matching.credits import refund_owed, settled_by_credit
from odoo.addons.ar_sync.matching.model import Verdict
from odoo.addons.ar_sync.tests.test_matching_builders import BOLD, DAY, allocated, item, one, receipt, told


def test_a_credit_settles_no_credit():
    items = [item("INV-1001", 10000), item("RINV-2002", -4000)]
    assert [one_item.id for one_item in settled_by_credit(items)] == [1001]
    decision = one(receipt("INV-1001 less RINV-2002", 6000, partner=42), settled_by_credit(items))
    assert allocated(decision) == {1001: 6000}


@pytest.mark.parametrize("terms", [{"discount_minor": 200}, {"discount_percent": Decimal(2)}])
def test_nobody_takes_a_discount_with_a_credit(terms):
    items = [item("INV-1001", 10000, discount_until=DAY, **terms)]
    early = receipt("INV-1001", 9800, partner=42, days=0)
    assert one(early, items).best.write_offs
    decision = one(early, settled_by_credit(items))
    assert (allocated(decision), decision.best.write_offs) == ({1001: 9800}, ())


def test_a_settled_item_is_still_told():
    items = settled_by_credit([item("INV-1001", 0)])
    assert one(receipt("INV-1001", 5000, partner=42), items).reason == "already_settled"


@pytest.mark.parametrize("amount", [5000, 777])
def test_a_refund_that_is_owed_waits_whatever_else_fits(amount):
    found = one(receipt("INV-1001", amount, partner=42), [item("INV-1001", 5000), item("INV-1002", 777)], BOLD)
    waits = refund_owed(found, "INV-0007")
    assert told(waits)[:2] == ("review", "credit_of_paid")
    assert (waits.best, waits.runner_up, waits.step) == (found.best, found.runner_up, found.step)
    assert "INV-0007" in waits.reason_text()


def test_one_that_needs_two_people_still_does():
    found = one(receipt("?", 5000, partner=42), [item("INV-1001", 4711)])
    assert found.verdict is Verdict.NONE
    assert refund_owed(found, "INV-0007").verdict is Verdict.REVIEW
