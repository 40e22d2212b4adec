"""What can go wrong, by class, because the class decides what happens next.

========== ================================= =========================================
class      what happens next                 example
========== ================================= =========================================
transient  tried again after a while         rate limit, dropped connection, 500
permanent  not tried again; fix the data     a field the provider refuses
person     waits for somebody's decision     two partners with the same e-mail address
========== ================================= =========================================

Each error is a value: a sentence that says what happened and to which record, and a remedy that
says what to do. Credentials in either are masked when the error is made, so that none reaches a
log, a traceback, the chatter or a browser, whoever shows the error.

>>> error = Transient("Stripe is limiting requests.", retry_after_s=2)
>>> error.error_class, error.retry_after_s, error.remedy
('transient', 2, 'Nothing to do: it is tried again by itself.')
>>> str(Permanent("The key sk_live_51HabcdefGHIJ was refused."))
'The key sk_live_…GHIJ was refused.'
"""

from .masking import mask


class SyncError(Exception):
    """Base of all errors that the suite stores and shows.

    :param message: what happened, to which record; a full sentence.
    :param remedy: what a person can do about it; a full sentence.
    :param code: the provider's own code, for the people who look it up.
    """

    error_class = "permanent"
    default_remedy = "Correct the record, then try again."

    def __init__(self, message: str, remedy: str = "", code: str = "") -> None:
        self.message = mask(message)
        self.remedy = mask(remedy) or self.default_remedy
        super().__init__(self.message)
        self.code = code


class Transient(SyncError):
    """Will pass by itself. ``retry_after_s`` is the provider's own wish in seconds, if it said one."""

    error_class = "transient"
    default_remedy = "Nothing to do: it is tried again by itself."

    def __init__(self, message: str, remedy: str = "", code: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message, remedy, code)
        self.retry_after_s = retry_after_s


class OutcomeUnknown(Transient):
    """The request may or may not have taken effect: the answer was lost after it was sent."""


class Permanent(SyncError):
    """The same call would fail again: the data must change first."""


class NeedsPerson(SyncError):
    """Only a person can decide. Nothing is guessed."""

    error_class = "person"
    default_remedy = "Decide it on the record."


class AccessLost(SyncError):
    """The credential no longer works: wrong, revoked, expired or lacking a permission."""

    error_class = "person"
    default_remedy = "Open the connection and enter a valid key."


class Refused(SyncError):
    """Asked again about a change, the provider refuses it: it did not happen, for certain. ``why`` is the refusal."""

    def __init__(self, why: SyncError) -> None:
        super().__init__(why.message, why.remedy, why.code)
        self.why = why
