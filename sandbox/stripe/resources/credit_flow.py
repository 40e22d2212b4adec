"""What a credit note does: first what is still owed goes down, then money goes back.

Source: https://docs.stripe.com/invoicing/integration/programmatic-credit-notes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..core.errors import invalid, wrong_state
from ..core.money import round_minor
from ..core.store import Obj
from . import customer_balance, invoice_flow, refunds
from .common import new_metadata

if TYPE_CHECKING:
    from ..core.context import Context


EMPTY = ("customer_account", "customer_balance_transaction", "shipping_cost", "voided_at")


def issue(ctx: Context, invoice: Obj, params: dict[str, Any]) -> Obj:
    """A credit note for *invoice*. :raise StripeError: when it does not add up."""
    lines = _lines(ctx, invoice, params)
    net = sum(line["amount"] - line["discount_amount"] for line in lines)
    taxes = [tax for line in lines for tax in line["taxes"]]
    extra = sum(t["amount"] for t in taxes if t["tax_behavior"] == "exclusive")
    inclusive = sum(t["amount"] for t in taxes if t["tax_behavior"] == "inclusive")
    total = net + extra
    left = invoice["total"] - credited(ctx, invoice)
    if not 0 < total <= left:
        raise invalid(
            f"The sum of credit amounts ({total}) must be positive and may not exceed "
            f"what can still be credited ({left}).",
            "amount",
        )
    before_payment = min(total, invoice["amount_remaining"])
    after_payment = total - before_payment
    _check_split(params, after_payment)
    note = _build(ctx, invoice, params, total, before_payment, after_payment)
    note.update(
        subtotal=net,
        subtotal_excluding_tax=net - inclusive,
        total_excluding_tax=net - inclusive,
        discount_amount=sum(line["discount_amount"] for line in lines),
        total_taxes=_sum_taxes(taxes),
    )
    ctx.save(note)
    for line in lines:
        ctx.create({**line, "_credit_note": note["id"]})
    _give_back(ctx, invoice, note, params)
    ctx.create(note, "credit_note.created")
    _reduce(ctx, invoice, before_payment, after_payment)
    return note


def credited(ctx: Context, invoice: Obj) -> int:
    """What has been credited of an invoice so far."""
    rows = ctx.where("credit_note", "invoice", invoice["id"])
    return sum(row["total"] for row in rows if row["status"] == "issued")


def _check_split(params: dict[str, Any], after_payment: int) -> None:
    names = ("credit_amount", "refund_amount", "out_of_band_amount")
    given = sum(params.get(name, 0) for name in names)
    given += sum(item.get("amount_refunded", 0) for item in params.get("refunds") or [])
    if given != after_payment:
        raise invalid(
            "The sum of refund_amount, credit_amount, out_of_band_amount and refunds "
            f"({given}) must equal the amount credited after payment ({after_payment}).",
            "refund_amount" if after_payment else "credit_amount",
        )


def _build(
    ctx: Context,
    invoice: Obj,
    params: dict[str, Any],
    total: int,
    before_payment: int,
    after_payment: int,
) -> Obj:
    count = len(ctx.where("credit_note", "invoice", invoice["id"])) + 1
    note_id = ctx.new_id("cn_")
    return {
        "id": note_id,
        "object": "credit_note",
        "amount": total,
        "amount_shipping": 0,
        "created": ctx.now(),
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        **dict.fromkeys(EMPTY),
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": params.get("effective_at", ctx.now()),
        "invoice": invoice["id"],
        "livemode": ctx.livemode,
        "memo": params.get("memo"),
        "metadata": new_metadata(params),
        "number": f"{invoice['number']}-CN-{count:02d}",
        "out_of_band_amount": params.get("out_of_band_amount"),
        "pdf": f"https://pay.stripe.com/credit_notes/{ctx.account.id}/{note_id}/pdf",
        "post_payment_amount": after_payment,
        "pre_payment_amount": before_payment,
        "pretax_credit_amounts": [],
        "reason": params.get("reason"),
        "refunds": [],
        "status": "issued",
        "total": total,
        "type": _kind(before_payment, after_payment),
    }


def _kind(before_payment: int, after_payment: int) -> str:
    if before_payment and after_payment:
        return "mixed"
    return "pre_payment" if before_payment else "post_payment"


# -- lines ------------------------------------------------------------------------


def _lines(ctx: Context, invoice: Obj, params: dict[str, Any]) -> list[Obj]:
    given = params.get("lines")
    if ("amount" in params) == bool(given):
        raise invalid(
            "You must specify exactly one of `amount` or `lines`.", "amount"
        )
    if given:
        return [_line(ctx, invoice, item, n) for n, item in enumerate(given)]
    custom = {"description": "Credit", "quantity": 1, "type": "custom_line_item"}
    return [_stored(ctx, custom, params["amount"], [], 0)]


def _line(ctx: Context, invoice: Obj, given: dict[str, Any], position: int) -> Obj:
    if given["type"] == "custom_line_item":
        unit = Decimal(given.get("unit_amount_decimal", given.get("unit_amount", 0)))
        amount = given.get("amount", round_minor(unit * given.get("quantity", 1)))
        taxes = [_rate_tax(ctx, rate, amount) for rate in given.get("tax_rates") or []]
        return _stored(ctx, given, amount, _given_taxes(ctx, given) or taxes, 0)
    where = f"lines[{position}][invoice_line_item]"
    source = ctx.get("line_item", given.get("invoice_line_item"), where)
    if source["invoice"] != invoice["id"]:
        raise invalid(f"The line {source['id']} is not of this invoice.", where)
    if "amount" in given:
        share = Decimal(given["amount"]) / source["amount"]
    else:
        quantity = Decimal(source["quantity_decimal"]) or Decimal(1)
        share = Decimal(given.get("quantity", quantity)) / quantity
    amount = round_minor(source["amount"] * share)
    off = sum(d["amount"] for d in source["discount_amounts"])
    taxes = [
        {
            **tax,
            "amount": round_minor(tax["amount"] * share),
            "taxable_amount": round_minor(tax["taxable_amount"] * share),
        }
        for tax in source["taxes"]
    ]
    merged = {"description": source["description"], **given}
    worked = _given_taxes(ctx, given) or taxes
    return _stored(ctx, merged, amount, worked, round_minor(off * share))


def _given_taxes(ctx: Context, given: dict[str, Any]) -> list[dict[str, Any]] | None:
    if "tax_amounts" not in given:
        return None
    return [
        _tax_member(
            ctx.get("tax_rate", item["tax_rate"], "tax_amounts"),
            item["amount"],
            item["taxable_amount"],
        )
        for item in given["tax_amounts"] or []
    ]


def _rate_tax(ctx: Context, rate_id: str, amount: int) -> dict[str, Any]:
    rate = ctx.get("tax_rate", rate_id, "tax_rates")
    percent = Decimal(rate["_exact"]) / 100
    if rate["inclusive"]:
        tax = round_minor(amount - amount / (1 + percent))
        return _tax_member(rate, tax, amount - tax)
    return _tax_member(rate, round_minor(amount * percent), amount)


def _tax_member(rate: Obj, amount: int, taxable: int) -> dict[str, Any]:
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "not_available",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def _stored(
    ctx: Context, given: dict[str, Any], amount: int, taxes: list[Any], discount: int
) -> Obj:
    quantity = given.get("quantity", 1)
    unit = Decimal(amount) / quantity
    return {
        "id": ctx.new_id("cnli_"),
        "object": "credit_note_line_item",
        "amount": amount,
        "description": given.get("description"),
        "discount_amount": discount,
        "discount_amounts": [],
        "invoice_line_item": given.get("invoice_line_item"),
        "livemode": ctx.livemode,
        "metadata": new_metadata(given),
        "pretax_credit_amounts": [],
        "quantity": quantity,
        "taxes": taxes,
        "type": given["type"],
        "unit_amount": int(unit) if unit == int(unit) else None,
        "unit_amount_decimal": format(round(unit, 12).normalize(), "f"),
        "_tax_rates": given.get("tax_rates") or [],
    }


def _sum_taxes(taxes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[tuple[str, str], dict[str, Any]] = {}
    for tax in taxes:
        key = (tax["tax_rate_details"]["tax_rate"], tax["tax_behavior"])
        have = sums.get(key)
        if have is None:
            sums[key] = dict(tax)
        else:
            have["amount"] += tax["amount"]
            have["taxable_amount"] += tax["taxable_amount"]
    return list(sums.values())


# -- money -------------------------------------------------------------------------


def _give_back(ctx: Context, invoice: Obj, note: Obj, params: dict[str, Any]) -> None:
    """Refund to the card, credit to the balance, or point at refunds made before."""
    members = [_linked(ctx, item) for item in params.get("refunds") or []]
    if params.get("refund_amount"):
        charge = _paying_charge(ctx, invoice)
        refund = refunds.make(ctx, charge, params["refund_amount"], None, {})
        members.append(_member(refund["id"], params["refund_amount"]))
    note["refunds"] = members
    if params.get("credit_amount"):
        customer = ctx.get("customer", invoice["customer"])
        transaction = customer_balance.change(
            ctx,
            customer,
            invoice["currency"],
            -params["credit_amount"],
            "credit_note",
            invoice=invoice["id"],
            credit_note=note["id"],
        )
        note["customer_balance_transaction"] = transaction["id"]


def _linked(ctx: Context, item: dict[str, Any]) -> dict[str, Any]:
    refund = ctx.get("refund", item.get("refund"), "refunds[refund]")
    return _member(refund["id"], item.get("amount_refunded") or refund["amount"])


def _member(refund_id: str, amount: int) -> dict[str, Any]:
    return {"amount_refunded": amount, "refund": refund_id, "type": "refund"}


def _paying_charge(ctx: Context, invoice: Obj) -> Obj:
    for row in ctx.where("invoice_payment", "invoice", invoice["id"]):
        intent_id = row["payment"].get("payment_intent")
        if row["status"] == "paid" and intent_id:
            intent = ctx.get("payment_intent", intent_id)
            return ctx.get("charge", intent["latest_charge"])
    raise invalid("This invoice has no payment that could be refunded.", "refund_amount")


def _reduce(ctx: Context, invoice: Obj, before_payment: int, after_payment: int) -> None:
    before = dict(invoice)
    names = ("pre_payment_credit_notes_amount", "post_payment_credit_notes_amount")
    invoice[names[0]] += before_payment
    invoice[names[1]] += after_payment
    invoice["amount_due"] -= before_payment
    invoice["amount_remaining"] -= before_payment
    ctx.save(invoice)
    if before_payment and invoice["amount_remaining"] == 0:
        invoice_flow.settle(ctx, invoice, before)
        return
    ctx.emit("invoice.updated", invoice, before)
    invoice_flow.resize_default_payment(ctx, invoice)


def void(ctx: Context, note: Obj) -> Obj:
    """Take a credit note back. :raise StripeError: once money has moved."""
    invoice = ctx.get("invoice", note["invoice"])
    if note["status"] != "issued" or invoice["status"] != "open":
        raise wrong_state(
            "You can only void a credit note that is issued, for an open invoice."
        )
    amount = note["pre_payment_amount"]
    ctx.update(note, "credit_note.updated", status="void", voided_at=ctx.now())
    ctx.emit("credit_note.voided", note)
    ctx.update(
        invoice,
        "invoice.updated",
        pre_payment_credit_notes_amount=invoice["pre_payment_credit_notes_amount"]
        - amount,
        amount_due=invoice["amount_due"] + amount,
        amount_remaining=invoice["amount_remaining"] + amount,
    )
    invoice_flow.resize_default_payment(ctx, invoice)
    return note
