"""All resources: importing this fills the routes, shapers, jobs and expansions."""

from __future__ import annotations

from ..core.expand import READ_PERMISSION
from ..core.router import Route
from . import (
    accounts,
    balance,
    balance_transactions,
    charges,
    coupons,
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
    payouts,
    prices,
    products,
    refunds,
    tax_ids,
    tax_rates,
    webhook_endpoints,
)

MODULES = (
    accounts,
    balance,
    balance_transactions,
    charges,
    coupons,
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
    payouts,
    prices,
    products,
    refunds,
    tax_ids,
    tax_rates,
    webhook_endpoints,
)

ROUTES: list[Route] = [route for module in MODULES for route in module.ROUTES]

READ_PERMISSION.update(
    {
        "balance_transaction": balance_transactions.READ,
        "charge": charges.READ,
        "coupon": coupons.READ,
        "customer": customers.READ,
        "dispute": disputes.READ,
        "invoice": invoices.READ,
        "payment_intent": payment_intents.READ,
        "payment_method": payment_methods.READ,
        "payout": payouts.READ,
        "price": prices.READ,
        "product": products.READ,
        "refund": refunds.READ,
    }
)
