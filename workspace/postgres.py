"""A private PostgreSQL cluster: own data, own socket, own port. No other cluster is touched.

When the user sets ``PGHOST`` or ``PGUSER``, that server is used instead, with databases of our own
names.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from . import system
from .paths import ROOT, STATE, locked, write_if_changed
from .run import WorkspaceError, is_root, run, say

ROLE = "ar_sync"
SOCKET_PATH_MAX = 80
"""A socket's whole path may have 107 characters; PostgreSQL adds its own name to the folder's."""
START_ATTEMPTS = 8


def free_port(first: int = 0) -> int:
    """A free TCP port on loopback: the first one from ``first`` on, or any."""
    for port in range(first, first + 200) if first else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise WorkspaceError(f"no free TCP port from {first} to {first + 199}")


def traversable(folder: Path) -> bool:
    """Whether any user of this machine can reach ``folder``."""
    return all(
        parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents) if parent.exists()
    )


@dataclass(frozen=True)
class Cluster:
    """A private cluster in ``home``."""

    home: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    @property
    def password(self) -> str:
        """Our role's password for TCP. The socket needs none: its folder is closed to others."""
        return (STATE / "pgpassword").read_text().strip()

    def pid_file(self) -> list[str]:
        """The lines of the server's pid file.

        Pid, data folder, start, port, socket folder, …; none when it is absent.
        """
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def pid(self) -> int | None:
        """The server's process; None when the pid file is absent, or left by a killed server."""
        lines = self.pid_file()
        if not lines or not lines[0].strip("-").isdigit():
            return None
        pid = abs(int(lines[0]))
        try:
            here = Path(os.readlink(f"/proc/{pid}/cwd")) == self.data.resolve()
        except OSError:
            return None
        return pid if here else None

    def settings(self) -> dict[str, str]:
        """The ``PG…`` variables of the running server.

        :raises WorkspaceError: when it does not run.
        """
        lines = self.pid_file()
        if self.pid() is None or len(lines) < 5:
            raise WorkspaceError("the private PostgreSQL server does not run")
        return {
            "PGHOST": str(self.home),
            "PGPORT": lines[3],
            "PGUSER": ROLE,
            "PGPASSWORD": self.password,
        }

    def _run(self, *words: str | Path) -> str:
        """Run a program as the cluster's owner: PostgreSQL refuses to run as root."""
        prefix = ["runuser", "-u", "postgres", "--"] if is_root() else []
        env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return run([*prefix, *words], cwd="/", env={**env, "LC_ALL": "C.UTF-8"})

    def _program(self, name: str) -> Path:
        folder = system.postgres_bin()
        if folder is None:
            raise WorkspaceError("PostgreSQL's server programs are not installed")
        return folder / name

    def known(self) -> bool:
        """Whether the cluster is whole and this checkout made it, not one removed by hand."""
        return (self.home / ".complete").is_file() and (STATE / "pgpassword").is_file()

    def create(self) -> None:
        """Make the cluster and start it, once. Its role may create databases and nothing more."""
        if self.known():
            return
        say(f"making a private PostgreSQL cluster in {self.home}")
        self.remove()
        self._initialise()
        write_if_changed(STATE / "pgpassword", secrets.token_urlsafe(24) + "\n", mode=0o600)
        self.start()
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self.password}'"
        words = [
            "-h",
            str(self.home),
            "-p",
            self.settings()["PGPORT"],
            "-U",
            "postgres",
            "-qc",
            role,
        ]
        run([self._program("psql"), *words, "postgres"])
        (self.home / ".complete").touch()

    def _initialise(self) -> None:
        """Make the data folder in a home that only the cluster's owner can enter."""
        self.home.mkdir(parents=True)
        self.home.chmod(0o700)
        if is_root():
            owner = pwd.getpwnam("postgres")
            os.chown(self.home, owner.pw_uid, owner.pw_gid)
        options = ("-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        access = ("--auth-local=trust", "--auth-host=scram-sha-256")
        self._run(self._program("initdb"), "-D", self.data, *options, *access)

    def start(self) -> bool:
        """Start the server unless it runs. True when this call started it.

        :raises WorkspaceError: it does not start; the end of its log is in the message.
        """
        if self.pid() is not None:
            return False
        lines = self.pid_file()
        first = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 54320
        for attempt in range(1, START_ATTEMPTS + 1):
            self._remove_stale_files()
            # Looked for each time: somebody may have taken the last one meanwhile.
            options = f"-p {free_port(first)} -k {self.home} -h 127.0.0.1"
            try:
                self._run(
                    self._program("pg_ctl"),
                    "start",
                    "-w",
                    "-t",
                    "60",
                    "-s",
                    "-D",
                    self.data,
                    "-l",
                    self.home / "server.log",
                    "-o",
                    options,
                )
                return True
            except WorkspaceError as error:
                # After a kill -9 the server's children hold its shared memory for a moment.
                if attempt == START_ATTEMPTS:
                    log = (self.home / "server.log").read_text(errors="replace").splitlines()[-8:]
                    raise WorkspaceError(
                        "\n    ".join(["PostgreSQL does not start:", str(error), *log])
                    ) from error
                time.sleep(1)
        return False

    def _remove_stale_files(self) -> None:
        """Remove what a killed server left.

        A new process may have got its number, and PostgreSQL would then not start.
        """
        if self.pid() is None:
            for path in (self.data / "postmaster.pid", *self.home.glob(".s.PGSQL.*")):
                path.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server if it runs."""
        if self.pid() is not None:
            self._run(self._program("pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", self.data)

    def remove(self) -> None:
        """Stop the server and delete the cluster with all its databases."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def private_cluster() -> Cluster:
    """This checkout's cluster.

    In the state folder, or in a place that the user ``postgres`` can reach.
    """
    home = STATE.resolve() / "pg"
    reachable = not is_root() or traversable(ROOT if STATE.is_relative_to(ROOT) else STATE.parent)
    if reachable and len(str(home)) <= SOCKET_PATH_MAX:
        return Cluster(home)
    name = hashlib.sha256(str(STATE.resolve()).encode()).hexdigest()[:10]
    return Cluster(Path("/var/tmp") / f"ar_sync-{name}")


def users_own_server() -> bool:
    """Whether the user names a server of theirs by the usual variables."""
    host = os.environ.get("PGHOST")
    if host == str(private_cluster().home):
        return False
    return bool(host or os.environ.get("PGUSER") or os.environ.get("PGPORT"))


def ensure() -> dict[str, str]:
    """The ``PG…`` variables of a server that runs; the private one is made when needed."""
    if users_own_server():
        return {
            key: value
            for key, value in os.environ.items()
            if key.startswith("PG") and key != "PGDATABASE"
        }
    cluster = private_cluster()
    if cluster.pid() is None or not cluster.known():
        with locked(STATE, "postgres"):
            system.ensure("postgres")
            cluster.create()
            cluster.start()
    return cluster.settings()


def stop_unless_used() -> None:
    """Stop the private server, unless somebody else is connected to it."""
    cluster = private_cluster()
    if cluster.pid() is None:
        return
    settings = cluster.settings()
    others = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    words = ["psql", "-XAtqc", others, "postgres"]
    if run(words, env={**os.environ, **settings}).strip() == "0":
        cluster.stop()
