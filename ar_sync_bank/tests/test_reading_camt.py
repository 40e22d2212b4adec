"""Risk: a camt message is read with a wrong sign or sum, or what pays which invoice is lost."""

from datetime import date
from decimal import Decimal

import pytest

from ..reading import Charge, CounterAmount, FileRefused, PaidDocument, ReturnReason, read
from .bank_files import IBAN, OTHER, bal, camt, details, ntry, only

PARTIES = (
    "<RltdPties><Dbtr>{open}<Nm>Ada</Nm>{close}</Dbtr><DbtrAcct><Id><IBAN>" + OTHER + "</IBAN></Id></DbtrAcct>"
    "<Cdtr>{open}<Nm>Us</Nm>{close}</Cdtr><CdtrAcct><Id><IBAN>" + IBAN + "</IBAN></Id></CdtrAcct>"
    "<UltmtDbtr>{open}<Nm>Ada's mother</Nm>{close}</UltmtDbtr></RltdPties>"
)


@pytest.mark.parametrize("message", ["052", "053", "054"])
@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_every_message_and_version(message, version):
    new = int(version) >= 8
    status = "<Sts><Cd>BOOK</Cd></Sts>" if new else "<Sts>BOOK</Sts>"
    parties = PARTIES.format(open="<Pty>" if new else "", close="</Pty>" if new else "")
    tag = "BICFI" if int(version) > 2 else "BIC"
    agent = f"<RltdAgts><DbtrAgt><FinInstnId><{tag}>DEUTDEFF</{tag}></FinInstnId></DbtrAgt></RltdAgts>"
    refs = "<Refs><EndToEndId>E-1</EndToEndId><MndtId>M-1</MndtId><UETR>u-1</UETR></Refs>"
    text = "<RmtInf><Ustrd>INV/2026/1</Ustrd><Ustrd>thanks</Ustrd></RmtInf>"
    inner = "<ValDt><Dt>2026-03-03</Dt></ValDt><AcctSvcrRef>B-1</AcctSvcrRef>"
    found = ntry(inner=inner + details(refs + parties + agent + text), status=status)
    file = read(camt(found, message=message, version=version), "x.xml")
    entry = only(file)
    assert (file.format, file.version) == (f"camt.{message}", f"001.{version}")
    assert (entry.amount, entry.currency, entry.is_booked) == (Decimal("10.00"), "EUR", True)
    assert (entry.booking_date, entry.value_date) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (entry.bank_reference, entry.end_to_end_id, entry.mandate_id) == ("B-1", "E-1", "M-1")
    assert entry.other_ids == ("u-1",)
    assert (entry.payer.name, entry.payer.iban, entry.payer.bic) == ("Ada", OTHER, "DEUTDEFF")
    assert entry.payer.ultimate_name == "Ada's mother"
    assert entry.remittance.text == "INV/2026/1\nthanks"


def test_money_that_went_out_has_the_creditor_as_its_other_side_and_no_payer():
    parties = (
        "<RltdPties><Dbtr><Nm>Us</Nm></Dbtr><Cdtr><Nm>Bo</Nm></Cdtr>"
        f"<CdtrAcct><Id><IBAN>{OTHER}</IBAN></Id></CdtrAcct></RltdPties>"
    )
    entry = only(read(camt(ntry(sign="DBIT", inner=details(parties)))))
    assert entry.amount == Decimal("-10.00")
    assert (entry.party.name, entry.payer.is_empty) == ("Bo", True)


@pytest.mark.parametrize(("sign", "amount"), [("CRDT", "10.00"), ("DBIT", "-10.00")])
def test_a_reversal_has_the_sign_of_the_booking_and_the_parties_of_the_first(sign, amount):
    parties = PARTIES.format(open="", close="")
    reversal = "<RvslInd>true</RvslInd>"
    returned = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></RtrInf>"
    entry = only(read(camt(ntry(sign=sign, inner=reversal + details(parties + returned)))))
    assert entry.amount == Decimal(amount)
    assert entry.is_reversal
    assert entry.party.name == "Ada"
    assert entry.return_reason == ReturnReason("AC04", "closed")


