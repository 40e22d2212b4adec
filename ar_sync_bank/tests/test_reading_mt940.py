"""Risk: the dialect of a bank hides the sign, the reference or the payer of an MT940 entry."""

from datetime import date
from decimal import Decimal

import pytest

from ..reading import Charge, CounterAmount, FileRefused, read
from .bank_files import OTHER, mt940, only

LINE = ":61:2603020302C10,00NTRFNONREF"


def entry_of(details, line=LINE):
    """Return the entry of a statement with one line and its details."""
    return only(read(mt940(line, *([f":86:{details}"] if details is not None else []), closing="C260302EUR1,")))


@pytest.mark.parametrize(
    ("mark", "amount", "reversal"),
    [
        ("C", "10.00", False),
        ("D", "-10.00", False),
        ("RC", "-10.00", True),
        ("RD", "10.00", True),
        ("CR", "10.00", False),
    ],
)
def test_marks(mark, amount, reversal):
    entry = entry_of(None, f":61:2603020302{mark}10,00NTRFNONREF//B-1")
    assert (entry.amount, entry.is_reversal, entry.bank_reference) == (Decimal(amount), reversal, "B-1")


def test_an_expected_movement_is_pending():
    assert not entry_of(None, ":61:2603020302EC10,00NTRFNONREF").is_booked


@pytest.mark.parametrize(
    ("written", "amount"), [("9,", "9"), ("0,01", "0.01"), ("000000000025,00", "25.00"), ("0,", "0"), ("1500", "1500")]
)
def test_amounts(written, amount):
    assert entry_of(None, f":61:260302C{written}NTRFNONREF").amount == Decimal(amount)


@pytest.mark.parametrize(
    ("dates", "booked", "valued"),
    [
        ("2612311231", date(2026, 12, 31), date(2026, 12, 31)),
        ("2612310102", date(2027, 1, 2), date(2026, 12, 31)),
        ("2701021231", date(2026, 12, 31), date(2027, 1, 2)),
        ("260302", date(2026, 3, 2), date(2026, 3, 2)),
        ("2402280229", date(2024, 2, 29), date(2024, 2, 28)),
        ("2602300301", date(2026, 3, 1), date(2026, 2, 28)),
    ],
)
def test_the_year_of_an_entry_date_and_the_thirtieth_of_february(dates, booked, valued):
    entry = entry_of(None, f":61:{dates}C10,00NTRFNONREF")
    assert (entry.booking_date, entry.value_date) == (booked, valued)
    assert bool(entry.problems) is (dates == "2602300301")


def test_original_amount_and_charges():
    entry = entry_of(None, f"{LINE}\r\n/OCMT/USD12,50//CHGS/EUR1,5")
    assert entry.counter_amounts == (CounterAmount("instructed", Decimal("12.50"), "USD"),)
    assert entry.charges == (Charge(Decimal("-1.5"), "EUR"),)


def test_german_subfields():
    entry = entry_of(
        f"166?00GUTSCHRIFT?100399?20EREF+E-1?21MREF+M-1?22CRED+DE1?23SVWZ+INV/2026/00001 and I?24NV/2026/00002"
        f"?30DEUTDEFF?31{OTHER}?32Ada?33Lovelace?34123?60ABWA+Her mother"
    )
    assert (entry.end_to_end_id, entry.mandate_id) == ("E-1", "M-1")
    assert entry.remittance.text.startswith("INV/2026/00001 and I")
    assert (entry.payer.name, entry.payer.iban, entry.payer.bic) == ("Ada Lovelace", OTHER, "DEUTDEFF")
    assert entry.payer.ultimate_name == "Her mother"
    assert entry.transaction_codes == ("NTRF", "166", "123")
    assert entry.description == "GUTSCHRIFT"


def test_a_reference_that_is_wrapped_twice_is_whole():
    """Pieces have 27 characters, lines 65: neither border is a space."""
    said = "166?00GUTSCHRIFT?20SVWZ+Rechnungen INV/2026/01?212345 danke?30DEUTDEFF?31DE8937040\r\n0440532013000"
    entry = entry_of(said)
    assert "INV/2026/012345" in entry.remittance.text
    assert entry.payer.iban == OTHER


