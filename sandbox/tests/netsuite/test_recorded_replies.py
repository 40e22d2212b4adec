"""Against replies of the real SuiteTalk: the same elements in the same places.

The recordings are not part of this project. ``AR_SYNC_SAMPLES`` names a folder that has them under
``netsuite-soap``; without it the tests are skipped. Their endpoint versions differ, so namespaces are
compared without version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.netsuite.ledger import shapes
from sandbox.netsuite.server import NetSuiteSandbox

from .company import customer, invoice, lines
from .soap_client import Soap

FOLDER = Path(os.environ.get("AR_SYNC_SAMPLES", "")) / "netsuite-soap"

pytestmark = pytest.mark.skipif(
    not (os.environ.get("AR_SYNC_SAMPLES") and FOLDER.is_dir()),
    reason="AR_SYNC_SAMPLES names no folder with netsuite-soap",
)

Path_ = tuple[str, ...]

#: Paths of recordings the stand-in does not have, and why.
LEFT_OUT = {
    "transactionBillAddress": "the address element before 2014.2",
    "transactionShipAddress": "the address element before 2014.2",
    "billAddress": "gone from the schema since 2014.2",
    "shipAddress": "gone from the schema since 2014.2",
}


def recording(name: str) -> Any:
    """The root of a recorded reply."""
    return etree.parse(str(FOLDER / f"fixtures__{name}.xml"), etree.XMLParser(recover=True)).getroot()


def bare(element: Any) -> str:
    """Namespace without version, and name."""
    name = etree.QName(element)
    space = re.sub(r"_(\d{4}_\d|\d_\d)\.", ".", name.namespace or "")
    return f"{space.removeprefix('urn:').removesuffix('.webservices.netsuite.com')}:{name.localname}"


def paths(element: Any, above: Path_ = ()) -> Iterator[Path_]:
    """Paths of elements below *element*, by bare names; content of records left aside."""
    for child in element:
        if isinstance(child.tag, str):
            here = (*above, bare(child))
            yield here
            if not bare(child).endswith((":record", ":baseRef")):
                yield from paths(child, here)


def shape_of(root: Any) -> set[Path_]:
    found = set(paths(root.find("{*}Body")))
    return {one for one in found if not any(name in one[-1] for name in LEFT_OUT)}


def reply(soap: Soap) -> Any:
    return etree.fromstring(soap.transport.received)


def test_envelope_and_header(soap: Soap) -> None:
    soap.call("getServerTime")
    ours, theirs = reply(soap), recording("add__add_invoice")
    assert ours.tag == theirs.tag
    assert [bare(one) for one in ours.iterfind(".//{*}Header//*")] == [
        bare(one) for one in theirs.iterfind(".//{*}Header//*")
    ]
    assert ours.find(".//{*}nsId").text.startswith("WEBSERVICES_")


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("add__add_invoice", "add"),
        ("add__add_invoice_error", "refused"),
        ("upsert__upsert_customer", "upsert"),
        ("upsert_list__upsert_list_customers", "upsertList"),
        ("update__update_customer", "update"),
        ("get__get_customer", "get"),
        ("delete__delete_customer", "delete"),
        ("search__single_search_result", "search"),
    ],
)
def test_replies_have_the_recorded_elements(soap: Soap, name: str, action: str) -> None:
    key = customer(soap, externalId="cu241")
    record = soap.make("Customer", externalId="cu241", companyName="Again")
    calls = {
        "add": lambda: invoice(soap, key),
        "refused": lambda: soap.call("add", soap.make("Customer", companyName="x")),
        "upsert": lambda: soap.call("upsert", record),
        "upsertList": lambda: soap.call("upsertList", [record]),
        "update": lambda: soap.call("update", record),
        "get": lambda: soap.call("get", soap.ref(key, "customer")),
        "delete": lambda: soap.call("delete", soap.ref(key, "customer")),
        "search": lambda: soap.call("search", soap.make("AccountSearch", basic=soap.make("AccountSearchBasic"))),
    }
    calls[action]()
    theirs, ours = shape_of(recording(name)), shape_of(reply(soap))
    assert {one for one in theirs if one not in ours and one[:-1] in ours | {()}} == set()


def test_base_refs_have_the_recorded_attributes(soap: Soap) -> None:
    soap.call("upsert", soap.make("Customer", externalId="c", companyName="x", subsidiary=soap.ref("1")))
    ours, theirs = reply(soap).find(".//{*}baseRef"), recording("upsert__upsert_customer").find(".//{*}baseRef")
    assert set(ours.attrib) == set(theirs.attrib)
    assert ours.get("type") == theirs.get("type") == "customer"


def test_a_failed_upsert_names_the_record(soap: Soap) -> None:
    soap.call("upsert", soap.make("Invoice", externalId="in_334", entity=soap.ref("77")))
    ours, theirs = reply(soap), recording("upsert__upsert_invoice_error")
    for root in (ours, theirs):
        detail = root.find(".//{*}statusDetail")
        assert detail.get("type") == "ERROR"
        assert detail.find("{*}code").text == "INVALID_KEY_OR_REF"
        assert root.find(".//{*}baseRef").get("externalId") == "in_334"


@pytest.mark.parametrize(("name", "kind"), [("get__get_invoice", "invoice"), ("get__get_customer", "customer")])
def test_records_have_the_recorded_elements(sandbox: NetSuiteSandbox, soap: Soap, name: str, kind: str) -> None:
    """Every element we write for a record is one of NetSuite's; what both have is spelled alike."""
    key = customer(soap, terms=soap.ref("2"), email="a@x.example")
    made = invoice(soap, key, itemList=lines(soap, "15993.60", taxCode=soap.ref("1")))
    soap.get(kind, made if kind == "invoice" else key)
    ours, theirs = reply(soap).find(".//{*}record"), recording(name).find(".//{*}record")
    mine = {etree.QName(one).localname: one for one in ours}
    real = {etree.QName(one).localname: one for one in theirs}
    both = set(mine) & set(real)
    assert len(both) >= 12
    for one in both:
        assert bool(mine[one].get("internalId")) == bool(real[one].get("internalId")), one
        assert _form(mine[one].text) == _form(real[one].text), one
    unknown = set(mine) - set(shapes.RECORDS[kind].fields)
    assert unknown == set()


def _form(text: str | None) -> str:
    """How a value is spelled: a moment, a double, a number, a truth, an enumeration or words."""
    text = (text or "").strip()
    forms = {
        "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[78]:00",
        "double": r"-?\d+\.\d+(E\d+)?",
        "truth": r"true|false",
        "enumeration": r"_\w+",
        "": r"",
    }
    return next((name for name, form in forms.items() if re.fullmatch(form, text)), "words")
