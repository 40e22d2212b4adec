"""What a refused charge means: who can mend it, and whether to try again by itself.

========================= ============================================ ==========================
class                     who can do something                         tried again by itself
========================= ============================================ ==========================
``soft``                  time: no funds, a limit, a bank that is down where the company wants it
``hard``                  the customer, with another card or account   never
``authentication``        the customer, by confirming this payment     never
``withdrawn``             nobody: we did not charge                    the next planning decides
``ours``                  us: a key, a permission, a wrong payload     after a person looked
========================= ============================================ ==========================

Sources: https://docs.stripe.com/declines/codes, https://docs.stripe.com/error-codes. Stripe's own advice
(``advice_code``: do_not_try_again, try_again_later, confirm_card_data) goes before the table; a code that is in neither
is taken for hard, because a card network fines those who charge again what was refused for good.

>>> classify("card_declined", "insufficient_funds"), classify("card_declined", "stolen_card")
('soft', 'hard')
>>> classify("authentication_required", "authentication_required"), classify("expired_card", None)
('authentication', 'hard')
>>> classify("card_declined", "insufficient_funds", "do_not_try_again"), classify("something_new", None)
('hard', 'hard')
>>> reason("card_declined", "insufficient_funds"), reason("something_new", None)
('no_funds', 'other')
"""

SOFT, HARD, AUTHENTICATION = "soft", "hard", "authentication"
WITHDRAWN, OURS = "withdrawn", "ours"

#: Decline code or error code -> (class, reason in words: a key of the models' table of sentences).
CODES: dict[str, tuple[str, str]] = {
    "approve_with_id": (SOFT, "bank"),
    "call_issuer": (HARD, "ask_bank"),
    "card_not_supported": (HARD, "not_supported"),
    "card_velocity_exceeded": (SOFT, "limit"),
    "currency_not_supported": (HARD, "currency"),
    "do_not_honor": (HARD, "ask_bank"),
    "do_not_try_again": (HARD, "ask_bank"),
    "duplicate_transaction": (HARD, "other"),
    "expired_card": (HARD, "expired"),
    "fraudulent": (HARD, "ask_bank"),
    "generic_decline": (SOFT, "bank"),
    "incorrect_cvc": (HARD, "card_data"),
    "incorrect_number": (HARD, "card_data"),
    "insufficient_funds": (SOFT, "no_funds"),
    "invalid_account": (HARD, "account"),
    "invalid_amount": (HARD, "limit"),
    "invalid_cvc": (HARD, "card_data"),
    "invalid_expiry_month": (HARD, "card_data"),
    "invalid_expiry_year": (HARD, "card_data"),
    "issuer_not_available": (SOFT, "bank_down"),
    "lost_card": (HARD, "ask_bank"),
    "merchant_blacklist": (HARD, "ask_bank"),
    "new_account_information_available": (HARD, "card_data"),
    "no_action_taken": (HARD, "ask_bank"),
    "not_permitted": (HARD, "ask_bank"),
    "pickup_card": (HARD, "ask_bank"),
    "processing_error": (SOFT, "bank_down"),
    "reenter_transaction": (SOFT, "bank_down"),
    "restricted_card": (HARD, "ask_bank"),
    "revocation_of_all_authorizations": (HARD, "revoked"),
    "revocation_of_authorization": (HARD, "revoked"),
    "security_violation": (HARD, "ask_bank"),
    "service_not_allowed": (HARD, "ask_bank"),
    "stolen_card": (HARD, "ask_bank"),
    "stop_payment_order": (HARD, "revoked"),
    "transaction_not_allowed": (HARD, "ask_bank"),
    "try_again_later": (SOFT, "bank_down"),
    "withdrawal_count_limit_exceeded": (SOFT, "limit"),
    # Both banks and cards.
    "authentication_required": (AUTHENTICATION, "confirm"),
    "authentication_not_handled": (AUTHENTICATION, "confirm"),
    "payment_intent_authentication_failure": (AUTHENTICATION, "confirm"),
    "card_declined": (HARD, "bank"),
    # Debits of bank accounts (docs.stripe.com/payments/ach-direct-debit, …/sepa-debit): each return costs a fee.
    "account_closed": (HARD, "account"),
    "bank_account_restricted": (HARD, "account"),
    "bank_account_unusable": (HARD, "account"),
    "charge_exceeds_source_limit": (HARD, "limit"),
    "debit_not_authorized": (HARD, "revoked"),
    "no_account": (HARD, "account"),
    "payment_method_bank_account_blocked": (HARD, "account"),
    "refer_to_customer": (HARD, "ask_bank"),
    # The way to pay is gone.
    "payment_intent_mandate_invalid": (HARD, "revoked"),
    "payment_method_unactivated": (HARD, "method_gone"),
    "payment_method_unexpected_state": (HARD, "method_gone"),
    "payment_method_not_available": (HARD, "method_gone"),
    "payment_method_customer_decline": (HARD, "revoked"),
    "payment_method_provider_decline": (SOFT, "bank"),
    "payment_method_invalid_parameter": (HARD, "method_gone"),
}
#: Stripe's advice -> class.
ADVICE = {"do_not_try_again": HARD, "confirm_card_data": HARD, "try_again_later": SOFT}


def classify(code: str | None, decline_code: str | None, advice: str | None = None) -> str:
    """Return ``soft``, ``hard`` or ``authentication`` for a refusal by the bank or the customer's side.

    :param code: Stripe's error code.
    :param decline_code: the bank's reason, where there is one.
    :param advice: Stripe's advice, where there is one.
    """
    found, _reason = _entry(code, decline_code)
    if found == AUTHENTICATION:
        return found
    return ADVICE.get(advice or "", found)


def reason(code: str | None, decline_code: str | None) -> str:
    """Return the key of the sentence that tells the customer why."""
    return _entry(code, decline_code)[1]


def is_of_customer(code: str | None) -> bool:
    """Tell whether a refusal that is no decline, such as a bad request, is about the customer's way to pay.

    >>> is_of_customer("payment_intent_mandate_invalid"), is_of_customer("parameter_unknown")
    (True, False)
    """
    return (code or "") in CODES


def _entry(code: str | None, decline_code: str | None) -> tuple[str, str]:
    for key in (decline_code, code):
        if key and key in CODES:
            return CODES[key]
    return HARD, "other"