def test_sums_per_invoice():
    def strd(number, amount, kind="CINV", tag="RmtdAmt"):
        return (
            f"<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Nb>{number}</Nb></RfrdDocInf>"
            f'<RfrdDocAmt><{tag} Ccy="EUR">{amount}</{tag}></RfrdDocAmt></Strd>'
        )

    discounted = strd("I-3", "100", tag="DuePyblAmt").replace(
        "</RfrdDocAmt>", '<DscntApldAmt><Amt Ccy="EUR">2.00</Amt></DscntApldAmt></RfrdDocAmt>'
    )
    credit = (
        "<Strd><RfrdDocInf><Nb>C-5</Nb></RfrdDocInf>"
        '<RfrdDocAmt><CdtNoteAmt Ccy="EUR">4</CdtNoteAmt></RfrdDocAmt></Strd>'
    )
    reference = (
        "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf>"
        '<RfrdDocAmt><RmtdAmt Ccy="EUR">7</RmtdAmt></RfrdDocAmt></Strd>'
    )
    bare = "<Strd><RfrdDocInf><Nb>I-6</Nb></RfrdDocInf></Strd>"
    inner = strd("I-1", "60.00") + strd("C-2", "5", "CREN") + discounted + credit + reference + bare
    entry = only(read(camt(ntry(inner=details(f"<RmtInf>{inner}</RmtInf>")))))
    assert entry.remittance.documents == (
        PaidDocument("I-1", Decimal("60.00"), "EUR"),
        PaidDocument("C-2", Decimal("-5"), "EUR"),
        PaidDocument("I-3", Decimal("98.00"), "EUR"),
        PaidDocument("C-5", Decimal("-4"), "EUR"),
        PaidDocument("RF18539007547034", Decimal("7"), "EUR"),
        PaidDocument("I-6", None),
    )
    assert entry.remittance.references == ("RF18539007547034",)


def test_one_sum_for_several_invoices_is_not_shared_out():
    infos = "<RfrdDocInf><Nb>I-1</Nb></RfrdDocInf><RfrdDocInf><Nb>I-2</Nb></RfrdDocInf>"
    strd = f'<Strd>{infos}<RfrdDocAmt><RmtdAmt Ccy="EUR">10</RmtdAmt></RfrdDocAmt></Strd>'
    entry = only(read(camt(ntry(inner=details(f"<RmtInf>{strd}</RmtInf>")))))
    assert entry.remittance.documents == (PaidDocument("I-1", None), PaidDocument("I-2", None))
    assert "one sum for 2 invoices" in entry.problems[0]


def tx(amount, name, place="Amt", sign=""):
    """Return a transaction with its amount at one of the places where banks write it."""
    money = f'<Amt Ccy="EUR">{amount}</Amt>'
    money = money if place == "Amt" else f"<AmtDtls><{place}>{money}</{place}></AmtDtls>"
    who = f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>"
    return f"<Refs><EndToEndId>E-{name}</EndToEndId></Refs>{money}{sign and f'<CdtDbtInd>{sign}</CdtDbtInd>'}{who}"


@pytest.mark.parametrize("place", ["Amt", "TxAmt", "InstdAmt", "CntrValAmt"])
def test_a_batch_becomes_its_payments(place):
    batch = details(tx("6.00", "Ada", place), tx("3.75", "Bo", place), tx("0.25", "Cy", place))
    file = read(camt(bal("OPBD", "0"), bal("CLBD", "10"), ntry(inner="<AcctSvcrRef>B-1</AcctSvcrRef>" + batch)))
    [statement] = file.statements
    assert statement.problems == ()
    assert [entry.amount for entry in statement.entries] == [Decimal("6.00"), Decimal("3.75"), Decimal("0.25")]
    assert [entry.payer.name for entry in statement.entries] == ["Ada", "Bo", "Cy"]
    assert [entry.position for entry in statement.entries] == ["entry 1.1", "entry 1.2", "entry 1.3"]
    assert {entry.batch.amount for entry in statement.entries} == {Decimal("10.00")}
    assert len({entry.id for entry in statement.entries}) == 3


