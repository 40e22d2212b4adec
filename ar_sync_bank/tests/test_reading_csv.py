"""Risk: a CSV file is read with the wrong decimal sign, column or day, and nobody sees it."""

from datetime import date
from decimal import Decimal

import pytest

from ..reading import CsvMapping, FileRefused, propose, read
from .bank_files import IBAN, OTHER, only

BASE = {"booking_date": ("Date",), "amount": ("Amount",)}


def mapping(columns=None, **options):
    columns = BASE if columns is None else columns
    return CsvMapping(columns, **{"currency": "EUR", "decimal": ".", "delimiter": ",", **options})


def entries_of(text, found, **options):
    file = read(text.encode(), mapping=found, **options)
    return [entry for statement in file.statements for entry in statement.entries]


def amount_of(cell, decimal):
    found = mapping(decimal=decimal, delimiter=";")
    return only(read(f'Date;Amount\n2026-03-02;"{cell}"\n'.encode(), mapping=found)).amount


@pytest.mark.parametrize(
    ("cell", "decimal", "amount"),
    [
        ("1.234,50", ",", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("1,234", ".", "1234"),
        ("1.234", ",", "1234"),
        ("-12,5", ",", "-12.5"),
        ("12,50-", ",", "-12.50"),
        ("(12.50)", ".", "-12.50"),
        ("€ 12.50", ".", "12.50"),
        ("12.50 USD", ".", "12.50"),
        ("1'234.50", ".", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("+0,00", ",", "0.00"),
    ],
)
def test_amounts(cell, decimal, amount):
    assert amount_of(cell, decimal) == Decimal(amount)


@pytest.mark.parametrize(
    ("cell", "decimal"), [("1.5", ","), ("1,5", "."), ("1.23.4", ","), ("", "."), ("1e5", "."), ("abc", ".")]
)
def test_an_amount_of_another_kind_is_refused_and_not_bent(cell, decimal):
    data = f"Date;Amount\n2026-03-02;{cell}\n2026-03-02;7\n".encode()
    file = read(data, mapping=mapping(decimal=decimal, delimiter=";"))
    assert "is not a number" in file.refusals[0].reason
    assert file.refusals[0].entry == "row 2"
    assert [entry.amount for entry in file.statements[0].entries] == [Decimal("7")]


def test_every_column():
    columns = {
        **{name: (name,) for name in (
            "booking_date value_date amount currency name account bic ultimate_name bank_reference end_to_end_id "
            "mandate_id reference description own_account fee".split()
        )},
        "text": ("text", "more"),
    }  # fmt: skip
    head = ",".join(name for names in columns.values() for name in names)
    row = f"2026-03-02,2026-03-03,10.00,USD,Ada,{OTHER},DEUTDEFF,Mother,B-1,E-1,M-1,RF1,CARD,{IBAN},0.30,INV 1,thanks"
    file = read(f"{head}\n{row}\n".encode(), mapping=mapping(columns))
    entry = only(file)
    assert (entry.value_date, entry.currency) == (date(2026, 3, 3), "USD")
    assert (entry.payer.iban, entry.payer.bic, entry.payer.ultimate_name) == (OTHER, "DEUTDEFF", "Mother")
    assert (entry.bank_reference, entry.end_to_end_id, entry.mandate_id) == ("B-1", "E-1", "M-1")
    assert (entry.remittance.text, entry.remittance.references) == ("INV 1\nthanks", ("RF1",))
    assert (entry.charges[0].amount, entry.description) == (Decimal("-0.30"), "CARD")
    assert file.statements[0].account.iban == IBAN


def test_debit_and_credit_columns():
    found = mapping({"booking_date": ("Date",), "debit": ("Out",), "credit": ("In",)})
    rows = ["5.00,", "-5.00,", ",7.00", ",-7.00", "0.00,", "5.00,0.00", "0.00,7.00"]
    text = "Date,Out,In\n" + "".join(f"2026-03-02,{row}\n" for row in rows)
    amounts = [entry.amount for entry in entries_of(text, found)]
    assert amounts == [Decimal(one) for one in ("-5.00", "-5.00", "7.00", "-7.00", "0.00", "-5.00", "7.00")]
    file = read(b"Date,Out,In\n2026-03-02,,\n2026-03-02,1,2\n", mapping=found)
    assert ["neither a debit nor" in file.refusals[0].reason, "both a debit" in file.refusals[1].reason] == [True, True]
    assert file.statements == ()


@pytest.mark.parametrize(
    ("word", "amount"), [("Af", "-5"), ("Bij", "5"), ("S", "-5"), ("H", "5"), ("DBIT", "-5"), ("+", "5")]
)
def test_a_column_for_the_direction(word, amount):
    found = mapping({**BASE, "direction": ("Dir",)})
    assert entries_of(f"Date,Amount,Dir\n2026-03-02,5,{word}\n", found)[0].amount == Decimal(amount)


def test_a_direction_that_is_none_or_contradicts_is_refused():
    found = mapping({**BASE, "direction": ("Dir",)})
    file = read(b"Date,Amount,Dir\n2026-03-02,5,?\n2026-03-02,-5,C\n", mapping=found)
    assert len(file.refusals) == 2


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8-sig", "Date,Amount,Name\n2026-03-02,5,Zoë\n".encode("utf-8-sig")),
        ("utf-8-sig", "Date,Amount,Name\n2026-03-02,5,Zoë\n".encode()),
        ("cp1252", "Date,Amount,Name\n2026-03-02,5,Zoë\n".encode("cp1252")),
        ("utf-16", "Date,Amount,Name\n2026-03-02,5,Zoë\n".encode("utf-16")),
    ],
)
def test_encodings(encoding, data):
    found = mapping({**BASE, "name": ("Name",)}, encoding=encoding)
    assert only(read(data, mapping=found)).payer.name == "Zoë"
    assert propose(data).mapping.encoding == encoding


