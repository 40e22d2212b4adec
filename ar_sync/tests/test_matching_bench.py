"""Risk: the benchmark reads its data wrongly, or flatters the engine."""

import json

import pytest

from bench import matching as bench
from bench.matching_data import FolderError, read_folder
from bench.matching_decoys import add_decoys

INVOICES = """invoice_id,Client,Company Code,Document Number,Assignment Number,Billing Number,\
Customer ID,Customer Name,Currency Code,Amount,Document Date,Due Date
0,001,1000,1000031421,INV100000000022749,9647723133,C1,Bertolini & Co. SRL,EUR,168.34,20090920,20091015
1,001,1000,1000007386,INV100000000002294,1578143475,C1,Bertolini & Co. SRL,EUR,759.41,20090920,20091015
2,001,1000,1000017045,INV100000000007826,4363371151,C2,Dubois S.A.R.L.,USD,910.95,20200920,20201027
"""
PAYMENTS = """payment_id,Business Partner,Account Number,Memo Line,Amount,Currency,Posting Date
0,Bertolini & Co. SRL,IT10,INV100000000022749,68.34,EUR,20090922
1,Bertolini & Co. SRL,IT10, 9647723133,99.99999999999999,EUR,20091012
2,Someone else,FR10,4363371151,910.95,USD,2020-09-23
"""
MATCHES = """match_id,match_category,perturbation_categories,invoice_ids,payment_ids
0,multi_pay_one_inv,[],[0],"[0, 1]"
1,one_pay_one_inv,"[""perturbed_business_partner""]",[2],[2]
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("invoices", INVOICES), ("payments", PAYMENTS), ("matches", MATCHES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def last_line(capsys):
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_a_folder_is_read_and_measured(folder, capsys):
    assert bench.main(["--folder", str(folder)]) == 0
    figures = last_line(capsys)
    assert figures["payments"] == 3
    assert figures["auto_rate"] == figures["payment_exact_precision"] == 1.0
    assert {"payments_per_s", "peak_rss_mb", "recall_at_3"} <= figures.keys()


def test_a_byte_order_mark_changes_nothing(folder):
    plain = read_folder(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_folder(folder) == plain
    assert plain.refused == []
    assert plain.payments[1].amount_minor == 10000
    assert plain.truth[1].shape == "many:1"


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("payments", "7,X,Y,memo,many,EUR,20200101", "amount 'many' is not a number"),
        ("payments", "7,X,Y,memo,-5,EUR,20200101", "amount '-5' is not positive"),
        ("payments", "7,X,Y,memo,5,EURO,20200101", "currency 'EURO'"),
        ("payments", "7,X,Y,memo,5,EUR,1.1.2020", "date '1.1.2020'"),
        ("payments", "7,X,Y", "too few or too many columns"),
        ("payments", "x,X,Y,memo,5,EUR,20200101", "invalid literal"),
        ("payments", "0,X,Y,memo,5,EUR,20200101", "id 0 appears twice"),
        ("invoices", "7,001,1000,1,2,3,C,N,EUR,NaN,20200101,20200101", "not positive"),
        ("matches", "7,x,[],[99],[0]", "unknown or unreadable ids [99]"),
        ("matches", "7,x,[],[],[0]", "without invoices or payments"),
        ("matches", "7,x,[],oops,[0]", "Expecting value"),
        ("matches", "7,x,[],5,[0]", "not iterable"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_is_used(folder, name, row, said):
    path = folder / f"{name}.csv"
    path.write_text(path.read_text() + row + "\n")
    data = read_folder(folder)
    [refusal] = data.refused
    assert said in refusal and refusal.startswith(f"{name}.csv")
    assert (len(data.invoices), len(data.payments), len(data.truth)) == (3, 3, 3)


def test_refused_rows_are_counted(folder, capsys):
    (folder / "payments.csv").write_text(PAYMENTS + "7,X,Y,memo,many,EUR,20200101\n")
    assert bench.main(["--folder", str(folder), "--decoys", ""]) == 0
    assert last_line(capsys)["refused"] == 1


def test_decoys_that_are_posted_would_be_wrong(folder, capsys):
    assert bench.main(["--folder", str(folder), "--decoys", "1", "--seed", "7"]) == 0
    figures = last_line(capsys)
    assert (figures["decoys"], figures["seed"], figures["invoices"]) == (1, 7, 6)


def test_a_missing_file_or_column_is_said(folder, capsys):
    (folder / "matches.csv").unlink()
    assert bench.main(["--folder", str(folder)]) == 2
    assert "matches.csv is missing" in capsys.readouterr().err
    (folder / "matches.csv").write_text("match_id\n1\n")
    assert "no column 'invoice_ids'" in read_folder(folder).refused[0]
    (folder / "payments.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FolderError, match="cannot be read"):
        read_folder(folder)


def test_decoys_come_from_the_seed_and_keep_out_of_the_way(folder):
    def with_decoys(seed):
        data = read_folder(folder)
        add_decoys(data, seed)
        return data

    one, same, other = with_decoys(1), with_decoys(1), with_decoys(2)
    assert one == same != other
    assert len(one.invoices) == 6
    numbers = [i.assignment for i in one.invoices.values()]
    assert len(set(numbers)) == 6
    assert all(n.startswith("INV1000000000") and len(n) == 18 for n in numbers)
    assert one.truth == read_folder(folder).truth


def test_a_wrong_match_would_be_counted(folder, capsys):
    swapped = MATCHES.replace('[0],"[0, 1]"', '[1],"[0, 1]"')
    (folder / "matches.csv").write_text(swapped)
    bench.main(["--folder", str(folder)])
    figures = last_line(capsys)
    assert figures["wrong"] == 2
    assert figures["payment_exact_precision"] == round(1 / 3, 5)
