"""The bank asks the customer to confirm a payment (3D Secure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.errors import StripeError
from ..core.gateway import Response
from ..core.store import Obj
from ..resources import payment_flow
from . import html

if TYPE_CHECKING:
    from ..core.context import Context


def show(ctx: Context, intent: Obj) -> Response:
    """Approve or refuse."""
    if intent["status"] != "requires_action":
        return html.page("Your bank", "<p>There is nothing to confirm.</p>")
    amount = html.money(intent["amount"], intent["currency"])
    body = (
        f"<p>Confirm a payment of <b>{amount}</b>.</p><form method=post>"
        "<button id=approve name=answer value=approve>Approve</button> "
        "<button id=refuse class=quiet name=answer value=refuse>Refuse</button></form>"
    )
    return html.page("Your bank", body)


def submit(ctx: Context, intent: Obj, form: dict[str, str]) -> Response:
    """The customer has answered; the browser goes back to the shop."""
    if intent["status"] == "requires_action":
        try:
            approved = form.get("answer") == "approve"
            payment_flow.complete_action(ctx, intent, approved)
        except StripeError:
            pass  # the refusal is on the intent, where the shop reads it
    back = intent["_return_url"]
    if not back:
        return html.page("Your bank", f"<p>Done: {intent['status']}.</p>")
    mark = "&" if "?" in back else "?"
    return html.redirect(f"{back}{mark}payment_intent={intent['id']}")
