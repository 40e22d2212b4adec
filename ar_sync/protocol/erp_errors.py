"""What an ERP answers when it does not do what it was asked: one table of codes that all connectors share.

A connector knows its ERP's own codes and texts; it says which of these codes each is. The code decides the class (see
:mod:`.errors`), and the class what happens next.

>>> error = erp_error("period_closed", subject="Invoice INV/7", detail="Jan 2026 is closed", provider_code="TRAN_1")
>>> str(error)
'Invoice INV/7: the accounting period is closed in the ERP. (TRAN_1: Jan 2026 is closed)'
>>> error.code, error.provider_code, error.error_class, error.is_safe_to_retry, error.is_unknown_outcome
('period_closed', 'TRAN_1', 'person', False, False)
>>> lost = erp_error("answer_lost")
>>> lost.is_unknown_outcome, lost.is_safe_to_retry, isinstance(lost, OutcomeUnknown)
(True, False, True)
>>> erp_error("busy", retry_after_s=2).is_safe_to_retry
True
"""

from dataclasses import dataclass

from .errors import AccessLost, NeedsPerson, OutcomeUnknown, Permanent, SyncError, Transient
from .words import _lt


class ErpError(SyncError):
    """Base of everything an ERP's client raises.

    ``code`` is one of ``ERP_ERRORS``; ``message`` and ``remedy`` are sentences in English, ``sentence`` and ``remedy``
    can be translated where they are shown.

    :ivar sentence: what happened, without names.
    :ivar subject: which record, as a person calls it; empty where it is not about one.
    :ivar provider_code: the ERP's own code.
    :ivar detail: the ERP's own words.
    """

    sentence = subject = provider_code = detail = ""

    @property
    def is_safe_to_retry(self) -> bool:
        """Tell whether the same call may be made again by itself: it certainly did not take effect, and may yet."""
        return isinstance(self, Transient) and not self.is_unknown_outcome

    @property
    def is_unknown_outcome(self) -> bool:
        """Tell whether it may have taken effect: look for the record before anything is sent again."""
        return isinstance(self, OutcomeUnknown)


class ErpTransient(ErpError, Transient):
    """Passes by itself."""


class ErpUnknown(ErpError, OutcomeUnknown):
    """Sent, and the answer was lost."""


class ErpPermanent(ErpError, Permanent):
    """The data must change first."""


class ErpNeedsPerson(ErpError, NeedsPerson):
    """An accountant decides."""


class ErpAccessLost(ErpError, AccessLost):
    """Credentials, role or permission."""


@dataclass(frozen=True)
class ErpFailure:
    """One way in which a call fails.

    :param sentence: what happened; what follows the name of the record.
    :param remedy: what to do.
    """

    raised: type[ErpError]
    sentence: str
    remedy: str = ""


