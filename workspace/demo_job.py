"""Runs inside Odoo, for ``make demo``: the main job on the local stand-in of Stripe."""

from typing import Any

COUNTS = (
    ("Connections", "ar.sync.connection", []),
    ("Messages received", "ar.sync.event", []),
    ("Receipts", "ar.match.receipt", []),
    ("Invoices", "account.move", [("move_type", "=", "out_invoice")]),
)


def run(env: Any, *, url: str, sandbox: str, key: str) -> dict[str, list[list[str]]]:
    """Tell Odoo its address and count what the database holds.

    :param url: Odoo's address.
    :param sandbox: the stand-in's address; empty when there is none.
    :param key: the secret key that the stand-in accepts.
    :return: ``table``: rows of a label and its figures, as text.
    """
    env["ir.config_parameter"].set_param("web.base.url", url)
    present = [(label, model, domain) for label, model, domain in COUNTS if model in env]
    return {
        "table": [[label, str(env[model].search_count(domain))] for label, model, domain in present]
    }
