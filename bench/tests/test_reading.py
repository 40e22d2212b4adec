"""Risk: the figures of the reader of replies say something else than their names."""

import json

import pytest

from bench import reading

MAIL = {
    "id": "1",
    "language": "en",
    "reference_date": "2026-03-11",
    "subject": "Re: Reminder",
    "headers": {"From": "ann@customer.example"},
    "text": "Payment of EUR 500 will be made on Friday.",
    "intents": ["promise"],
    "promise_date": "2026-03-13",
    "promise_amount": 500,
    "promise_currency": "EUR",
}
QUESTION = {**MAIL, "text": "What is this for?", "intents": ["question"], "promise_date": None, "promise_amount": None}


def write(tmp_path, *rows):
    path = tmp_path / "mails.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def figures(tmp_path, capsys, *rows, options=()):
    assert reading.main(["--file", str(write(tmp_path, *rows)), *options]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_right_reading_counts_in_full(tmp_path, capsys):
    found = figures(tmp_path, capsys, MAIL, "", QUESTION)
    assert (found["macro_f1"], found["micro_f1"], found["date_exact"], found["amount_exact"]) == (1, 1, 1, 1)
    assert (found["mails"], found["promises"]) == (2, 1)
    assert found["mails_per_s"] > 0


@pytest.mark.parametrize(
    ("truth", "date_exact", "amount_exact"),
    [
        ({"promise_date": "2026-03-14"}, 0, 1),
        ({"promise_date": None}, 0, 1),
        ({"promise_amount": 501}, 1, 0),
        ({"promise_amount": None}, 1, 0),
        ({"promise_currency": "USD"}, 1, 0),
        ({"intents": ["paid"], "promise_date": None, "promise_amount": None}, 0, 0),
        ({"promise_amount": "500.00"}, 1, 1),
        ({"reference_date": "2026-03-11T23:30:00-08:00"}, 1, 1),
    ],
)
def test_a_date_or_sum_that_is_not_the_true_one_is_wrong(tmp_path, capsys, truth, date_exact, amount_exact):
    found = figures(tmp_path, capsys, {**MAIL, **truth})
    assert (found["date_exact"], found["amount_exact"]) == (date_exact, amount_exact)


def test_a_promise_that_was_not_seen_is_wrong_too(tmp_path, capsys):
    found = figures(tmp_path, capsys, {**QUESTION, "intents": ["promise"], "promise_date": "2026-03-13"})
    assert (found["date_exact"], found["promises"], found["macro_f1"]) == (0, 1, 0)


def test_without_promises_there_is_no_share(tmp_path, capsys):
    assert figures(tmp_path, capsys, QUESTION)["date_exact"] is None


def test_wrong_readings_are_shown_and_the_hint_can_be_left_out(tmp_path, capsys):
    path = write(tmp_path, {**MAIL, "intents": ["paid"]}, {**MAIL, "intents": ["legal"]})
    assert reading.main(["--file", str(path), "--show", "1", "--no-hint"]) == 0
    out = capsys.readouterr().out
    assert out.count("1: true ['paid']") == 1 and "['legal']" not in out
    assert "promise by promise.weekday: 'Payment of EUR 500 will be made on Friday.'" in out


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "line 2: "),
        (json.dumps({**MAIL, "intents": ["nonsense"]}), "line 2: unknown intents nonsense"),
        (json.dumps({**MAIL, "reference_date": "soon"}), "line 2: "),
        (json.dumps({**MAIL, "promise_amount": "much"}), "line 2: "),
        (json.dumps({**MAIL, "text": 5}), "line 2: text and subject must be strings"),
        (json.dumps({key: value for key, value in MAIL.items() if key != "text"}), "line 2: 'text' is missing"),
        ("[]", "line 2: "),
    ],
)
def test_a_bad_line_is_named(tmp_path, capsys, row, message):
    assert reading.main(["--file", str(write(tmp_path, MAIL, row))]) == 2
    assert message in capsys.readouterr().err


def test_a_file_without_mails_and_no_file_are_errors(tmp_path, capsys):
    assert reading.main(["--file", str(write(tmp_path, ""))]) == 2
    assert reading.main(["--file", str(tmp_path / "none.jsonl")]) == 2
    assert "no mails" in capsys.readouterr().err
