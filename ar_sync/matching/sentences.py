"""The words for every evidence code and every reason.

A code is stored with its facts, its sentence is not: whoever shows it says how many decimals the currency has and
how a template is translated. The engine itself makes no sentences. Placeholders are named; a name that ends in
``_minor`` is money. ``count`` decides between one and several, ``reason`` is a reason's code inside evidence.

>>> evidence_sentence("reference_exact", {"value": "INV202600012", "number": "INV/2026/00012"})
'The text names INV/2026/00012 (INV202600012).'
>>> reason_sentence("nothing_found", {}), reason_sentence("nothing_found", {}, translate=str.upper)
('No open item was found for this receipt.', 'NO OPEN ITEM WAS FOUND FOR THIS RECEIPT.')
>>> reason_sentence("already_settled", {}), reason_sentence("already_settled", {"number": "INV/7"})
('What the payment names is already paid.', 'INV/7 is already paid.')
>>> facts = {"count": 1, "amount_minor": 5000, "currency": "JPY"}
>>> evidence_sentence("amount_alone", facts, digits=0)
'One open item is for exactly 5000 JPY; nothing else points to it.'
>>> evidence_sentence("amount_alone", {**facts, "count": 3}, digits=0)
'3 open items are for exactly 5000 JPY; nothing else points to this one.'
>>> format_minor(-5, 2), format_minor(1234, 0), format_minor(1234567, 3)
('-0.05', '1234', '1234.567')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Params = Mapping[str, "str | int"]
#: Returns a template in the reader's language.
Translate = Callable[[str], str]


def _lt(template: str) -> str:
    """Return the template: the name is what a translator's tools look for."""
    return template


EVIDENCE: Mapping[str, str] = {
    "id_own": _lt("We asked for this payment ourselves, for %(number)s."),
    "id_exact": _lt("The payment carries the identifier %(value)s of %(number)s."),
    "id_amount": _lt("The payment's own data say that %(amount_minor)s of it is for %(number)s."),
    "reference_amount": _lt("The remittance advice says that %(amount_minor)s of it is for %(number)s."),
    "amount_stated": _lt("The amounts stated for the items are exactly the %(amount_minor)s %(currency)s received."),
    "reference_exact": _lt("The text names %(number)s (%(value)s)."),
    "reference_structured": _lt("The text has the structured reference %(value)s (%(scheme)s) of %(number)s."),
    "reference_digits": _lt("The digits %(value)s in the text are those of %(number)s."),
    "reference_folded": _lt(
        "The text has %(value)s, which reads like %(number)s when O and 0, I and 1 and the like are taken for the same."
    ),
    "reference_ignored": _lt("The text also names %(value)s, which this proposal does not pay."),
    "payer_known": _lt("The payer is the customer of these items."),
    "payer_account": _lt("The payment came from a bank account of this customer (%(value)s)."),
    "payer_alias": _lt("%(value)s was taken for this customer before: %(count)s times confirmed."),
    "payer_rule": _lt("A learned rule says that this is the customer (%(value)s): %(count)s times right before."),
    "payer_name": _lt("The payer's name is written like that of this customer (%(value)s)."),
    "amount_exact": _lt("The amount %(amount_minor)s %(currency)s is exactly what is open."),
    "amount_sum": _lt("The %(count)s items add up to exactly %(amount_minor)s %(currency)s."),
    "amount_partial": _lt("The amount is less than the %(residual_minor)s %(currency)s open: a part payment."),
    "amount_over": _lt("The payer paid %(rest_minor)s %(currency)s more than is open."),
    "amount_petty": _lt("The payer paid %(rest_minor)s %(currency)s more than is open: a rounding difference."),
    "amount_short": _lt("The payer paid %(rest_minor)s %(currency)s less than the items named add up to."),
    "amount_deduction": _lt(
        "The payer paid %(rest_minor)s %(currency)s less than the items named add up to: a fee or a rounding "
        "difference. The newest item stays open by that amount."
    ),
    "amount_discount": _lt(
        "The payer took the discount of %(rest_minor)s %(currency)s for paying early; the rest is exactly what is open."
    ),
    "amount_bank_fee": _lt(
        "The payer paid %(rest_minor)s %(currency)s less than is open: a bank's fee, within the tolerance for it."
    ),
    "amount_tolerated": _lt(
        "The payer paid %(rest_minor)s %(currency)s less than is open: a deduction, within the tolerance for it."
    ),
    "amount_exchange": _lt("The %(amount_minor)s %(currency)s are about what is open in %(other)s (rate %(rate)s)."),
    "discount_late": _lt(
        "The %(rest_minor)s %(currency)s missing are the discount for paying early, but its term was over."
    ),
    "amount_free": _lt(
        "The text does not name %(count)s of these items; they were chosen from the payer's open items "
        "(%(candidates)s) because the total is then exactly %(amount_minor)s %(currency)s."
    ),
    "amount_total_due": _lt("The %(count)s items are all the payer owes, exactly %(amount_minor)s %(currency)s."),
    "amount_overdue": _lt("The %(count)s items are all the payer has overdue, exactly %(amount_minor)s %(currency)s."),
    "amount_month": _lt(
        "The %(count)s items are all the payer has open of one month, exactly %(amount_minor)s %(currency)s."
    ),
    "amount_due_day": _lt(
        "The %(count)s items are all the payer has due on one day, exactly %(amount_minor)s %(currency)s."
    ),
    "amount_due_week": _lt(
        "The %(count)s items are all the payer has due in one week, exactly %(amount_minor)s %(currency)s."
    ),
    "amount_group": _lt(
        "Together with %(count)s other receipts of this payer it makes exactly the "
        "%(residual_minor)s %(currency)s open on %(number)s."
    ),
    "group_named": _lt("The text of another of these receipts names %(number)s."),
    "amount_alone": _lt(
        "%(count)s open items are for exactly %(amount_minor)s %(currency)s; nothing else points to this one."
    ),
    "one_of_many": _lt("It is one of %(count)s open items of this payer that a misspelt number could mean."),
    "early": _lt("%(number)s is dated after the receipt."),
    "reference_fuzzy": _lt("The text has %(value)s, which may be %(number)s misspelt or cut off."),
    "reference_foreign": _lt("The text also has %(value)s, which this receipt cannot pay: %(why)s"),
    "reference_stranger": _lt(
        "The text has %(value)s, which looks like one of our numbers, but no open item has it."
    ),
    "reference_unread": _lt("The text has the number %(value)s, which no open item explains."),
    "oldest_first": _lt("This customer has other open items of the same amount; by policy the oldest is paid first."),
}

