"""Risk: an OFX file of either kind loses a movement, its currency or its sign."""

from datetime import date
from decimal import Decimal

import pytest

from ..reading import CounterAmount, FileRefused, read
from .bank_files import OTHER, ofx, only

MOVEMENT = "<TRNTYPE>CREDIT<DTPOSTED>20260302120000.000[-5:EST]<TRNAMT>10.00<FITID>F-1<NAME>Ada &amp; Co<MEMO>INV 1"


def test_version_1():
    file = read(ofx(MOVEMENT))
    entry = only(file)
    assert (file.format, file.version) == ("OFX", "102")
    assert (entry.amount, entry.currency, entry.booking_date) == (Decimal("10.00"), "EUR", date(2026, 3, 2))
    assert (entry.bank_reference, entry.payer.name, entry.remittance.text) == ("F-1", "Ada & Co", "INV 1")
    [statement] = file.statements
    assert (statement.account.number, statement.closing.amount) == ("12345678", Decimal("10.00"))
    assert (statement.from_date, statement.to_date) == (date(2026, 3, 1), date(2026, 3, 31))
    assert statement.problems == ()


def test_version_2():
    data = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n<OFX><CREDITCARDMSGSRSV1>'
        "<CCSTMTTRNRS><CCSTMTRS><CURDEF>USD</CURDEF><CCACCTFROM><ACCTID>4111</ACCTID></CCACCTFROM><BANKTRANLIST>"
        "<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260302</DTPOSTED><DTAVAIL>20260303</DTAVAIL>"
        "<TRNAMT>-7,50</TRNAMT><FITID>F-1</FITID><NAME></NAME><PAYEE><NAME>Bø</NAME></PAYEE><CHECKNUM/>"
        f"<REFNUM>R-1</REFNUM><BANKACCTTO><ACCTID>{OTHER}</ACCTID></BANKACCTTO></STMTTRN>"
        "</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"
    )
    file = read(data.encode())
    entry = only(file)
    assert (file.version, entry.amount, entry.value_date) == ("211", Decimal("-7.50"), date(2026, 3, 3))
    assert (entry.party.name, entry.party.iban, entry.other_ids) == ("Bø", OTHER, ("R-1",))
    assert file.statements[0].closing is None


def test_windows_1252():
    assert only(read(ofx(MOVEMENT.replace("Ada", "Zoë")))).payer.name == "Zoë & Co"


def test_an_empty_element_without_its_end_does_not_swallow_what_follows():
    entry = only(read(ofx("<TRNTYPE>CREDIT<DTPOSTED>20260302<NAME><TRNAMT>10.00<FITID>F-1<MEMO>")))
    assert (entry.amount, entry.party.name) == (Decimal("10.00"), "")
    twice = MOVEMENT.replace("<MEMO>INV 1", "<MEMO></MEMO>").replace("<FITID>", "<MEMO2></MEMO2><FITID>")
    assert only(read(ofx(twice))).bank_reference == "F-1"
    mixed = read(ofx(MOVEMENT + "</MEMO>", "<MEMO>" + MOVEMENT.replace("F-1", "F-2").replace("<MEMO>INV 1", "")))
    assert [entry.bank_reference for entry in mixed.statements[0].entries] == ["F-1", "F-2"]


def test_currencies():
    other = only(read(ofx(MOVEMENT + "<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>")))
    assert other.currency == "USD"
    was = only(read(ofx(MOVEMENT + "<ORIGCURRENCY><CURRATE>0.8<CURSYM>USD</ORIGCURRENCY>")))
    assert (was.currency, was.counter_amounts) == (
        "EUR",
        (CounterAmount("instructed", Decimal("12.50"), "USD", Decimal("0.8")),),
    )
    assert only(read(ofx(MOVEMENT + "<ORIGCURRENCY><CURRATE>0<CURSYM>USD</ORIGCURRENCY>"))).counter_amounts == ()


def test_what_the_bank_corrects_and_contradicts_is_told():
    corrected = only(read(ofx(MOVEMENT + "<CORRECTFITID>F-0<CORRECTACTION>DELETE")))
    assert (corrected.is_reversal, "delete the entry F-0" in corrected.problems[0]) == (True, True)
    odd = only(read(ofx(MOVEMENT.replace("CREDIT", "DEBIT"))))
    assert (odd.amount, "the amount counts" in odd.problems[0]) == (Decimal("10.00"), True)


@pytest.mark.parametrize(
    ("movement", "reason"),
    [
        (MOVEMENT.replace("10.00", "ten"), "not a number"),
        (MOVEMENT.replace("10.00", "1,234.50"), "not a number"),
        (MOVEMENT.replace("<TRNAMT>10.00", ""), "(missing)"),
        (MOVEMENT.replace("20260302", "20261302"), "not a date"),
        (MOVEMENT.replace("20260302120000.000[-5:EST]", "March"), "not an OFX date"),
    ],
)
def test_a_movement_that_cannot_be_read_is_refused_and_stops_no_other(movement, reason):
    file = read(ofx(movement, MOVEMENT.replace("F-1", "F-2")))
    [entry], [refusal] = file.statements[0].entries, file.refusals
    assert (entry.bank_reference, reason in refusal.reason) == ("F-2", True)
    assert refusal.entry == "entry 1 (F-1)"


def test_balances_and_days_that_cannot_be_read_are_told_of():
    data = ofx(MOVEMENT, balance="<LEDGERBAL><BALAMT>x<DTASOF>20260302</LEDGERBAL>").replace(b"20260331", b"soon")
    [statement] = read(data).statements
    assert len(statement.problems) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ofx(MOVEMENT)[:-40], "breaks off"),
        (ofx(MOVEMENT) + b"<OFX><STMTRS>", "breaks off"),
        (b"OFXHEADER:100\n\n<NOTHING>", "no <OFX>"),
        (b"OFXHEADER:100\n\n<OFX><STATUS><CODE>15500<MESSAGE>Signon invalid</STATUS></OFX>", "15500 Signon invalid"),
        (b"OFXHEADER:100\n\n<!DOCTYPE x><OFX></OFX>", "DTD"),
        (b"OFXHEADER:100\n\n<OFX>" + b"<A>" * 50 + b"</A>" * 50 + b"</OFX>", "deep"),
    ],
)
def test_a_file_without_a_statement_is_refused_with_a_sentence(data, reason):
    with pytest.raises(FileRefused, match=reason):
        read(data, "x.ofx")


def test_an_end_without_a_beginning_is_passed_over():
    assert only(read(ofx(MOVEMENT + "</NOTHING>"))).bank_reference == "F-1"
