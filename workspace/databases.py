"""Databases: a base that is built once and kept, and copies of it in a fraction of a second.

The *base* has the Odoo apps this suite stands on and a company with a chart of accounts, none of
our addons and no demonstration data. A *suite* database is a copy with our addons installed and the
asset bundles made, keyed by the addons' sources.
"""

import inspect
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from . import asset_bundles, base_setup
from .config import Workspace, addons_in
from .paths import ROOT, STATE, cache_dir, locked, short_hash
from .run import WorkspaceError, run, say

BASE_APPS = ("account", "payment_stripe", "crm", "sale_management", "l10n_us_account")
PREFIX = "ar_sync_"
SUITES_KEPT = 3
"""Suite templates of earlier sources that stay: somebody may be copying one at this moment."""


def psql(workspace: Workspace, sql: str, database: str = "postgres") -> list[str]:
    """Run one SQL statement and return its rows as text."""
    words = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, database]
    return run(words, env=workspace.env()).split("\n")[:-1]


def names(workspace: Workspace) -> set[str]:
    """The databases there are."""
    return set(psql(workspace, "SELECT datname FROM pg_database"))


def filestore(database: str) -> Path:
    """The folder of a database's attachments."""
    return STATE / "data" / "filestore" / database


def drop(workspace: Workspace, *databases: str) -> None:
    """Delete databases, whoever is connected, with their attachments."""
    for database in databases:
        run(["dropdb", "--if-exists", "--force", database], env=workspace.env())
        shutil.rmtree(filestore(database), ignore_errors=True)


def ready(workspace: Workspace, database: str) -> bool:
    """Whether a database is there with its attachments; its state folder may have been removed."""
    return database in names(workspace) and filestore(database).is_dir()


def copy(workspace: Workspace, source: str, target: str) -> None:
    """Copy a database and its attachments.

    Attachments never change, so they are linked, not copied.
    """
    with locked(STATE, f"copy-{source}"):
        run(["createdb", "-T", source, target], env=workspace.env())
    if filestore(source).is_dir():
        shutil.rmtree(filestore(target), ignore_errors=True)
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def seal(workspace: Workspace, database: str) -> None:
    """Let nobody connect to a template: a connection would stop it from being copied."""
    psql(workspace, f'ALTER DATABASE "{database}" WITH ALLOW_CONNECTIONS false')


def install(
    workspace: Workspace, database: str, addons: Iterable[str], *, update: bool = False, conf: Path | None = None
) -> None:
    """Install addons in a database, and bring those that are there up to date with ``update``."""
    listed = ",".join(addons)
    flags = ["-i", listed, *(["-u", listed] if update else [])]
    words = workspace.odoo_command("-d", database, *flags, "--stop-after-init", "--no-http", conf=conf)
    run(words, env=workspace.env(), cwd=ROOT, log=STATE / "logs" / f"install-{database}.log")


def call(workspace: Workspace, database: str, module: str, **options: str) -> str:
    """Call a module's ``run`` inside Odoo (:mod:`workspace.in_odoo`); return what was printed."""
    pairs = [f"{key}={value}" for key, value in options.items()]
    job = ["-m", "workspace.in_odoo", str(workspace.conf), database, module, *pairs]
    return run([workspace.python, *job], env=workspace.env(), cwd=ROOT)


