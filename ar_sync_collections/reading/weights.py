"""The learned weights: a file of numbers, and how the descriptions of `wording` are weighed with it.

The file `weights.bin` is made by ``python -m bench.train_reading``. It holds three tables, one for the labels of a
mail, one for those of a sentence and one for dates; the network that reads words in their order
(:class:`network.Network`); how much of a label counts what these make of it (:class:`Signs`); and questions that tell
which date is that of the first payment (:class:`Trees`). A row of a table is the check sum of a description and one
small number for each column; a column has a scale, an offset and a threshold. No words of the mails that were learned
from are in it.

>>> table = Table(("paid",), (0.01,), (0.0,), (0.5,), {crc32(b"1paid"): 0}, array("b", [100]))
>>> table.chances(["1paid"]) > table.chances(["1pear"]) == (0.5,)
True
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from array import array
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import Any
from zlib import crc32

from .network import Layer, Network

PATH = Path(__file__).with_name("weights.bin")
#: What begins the file; another number is another way of describing mails.
FORMAT = b"AR Sync reading 4\n"
#: How long the description of a whole mail is made: long mails weigh as much as short ones.
LENGTH = 4.0
#: No number of a row is larger.
SIZE_MAX = 127
#: The check sums of the descriptions that count once, and of those that count half.
Keys = tuple[Collection[int], Collection[int]]


class WeightsError(Exception):
    """The file of weights is not one that can be used."""


@dataclass(frozen=True)
class Table:
    """Weights of descriptions: ``rows`` tells where in ``numbers`` the row of a check sum begins."""

    columns: tuple[str, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    thresholds: tuple[float, ...]
    rows: dict[int, int]
    numbers: array[int]

    def chances(self, descriptions: Iterable[str]) -> tuple[float, ...]:
        """Return for each column how likely it is, from 0 to 1."""
        return self.chances_of(keys_of(descriptions))

    def chances_of(self, keys: Keys) -> tuple[float, ...]:
        """Return for each column how likely it is, by the check sums of descriptions."""
        return tuple(map(_chance, self.odds_of(keys)))

    def odds_of(self, keys: Keys) -> tuple[float, ...]:
        """Return for each column the logarithm of the odds that it is so, by the check sums of descriptions."""
        size = LENGTH / length_of(keys, self.rows)
        return tuple(
            total * scale * size + offset
            for total, scale, offset in zip(self.sums(keys), self.scales, self.offsets, strict=True)
        )

    def sums(self, keys: Keys) -> list[float]:
        """Return for each column the sum of the rows of the descriptions."""
        once, half = (self._sum(part) for part in keys)
        return [first + second / 2 for first, second in zip(once, half, strict=True)]

    def _sum(self, keys: Collection[int]) -> list[int]:
        width, numbers = len(self.columns), self.numbers
        total = [0] * width
        for start in map(self.rows.get, keys):
            if start is not None:
                total = list(map(add, total, numbers[start : start + width]))
        return total


@dataclass(frozen=True)
class Signs:
    """What tells one thing from a few signs: how much each sign counts."""

    counts: Mapping[str, float]
    offset: float

    def chance(self, signs: Mapping[str, float]) -> float:
        """Return how likely it is, from 0 to 1."""
        return _chance(self.offset + sum(self.counts.get(name, 0.0) * value for name, value in signs.items()))


#: A question about a sign (its place in the names, a bound) and what follows up to the bound and above it; or a number.
Tree = float | tuple[int, float, "Tree", "Tree"]


@dataclass(frozen=True)
class Trees:
    """What tells one thing from many signs that count differently together: small trees of questions about them."""

    names: tuple[str, ...]
    offset: float
    trees: tuple[Tree, ...]

    def chance(self, signs: Mapping[str, float]) -> float:
        """Return how likely it is, from 0 to 1."""
        values = [signs[name] for name in self.names]
        return _chance(self.offset + sum(self._answer(tree, values) for tree in self.trees))

    @staticmethod
    def _answer(tree: Tree, values: Sequence[float]) -> float:
        while not isinstance(tree, float):
            sign, bound, low, high = tree
            tree = low if values[sign] <= bound else high
        return tree


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def keys_of(descriptions: Iterable[str]) -> Keys:
    """Return the check sums of descriptions; parts of words count half."""
    once: set[int] = set()
    half: set[int] = set()
    for one in descriptions:
        (half if one[0] == "c" or one[:2] in ("ac", "bc") else once).add(crc32(one.encode()))
    return once, half


def length_of(keys: Keys, known: Container[int]) -> float:
    """Return how long the description of a mail is, counting what is known."""
    once, half = (sum(key in known for key in part) for part in keys)
    return math.sqrt(max(1.0, once + half / 4))


@cache
def tables() -> dict[str, Table]:
    """Return the tables of the file that comes with the addon, by name."""
    return parse(PATH.read_bytes())


@cache
def signs() -> dict[str, Signs]:
    """Return the signs of the file that comes with the addon, by the label that they tell."""
    return parse_signs(PATH.read_bytes())


@cache
def reads() -> Network:
    """Return the network of the file that comes with the addon."""
    return parse_network(PATH.read_bytes())


@cache
def first() -> Trees:
    """Return what tells the date of the first payment, of the file that comes with the addon."""
    return parse_first(PATH.read_bytes())


def parse_first(content: bytes) -> Trees:
    """Return what tells the first date, of a file; raise WeightsError if it is another one."""
    try:
        described = _head(content)[0]["first"]
        names = tuple(map(str, described["names"]))
        trees = tuple(_tree(tree, len(names)) for tree in described["trees"])
        return Trees(names, float(described["offset"]), trees)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WeightsError(f"the weights cannot be read: {error}") from error


def _tree(described: Any, names: int) -> Tree:
    if not isinstance(described, list):
        return float(described)
    sign, bound, low, high = described
    if not 0 <= int(sign) < names:
        raise ValueError(f"no sign {sign}")
    return int(sign), float(bound), _tree(low, names), _tree(high, names)


def parse_signs(content: bytes) -> dict[str, Signs]:
    """Return the signs of a file; raise WeightsError if it is another one."""
    try:
        return {
            str(told): Signs({str(name): float(count) for name, count in one["counts"].items()}, float(one["offset"]))
            for told, one in _head(content)[0]["signs"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"the weights cannot be read: {error}") from error


def _head(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what the file says of itself, and the packed numbers."""
    if not content.startswith(FORMAT):
        raise WeightsError("not a file of weights of this version")
    head, _line, packed = content[len(FORMAT) :].partition(b"\n")
    return json.loads(head), packed


