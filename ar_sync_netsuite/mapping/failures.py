"""Which of the core's errors NetSuite's codes and texts are.

Many of NetSuite's refusals come as the catch-all ``USER_ERROR`` (over REST nearly all) with words alone, so the words
are looked at where the code says nothing. Whether a call may be made again depends on what it did: an error of
NetSuite's own while it was writing tells nothing about what was written.

>>> code_of("TRAN_PRD_CLOSED", ""), code_of("USER_ERROR", "You cannot create or change a transaction in a closed "
...     "accounting period (Jan 2026).")
('period_closed', 'period_closed')
>>> code_of("USER_ERROR", "Unable to find a matching line for sublist apply with key: [doc,line] and value: [7,null].")
'open_amount'
>>> code_of("SOMETHING_NEW", "Nobody knows")
'refused'
>>> code_of("UNEXPECTED_ERROR", "", is_write=True), code_of("UNEXPECTED_ERROR", "")
('answer_lost', 'unexpected')
"""

import re

#: NetSuite's codes (``StatusDetailCodeType`` and the services' own) -> codes of ``ERP_ERRORS``.
CODES = {
    "busy": "WS_REQUEST_BLOCKED CONCURRENCY_LIMIT_EXCEEDED EXCEEDED_MAX_CONCUR_RQST SSS_REQUEST_LIMIT_EXCEEDED "
    "WS_CONCUR_SESSION_DISALLWD EXCEEDED_REQUEST_LIMIT MAX_CONCURRENT_REQUESTS",
    "unavailable": "ACCT_TEMP_UNAVAILABLE SERVER_UNAVAILABLE DB_UNAVAILABLE SITE_DOWN",
    "changed": "RCRD_HAS_BEEN_CHANGED RCRD_EDITED_SINCE_RETRIEVED CANT_UPDATE_RECRD_HAS_CHANGED",
    "search_expired": "INVALID_SEARCH_MORE",
    "login": "INVALID_LOGIN INVALID_LOGIN_CREDENTIALS INVALID_LOGIN_ATTEMPT USER_DISABLED ACCT_DISABLED "
    "SESSION_TIMED_OUT LOGIN_DISABLED UNKNOWN_ACCT",
    "permission": "INSUFFICIENT_PERMISSION PERMISSION_VIOLATION INSUFCNT_ROLE_PERMSN WS_PERMISSION_REQD",
    "period_closed": "TRAN_PRD_CLOSED TRAN_PERIOD_CLOSED CLOSED_TRAN_PRD ACCTNG_PRD_CLOSED PERIOD_LOCKED",
    "period_missing": "INVALID_PERIOD DATE_PRD_MISMATCH NO_ACCTNG_PRDS ACCTNG_PRD_REQD",
    "gone": "RCRD_DSNT_EXIST RCRD_PREVSLY_DELETED NONEXISTENT_ID INVALID_DELETE_REF INVALID_INITIALIZE_REF",
    "duplicate": "DUP_RCRD DUP_ENTITY UNIQUE_CUST_ID_REQD DUP_ITEM",
    "duplicate_number": "DUP_TRANS DUPLICATE_TRAN_ID UNIQUE_TRAN_ID_REQD",
    "open_amount": "TRANS_APPLIED_AMTS_UNBALNCD CANT_APPLY_AMT INVALID_AMT APPLY_AMT_EXCEEDS_DUE",
    "linked": "CANT_DELETE_TRANS CANT_DELETE_CUST CANT_DELETE_CHILD_RCRDS_EXIST TRANS_IN_USE CANT_CHANGE_TRANS",
    "voided": "TRANS_ALREADY_VOIDED CANT_VOID_TRANS VOIDING_REVERSAL_DISALLWD CANT_MODIFY_VOID_TRANS",
    "currency": "MISMATCHED_CURRENCY INVALID_CURRENCY_CODE CURRENCY_NAME_OR_ISO_EXISTS",
    "unit": "SUBSIDIARY_MISMATCH SUBSIDIARY_CHANGE_NOT_ALLOWED INVALID_SUBSIDIARY",
    "reference": "INVALID_KEY_OR_REF INVALID_REF_KEY INVALID_REF_CANT_PROCESS",
    "missing": "MISSING_REQD_FLD JE_LINE_MISSING_REQD_DATA EXTERNALID_REQD FIELD_REQD",
    "value": "INVALID_FLD_VALUE INVALID_CONTENT VALID_EMAIL_REQD INVALID_DATE TRANS_AMTS_UNBALNCD INVALID_NUMBER",
    "approval": "RCRD_LOCKED_BY_WF PENDING_APPROVAL",
    "malformed": "INVALID_REQUEST INVALID_PARAMETER INVALID_HEADER METHOD_NOT_ALLOWED INVALID_RCRD_TYPE "
    "INVALID_RECORD_TYPE UNSUPPORTED_WS_VERSION INVALID_SEARCH_CRITERIA INVALID_SEARCH_PAGE_SIZE",
}
_BY_CODE = {code: ours for ours, words in CODES.items() for code in words.split()}

