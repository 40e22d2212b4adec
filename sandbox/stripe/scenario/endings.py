"""Single events of the company's year: Stripe's own fees, a payout by hand, one
that fails, drafts."""

from __future__ import annotations

from ..core.clock import DAY_S, iso
from ..ledger import balance, payouts
from .base import Stage
from .teller import Teller


def plan_endings(stage: Stage, teller: Teller, begin: int, end: int) -> None:
    """Plan what happens once."""
    span = end - begin
    stage.at(begin + span * 2 // 5 + 3 * 3600, lambda: _manual_payout(stage))
    stage.at(begin + span * 3 // 5, lambda: _fail_a_payout(stage))
    for moment in range(begin + 30 * DAY_S, end, 30 * DAY_S):
        stage.at(moment, lambda: _monthly_fee(stage))
    for days in (1, 2, 3):
        stage.at(end - days * DAY_S // 2, lambda: _leave_a_draft(stage, teller))


def _manual_payout(stage: Stage) -> None:
    """Some of the dollars are taken out by hand."""
    free = balance.totals(stage.ctx).get("usd", {}).get("available", 0)
    if free >= 20_000:
        stage.post(
            "payouts", amount=free // 2, currency="usd", description="Supplier payment"
        )


def _fail_a_payout(stage: Stage) -> None:
    """The bank returns the newest payout that has arrived."""
    table = stage.ctx.account.table("payout")
    for payout in table.walk(0, len(table.order)):
        if payout["status"] == "paid" and payout["automatic"]:
            payouts.fail(
                stage.ctx, payout, "account_closed", "The bank account has been closed"
            )
            return


def _monthly_fee(stage: Stage) -> None:
    """What Stripe asks for its invoicing, once a month."""
    day = iso(stage.ctx.now())[:10]
    amount = stage.random.randint(900, 4_900)
    balance.charge_fee(stage.ctx, amount, "usd", f"Billing - Usage Fee ({day})")


def _leave_a_draft(stage: Stage, teller: Teller) -> None:
    person = teller.random.choice(teller.people)
    invoice = stage.post(
        "invoices", customer=person.id, currency=person.country.currency
    )
    line = {"pricing": {"price": teller.catalogue.prices[person.country.currency][0]}}
    stage.post(f"invoices/{invoice['id']}/add_lines", lines=[line])
