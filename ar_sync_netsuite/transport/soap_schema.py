"""The schema of SuiteTalk, loaded by zeep, which writes requests by it. Loaded once for each place it comes from.

NetSuite serves it with every account; without a network a path to the files will do. Where it cannot be had, that is
remembered for a short while: a batch does not wait for each of its documents anew.
"""

import threading
import time
from typing import Any

import requests
import zeep
import zeep.exceptions
from lxml import etree

from ..mapping.draft import CustomText
from .interface import erp_error

LOAD_TIMEOUT_S = 60
CONNECT_TIMEOUT_S = 10
#: How long it is not asked for again after it could not be had.
FAILED_FOR_S = 30
_loaded: dict[str, "Schema"] = {}
#: Place -> (when, by the process's clock; in which way).
_failed: dict[str, tuple[float, str]] = {}
_lock = threading.Lock()


class Schema:
    """The types and operations of one version."""

    def __init__(self, place: str) -> None:
        library: Any = zeep  # It tells only half of its types.
        settings = library.Settings(strict=True, xml_huge_tree=False, forbid_dtd=True, forbid_entities=True)
        transport = library.Transport(
            session=requests.Session(),
            timeout=(CONNECT_TIMEOUT_S, LOAD_TIMEOUT_S),
            operation_timeout=LOAD_TIMEOUT_S,
        )
        self.client: Any = library.Client(place, transport=transport, settings=settings)
        self.types = {one.name: one for one in self.client.wsdl.types.types if one.name}
        self.binding = next(iter(self.client.wsdl.bindings))

    def make(self, type_name: str, **values: Any) -> Any:
        """Return an object of a type. :raise ErpError: ``malformed``, the schema has no such type or field."""
        try:
            return self.types[type_name](**self._typed(values))
        except (KeyError, TypeError, ValueError) as error:
            raise erp_error("malformed", detail=f"{type_name}: {error}") from None

    def _typed(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._typed(one) for name, one in value.items()}
        if isinstance(value, list) and value and isinstance(value[0], CustomText):
            make = self.types["StringCustomFieldRef"]
            return {"customField": [make(scriptId=one.script_id, value=one.text) for one in value]}
        return [self._typed(one) for one in value] if isinstance(value, list) else value

    def message(
        self, address: str, operation: str, blocks: dict[str, Any], values: dict[str, Any]
    ) -> tuple[bytes, str]:
        """Return a request and its ``SOAPAction``. :raise ErpError: ``malformed``, it does not fit the schema."""
        service = self.client.create_service(self.binding, address)
        try:
            envelope = self.client.create_message(service, operation, _soapheaders=blocks, **values)
        except (zeep.exceptions.Error, TypeError, ValueError) as error:
            raise erp_error("malformed", detail=f"{operation}: {error}") from None
        text = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
        return bytes(text), operation


def load(place: str) -> Schema:
    """Return the schema of a place. :raise ErpError: ``unavailable``, it cannot be had now."""
    with _lock:
        if place in _loaded:
            return _loaded[place]
        failed_at, words = _failed.get(place, (0.0, ""))
        if not words or time.monotonic() - failed_at >= FAILED_FOR_S:
            try:
                _loaded[place] = Schema(place)
                return _loaded[place]
            except (OSError, requests.RequestException, zeep.exceptions.Error, etree.XMLSyntaxError) as error:
                words = type(error).__name__
                _failed[place] = (time.monotonic(), words)
    raise erp_error("unavailable", detail=f"the WSDL at {place}: {words}")


def at_hand(place: str) -> Schema | None:
    """Return the schema of a place where nobody has to wait for it: it was loaded before, or lies on this machine."""
    if place in _loaded or "://" in place:
        return _loaded.get(place)
    return load(place)
