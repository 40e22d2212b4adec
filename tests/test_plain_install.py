"""The README's section for somebody who already runs Odoo 19, followed to the letter in databases that are not ours."""

import json
import os
import re
import shlex
import subprocess

import pytest

from workspace import config, databases
from workspace.paths import ROOT

from .crash_harness import Account

README = (ROOT / "README.md").read_text().split("## Install it")[1].split("\n## ")[0]
PERMISSIONS = (ROOT / "ar_sync_stripe" / "readme" / "CONFIGURE.md").read_text()
ALLOWED = ("unknown option 'ar_sync_secret_key'", "unknown option 'ar_sync_stripe_api_base'")
"""Odoo warns of every option that it does not know itself; the README says so."""
STRIPE_SAYS = {
    "account": "accounts_kyc_basic",
    "balance_transaction": "balance_transaction_source",
    "price": "plan",
    "webhook_endpoint": "webhook",
}
"""Where the permission's name in Stripe's own errors is not its title."""
STORY_INVOICES = 7


def commands() -> list[str]:
    """Return the commands of the section, as they stand there."""
    return [line.strip() for line in README.splitlines() if re.match(r" {8}(pip|python3) ", line)]


def restricted_permissions() -> list[str]:
    """Return the permissions that the page linked from the section names, in Stripe's own words for them."""
    text = " ".join(PERMISSIONS.split())
    reads, writes = re.findall(r"read access to:? (.*?); and write access to (.*?)\.", text)[0]

    def name(words: str) -> str:
        found = words.strip().lower().replace(" ", "_").removesuffix("s")
        return STRIPE_SAYS.get(found, found)

    return [f"rak_{name(read)}_read" for read in reads.split(",")] + [f"rak_{name(writes)}_write"]


