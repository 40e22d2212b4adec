"""What every benchmark shares: figures, a stopwatch, and databases of its own.

A benchmark has two halves in one file. ``bench(lab)`` runs in the command and returns the rows of the
table. ``run(env, part=…)`` runs inside Odoo, in a process of its own on a fresh copy of a template
(``workspace.in_odoo``), and returns :class:`Sample` values as dicts. So memory is that of the work,
and nothing is left behind.

Two rates are told, because the machine may have other work: *CPU* counts the seconds that this
process and its PostgreSQL backend computed, *wall* those that passed.

>>> Sample("x", 100, wall_s=4.0, cpu_s=2.0).cpu_rate
50.0
>>> figure(12.345), figure(1234.5), figure(0.0123), figure(None)
('12.3', '1 234', '0.012', '–')
"""

import contextlib
import json
import os
import platform
import resource
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SEED = 7
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
LOOP_STEPS = 2_000_000


@dataclass
class Sample:
    """One measured run of one operation."""

    key: str
    records: int
    wall_s: float
    cpu_s: float
    sql: int = 0
    rss_mb: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def cpu_rate(self) -> float:
        """Records per second of computing."""
        return self.records / self.cpu_s if self.cpu_s else 0.0

    @property
    def wall_rate(self) -> float:
        """Records per second that passed."""
        return self.records / self.wall_s if self.wall_s else 0.0

    @property
    def sql_each(self) -> float:
        """SQL statements per record."""
        return self.sql / self.records if self.records else 0.0


@dataclass
class Row:
    """One line of the table. Rates are CPU rates unless the operation says *wall*."""

    operation: str
    ours: float | None
    single: float | None = None
    batch: float | None = None
    goal: str = ""
    sql: float | None = None
    rss_mb: float | None = None
    wall: float | None = None
    note: str = ""

    @property
    def ratio(self) -> str:
        """Ours against the better of the two stock ways."""
        stock = max(self.single or 0.0, self.batch or 0.0)
        return f"{self.ours / stock:.1f}x" if self.ours and stock else "–"


def figure(value: float | None) -> str:
    """Return a rate as people read it."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if value >= 1 or not value else f"{value:.3f}"


def middle(samples: list[Sample], key: str, rate: str = "cpu_rate") -> float | None:
    """Return the median of a rate over the runs of one operation."""
    found = [getattr(sample, rate) for sample in samples if sample.key == key]
    return statistics.median(found) if found else None


def row_of(samples: list[Sample], key: str, operation: str, goal: str = "", **more: Any) -> Row:
    """Return the line of one serial operation: medians over its runs."""
    return Row(
        operation,
        middle(samples, key),
        goal=goal,
        sql=middle(samples, key, "sql_each"),
        rss_mb=max((sample.rss_mb for sample in samples if sample.key == key), default=None),
        wall=middle(samples, key, "wall_rate"),
        **more,
    )


def percentile(values: list[float], percent: float) -> float:
    """Return the value that ``percent`` of the values do not exceed.

    >>> percentile([1, 2, 3, 4], 50), percentile([5], 99)
    (2, 5)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def loop_ms() -> float:
    """Return how long a fixed piece of Python takes, in CPU milliseconds: the machine's pace right now."""
    begin = time.process_time()
    total = 0
    for number in range(LOOP_STEPS):
        total += number & 7
    return (time.process_time() - begin) * 1000


def rss_mb() -> float:
    """Return the peak memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# === INSIDE ODOO === #


def backend_cpu_s(cr: Any) -> float:
    """Return the CPU seconds of a cursor's PostgreSQL backend; 0 where its process cannot be seen."""
    pid = cr._cnx.info.backend_pid
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / TICKS_PER_S


