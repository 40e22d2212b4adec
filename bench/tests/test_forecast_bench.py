"""Risk: the benchmark reads a date the wrong way round, swallows a bad row, or prints what cannot be compared."""

import json
from datetime import date, timedelta

import pytest

from bench import forecast
from bench.forecast_data import FileError, read_file

HEAD = "customer,invoice_date,due_date,amount,settled_date,disputed\n"


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "invoices.csv"
    path.write_bytes(text.encode(encoding))
    return path


def issued(data):
    return [invoice.issued for invoice in data.invoices]


# === DATES === #


def test_iso_dates_and_open_invoices(tmp_path):
    data = read_file(
        written(tmp_path, HEAD + "A,2026-01-05,2026-02-04,12.50,2026-02-10,No\nB,2026-01-06,2026-02-05,7,,\n")
    )
    first, second = data.invoices
    assert (first.customer, first.issued, first.due, first.amount_minor) == (
        "A",
        date(2026, 1, 5),
        date(2026, 2, 4),
        1250,
    )
    assert first.settled_on == date(2026, 2, 10) and second.settled_on is None
    assert data.refused == [] and data.known_until == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        ("d/m/y", "A,03/04/2026,25/04/2026,1,02/05/2026,\nB,13/04/2026,03/05/2026,1,,\n"),
        ("m/d/y", "A,4/3/2026,4/25/2026,1,5/2/2026,\nB,4/13/2026,5/3/2026,1,,\n"),
        ("d/m/y", "A,03.04.26,25.04.26,1,02.05.26,\nB,13.04.26,03.05.26,1,,\n"),
    ],
)
def test_the_whole_column_tells_day_from_month(tmp_path, order, rows):
    data = read_file(written(tmp_path, HEAD + rows))
    assert issued(data) == [date(2026, 4, 3), date(2026, 4, 13)]
    assert data.invoices[0].settled_on == date(2026, 5, 2)
    assert set(data.orders.values()) == {order}


def test_a_column_that_does_not_tell_follows_the_others(tmp_path):
    """No settlement has a day above 12; the due dates show what the file means."""
    data = read_file(written(tmp_path, HEAD + "A,01/02/2026,28/02/2026,1,05/03/2026,\n"))
    assert issued(data) == [date(2026, 2, 1)] and data.invoices[0].settled_on == date(2026, 3, 5)


def test_where_no_column_tells_sense_does(tmp_path):
    """Read as m/d/y the invoice would be settled before it was issued."""
    data = read_file(written(tmp_path, HEAD + "A,11/02/2026,12/03/2026,1,01/04/2026,\n"))
    assert issued(data) == [date(2026, 2, 11)]


def test_a_date_that_does_not_fit_its_column_is_refused(tmp_path):
    rows = "".join(f"A,{day}/04/2026,{day}/05/2026,1,,\n" for day in range(13, 20))
    data = read_file(written(tmp_path, HEAD + rows + "A,04/25/2026,20/05/2026,1,,\n"))
    assert len(data.invoices) == 7
    assert data.refused == [
        "line 9: invoice_date: '04/25/2026' is no date of the form d/m/y, as the others of its column"
    ]


# === BAD ROWS === #


def test_bad_rows_are_refused_with_their_line(tmp_path):
    rows = (
        "A,2026-01-05,2026-02-04,12.50,2026-02-10,No\n"
        ",2026-01-05,2026-02-04,12.50,,\n"
        "B,2026-01-05,,12.50,,\n"
        "B,2026-02-30,2026-03-04,12.50,,\n"
        "B,2026-01-05,2026-02-04,twelve,,\n"
        "B,2026-01-05,2026-02-04,-3,,\n"
        "B,2026-01-05,2026-02-04,1,,perhaps\n"
        "B,2026-01-05,2026-02-04\n"
        "\n"
        "B,2026-01-05,2026-02-04,NaN,,\n"
    )
    data = read_file(written(tmp_path, HEAD + rows))
    assert len(data.invoices) == 1
    assert sorted(line.split(":")[0] for line in data.refused) == sorted(f"line {n}" for n in (3, 4, 5, 6, 7, 8, 9, 11))
    assert any("not above zero" in line for line in data.refused)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("customer,amount\nA,1\n", "no column invoice_date"),
        ("", "no column customer"),
        (HEAD, "no line that can be read"),
    ],
)
def test_a_file_that_is_none_says_why(tmp_path, capsys, text, message):
    path = written(tmp_path, text)
    with pytest.raises(FileError, match=message):
        read_file(path)
    assert forecast.main(["--file", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_a_missing_file_says_so(tmp_path, capsys):
    assert forecast.main(["--file", str(tmp_path / "none.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_semicolons_decimal_commas_and_a_byte_order_mark(tmp_path):
    text = HEAD.replace(",", ";") + "Müller;05.01.2026;31.01.2026;1.234,50;;nein\n"
    data = read_file(written(tmp_path, text, "utf-8-sig"))
    assert data.invoices[0].amount_minor == 123450 and data.invoices[0].customer == "Müller"
    assert read_file(written(tmp_path, text, "cp1252")).invoices[0].customer == "Müller"


def test_three_decimals_are_kept_for_all(tmp_path):
    data = read_file(written(tmp_path, HEAD + "A,2026-01-05,2026-02-04,1.125,,\nA,2026-01-05,2026-02-04,2,,\n"))
    assert [invoice.amount_minor for invoice in data.invoices] == [1125, 2000] and data.decimals == 3


# === THE RUN === #


def test_the_last_line_is_the_figures(tmp_path, capsys):
    rows = []
    for number in range(720):
        start = date(2024, 1, 1) + timedelta(days=number)
        late = 15 if number % 2 else -10
        settled = start + timedelta(days=30 + late + number % 5)
        rows.append(f"C{number % 2},{start},{start + timedelta(days=30)},{100 + number % 7},{settled},\n")
    assert forecast.main(["--file", str(written(tmp_path, HEAD + "".join(rows)))]) == 0
    out = capsys.readouterr().out
    figures = json.loads(out.strip().splitlines()[-1])
    assert figures["wape"] < figures["wape_customer_median"] + 0.05 < figures["wape_due_date"]
    assert {"wape", "wape_due_date", "wape_customer_median", "bias_4w"} <= set(figures)
    assert all(label in out for label in ("due date", "customer median", "ours", "not used for open invoices"))


def test_a_file_too_short_to_judge_says_so(tmp_path, capsys):
    path = written(tmp_path, HEAD + "A,2026-01-05,2026-01-20,1,2026-01-25,\n")
    assert forecast.main(["--file", str(path)]) == 1
    out = capsys.readouterr().out
    assert "too short" in out and json.loads(out.strip().splitlines()[-1])["wape"] is None
