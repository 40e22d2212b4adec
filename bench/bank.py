"""Bank transactions matched, booked and reconciled: ours and account_reconcile_oca, in the same run.

Each transaction names one open invoice in its text. Ours makes a receipt of it, decides, and books in the
transaction's own entry. The other addon is fetched by pip from the package index for Odoo 19 into a folder that is
deleted afterwards; it looks for the invoice when a transaction is created, once for the batch, and
reconciles transaction by transaction. Where it cannot be fetched the run says so and measures ours alone.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from .common import Lab, Row, Sample, measured, middle, row_of, settle_statistics
from .stock import DATE, books, partners, posted_invoices

BATCH = 100
THEIRS = ("account-reconcile-oca", "account-statement-base")


def bench(lab: Lab) -> list[Row]:
    """Measure both, each on a database of its own."""
    count = 100 if lab.quick else 300
    single = 10 if lab.quick else 30
    ours = lab.measure("suite", "bench.bank", part="ours", count=count, single=single)
    theirs, why = _theirs(lab, count, single)
    row = row_of(ours, "batch", "bank transactions made, matched, reconciled", batch=middle(theirs, "batch"))
    row.single = middle(theirs, "single")
    row.note = f"the other columns are account_reconcile_oca's; {why}{_told(ours, theirs)}"
    return [row]


def _told(ours: list[Sample], theirs: list[Sample]) -> str:
    """Say how many were reconciled, and how long a transaction of ours took at most."""
    done = {
        name: [sample.facts["reconciled"] for sample in samples if sample.key == "batch"]
        for name, samples in (("ours", ours), ("theirs", theirs))
    }
    longest = max(sample.facts["longest_s"] for sample in ours if sample.key == "batch")
    return f"reconciled by themselves: {done}; our longest transaction {longest} s"


def _theirs(lab: Lab, count: int, single: int) -> tuple[list[Sample], str]:
    """Return samples of the other addon, or why there are none."""
    from workspace import databases

    with tempfile.TemporaryDirectory() as folder:
        names = [f"odoo-addon-{name}>=19.0,<20" for name in THEIRS]
        words = [lab.workspace.python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, *names]
        if subprocess.run([str(word) for word in words], capture_output=True).returncode:
            return [], "account_reconcile_oca could not be fetched; "
        base = f"{folder}/odoo/addons"
        known = ",".join(map(str, (*lab.workspace.odoo.addons, base)))
        conf = lab.workspace.write_conf("bench-bank.conf", addons_path=known)
        database = lab.database("base")
        try:
            databases.install(lab.workspace, database, ["account_reconcile_oca"], conf=conf)
            job = lab.start(database, "bench.bank", conf=conf, part="theirs", runs=lab.runs, count=count, single=single)
            return [Sample(**sample) for sample in job.result()], ""
        finally:
            lab.drop(database)
            Path(conf).unlink()


def run(env, *, part: str, runs: str = "1", count: str = "300", single: str = "30"):
    """Measure one side."""
    env = env(context={**env.context, "tracking_disable": True})
    samples: list[dict] = []
    for number in range(int(runs)):
        for key, many, size in (("single", int(single), 1), ("batch", int(count), BATCH)):
            invoices, values = prepare(env, many, f"{key}{number}")
            with measured(env, samples, key, many) as facts:
                lines = {"ours": _ours, "theirs": _made}[part](env, values, size, facts)
            facts["reconciled"] = len(lines.filtered("is_reconciled"))
            facts["books"] = books(env, invoices)
    return samples


def prepare(env, count: int, name: str):
    """Return (open invoices, values of bank transactions that name them)."""
    if "ar_sync_mode" in env.company._fields:
        env.company.ar_sync_mode = "automatic"
    invoices = posted_invoices(env, partners(env), count, name)
    journal = env["account.journal"].create({"name": f"Bank {name}", "type": "bank", "code": name[:1] + name[-4:]})
    values = [
        {
            "journal_id": journal.id,
            "date": DATE,
            "amount": invoice.amount_total,
            "payment_ref": invoice.payment_reference,
            "partner_id": invoice.partner_id.id,
        }
        for invoice in invoices
    ]
    settle_statistics(env)
    return invoices, values


def _made(env, values: list[dict], size: int, facts: dict):
    """Create the transactions, some at a time, a commit after each."""
    lines = env["account.bank.statement.line"]
    for start in range(0, len(values), size):
        lines |= lines.create(values[start : start + size])
        env.cr.commit()
    return lines


def _ours(env, values: list[dict], size: int, facts: dict):
    """Create the transactions and let the suite do what waits."""
    lines, took, more = _made(env, values, size, facts), [], 1
    while more:
        begin = time.perf_counter()
        more = env["ar.match.receipt"]._match_batch()
        env.cr.commit()
        took.append(time.perf_counter() - begin)
        env.invalidate_all()
    facts["longest_s"] = round(max(took), 2)
    return lines
