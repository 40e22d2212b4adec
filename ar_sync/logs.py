"""Loggers whose lines and tracebacks hold no credential.

A library's exception may quote the request it failed on, with its headers. The traceback is therefore
rendered here, masked, and not left to the handlers.
"""

import logging

from .protocol.masking import mask


class MaskingFilter(logging.Filter):
    """Masks the message and the traceback of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = ()
        if record.exc_info:
            record.exc_text = mask(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


def masked_logger(name: str) -> logging.Logger:
    """Return the logger ``name`` with masking."""
    logger = logging.getLogger(name)
    if not any(isinstance(present, MaskingFilter) for present in logger.filters):
        logger.addFilter(MaskingFilter())
    return logger
