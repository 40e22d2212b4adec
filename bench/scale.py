"""Matching against PostgreSQL as the books grow: 10 000 to 1 000 000 open invoices.

Three figures at each size, on the same kind of receipts: candidates and exact evidence as one statement for a
thousand receipts; the whole engine with what it reads, 200 receipts a batch from cold records; and one receipt
on its own. The slope is the growth of the cost of a receipt with the number of open items on a logarithmic
scale: 0 is no growth, 1 is in proportion. PostgreSQL plans as it wants: nothing is switched off but the
compilation of plans, as in all background work.
"""

import time
from math import log2
from typing import Any

from .common import Lab, Row, Sample, figure, measured, middle, percentile, row_of

SIZES = (10_000, 100_000, 500_000, 1_000_000)
QUICK_SIZES = (2_000, 20_000)
STATEMENT, BATCH = 1_000, 200
#: The sample of receipts decided one by one; its times tell the figure, its CPU counts reading the receipt too.
ONE = "one"


def bench(lab: Lab) -> list[Row]:
    """Grow one database step by step and measure at each size."""
    database = lab.database("suite")
    found: dict[int, list[Sample]] = {}
    try:
        before = 0
        for size in QUICK_SIZES if lab.quick else SIZES:
            place = round(size / 0.8)
            lab.start(database, "bench.scale", part="load", start=before, stop=place).result()
            count = 400 if lab.quick else 2_000
            done = lab.start(database, "bench.scale", part="measure", runs=lab.runs, count=count).result()
            found[size] = [Sample(**sample) for sample in done]
            before = place
    finally:
        lab.drop(database)
    return [row for size, samples in found.items() for row in _rows(size, samples)] + _slopes(found)


def _rows(size: int, samples: list[Sample]) -> list[Row]:
    """Return the lines of one size."""
    open_items = f"{size:,} open".replace(",", " ")
    [engine, *_] = [sample.facts for sample in samples if sample.key == "engine"]
    times = sorted(ms for sample in samples if sample.key == ONE for ms in sample.facts["times_ms"])
    one = Row(f"one receipt on its own, {open_items}", None, wall=1000 / percentile(times, 50), goal="500")
    one.note = f"median {figure(percentile(times, 50))} ms, p95 {figure(percentile(times, 95))} ms wall; goal 2 ms"
    return [
        row_of(samples, "sql", f"candidates by SQL, {open_items}", "10000"),
        row_of(samples, "engine", f"engine with retrieval, {open_items}", "2000", note=str(engine)),
        one,
    ]


def _slopes(found: dict[int, list[Sample]]) -> list[Row]:
    """Return how the cost of a receipt grew from the smallest size to the largest."""
    small, large = min(found), max(found)
    rows = []
    for key, name in (("sql", "candidates by SQL"), ("engine", "engine with retrieval"), (ONE, "one receipt")):
        rates = middle(found[small], key), middle(found[large], key)
        slope = log2((rates[0] or 1) / (rates[1] or 1)) / log2(large / small)
        note = f"{slope:.2f} (log-log, {small} to {large} open items, by CPU)"
        rows.append(Row(f"slope of {name}", None, goal="1.1", note=note))
    return rows


def run(env: Any, *, part: str, runs: str = "1", count: str = "0", start: str = "0", stop: str = "0") -> list[dict]:
    """Fill the books, or measure."""
    from . import scale_data

    env = env(context={**env.context, "tracking_disable": True})
    if part == "load":
        scale_data.grow(env, int(start), int(stop))
        return []
    receipts, truth = scale_data.receipts(env, int(count))
    env.cr.execute("SET jit = off")
    samples: list[dict] = []
    _decided(receipts[:BATCH])
    for _run in range(int(runs)):
        _statements(env, samples, receipts)
        _engine(env, samples, receipts, truth)
        _one_by_one(env, samples, receipts[:: max(1, len(receipts) // 200)])
    receipts.unlink()
    env.cr.commit()
    return samples


def _decided(receipts: Any) -> dict:
    receipts.env.invalidate_all()
    return receipts._decide()[1]


def _statements(env: Any, samples: list[dict], receipts: Any) -> None:
    """The set SQL alone: what the receipts' texts name is known before."""
    keys = {receipt: receipt._engine_keys() for receipt in receipts}
    with measured(env, samples, "sql", len(receipts)) as facts:
        for start in range(0, len(receipts), STATEMENT):
            batch = receipts[start : start + STATEMENT]
            facts["candidates"] = facts.get("candidates", 0) + len(batch._candidates(keys))


def _engine(env: Any, samples: list[dict], receipts: Any, truth: dict[int, list[int]]) -> None:
    """Everything from the receipt's record to its decision."""
    with measured(env, samples, "engine", len(receipts)) as facts:
        decided: list = []
        for start in range(0, len(receipts), BATCH):
            decided += _decided(receipts[start : start + BATCH]).values()
    automatic = [d for d in decided if str(d.verdict) == "automatic"]
    wrong = [d for d in automatic if _told(env, d.best.item_ids) != _told(env, truth[d.receipt_id])]
    facts.update(automatic=len(automatic), wrong=len(wrong), of=len(decided))


def _told(env: Any, line_ids: Any) -> list[tuple]:
    """Return what items are for a customer who quotes no number: equal ones of one customer are interchangeable."""
    lines = env["account.move.line"].browse(line_ids)
    return sorted((line.partner_id.id, line.amount_residual) for line in lines)


def _one_by_one(env: Any, samples: list[dict], receipts: Any) -> None:
    """As after a webhook: the receipt and its company are in memory, what is open is not."""
    times = []
    with measured(env, samples, ONE, len(receipts)) as facts:
        for receipt_id in receipts.ids:
            receipt = receipts.browse(receipt_id)
            env.invalidate_all()
            receipt._engine_receipt(receipt._engine_keys())
            receipt.company_id.ar_sync_mode  # noqa: B018 - reads the company
            begin = time.perf_counter()
            receipt._decide()
            times.append((time.perf_counter() - begin) * 1000)
    facts["times_ms"] = times
