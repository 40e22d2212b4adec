"""Namespaces of SuiteTalk, by endpoint version, and XML helpers."""

from __future__ import annotations

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Element = etree._Element

#: Prefixes NetSuite uses, by the namespace without version.
PREFIXES = {
    "messages.platform": "platformMsgs",
    "core.platform": "platformCore",
    "common.platform": "platformCommon",
    "faults.platform": "platformFaults",
    "sales.transactions": "tranSales",
    "customers.transactions": "tranCust",
    "bank.transactions": "tranBank",
    "general.transactions": "tranGeneral",
    "relationships.lists": "listRel",
    "accounting.lists": "listAcct",
}


class Names:
    """Qualified names of one endpoint version.

    >>> Names("2025_2").uri("sales.transactions")
    'urn:sales_2025_2.transactions.webservices.netsuite.com'
    """

    def __init__(self, version: str) -> None:
        self.version = version

    def uri(self, space: str) -> str:
        """The namespace of *space* (``core.platform``)."""
        head, _, tail = space.partition(".")
        return f"urn:{head}_{self.version}.{tail}.webservices.netsuite.com"

    def tag(self, space: str, name: str) -> str:
        """A qualified element name."""
        return f"{{{self.uri(space)}}}{name}"

    def core(self, name: str) -> str:
        """A name of ``core.platform``."""
        return self.tag("core.platform", name)

    def messages(self, name: str) -> str:
        """A name of ``messages.platform``."""
        return self.tag("messages.platform", name)

    def element(self, space: str, name: str) -> Element:
        """A new element that declares NetSuite's prefix of its namespace."""
        return etree.Element(self.tag(space, name), nsmap={PREFIXES[space]: self.uri(space)})

    def child(self, parent: Element, space: str, name: str, text: str | None = None) -> Element:
        """A new element below *parent*."""
        made = etree.SubElement(parent, self.tag(space, name), nsmap={PREFIXES[space]: self.uri(space)})
        if text is not None:
            made.text = text
        return made

    def type(self, element: Element, space: str, name: str) -> None:
        """Say which type of the schema an element has; its namespace must be declared already."""
        uri = self.uri(space)
        prefix = next((key for key, value in element.nsmap.items() if value == uri and key), None)
        assert prefix, f"{space} is not declared"
        element.set(f"{{{XSI}}}type", f"{prefix}:{name}")


def local(element: Element) -> str:
    """The name without namespace."""
    return str(etree.QName(element).localname)


def children(element: Element) -> list[Element]:
    """Child elements, comments and processing instructions left aside."""
    return [one for one in element if isinstance(one.tag, str)]


def first(element: Element, name: str) -> Element | None:
    """The first child of that local name."""
    return next((one for one in children(element) if local(one) == name), None)


def text_of(element: Element, name: str) -> str | None:
    """The text of the first child of that local name."""
    found = first(element, name)
    return None if found is None else (found.text or "").strip()


def type_of(element: Element) -> tuple[str, str]:
    """Namespace and name of ``xsi:type``; both empty without one."""
    value = element.get(f"{{{XSI}}}type") or ""
    prefix, _, name = value.rpartition(":")
    return element.nsmap.get(prefix or None, ""), name
