"""Recorded exchanges, if there are any at hand: AR_SYNC_SAMPLES names a folder with some.

They are recordings of real test accounts over six years of API versions, and belong to others,
which is why they are not in this repository.
"""

import json
import os
from pathlib import Path

import pytest

from .. import payloads
from ..payloads import error, ledger

SAMPLES = os.environ.get("AR_SYNC_SAMPLES")
MASKS = {"<VENDOR_ID>": "1", "<VENDOR_AUTH_CODE>": "x", "<PADDLE_API_KEY>": "secret"}

pytestmark = pytest.mark.skipif(
    not SAMPLES, reason="AR_SYNC_SAMPLES does not name a folder of recorded exchanges"
)


def exchanges():
    """Yield name, status and body of every recorded exchange."""
    folder = Path(SAMPLES)
    folder = folder / "stripe-recorded" if (folder / "stripe-recorded").is_dir() else folder
    for path in sorted(folder.glob("*.json")):
        for exchange in json.loads(path.read_text()):
            body = exchange["response"]
            text = body if isinstance(body, str) else json.dumps(body)
            for mask, run in MASKS.items():
                text = text.replace(mask, run)
            yield path.name, exchange["status"], json.loads(text)


def objects(value):
    """Yield every Stripe object inside a JSON value."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item)
    elif isinstance(value, dict):
        if isinstance(value.get("object"), str):
            yield value
        for item in value.values():
            yield from objects(item)


def readings():
    for name, _status, body in exchanges():
        for obj in objects(body):
            if obj["object"] in payloads.READERS:
                yield name, payloads.read_object(obj)


def test_every_object_reads_without_a_note():
    read = 0
    for name, reading in readings():
        assert reading.notes == (), (name, reading)
        read += 1
    assert read > 0


def test_every_error_reads():
    for name, status, body in exchanges():
        if status >= 400:
            assert error.read(body, status).message, name


def test_every_movement_of_the_balance_is_booked():
    for name, reading in readings():
        if reading.kind == "balance_transaction":
            assert ledger.book(reading.values).kind != ledger.SUSPENSE, name


def test_every_invoice_is_explained_by_its_lines():
    for name, reading in readings():
        if reading.kind == "invoice" and reading.values.lines_complete:
            lines_minor = sum(line.amount_minor for line in reading.values.lines)
            discounts_minor = sum(one.amount_minor for one in reading.values.discounts)
            assert lines_minor - discounts_minor == reading.values.total_minor, name
