"""Risk: money received ahead is used here and not there, used twice, or used where somebody else had used it."""

import contextlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.ar_sync.protocol.documents import Payment
from odoo.addons.ar_sync.protocol.erp import Links, Use
from odoo.addons.ar_sync.protocol.erp_errors import ErpError

from ..transport import deposits
from .common import RECEIVABLE, TODAY, amounts, customer, invoice, parts

pytest_plugins = ["odoo.addons.ar_sync_netsuite.tests.fixtures"]

MONDAY, DECEMBER = date(2026, 11, 9), date(2026, 12, 1)


@pytest.fixture
def owner(erp):
    return erp.create(customer(), "odoo_partner_1").id


@pytest.fixture
def bills(erp, owner):
    return [erp.create(invoice(owner, amount), f"m{amount[0]}").id for amount in ("70.00", "80.00")]


@pytest.fixture
def held(sandbox, owner):
    body = {"customer": {"id": owner}, "payment": 100, "tranDate": "2026-11-02"}
    return sandbox.control.call("POST", "/records/customerDeposit", body)["id"]


def use(erp, held, *rows, **more):
    wanted = parts(*rows)
    on_monday = {part.target: [(MONDAY, part.amount)] for part in wanted}
    return erp.apply("payment", held, wanted, external_id="k", **{"days": on_monday, **more})


def uses(sandbox):
    """The applications that NetSuite's books have: (external id, day, amount)."""
    rows = sandbox.engine.store.all("depositApplication")
    return [(row.external_id, row.get("tranDate"), str(row.get("total"))) for row in rows]


def opened(erp, bills):
    return [str(row.document.open_amount) for row in erp.read_many("invoice", bills).records]


def test_each_invoice_has_an_application_of_its_own_on_the_day_of_the_match(erp, bills, held, sandbox):
    one, two = bills
    written = use(erp, held, (one, "70.00"), (two, "20.00"))
    assert (written.kind, written.id) == ("payment", held)
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "70.00"), (f"k_{two}_1", MONDAY, "20.00")]
    assert opened(erp, bills) == ["0.00", "60.00"]
    found = erp.read("payment", held).document
    assert amounts(found) == ("100.00", "10.00", [(one, "70.00", "0.00"), (two, "20.00", "0.00")])
    accounts = {row.get("arAcct") for row in sandbox.engine.store.all("depositApplication")}
    assert accounts == {RECEIVABLE}
    assert sandbox.books()["trial_balance"]["2300 Customer Deposits"] == "-10.00"


def test_what_is_there_is_not_made_again_and_more_is_added(erp, bills, held, sandbox):
    one, two = bills
    for _time in range(2):
        use(erp, held, (one, "40.00"))
    use(erp, held, (one, "70.00"), (two, "30.00"))
    assert [row[0] for row in uses(sandbox)] == [f"k_{one}_1", f"k_{one}_2", f"k_{two}_1"]
    use(erp, held, (two, "30.00"))
    assert [row[0] for row in uses(sandbox)] == [f"k_{two}_1"]
    use(erp, held)
    assert (uses(sandbox), opened(erp, bills)) == ([], ["70.00", "80.00"])
    use(erp, held, (one, "5.00"))
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "5.00")]


def test_an_application_by_hand_stays_where_it_is_wanted(erp, bills, held, sandbox):
    one, two = bills
    row = {"doc": {"id": one}, "apply": True, "amount": 45}
    body = {"deposit": {"id": held}, "apply": {"items": [row]}}
    sandbox.control.call("POST", "/records/depositApplication", body)
    use(erp, held, (one, "45.00"), (two, "5.00"))
    assert [row[0] for row in uses(sandbox)] == ["", f"k_{two}_1"]


def test_what_was_matched_in_two_months_is_applied_in_both(erp, bills, held, sandbox):
    """An answer that is lost in between leaves each part of it on its day."""
    one, _two = bills
    days = {one: [(MONDAY, Decimal(30)), (DECEMBER, Decimal(20))]}
    operation = r"^POST .*transform" if erp.name == "rest" else "^add"
    sandbox.fault(kind="drop_after", operation=operation, count=1)
    for _attempt in range(2):
        with contextlib.suppress(ErpError):
            use(erp, held, (one, "50.00"), days=days)
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "30.00"), (f"k_{one}_2", DECEMBER, "20.00")]
    use(erp, held, (one, "30.00"), days={one: days[one][:1]}, known=parts((one, "50.00")))
    assert [row[0] for row in uses(sandbox)] == [f"k_{one}_1"]


def test_what_was_taken_back_by_hand_is_not_made_again(erp, bills, held, sandbox):
    """Nor is taken back what was applied by hand meanwhile; where our own attempt was broken off, it goes on."""
    one, two = bills
    use(erp, held, (one, "40.00"), known=())
    [mine] = sandbox.engine.store.all("depositApplication")
    sandbox.control.call("DELETE", f"/records/depositApplication/{mine.id}")
    known = parts((one, "40.00"))
    with pytest.raises(ErpError) as caught:
        use(erp, held, (one, "40.00"), (two, "5.00"), known=known)
    assert (caught.value.code, uses(sandbox)) == ("applied_there", [])
    use(erp, held, (one, "40.00"), (two, "5.00"), known=known, is_repeat=True)
    with pytest.raises(ErpError) as caught:
        use(erp, held, (one, "40.00"), known=known, is_repeat=True)
    assert (caught.value.code, len(uses(sandbox))) == ("applied_there", 2)


