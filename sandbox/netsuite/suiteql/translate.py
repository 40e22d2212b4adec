"""SuiteQL as SQLite understands it.

The text is cut into tokens, what SuiteQL does not know is refused, and Oracle's functions become
SQLite's. SQLite then parses the result for good: a misspelled column or a wrong join is an error, as
it is in NetSuite.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from .tables import COLUMNS, DAYS, MOMENTS, TARGETS


class QueryError(Exception):
    """A query NetSuite would refuse; the words are its answer's."""


@dataclass(frozen=True)
class Token:
    """A piece of a query: ``kind`` is word, text, number, sign or quoted."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The word in lower case; empty for anything else."""
        return self.text.lower() if self.kind == "word" else ""


_TOKEN = re.compile(
    r"\s+|--[^\n]*|/\*.*?\*/"
    r"|(?P<text>'(?:[^']|'')*')|(?P<quoted>\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_$#]*)|(?P<sign>\|\||<>|!=|<=|>=|[-+*/=<>(),.%])",
    re.DOTALL,
)
_REFUSED = {"insert", "update", "delete", "drop", "create", "alter", "attach", "pragma", "limit", "merge", "into",
            "returning", "vacuum", "exec", "begin", "commit"}  # fmt: skip
_FUNCTIONS = {
    "nvl": "ifnull",
    "to_date": "ns_to_date",
    "to_timestamp": "ns_to_date",
    "to_char": "ns_to_char",
    "to_number": "ns_to_number",
    "nvl2": "ns_nvl2",
    "decode": "ns_decode",
    "trunc": "ns_trunc",
    "add_months": "ns_add_months",
    "greatest": "max",
    "least": "min",
    "to_nchar": "ns_to_char",
}
_PLAIN = frozenset(
    "count sum min max avg upper lower round abs length substr coalesce nullif trim ltrim rtrim replace instr "
    "row_number rank cast".split()
)
_COMPARISONS = {"=", "<", ">", "<=", ">=", "<>", "!="}


def tokens(query: str) -> list[Token]:
    """The pieces of a query. :raise QueryError: a character that has no place in one."""
    found, place = [], 0
    while place < len(query):
        match = _TOKEN.match(query, place)
        if match is None:
            raise QueryError(f"Invalid or unsupported search: unexpected character {query[place]!r}.")
        if match.lastgroup:
            found.append(Token(match.lastgroup, match[0]))
        place = match.end()
    return found


def translate(query: str) -> str:
    """SQLite's text of a SuiteQL query.

    >>> translate("SELECT id, NVL(memo, '-') FROM transaction FETCH FIRST 5 ROWS ONLY")
    "select [id] , ifnull ( [memo] , '-' ) AS expr2 from [transaction] limit 5"

    :raise QueryError: not a query SuiteQL takes.
    """
    found = tokens(query)
    if not found or found[0].word not in ("select", "with"):
        raise QueryError("Invalid or unsupported search: only SELECT statements are supported.")
    for token in found:
        if token.word in _REFUSED:
            raise QueryError(f"Invalid or unsupported search: unexpected keyword {token.text.upper()}.")
    found, top = _top(_dates(found))
    pieces = _pieces(found)
    text = " ".join(_select_lists(pieces))
    return f"{text} limit {top}" if top else text


def _top(found: list[Token]) -> tuple[list[Token], str]:
    """``TOP n`` taken out."""
    for index, token in enumerate(found[:-1]):
        if (
            token.word == "top"
            and found[index + 1].kind == "number"
            and found[index - 1].word in ("select", "distinct")
        ):
            return found[:index] + found[index + 2 :], found[index + 1].text
    return found, ""


def _dates(found: list[Token]) -> list[Token]:
    """Text compared with a day is read in the account's date format, M/D/YYYY; ISO text is an error there."""
    result = list(found)
    for index in range(len(found) - 2):
        if found[index].word not in DAYS | MOMENTS:
            continue
        sign, after = found[index + 1], index + 2
        if sign.text in _COMPARISONS and found[after].kind == "text":
            result[after] = _day(found[after])
        elif sign.word == "between" and found[after].kind == "text":
            result[after] = _day(found[after])
            if after + 2 < len(found) and found[after + 2].kind == "text":
                result[after + 2] = _day(found[after + 2])
    return result


def _day(token: Token) -> Token:
    text = token.text.strip("'")
    for form in ("%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p"):
        try:
            found = datetime.strptime(text, form)
        except ValueError:
            continue
        shown = found.strftime("%Y-%m-%d" if form == "%m/%d/%Y" else "%Y-%m-%d %H:%M:%S")
        return Token("text", f"'{shown}'")
    raise QueryError(f"Invalid or unsupported search: '{text}' is not a date in the format M/D/YYYY.")


_WORDS = frozenset(
    "select distinct from where and or not in is null like between exists case when then else end as on join inner "
    "left right full outer cross group by having order asc desc nulls first last union all with over partition "
    "rows only next fetch offset escape intersect except minus cast integer varchar any some".split()
)


