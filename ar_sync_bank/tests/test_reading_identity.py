"""Risk: the same money comes twice from two files, or two movements that look alike become one."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..reading import Account, Entry, File, Statement, read
from ..reading.identity import with_ids
from .bank_files import bal, camt, details, mt940, ntry

CENTS = st.integers(min_value=-(10**12), max_value=10**12)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2069, 12, 31))


def ids(*statements):
    return [entry.id for statement in statements for entry in statement.entries]


def swift(cents):
    """Return an amount as SWIFT writes it."""
    return f"{abs(cents) // 100},{abs(cents) % 100:02}"


@given(st.lists(st.tuples(CENTS, DAYS), max_size=20))
def test_mt940_keeps_signs_and_sums_and_names(movements):
    total = sum(cents for cents, _ in movements)
    closing = f"{'D' if total < 0 else 'C'}260302EUR{swift(total)}"
    lines = [f":61:{day:%y%m%d%m%d}{'D' if cents < 0 else 'C'}{swift(cents)}NTRFNONREF" for cents, day in movements]
    data = mt940(*lines, opening="C260301EUR0,", closing=closing)
    file = read(data)
    [statement] = file.statements
    assert [entry.amount for entry in statement.entries] == [Decimal(cents) / 100 for cents, _ in movements]
    assert [entry.booking_date for entry in statement.entries] == [day for _, day in movements]
    assert (file.refusals, statement.problems) == ((), ())
    assert len(set(ids(statement))) == len(movements)
    assert read(data) == file


@given(st.lists(CENTS, min_size=2, max_size=12))
def test_camt_takes_any_batch_apart_without_losing_a_cent(parts):
    total = sum(parts)
    transactions = [
        f'<Amt Ccy="EUR">{Decimal(abs(cents)) / 100}</Amt><CdtDbtInd>{"DBIT" if cents < 0 else "CRDT"}</CdtDbtInd>'
        for cents in parts
    ]
    amount, sign = Decimal(abs(total)) / 100, "DBIT" if total < 0 else "CRDT"
    data = camt(bal("OPBD", "0"), bal("CLBD", f"{amount}", sign), ntry(f"{amount}", sign, details(*transactions)))
    file = read(data)
    [statement] = file.statements
    assert [entry.amount for entry in statement.entries] == [Decimal(cents) / 100 for cents in parts]
    assert statement.difference == 0
    assert len(set(ids(statement))) == len(parts)
    assert read(data) == file


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=12), st.data())
def test_files_that_overlap_in_whole_days_give_the_same_names(texts, data):
    """A file of days 1 to 2 and one of days 2 to 3 agree on day 2, however much looks alike."""
    days = [data.draw(st.integers(1, 3)) for _ in texts]
    entries = [
        Entry(date(2026, 3, day), Decimal("-2.50"), "EUR", end_to_end_id=text)
        for day, text in sorted(zip(days, texts, strict=True))
    ]
    first = Statement(Account(number="1"), entries=tuple(one for one in entries if one.booking_date.day <= 2))
    second = Statement(Account(number="1"), entries=tuple(one for one in entries if one.booking_date.day >= 2))
    shared = [{one.id for one in with_ids([each])[0].entries if one.booking_date.day == 2} for each in (first, second)]
    assert shared[0] == shared[1]
    assert len({*ids(*with_ids([first])), *ids(*with_ids([second]))}) == len(entries)


COFFEE = ":61:2603020302D2,50NMSCNONREF"


def test_two_coffees_are_two():
    [statement] = read(mt940(COFFEE, ":86:coffee", COFFEE, ":86:coffee", closing="C260302EUR95,")).statements
    first, second = ids(statement)
    assert (first[:-2], first[-2:], second[-2:]) == (second[:-2], "-1", "-2")


def test_alike_movements_on_two_pages_are_two_and_a_copy_is_none():
    first = mt940(COFFEE, closing="C260302EUR97,50")
    second = mt940(COFFEE, opening="C260302EUR97,50", closing="C260302EUR95,", number="1/2")
    assert len(set(ids(*read(first + second).statements))) == 2
    assert len(set(ids(*read(first + first).statements))) == 1


def test_a_statement_that_tells_of_the_same_time_again_adds_nothing():
    first = mt940(COFFEE, closing="C260302EUR97,50")
    again = mt940(COFFEE, COFFEE, closing="C260302EUR95,", number="2/1")
    assert len(set(ids(*read(first + again).statements))) == 2


def test_notifications_have_no_balances_and_alike_payments_in_two_of_them_are_two():
    one = camt(ntry(), message="054").decode()
    begin, end = one.index("<Ntfctn>"), one.index("</Ntfctn>") + len("</Ntfctn>")
    other = one[begin:end].replace("<Id>S1</Id>", "<Id>S2</Id>")
    assert len(set(ids(*read((one[:end] + other + one[end:]).encode()).statements))) == 2


def test_a_fee_with_the_reference_of_its_payment_is_another_movement():
    reference = "<AcctSvcrRef>B-1</AcctSvcrRef>"
    [statement] = read(camt(ntry(inner=reference), ntry("0.35", "DBIT", reference))).statements
    assert len(set(ids(statement))) == 2


def test_with_a_reference_the_words_do_not_matter():
    def id_of(text):
        inner = "<AcctSvcrRef>B-1</AcctSvcrRef>" + details(f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf>")
        return ids(*read(camt(ntry(inner=inner))).statements)

    assert id_of("in the morning") == id_of("at night")
    assert ids(*read(camt(ntry(inner="<AcctSvcrRef>B-1</AcctSvcrRef>", amount="10.0"))).statements) == id_of("x")


def test_alike_payments_of_a_batch_are_as_many_as_there_are():
    tx = '<Amt Ccy="EUR">5</Amt><RltdPties><Dbtr><Nm>Ada</Nm></Dbtr></RltdPties>'
    file = read(camt(ntry(inner="<AcctSvcrRef>B-1</AcctSvcrRef>" + details(tx, tx))))
    assert isinstance(file, File)
    assert len(set(ids(*file.statements))) == 2
