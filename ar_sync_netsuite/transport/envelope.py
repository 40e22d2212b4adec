"""SOAP replies: read by element name with lxml, without DTD and entities, and what NetSuite says in them.

A reply that zeep would read strictly is refused when its elements are out of order, and read loosely it loses them; so
zeep only writes requests.
"""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from ..mapping import failures
from ..mapping.soap_fields import children, local
from .door import Answer, check_gateway
from .interface import ErpError, erp_error

#: Far more than a page of a thousand records.
BYTES_MAX = 200 * 1024 * 1024


def parse(data: bytes) -> Any:
    """Return the root of a reply. :raise ErpError: ``malformed``: no XML, or with a DTD."""
    if len(data) > BYTES_MAX:
        raise erp_error("malformed", detail="the reply is too large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise erp_error("malformed", detail=f"the reply is no XML: {error}") from None
    info = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None or info.doctype:
        raise erp_error("malformed", detail="the reply has a DOCTYPE, which SOAP forbids")
    return root


def first(element: Any, *names: str) -> Any:
    """Return what is found by going down by names; ``None`` where one of them is missing."""
    for name in names:
        element = next((one for one in children(element) if local(one) == name), None)
        if element is None:
            return None
    return element


def text(element: Any, *names: str) -> str:
    """Return the text of what is found by names."""
    found = first(element, *names)
    return "" if found is None else (found.text or "").strip()


@dataclass(frozen=True)
class Detail:
    """What NetSuite says of a record: ``kind`` is ``ERROR`` or ``WARN``."""

    kind: str
    code: str
    message: str


def details(status: Any) -> list[Detail]:
    """Return what a status says. How scripts went after a record was saved is no warning of anything."""
    found = []
    for one in children(status) if status is not None else []:
        if local(one) == "statusDetail" and one.get("type"):
            found.append(Detail(one.get("type") or "", text(one, "code"), text(one, "message")))
    return found


def is_success(status: Any) -> bool:
    """Tell whether a status says that it went well."""
    return status is not None and (status.get("isSuccess") or "").strip() in ("true", "1")


def refusal(said: list[Detail], is_write: bool = False) -> ErpError:
    """Return the error that a status is."""
    found = [(one, failures.code_of(one.code, one.message, is_write=is_write)) for one in said if one.kind == "ERROR"]
    if not found:
        warned = [one for one in said if one.kind == "WARN"]
        words = "; ".join(one.message for one in warned)
        return erp_error("warning" if warned else "refused", detail=words)
    chosen, code = next(((one, code) for one, code in found if code != "refused"), found[0])
    words = "; ".join(failures.fields_named(one.message) for one, _ in found)
    ours = "external_id_taken" if code == "external_id" else code
    return erp_error(ours, detail=words, provider_code=chosen.code)


def fault(element: Any, is_write: bool = False) -> ErpError:
    """Return the error that a ``Fault`` is: a refusal of a whole request."""
    inside = first(element, "detail")
    named = children(inside)[0] if inside is not None and len(children(inside)) else None
    code = text(named, "code") if named is not None else ""
    words = (text(named, "message") if named is not None else "") or text(element, "faultstring")
    if "SAXException" in words or "Deserial" in words:
        return erp_error("malformed", detail=words)
    found = failures.code_of(code, words, is_write=is_write)
    if found == "refused" and not code:
        found = "malformed"
    return erp_error("external_id_taken" if found == "external_id" else found, detail=words, provider_code=code)


def body(answer: Answer, is_write: bool) -> Any:
    """Return what stands in the body of a reply. :raise ErpError: a fault, or no reply of the service at all."""
    if b"Envelope" not in answer.body[:2000]:
        check_gateway(answer, is_write)
        raise erp_error("malformed", detail=f"HTTP {answer.status} is no SOAP reply: {answer.words()}")
    found = first(parse(answer.body), "Body")
    inside = children(found)[0] if found is not None and len(children(found)) else None
    if inside is None:
        raise erp_error("malformed", detail="the reply is empty")
    if local(inside) == "Fault":
        raise fault(inside, is_write)
    return inside


def is_busy(answer: Answer) -> bool:
    """Tell whether a reply is the fault that there was no place for the request."""
    if answer.status == 200 or b"Fault" not in answer.body:
        return False
    try:
        body(answer, False)
    except ErpError as error:
        return error.code == "busy"
    return False
