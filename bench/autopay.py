"""Auto-pay: planning the charges of customers, and charging them at the stand-in of Stripe.

Planning is what a day's first minutes are: each customer's open items are read, and the planned charges follow them.
Charging is all of it for each charge: the last look in Odoo and at Stripe, the call, the answer kept, the mail written.
The invoices are copies of one, made in the database; everything that is timed is the suite's own work.
"""

import json
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from datetime import date

from .common import Lab, Row, free_port, measured, row_of, settle_statistics

PLANNED, CHARGED = 10_000, 200
START_S = 60.0
#: What a copy of an invoice has of its own: table -> column -> SQL.
CHANGED = {
    "account_move": {
        "id": "copies.move_id", "name": "original.name || '/' || copies.number",
        "partner_id": "copies.partner_id", "commercial_partner_id": "copies.partner_id",
        "partner_shipping_id": "copies.partner_id", "access_token": "NULL", "sequence_number": "copies.number",
    },
    "account_move_line": {
        "id": "nextval('account_move_line_id_seq')", "move_id": "copies.move_id",
        "partner_id": "copies.partner_id", "move_name": "original.move_name || '/' || copies.number",
    },
}  # fmt: skip


def bench(lab: Lab) -> list[Row]:
    """Measure planning anew, planning when nothing changed, and charging."""
    planned, charged = (500, 20) if lab.quick else (PLANNED, CHARGED)
    found = [
        sample
        for _ in range(lab.runs)
        for sample in lab.measure("suite", "bench.autopay", plan=planned, charge=charged)
    ]
    return [
        row_of(found, "plan", f"auto-pay: {planned} mandates planned, an invoice each"),
        row_of(found, "again", f"auto-pay: {planned} mandates planned again, nothing changed"),
        row_of(found, "charge", f"auto-pay: {charged} customers charged at the stand-in"),
    ]


def run(env, *, plan: str, charge: str):
    """Prepare mandates with an open invoice each; plan all, plan all again, and charge those that are due."""
    port = free_port()
    words = [sys.executable, "-m", "sandbox.stripe", "--scenario", "empty", "--seed", "1", "--port", str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            return _measure(env, f"http://127.0.0.1:{port}", _key_of(sandbox), int(plan), int(charge))
        finally:
            sandbox.terminate()


def _measure(env, url: str, key: str, plan: int, charge: int) -> list[dict]:
    mandates = _prepare(env, url, key, plan, charge)
    samples: list[dict] = []
    Mandate = env["ar.autopay.mandate"]
    for name in ("plan", "again"):
        mandates.write({"needs_plan": True})
        settle_statistics(env)
        with measured(env, samples, name, plan):
            while Mandate._plan_waiting():
                pass
    settle_statistics(env)
    with measured(env, samples, "charge", charge) as facts:
        dispatch = env["ar.sync.dispatch"]
        while sum(dispatch._run_stage(stage) for stage in ("autopay", "send")):
            pass
    facts["succeeded"] = env["ar.autopay.charge"].search_count([("state", "=", "succeeded")])
    if facts["succeeded"] != charge:
        rows = env["ar.autopay.charge"].search([("state", "!=", "succeeded")], limit=3, order="charge_on, id")
        said = rows.mapped(lambda row: (row.state, str(row.charge_on), row.why, row.operation_id.error))
        raise RuntimeError(f"{facts['succeeded']} of {charge} were charged: {said}")
    return samples


def _key_of(sandbox: subprocess.Popen) -> str:
    """Wait until the stand-in is up, and return its owner's key."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        line = sandbox.stdout.readline()
        if line.startswith("test key"):
            return line.removeprefix("test key").strip()
    raise RuntimeError("the stand-in does not start")


def _prepare(env, url: str, key: str, plan: int, charge: int):
    """Make the customers, their mandates and invoices; the first ``charge`` of them are due, and are at Stripe."""
    from odoo.tools import config

    from odoo.addons.ar_sync_stripe.api.client import BASE_OPTION

    from . import objects

    config[BASE_OPTION] = url
    made = objects.connection(env)
    made.stripe_api_key = key
    made.stripe_send_charges = "automatic"
    company = made.company_id
    terms = {"ar_autopay_notice_days": 0, "ar_autopay_hour": 0, "ar_autopay_rule": "unadjusted"}
    company.write({**terms, "email": "billing@bench.example"})
    partners = env["res.partner"].create(
        [{"name": f"Customer {number}", "email": f"{number}@bench.example"} for number in range(plan)]
    )
    refs = [_at_stripe(url, key, number) if number < charge else ("cus_none", "pm_none") for number in range(plan)]
    mandates = env["ar.autopay.mandate"].create(
        [
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "connection_id": made.id,
                "customer_ref": customer,
                "method_ref": method,
                "method_type": "card",
                "method_name": "Visa",
            }
            for partner, (customer, method) in zip(partners, refs, strict=True)
        ]
    )
    mandates._set_state("pending")
    mandates._set_state("active")
    _invoices(env, partners, charge)
    return mandates


def _at_stripe(url: str, key: str, number: int) -> tuple[str, str]:
    """Make a customer with a card at the stand-in."""
    customer = _post(url, key, "customers", name=f"Customer {number}")["id"]
    return customer, _post(url, key, "payment_methods/pm_card_visa/attach", customer=customer)["id"]


def _post(url: str, key: str, path: str, **params: str) -> dict:
    request = urllib.request.Request(
        f"{url}/v1/{path}",
        data=urllib.parse.urlencode(params).encode(),
        headers={"Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _invoices(env, partners, due: int) -> None:
    """Post one invoice as a person does, and copy it in the database for every customer."""
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partners[0].id,
            "invoice_date": date.today(),
            "invoice_date_due": date.today(),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {"name": "Work", "price_unit": 120.5, "tax_ids": False})],
        }
    )
    move.action_post()
    env.flush_all()
    cr = env.cr
    columns = {table: _columns(cr, table) for table in ("account_move", "account_move_line")}
    cr.execute("CREATE TEMP TABLE copies (number int, partner_id int, move_id int)")
    for number, partner in enumerate(partners[1:], 2):
        cr.execute("INSERT INTO copies VALUES (%s, %s, nextval('account_move_id_seq'))", (number, partner.id))
    for table, own in CHANGED.items():
        names = ", ".join(f'"{name}"' for name in columns[table])
        values = ", ".join(own.get(name, f'original."{name}"') for name in columns[table])
        key = "id" if table == "account_move" else "move_id"
        cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} original, copies WHERE original.{key} = %s",
            (move.id,),
        )
    later = "UPDATE account_move_line SET date_maturity = date_maturity + 30 WHERE partner_id = ANY(%s)"
    cr.execute(later, (partners[due:].ids,))
    env.invalidate_all()
    settle_statistics(env)


def _columns(cr, table: str) -> list[str]:
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", (table,)
    )
    return [name for (name,) in cr.fetchall()]
