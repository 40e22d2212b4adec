"""Runs inside Odoo, for ``make demo``: the main job on the local stand-ins.

It does what an administrator does: makes a connection, enters a restricted key, presses *Connect*. The work is
then done by Odoo's own scheduled actions in the server that is already up; this only watches and tells.
"""

import json
import time
import urllib.request
from typing import Any

from . import autopay_scene, netsuite_scene

WATCH_S = 2.0
QUIET_ROUNDS = 3
MINUTES_MAX = 25
RATES = {"EUR": 0.92, "GBP": 0.79, "JPY": 151.0, "KWD": 0.307}
RATES_SINCE = "2020-01-01"
#: Reads everything, makes the webhook endpoint, and charges customers who agreed to it; changes nothing else.
PERMISSIONS = ["*_read", "rak_webhook_write", "rak_payment_intent_write", "rak_checkout_session_write"]


def run(env: Any, *, url: str, sandbox: str, key: str = "", netsuite: str = "") -> dict[str, list[list[str]]]:
    """Connect the stand-in unless that was done before, wait until its money is in the books, and tell.

    :param url: Odoo's address.
    :param sandbox: the stand-in's address; empty when there is none.
    :param key: its owner's secret key; a restricted one is made for the connection.
    :param netsuite: what a connection to the stand-in of NetSuite logs in with, as JSON.
    :return: ``table``: rows of a label and its figures, as text.
    """
    env["ir.config_parameter"].set_param("web.base.url", url)
    if "ar.stripe.charge" not in env or not sandbox:
        return {"table": []}
    connection = env["ar.sync.connection"].search([("provider", "=", "stripe")], limit=1)
    if not connection:
        _set_rates(env)
        connection = _connect(env, sandbox)
    connection.stream_ids._ask_now() if connection.is_imported else None
    env.cr.commit()
    env.registry.signal_changes()  # the server keeps the active currencies in a cache
    _watch(env, connection)
    if autopay_scene.add(env, connection, sandbox, key):
        _watch(env, connection)  # what was charged comes back from Stripe and is booked
    connection._ar_update_tie_out()
    return {"table": [*_table(env, connection), *netsuite_scene.add(env, netsuite)]}


def _set_rates(env: Any) -> None:
    """Give the company exchange rates: what one US dollar is, about, all through the year."""
    for name, rate in RATES.items():
        currency = env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        env["res.currency.rate"].create({"currency_id": currency.id, "name": RATES_SINCE, "rate": rate})


def _connect(env: Any, sandbox: str) -> Any:
    """Make the connection as a person would."""
    connection = env["ar.sync.connection"].create(
        {
            "name": "Stripe",
            "provider": "stripe",
            "environment": "test",
            "mode": "automatic",
            "timezone": "America/New_York",
        }
    )
    connection.stripe_api_key = restricted_key(sandbox, PERMISSIONS)
    connection.action_connect()
    return connection


def restricted_key(sandbox: str, permissions: list[str]) -> str:
    """Have the stand-in make a restricted key, as one does in Stripe's dashboard."""
    made = ask_sandbox(sandbox, "keys", {"permissions": permissions})
    return str(made.get("token") or made["id"])


def ask_sandbox(sandbox: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call the stand-in's control API."""
    request = urllib.request.Request(
        f"{sandbox}/_sandbox/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


def _watch(env: Any, connection: Any) -> None:
    """Wait until nothing waits any more, saying now and then how far it is."""
    quiet, said = 0, ""
    deadline = time.monotonic() + 60 * MINUTES_MAX
    while quiet < QUIET_ROUNDS and time.monotonic() < deadline:
        env.cr.rollback()
        env.invalidate_all()
        waiting = _waiting(env, connection)
        quiet = quiet + 1 if connection.is_imported and not any(waiting.values()) else 0
        text = _progress(env, connection, waiting)
        if text != said:
            print(f"· {text}", flush=True)
            said = text
        if quiet < QUIET_ROUNDS:
            time.sleep(WATCH_S)


def _waiting(env: Any, connection: Any) -> dict[str, int]:
    """Count what is not done yet, in the order in which it is done."""
    due = [("connection_id", "=", connection.id), ("needs_apply", "=", True), ("next_apply_at", "=", False)]
    return {
        "messages": env["ar.sync.event"].search_count(
            [("connection_id", "=", connection.id), ("state", "=", "received")]
        ),
        "customers": env["ar.stripe.customer"].search_count(due),
        "invoices": env["ar.stripe.invoice"].search_count(due),
        "charges": env["ar.stripe.charge"].search_count(due),
        "receipts": env["ar.match.receipt"].search_count(
            [("connection_id", "=", connection.id), ("state", "=", "new")]
        ),
        "movements": env["ar.stripe.balance.transaction"].search_count(
            [("connection_id", "=", connection.id), ("is_booked", "=", False)]
        ),
    }


def _progress(env: Any, connection: Any, waiting: dict[str, int]) -> str:
    """Say in one line what is going on."""
    if not connection.is_imported:
        read = sum(connection.stream_ids.mapped("records_done"))
        return f"reading from Stripe: {read} objects, {connection.import_progress} %"
    left = [f"{count} {what}" for what, count in waiting.items() if count]
    return f"into the books: {', '.join(left)} to go" if left else "everything read is in the books"


def _table(env: Any, connection: Any) -> list[list[str]]:
    """What the main job did: received, matched, posted, waiting for a person, tie-out."""
    Receipt = env["ar.match.receipt"]
    mine = [("connection_id", "=", connection.id)]
    objects = sum(connection.stream_ids.mapped("records_done"))
    invoices = env["ar.stripe.invoice"].search_count([*mine, ("move_id.state", "=", "posted")])
    posted = env["account.move"].search_count(
        [("journal_id", "in", connection.journal_ids.ids), ("state", "=", "posted")]
    )
    rows = [
        ["Received", f"{objects} objects", f"{Receipt.search_count(mine)} receipts"],
        ["Matched", f"{Receipt.search_count([*mine, ('state', 'in', ('matched', 'reversed'))])} receipts", "untouched"],
        ["Posted", f"{invoices} invoices", f"{posted} entries in the Stripe journals"],
        [
            "Waiting for a person",
            f"{Receipt.search_count([*mine, ('state', '=', 'review')])} receipts",
            "money booked on account",
        ],
    ]
    for row in connection.tie_out_ids:
        verdict = "tied out" if row.is_tied_out else f"differs by {row.currency_id.format(row.difference)}"
        rows.append(
            [
                f"Tie-out {row.currency_id.name}",
                f"Stripe {row.remote_balance:,.2f}",
                f"books {row.ledger_balance:,.2f}",
                verdict,
            ]
        )
    return rows
