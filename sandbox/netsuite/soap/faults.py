"""SOAP faults: refusals of a whole request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class SoapFault(Exception):
    """A fault. *element* is the detail's element (``invalidCredentialsFault``), or empty for none."""

    element: str
    code: str
    message: str
    side: str = "Server.userException"
    status: int = 500

    def __post_init__(self) -> None:
        super().__init__(f"{self.code}: {self.message}")


def credentials(message: str) -> SoapFault:
    """A login that failed."""
    return SoapFault("invalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", message)


def concurrency() -> SoapFault:
    """More requests at once than the account may have."""
    return SoapFault(
        "exceededConcurrentRequestLimitFault",
        "WS_REQUEST_BLOCKED",
        "The maximum number of concurrent requests has been exceeded. The request was blocked.",
    )


def permission(name: str) -> SoapFault:
    """The role may not use web services, or not this operation."""
    return SoapFault(
        "insufficientPermissionFault",
        "INSUFFICIENT_PERMISSION",
        f"Permission Violation: You need a higher level of the '{name}' permission to access this page. "
        "Please contact your account administrator.",
    )


def unexpected(ticket: str = "") -> SoapFault:
    """Something broke on NetSuite's side."""
    return SoapFault(
        "unexpectedErrorFault", "UNEXPECTED_ERROR", f"An unexpected error occurred. Error ID: {ticket or 'sandbox'}"
    )


def too_many_records(limit: int) -> SoapFault:
    """More records in one request than allowed."""
    return SoapFault(
        "exceededRecordCountFault", "MAX_RCRDS_EXCEEDED", f"The maximum number ({limit}) of records has been exceeded."
    )


def malformed(message: str) -> SoapFault:
    """Not a request the schema knows."""
    return SoapFault("", "", f"org.xml.sax.SAXException: {message}", "Server.userException")