class Machine:
    """An Odoo as somebody else runs it: a configuration of its own, nothing of our workspace but PostgreSQL."""

    def __init__(self, folder) -> None:
        self.workspace = config.prepare()
        self.folder = folder
        self.conf = folder / "odoo.conf"
        self.env = {**self.workspace.env(), "PYTHONPATH": str(self.workspace.odoo.place)}
        del self.env["ODOO_RC"]
        self.env.pop("AR_SYNC_SECRET_KEY", None)
        self.account = Account()
        self.made: list[str] = []

    def configure(self, key: str) -> None:
        """Write the configuration of the section, its placeholders filled in, and where Stripe is."""
        lines = re.search(r" {8}\[options\]\n(?: {8}.*\n)+", README)[0].replace(" " * 8, "")
        theirs = ",".join(map(str, self.workspace.odoo.addons))
        text = lines.replace("…", theirs).replace("/path/to/this/repository", str(ROOT)).replace("<the key>", key)
        own = f"data_dir = {self.folder / 'data'}\nar_sync_stripe_api_base = {self.account.sandbox.url}\n"
        self.conf.write_text(text + own)

    def run(self, *words: str, order: dict | None = None) -> str:
        """Run a program of Odoo's environment; its log is kept for :meth:`complaints`."""
        with (self.folder / "odoo.log").open("a") as log:
            done = subprocess.run(
                [str(self.workspace.python), *words], cwd=self.folder, env=self.env, text=True,
                input=json.dumps(order or {}), stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert not done.returncode, f"{words}: {(self.folder / 'odoo.log').read_text()[-4000:]}"
        return done.stdout

    def work(self, database: str, job: str) -> dict:
        """Do a job of ``plain_worker.py`` in ``database`` with a key that has the permissions asked for."""
        key = self.account.sandbox.restricted_key(*restricted_permissions())
        script = str(ROOT / "tests" / "plain_worker.py")
        return json.loads(self.run(script, str(self.conf), database, job, order={"key": key}).splitlines()[-1])

    def complaints(self) -> list[str]:
        """Return the warnings and errors of the log so far that are ours, and forget the log."""
        path = self.folder / "odoo.log"
        text = path.read_text()
        path.unlink()
        for not_ours in (str(self.workspace.odoo.place), *self.made):
            text = text.replace(not_ours, "")
        ours = re.compile(r" (ERROR|CRITICAL) |WARNING.*(ar_sync|\bar\.(sync|match|stripe)\b|_ar_|\bar_)")
        return [line for line in text.splitlines() if ours.search(line) and not any(words in line for words in ALLOWED)]

    def database(self, name: str) -> str:
        """Return the name of a database of this run, deleted at its end."""
        self.made.append(f"ar_sync_plain_{os.getpid()}_{name}")
        return self.made[-1]

    def close(self) -> None:
        """Delete the databases and end the stand-in."""
        self.account.sandbox.stop()
        databases.drop(self.workspace, *self.made)


@pytest.fixture
def machine(tmp_path):
    """An Odoo configured as the section says, with the key its command makes."""
    found = Machine(tmp_path)
    try:
        [make_key] = [shlex.split(line) for line in commands() if line.startswith("python3")]
        found.configure(found.run(*make_key[1:]).strip())
        yield found
    finally:
        found.close()


def test_the_packages_named_are_all_that_is_missing(machine):
    """In an environment that has them the command of the section changes nothing; it can be had without a network."""
    [line] = [line for line in commands() if line.startswith("pip")]
    words = [*shlex.split(line), "--dry-run", "--no-index", "--quiet", "--report", "-"]
    done = subprocess.run(
        [str(machine.workspace.python), "-m", *words], cwd=ROOT, env=machine.env, stdout=subprocess.PIPE, check=True
    )
    assert json.loads(done.stdout)["install"] == []


def test_plain_database_from_installation_to_books_and_back(machine):
    database = machine.database("plain")
    words = ["-m", "odoo", "server", "-c", str(machine.conf), "-d", database, "-i", "base", "--skip-auto-install"]
    machine.run(*words, "--stop-after-init", "--no-http")
    found = machine.work(database, "plain")

    assert found["modules"] == {"ar_sync": "installed", "ar_sync_stripe": "installed"}
    assert found["connection"] == {"state": "connected", "access": ["granted"], "shown_key": ""}
    assert found["books"]["imported"]
    assert len(found["books"]["invoices"]) == STORY_INVOICES
    assert all(row[3] for row in found["books"]["tie_out"].values()), found["books"]["tie_out"]
    assert found["books"]["operations"] == ["webhook_endpoint.create done"]
    assert machine.complaints() == []

    assert {"tables", "columns", "actions", "messages", "references"} <= set(found["traces"]), "there was something"
    assert found["screens"] > found["core_screens"] > found["uninstalled"]["screens"] > 0
    assert found["uninstalled"]["modules"] == {"ar_sync": "uninstalled", "ar_sync_stripe": "uninstalled"}
    assert found["uninstalled"]["traces"] == {}
    assert found["entries_stay"]
    assert (found["invoice"]["state"], found["invoice"]["due"]) == ("posted", 250.0)


def test_books_in_euro_with_another_country_s_chart(machine):
    database = machine.database("euro")
    databases.new(machine.workspace, database)
    found = machine.work(database, "foreign")

    assert found["company"] == ["be_comp", "EUR"]
    assert found["keys"] > 0, "what was open before the installation can be found by receipts"
    assert len(found["books"]["invoices"]) == STORY_INVOICES + 1
    assert all(row[3] for row in found["books"]["tie_out"].values()), found["books"]["tie_out"]
    assert [currency for _, currency in found["journals"]] == ["USD", "EUR"]
    codes = [code for code, _ in found["accounts"].values()]
    assert len(codes) == len(set(codes)) == 7
    assert machine.complaints() == []

    assert found["screens"] > found["uninstalled"]["screens"] > 0
    assert found["uninstalled"]["modules"] == {"ar_sync": "uninstalled", "ar_sync_stripe": "uninstalled"}
    assert found["uninstalled"]["traces"] == {}
    assert found["entries_stay"]
