"""Scopes and pasted lists, without Odoo: who is in, and what becomes of every line."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol import scope
from odoo.addons.ar_sync.protocol.scope import Directory, folded, is_in, resolve, split

NOBODY = Directory(frozenset(), {}, {})


@pytest.mark.parametrize(
    ("mode", "listed", "expected"),
    [
        ("all", True, True), ("all", False, True), ("only", True, True), ("only", False, False),
        ("except", True, False), ("except", False, True),
    ],
)  # fmt: skip
def test_who_is_in(mode, listed, expected):
    assert is_in(mode, listed) is expected


def test_nobody_follows_the_setting_in_every_mode():
    for mode, guests in product(scope.MODES, (True, False)):
        assert is_in(mode, None, guests) is guests


def test_a_mode_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        is_in("some", True)


def test_lines_commas_tabs_quotes_and_windows_ends():
    text = 'cus_1,cus_2;cus_3\tcus_4\r\n"cus_5"\r\n ; ,\r\ncus_6'
    assert [(entry.number, entry.text) for entry in split(text)] == [
        (1, "cus_1"), (1, "cus_2"), (1, "cus_3"), (1, "cus_4"), (2, "cus_5"), (4, "cus_6"),
    ]  # fmt: skip


def test_a_known_name_is_not_split_at_its_comma():
    names = {folded("Acme, Inc.")}
    assert [entry.text for entry in split("ACME,  Inc.\nAcme, Ltd.", names)] == ["ACME,  Inc.", "Acme", "Ltd."]


def test_id_before_address_before_name():
    book = Directory({"cus_1"}, {"cus_1": {"cus_2"}, "a@b.c": {"cus_3"}}, {"a@b.c": {"cus_4"}})
    assert set(resolve(split("cus_1\nA@B.c"), book).taken) == {"cus_1", "cus_3"}


def test_ids_keep_their_case():
    result = resolve(split("CUS_1"), Directory({"cus_1"}, {}, {}))
    assert not result.taken and result.refused[0].reason == "unknown"


def test_every_reason_names_its_line():
    book = Directory({"cus_1"}, {}, {"twin": {"cus_2", "cus_3"}})
    result = resolve(split(f"cus_1\ncus_1\ntwin\n{'x' * 400}\nnobody"), book)
    assert [(row.number, row.reason, row.ids) for row in result.refused] == [
        (2, "twice", ("cus_1",)), (3, "several", ("cus_2", "cus_3")), (4, "long", ()), (5, "unknown", ()),
    ]  # fmt: skip
    assert len(result.refused[2].text) == scope.TEXT_MAX


def test_more_lines_than_a_list_may_have(monkeypatch):
    monkeypatch.setattr(scope, "LINES_MAX", 2)
    result = resolve(split("a\nb\nc"), Directory({"a", "b", "c"}, {}, {}))
    assert set(result.taken) == {"a", "b"} and result.refused[0].reason == "many"


@given(st.text())
def test_any_text_is_taken_or_refused_line_by_line(text):
    entries = split(text)
    result = resolve(entries, NOBODY)
    assert len(result.refused) == len(entries) and not result.taken
    assert all(entry.text and entry.number >= 1 for entry in entries)


@given(st.lists(st.sampled_from(["cus_1", "cus_2", "ada@example.com", "Bob", "nobody"])))
def test_nothing_is_lost(words):
    book = Directory({"cus_1", "cus_2"}, {"ada@example.com": {"cus_1"}}, {"bob": {"cus_3"}})
    entries = split("\n".join(words))
    result = resolve(entries, book)
    assert len(result.taken) + len(result.refused) == len(entries) == len(words)
