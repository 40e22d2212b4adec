"""Bank statement files to values: camt.052/.053/.054, MT940, BAI2, OFX and CSV. Pure Python: no
Odoo, no network, no clock.

`read` tells the format by the content (of a CSV file by its mapping) and returns a `File`. Every
entry of the file is in one of its statements or is named by a `Refusal`; what is odd about an
entry or a statement is among its ``problems``. A file that cannot be read at all raises
`FileRefused` with a sentence for the user; `FormatUnknown` is one that may be a CSV file.

>>> file = read(b":20:A\\n:25:NL91ABNA0417164300\\n:28C:1/1\\n:60F:C260301EUR1,00\\n"
...     b":61:2603010301C5,00NTRFNONREF//B1\\n:86:INV/2026/1\\n:62F:C260301EUR6,00\\n-")
>>> [statement] = file.statements
>>> [entry] = statement.entries
>>> file.format, entry.amount, entry.bank_reference, entry.remittance.text, statement.problems
('MT940', Decimal('5.00'), 'B1', 'INV/2026/1', ())
>>> read(b"hello", "hello.txt")  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
FormatUnknown: hello.txt: the format is not known
"""

from dataclasses import replace

from . import bai2, camt, csv_file, mt940, ofx
from .csv_mapping import CsvMapping, Proposal, propose
from .errors import EntryRefused, FileRefused, FormatUnknown
from .fields import decode, split_account
from .identity import with_ids
from .tie_out import NO_ACCOUNT
from .values import (
    BOOKED,
    PENDING,
    Account,
    Balance,
    Batch,
    Charge,
    CounterAmount,
    Entry,
    File,
    PaidDocument,
    Party,
    Refusal,
    Remittance,
    ReturnReason,
    Statement,
)

__all__ = [
    "SIZE_BYTES_MAX",
    "BOOKED",
    "PENDING",
    "Account",
    "Balance",
    "Batch",
    "Charge",
    "CounterAmount",
    "CsvMapping",
    "Entry",
    "EntryRefused",
    "File",
    "FileRefused",
    "FormatUnknown",
    "PaidDocument",
    "Party",
    "Proposal",
    "Refusal",
    "Remittance",
    "ReturnReason",
    "Statement",
    "decode",
    "propose",
    "read",
]

#: A year of a busy account is a tenth of this; more is not a statement, or is an attack.
SIZE_BYTES_MAX = 64 * 1024 * 1024


def read(
    data: bytes,
    filename: str = "",
    *,
    mapping: CsvMapping | None = None,
    currency: str = "",
    account: str = "",
) -> File:
    """Return the statements of a bank's file; raise `FileRefused`, with the name of the file.

    :param mapping: what the columns of a CSV file mean; without one it is no CSV file.
    :param currency: of the journal the file is read for, where the file does not say it.
    :param account: its account number, likewise.
    """
    try:
        file = _read(data, mapping, currency, account)
    except FileRefused as problem:
        raise type(problem)(f"{filename}: {problem}" if filename else str(problem)) from problem
    statements = [_with_account(statement, account) for statement in file.statements]
    return replace(file, statements=tuple(with_ids(statements)))


def _read(data: bytes, mapping: CsvMapping | None, currency: str, account: str) -> File:
    if not data.strip():
        raise FileRefused("the file is empty")
    if len(data) > SIZE_BYTES_MAX:
        raise FileRefused(f"the file is larger than {SIZE_BYTES_MAX // 1024 // 1024} MB")
    if mapping is not None:
        return csv_file.read(data, mapping, currency=currency, account=account)
    if camt.looks_like(data[:4000]):
        return camt.read(data)
    text = decode(data)
    if ofx.looks_like(text):
        return ofx.read(data)
    if bai2.looks_like(text):
        return bai2.read(data)
    if mt940.looks_like(text):
        return mt940.read(data, currency=currency)
    raise FormatUnknown(
        "the format is not known: it is no camt, MT940, BAI2 or OFX file; a CSV file needs a mapping "
        "of its columns"
    )


def _with_account(statement: Statement, account: str) -> Statement:
    """Return the statement with the account of the journal where the file names none."""
    if statement.account.key or not account:
        return statement
    iban, number = split_account(account)
    known = replace(statement.account, iban=iban, number=number)
    problems = tuple(one for one in statement.problems if one != NO_ACCOUNT)
    return replace(statement, account=known, problems=problems)