@contextlib.contextmanager
def measured(env: Any, samples: list[dict], key: str, records: int) -> Iterator[dict]:
    """Measure a block and add the sample.

    The dict that is yielded is the sample's facts, also after the block; ``records`` there counts instead.
    """
    facts: dict[str, Any] = {}
    cr = env.cr
    sql, backend = cr.sql_log_count, backend_cpu_s(cr)
    cpu, wall = time.process_time(), time.perf_counter()
    yield facts
    wall_s = time.perf_counter() - wall
    cpu_s = time.process_time() - cpu + backend_cpu_s(cr) - backend
    count = facts.pop("records", records)
    sample = Sample(key, count, wall_s, cpu_s, cr.sql_log_count - sql, rss_mb())
    samples.append({**asdict(sample), "facts": facts})


def settle_statistics(env: Any) -> None:
    """Commit, and have PostgreSQL look at the tables as its own housekeeping does within a minute."""
    env.cr.commit()
    for table in ("account_move", "account_move_line", "account_partial_reconcile", "ar_match_key"):
        if env.registry.get(table.replace("_", ".")) is not None:
            env.cr.execute(f"ANALYZE {table}")
    env.cr.commit()
    env.invalidate_all()


# === IN THE COMMAND === #


class Lab:
    """Databases and processes of one run of the benchmarks; everything is removed at the end."""

    def __init__(self, workspace: Any, quick: bool) -> None:
        self.workspace = workspace
        self.quick = quick
        self.runs = 1 if quick else 3
        self.made: list[str] = []

    def database(self, kind: str) -> str:
        """Return a fresh copy of a template: ``suite`` has our addons, ``base`` is Odoo alone."""
        from workspace import databases

        template = databases.suite(self.workspace) if kind == "suite" else databases.base(self.workspace)
        name = f"t_bench_{os.getpid()}_{len(self.made)}"
        databases.new(self.workspace, name, source=template)
        self.made.append(name)
        return name

    def drop(self, name: str) -> None:
        """Remove a database."""
        from workspace import databases

        databases.drop(self.workspace, name)
        self.made.remove(name)

    def drop_all(self) -> None:
        """Remove what is left."""
        for name in list(self.made):
            self.drop(name)

    def start(self, database: str, module: str, *, conf: Path | None = None, **options: Any) -> "Job":
        """Start ``module.run`` inside Odoo on a database, with another configuration file if one is given."""
        return Job(self.workspace, database, module, options, conf)

    def measure(self, kind: str, module: str, **options: Any) -> list[Sample]:
        """Run ``module.run`` inside Odoo on a fresh database and return its samples."""
        database = self.database(kind)
        try:
            found = self.start(database, module, runs=self.runs, **options).result()
        finally:
            self.drop(database)
        return [Sample(**sample) for sample in found]


class Job:
    """A process inside Odoo that hands back JSON."""

    def __init__(self, workspace: Any, database: str, module: str, options: dict, conf: Path | None = None) -> None:
        self.answer = Path(tempfile.mkstemp(suffix=".json")[1])
        self.log = tempfile.TemporaryFile()
        words = [workspace.python, "-m", "workspace.in_odoo", conf or workspace.conf, database, module]
        words += [f"{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen(
            [str(word) for word in words],
            env=workspace.env(AR_SYNC_RESULT=str(self.answer)),
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def wait_for_line(self, word: str) -> None:
        """Wait until the process prints a line that begins with ``word``."""
        for line in self.process.stdout or ():
            if line.startswith(word):
                return
        raise RuntimeError(self._failure())

    def result(self) -> list[dict]:
        """Wait for the end and return what ``run`` returned."""
        if self.process.stdout:
            self.process.stdout.read()
        if self.process.wait():
            raise RuntimeError(self._failure())
        text = self.answer.read_text()
        self.answer.unlink()
        return json.loads(text) if text else []

    def _failure(self) -> str:
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").splitlines()
        return "\n".join(line for line in lines if " INFO " not in line and " WARNING " not in line)[-2000:]


def free_port() -> int:
    """Return a TCP port that is free on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hardware() -> str:
    """Return the machine in one line."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} CPU ({model}), {memory:.0f} GB; load {load:.1f}, loop {loop_ms():.0f} ms"
