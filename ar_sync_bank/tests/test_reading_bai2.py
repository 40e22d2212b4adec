"""Risk: a BAI2 type code gives the wrong sign, or a continuation loses a reference or a sum."""

from datetime import date
from decimal import Decimal

import pytest

from ..reading import FileRefused, PaidDocument, read
from ..reading import bai2 as bai2_reader
from .bank_files import bai2, only


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        *((code, "1") for code in ("100", "165", "399", "722", "959")),
        *((code, "-1") for code in ("400", "475", "699", "760", "960")),
    ],
)
def test_the_type_code_has_the_sign(code, amount):
    assert only(read(bai2(f"16,{code},100,,,,text/"))).amount == Decimal(amount)


@pytest.mark.parametrize("code", ["890", "099", "", "701", "abc", "1000"])
def test_a_type_code_without_a_sign_is_refused(code):
    file = read(bai2(f"16,{code},100,,,,text/", "16,165,200,,,,text/"))
    assert "neither a credit nor a debit" in file.refusals[0].reason
    assert [entry.amount for entry in file.statements[0].entries] == [Decimal("2")]


@pytest.mark.parametrize(("currency", "amount"), [("USD", "12.34"), ("JPY", "1234"), ("KWD", "1.234"), ("", "12.34")])
def test_the_currency_has_the_decimals(currency, amount):
    assert only(read(bai2("16,165,1234,,,,text/", currency=currency))).amount == Decimal(amount)


@pytest.mark.parametrize(
    ("availability", "valued"),
    [
        *((funds, None) for funds in ("", "0", "1", "Z", "S,100,0,0", "D,2,0,60,1,40")),
        *((funds, date(2026, 3, 4)) for funds in ("V,260304,", "V,260304,1200")),
    ],
)
def test_availability(availability, valued):
    entry = only(read(bai2(f"16,165,100,{availability},B-1,C-1,INV 1, thanks/")))
    assert (entry.bank_reference, entry.other_ids, entry.value_date) == ("B-1", ("C-1",), valued)
    assert entry.remittance.text == "INV 1, thanks"


def test_continuations():
    entry = only(
        read(
            bai2(
                "16,165,100,,B-1,C-1,ACH CREDIT",
                "88,REMI: INV 1, INV 2",
                "88,EREF: E-1",
                "88,DBNM: ADA, INC",
                "88,DACT: 987",
                "88,DBIC: CITIUS33",
                "88,more / text/",
            )
        )
    )
    assert (entry.end_to_end_id, entry.payer.name, entry.payer.account, entry.payer.bic) == (
        "E-1",
        "ADA, INC",
        "987",
        "CITIUS33",
    )
    assert entry.remittance.text == "INV 1, INV 2\nACH CREDIT\nmore / text"


def test_fields_may_go_on_in_a_continuation():
    entry = only(read(bai2("16,165,100/", "88,V,260304,,B-1/", "88,C-1,INV 1/")))
    assert (entry.amount, entry.bank_reference, entry.remittance.text) == (Decimal("1"), "B-1", "INV 1")


def test_a_record_may_end_before_its_references():
    assert only(read(bai2("16,165,100,/"))).amount == Decimal("1")
    assert only(read(bai2("16,165,100/"))).amount == Decimal("1")


def test_a_line_without_its_88():
    assert only(read(bai2("16,165,100,,B,C,one", "two"))).remittance.text == "one\ntwo"


def test_the_invoices_of_a_ctx_payment():
    lines = ("16,165,10000,,B-1,,ACH CTX", "88,RMR*IV*INV-1**80.00\\RMR*IV*INV-2*", "88,*25.00\\RMR*CM*CN-1**5.00\\")
    assert only(read(bai2(*lines))).remittance.documents == (
        PaidDocument("INV-1", Decimal("80.00")),
        PaidDocument("INV-2", Decimal("25.00")),
        PaidDocument("CN-1", Decimal("-5.00")),
    )


