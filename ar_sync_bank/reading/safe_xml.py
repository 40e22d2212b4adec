"""XML of strangers: nothing is fetched, nothing is expanded, and a DTD is refused by name.

A bank's file needs no DTD; in the hands of others it fetches files of the server or grows to
gigabytes (the "billion laughs"). It is looked for before the parser sees the file, and again
in what the parser saw, since the encoding can hide it from the first look.

>>> text(parse(b'<a xmlns="urn:x"><b> one </b></a>'), "b")
'one'
>>> parse(b'<!DOCTYPE a [<!ENTITY x "x">]><a>&x;</a>')  # doctest: +IGNORE_EXCEPTION_DETAIL
Traceback (most recent call last):
FileRefused: the file declares a DTD
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .errors import FileRefused
from .fields import words

Element = etree._Element

_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_DTD_SENTENCE = (
    "the file declares a DTD, which no bank's file needs and which can be used to attack: "
    "it is not read"
)


def parse(data: bytes) -> Element:
    """Return the root of an XML file, its tags without namespaces; raise `FileRefused`."""
    if _DTD.search(data.replace(b"\x00", b"")):
        raise FileRefused(_DTD_SENTENCE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise FileRefused(f"the file is not whole XML, it may be cut off: {problem}") from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileRefused(_DTD_SENTENCE)
    for element in root.iter("*"):
        element.tag = str(element.tag).rpartition("}")[2]
    return root


def namespaces(data: bytes) -> bytes:
    """Return the head of the file, where it says which version of a message it holds."""
    return data[:4000].replace(b"\x00", b"")


def find(element: Element | None, *paths: str) -> Element | None:
    """Return the first element at the first of the paths that has one."""
    if element is not None:
        for path in paths:
            found = find_all(element, path)
            if found:
                return found[0]
    return None


def find_all(element: Element | None, path: str) -> list[Element]:
    """Return all elements at a path of tags.

    A reader asks an entry for a hundred paths, more than lxml keeps prepared: going step by step
    is several times as fast, and an entry that lacks the first tag costs one step.
    """
    found = [] if element is None else [element]
    for step in path.split("/"):
        found = [child for parent in found for child in parent.iterchildren(step)]
        if not found:
            break
    return found


def text(element: Element | None, *paths: str) -> str:
    """Return the first text at the paths that is not empty, with single spaces."""
    for path in paths:
        for found in find_all(element, path):
            said = words(found.text)
            if said:
                return said
    return ""


def texts(element: Element | None, path: str) -> Iterator[str]:
    """Yield the texts at a path that are not empty."""
    for found in find_all(element, path):
        said = words(found.text)
        if said:
            yield said
