"""Stripe's test payment methods and how each behaves.

Source: https://docs.stripe.com/testing. Names are Stripe's; no real card or bank
number is involved.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    """A refusal by the bank.

    :param code: error code.
    :param decline_code: the bank's reason, if it gives one.
    :param message: what the customer is told.
    :param advice: what to do about it (https://docs.stripe.com/declines/codes).
    """

    code: str
    decline_code: str | None
    message: str
    advice: str | None = None


GENERIC = Decline(
    "card_declined", "generic_decline", "Your card was declined.", "try_again_later"
)
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)


@dataclass(frozen=True)
class TestMethod:
    """A test payment method.

    :param type: ``card``, ``us_bank_account`` or ``sepa_debit``.
    :param decline: every charge is refused like this (later, for bank debits).
    :param attach_fails: already attaching it to a customer is refused.
    :param authenticate: ``always``; or ``unless_set_up`` for off-session use.
    :param dispute: reason of a dispute that follows a charge.
    :param inquiry: the dispute is only an inquiry.
    :param refund: ``pending`` (succeeds later) or ``failed`` (fails later).
    :param available_now: the money is available at once.
    """

    __test__ = False

    type: str = "card"
    brand: str = "visa"
    last4: str = "4242"
    country: str = "US"
    funding: str = "credit"
    bank: str | None = None
    decline: Decline | None = None
    attach_fails: bool = False
    authenticate: str | None = None
    dispute: str | None = None
    inquiry: bool = False
    refund: str | None = None
    available_now: bool = False


def _declined(decline_code: str, last4: str, advice: str | None = None) -> TestMethod:
    messages = {
        "insufficient_funds": "Your card has insufficient funds.",
        "card_velocity_exceeded": "Your card was declined for making repeated "
        "attempts too frequently or exceeding its amount limit.",
    }
    message = messages.get(decline_code, "Your card was declined.")
    decline = Decline("card_declined", decline_code, message, advice)
    return TestMethod(last4=last4, decline=decline, attach_fails=True)


def _card_error(code: str, last4: str, message: str) -> TestMethod:
    decline = Decline(code, None, message, "confirm_card_data")
    return TestMethod(last4=last4, decline=decline, attach_fails=True)


_CARDS = {
    "pm_card_visa": TestMethod(),
    "pm_card_visa_debit": TestMethod(last4="5556", funding="debit"),
    "pm_card_mastercard": TestMethod(brand="mastercard", last4="4444"),
    "pm_card_amex": TestMethod(brand="amex", last4="8431"),
    "pm_card_discover": TestMethod(brand="discover", last4="1117"),
    "pm_card_jcb": TestMethod(brand="jcb", last4="0505"),
    "pm_card_de": TestMethod(last4="0016", country="DE"),
    "pm_card_gb": TestMethod(last4="0000", country="GB"),
    "pm_card_jp": TestMethod(last4="0003", country="JP"),
    "pm_card_bypassPending": TestMethod(last4="0077", available_now=True),
    "pm_card_visa_chargeDeclined": TestMethod(
        last4="0002", decline=GENERIC, attach_fails=True
    ),
    "pm_card_visa_chargeDeclinedInsufficientFunds": _declined(
        "insufficient_funds", "9995", "try_again_later"
    ),
    "pm_card_visa_chargeDeclinedLostCard": _declined(
        "lost_card", "9987", "do_not_try_again"
    ),
    "pm_card_visa_chargeDeclinedStolenCard": _declined(
        "stolen_card", "9979", "do_not_try_again"
    ),
    "pm_card_visa_chargeDeclinedVelocityLimitExceeded": _declined(
        "card_velocity_exceeded", "6975", "try_again_later"
    ),
    "pm_card_chargeDeclinedExpiredCard": _card_error(
        "expired_card", "0069", "Your card has expired."
    ),
    "pm_card_chargeDeclinedIncorrectCvc": _card_error(
        "incorrect_cvc", "0127", "Your card's security code is incorrect."
    ),
    "pm_card_chargeDeclinedProcessingError": _card_error(
        "processing_error",
        "0119",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    "pm_card_chargeCustomerFail": TestMethod(last4="0341", decline=GENERIC),
    "pm_card_authenticationRequired": TestMethod(last4="3184", authenticate="always"),
    "pm_card_threeDSecure2Required": TestMethod(last4="3220", authenticate="always"),
    "pm_card_authenticationRequiredOnSetup": TestMethod(
        last4="3155", authenticate="unless_set_up"
    ),
    "pm_card_createDispute": TestMethod(last4="0259", dispute="fraudulent"),
    "pm_card_createDisputeProductNotReceived": TestMethod(
        last4="2685", dispute="product_not_received"
    ),
    "pm_card_createDisputeInquiry": TestMethod(
        last4="1976", dispute="fraudulent", inquiry=True
    ),
    "pm_card_pendingRefund": TestMethod(last4="7726", refund="pending"),
    "pm_card_refundFail": TestMethod(last4="5126", refund="failed"),
}


def _ach(last4: str, decline: Decline | None = None, **more: object) -> TestMethod:
    return TestMethod(
        type="us_bank_account",
        brand="",
        last4=last4,
        bank="STRIPE TEST BANK",
        decline=decline,
        **more,  # type: ignore[arg-type]
    )


def _sepa(last4: str, decline: Decline | None = None, **more: object) -> TestMethod:
    return TestMethod(
        type="sepa_debit",
        brand="",
        last4=last4,
        country="DE",
        bank="37040044",
        decline=decline,
        **more,  # type: ignore[arg-type]
    )


_NO_FUNDS = Decline(
    "insufficient_funds", None, "The customer's account has insufficient funds."
)
_DEBITS = {
    "pm_usBankAccount_success": _ach("6789"),
    "pm_usBankAccount_accountClosed": _ach(
        "1113", Decline("account_closed", None, "The customer's account is closed.")
    ),
    "pm_usBankAccount_noAccount": _ach(
        "1116", Decline("no_account", None, "The bank account could not be located.")
    ),
    "pm_usBankAccount_insufficientFunds": _ach("2227", _NO_FUNDS),
    "pm_usBankAccount_debitNotAuthorized": _ach(
        "3335",
        Decline("debit_not_authorized", None, "The customer did not authorize this debit."),
    ),
    "pm_usBankAccount_dispute": _ach("5555", dispute="debit_not_authorized"),
    "pm_success_de": _sepa("3000"),
    "pm_failed_de": _sepa(
        "3001", Decline("charge_exceeds_source_limit", None, "The debit failed.")
    ),
    "pm_insufficientFunds_de": _sepa("3435", _NO_FUNDS),
    "pm_disputed_de": _sepa("3002", dispute="debit_not_authorized"),
}

#: No test name of Stripe's: money a customer sent before, see ``cash_balance``.
BANK_TRANSFER = "pm_bank_transfer"
TEST_METHODS: dict[str, TestMethod] = {
    **_CARDS,
    # The older, shorter names of the same cards.
    "pm_card_chargeDeclined": _CARDS["pm_card_visa_chargeDeclined"],
    "pm_card_chargeDeclinedInsufficientFunds": _CARDS[
        "pm_card_visa_chargeDeclinedInsufficientFunds"
    ],
    **_DEBITS,
    BANK_TRANSFER: TestMethod(type="customer_balance", brand="", last4=""),
}
