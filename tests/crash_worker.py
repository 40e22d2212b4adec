"""Does the suite's background work in processes that die: ``python -m tests.crash_worker CONF DATABASE``.

A supervisor loads Odoo once and then forks a worker for each line of JSON that it reads: the worker starts
without a connection or a cached record, as after a restart. It is told when to die (``side`` *before* or
*after* its ``commit``-th commit), or is killed from outside, always by SIGKILL. Answers are lines of JSON too.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROUNDS_MAX = 300


def main(conf: str, database: str) -> None:
    """Load the registry, then do what the lines of the standard input say."""
    import odoo.modules.registry
    import odoo.sql_db
    import odoo.tools

    odoo.tools.config.parse_config(["-c", conf, "-d", database, "--no-http"], setup_logging=True)
    registry = odoo.modules.registry.Registry(database)
    odoo.sql_db.close_all()
    _say({"ready": database})
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _work(registry, order)
        _say({"pid": pid})
        _, status = os.waitpid(pid, 0)
        _say({"killed": os.WIFSIGNALED(status), "status": status})


def _say(values: dict[str, Any]) -> None:
    print(json.dumps(values), flush=True)


def _work(registry: Any, order: dict[str, Any]) -> None:
    """In the forked worker: do the job, leave its result in a file, and end without any cleaning up."""
    import odoo.api
    import odoo.sql_db

    status = 1
    try:
        answer_at_once()
        if order.get("commit"):
            _die_at_commit(odoo.sql_db.Cursor, order["commit"], order["side"])
        with registry.cursor() as cr:
            result = JOBS[order["job"]](odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {}), order)
        Path(order["result"]).write_text(json.dumps(result, sort_keys=True))
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def answer_at_once() -> None:
    """Have no answer of Stripe count as older than another because a busy machine took a second for it.

    Its state is dated by Stripe's own clock less the time it took, and that clock stands still here.
    """
    from odoo.addons.ar_sync_stripe.api import client

    client.time = SimpleNamespace(monotonic=lambda: 0.0)


def _die_at_commit(cursor_class: Any, number: int, side: str) -> None:
    """Have this process killed before or after its ``number``-th commit of something that was written.

    A transaction that only held locks has written nothing: to die there in each life would be to die for ever.
    """
    commit, rollback, execute = cursor_class.commit, cursor_class.rollback, cursor_class.execute
    writing: set[int] = set()
    count = 0

    def watched(cursor: Any, *args: Any, **kwargs: Any) -> None:
        execute(cursor, *args, **kwargs)
        verb, _, rows = (cursor._obj.statusmessage or "").partition(" ")
        if verb in ("INSERT", "UPDATE", "DELETE") and not rows.endswith(" 0") and rows != "0":
            writing.add(id(cursor))

    def counted(cursor: Any) -> None:
        nonlocal count
        cursor.flush()
        count += id(cursor) in writing
        if count == number and side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        commit(cursor)
        writing.discard(id(cursor))
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def undone(cursor: Any) -> None:
        rollback(cursor)
        writing.discard(id(cursor))

    cursor_class.execute, cursor_class.rollback = watched, undone
    cursor_class.commit = counted


# === JOBS === #


def connect(env: Any, order: dict[str, Any]) -> dict[str, str]:
    """Make a connection as an administrator does. Odoo is reached at ``url``; its webhook endpoint is made later."""
    env["ir.config_parameter"].set_param("web.base.url", order["url"])
    connection = env["ar.sync.connection"].create(
        {"name": "Stripe", "provider": "stripe", "environment": "test", "mode": "automatic", "timezone": "UTC"}
    )
    connection.stripe_api_key = order["key"]
    connection.action_connect()
    env.cr.commit()
    return {"account": connection.external_account_id}


def work(env: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Do everything there is to do, as the scheduled actions would, and return the books.

    With ``later`` the feeds are due again, as they are every five minutes.
    """
    _time_passes(env)
    if order.get("later"):
        feeds = [("is_complete", "=", True), ("kind", "in", ("event", "balance_transaction"))]
        env["ar.sync.stream"].search(feeds).write({"next_attempt_at": False})
        env.cr.commit()
    _until_done(env, ("import",))
    _until_done(env, env["ar.sync.dispatch"]._ar_stages())
    return books(env)


def _until_done(env: Any, stages: tuple[str, ...]) -> None:
    dispatch = env["ar.sync.dispatch"]
    for _round in range(ROUNDS_MAX):
        if not sum(dispatch._retrying_stage(stage) for stage in stages):
            env.cr.commit()
            return
    raise RuntimeError(f"{stages} do not come to an end")


def _time_passes(env: Any) -> None:
    """Every waiting time is over: what was to be tried again later is due."""
    for model in ("ar.sync.stream", "ar.sync.event", "ar.sync.operation"):
        waiting = [("state", "in", ("waiting", "unknown")), ("next_attempt_at", "!=", False)]
        env[model].search(waiting).write({"next_attempt_at": False})
    for model in ("customer", "invoice", "charge", "invoice.payment"):
        env[f"ar.stripe.{model}"].search([("next_apply_at", "!=", False)]).write({"next_apply_at": False})
    env.cr.commit()


def books(env: Any) -> dict[str, Any]:
    """Return all that must be the same however often the process died: balances, invoices, receipts, tie-out."""
    connection = env["ar.sync.connection"].search([("provider", "=", "stripe")])
    connection._ar_update_tie_out()
    env.cr.commit()
    return {
        "balances": _balances(env),
        "invoices": {
            move.name: [move.state, move.payment_state, move.amount_total, move.amount_tax, move.amount_residual]
            for move in env["account.move"].search([("move_type", "in", ("out_invoice", "out_refund"))])
        },
        "receipts": {
            receipt.external_id: [
                receipt.state, receipt.amount, round(receipt.unapplied_amount, 3), receipt.reversed_amount,
                sorted(receipt.invoice_ids.mapped("name")),
            ]
            for receipt in env["ar.match.receipt"].search([])
        },
        "entries": env["account.move"].search_count([("move_type", "=", "entry"), ("state", "=", "posted")]),
        "partners": sorted(
            f"{row.external_id} {row.partner_id.name}" for row in env["ar.stripe.customer"].search([])
        ),
        "movements": sorted(
            f"{row.external_id} {row.is_booked} {row.move_id.amount_total}"
            for row in env["ar.stripe.balance.transaction"].search([])
        ),
        "tie_out": {
            row.currency_id.name: [row.remote_balance, row.ledger_balance, row.waiting_amount, row.is_tied_out]
            for row in connection.tie_out_ids
        },
        "operations": sorted(env["ar.sync.operation"].search([]).mapped(lambda row: f"{row.kind} {row.state}")),
        "may_check_signatures": bool(connection._stripe_secrets()),
        "open_messages": env["ar.sync.event"].search_count([("state", "not in", ("done", "ignored"))]),
        "imported": connection.is_imported,
    }  # fmt: skip


def _balances(env: Any) -> dict[str, list[float]]:
    """Return account, customer and currency -> balance, amount in currency, open amount."""
    groups = env["account.move.line"]._read_group(
        [("parent_state", "=", "posted")],
        ["account_id", "partner_id", "currency_id"],
        ["balance:sum", "amount_currency:sum", "amount_residual:sum"],
    )
    return {
        f"{account.code} {partner.name or ''} {currency.name}": [round(value, 3) for value in sums]
        for account, partner, currency, *sums in groups
    }


JOBS: dict[str, Callable[[Any, dict[str, Any]], dict[str, Any]]] = {"connect": connect, "work": work}

if __name__ == "__main__":
    main(*sys.argv[1:])
