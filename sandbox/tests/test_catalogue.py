"""Products, prices, coupons, tax rates: made, changed, listed, retired."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

Client = stripe.StripeClient


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


def test_products(client: Client) -> None:
    made = client.v1.products.create({"id": "prod_own", "name": "Probe", "images": ["a"]})
    assert (made.id, made.active, made.images) == ("prod_own", True, ["a"])
    assert refused(lambda: client.v1.products.create({"id": "prod_own", "name": "x"})).param == "id"
    changed = client.v1.products.update(
        made.id, {"name": "Probe II", "active": False, "images": "", "metadata": {"ref": "P2"}}
    )
    assert (changed.name, changed.active, changed.images) == ("Probe II", False, [])
    other = client.v1.products.create({"name": "Cable"})
    assert [p.id for p in client.v1.products.list({"active": True}).data] == [other.id]
    assert [p.id for p in client.v1.products.list({"ids": [made.id]}).data] == [made.id]
    assert client.v1.products.delete(other.id).deleted is True
    assert refused(lambda: client.v1.products.retrieve(other.id)).http_status == 404


def test_products_with_prices_are_not_deleted(client: Client) -> None:
    made = client.v1.products.create(
        {"name": "p", "default_price_data": {"currency": "usd", "unit_amount": 100}}
    )
    assert client.v1.products.retrieve(made.id, {"expand": ["default_price"]})
    assert refused(lambda: client.v1.products.delete(made.id)).http_status == 400
    price = client.v1.prices.create({"product": made.id, "currency": "usd", "unit_amount": 9})
    changed = client.v1.products.update(made.id, {"default_price": price.id})
    assert changed.default_price == price.id


def test_a_price_keeps_its_amount_for_ever(client: Client) -> None:
    product = client.v1.products.create({"name": "p"})
    price = client.v1.prices.create(
        {"product": product.id, "currency": "EUR", "unit_amount": 1_250, "nickname": "std"}
    )
    assert (price.currency, str(price.unit_amount_decimal)) == ("eur", "1250")
    bad: Any = {"unit_amount": 900}
    assert refused(lambda: client.v1.prices.update(price.id, bad)).code == "parameter_unknown"
    retired = client.v1.prices.update(
        price.id, {"active": False, "nickname": "old", "metadata": {"k": "v"}}
    )
    assert (retired.active, retired.nickname) == (False, "old")
    assert client.v1.prices.list({"active": True}).data == []
    assert [p.id for p in client.v1.prices.list({"product": product.id}).data] == [price.id]
    assert client.v1.prices.retrieve(price.id).unit_amount == 1_250


def test_what_a_price_needs(client: Client) -> None:
    product = client.v1.products.create({"name": "p"}).id
    for params, param in (
        ({"currency": "usd", "unit_amount": 5}, "product"),
        ({"currency": "usd", "product": product}, "unit_amount"),
        ({"currency": "us", "product": product, "unit_amount": 5}, "currency"),
        (
            {
                "currency": "usd",
                "product": product,
                "unit_amount": 5,
                "unit_amount_decimal": "5",
            },
            "unit_amount",
        ),
        (
            {"currency": "usd", "product": product, "unit_amount_decimal": "0." + "1" * 13},
            "unit_amount_decimal",
        ),
    ):
        error = refused(lambda p=params: client.v1.prices.create(p))  # type: ignore[misc]
        assert error.param == param


def test_tax_behaviour_is_decided_once(client: Client) -> None:
    made = client.v1.prices.create(
        {"product_data": {"name": "p"}, "currency": "usd", "unit_amount": 5}
    )
    assert made.tax_behavior == "unspecified"
    assert client.v1.prices.update(made.id, {"tax_behavior": "exclusive"})
    error = refused(lambda: client.v1.prices.update(made.id, {"tax_behavior": "inclusive"}))
    assert error.param == "tax_behavior"


def test_lookup_keys_belong_to_one_price(client: Client) -> None:
    data: Any = {"product_data": {"name": "p"}, "currency": "usd", "unit_amount": 5}
    first = client.v1.prices.create({**data, "lookup_key": "care"})
    assert refused(lambda: client.v1.prices.create({**data, "lookup_key": "care"}))
    second = client.v1.prices.create(
        {**data, "lookup_key": "care", "transfer_lookup_key": True}
    )
    assert client.v1.prices.retrieve(first.id).lookup_key is None
    found = client.v1.prices.list({"lookup_keys": ["care"]}).data
    assert [price.id for price in found] == [second.id]


def test_recurring_prices_are_found(client: Client) -> None:
    data: Any = {"product_data": {"name": "p"}, "currency": "usd", "unit_amount": 5}
    client.v1.prices.create(data)
    year = client.v1.prices.create({**data, "recurring": {"interval": "year"}})
    assert [p.id for p in client.v1.prices.list({"type": "recurring"}).data] == [year.id]
    found = client.v1.prices.list({"recurring": {"interval": "year"}}).data
    assert [price.id for price in found] == [year.id]
    assert client.v1.prices.list({"recurring": {"interval": "month"}}).data == []


def test_coupons(client: Client) -> None:
    made = client.v1.coupons.create({"amount_off": 500, "currency": "usd", "id": "FIVE"})
    assert (made.id, made.duration, made.percent_off) == ("FIVE", "once", None)
    assert client.v1.coupons.update("FIVE", {"name": "Five off"}).name == "Five off"
    assert client.v1.coupons.retrieve("FIVE").name == "Five off"
    assert len(client.v1.coupons.list().data) == 1
    both: Any = {"amount_off": 5, "percent_off": 5, "currency": "usd"}
    assert refused(lambda: client.v1.coupons.create(both))
    assert refused(lambda: client.v1.coupons.create({"amount_off": 5})).param == "currency"
    assert client.v1.coupons.delete("FIVE").deleted is True


def test_redeeming_counts_and_can_be_repeated(
    client: Client, customer: stripe.Customer
) -> None:
    client.v1.coupons.create({"percent_off": 50, "id": "HALF"})
    first = client.v1.invoices.create(
        {"customer": customer.id, "discounts": [{"coupon": "HALF"}]}
    )
    client.v1.invoices.create(
        {"customer": customer.id, "discounts": [{"discount": str(first.discounts[0])}]}
    )
    assert client.v1.coupons.retrieve("HALF").times_redeemed == 1
    wrong: Any = {"customer": customer.id, "discounts": [{"coupon": "NONE"}]}
    error = refused(lambda: client.v1.invoices.create(wrong))
    assert error.param == "discounts[0][coupon]"


def test_tax_rates(client: Client) -> None:
    made = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 7.5, "inclusive": True, "country": "DE"}
    )
    assert (made.percentage, made.inclusive) == (7.5, True)
    bad: Any = {"percentage": 8}
    assert refused(lambda: client.v1.tax_rates.update(made.id, bad)).code == "parameter_unknown"
    client.v1.tax_rates.update(made.id, {"active": False, "metadata": {"a": "b"}})
    assert client.v1.tax_rates.list({"active": True}).data == []
    assert len(client.v1.tax_rates.list({"inclusive": True}).data) == 1
