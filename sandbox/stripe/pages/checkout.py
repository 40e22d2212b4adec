"""The checkout page: pay, save a card, or go back."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..core.errors import StripeError
from ..core.gateway import Response
from ..core.store import Obj
from ..resources import checkout_flow
from . import html

if TYPE_CHECKING:
    from ..core.context import Context

TITLES = {"payment": "Pay", "setup": "Save a way to pay", "subscription": "Subscribe"}
BUTTONS = {"payment": "Pay", "setup": "Save", "subscription": "Subscribe"}


def show(ctx: Context, session: Obj, error: str | None = None) -> Response:
    """The page of an open session."""
    if session["status"] != "open":
        return html.page("Checkout", "<p>This checkout is complete or has expired.</p>")
    mode = session["mode"]
    cancel = ""
    if session["cancel_url"]:
        url = escape(_filled(session["cancel_url"], session))
        cancel = f"<p><a id=cancel href='{url}'>Back to the shop</a></p>"
    body = (
        f"{html.problem(error)}{_lines(ctx, session)}<form method=post>"
        f"{_email(session)}{html.method_picker(session['currency'] or '')}"
        f"<button id=submit>{BUTTONS[mode]}</button></form>{cancel}"
    )
    return html.page(TITLES[mode], body, 402 if error else 200)


def _lines(ctx: Context, session: Obj) -> str:
    if session["amount_total"] is None:
        return "<p>Nothing is charged now.</p>"
    rows = "".join(
        f"<tr><td>{item['quantity']} × {escape(item['description'])}"
        f"<td>{html.money(item['amount_total'], item['currency'])}"
        for item in ctx.where("item", "_session", session["id"])
    )
    total = html.money(session["amount_total"], session["currency"])
    return f"<table>{rows}<tr><td><b>Total</b><td><b id=total>{total}</b></table>"


def _email(session: Obj) -> str:
    known = session["customer_details"] or {}
    value = escape(known.get("email") or "")
    return f"<label>E-mail<input name=email type=email value='{value}' required></label>"


def submit(ctx: Context, session: Obj, form: dict[str, str]) -> Response:
    """The customer has pressed the button."""
    if session["status"] != "open":
        return show(ctx, session)
    method = form.get("payment_method", "pm_card_visa")
    try:
        checkout_flow.complete(ctx, session, method, form.get("email"))
    except StripeError as error:
        return show(ctx, session, error.message)
    return html.redirect(_filled(session["success_url"] or "/", session))


def _filled(url: str, session: Obj) -> str:
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])
