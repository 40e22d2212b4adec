"""What NetSuite answers when it refuses, as one exception for both transports.

Codes come from ``StatusDetailCodeType`` of the SuiteTalk schema. Texts that integrators quote are
used as they quote them; where no public source has the text, it is in NetSuite's manner.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Warned:
    """A warning NetSuite attaches to an answer that succeeded."""

    code: str
    message: str


@dataclass
class NsError(Exception):
    """A refusal of one record.

    :param code: a ``StatusDetailCodeType``.
    :param path: where in the record, in REST's notation (``item.items[0].item``); empty when unknown.
    :param status: the HTTP status over REST.
    """

    code: str
    message: str
    path: str = ""
    status: int = 400
    others: list[NsError] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(f"{self.code}: {self.message}")

    def all(self) -> list[NsError]:
        """This refusal and those that came with it."""
        return [self, *self.others]


def user_error(message: str, path: str = "") -> NsError:
    """The catch-all most of NetSuite's refusals come as."""
    return NsError("USER_ERROR", message, path)


def missing(labels: list[str], path: str = "") -> NsError:
    """Required fields that were left out."""
    return NsError("USER_ERROR", f"Please enter value(s) for: {', '.join(labels)}", path)


def invalid_reference(label: str, key: str, subsidiary: str | None = None, path: str = "") -> NsError:
    """A reference to something that does not exist, or not in this subsidiary."""
    words = f" for subsidiary {subsidiary}" if subsidiary else ""
    return NsError("INVALID_KEY_OR_REF", f"Invalid {label} reference key {key}{words}.", path)


def invalid_value(value: object, label: str, path: str = "") -> NsError:
    """A value the field cannot hold."""
    return NsError(
        "INVALID_FLD_VALUE", f"You have entered an Invalid Field Value {value} for the following field: {label}", path
    )


def not_there(kind: str, key: str) -> NsError:
    """A record that does not exist."""
    return NsError("RCRD_DSNT_EXIST", "That record does not exist.", f"{kind}:{key}", 404)


def deleted_since(kind: str, key: str) -> NsError:
    """A record that was there and is gone."""
    return NsError("RCRD_PREVSLY_DELETED", "This record has already been deleted.", f"{kind}:{key}", 404)


def changed() -> NsError:
    """Somebody else wrote the record in the meantime."""
    return NsError("RCRD_HAS_BEEN_CHANGED", "Record has been changed")


def read_only(name: str) -> NsError:
    """A field that cannot be written, in the words NetSuite has for it."""
    return NsError(
        "INSUFFICIENT_PERMISSION",
        f"You do not have permissions to set a value for element {name} due to one of the following reasons: "
        "1) The field is read-only; 2) An associated feature is disabled; 3) The field is available either when "
        "a record is created or updated, but not in both cases.",
        name,
    )


def no_matching_line(sublist: str, key: str, line: str | None) -> NsError:
    """An application to something that cannot be applied to: paid, other customer, account or currency."""
    return NsError(
        "USER_ERROR",
        f"Unable to find a matching line for sublist {sublist} with key: [doc,line] "
        f"and value: [{key},{line or 'null'}].",
        sublist,
    )


def permission(level: str) -> NsError:
    """The role lacks a permission such as ``Transactions -> Customer Payment``."""
    return NsError(
        "INSUFFICIENT_PERMISSION",
        f"Permission Violation: You need a higher level of the '{level}' permission to access this page. "
        "Please contact your account administrator.",
        status=403,
    )


def period_closed(name: str) -> NsError:
    """Nothing posts into a closed period."""
    return NsError(
        "TRAN_PRD_CLOSED",
        f"You cannot create or change a transaction in a closed accounting period ({name}).",
        "tranDate",
    )


def period_locked(name: str) -> NsError:
    """Receivables are locked and the role may not override it."""
    return NsError(
        "USER_ERROR",
        f"The accounting period {name} is locked for accounts receivable transactions. "
        "Your role does not have the Override Period Restrictions permission.",
        "tranDate",
    )
