"""An Odoo server on loopback with two workers, and the loader beside it."""

import json
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from .common import Lab, free_port

SECRET = "whsec_bench"
CONNECTIONS = 8
START_TIMEOUT_S = 180.0
LOOK_EVERY_S = 0.05


def run(env) -> list[dict]:
    """Runs inside Odoo: make the connection whose webhooks are sent."""
    from odoo.addons.ar_sync_stripe.payloads.version import API_VERSION

    from . import objects

    made = objects.connection(env)
    env["ar.sync.secret"]._put(made, "webhook_secret", SECRET)
    env["ir.cron"].search([("id", "not in", env.ref("ar_sync.ir_cron_work").ids)]).active = False
    return [{"token": made.webhook_token, "api_version": API_VERSION}]


class Server:
    """Odoo with two HTTP workers and, where wanted, a worker for scheduled actions."""

    def __init__(self, lab: Lab, database: str, crons: int) -> None:
        from workspace.paths import ROOT

        self.lab, self.database = lab, database
        [self.made] = lab.start(database, "bench.server").result()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/ar_sync/webhook/{self.made['token']}"
        self.log = tempfile.NamedTemporaryFile(suffix=".log")
        options = ("--workers", "2", "--max-cron-threads", crons, "--http-port", self.port)
        quiet = ("--gevent-port", free_port(), "--log-level", "warn", "-d", database)
        words = lab.workspace.odoo_command(*[str(word) for word in (*options, *quiet)])
        self.process = subprocess.Popen(words, env=lab.workspace.env(), cwd=ROOT, stdout=self.log, stderr=self.log)

    def __enter__(self) -> "Server":
        from workspace.processes import answers

        deadline = time.monotonic() + START_TIMEOUT_S
        while not answers(f"http://127.0.0.1:{self.port}/web/health"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(Path(self.log.name).read_text(errors="replace")[-3000:])
            time.sleep(0.2)
        self.load("warm", 60)
        return self

    def __exit__(self, *error) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def load(self, prefix: str, count: int, rate: float = 0.0) -> list[list]:
        """Send messages in a process of its own and return (message, sent at, answered at, status)."""
        order = {
            "url": self.url, "secret": SECRET, "api_version": self.made["api_version"],
            "prefix": prefix, "count": count,
            "rate": rate, "connections": CONNECTIONS,
        }  # fmt: skip
        words = [str(self.lab.workspace.python), "-m", "bench.loader"]
        done = subprocess.run(
            words, input=json.dumps(order), env=self.lab.workspace.env(), capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout)

    def rows(self, sql: str) -> list[str]:
        """Ask the database."""
        from workspace import databases

        return databases.psql(self.lab.workspace, sql, self.database)

    def lost(self, sent: list[list]) -> int:
        """Return how many acknowledged messages are not in the inbox."""
        stored = set(self.rows("SELECT external_id FROM ar_sync_event"))
        return sum(status == 200 and name not in stored for name, _sent, _answered, status in sent)


class Watch(threading.Thread):
    """Notes every 50 ms which messages are still open."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.ended = server, threading.Event()
        self.seen: list[tuple[float, set[str]]] = []

    def run(self) -> None:
        """Look until told to end, on one connection."""
        import psycopg2

        pg = self.server.lab.workspace.pg
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        options = {name: pg[key] for name, key in names.items() if pg.get(key)}
        with psycopg2.connect(dbname=self.server.database, **options) as line:
            line.autocommit = True
            cursor = line.cursor()
            while not self.ended.wait(LOOK_EVERY_S):
                cursor.execute("SELECT external_id FROM ar_sync_event WHERE state IN ('received', 'waiting')")
                self.seen.append((time.time(), {name for (name,) in cursor.fetchall()}))

    def end(self) -> list[tuple[float, set[str]]]:
        """Stop looking and return (moment, open messages) in order."""
        self.ended.set()
        self.join()
        return self.seen