def _server_major(workspace: Workspace) -> str:
    return str(int(psql(workspace, "SHOW server_version_num")[0]) // 10000)


def base(workspace: Workspace) -> str:
    """The name of the base template; restored from the cache, or built, when it is not there."""
    recipe = "".join(inspect.getsource(part) for part in (base_setup, asset_bundles))
    key = short_hash(
        workspace.odoo.key, ",".join(BASE_APPS), recipe, _server_major(workspace), length=8
    )
    name = f"{PREFIX}base_{key}"
    if not ready(workspace, name):
        with locked(STATE, "base"):
            if not ready(workspace, name):
                _make_base(workspace, name, cache_dir() / f"base-{key}")
    return name


def _make_base(workspace: Workspace, name: str, kept: Path) -> None:
    draft = f"{name}_draft"
    drop(workspace, *(old for old in names(workspace) if old.startswith(f"{PREFIX}base_")))
    run(["createdb", "-T", "template0", "-E", "UTF8", "--lc-collate=C", draft], env=workspace.env())
    if (kept / ".complete").is_file():
        say("restoring the base database from the cache")
        run(
            ["pg_restore", "-j", "2", "--no-owner", "-d", draft, kept / "dump"], env=workspace.env()
        )
        shutil.copytree(kept / "filestore", filestore(draft), dirs_exist_ok=True)
    else:
        say("building the base database: accounting, payment, CRM, sales (about 90 s, once)")
        install(workspace, draft, BASE_APPS)
        call(workspace, draft, "workspace.base_setup")
        call(workspace, draft, "workspace.asset_bundles")
        _keep_base(workspace, draft, kept)
    psql(workspace, f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    if filestore(draft).is_dir():
        filestore(draft).replace(filestore(name))
    seal(workspace, name)


def _keep_base(workspace: Workspace, draft: str, kept: Path) -> None:
    with locked(cache_dir(), "base"):
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        run(
            ["pg_dump", "-Fc", "-Z", "1", "--no-owner", "-f", kept / "dump", draft],
            env=workspace.env(),
        )
        filestore(draft).mkdir(parents=True, exist_ok=True)
        shutil.copytree(filestore(draft), kept / "filestore")
        (kept / ".complete").touch()


def new(workspace: Workspace, name: str, addons: Iterable[str] = (), source: str = "") -> None:
    """Make the database ``name``, in place of one that is there.

    A copy of ``source`` (or of the base) with ``addons``.
    """
    if source and source not in names(workspace):
        raise WorkspaceError(
            f"there is no database {source!r} to copy. "
            f"There are: {', '.join(sorted(names(workspace)))}"
        )
    origin = source or base(workspace)
    drop(workspace, name)
    copy(workspace, origin, name)
    wanted = list(addons)
    unknown = (
        set(wanted)
        - set(addons_in())
        - {path.name for root in workspace.odoo.addons for path in root.iterdir()}
    )
    if unknown:
        raise WorkspaceError(f"no such addon: {', '.join(sorted(unknown))}")
    if wanted:
        say(f"installing {', '.join(wanted)} in {name}")
        install(workspace, name, wanted)


def suite_key(workspace: Workspace, addons: Sequence[str], root: Path = ROOT) -> str:
    """A short name for a database with ``addons``: for the base and the addons' present sources."""
    parts: list[str | bytes] = [base(workspace)]
    for addon in addons:
        for path in sorted((root / addon).rglob("*")):
            if path.is_file() and shapes_database(path.relative_to(root / addon)):
                parts += [str(path.relative_to(root)), path.read_bytes()]
    return short_hash(*parts, length=8)


def shapes_database(path: Path) -> bool:
    """Whether a file of an addon has a say in what a database with the addon looks like."""
    return (
        path.parts[0] not in ("tests", "readme", "i18n")
        and "__pycache__" not in path.parts
        and path.suffix != ".md"
    )


def suite(workspace: Workspace, addons: Sequence[str] = ()) -> str:
    """The name of the template with ``addons`` (or all of ours) and the asset bundles made."""
    addons = addons or addons_in()
    name = f"{PREFIX}suite_{suite_key(workspace, addons)}"
    if not ready(workspace, name):
        with locked(STATE, "suite"):
            if not ready(workspace, name):
                _make_suite(workspace, name, addons)
    return name


def _make_suite(workspace: Workspace, name: str, addons: Sequence[str]) -> None:
    known = "SELECT datname FROM pg_database WHERE datname LIKE 'ar\\_sync\\_suite\\_%'"
    drop(workspace, name, *psql(workspace, f"{known} ORDER BY oid DESC")[SUITES_KEPT - 1 :])
    draft = f"{PREFIX}draft_suite"
    new(workspace, draft, addons)
    say("making the asset bundles")
    call(workspace, draft, "workspace.asset_bundles")
    psql(workspace, f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    if filestore(draft).is_dir():
        filestore(draft).replace(filestore(name))
    seal(workspace, name)
