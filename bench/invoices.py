"""Customer invoices created and posted: from the mirror of Stripe, and with stock Odoo."""

import time

from .common import Lab, Row, measured, middle, row_of, settle_statistics


def bench(lab: Lab) -> list[Row]:
    """Measure one process, two processes on one database, and stock on a database of its own."""
    count = 100 if lab.quick else 300
    ours = lab.measure("suite", "bench.invoices", part="measure", count=count)
    stock = lab.measure("base", "bench.stock", part="invoices", single=8 if lab.quick else 30, batch=count)
    single, batch = middle(stock, "single"), middle(stock, "batch")
    wall = {"single": middle(stock, "single", "wall_rate"), "batch": middle(stock, "batch", "wall_rate")}
    return [
        row_of(ours, "invoices", "invoices created and posted", "30", single=single, batch=batch),
        Row("invoices, two processes (all wall)", _two(lab, count), goal="60", **wall),
    ]


def _two(lab: Lab, count: int) -> float:
    """Return invoices per second of two processes that share one queue."""
    database = lab.database("suite")
    try:
        lab.start(database, "bench.invoices", part="prepare", count=2 * count).result()
        jobs = [lab.start(database, "bench.invoices", part="work") for _ in range(2)]
        for job in jobs:
            job.wait_for_line("ready")
        done = [row for job in jobs for row in job.result()]
    finally:
        lab.drop(database)
    begin = min(row["begin"] for row in done)
    return sum(row["records"] for row in done) / (max(row["end"] for row in done) - begin)


def run(env, *, part: str, runs: str = "1", count: str = "0"):
    """Measure, prepare a queue for two, or work on it."""
    from . import objects

    if part == "work":
        return _work(env)
    made = objects.connection(env)
    objects.tied_customers(env, made, int(count) // objects.PER_CUSTOMER + 1)
    samples: list[dict] = []
    for number in range(int(runs)):
        _store(env, made, int(count), str(number))
        if part == "measure":
            with measured(env, samples, "invoices", int(count)) as facts:
                facts["records"] = _apply(env, made, begun=[])
    return samples


def _store(env, made, count: int, batch: str) -> None:
    """Put open invoices into the mirror."""
    from odoo.addons.ar_sync_stripe.payloads import read_object

    from . import objects

    values = [read_object(objects.invoice(number, f"r{batch}")).values for number in range(count)]
    env["ar.stripe.invoice"]._store(made, values, env.cr.now())
    made._ar_invoice_journal()
    settle_statistics(env)


def _apply(env, made, begun: list) -> int:
    """Bring everything that waits into the books. Return how many entries this process posted."""
    domain = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("ar_stripe_invoice_id", "!=", False)]
    before = env["account.move"].search_count(domain)
    Invoice = env["ar.stripe.invoice"].with_company(made.company_id)
    begun.append(time.time())
    while Invoice._apply_waiting(made):
        env.invalidate_all()
    return env["account.move"].search_count(domain) - before


def _work(env) -> list[dict]:
    """Share the queue with another process."""
    from odoo.exceptions import ConcurrencyError
    from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

    made = env["ar.sync.connection"].search([], limit=1)
    Invoice = env["ar.stripe.invoice"].with_company(made.company_id)
    waiting = Invoice.search_count([("needs_apply", "=", True)])
    print("ready", flush=True)
    begin = time.time()
    while Invoice.search_count([("needs_apply", "=", True)]):
        try:
            Invoice._apply_waiting(made)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            env.cr.rollback()
        env.cr.commit()
        env.invalidate_all()
    return [{"begin": begin, "end": time.time(), "records": waiting / 2}]
