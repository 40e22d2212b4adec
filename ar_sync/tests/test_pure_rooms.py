"""Risk: a pure room reads the clock, the network or the database, and is no longer provable."""

import ast
from pathlib import Path

import pytest

ROOMS = ("matching", "protocol", "payloads", "mapping", "reading", "planning", "forecasting")
ROOT = Path(__file__).resolve().parents[2]

# What a room may not import at all: the world outside.
FORBIDDEN_MODULES = set(
    "asyncio ctypes ftplib glob http httpx logging multiprocessing os pathlib psycopg2 random "
    "requests secrets select selectors shutil signal smtplib socket socketserver sqlite3 ssl stripe "
    "subprocess sys tempfile threading time urllib3 uuid werkzeug zeep".split()
)
FORBIDDEN_PARTS = {"urllib.request", "urllib.error", "concurrent.futures", "importlib"}
# Tables and weights that come with a room are files beside its code: these read them, and nothing else.
READ_THEIR_FILES = {
    Path("ar_sync_collections/reading/concepts.py"),
    Path("ar_sync_collections/reading/weights.py"),
}
# What a room may not call: hidden clocks, files, chance, code, and what differs from run to run.
FORBIDDEN_CALLS = set(
    "now utcnow today time monotonic perf_counter urandom token_hex token_urlsafe uuid1 uuid4 "
    "generate_key".split()
)
FORBIDDEN_NAMES = {
    "open",
    "input",
    "print",
    "eval",
    "exec",
    "compile",
    "__import__",
    "globals",
    "hash",
}
# Calls that use the machine's own time zone unless one is given: name -> arguments without a zone.
LOCAL_ZONE_CALLS = {"fromtimestamp": 1, "astimezone": 0}


def room_files():
    """Return every source file of every pure room, by path relative to the repository."""
    return sorted(
        path.relative_to(ROOT)
        for addon in ROOT.glob("ar_sync*")
        for room in ROOMS
        for path in (addon / room).rglob("*.py")
    )


def is_pure_import(module: str) -> bool:
    """Tell whether ``module`` is another pure room of ours."""
    parts = module.split(".")
    return (
        parts[:2] == ["odoo", "addons"]
        and len(parts) > 3
        and parts[2].startswith("ar_sync")
        and parts[3] in ROOMS
    )


def breaches(source: str, where: Path) -> list[str]:
    """Return what in ``source`` reaches out of its room, as ``line: what``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for module in _imported(node, where):
            if module == "pathlib" and where in READ_THEIR_FILES:
                continue
            if not is_pure_import(module) and _is_outside(module):
                found.append(f"{node.lineno}: imports {module}")
        if isinstance(node, ast.Call):
            name = _called(node)
            if name:
                found.append(f"{node.lineno}: calls {name}")
        if isinstance(node, ast.Global):
            found.append(f"{node.lineno}: keeps state in a global")
    return found


def _imported(node: ast.AST, where: Path) -> list[str]:
    """Return the full names of the modules that this node imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if not node.level:
        module = node.module or ""
        return (
            [module]
            if module not in ("odoo.addons", "odoo")
            else [f"{module}.{name.name}" for name in node.names]
        )
    package = ["odoo", "addons", *where.parent.parts]
    base = package[: len(package) - node.level + 1]
    if node.module:
        return [".".join([*base, node.module])]
    return [".".join([*base, alias.name]) for alias in node.names]


def _is_outside(module: str) -> bool:
    top = module.split(".")[0]
    return (
        top in FORBIDDEN_MODULES
        or top == "odoo"
        or any(module.startswith(part) for part in FORBIDDEN_PARTS)
    )


def _called(call: ast.Call) -> str | None:
    """Return the name of a forbidden call."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id if function.id in FORBIDDEN_NAMES else None
    if not isinstance(function, ast.Attribute):
        return None
    given = len(call.args) + len(call.keywords)
    if function.attr in FORBIDDEN_CALLS or given <= LOCAL_ZONE_CALLS.get(function.attr, -1):
        return function.attr
    return None


@pytest.mark.parametrize("path", room_files(), ids=str)
def test_a_pure_room_stays_in_its_room(path):
    assert breaches((ROOT / path).read_text(), path) == []


def test_there_are_rooms_to_check():
    """Otherwise a renamed folder would pass unseen."""
    addons = {(path.parts[0], path.parts[1]) for path in room_files()}
    assert {
        ("ar_sync", "matching"),
        ("ar_sync", "protocol"),
        ("ar_sync_bank", "reading"),
        ("ar_sync_stripe", "payloads"),
    } <= addons


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "import requests.adapters",
        "from urllib.request import urlopen",
        "from odoo import fields",
        "import odoo",
        "from odoo.addons import ar_sync",
        "from odoo.addons.ar_sync.models import ar_sync_event",
        "from odoo.addons.account.models import company",
        "from ..models import ar_sync_event",
        "from .. import exceptions",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import date as day\nday.today()",
        "from datetime import datetime\ndatetime.fromtimestamp(0)",
        "moment.astimezone()",
        "open('x')",
        "eval('1')",
        "def f():\n    global x\n    x = 1",
    ],
)
def test_the_check_sees_a_breach(line):
    assert breaches(line, Path("ar_sync/protocol/example.py"))


@pytest.mark.parametrize(
    "line",
    [
        "import re, json, hashlib",
        "from datetime import datetime\ndatetime.fromisoformat('2026-01-01')",
        "from datetime import datetime, timezone\ndatetime.fromtimestamp(0, timezone.utc)",
        "moment.astimezone(zone)",
        "from . import states",
        "from .money import spread",
        "from ..matching import keys",
        "from odoo.addons.ar_sync.protocol.errors import SyncError",
    ],
)
def test_the_check_lets_pure_code_pass(line):
    assert breaches(line, Path("ar_sync/protocol/example.py")) == []
