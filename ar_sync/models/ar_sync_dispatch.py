"""Background work: one method through which all of it is asked for."""

from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..logs import masked_logger

_logger = masked_logger(__name__)

CONCURRENCY_TRIES = 5
# The first half of the key of our advisory locks ("AR" in ASCII); the second is the lane.
LOCK_CLASS = 0x4152
LANES = ("work", "import")
GROWING_TABLES = (
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
    "account_payment",
    "ar_match_key",
    "ar_match_receipt",
)
STATISTICS_AFTER_ROWS = 200


class ArSyncDispatch(models.AbstractModel):
    """Who does background work, and when.

    Kinds of work are stages of the money path, in the order in which one feeds the next. The default
    engine is one scheduled action per lane, woken by :meth:`_dispatch`; an addon that hands the work to
    another engine overrides :meth:`_dispatch` and calls :meth:`_run_stage` from there.
    """

    _name = "ar.sync.dispatch"
    _description = "Background work of AR Sync"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        """Return the stages in order. Extension point: an addon may append its own."""
        return ("drain", "pull", "apply", "match", "book", "send", "prove")

    @api.model
    def _dispatch(self, stage: str) -> None:
        """Ask for ``stage`` to be run soon, once this transaction is committed."""
        cron = "ar_sync.ir_cron_import" if stage == "import" else "ar_sync.ir_cron_work"
        self.env.ref(cron).sudo()._trigger()

    @api.model
    def _run_stage(self, stage: str) -> int:
        """Do one bounded batch of ``stage`` and return how many records are known to remain.

        Each stage method commits what it has done and never raises for a single record's error.
        """
        return getattr(self, f"_stage_{stage}")()

    @api.model
    def _stage_drain(self) -> int:
        return self.env["ar.sync.event"]._drain()

    @api.model
    def _stage_pull(self) -> int:
        return self.env["ar.sync.stream"]._pull()

    @api.model
    def _stage_apply(self) -> int:
        """Bring what came in into the books. Extension point: connectors do theirs and call super."""
        Receipt = self.env["ar.match.receipt"]
        return Receipt._take_in_payments() + Receipt._take_in_credits()

    @api.model
    def _stage_match(self) -> int:
        return self.env["ar.match.receipt"]._match_waiting()

    @api.model
    def _stage_book(self) -> int:
        """Book movements that are no receipts. Extension point: connectors do theirs and call super."""
        return 0

    @api.model
    def _stage_prove(self) -> int:
        return self.env["ar.sync.connection"]._prove()

    @api.model
    def _stage_send(self) -> int:
        return self.env["ar.sync.authorization"]._settle_left_over() + self.env["ar.sync.operation"]._send_ready()

    @api.model
    def _cron_work(self) -> None:
        """Scheduled action: run all stages until nothing remains or the time is used up."""
        self._cron_lane("work", self._ar_stages())

    @api.model
    def _cron_import(self) -> None:
        """Scheduled action: read the next pages of running imports until the time is used up."""
        self._cron_lane("import", ("import",))

    @api.model
    def _cron_lane(self, lane: str, stages: tuple[str, ...]) -> None:
        """Run a lane for about ten seconds.

        Odoo calls an action that has something left up to ten times in one job. A call that finds the job's time used
        up says that it did nothing: the job then ends, far below the server's ``limit_time_real``. It asks to be
        called again by a trigger, whose notification wakes the scheduler at once; what Odoo schedules by itself after
        a job that is partly done would only be seen at its next minute.
        """
        cron = self.env["ir.cron"]
        if cron._commit_progress(0, remaining=1) <= 0:
            self._dispatch(stages[0])
            return
        while True:
            remaining = self._run_lane(lane, stages)
            time_left_s = cron._commit_progress(1, remaining=remaining)
            if not remaining or time_left_s <= 0:
                return

    @api.model
    def _stage_import(self) -> int:
        return self.env["ar.sync.stream"]._import()

    @api.model
    def _run_lane(self, lane: str, stages: tuple[str, ...]) -> int:
        """Run ``stages`` once, alone: no other process runs this lane of this database meanwhile.

        Return how many records are known to remain; 0 where another process has the lane, for it goes on itself.
        """
        with self._alone(lane) as alone:
            if not alone:
                return 0
            self._refresh_statistics()
            return sum(self._retrying_stage(stage) for stage in stages)

    @api.model
    def _growing_tables(self) -> tuple[str, ...]:
        """Return the tables that an import makes many times larger within a minute. Extension point."""
        return GROWING_TABLES

    @api.model
    def _refresh_statistics(self) -> None:
        """Have PostgreSQL look anew at tables that grew by a third since it last did.

        It does so by itself once a minute; an import is faster. Odoo's own query for the payments behind reconciled
        invoices, planned for tables of a few rows, reads them whole for each row and then takes many seconds a batch.
        """
        grown = self.env.execute_query(
            SQL(
                """SELECT stat.relname FROM pg_stat_user_tables stat JOIN pg_class ON pg_class.oid = stat.relid
                    WHERE stat.relname = ANY(%s)
                      AND (COALESCE(last_analyze, last_autoanalyze) IS NULL
                           OR n_mod_since_analyze > %s + GREATEST(reltuples, 0) / 3)""",
                list(self._growing_tables()),
                STATISTICS_AFTER_ROWS,
            )
        )
        for (table,) in grown:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))

    @contextmanager
    def _alone(self, lane: str):
        """Hold the lane's lock, or say that another process holds it.

        The lock is the session's and not the transaction's: after the commit that follows, a new snapshot sees
        everything that its former holder wrote. Should this process die, PostgreSQL lets the lock go.
        """
        number = LANES.index(lane)
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, number))
        alone = self.env.cr.fetchone()[0]
        self._plan_for_growth()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            yield alone
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except BaseException:
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("RESET enable_seqscan; RESET jit")
            if alone:
                self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_CLASS, number))

    @api.model
    def _plan_for_growth(self) -> None:
        """Have PostgreSQL look rows up by index in this session, however small it takes a growing table to be.

        Every query of background work has its index. Between two looks at its statistics a table can grow a hundred
        times, and a plan that reads it whole, for each row of another, then takes minutes. Compiling such a plan
        takes longer than carrying out a good one.
        """
        self.env.cr.execute("SET enable_seqscan = off; SET jit = off")

    @api.model
    def _retrying_stage(self, stage: str) -> int:
        """Run a stage again after a serialization failure: scheduled actions are not retried by Odoo.

        A stage that fails otherwise has a defect. It is logged and the other stages go on: were it raised, all
        stages after it would stop, and Odoo would switch the scheduled action off within days.
        """
        for attempt in range(1, CONCURRENCY_TRIES + 1):
            try:
                remaining = self._run_stage(stage)
                self.env.flush_all()
                return remaining
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.info("stage %s: another transaction was first, try %s of %s", stage, attempt, CONCURRENCY_TRIES)
            except Exception:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                _logger.exception("stage %s stopped; the other stages go on", stage)
                return 0
        return 1
