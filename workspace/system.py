"""Programs of the system: found, or installed by the distribution's package manager."""

import os
import shutil
from pathlib import Path

from .run import WorkspaceError, is_root, retry, run, say

PACKAGES = {"postgres": "postgresql", "chromium": "chromium", "venv": "python3-venv"}
POSTGRES_FOLDERS = (Path("/usr/lib/postgresql"), Path("/usr/pgsql"))


def postgres_bin() -> Path | None:
    """The folder of PostgreSQL's server programs: the newest that is installed."""
    found = [path.parent for root in POSTGRES_FOLDERS for path in root.glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """The browser that browser tests drive."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def _has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401 - it is only there when python3-venv is
    except ImportError:
        return False
    return True


FINDERS = {"postgres": postgres_bin, "chromium": chromium, "venv": _has_venv}


def ensure(*names: str) -> None:
    """Install what is missing of ``postgres``, ``chromium`` and ``venv``.

    :raises WorkspaceError: not root; names the packages to install.
    :raises DownloadError: names the packages that could not be had.
    """
    missing = [PACKAGES[name] for name in names if not FINDERS[name]()]
    if not missing:
        return
    command = f"apt-get install {' '.join(missing)}"
    if not is_root() or not shutil.which("apt-get"):
        raise WorkspaceError(
            f"missing on this machine: {', '.join(missing)}.\n  What to do: as root, {command}"
        )
    say(f"installing {', '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def install() -> None:
        run(["apt-get", "-q", "update"], env=env)
        run(["apt-get", "-q", "-y", "--no-install-recommends", "install", *missing], env=env)

    retry(
        install,
        f"the system packages {', '.join(missing)}",
        f"run '{command}' as root by hand and look at its errors.",
    )
    if any(not FINDERS[name]() for name in names):
        raise WorkspaceError(
            f"{command} ended well, but a program is still not found: {', '.join(names)}"
        )
