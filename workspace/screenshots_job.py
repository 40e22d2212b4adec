"""Runs inside Odoo, for ``make screenshots``: what the pictures show beyond the demonstration.

Everything is done through the same doors that a person uses, and at Stripe through its stand-in.
"""

import urllib.parse
import urllib.request
from datetime import date, timedelta
from typing import Any

from .demo_job import ask_sandbox, restricted_key

ROUNDS_MAX = 200
DISPUTED_MIN = 500
GROUPS = ("customers", "invoices")
ORDER = "PO 471188"
STATEMENT = """Date;Amount;Text;Payer
{0};1.250,00;Deposit order 4711;Bruno Optics
{0};318,40;Invoice 2026-0217;Cleo Marine
{1};-12,50;Account fee;
{1};96,00;Thank you;Dora Fisher
"""


def run(env: Any, *, sandbox: str, key: str) -> dict[str, str]:
    """Set the scene.

    :param sandbox: the stand-in's address.
    :param key: its secret key.
    :return: name of a place -> its path below ``/odoo/``.
    """
    env["res.users"].search([]).odoobot_state = "disabled"  # its greeting would cover the pictures
    connection = env["ar.sync.connection"].search([("provider", "=", "stripe")], limit=1)
    connection.stripe_api_key = restricted_key(sandbox, ["*_read", "*_write"])
    _two_explanations(env, connection, sandbox, key)
    _dispute(env, connection, sandbox)
    product = _differing_product(env, connection, sandbox, key)
    waiting = _invoice_that_waits(env, connection)
    _leave_out(env, connection)
    connection._ar_update_tie_out()
    return {
        "connection": f"sync-connections/{connection.id}",
        "product": f"stripe-products/{product.id}",
        "operation": f"sync-outgoing/{waiting.id}",
        "mapping": f"ar.bank.csv.mapping/{_columns_of_a_bank(env).id}",
        **_places(env, connection),
        **_autopay_places(env),
    }


def _settle(env: Any) -> None:
    """Do what the scheduled actions do until nothing remains."""
    dispatch = env["ar.sync.dispatch"]
    for _round in range(ROUNDS_MAX):
        if not sum(dispatch._run_stage(stage) for stage in dispatch._ar_stages()):
            return


def _ask_events(env: Any, connection: Any) -> None:
    """Read what is new at Stripe."""
    connection.stream_ids.filtered(lambda stream: stream.kind == "event")._ask_now()
    _settle(env)


def _differing_product(env: Any, connection: Any, sandbox: str, key: str) -> Any:
    """A product that is sold through Stripe and that somebody renamed there."""
    connection.stripe_send_products = "automatic"
    product = env["product.template"].create(
        {
            "name": "Calibration Plan",
            "type": "service",
            "list_price": 480.0,
            "description_sale": "Yearly calibration with certificate",
            "ar_stripe_sell": True,
        }
    )
    _settle(env)
    row = env["ar.stripe.product"].search([("product_id", "=", product.product_variant_id.id)])
    _post(sandbox, key, f"products/{row.external_id}", name="Calibration Plan Plus", description="")
    _ask_events(env, connection)
    return row


def _post(sandbox: str, key: str, path: str, **params: str) -> None:
    """Change something at Stripe, as its owner does in the dashboard."""
    request = urllib.request.Request(
        f"{sandbox}/v1/{path}",
        data=urllib.parse.urlencode(params).encode(),
        headers={"Authorization": f"Bearer {key}"},
    )
    urllib.request.urlopen(request, timeout=30).close()


def _customer(env: Any, name: str) -> Any:
    """A contact that is not at Stripe yet."""
    values = {"street": "1 Analytical Row", "city": "Lyon", "zip": "69001", "country_id": env.ref("base.fr").id}
    email = f"ap@{name.split()[0].lower()}.example"
    return env["res.partner"].create({"name": name, "is_company": True, "email": email, **values})


def _invoice(env: Any, partner: Any, lines: list[tuple[str, int, float]], **values: Any) -> Any:
    """A posted invoice of a contact; lines are (name, quantity, price)."""
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": date.today(),
            "invoice_date_due": date.today() + timedelta(days=30),
            "invoice_line_ids": [
                (0, 0, {"name": name, "quantity": quantity, "price_unit": price, "tax_ids": False})
                for name, quantity, price in lines
            ],
            **values,
        }
    )
    invoice.action_post()
    return invoice


def _two_explanations(env: Any, connection: Any, sandbox: str, key: str) -> None:
    """Money that names an order number which two customers have."""
    for name in ("Bruno Optics", "Cleo Marine"):
        _invoice(env, _customer(env, name), [("Calibration", 1, 750.0)], ref=ORDER)
    payment = {"amount": "75000", "currency": "usd", "payment_method": "pm_card_visa", "confirm": "true"}
    _post(sandbox, key, "payment_intents", description=ORDER, **payment)
    _ask_events(env, connection)


