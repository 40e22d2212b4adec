"""Lists: pages, cursors, ranges, filters, expansion; and parameters in general."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.server import StripeSandbox

from .tour import client_of

Client = stripe.StripeClient


@pytest.fixture
def crowd(sandbox: StripeSandbox, client: Client) -> list[stripe.Customer]:
    """Twenty-five customers, a minute apart, oldest first."""
    made = []
    for number in range(25):
        made.append(client.v1.customers.create({"name": f"C{number:02d}"}))
        sandbox.advance(60)
    return made


def ids(page: Any) -> list[str]:
    """Ids of a page, in order."""
    return [row.id for row in page.data]


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


def test_newest_first_ten_at_a_time(client: Client, crowd: list[stripe.Customer]) -> None:
    page = client.v1.customers.list()
    assert ids(page) == [c.id for c in reversed(crowd)][:10]
    assert page.has_more
    everything = [c.id for c in client.v1.customers.list({"limit": 7}).auto_paging_iter()]
    assert everything == [c.id for c in reversed(crowd)]


def test_cursors_both_ways(client: Client, crowd: list[stripe.Customer]) -> None:
    newest = [c.id for c in reversed(crowd)]
    after = client.v1.customers.list({"starting_after": newest[4], "limit": 3})
    assert ids(after) == newest[5:8]
    before = client.v1.customers.list({"ending_before": newest[8], "limit": 3})
    assert (ids(before), before.has_more) == (newest[5:8], True)
    first = client.v1.customers.list({"ending_before": newest[2], "limit": 5})
    assert (ids(first), first.has_more) == (newest[:2], False)


def test_pages_do_not_shift_when_something_new_comes(
    client: Client, crowd: list[stripe.Customer]
) -> None:
    first = client.v1.customers.list({"limit": 5})
    client.v1.customers.create({"name": "late"})
    second = client.v1.customers.list({"limit": 5, "starting_after": first.data[-1].id})
    assert ids(second) == [c.id for c in reversed(crowd)][5:10]


@pytest.mark.parametrize(
    ("bounds", "count"),
    [
        ({"gte": 5, "lt": 10}, 5),
        ({"gt": 5, "lte": 10}, 5),
        ({"gte": 24}, 1),
        ({"lt": 0}, 0),
    ],
)
def test_created_ranges(
    client: Client, crowd: list[stripe.Customer], bounds: dict[str, int], count: int
) -> None:
    start = crowd[0].created
    created: Any = {name: start + minute * 60 for name, minute in bounds.items()}
    page = client.v1.customers.list({"created": created, "limit": 100})
    assert len(page.data) == count


def test_an_exact_moment(client: Client, crowd: list[stripe.Customer]) -> None:
    assert ids(client.v1.customers.list({"created": crowd[3].created})) == [crowd[3].id]


def test_bad_cursors_and_limits(client: Client, crowd: list[stripe.Customer]) -> None:
    list_ = client.v1.customers.list
    assert refused(lambda: list_({"limit": 101})).param == "limit"
    assert refused(lambda: list_({"limit": 0})).param == "limit"
    unknown = refused(lambda: list_({"starting_after": "cus_none"}))
    assert (unknown.http_status, unknown.code) == (400, "resource_missing")
    both: Any = {"starting_after": crowd[0].id, "ending_before": crowd[1].id}
    assert refused(lambda: list_(both)).http_status == 400


def test_deleted_customers_leave_the_list_but_not_the_world(
    client: Client, crowd: list[stripe.Customer]
) -> None:
    client.v1.customers.delete(crowd[-1].id)
    assert crowd[-1].id not in ids(client.v1.customers.list())
    stub = client.v1.customers.retrieve(crowd[-1].id)
    assert stub.deleted is True
    assert set(stub.to_dict()) == {"id", "object", "deleted"}
    gone = refused(lambda: client.v1.invoices.create({"customer": crowd[-1].id}))
    assert gone.code == "resource_missing"


def test_filters(small: StripeSandbox) -> None:
    client = client_of(small)
    for status in ("open", "paid", "void", "draft", "uncollectible"):
        page = client.v1.invoices.list({"status": status, "limit": 100})  # type: ignore[typeddict-item]
        assert {row.status for row in page.data} <= {status}
    some = client.v1.invoices.list({"limit": 1}).data[0]
    customer = str(some.customer)
    of_customer = client.v1.invoices.list({"customer": customer, "limit": 100}).data
    assert {row.customer for row in of_customer} == {customer}
    charge = client.v1.charges.list({"limit": 1}).data[0]
    intent = str(charge.payment_intent)
    found = client.v1.charges.list({"payment_intent": intent}).data
    assert charge.id in {row.id for row in found}


def test_invoice_payments_by_payment(small: StripeSandbox) -> None:
    client = client_of(small)
    one = client.v1.invoice_payments.list({"status": "paid", "limit": 1}).data[0]
    intent = str(one.payment.payment_intent)
    found = client.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent}}
    )
    assert ids(found) == [one.id]


def test_expansion_goes_four_levels(small: StripeSandbox) -> None:
    client = client_of(small)
    row = client.v1.invoice_payments.list(
        {
            "status": "paid",
            "limit": 1,
            "expand": [
                "data.payment.payment_intent.latest_charge.balance_transaction",
                "data.invoice.customer",
            ],
        }
    ).data[0]
    intent = row.payment.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert isinstance(intent.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert isinstance(row.invoice, stripe.Invoice)
    assert isinstance(row.invoice.customer, stripe.Customer)
    again = client.v1.invoice_payments.retrieve(row.id)
    assert isinstance(again.invoice, str)


@pytest.mark.parametrize(
    "path",
    ["status", "customer.name", "nonsense", "customer.subscriptions.data.items.data.x.y"],
)
def test_what_cannot_be_expanded(small: StripeSandbox, path: str) -> None:
    client = client_of(small)
    invoice = client.v1.invoices.list({"limit": 1}).data[0]
    error = refused(lambda: client.v1.invoices.retrieve(invoice.id, {"expand": [path]}))
    assert error.http_status == 400


def test_lines_and_discounts_expand_inside_an_invoice(small: StripeSandbox) -> None:
    client = client_of(small)
    for invoice in client.v1.invoices.list({"limit": 100}).auto_paging_iter():
        if invoice.total_discount_amounts:
            break
    opened = client.v1.invoices.retrieve(
        invoice.id, {"expand": ["total_discount_amounts.discount.source.coupon"]}
    )
    assert opened.total_discount_amounts is not None
    discount = opened.total_discount_amounts[0].discount
    assert isinstance(discount, stripe.Discount)
    assert isinstance(discount.source.coupon, stripe.Coupon)


# -- parameters ------------------------------------------------------------------


def test_unknown_parameters(client: Client) -> None:
    bad: Any = {"name": "x", "colour": "red"}
    error = refused(lambda: client.v1.customers.create(bad))
    assert (error.code, error.param) == ("parameter_unknown", "colour")
    assert "Received unknown parameter: colour" in str(error)
    nested: Any = {"address": {"planet": "Earth"}}
    assert refused(lambda: client.v1.customers.create(nested)).param == "address[planet]"
    assert refused(lambda: client.v1.customers.list({"status": "x"})).http_status == 400  # type: ignore[typeddict-unknown-key]


def test_missing_and_malformed_parameters(client: Client) -> None:
    missing: Any = {"currency": "usd"}
    error = refused(lambda: client.v1.payment_intents.create(missing))
    assert (error.code, error.param) == ("parameter_missing", "amount")
    for params in ({"amount": "ten", "currency": "usd"}, {"amount": "1.5", "currency": "usd"}):
        error = refused(lambda p=params: client.v1.payment_intents.create(p))  # type: ignore[misc]
        assert error.code == "parameter_invalid_integer"
    empty: Any = {"amount": "", "currency": "usd"}
    error = refused(lambda: client.v1.payment_intents.create(empty))
    assert error.code == "parameter_invalid_empty"
    wrong: Any = {"amount": 500, "currency": "usd", "capture_method": "later"}
    error = refused(lambda: client.v1.payment_intents.create(wrong))
    assert "must be one of automatic, automatic_async, or manual" in str(error)


def test_metadata_is_merged_and_removed(client: Client) -> None:
    made = client.v1.customers.create({"metadata": {"a": "1", "b": "2", "7": "x"}})
    changed = client.v1.customers.update(made.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"b": "2", "7": "x", "c": "3"}
    cleared = client.v1.customers.update(made.id, {"metadata": ""})
    assert cleared.metadata is not None and cleared.metadata.to_dict() == {}
    long: Any = {"metadata": {"k" * 41: "v"}}
    assert refused(lambda: client.v1.customers.create(long)).http_status == 400


def test_unknown_paths_and_objects(sandbox: StripeSandbox, client: Client) -> None:
    error = refused(lambda: client.raw_request("get", "/v1/unicorns"))
    assert error.http_status == 404
    assert "Unrecognized request URL (GET: /v1/unicorns)" in str(error)
    error = refused(lambda: client.v1.charges.retrieve("ch_none"))
    assert (error.http_status, error.code) == (404, "resource_missing")
    assert "No such charge: 'ch_none'" in str(error)
    old = client_of(sandbox, stripe_version="2024-06-20")
    assert refused(old.v1.invoice_payments.list).http_status == 404
