"""A walk through every resource with the official library, for tests of shapes.

After it the account holds at least one object of every kind the sandbox has.
"""

from __future__ import annotations

from typing import Any

import stripe

from sandbox.stripe.server import StripeSandbox

DAY_S = 86_400


def client_of(
    sandbox: StripeSandbox, key: str | None = None, **options: Any
) -> stripe.StripeClient:
    """A client of the official library that talks to *sandbox*."""
    return stripe.StripeClient(
        key or sandbox.secret_key,
        base_addresses={"api": sandbox.url, "connect": sandbox.url},
        max_network_retries=options.pop("max_network_retries", 0),
        **options,
    )


def take(sandbox: StripeSandbox) -> None:
    """Make one of everything."""
    client = client_of(sandbox)
    customer = _customer(client)
    prices = _catalogue(client)
    _invoices(sandbox, client, customer, prices)
    _payments(sandbox, client, customer)
    _recurring(sandbox, client, customer, prices)
    _checkout(sandbox, client, customer, prices)
    _funds_and_plans(sandbox, client, customer, prices)
    sandbox.advance(10 * DAY_S)


def _customer(client: stripe.StripeClient) -> str:
    customer = client.v1.customers.create(
        {
            "name": "Tour & Söhne GmbH",
            "email": "tour@example.com",
            "address": {"line1": "Lindenweg 1", "city": "Köln", "country": "DE"},
            "shipping": {"name": "Lager", "address": {"city": "Köln"}},
            "tax_id_data": [{"type": "eu_vat", "value": "DE123456789"}],
            "payment_method": "pm_card_visa",
            "metadata": {"ref": "7"},
        }
    )
    method = client.v1.payment_methods.list({"customer": customer.id}).data[0]
    client.v1.customers.update(
        customer.id, {"invoice_settings": {"default_payment_method": method.id}}
    )
    return customer.id


def _catalogue(client: stripe.StripeClient) -> dict[str, str]:
    product = client.v1.products.create(
        {"name": "Probe", "default_price_data": {"currency": "usd", "unit_amount": 2500}}
    )
    monthly = client.v1.prices.create(
        {
            "product": product.id,
            "currency": "usd",
            "unit_amount": 900,
            "recurring": {"interval": "month"},
        }
    )
    rate = client.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": 19, "inclusive": False}
    )
    coupon = client.v1.coupons.create({"percent_off": 10, "duration": "once"})
    return {
        "once": str(product.default_price),
        "monthly": monthly.id,
        "rate": rate.id,
        "coupon": coupon.id,
    }


def _invoices(
    sandbox: StripeSandbox,
    client: stripe.StripeClient,
    customer: str,
    prices: dict[str, str],
) -> None:
    """Paid with discount and tax, credited, attached, reported from elsewhere."""
    first = _invoice(client, customer, prices)
    client.v1.invoices.pay(first)
    client.v1.credit_notes.create(
        {"invoice": first, "amount": 500, "refund_amount": 300, "credit_amount": 200}
    )
    second = _invoice(client, customer, prices)
    client.v1.invoices.finalize_invoice(second)
    line = client.v1.invoices.line_items.list(second).data[0]
    client.v1.credit_notes.create(
        {
            "invoice": second,
            "lines": [
                {"type": "invoice_line_item", "invoice_line_item": line.id, "quantity": 1}
            ],
        }
    )
    record = client.v1.payment_records.report_payment(
        {
            "amount_requested": {"currency": "usd", "value": 400},
            "initiated_at": sandbox.clock.now(),
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": sandbox.clock.now()},
            "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
        }
    )
    client.v1.invoices.attach_payment(second, {"payment_record": record.id})
    third = _invoice(client, customer, prices)
    client.v1.invoices.finalize_invoice(third)
    client.v1.invoices.void_invoice(third)
    _invoice(client, customer, prices)
    client.v1.invoice_items.create({"customer": customer, "amount": 100, "currency": "usd"})


def _invoice(client: stripe.StripeClient, customer: str, prices: dict[str, str]) -> str:
    invoice = client.v1.invoices.create(
        {"customer": customer, "discounts": [{"coupon": prices["coupon"]}]}
    )
    client.v1.invoices.add_lines(
        invoice.id,
        {
            "lines": [
                {"pricing": {"price": prices["once"]}, "quantity": 2},
                {"amount": 1000, "description": "Work", "tax_rates": [prices["rate"]]},
            ]
        },
    )
    return invoice.id


def _payments(sandbox: StripeSandbox, client: stripe.StripeClient, customer: str) -> None:
    """Declined, refunded, disputed, pending, authorised, authenticated, saved."""

    def pay(method: str, **more: Any) -> Any:
        return client.v1.payment_intents.create(
            {
                "amount": 5000,
                "currency": "usd",
                "customer": customer,
                "payment_method": method,
                "confirm": True,
                **more,
            }
        )

    try:
        pay("pm_card_visa_chargeDeclined")
    except stripe.CardError:
        pass
    paid = pay("pm_card_bypassPending")
    client.v1.refunds.create({"payment_intent": paid.id, "amount": 700})
    pay("pm_card_createDispute")
    pay("pm_usBankAccount_success")
    pay("pm_card_visa", capture_method="manual")
    pay("pm_card_threeDSecure2Required")
    pay("pm_card_visa", currency="gbp")
    client.v1.setup_intents.create(
        {"customer": customer, "payment_method": "pm_usBankAccount_success", "confirm": True}
    )
    client.v1.payouts.create({"amount": 1000, "currency": "usd"})
    sandbox.control.call("POST", "/payouts/run", {"currency": "usd"})


def _recurring(
    sandbox: StripeSandbox,
    client: stripe.StripeClient,
    customer: str,
    prices: dict[str, str],
) -> None:
    client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": prices["monthly"], "quantity": 3}]}
    )
    client.v1.customers.balance_transactions.create(
        customer, {"amount": -100, "currency": "usd"}
    )
    sandbox.advance(33 * DAY_S)


def _checkout(
    sandbox: StripeSandbox,
    client: stripe.StripeClient,
    customer: str,
    prices: dict[str, str],
) -> None:
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "customer": customer,
            "client_reference_id": "S00007",
            "success_url": "https://shop.example/done?id={CHECKOUT_SESSION_ID}",
            "line_items": [{"price": prices["once"], "quantity": 1}],
        }
    )
    path = f"/checkout/sessions/{session.id}/complete"
    sandbox.control.call("POST", path, {"payment_method": "pm_card_visa"})
    client.v1.checkout.sessions.create(
        {"mode": "setup", "currency": "usd", "customer": customer, "success_url": "https://s.example"}
    )


def _funds_and_plans(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, prices: dict[str, str]
) -> None:
    """Bank transfers, a schedule, a code, a price in tiers."""
    control = sandbox.control
    control.call("POST", "/bank_transfers", {"customer": customer, "amount": 700})
    control.call("POST", f"/bank_transfers/{customer}/return", {"amount": 200})
    client.v1.customers.cash_balance.retrieve(customer)
    client.v1.subscription_schedules.create(
        {
            "customer": customer,
            "start_date": sandbox.clock.now() + DAY_S,
            "phases": [{"items": [{"price": prices["monthly"], "quantity": 1}]}],
        }
    )
    client.v1.promotion_codes.create(
        {"code": "TOUR", "promotion": {"type": "coupon", "coupon": prices["coupon"]}}
    )