@pytest.mark.parametrize("after", [True, False])
def test_a_lost_answer_leaves_one_application(erp, bills, held, sandbox, after):
    one, _two = bills
    operation = r"^POST .*transform" if erp.name == "rest" else "^add"
    sandbox.fault(kind="drop_after" if after else "drop_before", operation=operation, count=1)
    with pytest.raises(ErpError) as caught:
        use(erp, held, (one, "40.00"))
    assert caught.value.code == "answer_lost"
    assert len(uses(sandbox)) == after
    use(erp, held, (one, "40.00"))
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "40.00")]


def test_what_another_made_meanwhile_under_our_reference_is_ours_if_it_says_the_same(erp, bills, held, monkeypatch):
    """The request of the first attempt arrives after the second has looked."""
    one, _two = bills
    use(erp, held, (one, "40.00"))
    look, seen = erp._applications, []
    monkeypatch.setattr(erp, "_applications", lambda *about: look(*about) if seen or seen.append(1) else [])
    use(erp, held, (one, "40.00"))
    seen.clear()
    with pytest.raises(ErpError) as caught:
        use(erp, held, (one, "30.00"))
    assert caught.value.code == "external_id_taken"


def test_what_netsuite_refuses_says_why(erp, owner, bills, held, sandbox):
    one, two = bills
    for wanted, code in (((one, "70.01"), "open_amount"), ((two, "90.00"), "open_amount"), (("4711", "5.00"), "gone")):
        with pytest.raises(ErpError) as caught:
            use(erp, held, wanted)
        assert caught.value.code == code
    with pytest.raises(ErpError) as caught:
        erp.apply("payment", held, parts((one, "9.00", "1.00")), external_id="k")
    assert caught.value.code == "unsupported"
    period = next(row for row in erp.entries("period") if row.as_period().takes(MONDAY))
    use(erp, held, (one, "10.00"))
    sandbox.control.call("POST", f"/periods/{period.id}", {"closed": True, "allowNonGLChanges": False})
    for rows in ([(one, "10.00"), (two, "5.00")], []):
        with pytest.raises(ErpError) as caught:
            use(erp, held, *rows)
        assert caught.value.code == "period_closed"
    assert len(uses(sandbox)) == 1


def test_what_stays_is_not_taken_back_where_its_month_is_closed(erp, bills, held, sandbox):
    """Less on another day: the first application is deleted and made anew, or neither."""
    one, _two = bills
    use(erp, held, (one, "70.00"))
    for day, code in ((date(2026, 10, 20), "period_closed"), (date(2031, 10, 20), "period_missing")):
        period = next((row for row in erp.entries("period") if row.as_period().has(day)), None)
        if period:
            sandbox.control.call("POST", f"/periods/{period.id}", {"closed": True})
        deposit = erp.read("payment", held)
        early = replace(deposit, document=replace(deposit.document, day=day))
        with pytest.raises(ErpError) as caught:
            deposits.use(erp, early, parts((one, "30.00")), "k", {one: [(day, Decimal("30.00"))]})
        assert caught.value.code == code
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "70.00")]
    use(erp, held, (one, "30.00"))
    assert uses(sandbox) == [(f"k_{one}_2", MONDAY, "30.00")]


def test_a_preview_is_what_is_sent(erp, bills, held, monkeypatch):
    one, two = bills
    document = Payment("p", "1", "USD", TODAY, Decimal(100), Decimal(60), applied=parts((one, "70.00"), (two, "5.00")))
    shown = erp.preview(
        document, "k", Links(is_same=True), Use(held, parts((one, "40.00")), {two: [(MONDAY, Decimal(5))]})
    )
    assert "30.00" in shown.body and "5.00" in shown.body and f"k_{two}_1" in shown.body and "2026-11-09" in shown.body
    if erp.name == "rest":
        assert shown.target.endswith(f"/customerDeposit/{held}/!transform/depositApplication")
    less = erp.preview(document, "k", Links(is_same=True), Use(held, parts((one, "90.00"), (two, "5.00"))))
    assert less.target.lower().startswith("delete") and f"k_{one}_" in less.body
    assert "70.00" in less.body, "what stays of it is made anew"


def test_days_of_what_is_not_in_netsuite_are_none_of_its_business(erp, bills, held, sandbox):
    """The money may also be paid back in part, or have been settled before the ledger was taken over."""
    links = Links({("target", "account.move,1"): bills[0]})
    days = {"account.move,1": [(MONDAY, Decimal(40))], "account.move,2": [(TODAY, Decimal(5))]}
    erp.apply("payment", held, parts(("account.move,1", "40.00")), links, external_id="k", days=days)
    assert uses(sandbox) == [(f"k_{bills[0]}_1", MONDAY, "40.00")]


def test_nothing_is_taken_back_where_what_is_to_be_made_cannot_be(erp, bills, held, sandbox, monkeypatch):
    one, two = bills
    use(erp, held, (one, "40.00"))
    fetch = erp._fetch

    def worse(kind, keys):
        return [
            replace(row, values={**row.values, "tranDate": None}) if row.id == two else row for row in fetch(kind, keys)
        ]

    monkeypatch.setattr(erp, "_fetch", worse)
    for wanted, amount, code in (("4711", "5.00", "gone"), (two, "5.00", "malformed"), (one, "20.005", "value")):
        with pytest.raises(ErpError) as caught:
            use(erp, held, (one, "10.00"), (wanted, amount))
        assert caught.value.code == code
    assert uses(sandbox) == [(f"k_{one}_1", MONDAY, "40.00")]