def test_a_german_return():
    said = "109?00RETOURE?20EREF+E-1?21MTLG:Konto gesperrt?22OAMT+10,00 COAM+EUR3,00?34903"
    entry = entry_of(said, LINE.replace("C10", "D13"))
    assert (entry.return_reason.code, entry.return_reason.text) == ("903", "Konto gesperrt")
    assert entry.counter_amounts == (CounterAmount("instructed", Decimal("10.00"), "EUR"),)
    assert entry.charges == (Charge(Decimal("-3.00"), "EUR"),)


def test_an_old_german_account_and_other_signs():
    entry = entry_of("051~00UEBERWEISUNG~20INV 1~3037040044~310532013000~32Ada")
    assert (entry.payer.account, entry.payer.name, entry.remittance.text) == ("37040044/0532013000", "Ada", "INV 1")


@pytest.mark.parametrize(
    ("details", "name", "text"),
    [
        (f"/EREF/E-1//CNTP/{OTHER}/DEUTDEFF/Ada//City/REMI/USTD//INV/2026/1/", "Ada", "INV/2026/1"),
        (f"/TRTP/SEPA OVERBOEKING/IBAN/{OTHER}/BIC/DEUTDEFF/NAME/Ada/REMI/INV 1/EREF/E-1", "Ada", "INV 1"),
        (f"/EREF/E-1/ORDP//NAME/Ada/IBAN/{OTHER}/BIC/DEUTDEFF/REMI/INV 1\r\nMay/ISDT/2026-03-02", "Ada", "INV 1 May"),
    ],
)
def test_dutch_words(details, name, text):
    entry = entry_of(details)
    assert (entry.payer.name, entry.payer.iban, entry.payer.bic) == (name, OTHER, "DEUTDEFF")
    assert (entry.end_to_end_id, entry.remittance.text) == ("E-1", text)


def test_dutch_reference_return_mandate_and_ultimate_payer():
    said = "/EREF/NOTPROVIDED/MARF/M-1/ULTD//NAME/Her mother/NAME/Ada/RTRN/MS03//REMI/STRD/CUR/5000056789012345/"
    entry = entry_of(said)
    assert entry.remittance.references == ("5000056789012345",)
    assert (entry.end_to_end_id, entry.mandate_id, entry.return_reason.code) == ("", "M-1", "MS03")
    assert (entry.payer.name, entry.payer.ultimate_name) == ("Ada", "Her mother")


def test_rabobank_has_the_other_side_in_the_line():
    entry = entry_of("INV 1", ":61:260302C10,00N0440121470966      W.P. Jansen")
    assert (entry.payer.name, entry.payer.account) == ("W.P. Jansen", "0121470966")
    assert entry_of("INV 1", f":61:260302C10,00N541EREF\r\n{OTHER}").payer.iban == OTHER
    assert entry_of("INV 1", ":61:260302C10,00N044NONREF          Ada").payer.name == "Ada"
    assert entry_of("INV 1", ":61:260302C10,00NTRFA-LONG-REFERENCE-OF-OURS").other_ids == ("A-LONG-REFERENCE-OF-OURS",)


def test_free_text_and_several_tags():
    assert entry_of("INV 1\r\nfrom Ada").remittance.text == "INV 1 from Ada"
    file = read(mt940(LINE, ":86:one", ":86:two", ":61:260302C1,NCHK", closing="C260302EUR111,"))
    assert [entry.remittance.text for entry in file.statements[0].entries] == ["one\ntwo", ""]


def test_lines_before_sepa():
    entry = only(read(mt940(LINE, ":NS:01INV 1\r\n02thanks\r\n15Ada\r\n17CREDIT\r\nx", closing="C260302EUR110,")))
    assert (entry.remittance.text, entry.payer.name, entry.description) == ("INV 1\nthanks", "Ada", "CREDIT")


def test_a_time_at_the_beginning_of_a_line_is_no_tag():
    assert "T13 :12:11" in entry_of("paid 2026-03-02T13\r\n:12:11").remittance.text


