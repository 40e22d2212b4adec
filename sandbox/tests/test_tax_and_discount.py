"""Invoice arithmetic: against a slow exact calculation, and through the API."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.billing.totals import Discount, Line, Tax, compute
from sandbox.stripe.core.money import spread

RATES = st.sampled_from(["5", "7.7", "8.625", "19", "20", "21"])


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


@given(st.integers(-(10**7), 10**7), st.lists(st.integers(0, 10**6), max_size=12))
def test_spreading_loses_nothing(total: int, weights: list[int]) -> None:
    shares = spread(total, weights)
    assert sum(shares) == (total if sum(weights) else 0)
    for share, weight in zip(shares, weights, strict=True):
        if sum(weights):
            assert abs(share - Decimal(total) * weight / sum(weights)) < 1


@given(st.lists(st.integers(-(10**6), 10**7), min_size=1, max_size=20), RATES)
def test_exclusive_tax_is_rounded_line_by_line(amounts: list[int], rate: str) -> None:
    tax = Tax("r", Decimal(rate), inclusive=False)
    result = compute([Line(amount, taxes=(tax,)) for amount in amounts])
    expected = sum(_half_up(amount * Decimal(rate) / 100) for amount in amounts)
    assert result.subtotal == sum(amounts)
    assert result.total == sum(amounts) + expected
    assert result.total_excluding_tax == sum(amounts)


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=20), RATES)
def test_inclusive_tax_is_inside_the_amount(amounts: list[int], rate: str) -> None:
    tax = Tax("r", Decimal(rate), inclusive=True)
    result = compute([Line(amount, taxes=(tax,)) for amount in amounts])
    assert result.total == sum(amounts)
    assert result.taxes[0].amount + result.taxes[0].taxable == sum(amounts)
    exact = sum(a - a / (1 + Decimal(rate) / 100) for a in amounts)
    assert abs(result.taxes[0].amount - exact) <= Decimal(len(amounts)) / 2


@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=10),
    st.integers(1, 100),
    st.integers(1, 10**6),
)
def test_discounts_never_exceed_what_there_is(
    amounts: list[int], percent: int, off: int
) -> None:
    result = compute(
        [Line(amount) for amount in amounts],
        (Discount("p", percent=Decimal(percent)), Discount("a", amount_off=off)),
    )
    taken = sum(amount for _, amount in result.discounts)
    assert 0 <= result.total == sum(amounts) - taken
    assert all(line.net >= 0 for line in result.lines)


def test_line_discounts_are_inside_the_subtotal() -> None:
    """As recorded from the real API: subtotal 950 for a line of 1900 at half price."""
    half = Discount("d", percent=Decimal(50))
    result = compute([Line(1900, discounts=(half,))])
    assert (result.subtotal, result.total, result.discounts) == (950, 950, [("d", 950)])


def test_lines_that_are_not_discountable_keep_their_amount() -> None:
    ten = Discount("d", percent=Decimal(10))
    result = compute([Line(1000), Line(1000, discountable=False)], (ten,))
    assert [line.net for line in result.lines] == [900, 1000]


@pytest.fixture
def invoice(client: stripe.StripeClient, customer: stripe.Customer) -> str:
    """A draft."""
    return client.v1.invoices.create({"customer": customer.id, "currency": "eur"}).id


def test_tax_given_by_the_caller_is_kept_to_the_cent(
    client: stripe.StripeClient, invoice: str
) -> None:
    rate = {"display_name": "MwSt", "percentage": 19, "inclusive": False}
    changed = client.v1.invoices.add_lines(
        invoice,
        {
            "lines": [
                {
                    "amount": 333,
                    "tax_amounts": [
                        {"amount": 64, "taxable_amount": 333, "tax_rate_data": rate}  # type: ignore[typeddict-item]
                    ],
                }
            ]
        },
    )
    assert changed.total == 397
    assert changed.total_taxes is not None
    assert changed.total_taxes[0].amount == 64
    details = changed.total_taxes[0].tax_rate_details
    assert details is not None
    assert client.v1.tax_rates.retrieve(details.tax_rate).percentage == 19.0


def test_reverse_charge_customers_pay_no_tax(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"name": "B.V.", "tax_exempt": "reverse"})
    rate = client.v1.tax_rates.create(
        {"display_name": "BTW", "percentage": 21, "inclusive": False}
    )
    draft = client.v1.invoices.create(
        {"customer": customer.id, "default_tax_rates": [rate.id]}
    )
    changed = client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 1000}]})
    assert changed.total == 1000
    assert changed.total_taxes is not None
    assert changed.total_taxes[0].taxability_reason == "reverse_charge"


def test_fractions_of_a_cent_are_rounded_on_the_line(
    client: stripe.StripeClient, customer: stripe.Customer
) -> None:
    product = client.v1.products.create({"name": "Reading"})
    price = client.v1.prices.create(
        {"product": product.id, "currency": "usd", "unit_amount_decimal": "1.25"}  # type: ignore[typeddict-item]
    )
    assert price.unit_amount is None
    draft = client.v1.invoices.create({"customer": customer.id})
    changed = client.v1.invoices.add_lines(
        draft.id, {"lines": [{"pricing": {"price": price.id}, "quantity": 5}]}
    )
    assert changed.lines.data[0].amount == 6
    assert changed.total == 6


def test_a_price_in_another_currency_is_refused(
    client: stripe.StripeClient, invoice: str
) -> None:
    product = client.v1.products.create(
        {"name": "p", "default_price_data": {"currency": "usd", "unit_amount": 100}}
    )
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.add_lines(
            invoice, {"lines": [{"pricing": {"price": str(product.default_price)}}]}
        )
