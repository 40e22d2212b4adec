"""The words for every evidence code and every reason: one table each.

A code is stored, its sentence is not: a caller may translate the template and
fill it with the same parameters. Placeholders are named; a name that ends in
``_minor`` is money and is shown with the currency's decimals.

>>> evidence_sentence("reference_exact", {"value": "INV202600012", "number": "INV/2026/00012"}, 2)
'The text names INV/2026/00012 (INV202600012).'
>>> reason_sentence("nothing_found", {}, 2)
'No open item was found for this receipt.'
>>> format_minor(-5, 2), format_minor(1234, 0), format_minor(1234567, 3)
('-0.05', '1234', '1234.567')
"""

from __future__ import annotations

from collections.abc import Mapping

EVIDENCE: Mapping[str, str] = {
    "id_exact": "The identifier %(value)s belongs to %(number)s.",
    "id_amount": "The source says that %(amount_minor)s goes to %(number)s.",
    "reference_exact": "The text names %(number)s (%(value)s).",
    "reference_structured": (
        "The text has the structured reference %(value)s (%(scheme)s) of %(number)s."
    ),
    "reference_digits": "The digits %(value)s in the text are those of %(number)s.",
    "reference_folded": (
        "The text has %(value)s, which reads like %(number)s when O and 0, I and 1 "
        "and the like are taken for the same."
    ),
    "reference_shared": "%(count)s items carry the reference %(value)s.",
    "reference_ignored": "The text also has %(value)s, which is not part of this.",
    "payer_known": "The payer is the customer of these items.",
    "amount_exact": "The amount %(amount_minor)s %(currency)s is exactly what is open.",
    "amount_sum": "The %(count)s items add up to exactly %(amount_minor)s %(currency)s.",
    "amount_partial": (
        "The amount is less than the %(residual_minor)s %(currency)s open: a part payment."
    ),
    "amount_over": "%(rest_minor)s %(currency)s more than is open was paid.",
    "amount_petty": "%(rest_minor)s %(currency)s more than is open was paid: a rounding.",
    "amount_short": ("%(rest_minor)s %(currency)s less than the items named add up to was paid."),
    "amount_deduction": (
        "%(rest_minor)s %(currency)s less than the items named add up to was paid: "
        "a fee or a rounding; the newest item stays open by that much."
    ),
    "amount_free": (
        "Of the %(candidates)s open items of this payer, only the amount speaks for "
        "%(count)s of these; they make exactly %(amount_minor)s %(currency)s."
    ),
    "amount_group": (
        "With %(count)s other receipts of this payer it makes exactly the "
        "%(residual_minor)s %(currency)s open on %(number)s."
    ),
    "group_named": "The text of another of these receipts names %(number)s.",
    "amount_alone": ("%(count)s open items are for exactly %(amount_minor)s %(currency)s."),
    "one_of_many": "It is one of %(count)s open items that such a slip could mean.",
    "early": "%(number)s is dated after the receipt.",
    "reference_fuzzy": "The text has %(value)s, a slip away from %(number)s.",
    "reference_foreign": ("The text also has %(value)s, which this receipt cannot pay: %(why)s"),
    "reference_stranger": (
        "The text has %(value)s, which looks like a number of ours that nothing open has."
    ),
    "reference_unread": "The text has the number %(value)s, which nothing explains.",
    "oldest_first": (
        "Other items of this customer have the same amount; the oldest is taken by policy."
    ),
}

REASONS: Mapping[str, str] = {
    "explained_by_ids": "Identifiers say which items this pays.",
    "explained_by_references": "The references in the text explain the whole receipt.",
    "explained_by_payer_amount": "Payer and amount leave one explanation.",
    "two_explanations": "More than one explanation fits; a person decides.",
    "ids_disagree": "The identifiers point at items that do not add up to the receipt.",
    "references_disagree": "The items named in the text do not add up to the receipt.",
    "weak_evidence": "What was found is too weak to post without a look.",
    "payer_amount": "The payer and the amount fit, but no reference says so.",
    "amount_only": "Only the amount fits; an amount alone is never posted.",
    "partial_not_allowed": "A part payment; the policy asks for a person.",
    "currency_differs": "What the receipt names is in another currency.",
    "reference_of_other_customer": "The reference belongs to another customer.",
    "several_customers": "The items named belong to more than one customer.",
    "over_residual": "More was paid than is open on the items named.",
    "above_cap": "The amount is above the cap for automatic posting.",
    "step_not_automatic": "The policy asks for a person for this kind of evidence.",
    "not_yet_invoiced": "What the receipt names is dated after the receipt.",
    "already_settled": "What the receipt names is already settled.",
    "competing_receipts": "Several receipts claim the same items.",
    "nothing_found": "No open item was found for this receipt.",
}


def evidence_sentence(code: str, params: Mapping[str, str | int], digits: int = 2) -> str:
    """Return the sentence of an evidence code; raises KeyError for an unknown code."""
    return EVIDENCE[code] % _shown(params, digits)


def reason_sentence(code: str, params: Mapping[str, str | int], digits: int = 2) -> str:
    """Return the sentence of a reason code; raises KeyError for an unknown code."""
    return REASONS[code] % _shown(params, digits)


def format_minor(amount_minor: int, digits: int) -> str:
    """Return minor units as a plain decimal number, without any rounding."""
    if not digits:
        return str(amount_minor)
    whole, rest = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}"


def _shown(params: Mapping[str, str | int], digits: int) -> dict[str, str]:
    return {
        name: format_minor(value, digits)
        if name.endswith("_minor") and isinstance(value, int)
        else str(value)
        for name, value in params.items()
    }
