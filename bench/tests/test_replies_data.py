"""Risk: the measure of the reply reader is wrong because its own data contradict the rules they are measured by."""

import datetime
import email.utils
import json
import re
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
PARTS = ("dev", "held")
FIELDS = {
    "id": str,
    "language": str,
    "reference_date": str,
    "subject": str,
    "headers": dict,
    "text": str,
    "intents": list,
    "promise_date": (str, type(None)),
    "promise_amount": (int, float, type(None)),
    "promise_currency": (str, type(None)),
}
LABELS = {
    "promise",
    "document",
    "paid",
    "dispute",
    "acknowledgement",
    "question",
    "redirect",
    "out_of_office",
    "remittance",
    "partial",
    "plan",
    "hardship",
    "legal",
    "unsubscribe",
    "bounce",
    "other",
}
ALONE = {"bounce", "other"}
SHARES = {"en": 0.40, "de": 0.20, "fr": 0.15, "es": 0.12, "nl": 0.13}
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}


def read(part):
    return [json.loads(line) for line in (DATA / f"replies_{part}.jsonl").read_text(encoding="utf-8").splitlines()]


def fields_of(mail):
    """Names of the fields of *mail*, but the marked words, which not every mail has."""
    return set(mail) - {"evidence"}


@pytest.fixture(scope="module", params=PARTS)
def mails(request):
    return read(request.param)


def day(text):
    return datetime.date.fromisoformat(text)


def test_every_mail_has_exactly_the_fields(mails):
    for mail in mails:
        assert fields_of(mail) == set(FIELDS), mail["id"]
        assert [name for name, kind in FIELDS.items() if not isinstance(mail[name], kind)] == [], mail["id"]
        assert mail["text"].strip() and mail["subject"].strip(), mail["id"]
        assert all(isinstance(value, str) for value in mail["headers"].values()), mail["id"]


def test_labels_are_known_and_do_not_exclude_each_other(mails):
    for mail in mails:
        labels = mail["intents"]
        assert labels and set(labels) <= LABELS and len(set(labels)) == len(labels), mail["id"]
        assert len(labels) == 1 or not ALONE & set(labels), mail["id"]
        if "partial" in labels:
            assert {"paid", "promise"} & set(labels), mail["id"]


def test_a_promise_has_a_date_or_an_amount_and_nothing_else_has(mails):
    for mail in mails:
        has = mail["promise_date"] is not None or mail["promise_amount"] is not None
        assert ("promise" in mail["intents"]) == has, mail["id"]
        assert mail["promise_currency"] is None or mail["promise_amount"] is not None, mail["id"]
        assert mail["promise_currency"] is None or re.fullmatch("[A-Z]{3}", mail["promise_currency"]), mail["id"]
        assert mail["promise_amount"] is None or mail["promise_amount"] > 0, mail["id"]


def test_dates_are_real_and_a_promise_is_not_in_the_past(mails):
    for mail in mails:
        reference = day(mail["reference_date"])
        assert email.utils.parsedate_to_datetime(mail["headers"]["Date"]).date() == reference, mail["id"]
        if mail["promise_date"]:
            assert 0 <= (day(mail["promise_date"]) - reference).days < 366, mail["id"]


def test_a_weekday_written_beside_a_date_is_the_weekday_of_that_date(mails):
    for mail in mails:
        months, days = MONTHS[mail["language"]].split(), DAYS[mail["language"]].split()
        pattern = r"\b(%s),? (\d{1,2})\.? (?:de )?(%s)(?: (?:de )?(\d{4}))?\b" % ("|".join(days), "|".join(months))
        reference = day(mail["reference_date"])
        for weekday, number, month, year in re.findall(pattern, mail["text"].lower()):
            if year:
                years = [int(year)]
            else:
                years = range(reference.year - 1, reference.year + 2)
            candidates = [datetime.date(each, months.index(month) + 1, int(number)) for each in years]
            nearest = min(candidates, key=lambda each: abs(each - reference))
            assert days[nearest.weekday()] == weekday, (mail["id"], weekday, number, month)


