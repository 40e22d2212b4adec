"""Short ways to make receipts and open items for the tests of matching."""

from datetime import date, timedelta

from odoo.addons.ar_sync.matching import (
    Decision,
    Key,
    OpenItem,
    Policy,
    Receipt,
    decide,
    keys_of_item,
    keys_of_receipt,
)

DAY = date(2026, 3, 1)
BOLD = Policy(automatic_steps=frozenset({"ids", "references", "payer_amount"}))


def item(
    number,
    amount_minor,
    *,
    id=None,
    partner=42,
    company=1,
    currency="EUR",
    days=0,
    due=30,
    payment_reference="",
    ref="",
    ids=(),
    **more,
):
    """Return an open item written ``days`` after DAY; its id is the number's digits."""
    digits = "".join(character for character in number if character.isdigit())
    return OpenItem(
        id=int(digits or 0) if id is None else id,
        company_id=company,
        currency=currency,
        residual_minor=amount_minor,
        date=DAY + timedelta(days=days),
        due_date=None if due is None else DAY + timedelta(days=days + due),
        partner_id=partner,
        number=number,
        keys=keys_of_item(number, payment_reference, ref, ids),
        **more,
    )


def receipt(text, amount_minor, *, id=1, partner=None, company=1, currency="EUR", days=10, ids=()):
    """Return a receipt of ``days`` after DAY."""
    return Receipt(
        id=id,
        company_id=company,
        currency=currency,
        amount_minor=amount_minor,
        date=DAY + timedelta(days=days),
        partner_id=partner,
        keys=keys_of_receipt([text] if text else [], ids),
        text=text,
    )


def one(found: Receipt, items, policy: Policy = BOLD, **more) -> Decision:
    """Return the decision on a single receipt."""
    [decision] = decide([found], items, policy, **more)
    return decision


def told(decision: Decision):
    """Return what matters of a decision: verdict, reason and allocations."""
    return str(decision.verdict), decision.reason, allocated(decision)


def allocated(decision: Decision):
    """Return the best proposal's allocations as a dict."""
    if decision.best is None:
        return None
    return {a.item_id: a.amount_minor for a in decision.best.allocations}


def written_off(decision: Decision):
    """Return the best proposal's write-offs as (item, amount, reason)."""
    return [(w.item_id, w.amount_minor, w.reason) for w in decision.best.write_offs]


def codes(decision: Decision):
    """Return the evidence codes of the best proposal."""
    return [evidence.code for evidence in decision.best.evidence] if decision.best else []


def test_builders_make_what_the_engine_takes():
    owed = item("INV/2026/00012", 5000, ids=["in_12"])
    assert owed.id == 202600012
    assert Key("id", "in_12", "id") in owed.keys
    assert told(one(receipt("INV/2026/00012", 5000), [owed]))[0] == "automatic"
