"""The control API, call by call."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.server import StripeSandbox

from .test_payments import pay

Client = stripe.StripeClient


def refused(call: Any) -> stripe.InvalidRequestError:
    """The 400 a call ends in."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value


def test_money_is_moved_by_the_control_api(sandbox: StripeSandbox, client: Client) -> None:
    control = sandbox.control.call
    intent = pay(client, "pm_card_bypassPending", 9_000)
    dispute: Any = control(
        "POST", "/disputes", {"charge": str(intent.latest_charge), "reason": "duplicate"}
    )
    assert dispute["reason"] == "duplicate"
    with pytest.raises(StripeError):
        control("POST", "/disputes", {"charge": str(intent.latest_charge)})
    with pytest.raises(StripeError):
        control("POST", f"/disputes/{dispute['id']}/close", {"status": "drawn"})
    closed: Any = control("POST", f"/disputes/{dispute['id']}/close", {"status": "won"})
    assert closed["status"] == "won"
    with pytest.raises(StripeError):
        control("POST", f"/disputes/{dispute['id']}/close", {"status": "lost"})
    other = pay(client, "pm_card_visa", 5_000)
    refund = client.v1.refunds.create({"payment_intent": other.id})
    failed: Any = control("POST", f"/refunds/{refund.id}/fail", {"reason": "declined"})
    assert (failed["status"], failed["failure_reason"]) == ("failed", "declined")
    assert control("POST", f"/refunds/{refund.id}/fail")["status"] == "failed"
    debit = pay(client, "pm_usBankAccount_success")
    assert control("POST", f"/payment_intents/{debit.id}/settle")["status"] == "succeeded"
    assert control("POST", "/payouts/run", {"currency": "eur"}) == {"payout": None}
    payout: Any = control("POST", "/payouts/run", {"currency": "usd"})
    control("POST", f"/payouts/{payout['id']}/fail", {"code": "no_account", "message": "m"})
    with pytest.raises(StripeError):
        control("POST", f"/payouts/{payout['id']}/fail")
    assert sandbox.books()["payouts"][payout["id"]]["status"] == "failed"


def test_keys_accounts_and_time_by_the_control_api(sandbox: StripeSandbox) -> None:
    control = sandbox.control.call
    assert len(control("GET", "/keys")["keys"]) == 2
    for path, body in (
        ("/keys/sk_none/status", {"status": "expired"}),
        (f"/keys/{sandbox.secret_key}/status", {"status": "lost"}),
        ("/accounts", {"id": sandbox.account_id}),
        (f"/accounts/{sandbox.account_id}/settings", {"settings": {"colour": "red"}}),
        ("/snapshots/none/restore", {}),
        ("/webhooks/deliveries/whd_9/retry", {}),
        ("/webhooks/policy", {"speed": 3}),
        ("/webhooks/policy", {"lose": "all"}),
        ("/disputes", {"account": "acct_none"}),
    ):
        with pytest.raises(StripeError):
            control("POST", path, body)
    assert control("POST", "/clock", {"ticking": False})["now"] == sandbox.clock.now()
    assert control("GET", "/webhooks/policy")["duplicate"] == 0
    control("POST", "/faults", {"kind": "latency"})
    assert control("DELETE", "/faults") == {}
    assert control("GET", "/faults")["faults"] == []