def test_signs_within_a_batch():
    batch = details(tx("12.00", "Ada", sign="CRDT"), tx("2.00", "Bo", sign="DBIT"))
    [statement] = read(camt(ntry(inner=batch))).statements
    assert [entry.amount for entry in statement.entries] == [Decimal("12.00"), Decimal("-2.00")]


def test_a_batch_net_of_charges_is_taken_apart_net():
    cost = '<Chrgs><Rcrd><Amt Ccy="EUR">0.50</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>'
    batch = details(tx("6.50", "Ada") + cost, tx("4.50", "Bo") + cost)
    [statement] = read(camt(ntry(inner=batch))).statements
    assert [entry.amount for entry in statement.entries] == [Decimal("6.00"), Decimal("4.00")]
    assert statement.entries[0].charges == (Charge(Decimal("-0.50"), "EUR"),)


def test_the_charges_of_a_whole_batch_are_told_once():
    cost = '<Chrgs><Rcrd><Amt Ccy="EUR">0.50</Amt></Rcrd></Chrgs>'
    [statement] = read(camt(ntry(inner=cost + details(tx("6", "Ada"), tx("4", "Bo"))))).statements
    assert [len(entry.charges) for entry in statement.entries] == [1, 0]


def test_a_batch_that_does_not_add_up_stays_whole_with_all_it_names():
    entry = only(read(camt(ntry(inner=details(tx("6.00", "Ada"), tx("3.00", "Bo"))))))
    assert entry.amount == Decimal("10.00")
    assert "do not give 10 EUR" in entry.problems[0]
    assert set(entry.other_ids) >= {"E-Ada", "E-Bo"}
    assert entry.party.is_empty


def test_a_batch_without_its_payments_says_so():
    batch = "<NtryDtls><Btch><PmtInfId>P</PmtInfId><NbOfTxs>20</NbOfTxs></Btch></NtryDtls>"
    entry = only(read(camt(ntry(inner=batch))))
    assert "a batch of 20 payments" in entry.problems[0]
    assert entry.other_ids == ("P",)


def test_an_entry_in_another_currency():
    amounts = (
        '<AmtDtls><InstdAmt><Amt Ccy="USD">12.00</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">10.00</Amt></TxAmt>'
        '<CntrValAmt><Amt Ccy="USD">12.00</Amt><CcyXchg><XchgRate>1.2</XchgRate></CcyXchg></CntrValAmt></AmtDtls>'
    )
    entry = only(read(camt(ntry(inner=details(amounts)))))
    assert entry.counter_amounts == (
        CounterAmount("instructed", Decimal("12.00"), "USD"),
        CounterAmount("counter_value", Decimal("12.00"), "USD", Decimal("1.2")),
    )


def test_the_amount_of_the_entry_counts():
    odd = only(read(camt(ntry(inner=details('<Amt Ccy="EUR">105.75</Amt>')))))
    assert (odd.amount, "the entry counts" in odd.problems[0]) == (Decimal("10.00"), True)
    cost = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">0.30</TtlChrgsAndTaxAmt></Chrgs>'
    explained = only(read(camt(ntry(inner=details(f'<Amt Ccy="EUR">10.30</Amt>{cost}')))))
    assert explained.problems == ()
    assert explained.charges == (Charge(Decimal("-0.30"), "EUR"),)


