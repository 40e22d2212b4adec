"""Webhooks acknowledged per second, by two workers, idle and while receipts are posted beside them.

Every message is signed, distinct and 4 kB; eight connections send as fast as they are answered.
Acknowledged means that the answer 200 came, which is after the commit; each such message is then
looked for in the inbox.
"""

import statistics

from .common import Lab, Row, figure, percentile
from .server import Server


def bench(lab: Lab) -> list[Row]:
    """Measure with nothing else going on, then with the scheduler and a process that posts."""
    count = 600 if lab.quick else 3_000
    database = lab.database("suite")
    try:
        with Server(lab, database, crons=0) as server:
            idle = [server.load(f"idle{number}_", count) for number in range(lab.runs)]
            rows = [_row(server, "webhooks acknowledged, 2 workers (wall)", "350; p99 50 ms", idle)]
        with Server(lab, database, crons=1) as server:
            beside = lab.start(database, "bench.receipts", part="forever", count=2_000 if not lab.quick else 400)
            try:
                beside.wait_for_line("ready")
                busy = [server.load(f"busy{number}_", count) for number in range(lab.runs)]
            finally:
                beside.process.terminate()
                beside.process.wait()
            rows.append(_row(server, "the same while draining and posting (wall)", "p99 100 ms", busy))
    finally:
        lab.drop(database)
    return rows


def _row(server: Server, operation: str, goal: str, runs: list[list]) -> Row:
    """Return the median rate; percentiles and losses go into the note."""
    rates, p50, p99 = [], [], []
    for sent in runs:
        good = [row for row in sent if row[3] == 200]
        begin, end = min(row[1] for row in sent), max(row[2] for row in sent)
        delays_ms = [1000 * (answered - at) for _name, at, answered, _status in good]
        rates.append(len(good) / (end - begin))
        p50.append(percentile(delays_ms, 50))
        p99.append(percentile(delays_ms, 99))
    everything = [row for sent in runs for row in sent]
    refused = sum(row[3] != 200 for row in everything)
    note = (
        f"p50 {statistics.median(p50):.0f} ms, p99 {statistics.median(p99):.0f} ms; {len(everything)} sent, "
        f"{refused} not acknowledged, {server.lost(everything)} acknowledged and lost; "
        f"runs {', '.join(figure(rate) for rate in rates)}/s"
    )
    rate = statistics.median(rates)
    return Row(operation, rate, goal=goal, wall=rate, note=note)
