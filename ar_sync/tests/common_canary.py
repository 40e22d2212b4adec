"""Looking for a credential where none may be: in a dump of the database and in the logs."""

import logging
import subprocess
from contextlib import contextmanager

from odoo.tests.common import get_db_name
from odoo.tools.misc import exec_pg_environ, find_pg_tool

CHUNK_BYTES = 1 << 20
DUMP_TIMEOUT_S = 300


def dump_tool():
    """Return the path of PostgreSQL's ``pg_dump``, or None where it is not installed."""
    try:
        return find_pg_tool("pg_dump")
    except Exception:
        return None


def found_in_dump(*needles):
    """Dump the committed database as SQL and return the needles that are in it."""
    command = [dump_tool(), "--no-owner", get_db_name()]
    found, rest = set(), b""
    wanted = {needle: needle.encode() for needle in needles}
    longest = max(len(needle) for needle in wanted.values())
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=exec_pg_environ())
    with process:
        while chunk := process.stdout.read(CHUNK_BYTES):
            text = rest + chunk
            found |= {needle for needle, sought in wanted.items() if sought in text}
            rest = text[-longest:]
        error = process.stderr.read().decode()
        if process.wait(DUMP_TIMEOUT_S):
            raise AssertionError(f"pg_dump failed: {error}")
    return found


class _Keeping(logging.Handler):
    """Keeps every line as a log file would hold it."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self.lines = []

    def emit(self, record):
        self.lines.append(self.format(record))


@contextmanager
def kept_log():
    """Keep what is logged at Odoo's usual level, by any logger. Yields the list of lines."""
    handler, root = _Keeping(), logging.getLogger()
    loggers = [logging.getLogger(name) for name in ("odoo", "odoo.addons.ar_sync")]
    levels = [(logger, logger.level) for logger in [root, *loggers]]
    disabled = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    root.addHandler(handler)
    for logger, _level in levels:
        logger.setLevel(logging.INFO)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)
        logging.disable(disabled)
        for logger, level in levels:
            logger.setLevel(level)
