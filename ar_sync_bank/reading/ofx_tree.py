"""The tree of an OFX file: SGML of version 1 and XML of version 2 with one reader.

In version 1 an element has its value after its tag and often no end tag; only aggregates have
one. So an end tag closes what is open within it, and an empty tag of a name that is never
closed in the file is an empty element. Nothing is expanded but ``&amp;``, ``&lt;`` and ``&gt;``
and their numeric like; a DTD is refused.

Why not ``ofxparse``, which Odoo's requirements have: it does not read the account of the other
side, the currency of a movement, corrections and reference numbers.

>>> root = parse("<OFX><A><B>one<C>two &amp; three</A></OFX>")
>>> root.find("A").text("B"), root.find("A").text("C")
('one', 'two & three')
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .errors import FileRefused
from .fields import words

DEPTH_MAX = 40

_BEGIN = re.compile(r"<OFX\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z0-9._-]+)\s*(?P<empty>/?)>(?P<value>[^<]*)")
_DTD = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass
class Node:
    """An aggregate, or an element with its value."""

    name: str
    value: str = ""
    children: list[Node] = field(default_factory=list)

    def find(self, *path: str) -> Node | None:
        """Return the first node at a path of names below this one."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.name == name), None) if node else None
        return node

    def text(self, *path: str) -> str:
        """Return the value at a path of names, or nothing."""
        found = self.find(*path)
        return found.value if found else ""

    def all(self, *names: str) -> Iterator[Node]:
        """Yield the nodes of these names at any depth, in their order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            waiting += reversed(node.children)


def parse(text: str) -> Node:
    """Return the root of an OFX file; raise `FileRefused`."""
    if _DTD.search(text):
        raise FileRefused("the OFX file declares a DTD, which can be used to attack: it is not read")
    begin = _BEGIN.search(text)
    if not begin:
        raise FileRefused("the file has no <OFX> element")
    body = text[begin.start() :]
    closed = {found["name"].upper() for found in _TAG.finditer(body) if found["end"]}
    if "OFX" not in closed:
        raise FileRefused("the OFX file breaks off: <OFX> is not closed")
    top = Node("")
    stack = [top]
    for found in _TAG.finditer(body):
        name, value = found["name"].upper(), words(html.unescape(found["value"]))
        if found["end"]:
            _close(stack, name)
            continue
        node = Node(name, value)
        stack[-1].children.append(node)
        if not value and name in closed and not found["empty"]:
            stack.append(node)
            if len(stack) > DEPTH_MAX:
                raise FileRefused(f"the OFX file is nested more than {DEPTH_MAX} deep: it is damaged")
    if len(stack) > 1:
        raise FileRefused(f"the OFX file breaks off: <{stack[1].name}> is not closed")
    return top.children[0]


def _close(stack: list[Node], name: str) -> None:
    """Close the innermost open aggregate of a name, and give what was open in it to it.

    An element that was empty, and is closed elsewhere in the file, was no aggregate: what
    follows it belongs beside it.
    """
    if name not in {node.name for node in stack}:
        return
    while stack[-1].name != name:
        inner = stack.pop()
        stack[-1].children += inner.children
        inner.children = []
    stack.pop()
