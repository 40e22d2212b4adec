"""The field tables against the real schema, and the helper that fetches it.

The receivables types have the same fields in 2022.2 (the package), 2023.2 and 2024.1; the files used
here are 2022.2's with the version raised to 2025.2, a grounded stand-in for an endpoint whose own files
are not published.
"""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
import requests
import zeep
import zeep.exceptions
from lxml import etree

from sandbox.netsuite import schema
from sandbox.netsuite.ledger import shapes
from sandbox.netsuite.ledger.fields import Shape
from sandbox.netsuite.server import NetSuiteSandbox
from sandbox.netsuite.soap.names import Names

XSD = "{http://www.w3.org/2001/XMLSchema}"
KINDS = {
    "text": "string",
    "rate": "string",
    "bool": "boolean",
    "int": "long",
    "key": "long",
    "number": "double",
    "money": "double",
    "date": "dateTime",
    "moment": "dateTime",
    "ref": "RecordRef",
    "refs": "RecordRefList",
    "address": "Address",
    "custom": "CustomFieldList",
}
ALL = [*shapes.RECORDS.values(), *shapes.ROWS.values()]


@pytest.fixture(scope="module")
def elements() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Elements of every complex type, in order, by namespace and name."""
    found = {}
    for file in (schema.required() / "xsd").rglob("*.xsd"):
        root = etree.parse(str(file)).getroot()
        for one in root.findall(f"{XSD}complexType"):
            rows = [(e.get("name"), (e.get("type") or "").rpartition(":")[2]) for e in one.iter(f"{XSD}element")]
            found[root.get("targetNamespace"), one.get("name")] = rows
    return found


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.name)
def test_fields_are_the_schema_s_in_name_kind_and_order(
    shape: Shape, elements: dict[tuple[str, str], list[tuple[str, str]]]
) -> None:
    names = Names("2025_2")
    real = elements[names.uri(shape.space), shape.type_name]
    order = [name for name, _ in real]
    kinds = dict(real)
    assert [name for name in shape.fields if name not in kinds] == []
    assert list(shape.fields) == sorted(shape.fields, key=order.index)
    wrong = {n: kinds[n] for n, f in shape.fields.items() if f.kind in KINDS and kinds[n] != KINDS[f.kind]}
    assert wrong == {}
    for field in shape.fields.values():
        if field.kind == "list":
            rows = elements[names.uri(shape.space), kinds[field.name]]
            assert rows[0] == (field.rows, shapes.ROWS[field.target].type_name)


def test_the_wsdl_is_served_with_the_stand_in_s_address(sandbox: NetSuiteSandbox) -> None:
    schema.required()
    answer = requests.get(sandbox.wsdl_url(), timeout=60)
    assert answer.status_code == 200
    assert f'location="{sandbox.url}/services/NetSuitePort_2025_2"' in answer.text
    core = requests.get(f"{sandbox.url}/xsd/platform/v2025_2_0/core.xsd", timeout=60)
    assert "urn:core_2025_2.platform.webservices.netsuite.com" in core.text
    for path in ("/wsdl/x", "/xsd/../../etc/v2025_2_0/passwd.xsd", "/xsd/platform/v2025_2_0/none.xsd"):
        assert requests.get(sandbox.url + path, timeout=60).status_code == 404


def test_zeep_finds_everything_under_one_address(sandbox: NetSuiteSandbox) -> None:
    schema.required()
    client = zeep.Client(sandbox.wsdl_url())
    assert client.service._binding_options["address"] == sandbox.soap_url()
    with pytest.raises(zeep.exceptions.Fault, match="Invalid login attempt"):
        client.service.getServerTime()


def test_where_the_schema_cannot_be_had_the_reason_is_told(
    sandbox: NetSuiteSandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AR_SYNC_CACHE", str(tmp_path))
    monkeypatch.setattr(schema, "PACKAGE", "no-such-package-of-anybody==0")
    monkeypatch.setattr(schema, "_download", _refuse)
    answer = requests.get(sandbox.wsdl_url(), timeout=60)
    assert (answer.status_code, answer.text) == (404, "no network today")
    with pytest.raises(pytest.skip.Exception, match="NOT AVAILABLE"):
        schema.required()


def _refuse(place: Path) -> None:
    raise schema.SchemaUnavailable("no network today")


@pytest.mark.parametrize("name", ["ledger.fields", "ledger.money", "soap.names", "soap.values"])
def test_the_examples_in_docstrings(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"sandbox.netsuite.{name}"))
    assert found.attempted and not found.failed
