"""Customers with auto-pay, for the demonstration and its pictures: agreed, charged, refused, held, left.

At Stripe they are made by the account's owner; here they agree as on the auto-pay page. The work is Odoo's own.
"""

import json
import urllib.parse
import urllib.request
from datetime import date, timedelta
from typing import Any, NamedTuple

CARD, REFUSED, CONFIRM, DEBIT = (
    "pm_card_visa",
    "pm_card_chargeCustomerFail",
    "pm_card_authenticationRequired",
    "pm_usBankAccount_success",
)


class Customer(NamedTuple):
    """One customer.

    :param method: the test card or account at Stripe; empty: none was left yet.
    :param invoices: (amount, days from today until it is due).
    :param limit: the most in one charge; 0 is no limit.
    :param then: what happened afterwards: ``left``, ``paused`` or nothing.
    """

    name: str
    person: str
    method: str
    invoices: tuple[tuple[float, int], ...]
    limit: float = 0.0
    then: str = ""


CUSTOMERS = (
    Customer("Aster Laboratories", "Nora Aster", CARD, ((1_240.0, 0), (380.5, 9), (1_240.0, 30))),
    Customer("Birch & Vale", "Tom Vale", "pm_card_mastercard", ((96.0, 0), (512.25, 9))),
    Customer("Corvin Marine", "Ilse Corvin", REFUSED, ((745.0, 0),)),
    Customer("Dunmore Foods", "Kay Dunmore", CONFIRM, ((318.4, 0),)),
    Customer("Elm Street Studio", "Ann Elm", CARD, ((2_900.0, 4), (150.0, 16)), 1_000.0),
    Customer("Fjordline Systems", "Per Lund", CARD, ((610.0, 12),), 0.0, "paused"),
    Customer("Gable Print", "Rosa Gable", DEBIT, ((430.0, 0), (430.0, 30))),
    Customer("Harbour Optics", "Lee Wong", "", ((222.0, 14),)),
    Customer("Ivory Textiles", "Max Ivory", CARD, ((88.0, 20),), 0.0, "left"),
    Customer("Juniper Tools", "Eve Juniper", "pm_card_amex", ((1_875.0, 0), (64.9, 9))),
)
ROUNDS_MAX = 60


def add(env: Any, connection: Any, sandbox: str, key: str) -> bool:
    """Add the customers, and have what is due charged; nothing where they are there.

    :param sandbox: the stand-in's address.
    :param key: its owner's key.
    :return: whether something was added.
    """
    if "ar.autopay.mandate" not in env or env["ar.autopay.mandate"].search_count([]):
        return False
    company = connection.company_id
    company.write({"ar_autopay_offer": "everybody", "ar_autopay_notice_days": 3, "ar_autopay_hour": 0})
    company.email = company.email or "billing@northwind.example"
    connection.stripe_send_charges = "automatic"
    known = [(row, _at_stripe(sandbox, key, row)) for row in CUSTOMERS]
    _read_customers(connection, [customer_ref for _customer, (customer_ref, _method_ref) in known])
    _work(env)
    due = env["ar.autopay.charge"]
    for customer, ids in known:
        due |= _agrees(env, connection, customer, *ids)
    due.with_context(mail_notify_force_send=False).action_charge_now()
    _work(env)
    connection.stream_ids.filtered(lambda stream: stream.kind == "event")._ask_now()
    _work(env)
    return True


def _work(env: Any) -> None:
    """Do what the scheduled actions do until nothing remains, twice: what is read last is handled in the next round."""
    dispatch, idle = env["ar.sync.dispatch"], 0
    for _round in range(ROUNDS_MAX):
        idle = 0 if sum(dispatch._retrying_stage(stage) for stage in dispatch._ar_stages()) else idle + 1
        if idle == 2:
            break
    env.cr.commit()
    env.invalidate_all()


def _read_customers(connection: Any, refs: list[str]) -> None:
    """Read the new customers from Stripe, and do not wait for the messages about them."""
    from odoo.addons.ar_sync_stripe.kinds import KINDS

    client, kind = connection._stripe_api(), KINDS["customer"]
    for ref in refs:
        answer = client.get(f"/v1/customers/{ref}")
        connection._stripe_store(client, kind, [answer.data], answer.seen_at)


def _at_stripe(sandbox: str, key: str, customer: Customer) -> tuple[str, str]:
    """Make the customer at Stripe, with a card. Returns the ids of both."""
    email = f"{customer.person.split()[0].lower()}@{customer.name.split()[0].lower()}.example"
    made = _post(sandbox, key, "customers", name=customer.name, email=email)["id"]
    if not customer.method:
        return made, ""
    return made, _post(sandbox, key, f"payment_methods/{customer.method}/attach", customer=made)["id"]


def _agrees(env: Any, connection: Any, customer: Customer, customer_ref: str, method_ref: str) -> Any:
    """Write the customer's invoices, and have the customer agree. Returns the charges that are due today."""
    company, Mandate = connection.company_id, env["ar.autopay.mandate"]
    row = env["ar.stripe.customer"].search([("connection_id", "=", connection.id), ("external_id", "=", customer_ref)])
    partner = row.partner_id.commercial_partner_id
    moves = [_invoice(env, partner, amount, days) for amount, days in customer.invoices]
    if not method_ref:
        partner.action_ar_autopay_invite()
        return env["ar.autopay.charge"]
    mandate = Mandate._new(partner, company, cap_charge=customer.limit)
    who = {"name": customer.person, "email": partner.email, "ip": "203.0.113.24", "agent": "Firefox", "lang": "en_US"}
    mandate._consent("page", who)
    mandate._begin_with(connection._stripe_api().get(f"/v1/payment_methods/{method_ref}"))
    mandate._plan_charges()
    if customer.then == "left":
        mandate._leave()
    elif customer.then == "paused":
        mandate._pause(date.today() + timedelta(days=21))
    today = [move for move, (_amount, days) in zip(moves, customer.invoices, strict=True) if not days]
    return mandate.charge_ids.filtered(lambda charge: charge.is_open and charge.move_ids[:1] in today)


def _invoice(env: Any, partner: Any, amount: float, days: int) -> Any:
    """A posted invoice that is due in so many days."""
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": date.today() - timedelta(days=30 - days),
            "invoice_date_due": date.today() + timedelta(days=days),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                (0, 0, {"name": "Service contract", "quantity": 1, "price_unit": amount, "tax_ids": False})
            ],
        }
    )
    move.action_post()
    return move


def _post(sandbox: str, key: str, path: str, **params: str) -> dict[str, Any]:
    """Change something at Stripe, as its owner does in the dashboard."""
    request = urllib.request.Request(
        f"{sandbox}/v1/{path}",
        data=urllib.parse.urlencode(params).encode(),
        headers={"Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))
