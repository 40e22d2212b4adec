"""What the crash tests stand on: databases of their own, a stand-in of Stripe, processes that are killed.

``AR_SYNC_CRASH_ROUNDS`` is how many seeded rounds are played (1 by default; more find more).
``AR_SYNC_CRASH_TEMPLATE`` names a database to copy instead of the suite's own template.
"""

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.stripe.core.render import render_result
from sandbox.stripe.server import StripeSandbox
from workspace import config, databases
from workspace.paths import ROOT

NOW = "2026-06-30T12:00:00Z"
ROUNDS = int(os.environ.get("AR_SYNC_CRASH_ROUNDS", "1"))
LIVES_MAX = 400
START_MAX_S = 600
STEP_IDS = 10_000


def held_port() -> socket.socket:
    """Return a port of this machine that is kept for a server: nobody else is given it in the meantime.

    Linux lets a server listen where a socket is bound that does not listen, if both may share the address.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


class Account:
    """A Stripe account with a story: what has happened before the import, and what happens later, step by step."""

    def __init__(self) -> None:
        self.sandbox = StripeSandbox(seed=11, now=NOW)
        self.engine = self.sandbox.engine
        self.policy(paused=True)
        self._hooked = self.engine_handle = self.sandbox.gateway.handle
        self.sandbox.gateway.handle = self._handle  # type: ignore[method-assign]
        self.seen = 0
        self.on_request: Any = None
        self._lock = threading.Lock()
        self.past()
        self.sandbox.start()

    def policy(self, **changes: Any) -> None:
        self.sandbox.control.call("POST", "/webhooks/policy", changes)

    def _handle(self, request: Any) -> Any:
        """Count requests; a test may have somebody killed at one."""
        with self._lock:
            self.seen += 1
            strike = self.on_request
            if strike and strike(self.seen):
                self.on_request = None
        return self.engine_handle(request)

    def post(self, path: str, /, **params: Any) -> Any:
        with self.engine.lock:
            ctx = self.engine.context()
            found = self.engine.call(ctx, "POST", f"/v1/{path}", params)
            self.engine.commit()
            return render_result(ctx, found)

    def get(self, path: str, /, **params: Any) -> Any:
        with self.engine.lock:
            ctx = self.engine.context()
            return render_result(ctx, self.engine.call(ctx, "GET", f"/v1/{path}", params))

    def endpoints(self) -> int:
        """Return how many webhook endpoints there are."""
        return len(self.get("webhook_endpoints")["data"])

    # === THE STORY === #

    def invoice(self, customer: str, *amounts: int, currency: str = "usd") -> Any:
        made = self.post(
            "invoices", customer=customer, currency=currency, collection_method="send_invoice", days_until_due=30
        )["id"]
        lines = [{"amount": amount, "description": f"Work {amount}"} for amount in amounts]
        self.post(f"invoices/{made}/add_lines", lines=lines)
        return self.post(f"invoices/{made}/finalize")

    def pay(self, invoice: Any, method: str = "pm_card_visa") -> None:
        self.post(f"invoices/{invoice['id']}/pay", payment_method=method)

    def charge_of(self, invoice: Any) -> str:
        rows = self.get("invoice_payments", invoice=invoice["id"])["data"]
        intent = next(row["payment"]["payment_intent"] for row in rows if row["status"] == "paid")
        return str(self.get(f"payment_intents/{intent}")["latest_charge"])

    def collect(self, customer: str, amount: int, text: str) -> None:
        self.post(
            "payment_intents", amount=amount, currency="usd", customer=customer, payment_method="pm_card_visa",
            confirm=True, description=text,
        )  # fmt: skip

    def past(self) -> None:
        """What has happened when the import begins: paid, refunded, consolidated, unexplained; a payout."""
        settings = {"settlement_currencies": ["usd", "eur"], "payout_interval": "manual"}
        self.sandbox.control.call("POST", f"/accounts/{self.sandbox.account_id}/settings", {"settings": settings})
        people = [("Ada Instruments", "ada@example.com"), ("Bob Optics", "bob@example.com")]
        self.ada, self.bob = (self.post("customers", name=name, email=email)["id"] for name, email in people)
        self.open = [self.invoice(self.ada, 10_000), self.invoice(self.bob, 3_333, 1_999)]
        self.pay(self.invoice(self.ada, 25_000))
        self.pay(self.invoice(self.bob, 8_000, currency="eur"))
        refunded = self.invoice(self.ada, 7_000)
        self.pay(refunded)
        self.post("refunds", charge=self.charge_of(refunded), amount=2_500)
        two = [self.invoice(self.bob, 4_100), self.invoice(self.bob, 5_900)]
        self.collect(self.bob, 10_000, "Invoices " + ", ".join(row["number"] for row in two))
        self.collect(self.ada, 1_234, "thank you")
        self.sandbox.advance(8 * 86_400)
        self.post("payouts", amount=5_000, currency="usd")
        self.sandbox.advance(3 * 86_400)

    def later(self) -> list[Any]:
        """Return what happens afterwards, as steps to be taken one by one."""
        return [
            lambda: self.pay(self.open[0]),
            lambda: self.post(f"customers/{self.bob}", phone="+1 555 0100"),
            lambda: self.collect(self.bob, 5_332, f"Invoice {self.open[1]['number']}"),
            lambda: self.post("refunds", charge=self.charge_of(self.open[0]), amount=4_000),
            self._new_invoice_paid,
            lambda: self.post("payouts", amount=3_000, currency="usd"),
        ]

    def _new_invoice_paid(self) -> None:
        self.sandbox.advance(1)
        invoice = self.invoice(self.ada, 6_660)
        self.pay(invoice)

    def take(self, number: int, step: Any) -> None:
        """Take one step; its ids are the same in every run, however many requests came between."""
        with self.engine.lock:
            self.engine.ids.counter = (number + 1) * STEP_IDS
        step()


class Stage:
    """One account, one template database connected to it, and a supervisor for workers on copies of it."""

    def __init__(self, folder: Path) -> None:
        self.workspace = config.prepare()
        self.folder = folder
        self.account = Account()
        self.held = held_port()
        self.port = self.held.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.conf = self.workspace.write_conf(
            f"crash-{os.getpid()}.conf", ar_sync_stripe_api_base=self.account.sandbox.url
        )
        self.template = f"ar_sync_crash_{os.getpid()}_template"
        self.database = f"ar_sync_crash_{os.getpid()}"
        self.supervisor: subprocess.Popen[str] | None = None
        self.server: subprocess.Popen[bytes] | None = None
        self.kills = 0
        source = os.environ.get("AR_SYNC_CRASH_TEMPLATE") or databases.suite(self.workspace)
        databases.new(self.workspace, self.database, source=source)
        self._supervise()
        self.order({"job": "connect", "url": self.url, "key": self.account.sandbox.secret_key})
        databases.new(self.workspace, self.template, source=self.database)
        self.snapshot = (self.account.engine.snapshot(), self.account.engine.clock.time())

    def close(self) -> None:
        """End every process and delete the databases."""
        self.stop_server()
        if self.supervisor:
            self.supervisor.kill()
            self.supervisor.wait()
        self.account.sandbox.stop()
        databases.drop(self.workspace, self.database, self.template)
        self.conf.unlink(missing_ok=True)
        self.held.close()

    def _supervise(self) -> None:
        words = [str(self.workspace.python), "-m", "tests.crash_worker", str(self.conf), self.database]
        with (self.folder / "worker.log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                words, cwd=ROOT, env=self.workspace.env(), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self.supervisor and self.supervisor.stdout
        line = self.supervisor.stdout.readline()
        assert line, f"the supervisor ended: {(self.folder / 'worker.log').read_text()[-3000:]}"
        return dict(json.loads(line))

    # === RUNS === #

    def begin(self) -> None:
        """Go back to the moment after connecting, in the database and at Stripe."""
        self.stop_server()
        self.account.policy(paused=True, duplicate=0, reorder=0, lose=0)
        text, moment = self.snapshot
        self.account.engine.restore(text)
        self.account.engine.clock.restart(moment)
        databases.new(self.workspace, self.database, source=self.template)
        self.kills = 0

    def order(self, order: dict[str, Any], strike_at: int = 0) -> Any:
        """Have a worker do ``order``. Return its result, or None where it was killed.

        :param strike_at: kill it when the sandbox sees this request of its, counted from 1.
        """
        assert self.supervisor and self.supervisor.stdin
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        if strike_at:
            self._strike_at(strike_at)
        print(json.dumps({**order, "result": str(result)}), file=self.supervisor.stdin, flush=True)
        self.pid = self._heard()["pid"]
        end = self._heard()
        self.account.on_request = None
        if end["killed"]:
            self.kills += 1
            return None
        assert result.is_file(), f"a worker failed: {(self.folder / 'worker.log').read_text()[-4000:]}"
        return json.loads(result.read_text())

    def _strike_at(self, number: int) -> None:
        first = self.account.seen
        self.pid = 0

        def strike(seen: int) -> bool:
            if seen - first < number or not self.pid:
                return False
            os.kill(self.pid, signal.SIGKILL)
            return True

        self.account.on_request = strike

    def live(self, death: Callable[[], dict[str, Any]]) -> Any:
        """Work, die, work again, until a life ends by itself; then once more, undisturbed. Return the books.

        :param death: asked before each life: ``commit`` and ``side``, or ``strike_at``, or nothing.
        """
        for life in range(LIVES_MAX):
            chosen = death()
            strike_at = chosen.pop("strike_at", 0)
            if self.order({"job": "work", "later": not life, **chosen}, strike_at) is not None:
                return self.order({"job": "work", "later": True})
        raise AssertionError(f"{LIVES_MAX} lives were not enough")

    # === THE DOOR === #

    def start_server(self) -> None:
        """Start a real Odoo that takes webhooks and does no background work."""
        words = self.workspace.odoo_command(
            "-d", self.database, "--http-port", str(self.port), "--max-cron-threads", "0", conf=self.conf
        )
        with (self.folder / "server.log").open("ab") as log:
            self.server = subprocess.Popen(
                words, cwd=ROOT, env=self.workspace.env(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_MAX_S
        while not _answers(f"{self.url}/ar_sync/webhook/nobody"):
            assert self.server.poll() is None and time.monotonic() < deadline, "Odoo does not start"
            time.sleep(0.1)

    def stop_server(self) -> None:
        """Kill the door without a warning."""
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server = None


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(urllib.request.Request(url, data=b"{}"), timeout=30).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
