"""Columns of Python values as PostgreSQL arrays: how many rows travel in one statement.

A statement over ``unnest`` of one array per column is read several times faster than JSON, and
unlike COPY it needs no table to land in. The arrays are rendered as text, a column at a time, with
operations on whole columns.

>>> array_literal(["a", None, 'b "c" d', "x" + chr(92), ""], "varchar")
'{"a",NULL,"b \\\\"c\\\\" d","x\\\\\\\\",""}'
>>> from decimal import Decimal
>>> array_literal([Decimal("1.10"), None, 3], "numeric"), array_literal([True, False, None], "bool")
('{"1.10",NULL,"3"}', '{"True","False",NULL}')
>>> array_literal([{"a": "b"}, None], "jsonb")
'{"{\\\\"a\\\\": \\\\"b\\\\"}",NULL}'

What PostgreSQL cannot hold in a text is left out, so that one odd character stops no batch: NUL,
the two separators used here, and halves of characters.

>>> array_literal(["a" + chr(0) + "b" + chr(31), chr(0xD800)], "varchar")
'{"ab","?"}'
>>> array_literal([{"a": chr(0)}], "jsonb")
'{"{\\\\"a\\\\": \\\\"\\\\"}"}'
"""

import json
import re
from datetime import datetime, timezone

UNIT, NOTHING = "\x1f", "\x1e"
_REMOVED = dict.fromkeys((0, ord(UNIT), ord(NOTHING)))
# An even number of backslashes before it, and it is text: \\u0000.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def naive_utc(moment: datetime) -> datetime:
    """Return a moment as Odoo keeps it: UTC without saying so."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NUL.sub(r"\1", text) if "\\u0000" in text else text


def _texts(values: list, kind: str) -> list[str]:
    """Return each value as the text PostgreSQL reads. It drops a timestamp's zone: that is UTC."""
    if kind == "jsonb":
        return [NOTHING if value is None else _json(value) for value in values]
    if kind == "timestamp":
        return [NOTHING if value is None else str(naive_utc(value)) for value in values]
    return [NOTHING if value is None else str(value) for value in values]


def array_literal(values: list, kind: str) -> str:
    """Return values as the text of an array of PostgreSQL type ``kind``; None is NULL."""
    texts = _texts(values, kind)
    joined = UNIT.join(texts)
    separators = joined.count(UNIT) + joined.count(NOTHING)
    if separators != len(texts) - 1 + values.count(None) or "\0" in joined:
        texts = [text if text == NOTHING else text.translate(_REMOVED) for text in texts]
        joined = UNIT.join(texts)
    joined = joined.encode("utf-8", "replace").decode("utf-8")
    quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace(UNIT, '","')
    return f'{{"{quoted}"}}'.replace(f'"{NOTHING}"', "NULL") if texts else "{}"
