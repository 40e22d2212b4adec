"""Receipts matched, posted and reconciled; taken back; and the same money with stock Odoo.

Each receipt names one open invoice in its text. The engine decides, the entry is posted and
reconciled by Odoo's own methods, in batches as the suite makes them by itself: as many as take about a second, each
a transaction. The longest is told. Afterwards the invoices of both sides are compared: what they still owe and how
they are called paid, and what customers owe in all.
"""

import sys
import time

from .common import Lab, Row, figure, measured, middle, row_of, settle_statistics
from .stock import books, partners, posted_invoices

BATCH = 100


def bench(lab: Lab) -> list[Row]:
    """Measure ours with an entry each and with an entry a day, and stock on a database of its own."""
    counts = {"count": 100} if lab.quick else {"count": 300}
    ours = lab.measure("suite", "bench.receipts", part="measure", **counts)
    stock = lab.measure("base", "bench.stock", part="receipts", single=8 if lab.quick else 30, batch=counts["count"])
    single, batch = middle(stock, "single"), middle(stock, "batch")
    note = f"{_compare(ours, stock)}; {_longest(ours)}"
    return [
        row_of(ours, "single", "receipts posted, an entry each", "50", single=single, batch=batch, note=note),
        row_of(ours, "daily", "receipts posted, an entry a day", "100", single=single, batch=batch),
        row_of(ours, "undo", "applications taken back", "120", batch=middle(stock, "undo")),
        _stock_row(stock),
    ]


def _stock_row(stock) -> Row:
    row = row_of(stock, "batch", "(stock Odoo, payments in a batch)")
    row.ours, row.note = None, f"{figure(row.wall)}/s wall"
    row.wall = None
    return row


def _longest(ours) -> str:
    """Say how long a transaction took at most: as long as that a record may have been held."""
    times = {
        key: max(sample.facts["longest_s"] for sample in ours if sample.key == key) for key in ("single", "daily")
    }
    return f"longest transaction in seconds: {times}"


def _compare(ours, stock) -> str:
    """Say whether both sides' books are the same, sample by sample."""
    theirs = [sample.facts["books"]["invoices"] for sample in stock if sample.key == "batch"]
    same = {
        key: all(
            [row[1:] for row in sample.facts["books"]["invoices"]] == [row[1:] for row in other]
            for sample, other in zip((one for one in ours if one.key == key), theirs, strict=True)
        )
        for key in ("single", "daily")
    }
    return f"invoices owe and are called the same as in stock's batch: {same}"


def run(env, *, part: str, runs: str = "1", count: str = "300"):
    """Measure, or post without end for the webhook benchmark."""
    env = env(context={**env.context, "tracking_disable": True})
    if part == "forever":
        return _post_on(env, int(count))
    samples: list[dict] = []
    for number in range(int(runs)):
        for mode in ("single", "daily"):
            invoices, receipts = prepare(env, mode, int(count), f"{mode}{number}")
            with measured(env, samples, mode, len(receipts)) as facts:
                facts.update(_post(env))
            facts["books"] = books(env, invoices)
            facts["states"] = sorted(set(receipts.mapped("state")))
            if mode == "single":
                _undo(env, samples, receipts)
    return samples


def _undo(env, samples, receipts) -> None:
    env.invalidate_all()
    with measured(env, samples, "undo", len(receipts)):
        for start in range(0, len(receipts), BATCH):
            receipts[start : start + BATCH]._unapply()
            env.cr.commit()


def prepare(env, mode: str, count: int, name: str):
    """Return (open invoices, new receipts that name them)."""
    company, customers = env.company, partners(env)
    company.ar_sync_mode = "automatic"
    journal = env["account.journal"].create(
        {
            "name": f"Wallet {name}",
            "type": "bank",
            "code": name[:1] + name[-4:],
            "company_id": company.id,
            "ar_booking": mode,
        }
    )
    invoices = posted_invoices(env, customers, count, name)
    receipts = env["ar.match.receipt"].create(
        [
            {
                "name": f"ch_{name}_{number}",
                "company_id": company.id,
                "journal_id": journal.id,
                "date": "2026-03-10",
                "currency_id": company.currency_id.id,
                "amount": invoice.amount_total,
                "settlement_currency_id": company.currency_id.id,
                "settlement_amount": invoice.amount_total,
                "fee_amount": 3.0,
                "partner_id": invoice.partner_id.id,
                "reference_text": invoice.payment_reference,
            }
            for number, invoice in enumerate(invoices)
        ]
    )
    settle_statistics(env)
    return invoices, receipts


def _post(env) -> dict:
    """Decide and book what waits, as the scheduler does. Return the longest transaction and how many there were."""
    took = []
    more = 1
    while more:
        begin = time.perf_counter()
        more = env["ar.match.receipt"]._match_batch()
        env.cr.commit()
        took.append(time.perf_counter() - begin)
        env.invalidate_all()
    return {"longest_s": round(max(took), 2), "transactions": len(took)}


def _post_on(env, count: int) -> list:
    """Post batches of ten until the process is ended: work beside the webhook's workers."""
    _invoices, receipts = prepare(env, "single", count, "beside")
    print("ready", flush=True)
    sys.stdout.flush()
    for start in range(0, len(receipts), 10):
        receipts[start : start + 10]._decide_and_act()
        env.cr.commit()
    return []