def _dispute(env: Any, connection: Any, sandbox: str) -> None:
    """The bank of a customer who paid of late takes the money back: there is time to answer."""
    charge = env["ar.stripe.charge"].search(
        [
            ("connection_id", "=", connection.id),
            ("receipt_id.state", "=", "matched"),
            ("currency_id.name", "=", "USD"),
            ("amount", ">", DISPUTED_MIN),
        ],
        order="created_at desc",
        limit=1,
    )
    ask_sandbox(sandbox, "disputes", {"charge": charge.external_id})
    _ask_events(env, connection)


def _invoice_that_waits(env: Any, connection: Any) -> Any:
    """An invoice on its way to Stripe, whose changes wait for a person. Returns the one that makes it."""
    connection.write({f"stripe_send_{name}": "review" for name in GROUPS})
    lines = [("Spectrometer service", 2, 640.0), ("Travel", 1, 85.5)]
    _invoice(env, _customer(env, "Ada Instruments"), lines).action_ar_stripe_send()
    found = env["ar.sync.operation"].search([("connection_id", "=", connection.id), ("state", "=", "review")])
    return found.filtered(lambda row: row.kind == "invoice.create")[:1] or found[:1]


def _leave_out(env: Any, connection: Any) -> None:
    """Two customers are left out: one has money in the books already, and one pays afterwards."""
    customers = env["ar.stripe.customer"].search([("partner_id", "!=", False)], order="name", limit=2)
    connection.write({"scope_mode": "except"})
    connection.scope_paste("\n".join(customers.mapped("external_id")))
    _settle(env)


def _columns_of_a_bank(env: Any) -> Any:
    """A table of a bank whose columns are to be confirmed."""
    journal = env["account.journal"].search([("type", "=", "bank"), ("ar_connection_id", "=", False)], limit=1)
    days = [(date.today() - timedelta(days=number)).strftime("%d.%m.%Y") for number in (3, 2)]
    text = STATEMENT.format(*days).encode()
    file = env["ar.bank.file"]._ar_take_in(journal.company_id, [("statement.csv", text)], journal)
    return env["ar.bank.csv.mapping"].browse(file.action_set_columns()["res_id"])


def _places(env: Any, connection: Any) -> dict[str, str]:
    """The records of the demonstration that show the most."""
    mine = [("connection_id", "=", connection.id)]
    paid = [("status", "=", "paid"), ("move_payment_state", "=", "paid"), ("discount_refs", "!=", False)]
    invoices = env["ar.stripe.invoice"].search([*mine, *paid, ("currency_id.name", "in", ("USD", "EUR"))])
    invoice = max(invoices, key=lambda row: (bool(row.tax), 2 < len(row.line_ids) < 7, len(row.line_ids)))
    payout = max(
        env["ar.stripe.payout"].search([*mine, ("status", "=", "paid")]),
        key=lambda row: len(set(row.movement_ids.mapped("type"))),
    )
    dispute = env["ar.stripe.dispute"].search(mine, order="evidence_due_at desc, amount desc", limit=1)
    receipt = env["ar.match.receipt"].search(
        [*mine, ("state", "=", "matched"), ("move_id", "!=", False)], order="id desc"
    )
    receipt = receipt.filtered(lambda row: len(row.invoice_ids) > 1)[:1] or receipt[:1]
    return {
        "invoice": f"stripe-invoices/{invoice.id}",
        "move": f"account.move/{invoice.move_id.id}",
        "payout": f"stripe-payouts/{payout.id}",
        "dispute": f"stripe-disputes/{dispute.id}",
        "receipt": f"ar.match.receipt/{receipt.id}",
        "partner": f"res.partner/{_best_partner(env, mine).id}",
    }


def _autopay_places(env: Any) -> dict[str, str]:
    """A customer who is charged, as we and as the customer sees it, and a charge that was refused."""
    mandates = env["ar.autopay.mandate"].search([("state", "=", "active")])
    mandate = max(mandates, key=lambda row: (bool(row.last_charge_id.receipt_id), len(row.charge_ids)))
    failed = env["ar.autopay.charge"].search([("state", "=", "failed")], limit=1)
    return {
        "mandate": f"ar.autopay.mandate/{mandate.id}",
        "charge": f"ar.autopay.charge/{failed.id}",
        "portal": mandate.get_portal_url(),
    }


def _best_partner(env: Any, mine: list[Any]) -> Any:
    """The contact of whom most is at Stripe."""
    rows = env["ar.stripe.customer"].search([*mine, ("partner_id", "!=", False)])
    names = ("subscription_ids", "payment_method_ids", "balance_change_ids", "cash_change_ids", "discount_ids")
    best = max(rows, key=lambda row: (sum(bool(row[name]) for name in names), len(row.payment_method_ids)))
    return best.partner_id
