"""One plain layout for all pages."""

from __future__ import annotations

from html import escape

from ..core.gateway import Response
from ..core.money import major

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;background:#f6f8fa;color:#1f2933;margin:0}
main{max-width:30rem;margin:3rem auto;background:#fff;padding:2rem;border-radius:.5rem;
box-shadow:0 1px 4px #0002}
h1{font-size:1.3rem;margin-top:0}.note{color:#52606d;font-size:.85rem}
.error{color:#b42318}table{width:100%;border-collapse:collapse}td:last-child{text-align:right}
button{font:inherit;padding:.5rem 1rem;border:0;border-radius:.3rem;background:#0074d4;
color:#fff;cursor:pointer}button.quiet{background:#e4e7eb;color:#1f2933}
select,input{font:inherit;width:100%;padding:.4rem;margin:.3rem 0 1rem;box-sizing:border-box}
"""

#: What can be picked, by currency: (test method, words).
METHODS = (
    ("pm_card_visa", "Visa ending in 4242"),
    ("pm_card_mastercard", "Mastercard ending in 4444"),
    ("pm_card_authenticationRequired", "Visa 3184, asks for authentication every time"),
    ("pm_card_visa_chargeDeclined", "Visa 0002, declined"),
    ("pm_card_visa_chargeDeclinedInsufficientFunds", "Visa 9995, insufficient funds"),
    ("pm_card_chargeCustomerFail", "Visa 0341, can be saved, then declined"),
)
DEBITS = {
    "usd": (
        ("pm_usBankAccount_success", "US bank account, arrives in four days"),
        ("pm_usBankAccount_insufficientFunds", "US bank account, fails in four days"),
    ),
    "eur": (
        ("pm_success_de", "SEPA debit, arrives in six days"),
        ("pm_failed_de", "SEPA debit, fails in six days"),
    ),
}


def page(title: str, body: str, status: int = 200) -> Response:
    """A whole page."""
    text = (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<main><h1>{escape(title)}</h1>{body}"
        "<p class=note>Stand-in for Stripe: no money moves here.</p></main></html>"
    )
    return Response(status, text, {"Content-Type": "text/html; charset=utf-8"})


def redirect(url: str) -> Response:
    """Send the browser on."""
    return Response(303, "", {"Location": url})


def not_found() -> Response:
    """There is no such page."""
    return page("Not found", "<p>This link is not valid, or no longer.</p>", 404)


def money(amount: int, currency: str) -> str:
    """An amount for people."""
    return f"{escape(major(amount, currency))} {escape(currency.upper())}"


def method_picker(currency: str) -> str:
    """A list of test methods to choose from."""
    options = [*METHODS, *DEBITS.get(currency, ())]
    items = "".join(f"<option value={name}>{escape(words)}" for name, words in options)
    return f"<label>Pay with<select name=payment_method>{items}</select></label>"


def problem(message: str | None) -> str:
    """What went wrong, if anything did."""
    return f"<p class=error role=alert>{escape(message)}</p>" if message else ""