def test_there_are_enough_of_each_label_and_language(mails):
    assert len(mails) >= 400
    labels = Counter(label for mail in mails for label in mail["intents"])
    assert {label: labels[label] for label in LABELS if labels[label] < 15} == {}
    languages = Counter(mail["language"] for mail in mails)
    assert set(languages) == set(SHARES)
    for language, share in SHARES.items():
        assert abs(languages[language] / len(mails) - share) < 0.03, language
        spoken = {label for mail in mails if mail["language"] == language for label in mail["intents"]}
        assert LABELS - spoken == set(), language


def test_reference_dates_are_spread(mails):
    dates = [day(mail["reference_date"]) for mail in mails]
    assert {each.month for each in dates} == set(range(1, 13))
    assert {each.weekday() for each in dates} >= set(range(6))
    assert any(mail["promise_date"] and mail["promise_date"].endswith("-02-29") for mail in mails)
    assert any(mail["promise_date"] and mail["promise_date"][:4] > mail["reference_date"][:4] for mail in mails)


def test_failures_and_absences_carry_the_headers_of_such_mail(mails):
    for mail in mails:
        if "bounce" in mail["intents"]:
            assert mail["headers"]["Return-Path"] == "<>", mail["id"]
            assert "delivery-status" in mail["headers"]["Content-Type"], mail["id"]
    automatic = {"Auto-Submitted", "Precedence", "X-Autoreply"}
    absent = [mail for mail in mails if "out_of_office" in mail["intents"]]
    assert any(automatic & set(mail["headers"]) for mail in absent)
    assert any(not automatic & set(mail["headers"]) for mail in absent)


def read_whole():
    return [
        json.loads(line)
        for path in (*sorted(DATA.glob("whole_*.jsonl")), *sorted(DATA.glob("replies_held_?.jsonl")))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def test_the_whole_mails_keep_the_rules_they_are_measured_by():
    mails = read_whole()
    test_a_promise_has_a_date_or_an_amount_and_nothing_else_has(mails)
    wrong = [mail["id"] for mail in mails if not mail["intents"] or set(mail["intents"]) - LABELS]
    wrong += [mail["id"] for mail in mails if fields_of(mail) != set(FIELDS) or not mail["text"].strip()]
    wrong += [mail["id"] for mail in mails for name, kind in FIELDS.items() if not isinstance(mail[name], kind)]
    wrong += [
        mail["id"]
        for mail in mails
        if mail["promise_date"] and not 0 <= (day(mail["promise_date"]) - day(mail["reference_date"])).days < 366
    ]
    assert wrong == []


def test_marked_words_are_words_of_the_mail_and_say_a_label_it_has():
    marked = [mail for mail in (*read("dev"), *read_whole()) if "evidence" in mail]
    assert len(marked) > 10000
    assert [mail["id"] for mail in marked if set(mail["evidence"]) - set(mail["intents"])] == []
    # Marks over a line break or a table are written with single spaces.
    written = {mail["id"]: " ".join(re.sub(r"[>|\s]+", " ", mail["text"]).split()) for mail in marked}
    missing = [
        (mail["id"], words)
        for mail in marked
        for each in mail["evidence"].values()
        for words in each
        if " ".join(re.sub(r"[>|\s]+", " ", words).split()) not in written[mail["id"]]
    ]
    assert missing == []


def test_no_mail_is_there_twice():
    both = [mail for part in PARTS for mail in read(part)] + read_whole()
    for field in ("id", "text"):
        assert [value for value, times in Counter(mail[field] for mail in both).items() if times > 1] == [], field


def test_the_held_part_repeats_no_sentence_of_the_other():
    # Failure notices are written by machines, which do repeat themselves.
    lines = {
        part: {
            line.strip()
            for mail in read(part)
            if "bounce" not in mail["intents"]
            for line in mail["text"].splitlines()
            if len(line.strip()) > 30 and re.search(r"[^\W_]", line)
        }
        for part in PARTS
    }
    assert lines["dev"] & lines["held"] == set()


def test_the_counts_that_are_told_are_the_counts():
    told = (DATA / "README.md").read_text(encoding="utf-8")
    counts = {part: read(part) for part in PARTS}
    for name in [*LABELS, *SHARES, "mails"]:
        numbers = [
            len(mails)
            if name == "mails"
            else sum(name in mail["intents"] or mail["language"] == name for mail in mails)
            for mails in counts.values()
        ]
        assert "| `{}` | {} | {} |".format(name, *numbers) in told, (name, numbers)
