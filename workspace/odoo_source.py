"""Which Odoo is used, and how it comes to be on this machine.

In this order: the one that ``ODOO_HOME`` names (a source checkout or an installation), one that the
machine's Python can import, the pinned Debian package, unpacked into the cache.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .paths import STATE, cache_dir, locked, short_hash
from .run import DownloadError, WorkspaceError, say

PACKAGE_VERSION = "19.0.0+dfsg-1"
ASSET_PACKAGES = (
    "libjs-jquery/sid",
    "libjs-underscore/sid",
    "libjs-jquery-form/sid",
    "fonts-glyphicons-halflings/sid",
    "fonts-montserrat/sid",
    "fonts-ocr-b/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
"""The Odoo package's static files are links into these.

Two are of Debian 12: the later ones have other file names.
"""
SUITES = ("sid", "bookworm")
MISSING_FILE = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
"""Named in an asset bundle but left out of Debian's package; without it every tour fails."""


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be run."""

    version: str
    place: Path
    """What goes on ``PYTHONPATH``: the folder that holds the package ``odoo``."""
    origin: str
    addons: tuple[Path, ...]
    script: Path | None = None
    """A script that starts it with worker processes; ``python -m odoo`` cannot."""
    requirements: Path | None = None

    @property
    def key(self) -> str:
        """A short name for this Odoo: what is built with it is keyed by it."""
        return short_hash(self.version, str(self.place), length=8)

    def __str__(self) -> str:
        return f"Odoo {self.version} ({self.origin}: {self.place})"


def describe(home: Path, origin: str, version: str = "") -> Odoo | None:
    """The Odoo in ``home``, or None.

    A checkout, an unpacked package or a ``site-packages`` folder.
    """
    for place in (home, home / "usr/lib/python3/dist-packages"):
        release = place / "odoo" / "release.py"
        if not release.is_file():
            continue
        match = re.search(r"version_info\s*=\s*\((\d+),\s*(\d+)", release.read_text())
        series = f"{match[1]}.{match[2]}" if match else "unknown"
        folders = (place / "addons", place / "odoo" / "addons")
        addons = tuple(folder for folder in folders if (folder / "account").is_dir())[-1:]
        scripts = (place / "odoo-bin", home / "usr/bin/odoo", home / "setup/odoo")
        requirements = place / "requirements.txt"
        return Odoo(
            version if version.startswith(series) else series,
            place,
            origin,
            addons,
            next((script for script in scripts if script.is_file()), None),
            requirements if requirements.is_file() else None,
        )
    return None


def find() -> Odoo:
    """The Odoo to use, fetched when this machine has none.

    :raises WorkspaceError: when ``ODOO_HOME`` holds none, or not a 19.0; says what to do.
    """
    home = os.environ.get("ODOO_HOME")
    if home:
        return _checked(
            describe(Path(home).expanduser().resolve(), "ODOO_HOME"), f"ODOO_HOME={home}"
        )
    return _importable() or packaged()


def _checked(odoo: Odoo | None, where: str) -> Odoo:
    if odoo is None or not odoo.addons:
        raise WorkspaceError(
            f"{where} holds no Odoo with the addon 'account'. "
            "Name a checkout or an installation of 19.0."
        )
    if not odoo.version.startswith("19."):
        raise WorkspaceError(f"{where} is Odoo {odoo.version}, this suite is for 19.0.")
    return odoo


def _importable() -> Odoo | None:
    """An Odoo 19 that the machine's own Python imports, seen through a folder of its own."""
    python = getattr(sys, "_base_executable", sys.executable)
    code = (
        "import importlib.util as u; s = u.find_spec('odoo.release'); print(s.origin if s else '')"
    )
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True)
    origin = done.stdout.strip()
    if done.returncode or not origin:
        return None
    package = Path(origin).parent
    found = describe(package.parent, "installed")
    if found is None or not found.addons or not found.version.startswith("19."):
        return None
    door = STATE / "odoo-path"
    door.mkdir(parents=True, exist_ok=True)
    link = door / "odoo"
    if not link.is_symlink() or link.readlink() != package:
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return describe(door, f"installed in {package.parent}")


def packaged() -> Odoo:
    """The pinned Debian package, unpacked into the cache; downloaded when it is not there yet.

    :raises DownloadError: names what could not be had and says what to do.
    """
    version = os.environ.get("AR_SYNC_ODOO_PACKAGE") or PACKAGE_VERSION
    home = cache_dir() / f"odoo-19_{version}"
    done = home / ".complete"
    if not done.is_file():
        with locked(cache_dir(), "odoo"):
            if not done.is_file():
                _fetch_package(version, home)
                done.touch()
    return _checked(describe(home, f"Debian package odoo-19 {version}", version), str(home))


def _fetch_package(version: str, home: Path) -> None:
    system = debian.os_release()
    source = debian.debian_source(debian.read_sources(), system.get("VERSION_CODENAME", ""))
    apt = debian.PrivateApt(cache_dir() / "apt", source, SUITES)
    say("fetching Odoo 19 and its asset packages (about 125 MB)")
    apt.update()
    advice = (
        "set ODOO_HOME to a checkout or an installation of Odoo 19.0, or AR_SYNC_ODOO_PACKAGE "
        "to the version of odoo-19 that Debian's unstable suite offers now."
    )
    specs = (f"odoo-19={version}", *ASSET_PACKAGES)
    packages = [apt.fetch(spec, advice) for spec in specs]
    say(f"unpacking Odoo {version}")
    for package in packages:
        debian.unpack(package, home)
    missing = home / "usr/lib/python3/dist-packages" / MISSING_FILE
    missing.parent.mkdir(parents=True, exist_ok=True)
    missing.touch()
    if describe(home, "package") is None:
        raise DownloadError(f"the package odoo-19 {version} holds no Odoo. {advice}")
