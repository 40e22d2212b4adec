"""Statement files of real banks, if there are any at hand: AR_SYNC_SAMPLES names a folder with some.

They are the fixtures of other projects, and belong to them, which is why they are not in this
repository.
"""

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from ..reading import FileRefused, decode, read

SAMPLES = os.environ.get("AR_SYNC_SAMPLES")
FOLDERS = ("bank-bai2", "bank-camt", "bank-mt940")
COUNTS = {"bank-bai2": rb"(?m)^16,", "bank-camt": rb"<Ntry>", "bank-mt940": rb"(?m)^:61:"}

pytestmark = pytest.mark.skipif(
    not SAMPLES, reason="AR_SYNC_SAMPLES does not name a folder with statement files"
)


def files():
    """Return every sample by its folder and path."""
    if not SAMPLES:
        return []
    return [(folder, path) for folder in FOLDERS for path in sorted((Path(SAMPLES) / folder).glob("*"))]


@pytest.mark.parametrize(("folder", "path"), files(), ids=lambda value: getattr(value, "name", value))
def test_every_entry_is_read_or_refused_by_name(folder, path):
    data = path.read_bytes()
    try:
        file = read(data, path.name)
    except FileRefused as refused:
        assert path.name in str(refused)
        return
    booked = {
        (number, entry.position.partition(".")[0])
        for number, statement in enumerate(file.statements)
        for entry in statement.entries
    }
    refused = sum(statement.refused for statement in file.statements)
    assert len(booked) + refused == len(re.findall(COUNTS[folder], data))
    again = read(data, path.name)
    assert [one.id for each in again.statements for one in each.entries] == [
        one.id for each in file.statements for one in each.entries
    ]


def test_ninety_seven_entries_of_a_german_bank_add_up():
    path = Path(SAMPLES) / "bank-mt940" / "mt940_tests__betterplace__sepa_mt9401.sta"
    file = read(path.read_bytes())
    assert sum(len(statement.entries) for statement in file.statements) == 97
    assert {statement.difference for statement in file.statements} == {Decimal(0)}
    assert all(not statement.problems for statement in file.statements)


def test_every_sepa_reference_of_a_german_bank_is_found():
    """The oracle is the text itself: each EREF+ of the file is an end-to-end id, or says that there is none."""
    path = Path(SAMPLES) / "bank-mt940" / "mt940_tests__betterplace__sepa_mt9401.sta"
    text = decode(path.read_bytes()).replace("\r", "").replace("\n", "")
    said = len(re.findall(r"EREF\+(?!NONREF|NOTPROVIDED)", re.sub(r"\?2\d", "", text)))
    entries = [entry for statement in read(path.read_bytes()).statements for entry in statement.entries]
    assert sum(bool(entry.end_to_end_id) for entry in entries) == said > 0
