"""SuiteQL's pages and language: what is taken, what is refused."""

from __future__ import annotations

import doctest
import re
from typing import Any

import pytest

from sandbox.netsuite.suiteql import translate

from .rest_client import Rest
from .test_rest_records import customer, refused

# -- pages --------------------------------------------------------------------------


def test_pages_by_offset_and_by_key(rest: Rest) -> None:
    for number in range(5):
        customer(rest, f"C{number}")
    page = rest.page("SELECT id FROM customer ORDER BY id", 2, 2)
    assert (page["count"], page["hasMore"], page["totalResults"], page["offset"]) == (2, True, 5, 2)
    assert [row["id"] for row in page["items"]] == ["3", "4"]
    assert page["items"][0]["links"] == []
    assert page["links"][1]["rel"] == "next"
    last, seen = 0, []
    while rows := rest.query(f"SELECT id FROM customer WHERE id > {last} ORDER BY id", 2):
        seen += [row["id"] for row in rows]
        last = int(rows[-1]["id"])
    assert seen == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("limit", "offset"), [(1001, 0), (0, 0), (10, 5), (1000, 100_000), (-1, 0)])
def test_pages_that_are_refused(rest: Rest, limit: int, offset: int) -> None:
    assert refused(lambda: rest.page("SELECT id FROM customer", limit, offset)).code == "INVALID_PARAMETER"


def test_no_more_than_a_hundred_thousand(rest: Rest) -> None:
    many = "SELECT a.id FROM accountingperiod a, accountingperiod b, accountingperiod c"
    page = rest.page(many, 1000, 99_000)
    assert (page["totalResults"], page["hasMore"]) == (100_000, False)


def test_the_header_is_required(rest: Rest) -> None:
    error = refused(lambda: rest.call("POST", "query/v1/suiteql", {"q": "SELECT id FROM customer"}))
    assert error.code == "INVALID_HEADER"


@pytest.mark.parametrize("body", [{}, {"q": 5}, {"q": "SELECT id FROM customer", "params": ["x"]}])
def test_the_body_is_the_query_alone(rest: Rest, body: dict[str, Any]) -> None:
    error = refused(lambda: rest.call("POST", "query/v1/suiteql", body, headers={"Prefer": "transient"}))
    assert error.code == "INVALID_CONTENT"


# -- the language -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("DELETE FROM transaction", "only SELECT statements"),
        ("SELECT id FROM transaction LIMIT 5", "LIMIT"),
        ("SELECT id FROM transaction; DROP TABLE customer", "unexpected character ';'"),
        ("SELECT id FROM sqlite_master", "not authorized|was not found|prohibited"),
        ("SELECT nonsense FROM customer", "Field 'nonsense'"),
        ("SELECT t.nonsense FROM customer t", "Field 'nonsense' for record 't'"),
        ('SELECT "nonsense" FROM customer', "Field 'nonsense'"),
        ("SELECT id FROM nonsense", "Record 'nonsense' was not found"),
        ("SELECT id FROM customer WHERE", "Invalid or unsupported search"),
        ("SELECT id FROM customer WHERE name = 'it's'", "unexpected character|Invalid or unsupported"),
        ("SELECT BUILTIN.DF(1+1) FROM customer", "BUILTIN"),
        ("SELECT id FROM customer FETCH FIRST 5 ROWS", "FETCH must end the query"),
        ("", "only SELECT"),
        ("SELECT load_extension('x') FROM customer", "Invalid or unsupported search"),
    ],
)
def test_queries_that_are_refused(rest: Rest, query: str, words: str) -> None:
    error = refused(lambda: rest.query(query))
    assert error.code == "INVALID_PARAMETER"
    assert re.search(words, error.detail), error.detail


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT TOP 2 id FROM currency ORDER BY id", [{"id": "1"}, {"id": "2"}]),
        ("SELECT id FROM currency ORDER BY id DESC FETCH FIRST 1 ROWS ONLY", [{"id": "5"}]),
        ("SELECT id FROM currency ORDER BY id OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY", [{"id": "2"}]),
        ("SELECT COUNT(*) FROM currency", [{"expr1": "4"}]),
        ("SELECT name || ' ' || symbol AS x FROM currency WHERE id = 1", [{"x": "US Dollar USD"}]),
        ("SELECT CASE WHEN id = 1 THEN 'a' ELSE 'b' END k FROM currency WHERE id < 3", [{"k": "a"}, {"k": "b"}]),
        ("SELECT DISTINCT isinactive FROM currency", [{"isinactive": "F"}]),
        ("SELECT DECODE(symbol, 'USD', 'mine', 'theirs') d FROM currency WHERE id = 1", [{"d": "mine"}]),
        ("SELECT id FROM currency WHERE symbol LIKE 'us%'", []),
        ("SELECT id FROM currency WHERE UPPER(name) LIKE 'US%' -- mine\n", [{"id": "1"}]),
        ("SELECT c.id FROM currency c WHERE EXISTS (SELECT 1 FROM subsidiary s WHERE s.currency = c.id)",
         [{"id": "1"}, {"id": "4"}]),
        ("WITH a AS (SELECT id FROM currency WHERE id < 3) SELECT id FROM a", [{"id": "1"}, {"id": "2"}]),
        ("SELECT id FROM currency WHERE id = 1 UNION ALL SELECT id FROM currency WHERE id = 4",
         [{"id": "1"}, {"id": "4"}]),
        ("SELECT NVL(legalname, 'x') n, NVL2(parent, 'child', 'top') p FROM subsidiary WHERE id = 2",
         [{"n": "Northwind Instruments Europe GmbH", "p": "child"}]),
        ("SELECT ROUND(0.1 + 0.2, 2) r FROM currency WHERE id = 1", [{"r": "0.3"}]),
        ("SELECT TO_CHAR(ADD_MONTHS(startdate, 1), 'MM/DD/YYYY') m FROM accountingperiod WHERE periodname = 'Jan 2026'",
         [{"m": "02/01/2026"}]),
        ("SELECT id FROM currency WHERE name = 'it''s'", []),
    ],
)  # fmt: skip
def test_the_language(rest: Rest, query: str, answer: list[dict[str, str]]) -> None:
    assert rest.query(query) == answer


def test_the_examples_in_docstrings() -> None:
    found = doctest.testmod(translate)
    assert found.attempted and not found.failed