@pytest.mark.parametrize("word", ["NOTPROVIDED", "not provided", "NONREF", "0000000", "-"])
def test_an_end_to_end_id_that_is_none(word):
    assert only(read(camt(ntry(inner=details(f"<Refs><EndToEndId>{word}</EndToEndId></Refs>"))))).end_to_end_id == ""


@pytest.mark.parametrize("moment", ["2026-03-02T23:59:59-05:00", "2026-03-02T00:01:00Z", "2026-03-02T01:00:00.1+14:00"])
def test_the_day_of_a_moment_is_the_one_that_the_bank_wrote(moment):
    entry = only(read(camt(ntry(day=f"<BookgDt><DtTm>{moment}</DtTm></BookgDt>"))))
    assert entry.booking_date == date(2026, 3, 2)


def test_an_entry_without_a_date_has_the_day_of_its_message_and_says_so():
    entry = only(read(camt(ntry(day=""))))
    assert (entry.booking_date, "no booking date" in entry.problems[0]) == (date(2026, 3, 2), True)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (ntry(amount="-5"), "negative"),
        (ntry(amount="1e3"), "not a number"),
        (ntry(amount="NaN"), "not a number"),
        (ntry(amount=""), "(missing)"),
        (ntry(amount="9" * 30), "not a number"),
        (ntry(sign="BOTH"), "neither a credit nor a debit"),
        (ntry(currency="euro"), "ISO 4217"),
        (ntry(day="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"), "not a date"),
        (ntry(day="<BookgDt><Dt>02.03.2026</Dt></BookgDt>"), "not an ISO date"),
    ],
)
def test_an_entry_that_cannot_be_read_is_refused_and_stops_no_other(bad, reason):
    file = read(camt(bal("OPBD", "0"), bal("CLBD", "20"), ntry(), bad, ntry(amount="7")))
    [statement], [refusal] = file.statements, file.refusals
    assert [entry.amount for entry in statement.entries] == [Decimal("10.00"), Decimal("7")]
    assert reason in refusal.reason
    assert str(refusal).startswith("statement S1, entry 2: ")
    assert statement.refused == 1
    assert any("the difference is 3 EUR" in problem for problem in statement.problems)


def test_zero_and_pending_entries():
    pending = ntry(amount="5", status="<Sts><Cd>PDNG</Cd></Sts>")
    [statement] = read(camt(bal("OPBD", "1"), bal("CLBD", "1"), ntry(amount="0.00"), pending)).statements
    assert [entry.is_booked for entry in statement.entries] == [True, False]
    assert (statement.difference, statement.problems) == (0, ())


def test_balances_of_two_currencies_and_overdrawn_ones():
    [mixed] = read(camt(bal("OPBD", "1"), bal("CLBD", "1", currency="SEK"))).statements
    assert "cannot be checked" in mixed.problems[0]
    assert mixed.difference is None
    [below] = read(camt(bal("OPBD", "4", "DBIT"), bal("CLBD", "6"), ntry())).statements
    assert (below.opening.amount, below.difference) == (Decimal("-4"), 0)


def test_pages_carry_interim_balances():
    [page] = read(camt(bal("OPBD", "0"), bal("ITBD", "10"), ntry())).statements
    assert page.closing.amount == Decimal(10)
    [last] = read(camt(bal("ITBD", "10"), bal("CLBD", "20"), ntry())).statements
    assert (last.opening.amount, last.problems) == (Decimal(10), ())
    [report] = read(camt(bal("ITBD", "10"), ntry(), message="052")).statements
    assert (report.opening, report.closing) == (None, None)


def test_a_balance_that_cannot_be_read_is_told_of():
    [statement] = read(camt(bal("OPBD", "x"), bal("CLBD", "1", sign="?"), ntry())).statements
    assert len(statement.problems) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<Document><Other/></Document>", "no camt.052"),
        (camt(ntry())[:-40], "may be cut off"),
        (camt(ntry()).replace(b"Stmt>", b"Nothing>").replace(b"BkToCstmrNothing", b"BkToCstmrStmt"), "no statement"),
    ],
)
def test_a_file_that_is_no_message_is_refused_with_a_sentence(data, reason):
    with pytest.raises(FileRefused, match=reason) as refused:
        read(data, "march.xml")
    assert str(refused.value).startswith("march.xml: ")


