"""The generated Odoo configuration and the environment that every child process gets."""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import odoo_source, postgres, venv
from .odoo_source import Odoo
from .paths import ROOT, STATE, write_if_changed
from .run import WorkspaceError


def addons_in(root: Path = ROOT) -> list[str]:
    """The addons of the repository, by name."""
    return sorted(path.parent.name for path in root.glob("*/__manifest__.py"))


def secret_key() -> str:
    """The key that encrypts credentials in this checkout's databases; made once (a Fernet key.

    32 bytes, url-safe base64).
    """
    path = STATE / "secret_key"
    if not path.is_file():
        write_if_changed(
            path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n", mode=0o600
        )
    return path.read_text().strip()


def conf_text(odoo: Odoo, pg: Mapping[str, str], extra: Mapping[str, str]) -> str:
    """The text of a configuration file.

    :param pg: the ``PG…`` variables of the server.
    :param extra: further options, such as ``ar_sync_stripe_api_base``.
    """
    options = {
        "addons_path": ",".join(str(path) for path in (*odoo.addons, ROOT)),
        "data_dir": str(STATE / "data"),
        "db_host": pg.get("PGHOST", ""),
        "db_port": pg.get("PGPORT", ""),
        "db_user": pg.get("PGUSER", ""),
        "db_password": pg.get("PGPASSWORD", ""),
        "http_interface": "127.0.0.1",
        "list_db": "False",
        "log_level": "info",
        "server_wide_modules": "base,rpc,web",
        "ar_sync_secret_key": secret_key(),
        **extra,
    }
    lines = [f"{key} = {value}" for key, value in options.items() if value]
    return "\n".join(["[options]", *lines, ""])


@dataclass(frozen=True)
class Workspace:
    """A machine on which everything is set up."""

    odoo: Odoo
    python: Path
    pg: dict[str, str]

    @property
    def conf(self) -> Path:
        """The configuration file for development."""
        return STATE / "odoo.conf"

    def write_conf(self, name: str, **extra: str) -> Path:
        """Write a configuration file called ``name`` with further options and return it."""
        path = STATE / name
        write_if_changed(path, conf_text(self.odoo, self.pg, extra), mode=0o600)
        return path

    def exports(self) -> dict[str, str]:
        """What a child process, or a developer's shell, needs in its environment."""
        return {
            "PYTHON": str(self.python),
            "PYTHONPATH": os.pathsep.join([str(self.odoo.place), str(ROOT)]),
            "PYTHONPYCACHEPREFIX": str(STATE / "pycache"),
            "VIRTUAL_ENV": str(self.python.parent.parent),
            "ODOO_RC": str(self.conf),
            **self.pg,
        }

    def env(self, **extra: str) -> dict[str, str]:
        """The environment of a child process.

        Byte code is cached: a registry then starts in half the time.
        """
        dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PGDATABASE")
        kept = {key: value for key, value in os.environ.items() if key not in dropped}
        path = f"{self.python.parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
        return {**kept, **self.exports(), "PATH": path, **extra}

    def odoo_command(self, *words: str | Path, conf: Path | None = None) -> list[str]:
        """The command line that starts Odoo.

        By its script where there is one: worker processes need that.
        """
        start = [str(self.odoo.script)] if self.odoo.script else ["-m", "odoo"]
        rest = [str(word) for word in words]
        command = [rest.pop(0)] if rest and not rest[0].startswith("-") else ["server"]
        return [str(self.python), *start, *command, "-c", str(conf or self.conf), *rest]


def prepare(*, server: bool = True) -> Workspace:
    """Set up whatever is missing and return the workspace.

    :param server: whether PostgreSQL is needed.
    """
    STATE.mkdir(parents=True, exist_ok=True)
    write_if_changed(STATE / ".gitignore", "*\n")
    odoo = odoo_source.find()
    workspace = Workspace(odoo, venv.ensure(odoo), postgres.ensure() if server else {})
    if server:
        # Odoo would bound the address space of a process that runs thousands of tests: no thread could start.
        workspace.write_conf("odoo.conf", limit_memory_hard="0")
    return workspace


def read_state(name: str) -> dict[str, str]:
    """A small record that an earlier command left; empty when there is none."""
    path = STATE / f"{name}.json"
    if not path.is_file():
        return {}
    try:
        return dict(json.loads(path.read_text()))
    except ValueError as error:
        raise WorkspaceError(f"{path} is damaged: delete it and run the command again") from error


def write_state(name: str, values: Mapping[str, str]) -> None:
    """Leave a small record for a later command."""
    write_if_changed(STATE / f"{name}.json", json.dumps(dict(values), indent=1) + "\n", mode=0o600)