def test_returns_and_reversals():
    returned = only(read(bai2('16,557,100,,B,,Return To: Ada, Reason: "R02"/')))
    assert (returned.amount, returned.return_reason.code) == (Decimal("-1"), "R02")
    plain = only(read(bai2("16,555,100,,B,,CHARGEBACK/")))
    assert (plain.return_reason.code, plain.return_reason.text) == ("", "CHARGEBACK")
    assert only(read(bai2("16,552,100,,B,,x/"))).is_reversal


def test_sums_balances_and_control_totals():
    sums = ("010", "5000", "", "", "015", "6000", "", "", "100", "1000", "1", "")
    good = bai2("16,165,1000,,,,x/", "49,13000,3/", sums=sums)
    [statement] = read(good).statements
    assert (statement.opening.amount, statement.difference, statement.problems) == (Decimal("50"), 0, ())
    [wrong] = read(good.replace(b"16,165,1000", b"16,165,900")).statements
    assert [problem.split(" ")[0] for problem in wrong.problems] == ["the", "the", "opening"]
    [odd] = read(bai2("16,165,1000,,,,x/", "49,x/", sums=("010", "x", "", ""))).statements
    assert "control total cannot be read" in odd.problems[1]
    assert "the sum 010 cannot be read" in odd.problems[0]


def test_summaries_with_availability_of_their_own():
    sums = "045,100,,S,1,2,3,010,500,,V,260302,,015,600,,D,1,0,600"
    [statement] = read(bai2("16,165,100,,,,x/", sums=sums.split(","))).statements
    assert (statement.opening.amount, statement.closing.amount) == (Decimal("5"), Decimal("6"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("16,165,12.50,,,,x/", "not a whole number"),
        ("16,165,,,,,x/", "(missing)"),
        ("16,165/", "breaks off"),
        ("16,165,100,V,269999,,,,x/", "not a date"),
        ("16,165,100,D,many,,,x/", "not a count"),
        ("16,165,100,D,²,,,x/", "not a count"),
    ],
)
def test_a_movement_that_cannot_be_read_is_refused_and_stops_no_other(line, reason):
    file = read(bai2(line, "16,475,200,,,,x/"))
    assert reason in file.refusals[0].reason
    assert file.refusals[0].entry == "entry 1 (line 4)"
    assert [entry.amount for entry in file.statements[0].entries] == [Decimal("-2")]


def test_records_out_of_place_are_refused_by_line():
    group = "02,C,B,1,269999,,USD,2/\n77,what/\n03,1,USD,,,,/\n16,165,1,,,,x/\n"
    file = read(f"01,B,C,260302,0800,1,,,2/\n16,165,100,,,,x/\n{group}99,0,1,2/\n".encode())
    reasons = [str(refusal) for refusal in file.refusals]
    assert "line 2: it belongs to no account (03)" in reasons
    assert any("line 4" in reason and "is not a BAI2 record" in reason for reason in reasons)
    assert any("its group has no date" in reason for reason in reasons)


def test_an_account_of_no_currency_is_refused_with_its_entries():
    file = read(bai2("16,165,1,,,,x/", currency="12"))
    assert file.statements == ()
    assert "its 1 entries are not read" in file.refusals[0].reason


def test_a_file_that_is_cut_off_says_so():
    file = read(bai2("16,165,100,,,,x/", end=False))
    assert "no end record (99)" in file.refusals[0].reason
    assert "no end record (49)" in file.statements[0].problems[0]
    with pytest.raises(FileRefused, match="no account"):
        read(b"01,B,C,260302,0800,1,,,2/\n02,C,B,1,260302,,USD,2/\n99,0,1,2/\n", "x.bai")


def test_a_signed_amount_is_told_of():
    assert "sign of its own" in only(read(bai2("16,165,-100,,,,x/"))).problems[0]


def test_blank_lines_and_a_continuation_of_nothing():
    assert only(read(bai2("", "16,165,100,,,,x/", "  ", "88,y"))).remittance.text == "x\ny"
    file = bai2_reader.read(b"88,x/\n03,1,USD,,,,/\n49,0,2/\n99,0,1,3/\n")
    assert str(file.refusals[0]) == "line 1: it continues nothing (88)"
    with pytest.raises(FileRefused):
        bai2_reader.read(b"")