def parse_network(content: bytes) -> Network:
    """Return the network of a file; raise WeightsError if it is another one, cut off or changed."""
    try:
        described, plain = _plain(content)
        return _network(described["network"], plain[sum(map(_length, described["tables"])) :])
    except (ValueError, KeyError, TypeError, struct.error, zlib.error) as error:
        raise WeightsError(f"the weights cannot be read: {error}") from error


def _network(described: dict[str, Any], plain: bytes) -> Network:
    count, scales = int(described["rows"]), tuple(map(float, described["scales"]))
    width = len(scales)
    keys = struct.unpack(f"<{count}I", plain[: 4 * count])
    place = 4 * count + count * width
    numbers = array("b", plain[4 * count : place])
    layers = {}
    for name, inputs, outputs in described["layers"]:
        rows: list[tuple[float, ...]] = []
        for _row in range(outputs + 1):
            size = inputs if len(rows) < outputs else outputs
            rows.append(struct.unpack(f"<{size}f", plain[place : place + 4 * size]))
            place += 4 * size
        layers[str(name)] = Layer(tuple(rows[:-1]), rows[-1])
    return Network({key: index * width for index, key in enumerate(keys)}, numbers, scales, layers)


def _plain(content: bytes) -> tuple[dict[str, Any], bytes]:
    described, packed = _head(content)
    plain = zlib.decompress(packed)
    if crc32(plain) != described["sum"]:
        raise WeightsError("the weights were changed")
    return described, plain


def _length(described: Mapping[str, Any]) -> int:
    """Return how many bytes a table takes."""
    return int(described["rows"]) * (4 + len(described["columns"]))


def parse(content: bytes) -> dict[str, Table]:
    """Return the tables of a file; raise WeightsError if it is another one, cut off or changed."""
    try:
        described, plain = _plain(content)
        made: dict[str, Table] = {}
        for one in described["tables"]:
            made[one["name"]], plain = _table(one, plain)
    except (ValueError, KeyError, TypeError, struct.error, zlib.error) as error:
        raise WeightsError(f"the weights cannot be read: {error}") from error
    return made


def _table(described: dict[str, list[str]], plain: bytes) -> tuple[Table, bytes]:
    count, width = int(str(described["rows"])), len(described["columns"])
    numbers = array("b")
    end = 4 * count
    keys = struct.unpack(f"<{count}I", plain[:end])
    numbers.frombytes(plain[end : end + count * width])
    scales, offsets, thresholds = (
        tuple(float(number) for number in described[name]) for name in ("scales", "offsets", "thresholds")
    )
    rows = {key: index * width for index, key in enumerate(keys)}
    made = Table(tuple(described["columns"]), scales, offsets, thresholds, rows, numbers)
    return made, plain[end + count * width :]


def pack(given: Mapping[str, Table], told: Mapping[str, Signs], first_date: Trees, by_words: Network) -> bytes:
    """Return the file for tables, the signs of labels, what tells the first date, and the network."""
    heads, parts = [], []
    for name, table in given.items():
        parts += _packed(table.rows, table.numbers, len(table.columns))
        heads.append(
            {
                "name": name,
                "rows": len(table.rows),
                "columns": table.columns,
                "scales": [round(number, 9) for number in table.scales],
                "offsets": [round(number, 5) for number in table.offsets],
                "thresholds": [round(number, 3) for number in table.thresholds],
            }
        )
    parts += _packed(by_words.rows, by_words.numbers, len(by_words.scales))
    for layer in by_words.layers.values():
        parts += [struct.pack(f"<{len(row)}f", *row) for row in (*layer.weights, layer.offsets)]
    plain = b"".join(parts)
    said = {
        "tables": heads,
        "signs": {name: _few(one) for name, one in told.items()},
        "first": {"names": first_date.names, "offset": first_date.offset, "trees": first_date.trees},
        "network": {
            "rows": len(by_words.rows),
            "scales": [round(number, 9) for number in by_words.scales],
            "layers": [(name, len(layer.weights[0]), len(layer.offsets)) for name, layer in by_words.layers.items()],
        },
        "sum": crc32(plain),
    }
    head = json.dumps(said, separators=(",", ":"))
    return FORMAT + head.encode() + b"\n" + zlib.compress(plain, 9)


def _few(one: Signs) -> dict[str, Any]:
    return {"counts": {sign: round(count, 4) for sign, count in one.counts.items()}, "offset": round(one.offset, 4)}


def _packed(rows: Mapping[int, int], numbers: array[int], width: int) -> list[bytes]:
    """Return the check sums, in their order, and their numbers."""
    ordered = sorted(rows)
    small = array("b")
    for key in ordered:
        small.extend(numbers[rows[key] : rows[key] + width])
    return [struct.pack(f"<{len(ordered)}I", *ordered), small.tobytes()]
