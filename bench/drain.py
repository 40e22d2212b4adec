"""The inbox: a steady 200 messages a second in and out, and how fast it is emptied by itself.

Handled is when the message is no longer open in the database, looked at every 50 ms.
"""

import time
from bisect import bisect_left

from .common import Lab, Row, measured, percentile, row_of
from .server import LOOK_EVERY_S, Server, Watch

RATE = 200.0
WAIT_S = 60.0


def bench(lab: Lab) -> list[Row]:
    """Measure the whole way with a server, then draining alone in one process."""
    alone = lab.measure("suite", "bench.drain", count=1_000 if lab.quick else 5_000)
    database = lab.database("suite")
    try:
        with Server(lab, database, crons=1) as server:
            rows = [_sustained(server, int(RATE * (5 if lab.quick else 20)))]
    finally:
        lab.drop(database)
    return [*rows, row_of(alone, "drain", "inbox drained into the mirror", "2 000")]


def _sustained(server: Server, count: int) -> Row:
    """Send at a steady rate and see when each message is handled."""
    watch = Watch(server)
    watch.start()
    sent = server.load("steady", count, RATE)
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline and server.rows(
        "SELECT 1 FROM ar_sync_event WHERE state IN ('received', 'waiting') LIMIT 1"
    ):
        time.sleep(0.2)
    time.sleep(2 * LOOK_EVERY_S)
    delays = _delays(sent, watch.end())
    good = [row for row in sent if row[3] == 200]
    accepted = len(good) / (max(row[2] for row in sent) - min(row[1] for row in sent))
    note = (
        f"{count} sent, {len(good)} acknowledged, {len(delays)} handled, {server.lost(sent)} lost; from "
        f"accepted to handled p50 {percentile(delays, 50) * 1000:.0f} ms, p99 {percentile(delays, 99) * 1000:.0f} ms"
    )
    return Row("accepted and drained, sustained (wall)", accepted, goal="200; p99 1 s", wall=accepted, note=note)


def _delays(sent: list, seen: list) -> list[float]:
    """Return how long each acknowledged message stayed open; those open to the end are left out."""
    moments = [moment for moment, _open in seen]
    delays = []
    for name, _at, answered, status in sent:
        first = bisect_left(moments, answered)
        handled = next((moment for moment, still in seen[first:] if name not in still), None)
        if status == 200 and handled is not None:
            delays.append(handled - answered)
    return delays


def run(env, *, runs: str, count: str):
    """Fill the inbox and empty it: every message an update of a customer of its own."""
    from . import objects

    made = objects.connection(env)
    samples: list[dict] = []
    for number in range(int(runs)):
        first = number * int(count)
        rows = [
            objects.inbox_row(f"drain{row}", "customer.updated", objects.customer(row))
            for row in range(first, first + int(count))
        ]
        env["ar.sync.event"]._store(made, rows)
        env.cr.commit()
        env.cr.execute("ANALYZE ar_sync_event")
        env.cr.commit()
        with measured(env, samples, "drain", int(count)):
            while env["ar.sync.event"]._drain():
                env.invalidate_all()
    return samples