def test_what_is_said_of_the_statement_is_not_said_of_an_entry():
    data = mt940(":86:before", LINE, ":86:INV 1", ":62F:C260302EUR110,00", ":86:the sums")
    assert only(read(data)).remittance.text == "INV 1"


def test_a_damaged_line_is_refused_and_stops_no_other():
    bad = (":61:garbage", ":61:2602990302C1,NTRF", ":61:2603029999C1,NTRF")
    file = read(mt940(LINE, *bad, LINE, closing="C260302EUR120,"))
    [statement] = file.statements
    assert [entry.position for entry in statement.entries] == ["entry 1", "entry 5"]
    assert [refusal.entry for refusal in file.refusals] == ["entry 2", "entry 3", "entry 4"]
    assert "'garbage' is not a statement line" in file.refusals[0].reason
    assert "3 of its entries could not be read" in statement.problems


def test_a_line_broken_in_the_middle_and_a_tag_torn_from_its_colon():
    entry = only(read(mt940(":61:2603020302CR\r\n10,00N062NONREF\r\n:\r\n86:INV 1", closing="C260302EUR110,")))
    assert (entry.amount, entry.remittance.text) == (Decimal("10.00"), "INV 1")


def test_a_file_that_is_cut_off_says_so():
    [statement] = read(mt940(LINE)).statements
    assert "no closing balance" in statement.problems[0]
    assert len(statement.entries) == 1


def test_the_balance_of_a_statement_without_its_currency():
    [statement] = read(mt940(LINE, closing="C260302110,00")).statements
    assert (statement.closing.currency, statement.problems) == ("EUR", ())
    [broken] = read(mt940(LINE, closing="X")).statements
    assert any("closing balance cannot be read" in problem for problem in broken.problems)


def test_without_a_balance_the_currency_is_asked_for():
    data = b":25:123\n:61:260302C10,00NTRFNONREF\n:86:INV 1\n"
    assert "its currency is not known" in read(data).refusals[0].reason
    assert only(read(data, currency="EUR")).currency == "EUR"


def test_the_account_of_the_journal_stands_in():
    data = b":60F:C260301EUR1,\n:61:260302C1,NTRF\n:62F:C260302EUR2,\n"
    assert "which account" in read(data).statements[0].problems[0]
    [statement] = read(data, account=OTHER).statements
    assert (statement.account.iban, statement.problems) == (OTHER, ())


def test_swift_blocks_and_intraday_reports():
    plain = mt940(LINE, closing="C260302EUR110,").replace(b"-\r\n", b"-}")
    block = b"{1:F01BANKNL2AXXXX0000000000}{2:O9400000}{4:\r\n" + plain
    assert only(read(block)).amount == Decimal("10.00")
    intraday = read(b":20:I\n:25:123\n:28C:1\n:34F:EURC0,\n:61:260302C10,00NTRFNONREF\n:86:INV 1\n-")
    assert (intraday.format, only(intraday).currency) == ("MT942", "EUR")


def test_a_file_without_a_statement():
    with pytest.raises(FileRefused, match="neither account, balance nor entry"):
        read(b":20:TELEREPORTING\n", "x.sta")


def test_a_line_without_its_kind_and_a_number_that_is_none():
    assert "what kind" in entry_of(None, ":61:260302C10,00").problems[0]
    [statement] = read(mt940(LINE, number="", closing="C260302EUR110,")).statements
    assert (statement.sequence, statement.page) == ("", "")


def test_the_sign_of_the_subfields_within_a_text_and_sums_that_are_none():
    entry = entry_of(f"166?00X?20SVWZ+paid? yes?21OAMT+{'9' * 30}")
    assert (entry.remittance.text, entry.counter_amounts) == ("paid? yes", ())
    assert entry_of("166?00X?20OAMT+none?21COAM+1,00").charges == ()


def test_an_ultimate_payer_without_the_word_name():
    assert entry_of("/EREF/E-1/NAME/Ada/ULTD/Her mother/REMI/INV 1").payer.ultimate_name == "Her mother"


def test_an_intraday_report_with_two_floors():
    file = read(b":20:I\n:25:123\n:28C:1\n:34F:EURD1,\n:34F:EURC1,\n:61:260302C10,00NTRF\n-")
    assert only(file).currency == "EUR"