def test_utf_16_and_other_namespaces():
    text = camt(ntry()).decode().replace("UTF-8", "UTF-16")
    assert only(read(text.encode("utf-16"))).amount == Decimal("10.00")
    own = camt(ntry()).replace(b"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", b"urn:bank:own")
    assert read(own).version == ""


def test_the_currency_of_an_account_that_does_not_say_it():
    def currency_of(*parts):
        return read(camt(*parts).replace(b"<Ccy>EUR</Ccy>", b"")).statements[0].account.currency

    assert currency_of(bal("OPBD", "1", currency="CHF"), ntry()) == "CHF"
    assert currency_of(bal("CLBD", "1", currency="SEK")) == "SEK"
    assert currency_of(bal("CLAV", "1", currency="SEK"), ntry(currency="USD")) == "USD"
    assert currency_of() == ""


def test_a_period_that_cannot_be_read_is_told_of():
    [statement] = read(camt("<FrToDt><FrDtTm>soon</FrDtTm><ToDtTm>2026-03-02T20:00:00</ToDtTm></FrToDt>")).statements
    assert (statement.from_date, statement.to_date) == (None, date(2026, 3, 2))
    assert "not an ISO date" in statement.problems[0]


def test_an_entry_and_a_message_without_any_date():
    file = read(camt(ntry(day=""), made=""))
    assert "neither a booking date nor a value date" in file.refusals[0].reason


def test_charges_of_nothing_and_what_the_bank_gave_back():
    records = "".join(
        f'<Rcrd><Amt Ccy="EUR">{amount}</Amt>{sign}<ChrgInclInd>true</ChrgInclInd></Rcrd>'
        for amount, sign in (("0", ""), ("x", ""), ("0.20", "<CdtDbtInd>CRDT</CdtDbtInd>"))
    )
    entry = only(read(camt(ntry(inner=f"<Chrgs>{records}</Chrgs>"))))
    assert entry.charges == (Charge(Decimal("0.20"), "EUR", True),)


def test_odd_amounts_of_a_transaction_do_no_harm():
    def of(inner):
        return only(read(camt(ntry(inner=details(inner)))))

    assert of('<Amt Ccy="USD">12.00</Amt>').counter_amounts == (CounterAmount("transaction", Decimal("12.00"), "USD"),)
    assert of('<Amt Ccy="EUR">x</Amt>').problems == ()
    rate = "<CcyXchg><XchgRate>x</XchgRate></CcyXchg>"
    odd = of(f'<AmtDtls><TxAmt><Amt Ccy="USD">12.00</Amt>{rate}</TxAmt></AmtDtls>')
    assert odd.counter_amounts[0].rate is None
    due = '<DuePyblAmt Ccy="EUR">9</DuePyblAmt><DscntApldAmt Ccy="USD">1</DscntApldAmt>'
    strd = f"<Strd><RfrdDocInf><Nb>I-1</Nb></RfrdDocInf><RfrdDocAmt>{due}</RfrdDocAmt></Strd>"
    entry = of(f"<RmtInf><Ustrd> </Ustrd>{strd}</RmtInf>")
    assert entry.remittance.documents == (PaidDocument("I-1", Decimal("9"), "EUR"),)


@pytest.mark.parametrize("count", ["1", "²", "9" * 5000, "", "x"])
def test_a_count_of_payments_that_is_none(count):
    batch = f"<NtryDtls><Btch><NbOfTxs>{count}</NbOfTxs></Btch></NtryDtls>"
    assert only(read(camt(ntry(inner=batch)))).problems == ()
