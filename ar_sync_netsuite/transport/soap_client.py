"""Requests to SuiteTalk: written by zeep, sent by our own door, read by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..mapping.fields import REFUSED, Fields
from ..mapping.soap_fields import children, local, read
from . import envelope
from .auth import Signer
from .door import Door
from .interface import ErpError, Settings, erp_error
from .soap_schema import Schema, at_hand, load

#: Records that one request reads.
GET_MAX = 200
#: Pages that one search has, at most: a bound and not a limit that is met.
PAGES_MAX = 10_000
SEARCH_PAGE = 1000
_PREFERENCES = {"warningAsError": True, "ignoreReadOnlyFields": False}
_GONE = frozenset({"RCRD_DSNT_EXIST", "RCRD_PREVSLY_DELETED"})


@dataclass
class SoapClient:
    """Does operations of SuiteTalk."""

    settings: Settings
    door: Door
    signer: Signer

    @property
    def address(self) -> str:
        """The port of the endpoint version."""
        return f"{self.door.base_url}/services/NetSuitePort_{self.settings.version}"

    @property
    def schema(self) -> Schema:
        """The schema of the endpoint version, loaded when it is first needed."""
        return load(self._wsdl)

    @property
    def schema_at_hand(self) -> Schema | None:
        """The schema, if it can be had now: at once for a screen, within the limits of the network for anybody else."""
        try:
            return self.schema if self.settings.may_wait else at_hand(self._wsdl)
        except ErpError:
            return None

    @property
    def _wsdl(self) -> str:
        version = self.settings.version
        return self.settings.wsdl or f"{self.door.base_url}/wsdl/v{version}_0/netsuite.wsdl"

    def make(self, type_name: str, **values: Any) -> Any:
        """Return an object of the schema."""
        return self.schema.make(type_name, **values)

    def call(
        self, operation: str, *, is_write: bool = False, preferences: dict[str, Any] | None = None, **values: Any
    ) -> Any:
        """Do an operation and return the element of its response. :raise ErpError: a fault, or an answer was lost."""

        def make() -> tuple[dict[str, str], bytes]:
            blocks: dict[str, Any] = {"tokenPassport": self.signer.passport()}
            if is_write:
                blocks["preferences"] = _PREFERENCES
            if preferences:
                blocks["searchPreferences"] = preferences
            data, action = self.schema.message(self.address, operation, blocks, values)
            return {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'}, data

        answer = self.door.send("POST", self.address, make, is_write=is_write, is_busy=envelope.is_busy)
        return envelope.body(answer, is_write)

    # -- reading ----------------------------------------------------------------------

    def fields(self, element: Any) -> Fields:
        """Return the fields of a record."""
        return read(element, self.settings.time_zone)

    def get(self, wanted: list[tuple[str, str]]) -> list[Fields]:
        """Return those of the records (type, id) that there are; one that is not shown says why, as ``REFUSED``."""
        found = []
        for start in range(0, len(wanted), GET_MAX):
            some = wanted[start : start + GET_MAX]
            refs = [self.make("RecordRef", type=kind, internalId=id) for kind, id in some]
            block = envelope.first(self.call("getList", baseRef=refs), "readResponseList")
            answers = [] if block is None else [one for one in children(block) if local(one) == "readResponse"]
            for (kind, id), answer in zip(some, answers, strict=False):
                found += self._read_or_say(kind, id, answer)
        return found

    def _read_or_say(self, kind: str, id: str, response: Any) -> list[Fields]:
        try:
            return self._read(response)
        except ErpError as error:
            if error.is_safe_to_retry:
                raise
            return [Fields(kind, id, "", {REFUSED: str(error)})]

    def may_get(self, kind: str, id: str) -> bool:
        """Tell whether the role may read a type of records; whether there is such a record is all the same."""
        ref = self.make("RecordRef", type=kind, internalId=id)
        try:
            self._read(envelope.first(self.call("get", baseRef=ref), "readResponse"))
        except ErpError as error:
            if error.code == "permission":
                return False
            raise
        return True

    def get_external(self, kind: str, external_id: str) -> list[Fields]:
        """Return the record of a type with an external id, if there is one."""
        ref = self.make("RecordRef", type=kind, externalId=external_id)
        return self._read(envelope.first(self.call("get", baseRef=ref), "readResponse"))

    def _read(self, response: Any) -> list[Fields]:
        status = envelope.first(response, "status")
        if not envelope.is_success(status):
            said = envelope.details(status)
            if any(one.code in _GONE for one in said):
                return []
            raise envelope.refusal(said)
        record = envelope.first(response, "record")
        return [] if record is None else [self.fields(record)]

    def search(self, type_name: str, *, with_lists: bool = True, **criteria: Any) -> Iterator[Fields]:
        """Yield everything a search finds, page after page.

        :raise ErpError: ``search_expired`` where NetSuite forgot it before its end.
        """
        preferences = {"bodyFieldsOnly": not with_lists, "pageSize": SEARCH_PAGE, "returnSearchColumns": False}
        reply = self.call("search", preferences=preferences, searchRecord=self.make(type_name, **criteria))
        for page in range(2, PAGES_MAX):
            result = self._result(reply, "searchResult")
            yield from self._records(result)
            if int(envelope.text(result, "totalPages") or 0) < page:
                return
            search_id = envelope.text(result, "searchId")
            reply = self.call("searchMoreWithId", preferences=preferences, searchId=search_id, pageIndex=page)

    def _records(self, result: Any) -> Iterator[Fields]:
        block = envelope.first(result, "recordList")
        for record in children(block) if block is not None else []:
            yield self.fields(record)

    def get_all(self, kind: str) -> Iterator[Fields]:
        """Yield all entries of a short list."""
        yield from self._records(self._result(self.call("getAll", record={"recordType": kind}), "getAllResult"))

    def pages(self, operation: str, name: str, **values: Any) -> Iterator[Any]:
        """Yield the results of an operation whose pages are asked for by number."""
        for page in range(1, PAGES_MAX):
            result = self._result(self.call(operation, pageIndex=page, **values), name)
            yield result
            if int(envelope.text(result, "totalPages") or 0) <= page:
                return

    def result(self, operation: str, name: str, **values: Any) -> Any:
        """Do an operation and return its result. :raise ErpError: it says that it failed."""
        return self._result(self.call(operation, **values), name)

    def _result(self, reply: Any, name: str) -> Any:
        result = envelope.first(reply, name)
        status = envelope.first(result, "status") if result is not None else None
        if not envelope.is_success(status):
            raise envelope.refusal(envelope.details(status))
        return result

    # -- writing ----------------------------------------------------------------------

    def save(self, operation: str, **values: Any) -> str:
        """Add, update or delete a record and return its id. :raise ErpError: refused."""
        response = envelope.first(self.call(operation, is_write=True, **values), "writeResponse")
        status = envelope.first(response, "status") if response is not None else None
        if not envelope.is_success(status):
            raise envelope.refusal(envelope.details(status), is_write=True)
        ref = envelope.first(response, "baseRef")
        id = ref.get("internalId") if ref is not None else ""
        if not id:
            raise erp_error("answer_lost", detail="NetSuite did not say which record it wrote")
        return str(id)
