"""Against answers the real API has given: members of one name have one JSON type.

The recordings are not part of this project. ``AR_SYNC_SAMPLES`` names a folder
that has them under ``stripe-recorded``; without it the tests are skipped.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from sandbox.stripe.core.versions import BASIL, before
from sandbox.stripe.server import StripeSandbox

from . import tour
from .conftest import NOW

FOLDER = Path(os.environ.get("AR_SYNC_SAMPLES", "")) / "stripe-recorded"

pytestmark = pytest.mark.skipif(
    not (os.environ.get("AR_SYNC_SAMPLES") and FOLDER.is_dir()),
    reason="AR_SYNC_SAMPLES names no folder with stripe-recorded",
)

#: Version in which the sandbox is asked, for each era of the recordings.
ERAS = {"old": "2024-06-20", "both": "2024-12-18.acacia", "new": "2026-10-28.endive"}

Shapes = dict[str, set[str]]


def _json_type(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else type(value).__name__


def _collect(value: Any, path: str, shapes: Shapes) -> None:
    """Types of every member, by kind of object and dotted path; none for null."""
    if isinstance(value, list):
        for item in value:
            _collect(item, f"{path}[]", shapes)
    if not isinstance(value, dict):
        return
    kind = value.get("object")
    base = kind if isinstance(kind, str) and kind != "list" else path
    for name, content in value.items():
        if name == "metadata":
            continue
        found = _json_type(content)
        shapes[f"{base}.{name}"].update({found} if found else ())
        _collect(content, f"{base}.{name}", shapes)


def _exchanges() -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob("*.json")):
        yield from json.loads(file.read_text())


def _era(version: str | None) -> str:
    if before(version or "2020-01-01", "2024-09-30"):
        return "old"
    return "both" if before(version or "", BASIL) else "new"


@pytest.fixture(scope="module")
def recorded() -> dict[str, Shapes]:
    """Shapes of the recorded answers, by era."""
    eras: dict[str, Shapes] = {era: defaultdict(set) for era in ERAS}
    for exchange in _exchanges():
        if exchange["status"] < 400:
            era = _era(exchange["stripe_version"])
            _collect(exchange["response"], "", eras[era])
    return eras


@pytest.fixture(scope="module")
def ours() -> dict[str, Shapes]:
    """Shapes of the sandbox's objects, by era."""
    eras: dict[str, Shapes] = {era: defaultdict(set) for era in ERAS}
    with StripeSandbox(seed=2, now=NOW) as sandbox:
        tour.take(sandbox)
        ctx = sandbox.engine.context()
        for era, version in ERAS.items():
            for kind, table in ctx.account.tables.items():
                if not kind.startswith("_") and kind != "event":
                    for row in table.rows.values():
                        shown = json.loads(json.dumps(ctx.render(row, version)))
                        _collect(shown, "", eras[era])
    return eras


@pytest.mark.parametrize("era", sorted(ERAS))
def test_members_have_the_recorded_types(
    era: str, recorded: dict[str, Shapes], ours: dict[str, Shapes]
) -> None:
    """A string where the recording has a hash is an id that was expanded there."""
    wrong = {
        path: (ours[era][path], recorded[era][path])
        for path in _typed(ours[era]) & _typed(recorded[era])
        if not ours[era][path] & recorded[era][path]
        and not (ours[era][path] == {"str"} and recorded[era][path] == {"dict"})
    }
    assert wrong == {}
    assert len(_typed(ours[era]) & _typed(recorded[era])) > 100


def _typed(shapes: Shapes) -> set[str]:
    """Paths at which something other than null was seen."""
    return {path for path, types in shapes.items() if types}


#: Members of the recordings that the sandbox leaves out, and why.
LEFT_OUT = {
    "invoice.last_finalization_error": "only after a failed automatic tax",
    "subscription.quantity": "gone from the library's types",
    "subscription.plan": "gone from the library's types",
    "charge.destination": "gone from the library's types",
    "charge.transfer_data": "Connect destination charges are not offered",
}
#: Kinds compared member by member: the money and what ties it together.
MAIN = (
    "invoice", "line_item", "invoice_payment", "charge", "payment_intent", "refund",
    "balance_transaction", "customer", "price", "subscription", "subscription_item",
)  # fmt: skip


def test_no_recorded_member_of_the_main_objects_is_missing(
    recorded: dict[str, Shapes], ours: dict[str, Shapes]
) -> None:
    kinds = {path.partition(".")[0] for path in ours["new"]}
    included = {"charge.refunds", "customer.tax", "invoice.payments", "invoice.rendering"}
    missing = {
        path
        for path in _typed(recorded["new"])
        if path.count(".") == 1
        and path.partition(".")[0] in MAIN
        and path.partition(".")[0] in kinds
        and path not in LEFT_OUT
        and path not in included
        and path not in ours["new"]
    }
    assert missing == set()


def test_errors_have_the_recorded_shape() -> None:
    """What the recordings refused, the sandbox refuses with the same members."""
    with StripeSandbox(seed=2, now=NOW) as sandbox:
        client = tour.client_of(sandbox)
        customer = client.v1.customers.create({"name": "x"}).id
        price = "price_invalid"
        calls = {
            "No such customer": lambda: client.v1.customers.retrieve("cus_none"),
            "No such PaymentMethod": lambda: client.v1.payment_methods.attach(
                "invalid", {"customer": customer}
            ),
            "No such price": lambda: client.v1.subscriptions.create(
                {"customer": customer, "items": [{"price": price}]}
            ),
        }
        for words, call in calls.items():
            with pytest.raises(stripe.InvalidRequestError) as caught:
                call()
            assert caught.value.json_body is not None
            error = caught.value.json_body["error"]
            samples = [
                (exchange["status"], exchange["response"]["error"])
                for exchange in _exchanges()
                if exchange["status"] >= 400
                and exchange["response"]["error"]["message"].startswith(words)
            ]
            assert samples
            for status, sample in samples:
                assert caught.value.http_status == status
                assert error["code"] == sample["code"]
                assert error["type"] == sample["type"]
                assert error["doc_url"] == sample["doc_url"]
                assert set(sample) <= set(error)
                assert error.get("param") == sample.get("param")
