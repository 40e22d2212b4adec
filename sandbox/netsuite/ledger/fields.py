"""The fields of a record, written as data.

One word for each field, in the order of the SuiteTalk schema::

    >>> [entity, total] = parse("entity:ref:customer total:money::ro")
    >>> entity.kind, entity.target, total.read_only
    ('ref', 'customer', True)

Kinds: ``text``, ``bool``, ``int``, ``number`` (a plain decimal), ``rate`` (text that holds a
number), ``money`` (rounded to the currency), ``date`` (a calendar day), ``moment`` (a point in
time), ``ref`` (a reference to a record of type *target*), ``key`` (an internal id as a number),
``enum`` (SOAP's ``_word``), ``list`` (a sublist whose rows are of shape *target*), ``refs`` (a list
of references), ``address`` (an address of its own) and ``custom`` (custom fields).
"""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = frozenset("text bool int number rate money date moment ref key enum list refs address custom".split())


@dataclass(frozen=True)
class Field:
    """One field. *rows* names the element of a row, for lists."""

    name: str
    kind: str
    target: str = ""
    read_only: bool = False
    rows: str = ""


@dataclass
class Shape:
    """The fields of a record, or of a row.

    :param space: the schema's namespace without version: ``sales`` of ``transactions``.
    :param rest: REST's property names where they differ from SOAP's element names.
    :param soap_only: fields the REST schema does not have.
    """

    name: str
    type_name: str
    space: str
    fields: dict[str, Field]
    rest: dict[str, str] = field(default_factory=dict)
    soap_only: frozenset[str] = frozenset()

    def rest_name(self, name: str) -> str:
        """REST's name of a field."""
        return self.rest.get(name, self.fields[name].rows if self.fields[name].kind == "list" else name)

    def from_rest(self, name: str) -> Field | None:
        """The field REST calls *name*; letters' case does not matter to NetSuite."""
        if not hasattr(self, "_by_rest"):
            self._by_rest = {self.rest_name(key).lower(): value for key, value in self.fields.items()}
        return self._by_rest.get(name.lower())


def parse(words: str) -> list[Field]:
    """The fields named in *words*."""
    found = []
    for word in words.split():
        name, kind, *rest = word.split(":")
        assert kind in KINDS, word
        target = rest[0] if rest else ""
        flag = rest[1] if len(rest) > 1 else ""
        rows = flag.removeprefix("rows=") if flag.startswith("rows=") else ""
        found.append(Field(name, kind, target, flag == "ro", rows))
    return found


def shape(name: str, type_name: str, space: str, words: str, **rest: str) -> Shape:
    """A shape of the fields in *words*; *rest* names fields that REST calls otherwise."""
    return Shape(name, type_name, space, {one.name: one for one in parse(words)}, rest)
