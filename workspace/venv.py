"""The virtual environment: Odoo's requirements, ours, and the tools of tests and linters."""

import os
import shutil
import sys
from pathlib import Path

from . import system
from .odoo_source import Odoo
from .paths import ROOT, cache_dir, locked, short_hash
from .run import WorkspaceError, retry, run, say

OWN_ODOO_REQUIREMENTS = Path(__file__).with_name("requirements-odoo.txt")
OURS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
OLDEST_PYTHON = (3, 10)
NOT_BUILT_HERE = ("python-ldap",)
"""Odoo requirements that need a compiler and that nothing here uses."""
SUBSTITUTES = {
    "psycopg2": "psycopg2-binary",
    "gevent": "gevent>=24.11.1",
    "greenlet": "greenlet>=3.1.1",
}


def odoo_requirements(text: str) -> str:
    """A checkout's own requirements, less what needs a compiler; Playwright can share greenlet.

    >>> print(odoo_requirements("psycopg2==2.9.9 ; python_version < '3.12'\\npython-ldap==3.4.0"))
    psycopg2-binary==2.9.9 ; python_version < '3.12'
    >>> print(odoo_requirements("pytz\\ngreenlet==2.0.2"))
    pytz
    greenlet>=3.1.1
    """
    kept = []
    for line in text.splitlines():
        name, separator, rest = line.partition("==")
        if name.strip() in NOT_BUILT_HERE:
            continue
        if name.strip() in SUBSTITUTES and separator:
            substitute = SUBSTITUTES[name.strip()]
            marker = rest.partition(";")[2].partition("#")[0]
            line = f"{substitute} ;{marker}" if ">=" in substitute and marker else substitute
            if ">=" not in substitute:
                line = f"{substitute}=={rest}"
        kept.append(line)
    return "\n".join(kept)


def ensure(odoo: Odoo) -> Path:
    """The Python of the virtual environment for ``odoo``, built when it is not there yet.

    :raises WorkspaceError: Python is too old or cannot make virtual environments.
    :raises DownloadError: names the requirements that could not be installed.
    """
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise WorkspaceError("Odoo 19 needs Python 3.10 or newer: run this with such a python3.")
    theirs = odoo_requirements((odoo.requirements or OWN_ODOO_REQUIREMENTS).read_text())
    texts = [theirs, *(path.read_text() for path in OURS)]
    base = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    home = cache_dir() / f"venv-{short_hash(sys.version, base, *texts)}"
    python = home / "bin" / "python"
    if not (home / ".complete").is_file():
        with locked(cache_dir(), "venv"):
            if not (home / ".complete").is_file():
                _build(home, base, texts)
    return python


def _build(home: Path, base: str, texts: list[str]) -> None:
    system.ensure("venv")
    say("making the virtual environment (about a minute)")
    shutil.rmtree(home, ignore_errors=True)
    run([base, "-m", "venv", home])
    requirements = home / "requirements.txt"
    requirements.write_text("\n".join(texts))
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command: list[str | Path] = [
        home / "bin" / "python",
        "-m",
        "pip",
        "install",
        "-q",
        "-r",
        requirements,
    ]
    retry(
        lambda: run(command, env=env),
        "the Python packages of requirements.txt, requirements-dev.txt and Odoo",
        "check the network and pip's configuration (pip config list).",
    )
    (home / ".complete").touch()
