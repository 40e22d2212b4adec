"""API errors in Stripe's words.

Source of the shapes: https://docs.stripe.com/api/errors and
https://docs.stripe.com/error-codes.
"""

from __future__ import annotations

from typing import Any


class StripeError(Exception):
    """An error the API answers with.

    :param int status: HTTP status.
    :param str message: what the caller reads.
    :param str type: error type, ``invalid_request_error`` when left out.
    :param str|None code: error code; also makes ``doc_url``.
    :param str|None param: the parameter at fault.
    :param extra: further members of the error object (``decline_code``,
        ``charge``, ``payment_intent``, …). A value of the form
        ``("render", kind, id)`` is replaced by the rendered object.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.param = param
        self.headers = headers or {}
        self.extra = extra

    def body(self, request_log_url: str | None) -> dict[str, Any]:
        """The JSON body, without empty members (as Stripe does)."""
        doc_url = None
        if self.code:
            slug = self.code.replace("_", "-")
            doc_url = f"https://stripe.com/docs/error-codes/{slug}"
        members = {
            "code": self.code,
            "doc_url": doc_url,
            "message": self.message,
            "param": self.param,
            "request_log_url": request_log_url,
            "type": self.type,
            **self.extra,
        }
        return {"error": {k: v for k, v in members.items() if v is not None}}


def invalid(
    message: str, param: str | None = None, code: str | None = None, **extra: Any
) -> StripeError:
    """A 400 ``invalid_request_error``."""
    return StripeError(400, message, code=code, param=param, **extra)


def missing_object(
    label: str, object_id: str, param: str | None, status: int = 404, hint: str = ""
) -> StripeError:
    """``resource_missing``: 404 for an id in the path, 400 for one in a parameter."""
    return StripeError(
        status,
        f"No such {label}: '{object_id}'{hint}",
        code="resource_missing",
        param=param,
    )


def wrong_state(message: str, code: str | None = None, **extra: Any) -> StripeError:
    """A 400 because the object is in a state that does not allow the call."""
    return StripeError(400, message, code=code, **extra)


def permission_denied(message: str, code: str | None = None) -> StripeError:
    """A 403: the key is genuine but may not do this."""
    return StripeError(403, message, code=code)


def unauthorized(message: str, code: str | None = None) -> StripeError:
    """A 401: no key, a wrong key, or one that is no longer valid."""
    headers = {"WWW-Authenticate": 'Bearer realm="Stripe"'}
    return StripeError(401, message, code=code, headers=headers)


def unknown_url(method: str, path: str) -> StripeError:
    """A 404 for a path the API does not have."""
    return StripeError(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see "
        "https://stripe.com/docs or we can help at https://support.stripe.com/.",
    )
