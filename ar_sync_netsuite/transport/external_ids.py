"""Which external ids NetSuite takes."""

import re

from .interface import erp_error

#: Letters that NetSuite takes in external ids (REST has them in paths).
_TAKEN = re.compile(r"[A-Za-z0-9_-]{1,255}")


def check(external_id: str) -> None:
    """Raise ErpError (``value``) for an external id with letters that NetSuite does not take.

    >>> check("AR-1_2")
    """
    if not _TAKEN.fullmatch(external_id):
        raise erp_error("value", detail=f"the external id {external_id!r} has letters that NetSuite does not take")