#: Every way: code -> what it is. One table; the guide's page is made from it.
ERP_ERRORS = {
    # Passes by itself; certainly not done.
    "busy": ErpFailure(ErpTransient, _lt("the ERP does not take more requests at once.")),
    "unavailable": ErpFailure(ErpTransient, _lt("the ERP cannot be reached or is being maintained.")),
    "unexpected": ErpFailure(ErpTransient, _lt("the ERP had an error of its own and did nothing.")),
    "changed": ErpFailure(
        ErpTransient,
        _lt("somebody else changed it in the ERP at the same moment."),
        _lt("Nothing to do: it is read again, compared and tried again."),
    ),
    "search_expired": ErpFailure(ErpTransient, _lt("the ERP forgot a search before it was read to its end.")),
    # May have been done.
    "answer_lost": ErpFailure(
        ErpUnknown,
        _lt("it was sent, but no answer came."),
        _lt("Nothing to do: the ERP is asked whether it has the record before anything is sent again."),
    ),
    # Credentials and rights.
    "login": ErpFailure(
        ErpAccessLost,
        _lt("the ERP refuses the credentials of the connection."),
        _lt("Open the connection and check account, keys and tokens; the ERP's login audit trail has the reason."),
    ),
    "permission": ErpFailure(
        ErpAccessLost,
        _lt("the role of the connection may not do this in the ERP."),
        _lt("Have an administrator of the ERP give the role the permission that is named."),
    ),
    # An accountant decides.
    "period_closed": ErpFailure(
        ErpNeedsPerson,
        _lt("the accounting period is closed in the ERP."),
        _lt("Have the period opened, send it with another date, or mark it as synced with the reason."),
    ),
    "period_missing": ErpFailure(
        ErpNeedsPerson, _lt("the ERP has no accounting period for its date."), _lt("Set the period up in the ERP.")
    ),
    "external_id_taken": ErpFailure(
        ErpNeedsPerson,
        _lt("another record of the ERP has our reference, and is not this one."),
        _lt("Compare the two records; tie them together, or have the other one's external id removed."),
    ),
    "open_amount": ErpFailure(
        ErpNeedsPerson,
        _lt("more would be applied than is open in the ERP, or to something it cannot be applied to."),
        _lt("See what else was applied there: a difference is listed under Drift."),
    ),
    "applied_there": ErpFailure(
        ErpNeedsPerson,
        _lt("somebody changed in the ERP what it is applied to."),
        _lt("Nothing was sent: decide it under Drift. “Send Ours” replaces what was applied there."),
    ),
    "linked": ErpFailure(
        ErpNeedsPerson,
        _lt("other transactions of the ERP hang on it, such as a payment or a bank deposit."),
        _lt("Take those back in the ERP first, or mark it as synced with the reason."),
    ),
    "voided": ErpFailure(
        ErpNeedsPerson, _lt("it is void in the ERP and cannot be changed."), _lt("Decide it under Drift.")
    ),
    "gone": ErpFailure(
        ErpNeedsPerson,
        _lt("the ERP does not have this record (any more)."),
        _lt("Look under Drift whether it was deleted there, and decide which side is right."),
    ),
    "duplicate_number": ErpFailure(
        ErpNeedsPerson,
        _lt("the ERP has another document with this number."),
        _lt("Look whether it is the same one; tie it, or have the number changed."),
    ),
    "duplicate": ErpFailure(
        ErpNeedsPerson,
        _lt("the ERP already has such a record."),
        _lt("Tie it to the one the ERP has, or change its name or number."),
    ),
    # The data must change first.
    "unmapped": ErpFailure(
        ErpPermanent, _lt("it names something that is tied to nothing of the ERP."), _lt("Confirm the mapping.")
    ),
    "reference": ErpFailure(
        ErpPermanent,
        _lt("it names something that the ERP does not have, or not for this subsidiary, currency or customer."),
        _lt("Correct the mapping that is named."),
    ),
    "currency": ErpFailure(
        ErpPermanent,
        _lt("the ERP cannot book it in this currency."),
        _lt("Add the currency to the customer in the ERP, or correct the account."),
    ),
    "unit": ErpFailure(
        ErpPermanent,
        _lt("it belongs to another subsidiary than its customer or account."),
        _lt("Correct the subsidiary on either side."),
    ),
    "value": ErpFailure(ErpPermanent, _lt("the ERP does not take one of its values.")),
    "missing": ErpFailure(ErpPermanent, _lt("the ERP asks for a value that it does not have.")),
    "approval": ErpFailure(
        ErpNeedsPerson, _lt("it waits for approval or is locked by a workflow in the ERP."), _lt("Approve it there.")
    ),
    "warning": ErpFailure(
        ErpNeedsPerson,
        _lt("the ERP would have done it only with a warning, so it was not done."),
        _lt("See the ERP's own words and correct what it warns of."),
    ),
    "unsupported": ErpFailure(
        ErpPermanent,
        _lt("this way of talking to the ERP does not offer it."),
        _lt("Use the other transport of the connection, or do it by hand in the ERP and mark it as synced."),
    ),
    "malformed": ErpFailure(
        ErpPermanent,
        _lt("request and ERP do not understand each other."),
        _lt("Send the exact words to whoever looks after the connector."),
    ),
    "refused": ErpFailure(ErpPermanent, _lt("the ERP refuses it."), _lt("See the ERP's own words, then correct it.")),
}


def erp_error(
    code: str, *, subject: str = "", detail: str = "", provider_code: str = "", retry_after_s: float | None = None
) -> ErpError:
    """Return the error to raise for a code of ``ERP_ERRORS``.

    :param retry_after_s: the ERP's own wish, where it said one.
    """
    failure = ERP_ERRORS[code]
    words = f"{provider_code}: {detail}" if provider_code and detail else provider_code or detail
    said = f"{subject}: {failure.sentence}" if subject else failure.sentence[0].upper() + failure.sentence[1:]
    error = failure.raised(f"{said} ({words})" if words else said, failure.remedy, code)
    error.sentence, error.subject = failure.sentence, subject
    error.provider_code, error.detail = provider_code, detail
    if isinstance(error, Transient):
        error.retry_after_s = retry_after_s
    return error
