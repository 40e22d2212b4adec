"""NetSuite in the demonstration: an account with a year of its own business, to look at and to send to.

A person does the same on the screen: a new connection, the keys, *Connect*. Nothing is sent that nobody approved: the
company's newest invoices wait in the review and show what is to be tied first.
"""

import json
import time
from typing import Any

#: How many of the newest invoices wait to be sent.
WAITING = 5
NAME = "NetSuite"
KINDS = ("invoice", "credit_memo", "payment", "write_off", "refund")
READ_S = 120.0
LOOK_EVERY_S = 0.5


def add(env: Any, login: str) -> list[list[str]]:
    """Connect the stand-in unless that was done before, read it, and tell.

    :param login: values of the connection as JSON; without any there is no stand-in.
    :return: rows of a label and its figures, as text.
    """
    from odoo.service.model import retrying  # the server works on the same rows meanwhile

    values = json.loads(login or "{}")
    if not values or "ar.netsuite.pace" not in env:
        return []
    connection = env["ar.sync.connection"].search([("provider", "=", "netsuite")], limit=1)
    if not connection:
        connection = _connect(env, values)
        _wait_for(env, connection, ["erp_lists"])
        retrying(lambda: _choose_unit(env, connection), env)
        _wait_for(env, connection, [f"erp_{kind}" for kind in KINDS])
        retrying(lambda: _have_some_wait(env, connection), env)
    Document = env["ar.erp.document"].search_count([("connection_id", "=", connection.id)])
    waiting = connection.erp_review_count
    return [[NAME, f"{Document} documents read", f"{waiting} changes wait for review"]]


def _connect(env: Any, values: dict[str, str]) -> Any:
    connection = env["ar.sync.connection"].create({"name": NAME, "provider": "netsuite", **values})
    connection.action_connect()
    env.cr.commit()
    print("· reading from NetSuite", flush=True)
    return connection


def _choose_unit(env: Any, connection: Any) -> None:
    """Say that the company is the first of NetSuite's legal entities."""
    units = [("connection_id", "=", connection.id), ("kind", "=", "unit")]
    connection.erp_unit_id = env["ar.erp.record"].search(units, order="external_id", limit=1)


def _wait_for(env: Any, connection: Any, kinds: list[str]) -> None:
    """Wait until Odoo's scheduled actions have read these kinds for the first time, or have failed to."""
    deadline = time.monotonic() + READ_S
    while time.monotonic() < deadline:
        env.cr.rollback()
        env.invalidate_all()
        if all(stream.is_complete for stream in connection.stream_ids if stream.kind in kinds):
            return
        time.sleep(LOOK_EVERY_S)


def _have_some_wait(env: Any, connection: Any) -> None:
    """Have the newest invoices be sent, as if the connection had been there when they were posted."""
    domain = [
        ("company_id", "=", connection.company_id.id),
        ("move_type", "=", "out_invoice"),
        ("state", "=", "posted"),
    ]
    moves = env["account.move"].search(domain, order="invoice_date desc, id desc", limit=WAITING)
    if moves:
        connection.erp_send_from = min(moves.mapped("invoice_date"))
        env["ar.erp.plan"]._touch(moves)
