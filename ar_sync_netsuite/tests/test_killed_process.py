"""Risk: a server's process is killed right after NetSuite has a document, and the next worker sends it again.

A real process with connections of its own to the database, killed by the system. What is made here is committed, and
deleted afterwards.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.ar_sync.tests.common_races import WAIT_S

from .workers_common import WorkersCase

WORKER = Path(__file__).with_name("killed_worker.py")
#: What the worker must know of this process's configuration.
OPTIONS = {name: f"--{name}" for name in ("db_host", "db_port", "db_user", "db_password")} | {"data_dir": "--data-dir"}


@tagged("-standard", "-at_install", "post_install")
class TestKilledProcess(WorkersCase):
    def test_one_document_there_and_one_record_here(self):
        self.assertEqual(self.killed_when_accepted(), "204")
        self.assertEqual(dict(self.netsuite.engine.stats.created), {"customer": 1, "invoice": 1})
        [left] = self.make(self.told)
        self.assertNotIn(left[1], ("done", "cancelled"))
        self.drain(0)
        self.assertEqual(dict(self.netsuite.engine.stats.created), {"customer": 1, "invoice": 1})
        self.assertEqual(self.make(self.told), [])
        [record] = self.netsuite.engine.store.all("invoice")
        self.assertEqual(self.make(self.tied), [(record.id, record.external_id)])
        self.assertEqual(self.make(self.not_in_step), [])

    def killed_when_accepted(self):
        """Start a worker, kill it when NetSuite has the invoice, and return what it had been answered."""
        said = self.enterContext(tempfile.TemporaryFile("w+"))
        with subprocess.Popen(
            [sys.executable, str(WORKER)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as worker:
            late = threading.Timer(WAIT_S, worker.kill)
            late.start()
            try:
                worker.stdin.write(json.dumps(self.options()))
                worker.stdin.close()
                answered = worker.stdout.readline().strip()
            finally:
                late.cancel()
                worker.kill()
        said.seek(0)
        self.assertEqual(worker.returncode, -signal.SIGKILL, f"it ended by itself: {said.read()[-2000:]}")
        return answered

    def options(self):
        given = [f"{option}={config[name]}" for name, option in OPTIONS.items() if config[name]]
        addons = ",".join(config["addons_path"])
        return {
            "arguments": [*given, f"--addons-path={addons}"],
            "database": self.registry.db_name,
            "url": self.netsuite.url,
        }

    def told(self, env):
        return [(row.summary, row.state) for row in self.open(env)]

    def tied(self, env):
        domain = [("connection_id", "=", self.connection_id), ("kind", "=", "invoice")]
        operation = env["ar.sync.operation"].search([*domain[:1], ("erp_subject", "=", "invoice")])
        return [(row.external_id, operation.external_ref) for row in env["ar.sync.binding"].search(domain)]