def _pieces(found: list[Token]) -> list[str]:
    """The text of every token: keywords, functions and names as SQLite wants them."""
    pieces: list[str] = []
    index = 0
    while index < len(found):
        token = found[index]
        ahead = found[index + 1].text if index + 1 < len(found) else ""
        if token.word == "builtin" and ahead == ".":
            text, index = _builtin(found, index)
            pieces.append(text)
            continue
        if token.word in ("fetch", "offset"):
            text, index = _fetch(found, index)
            pieces.append(text)
            continue
        if token.word in ("sysdate", "current_date"):
            pieces.append("ns_now()")
        elif token.word in _FUNCTIONS and ahead == "(":
            pieces.append(_FUNCTIONS[token.word])
        elif token.word == "minus":
            pieces.append("except")
        elif token.word in _WORDS or (token.word in _PLAIN and ahead == "("):
            pieces.append(token.word)
        elif token.kind == "word" and ahead == "(" and not _is_table(found, index):
            raise QueryError(f"Invalid or unsupported search: unknown function {token.text.upper()}.")
        elif token.kind in ("word", "quoted"):
            pieces.append("[" + token.text.strip('"').lower() + "]")
        else:
            pieces.append(token.text)
        index += 1
    return pieces


def _is_table(found: list[Token], index: int) -> bool:
    """Whether a name before a parenthesis is one of ``WITH name (columns) AS``."""
    return index > 0 and (found[index - 1].word == "with" or found[index - 1].text == ",")


def _builtin(found: list[Token], index: int) -> tuple[str, int]:
    """``BUILTIN.DF(column)`` and ``BUILTIN.CF(column)``; the piece and where to go on."""
    try:
        name = found[index + 2].word
        end = next(i for i in range(index + 3, len(found)) if found[i].text == ")")
        inside = found[index + 4 : end]
    except (IndexError, StopIteration):
        raise QueryError("Invalid or unsupported search: BUILTIN is malformed.") from None
    column = inside[-1].word if inside else ""
    prefix = f"[{inside[0].text.lower()}]." if len(inside) == 3 else ""
    if len(inside) not in (1, 3) or not column or not inside[0].word or name not in ("df", "cf"):
        raise QueryError(f"Invalid or unsupported search: BUILTIN.{name.upper()} is not supported here.")
    if column in ("status", "type", "accttype"):
        return prefix + (f"[{column}__c]" if name == "cf" else f"[{column}__]"), end + 1
    if name == "cf":
        raise QueryError(f"Invalid or unsupported search: BUILTIN.CF of {column} is not supported here.")
    return f"ns_name('{TARGETS.get(column, '')}', {prefix}[{column}])", end + 1


def _fetch(found: list[Token], index: int) -> tuple[str, int]:
    """``OFFSET n ROWS FETCH NEXT m ROWS ONLY`` as SQLite's ``limit``."""
    text = " ".join(token.text.lower() for token in found[index:])
    match = re.fullmatch(r"(?:offset (\d+) rows? ?)?(?:fetch (?:first|next) (\d+) rows? only)?", text)
    if match is None or not text:
        raise QueryError("Invalid or unsupported search: FETCH must end the query.")
    return f"limit {match[2] or -1}" + (f" offset {match[1]}" if match[1] else ""), len(found)


def _select_lists(pieces: list[str]) -> list[str]:
    """Columns of the outermost selects: days are shown in the account's format, expressions get names."""
    result: list[str] = []
    index = depth = 0
    while index < len(pieces):
        piece = pieces[index]
        depth += (piece == "(") - (piece == ")")
        result.append(piece)
        index += 1
        if piece != "select" or depth:
            continue
        if index < len(pieces) and pieces[index] == "distinct":
            result.append("distinct")
            index += 1
        index = _one_list(pieces, index, result)
    return result


def _one_list(pieces: list[str], index: int, result: list[str]) -> int:
    """Rewrite the columns from *index* up to ``from``; where to go on."""
    column: list[str] = []
    number = level = 0
    while index < len(pieces):
        piece = pieces[index]
        if level == 0 and piece in (",", "from"):
            number += 1
            result += _column(column, number)
            column = []
            if piece == "from":
                return index
            result.append(",")
        else:
            level += (piece == "(") - (piece == ")")
            column.append(piece)
        index += 1
    result += _column(column, number + 1)
    return index


def _column(pieces: list[str], number: int) -> list[str]:
    if not pieces or pieces[-1] == "*":
        return pieces
    alias = ""
    body = pieces
    if len(pieces) > 2 and pieces[-2] == "as":
        alias, body = pieces[-1], pieces[:-2]
    elif len(pieces) > 1 and pieces[-1].startswith("[") and pieces[-2] not in (".", "||", "+", "-", "*", "/"):
        alias, body = pieces[-1], pieces[:-1]
    simple = len(body) in (1, 3) and body[-1].startswith("[") and (len(body) == 1 or body[1] == ".")
    if not simple:
        return [*body, "AS", alias or f"expr{number}"]
    name = body[-1].strip("[]")
    if name in DAYS or name in MOMENTS:
        return ["ns_shown(", *body, ")", "AS", alias or f"[{name}]"]
    return [*body, "AS", alias] if alias else body


def tables_of(query: str) -> set[str]:
    """The tables a query names, for permissions and faults."""
    return {token.word for token in tokens(query) if token.word in COLUMNS}