#: NetSuite's words, tried in order where its code is a catch-all or is too broad.
TEXTS = (
    ("external_id", r"This record already exists"),
    ("period_closed", r"closed accounting period|period .* is locked|period is closed|locked for accounts receivable"),
    ("period_missing", r"no accounting period|not within the date range of your accounting period"),
    ("period_closed", r"Invalid postingPeriod reference key"),
    ("open_amount", r"Unable to find a matching line for sublist (apply|credit|deposit)"),
    ("open_amount", r"amount applied .* exceeds|amounts applied .* exceed|exceeds? the (amount due|remaining)"),
    ("open_amount", r"amount to apply cannot be negative|must select at least one transaction"),
    ("duplicate_number", r"number .* already exists|document number has already been used"),
    ("duplicate", r"customer record with this ID already exists|name is already in use"),
    ("linked", r"linked to by one or more transactions|has been deposited|was refunded by|has been applied"),
    ("linked", r"has associated transactions|has sub-customers"),
    ("voided", r"has been voided"),
    ("changed", r"Record has been changed"),
    ("currency", r"Invalid currency reference key|not in the currency of this transaction|no exchange rate for"),
    ("unit", r"reference key \S+ for subsidiary|same subsidiary|Parent and child must be"),
    ("missing", r"Please enter value\(s\) for|must enter at least one line|needs an id or an externalId"),
    ("permission", r"You need a higher level of the|do not have permissions? to set a value"),
    ("reference", r"Invalid .* reference key"),
    ("value", r"Invalid Field Value|Invalid value for the field|Unknown property|Invalid email address"),
    ("approval", r"locked by a workflow|pending approval"),
    ("login", r"Invalid login attempt"),
)
_TEXTS = tuple((ours, re.compile(pattern, re.IGNORECASE)) for ours, pattern in TEXTS)

#: Codes that say little; the words say more.
_BROAD = frozenset({"USER_ERROR", "INVALID_CONTENT", "INVALID_KEY_OR_REF", "DUP_RCRD", "UNEXPECTED_ERROR", ""})
#: NetSuite broke: of a call that writes nobody knows what it did.
_BROKE = frozenset({"UNEXPECTED_ERROR", "SERVER_ERROR", "INTERNAL_ERROR"})


def code_of(provider_code: str, text: str, *, is_write: bool = False) -> str:
    """Return the code of ``ERP_ERRORS``, or ``external_id`` where another record has the external id already.

    :param is_write: whether the call was to change something.
    """
    if provider_code in _BROKE:
        return "answer_lost" if is_write else "unexpected"
    if provider_code in _BROAD:
        for ours, pattern in _TEXTS:
            if pattern.search(text):
                return ours
    return _BY_CODE.get(provider_code, "refused")


def fields_named(text: str) -> str:
    """Return what a refusal says without NetSuite's preamble.

    >>> fields_named("Error while accessing a resource. Please enter value(s) for: Item")
    'Please enter value(s) for: Item'
    """
    return re.sub(r"^(Error while accessing a resource\.\s*)+", "", text.strip())
