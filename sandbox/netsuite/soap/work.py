"""A SOAP request under way: who asks, what of, and the parts every reply is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from ..core.credentials import Token
from ..ledger import errors, shapes
from ..ledger.errors import NsError, Warned
from ..ledger.service import Options
from .envelope import Call, flag
from .names import PREFIXES, Element, Names
from .reader import Reader
from .writer import Writer

if TYPE_CHECKING:
    from ..core.engine import Engine

MESSAGES = "messages.platform"
CORE = "core.platform"


@dataclass
class Work:
    """A request that has been let in."""

    engine: Engine
    names: Names
    call: Call
    token: Token
    request_id: str
    strikes: dict[str, dict[str, Any]]
    seen: int

    def __post_init__(self) -> None:
        settings = self.engine.settings
        self.zone = settings.user_time_zone
        self.reader = Reader(self.names, self.zone)
        self.store = self.engine.store
        self.started = self.store.writes
        self.books = self.engine.books
        self.options = Options(
            flag(self.call.header, "preferences", "warningAsError"),
            flag(self.call.header, "preferences", "ignoreReadOnlyFields"),
        )

    def writer(self, bare: bool = False) -> Writer:
        """A writer as settings and faults have it."""
        settings, strikes = self.engine.settings, self.strikes
        return Writer(
            self.names,
            self.store,
            self.zone,
            shuffle=settings.shuffle_replies or "shuffle" in strikes,
            unknown=settings.unknown_elements or "unknown" in strikes,
            bare=bare,
        )

    def permit(self, kind: str) -> None:
        """:raise NsError: the role may not see this type."""
        if kind in self.token.missing:
            raise errors.permission(f"Transactions -> {shapes.LABELS.get(kind, kind)}")

    # -- parts of replies ---------------------------------------------------------

    def status(
        self,
        parent: Element,
        error: NsError | None = None,
        warnings: list[Warned] | None = None,
        *,
        saved: bool = False,
    ) -> None:
        """Add a ``status``. *saved*: a record was written, so NetSuite tells how its scripts went."""
        names = self.names
        element = names.child(parent, CORE, "status")
        element.set("isSuccess", "false" if error else "true")
        for one in error.all() if error else []:
            self._detail(element, "ERROR", one.code, one.message)
        for warned in warnings or []:
            self._detail(element, "WARN", warned.code, warned.message)
        if saved:
            detail = names.child(element, CORE, "statusDetail")
            names.child(detail, CORE, "afterSubmitFailed", "false")

    def _detail(self, element: Element, kind: str, code: str, message: str) -> None:
        detail = self.names.child(element, CORE, "statusDetail")
        detail.set("type", kind)
        self.names.child(detail, CORE, "code", code)
        self.names.child(detail, CORE, "message", message)

    def base_ref(self, parent: Element, kind: str, key: str, external_id: str) -> None:
        """Add a ``baseRef``."""
        ref = record_ref(self.names, parent, MESSAGES, "baseRef")
        if key:
            ref.set("internalId", key)
        if external_id:
            ref.set("externalId", external_id)
        ref.set("type", kind)


def record_ref(names: Names, parent: Element, space: str, name: str) -> Element:
    """Add an element of type ``RecordRef``."""
    nsmap = {PREFIXES[space]: names.uri(space), PREFIXES[CORE]: names.uri(CORE)}
    made = etree.SubElement(parent, names.tag(space, name), nsmap=nsmap)
    names.type(made, CORE, "RecordRef")
    return made
