"""``make lint``: ruff, mypy (strict) on the pure rooms, pylint-odoo and Odoo's own lint tests."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from . import config, rooms, suite
from .config import Workspace
from .paths import ROOT, STATE
from .run import say

ODOO_LINT = (
    "test_checkers",
    "test_docstring",
    "test_dunderinit",
    "test_i18n",
    "test_index",
    "test_jstranslate",
    "test_manifests",
    "test_naming",
    "test_onchange_domains",
    "test_orm_import",
    "test_override_signatures",
    "test_pofile",
    "test_routes",
)
"""Files of Odoo's addon ``test_lint``. The others need ESLint, or are for Odoo's own sources."""
FOLDERS = ("bench", "sandbox", "tests", "workspace")


def mypy_packages(door: Path, root: Path = ROOT) -> list[str]:
    """Lay the pure rooms out below ``door`` as they are imported, and return their package names.

    ``odoo.addons.<addon>`` are empty folders there, so that mypy sees the rooms alone: not Odoo and
    not the addons' models.
    """
    shutil.rmtree(door, ignore_errors=True)
    packages = []
    for room in rooms.pure_rooms(root):
        link = door / "odoo" / "addons" / room.parent.name / room.name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(room)
        packages.append(f"odoo.addons.{room.parent.name}.{room.name}")
    return packages


def run_lint(workspace: Workspace) -> int:
    """Run every linter, whatever the others said. 0 when all are content."""
    own = [name for name in (*config.addons_in(), *FOLDERS) if (ROOT / name).is_dir()]
    door = STATE / "mypy"
    packages = [word for package in mypy_packages(door) for word in ("-p", package)]
    env = workspace.env(MYPYPATH=str(door))
    env.pop("PYTHONPATH")
    results = [_tool("ruff", ["ruff", "check", "--no-cache", *own], env)]
    if packages:
        mypy = [
            "mypy",
            "--config-file",
            "setup.cfg",
            "--cache-dir",
            str(STATE / "mypy-cache"),
            *packages,
        ]
        results.append(_tool("mypy", mypy, env, hide=f"{os.path.relpath(door, ROOT)}/odoo/addons/"))
    if config.addons_in():
        results.append(
            _tool(
                "pylint-odoo",
                ["pylint", "--rcfile", "setup.cfg", *config.addons_in()],
                workspace.env(),
            )
        )
        results.append(_odoo_lint(workspace))
    return int(any(results))


def _odoo_lint(workspace: Workspace) -> int:
    """Run Odoo's lint tests on our addons, in a database that has them installed."""
    home = next((path / "test_lint" for path in workspace.odoo.addons), None)
    if home is None or not home.is_dir():
        say("this Odoo has no addon test_lint: its lint tests are left out")
        return 0
    say("Odoo's test_lint")
    files = [str(home / "tests" / f"{name}.py") for name in ODOO_LINT]
    with suite.fresh_database(workspace) as database:
        words = ("-q", "--disable-warnings", "-p", "workspace.only_our_addons")
        return suite.pytest(workspace, database, *words, *files)


def _tool(name: str, words: Sequence[str], env: dict[str, str], hide: str = "") -> int:
    say(name)
    done = subprocess.run(
        words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(done.stdout.replace(hide, "") if hide else done.stdout, end="", flush=True)
    return done.returncode