def test_a_file_of_another_encoding_is_refused():
    with pytest.raises(FileRefused, match="not of the encoding utf-8"):
        read("Date,Amount\n2026-03-02,5 €\n".encode("cp1252"), mapping=mapping())


def test_rows_above_the_header_below_the_table_and_between():
    text = "My Bank\n\nDate,Amount\n2026-03-02 09:30:00,5\n\n ,\n2026-03-02T09:30,6\nTotal,11\n"
    file = read(text.encode(), mapping=mapping(header_row=3))
    assert [entry.amount for entry in file.statements[0].entries] == [Decimal("5"), Decimal("6")]
    assert [str(one) for one in file.refusals] == ["row 8: the date 'Total' has not the form %Y-%m-%d"]


def test_no_header_and_names_that_come_twice():
    bare = mapping({"booking_date": ("1",), "amount": ("3",)}, header_row=0, skip_rows=1)
    assert entries_of("x\n2026-03-02,a,5\n", bare)[0].amount == Decimal("5")
    twice = mapping({"booking_date": ("Date",), "amount": ("Amount (2)",)})
    assert entries_of("Date,Amount,Amount\n2026-03-02,4,5\n", twice)[0].amount == Decimal("5")


def test_rows_of_another_length_and_without_a_date():
    file = read(b"Date,Amount\n2026-03-02,5,6\n2026-03-02\n,5\n2026-03-02,5,\n", mapping=mapping())
    assert [refusal.entry for refusal in file.refusals] == ["row 2", "row 3", "row 4"]
    assert len(file.statements[0].entries) == 1


@pytest.mark.parametrize("rows", [(("5", "105"), ("-2", "103")), (("-2", "103"), ("5", "105"))])
def test_a_running_balance_is_checked_up_and_down(rows):
    found = mapping({**BASE, "balance": ("Balance",)})
    head = "Date,Amount,Balance\n"
    text = head + "".join(f"2026-03-02,{amount},{balance}\n" for amount, balance in rows)
    [statement] = read(text.encode(), mapping=found, account=IBAN).statements
    assert (statement.opening.amount, statement.closing.amount, statement.problems) == (100, 103, ())
    [broken] = read(text.replace("105", "106").encode(), mapping=found).statements
    assert "does not follow" in broken.problems[0]
    [partly] = read(text.replace("105", "").encode(), mapping=found).statements
    assert "no running balance" in partly.problems[0]


