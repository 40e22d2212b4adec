"""Stripe's objects as JSON for the benchmarks, of any number, the same for the same numbers.

One customer has ten invoices; each is paid by a charge of its own, a minute apart, so that no two
states of an object fall into the same second.
"""

import json

BEGIN_S = 1_772_323_200  # 1 March 2026
PER_CUSTOMER = 10


def amount_minor(number: int) -> int:
    """Return what invoice ``number`` comes to, in cents."""
    return 10_000 + number


def _money(index: int, kind: str, /, **fields) -> dict:
    created = BEGIN_S + 60 * index
    return {"object": kind, "created": created, "currency": "usd", "livemode": False, "metadata": {}, **fields}


def customer(number: int, **fields) -> dict:
    """Return a customer."""
    return {
        "id": f"cus_bench{number}", "object": "customer", "created": BEGIN_S, "livemode": False,
        "name": f"Bench Customer {number}", "email": f"ap{number}@bench.example", "metadata": {}, **fields,
    }  # fmt: skip


def invoice(number: int, batch: str = "") -> dict:
    """Return an open invoice of one line without tax."""
    amount, name = amount_minor(number), f"{batch}{number}"
    line = {
        "id": f"il_bench{name}", "object": "line_item", "amount": amount, "currency": "usd", "taxes": [],
        "description": f"Service {number}", "quantity": 1, "discountable": True, "discounts": [],
        "discount_amounts": [], "livemode": False, "metadata": {}, "invoice": f"in_bench{name}",
        "pricing": {"type": "price_details", "unit_amount_decimal": str(amount)},
    }  # fmt: skip
    return _money(
        number, "invoice", id=f"in_bench{name}", number=f"BN-{batch}-{number:06d}", status="open",
        customer=f"cus_bench{number // PER_CUSTOMER}", subtotal=amount, total=amount, amount_due=amount,
        amount_paid=0, amount_remaining=amount, starting_balance=0, total_taxes=[], discounts=[],
        status_transitions={"finalized_at": BEGIN_S + 60 * number},
        lines={"object": "list", "has_more": False, "data": [line]},
    )  # fmt: skip


def movement(number: int, change_minor: int = 0) -> dict:
    """Return the balance transaction of charge ``number``; its fee may be changed."""
    amount = amount_minor(number)
    fee = 59 + change_minor
    return _money(
        number, "balance_transaction", id=f"txn_bench{number:07d}", type="charge", reporting_category="charge",
        amount=amount, fee=fee, net=amount - fee, source=f"ch_bench{number}", status="available",
        available_on=BEGIN_S + 86_400 * 2, exchange_rate=None, description=f"Service {number}",
        fee_details=[{"type": "stripe_fee", "amount": fee, "currency": "usd", "description": "Stripe processing fees"}],
    )  # fmt: skip


def charge(number: int) -> dict:
    """Return a charge that succeeded by card."""
    amount = amount_minor(number)
    return _money(
        number, "charge", id=f"ch_bench{number}", amount=amount, amount_captured=amount, amount_refunded=0,
        customer=f"cus_bench{number // PER_CUSTOMER}", payment_intent=f"pi_bench{number}", status="succeeded",
        paid=True, captured=True, refunded=False, disputed=False, balance_transaction=f"txn_bench{number:07d}",
        description="Payment for Invoice", billing_details={"name": f"Bench Customer {number // PER_CUSTOMER}"},
        payment_method="pm_bench", payment_method_details={"type": "card", "card": {"brand": "visa", "last4": "4242"}},
    )  # fmt: skip


def payment_intent(number: int) -> dict:
    """Return the payment intent of charge ``number``."""
    amount = amount_minor(number)
    return _money(
        number, "payment_intent", id=f"pi_bench{number}", amount=amount, amount_received=amount, amount_capturable=0,
        customer=f"cus_bench{number // PER_CUSTOMER}", latest_charge=f"ch_bench{number}", status="succeeded",
        description="Payment for Invoice",
    )  # fmt: skip


def invoice_payment(number: int) -> dict:
    """Return what ties charge ``number`` to its invoice."""
    amount = amount_minor(number)
    return _money(
        number, "invoice_payment", id=f"inpay_bench{number}", invoice=f"in_bench{number}", amount_paid=amount,
        amount_requested=amount, is_default=True, status="paid", status_transitions={"paid_at": BEGIN_S + 60 * number},
        payment={"type": "payment_intent", "payment_intent": f"pi_bench{number}"},
    )  # fmt: skip


def event(name: str, kind: str, obj: dict) -> dict:
    """Return an event about an object, in the version that the suite speaks."""
    from odoo.addons.ar_sync_stripe.payloads.version import API_VERSION

    return {
        "id": f"evt_{name}", "object": "event", "api_version": API_VERSION,
        "created": obj["created"], "livemode": False,
        "type": kind, "data": {"object": obj}, "pending_webhooks": 1, "request": {"id": None, "idempotency_key": None},
    }  # fmt: skip


def inbox_row(name: str, kind: str, obj: dict) -> dict:
    """Return the row that the door makes of an event."""
    return {
        "external_id": f"evt_{name}", "kind": kind, "object_id": obj["id"], "occurred_at": None,
        "body": json.dumps(event(name, kind, obj)),
    }  # fmt: skip


def connection(env, mode: str = "automatic"):
    """Return a Stripe connection as after its first import, without streams: nothing is read by HTTP."""
    made = env["ar.sync.connection"].create(
        {
            "name": "Bench",
            "provider": "stripe",
            "environment": "test",
            "timezone": "UTC",
            "mode": mode,
            "import_from": False,
        }
    )
    made._set_state("connected", is_imported=True)
    return made


def tied_customers(env, made, count: int) -> None:
    """Store ``count`` customers and tie them to contacts."""
    from odoo.addons.ar_sync_stripe.payloads import read_object

    Customer = env["ar.stripe.customer"]
    Customer._store(made, [read_object(customer(number)).values for number in range(count)], env.cr.now())
    while Customer._apply_waiting(made):
        pass
    env.cr.commit()