#: The same where the count is one.
EVIDENCE_OF_ONE: Mapping[str, str] = {
    "payer_alias": _lt("%(value)s was taken for this customer before: once confirmed."),
    "payer_rule": _lt("A learned rule says that this is the customer (%(value)s): once right before."),
    "amount_free": _lt(
        "An item here is not named in the text: it was chosen from the payer's open items "
        "(%(candidates)s) because the total is then exactly %(amount_minor)s %(currency)s."
    ),
    "amount_group": _lt(
        "Together with another receipt of this payer it makes exactly the "
        "%(residual_minor)s %(currency)s open on %(number)s."
    ),
    "amount_alone": _lt("One open item is for exactly %(amount_minor)s %(currency)s; nothing else points to it."),
    "one_of_many": _lt("It is the only open item of this payer."),
}

REASONS: Mapping[str, str] = {
    "explained_by_ids": _lt("The identifiers say which items this pays."),
    "explained_by_references": _lt("The references in the text explain the whole receipt."),
    "explained_by_payer_amount": _lt("Only one explanation fits the payer and the amount."),
    "two_explanations": _lt("More than one explanation fits; a person decides."),
    "ids_disagree": _lt("The identifiers name items that do not add up to the receipt."),
    "references_disagree": _lt("The items named in the text do not add up to the receipt."),
    "weak_evidence": _lt("The evidence is too weak to post without a look."),
    "amount_only": _lt("Only the amount fits; an amount alone is never posted."),
    "partial_not_allowed": _lt("This is a part payment; by policy a person decides."),
    "currency_differs": _lt("What the payment names is in another currency."),
    "reference_of_other_customer": _lt("What the payment names belongs to another customer."),
    "several_customers": _lt("The items named belong to more than one customer."),
    "over_residual": _lt("More was paid than is open on the items named."),
    "above_cap": _lt("The amount is above the limit for automatic posting."),
    "above_four_eyes": _lt("The amount is above the limit from which two people decide."),
    "kind_not_earned": _lt("This kind of evidence has not been right often enough yet to be posted without a look."),
    "step_not_automatic": _lt("It fits, but nothing names it for certain: by policy a person decides."),
    "payer_uncertain": _lt("It is not certain who paid."),
    "account_new": _lt("The money came from a bank account never seen for this customer."),
    "discount_late": _lt("The discount for paying early was taken after its term; a person decides."),
    "not_yet_invoiced": _lt("What the payment names is dated after the receipt."),
    "already_settled": _lt("What the payment names is already paid."),
    "credit_of_paid": _lt("What this credit is for is already paid: perhaps the money is to go back to the customer."),
    "competing_receipts": _lt("Several receipts claim the same open items."),
    "too_many_items": _lt("This customer owes more items than are compared; a person decides."),
    "nothing_found": _lt("No open item was found for this receipt."),
}

#: The same where it is known which number the payment names.
REASONS_OF_NUMBER: Mapping[str, str] = {
    "currency_differs": _lt("%(number)s is in another currency."),
    "reference_of_other_customer": _lt("%(number)s belongs to another customer."),
    "not_yet_invoiced": _lt("%(number)s is dated after the receipt."),
    "already_settled": _lt("%(number)s is already paid."),
    "credit_of_paid": _lt(
        "%(number)s, which this credit is for, is already paid: perhaps the money is to go back to the customer."
    ),
}


def evidence_sentence(code: str, params: Params, digits: int = 2, translate: Translate = _lt) -> str:
    """Return the sentence of an evidence code; raises KeyError for an unknown code.

    :param digits: decimals of the currency.
    """
    template = EVIDENCE[code]
    if params.get("count") == 1:
        template = EVIDENCE_OF_ONE.get(code, template)
    shown = _shown(params, digits)
    if "reason" in params:
        shown["why"] = reason_sentence(str(params["reason"]), params, digits, translate)
    return translate(template) % shown


def reason_sentence(code: str, params: Params, digits: int = 2, translate: Translate = _lt) -> str:
    """Return the sentence of a reason code; raises KeyError for an unknown code.

    :param digits: decimals of the currency.
    """
    template = REASONS[code]
    if "number" in params:
        template = REASONS_OF_NUMBER.get(code, template)
    return translate(template) % _shown(params, digits)


def format_minor(amount_minor: int, digits: int) -> str:
    """Return minor units as a plain decimal number, without any rounding."""
    if not digits:
        return str(amount_minor)
    whole, rest = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}"


def _shown(params: Params, digits: int) -> dict[str, str]:
    return {
        name: format_minor(value, digits)
        if name.endswith("_minor") and isinstance(value, int)
        else str(value)
        for name, value in params.items()
    }
