"""The envelope: parsed without DTD and entities, written with ``documentInfo``."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from . import faults
from .names import SOAP, XSI, Element, Names, children, first, local


@dataclass
class Call:
    """A request taken apart. *header* may be missing."""

    operation: str
    body: Element
    header: Element | None


def parse(data: bytes) -> Call:
    """The request in *data*. :raise SoapFault: not XML, a DTD, no envelope, or not one operation."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise faults.malformed(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise faults.malformed("DOCTYPE is not allowed in a SOAP message")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise faults.malformed("no SOAP envelope")
    body = first(root, "Body")
    found = [] if body is None else children(body)
    if len(found) != 1:
        raise faults.malformed("the SOAP body must hold exactly one operation")
    return Call(local(found[0]), found[0], first(root, "Header"))


def flag(header: Element | None, block: str, name: str) -> bool:
    """A true preference of a header block."""
    element = None if header is None else first(header, block)
    found = None if element is None else first(element, name)
    return found is not None and (found.text or "").strip() in ("true", "1")


def number(header: Element | None, block: str, name: str) -> int | None:
    """A number of a header block. :raise SoapFault: it is none."""
    element = None if header is None else first(header, block)
    found = None if element is None else first(element, name)
    if found is None or not (found.text or "").strip():
        return None
    try:
        return int((found.text or "").strip())
    except ValueError:
        raise faults.malformed(f"{name} is not a number") from None


def reply(names: Names, request_id: str) -> tuple[Element, Element]:
    """A new envelope and its body."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP, "xsi": XSI})
    header = etree.SubElement(envelope, f"{{{SOAP}}}Header")
    info = names.child(header, "messages.platform", "documentInfo")
    names.child(info, "messages.platform", "nsId", request_id)
    return envelope, etree.SubElement(envelope, f"{{{SOAP}}}Body")


def fault(names: Names, error: faults.SoapFault) -> Element:
    """An envelope with a fault."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP, "xsi": XSI})
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    element = etree.SubElement(body, f"{{{SOAP}}}Fault")
    etree.SubElement(element, "faultcode").text = f"soapenv:{error.side}"
    etree.SubElement(element, "faultstring").text = error.message
    if error.element:
        detail = etree.SubElement(element, "detail")
        made = names.child(detail, "faults.platform", error.element)
        names.child(made, "faults.platform", "code", error.code)
        names.child(made, "faults.platform", "message", error.message)
    return envelope


def text(envelope: Element) -> str:
    """The envelope as a document."""
    return str(etree.tostring(envelope, xml_declaration=True, encoding="UTF-8").decode())
