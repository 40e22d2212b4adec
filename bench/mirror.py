"""Mirrored rows: balance transactions from parsed JSON through the payload reader to the table.

Stock's way is the ORM on the same model: create one by one and in batches, and an upsert as a module
would write it (search, then write or create).
"""

from datetime import timedelta

from .common import Lab, Row, measured, middle, row_of

MODEL = "ar.stripe.balance.transaction"


def bench(lab: Lab) -> list[Row]:
    """Measure in one process, so that both sides have the same table."""
    counts = (
        {"count": 5_000, "batch": 1_000, "single": 100}
        if lab.quick
        else {"count": 20_000, "batch": 5_000, "single": 300}
    )
    found = lab.measure("suite", "bench.mirror", **counts)
    stock = {"single": middle(found, "create_single"), "batch": middle(found, "create_batch")}
    upsert = {"single": middle(found, "upsert_single"), "batch": middle(found, "upsert_batch")}
    written = [sample.facts["written"] for sample in found if sample.key == "unchanged"]
    return [
        row_of(found, "new", "mirrored rows, new", "10 000", **stock),
        row_of(found, "changed", "mirrored rows, all changed", "10 000", **upsert),
        row_of(found, "unchanged", "mirrored rows, unchanged", "15 000", **upsert, note=f"{sum(written)} rows written"),
    ]


def run(env, *, count: str, batch: str, single: str, runs: str):
    """Store, store again changed, store again unchanged; then the ORM."""
    from . import objects

    samples: list[dict] = []
    made = objects.connection(env)
    env.cr.commit()
    for number in range(int(runs)):
        first = number * int(count)
        numbers = range(first, first + int(count))
        seen = env.cr.now() + timedelta(hours=number)
        _ours(env, samples, made, "new", [objects.movement(row) for row in numbers], seen)
        changed = [objects.movement(row, 5) for row in numbers]
        _ours(env, samples, made, "changed", changed, seen + timedelta(minutes=1))
        _ours(env, samples, made, "unchanged", changed, seen + timedelta(minutes=2))
    for number in range(int(runs)):
        first = 10_000_000 + number * 1_000_000
        _orm_single(env, samples, made, range(first, first + int(single)))
        _orm_batch(env, samples, made, range(first + 500_000, first + 500_000 + int(batch)))
    return samples


def _ours(env, samples, made, key: str, parsed: list[dict], seen) -> None:
    """Read and store, a page of 1 000 at a time, each committed with its cursor."""
    from odoo.addons.ar_sync_stripe.payloads import read_object

    with measured(env, samples, key, len(parsed)) as facts:
        facts["written"] = 0
        for start in range(0, len(parsed), 1_000):
            values = [read_object(obj).values for obj in parsed[start : start + 1_000]]
            facts["written"] += env[MODEL]._store(made, values, seen)
            env.cr.commit()


def _rows(env, made, numbers, change: int = 0) -> list[dict]:
    """Return what an ORM create is given: the same columns."""
    from odoo.addons.ar_sync_stripe.payloads import read_object

    from . import objects

    currencies = env[MODEL]._mirror_currencies()
    rows = []
    for number in numbers:
        row = env[MODEL]._mirror_row(read_object(objects.movement(number, change)).values, made, currencies)
        plain = {name: value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value for name, value in row.items()}
        rows.append({**plain, "connection_id": made.id, "company_id": made.company_id.id, "seen_at": env.cr.now()})
    return rows


def _orm_single(env, samples, made, numbers) -> None:
    """One record per transaction: create, then search and write."""
    with measured(env, samples, "create_single", len(numbers)):
        for number in numbers:
            env[MODEL].create(_rows(env, made, [number]))
            env.cr.commit()
    with measured(env, samples, "upsert_single", len(numbers)):
        for number in numbers:
            _upsert(env, made, _rows(env, made, [number], 5))
            env.cr.commit()


def _orm_batch(env, samples, made, numbers) -> None:
    """All records in one transaction."""
    with measured(env, samples, "create_batch", len(numbers)):
        env[MODEL].create(_rows(env, made, numbers))
        env.cr.commit()
    with measured(env, samples, "upsert_batch", len(numbers)):
        _upsert(env, made, _rows(env, made, numbers, 5))
        env.cr.commit()


def _upsert(env, made, rows: list[dict]) -> None:
    """Find what is there in one search and write each."""
    ids = [row["external_id"] for row in rows]
    found = env[MODEL].search([("connection_id", "=", made.id), ("external_id", "in", ids)])
    by_id = {record.external_id: record for record in found}
    for row in rows:
        by_id[row["external_id"]].write(row)
