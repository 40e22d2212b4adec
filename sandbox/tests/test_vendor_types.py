"""Everything the sandbox says and accepts exists in the official library."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from sandbox.stripe.core import versions
from sandbox.stripe.resources import registry
from sandbox.stripe.server import StripeSandbox

from . import tour
from .conftest import NOW
from .sdk_schema import differences


@pytest.fixture(scope="module")
def toured() -> Iterator[StripeSandbox]:
    """A sandbox with one of everything."""
    with StripeSandbox(seed=3, now=NOW) as sandbox:
        tour.take(sandbox)
        yield sandbox


def _objects(sandbox: StripeSandbox) -> Iterator[dict[str, Any]]:
    """Every object of the account, as JSON shows it."""
    ctx = sandbox.engine.context()
    yield json.loads(json.dumps(ctx.render({"object": "balance"})))
    for kind, table in ctx.account.tables.items():
        if not kind.startswith("_"):
            for row in table.rows.values():
                yield json.loads(json.dumps(ctx.render(row)))


def test_the_tour_makes_an_object_of_every_kind(toured: StripeSandbox) -> None:
    kinds = {row["object"] for row in _objects(toured)}
    tables = {kind for kind in toured.engine.account().tables if not kind.startswith("_")}
    assert tables - kinds <= {"webhook_endpoint"}
    assert len(kinds) >= 30


@pytest.mark.parametrize("fixture", ["toured", "small"])
def test_every_member_exists_and_no_required_one_is_missing(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    sandbox = request.getfixturevalue(fixture)
    wrong = {problem for row in _objects(sandbox) for problem in differences(row)}
    assert wrong == set()


def test_event_types_exist(toured: StripeSandbox, small: StripeSandbox) -> None:
    hint = stripe.Event.__annotations__["type"]
    known = set(typing.get_args(hint))
    assert len(known) > 200
    emitted = {
        row["type"]
        for sandbox in (toured, small)
        for row in sandbox.engine.account().table("event").rows.values()
    }
    assert emitted - known == set()
    assert len(emitted) > 35


def test_versions_exist() -> None:
    from stripe.params import _webhook_endpoint_create_params as module

    known = set(re.findall(r'"(20\d\d-\d\d-\d\d[.a-z]*)"', inspect.getsource(module)))
    assert known >= versions.VERSIONS
    assert versions.LATEST == stripe.api_version


# -- parameters ------------------------------------------------------------------


def _param_words() -> dict[str, set[str]]:
    """File of the library's parameter types -> every parameter name in it."""
    words: dict[str, set[str]] = {}
    for package in ("stripe.params", "stripe.params.checkout"):
        folder = importlib.import_module(package)
        for info in pkgutil.iter_modules(folder.__path__):
            if not info.ispkg:
                module = importlib.import_module(f"{package}.{info.name}")
                text = inspect.getsource(module)
                names = set(re.findall(r'^    "?(\w+)"?: ', text, re.M))
                prefix = "checkout" if package.endswith("checkout") else ""
                words[prefix + info.name] = names
    return words


def _names(schema: dict[str, Any]) -> Iterator[str]:
    """All parameter names of a schema, nested ones included."""
    for name, rule in schema.items():
        yield name
        inner = getattr(rule, "rule", rule)
        if hasattr(inner, "schema"):
            yield from _names(inner.schema)


#: Accepted although the library's types do not have them, and why.
EXTRA_PARAMETERS = {
    # Older API versions, which the library has dropped, still send these.
    "payment_method_types": "refused since endive, accepted before",
}


def test_parameters_exist() -> None:
    """A parameter we accept is one the library can send somewhere for that resource."""
    words = _param_words()
    every = set().union(*words.values())
    unknown = {
        (route.name, name)
        for route in registry.ROUTES
        for name in _names(dict(route.schema))
        if name not in every and name not in EXTRA_PARAMETERS
    }
    assert unknown == set()


FILES = {
    "POST /v1/customers": "_customer_create_params",
    "POST /v1/customers/:id": "_customer_update_params",
    "GET /v1/customers": "_customer_list_params",
    "POST /v1/products": "_product_create_params",
    "POST /v1/prices": "_price_create_params",
    "GET /v1/prices": "_price_list_params",
    "POST /v1/invoices": "_invoice_create_params",
    "POST /v1/invoices/:id": "_invoice_update_params",
    "GET /v1/invoices": "_invoice_list_params",
    "POST /v1/invoices/:id/add_lines": "_invoice_add_lines_params",
    "POST /v1/invoices/:id/pay": "_invoice_pay_params",
    "POST /v1/invoices/:id/attach_payment": "_invoice_attach_payment_params",
    "GET /v1/invoice_payments": "_invoice_payment_list_params",
    "POST /v1/invoiceitems": "_invoice_item_create_params",
    "POST /v1/payment_intents": "_payment_intent_create_params",
    "POST /v1/payment_intents/:id/confirm": "_payment_intent_confirm_params",
    "POST /v1/setup_intents": "_setup_intent_create_params",
    "POST /v1/refunds": "_refund_create_params",
    "GET /v1/balance_transactions": "_balance_transaction_list_params",
    "POST /v1/payouts": "_payout_create_params",
    "GET /v1/payouts": "_payout_list_params",
    "GET /v1/events": "_event_list_params",
    "POST /v1/webhook_endpoints": "_webhook_endpoint_create_params",
    "POST /v1/subscriptions": "_subscription_create_params",
    "POST /v1/credit_notes": "_credit_note_create_params",
    "POST /v1/promotion_codes": "_promotion_code_create_params",
    "POST /v1/subscription_schedules": "_subscription_schedule_create_params",
    "POST /v1/subscription_schedules/:id": "_subscription_schedule_update_params",
    "POST /v1/customers/:id/cash_balance": "_customer_cash_balance_update_params",
    "POST /v1/customers/:id/funding_instructions": "_customer_funding_instructions_create_params",
    "POST /v1/test_helpers/customers/:id/fund_cash_balance": "_customer_fund_cash_balance_params",
    "POST /v1/checkout/sessions": "checkout_session_create_params",
    "POST /v1/payment_records/report_payment": "_payment_record_report_payment_params",
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_parameters_of_an_endpoint_exist(name: str) -> None:
    route = next(route for route in registry.ROUTES if route.name == name)
    known = _param_words()[FILES[name]]
    unknown = set(_names(dict(route.schema))) - known - set(EXTRA_PARAMETERS)
    # Dates are a number or a hash of bounds, which the library types elsewhere.
    assert unknown == set()
