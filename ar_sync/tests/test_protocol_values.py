"""Risk: errors lose their class, keys collide, a change is not seen, a retry never ends."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.ar_sync import exceptions
from odoo.addons.ar_sync.protocol import errors, retry
from odoo.addons.ar_sync.protocol.fingerprint import canonical, fingerprint
from odoo.addons.ar_sync.protocol.idempotency import MAX_LENGTH, business_key

NOW = datetime(2026, 2, 28, 23, 59, 30)
LADDERS = {name: getattr(retry, name) for name in ("INBOX", "UNKNOWN", "OUTBOX", "STREAM")}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.text(alphabet="abcXYZ019.-", min_size=1, max_size=40)


# --- errors ---


@pytest.mark.parametrize(
    ("kind", "error_class", "is_transient"),
    [
        (errors.SyncError, "permanent", False),
        (errors.Transient, "transient", True),
        (errors.OutcomeUnknown, "transient", True),
        (errors.Permanent, "permanent", False),
        (errors.NeedsPerson, "person", False),
        (errors.AccessLost, "person", False),
    ],
)
def test_the_class_of_an_error_decides_what_happens_next(kind, error_class, is_transient):
    error = kind("It broke.")
    assert error.error_class == error_class
    assert isinstance(error, errors.Transient) is is_transient
    assert isinstance(error, errors.SyncError)
    assert getattr(exceptions, kind.__name__) is kind


@pytest.mark.parametrize("kind", [errors.SyncError, errors.Transient, errors.NeedsPerson])
def test_an_error_says_what_to_do_and_keeps_the_providers_code(kind):
    assert kind("It broke.").remedy.endswith(".")
    own = kind("It broke.", "Mend it.", "E42")
    assert (own.message, own.remedy, own.code, str(own)) == (
        "It broke.",
        "Mend it.",
        "E42",
        "It broke.",
    )


def test_the_providers_own_wish_is_kept():
    assert errors.Transient("Slow down.").retry_after_s is None
    assert errors.OutcomeUnknown("Lost.", retry_after_s=7).retry_after_s == 7


@pytest.mark.parametrize("kind", [errors.Permanent, errors.Transient, errors.AccessLost])
def test_no_error_can_be_made_that_shows_a_credential(kind):
    """Whoever prints it later (a log, a traceback, a browser) prints the masked text."""
    error = kind("Refused sk_live_51Habcdefghijkl.", "Replace whsec_0123456789abcdef.")
    for shown in (str(error), repr(error), error.message, error.remedy, *map(str, error.args)):
        assert "51Habcdefgh" not in shown
        assert "0123456789ab" not in shown


# --- retry ---


@pytest.mark.parametrize("name", LADDERS)
def test_every_ladder_ends_with_a_person(name):
    ladder = LADDERS[name]
    for attempts in range(1, len(ladder) + 1):
        assert retry.next_attempt(ladder, attempts, NOW) == NOW + timedelta(seconds=ladder[attempts - 1])
    assert retry.next_attempt(ladder, len(ladder) + 1, NOW) is None
    assert retry.next_attempt(ladder, 10**6, NOW, retry_after_s=1.0) is None


@pytest.mark.parametrize("name", LADDERS)
def test_no_ladder_waits_less_the_longer_it_fails(name):
    assert list(LADDERS[name]) == sorted(LADDERS[name])
    assert min(LADDERS[name]) >= 10, "a shorter step would be a hot loop"


def test_the_inbox_tries_longer_than_a_provider_resends():
    assert sum(retry.INBOX) > timedelta(days=3).total_seconds()


def test_an_unknown_outcome_is_asked_about_while_the_provider_remembers_the_key():
    assert sum(retry.UNKNOWN[:2]) < timedelta(hours=23).total_seconds()


@given(st.floats(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=8))
def test_the_longer_of_ladder_and_wish_counts(wish_s, attempts):
    due = retry.next_attempt(retry.INBOX, attempts, NOW, wish_s)
    assert due - NOW >= timedelta(seconds=retry.INBOX[attempts - 1])
    assert (due - NOW).total_seconds() >= wish_s - 0.001


@pytest.mark.parametrize("attempts", [0, -1])
def test_attempts_count_failures_from_one(attempts):
    with pytest.raises(ValueError, match="starts at 1"):
        retry.next_attempt(retry.INBOX, attempts, NOW)


# --- fingerprint ---


@given(st.dictionaries(st.text(), JSON_VALUES, max_size=5))
def test_order_of_keys_does_not_matter(values):
    backwards = dict(reversed(list(values.items())))
    assert canonical(values) == canonical(backwards)
    assert fingerprint(values) == fingerprint(backwards)


@given(
    st.dictionaries(st.text(), JSON_VALUES, max_size=4),
    st.dictionaries(st.text(), JSON_VALUES, max_size=4),
)
def test_different_values_are_seen(left, right):
    assume(canonical(left) != canonical(right))
    assert fingerprint(left) != fingerprint(right)


def test_dates_and_letters_of_any_language_are_part_of_it():
    values = {"due": date(2026, 1, 2), "at": datetime(2026, 1, 2, 3), "name": "Ærø"}
    assert canonical(values) == '{"at":"2026-01-02 03:00:00","due":"2026-01-02","name":"Ærø"}'
    assert len(fingerprint(values)) == 64
    assert fingerprint(values) != fingerprint({**values, "name": "Aero"})
    assert fingerprint({"amount": 1}) != fingerprint({"amount": "1"})


# --- idempotency keys ---


@given(PARTS, PARTS, st.integers(min_value=1, max_value=2**31), PARTS, st.integers(1, 99))
def test_a_key_has_only_letters_digits_underscore_and_hyphen(uuid, model, record_id, operation, version):
    key = business_key(uuid, model, record_id, operation, version)
    assert key.isascii()
    assert all(letter.isalnum() or letter in "_-" for letter in key)
    assert key.count("_") == 4, "the five parts stay apart"
    assert len(key) <= MAX_LENGTH
    assert key == business_key(uuid, model, record_id, operation, version)


def test_each_part_makes_another_key():
    base = ("uuid", "res.partner", 1, "customer.create", 1)
    others = [
        ("uuid2", *base[1:]),
        ("uuid", "res.partner.bank", *base[2:]),
        (*base[:2], 11, *base[3:]),
        (*base[:3], "customer.update", 1),
        (*base[:4], 2),
    ]
    keys = {business_key(*parts) for parts in [base, *others]}
    assert len(keys) == 6


@pytest.mark.parametrize(
    "parts",
    [
        ("", "m", 1, "op", 1),
        ("u", "", 1, "op", 1),
        ("u", "m", 1, "", 1),
        ("u", "m", 0, "op", 1),
        ("u", "m", -3, "op", 1),
        ("u", "m", 1, "op", 0),
    ],
)
def test_a_key_without_a_part_is_refused(parts):
    """An unsaved record has no id: its key would be shared by all of them."""
    with pytest.raises(ValueError, match="needs every part"):
        business_key(*parts)


def test_a_key_longer_than_a_provider_takes_is_refused():
    assert len(business_key("u" * 246, "m", 1, "o", 1)) == 254
    assert len(business_key("u" * 247, "m", 1, "o", 1)) == MAX_LENGTH
    with pytest.raises(ValueError, match="at most 255"):
        business_key("u" * 248, "m", 1, "o", 1)
