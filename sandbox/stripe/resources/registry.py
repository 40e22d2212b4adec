"""All resources: importing this fills the routes, shapers, jobs and expansions."""

from __future__ import annotations

from ..core.expand import READ_PERMISSION
from ..core.router import Route
from . import (
    accounts,
    balance,
    balance_transactions,
    charges,
    checkout_sessions,
    coupons,
    credit_notes,
    customer_balance,
    customers,
    disputes,
    events,
    invoice_actions,
    invoice_items,
    invoice_legacy,
    invoice_lines,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    payment_records,
    payouts,
    prices,
    products,
    refunds,
    setup_intents,
    subscription_items,
    subscriptions,
    tax_ids,
    tax_rates,
    webhook_endpoints,
)

MODULES = (
    accounts,
    balance,
    balance_transactions,
    charges,
    checkout_sessions,
    coupons,
    credit_notes,
    customer_balance,
    customers,
    disputes,
    events,
    invoice_actions,
    invoice_items,
    invoice_legacy,
    invoice_lines,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    payment_records,
    payouts,
    prices,
    products,
    refunds,
    setup_intents,
    subscription_items,
    subscriptions,
    tax_ids,
    tax_rates,
    webhook_endpoints,
)

ROUTES: list[Route] = [route for module in MODULES for route in module.ROUTES]

READ_PERMISSION.update(
    {
        "balance_transaction": balance_transactions.READ,
        "charge": charges.READ,
        "checkout.session": checkout_sessions.READ,
        "coupon": coupons.READ,
        "credit_note": credit_notes.READ,
        "customer": customers.READ,
        "dispute": disputes.READ,
        "invoice": invoices.READ,
        "payment_intent": payment_intents.READ,
        "payment_method": payment_methods.READ,
        "payout": payouts.READ,
        "price": prices.READ,
        "product": products.READ,
        "refund": refunds.READ,
        "setup_intent": setup_intents.READ,
        "subscription": subscriptions.READ,
    }
)
