"""Parts of payloads that are kept as JSON, under the readers' names: amounts in minor units, rates
as text.
"""


def address_json(address) -> dict | None:
    """Return a postal address by its parts, without the empty ones."""
    if address is None:
        return None
    names = ("line1", "line2", "postal_code", "city", "state", "country")
    return {name: value for name in names if (value := getattr(address, name))}


def tax_ids_json(tax_ids) -> list[dict]:
    """Return tax ids with Stripe's name of their kind."""
    return [{"type": tax_id.type, "value": tax_id.value} for tax_id in tax_ids]


def taxes_json(taxes) -> list[dict] | None:
    """Return taxes: what was added or is held within, on what, at which rate in per cent."""
    return [
        {
            "amount_minor": tax.amount_minor,
            "taxable_amount_minor": tax.taxable_amount_minor,
            "inclusive": tax.inclusive,
            "tax_rate_id": tax.tax_rate_id,
            "rate_percent": None if tax.rate_percent is None else str(tax.rate_percent),
            "rate_name": tax.rate_name,
            "taxability_reason": tax.taxability_reason,
        }
        for tax in taxes
    ] or None


def discounts_json(discounts) -> list[dict] | None:
    """Return what each discount took off."""
    return [
        {
            "amount_minor": discount.amount_minor,
            "discount_id": discount.discount_id,
            "coupon_id": discount.coupon_id,
            "coupon_name": discount.coupon_name,
        }
        for discount in discounts
    ] or None


def credits_json(credit_amounts) -> list[dict] | None:
    """Return the billing credits that were taken up."""
    return [
        {
            "amount_minor": credit.amount_minor,
            "credit_balance_transaction_id": credit.credit_balance_transaction_id,
        }
        for credit in credit_amounts
    ] or None


def shipping_json(shipping) -> dict | None:
    """Return a shipping cost with its taxes."""
    if shipping is None:
        return None
    return {
        "subtotal_minor": shipping.subtotal_minor,
        "tax_minor": shipping.tax_minor,
        "total_minor": shipping.total_minor,
        "shipping_rate_id": shipping.shipping_rate_id,
        "taxes": taxes_json(shipping.taxes),
    }


def discounts_of_json(record, refs) -> str | bool:
    """Return the discounts of a mirrored object as a person reads them: what is taken off, by which coupon."""
    if not refs:
        return False
    found = record.env["ar.stripe.discount"].search(
        [("connection_id", "=", record.connection_id.id), ("external_id", "in", refs)]
    )
    return ", ".join(found.mapped("display_name")) or record.env._("%s discounts", len(refs))