def test_each_account_and_currency_is_a_statement():
    found = mapping({**BASE, "currency": ("Cur",), "own_account": ("Own",)})
    text = f"Date,Amount,Cur,Own\n2026-03-02,1,EUR,{IBAN}\n2026-03-02,2,USD,{IBAN}\n2026-03-02,3,EUR,9\n"
    keys = [(one.account.key, one.account.currency) for one in read(text.encode(), mapping=found).statements]
    assert keys == [(IBAN, "EUR"), (IBAN, "USD"), ("9", "EUR")]


def test_the_currency_must_be_known():
    file = read(b"Date,Amount\n2026-03-02,5\n", mapping=mapping(currency=""))
    assert "ISO 4217" in file.refusals[0].reason
    assert only(read(b"Date,Amount\n2026-03-02,5\n", mapping=mapping(currency=""), currency="CHF")).currency == "CHF"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (mapping({}), "no column is the date"),
        (mapping({**BASE, "debit": ("D",)}), "choose one"),
        (mapping({**BASE, "colour": ("C",)}), "no field colour"),
        (mapping(decimal=";"), "decimal sign"),
        (mapping(delimiter="::"), "one character"),
        (mapping(delimiter='"'), "no quote"),
        (mapping(encoding="klingon"), "no encoding"),
        (mapping(encoding="rot13"), "not of the encoding rot13"),
        (mapping({**BASE, "name": ("Nobody",)}), "no column 'Nobody'"),
        (mapping(header_row=9), "no column 'Date'"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_a_sentence(found, reason):
    with pytest.raises(FileRefused, match=reason):
        read(b"Date,Amount\n2026-03-02,5\n", mapping=found)


def test_a_cell_without_an_end_is_refused():
    with pytest.raises(FileRefused, match="cannot be taken apart"):
        read(b'Date,Amount\n2026-03-02,"' + b"x" * 200_000, mapping=mapping())


def test_the_proposal_for_a_german_file():
    data = (
        "Umsätze;;;;;;\n\nBuchungstag;Valutadatum;Beguenstigter/Zahlungspflichtiger;Verwendungszweck;"
        "Kontonummer/IBAN;Betrag;Waehrung\n"
        f"31.01.26;01.02.26;Zoë;INV 1;{OTHER};1.234,50;EUR\n"
    ).encode("cp1252")
    proposal = propose(data)
    assert proposal.doubts == ()
    assert (proposal.mapping.header_row, proposal.mapping.date_format) == (3, "%d.%m.%y")
    entry = only(read(data, mapping=proposal.mapping))
    assert (entry.amount, entry.booking_date, entry.payer.name) == (Decimal("1234.50"), date(2026, 1, 31), "Zoë")
    assert (entry.payer.iban, entry.remittance.text) == (OTHER, "INV 1")


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        (b"Date,Amount\n03/02/2026,5.00\n", "day/month or month/day"),
        (b"Date;Amount\n2026-03-02;1,50\n2026-03-02;1.50\n", "some a decimal point"),
        (b"Date;Amount\n2026-03-02;1,500\n", "do not show whether"),
        (b"Date,Amount\nsoon,5.00\n", "form of the dates"),
        (b"a,b\n1,2\n", "no column is the date"),
        (b"", "no column is the date"),
        (b'"' + b"x" * 200_000, "no column is the date"),
    ],
)
def test_the_proposal_says_what_it_is_not_sure_of(data, doubt):
    assert any(doubt in one for one in propose(data).doubts)


def test_the_proposal_prefers_the_amount_to_debit_and_credit():
    columns = propose(b"Date,Amount,Debit,Credit\n2026-03-02,5.00,,\n").mapping.columns
    assert set(columns) == {"booking_date", "amount"}
