"""Benchmark of the forecast on a file of invoices with the days they were settled on.

``python -m bench.forecast --file FILE`` (``make bench-forecast FILE=…``; see :mod:`.forecast_data` for its columns)

At each month end the invoices open at its end are forecast for four weeks, by due date, by the customer's median
delay, and by ours; what came of those same invoices is the truth. Definitions: ``forecasting/backtest.py``.

**Split by time.** Reported are month ends a year or more after the first invoice whose four weeks end within the file
(where the file is short: its later half). Settings and the band's first width come from the month ends before, whose
four weeks were over by then: nothing of this file is chosen on the month ends that are reported. The settings that
are tried, and which of them is the default, were settled while looking at one public sample (docs/benchmarks.md).

**Only what was known.** At a month end an invoice settled later is open, and its delay is unknown. The disputed flag
has no day: whether it stood at the month end cannot be told, so it is not used for open invoices. Of settled
invoices it is known, and would say what a dispute adds; that changes nothing here, as nothing open is flagged.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

from .forecast_data import Data, FileError, read_file

# isort: split
from odoo.addons.ar_sync_collections.forecasting import tuning
from odoo.addons.ar_sync_collections.forecasting.backtest import METHODS, Backtest, Past

LABELS = {"due_date": "due date", "customer_median": "customer median", "ours": "ours"}
REFUSED_SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark and print the tables; the last line is one JSON object."""
    parser = argparse.ArgumentParser(prog="bench.forecast", description="Forecast benchmark")
    parser.add_argument("--file", type=Path, required=True, help="CSV of invoices")
    options = parser.parse_args(arguments)
    try:
        data = read_file(options.file)
    except FileError as error:
        print(error, file=sys.stderr)
        return 2
    figures = run(data)
    print(json.dumps(figures, sort_keys=True))
    return 0 if figures["wape"] is not None else 1


def run(data: Data) -> dict[str, object]:
    """Make the report, print it and return the figures."""
    _print_file(data)
    started, started_cpu = time.perf_counter(), time.process_time()
    found = tuning.report(Past(data.invoices), data.known_until)
    took, took_cpu = time.perf_counter() - started, time.process_time() - started_cpu
    _print_report(found, data.decimals)
    return {
        "wape": _rounded(found.reported.wape()),
        "wape_due_date": _rounded(found.reported.wape("due_date")),
        "wape_customer_median": _rounded(found.reported.wape("customer_median")),
        "bias_4w": _rounded(found.reported.bias()),
        "off_by_4w": _rounded(found.reported.off_by()),
        "coverage": _rounded(found.coverage),
        "coverage_4w": _rounded(found.total_coverage),
        "wape_tuned_on": _rounded(found.tuned.wape()),
        "month_ends": len(found.reported.totals),
        "invoices": len(data.invoices),
        "customers": len({invoice.customer for invoice in data.invoices}),
        "refused": len(data.refused),
        "half_life_days": found.settings.half_life_days,
        "wall_s": round(took, 2),
        "cpu_s": round(took_cpu, 2),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _print_file(data: Data) -> None:
    customers = len({invoice.customer for invoice in data.invoices})
    still_open = sum(invoice.settled_on is None for invoice in data.invoices)
    print(f"{len(data.invoices)} invoices of {customers} customers, {still_open} still open at {data.known_until}")
    print("dates: " + ", ".join(f"{name} {order}" for name, order in data.orders.items()))
    if data.has_disputes:
        print("disputed: without a day it may not have been known at a month end; not used for open invoices")
    if data.refused:
        print(f"{len(data.refused)} lines refused:")
        for line in data.refused[:REFUSED_SHOWN]:
            print(f"  {line}")
        if len(data.refused) > REFUSED_SHOWN:
            print(f"  … and {len(data.refused) - REFUSED_SHOWN} more")


def _print_report(found: tuning.Report, decimals: int) -> None:
    reported, settings = found.reported, found.settings
    if not reported.totals:
        print("too short: no month end with four weeks after it")
        return
    tuned = [total.day for total in found.tuned.totals]
    print(f"tuned on {len(tuned)} month ends{f', {tuned[0]} to {tuned[-1]}' if tuned else ''}: {settings}")
    print(f"reported on {len(reported.totals)}, {reported.totals[0].day} to {reported.totals[-1].day}\n")
    print(f"{'':18}{'weekly error':>14}{'4-week bias':>14}{'off by':>10}")
    for method in METHODS:
        values = (reported.wape(method), reported.bias(method), reported.off_by(method))
        print(f"{LABELS[method]:18}{_share(values[0]):>14}{_share(values[1], True):>14}{_share(values[2]):>10}")
    print(f"\nband of 80 %: held {_share(found.coverage)} of weeks, {_share(found.total_coverage)} of four-week totals")
    _print_month_ends(reported, 10**decimals)


def _print_month_ends(reported: Backtest, unit: int) -> None:
    print(f"\n{'month end':12}{'open':>14}{'came in 4 w':>14}{'due date':>14}{'cust. median':>14}{'ours':>14}")
    for total in reported.totals:
        weeks = [trial for trial in reported.trials if trial.day == total.day]
        sums = [sum(trial.expected_minor[method] for trial in weeks) for method in METHODS]
        amounts = [total.open_minor, total.actual_minor, *sums]
        print(f"{total.day!s:12}" + "".join(f"{amount / unit:>14,.2f}" for amount in amounts))
    print()


def _share(value: float | None, signed: bool = False) -> str:
    if value is None:
        return "–"
    return f"{value:+.3f}" if signed else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
