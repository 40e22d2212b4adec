"""What a handler sees of the world: one account, one version, one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import render
from .errors import missing_object
from .store import Account, Obj

if TYPE_CHECKING:
    from .engine import Engine

#: The word Stripe uses for a kind in "No such …", where it is not the kind itself.
LABELS = {
    "payment_method": "PaymentMethod",
    "tax_rate": "tax rate",
    "setup_intent": "setupintent",
    "webhook_endpoint": "webhook endpoint",
    "balance_transaction": "balance transaction",
    "line_item": "invoice line item",
    "promotion_code": "promotion code",
    "invoiceitem": "invoiceitem",
    "subscription_item": "subscription_item",
}


class Context:
    """One call, from the API, a scheduled job or a scenario.

    :param Account account: where it happens.
    :param str version: API version of the answer.
    :param Obj|None key: the caller's key; None for the sandbox itself.
    :param str|None request_id: set when a caller asked; automatic work has none.
    """

    def __init__(
        self,
        engine: Engine,
        account: Account,
        version: str,
        key: Obj | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        self.engine = engine
        self.account = account
        self.version = version
        self.key = key
        self.request_id = request_id
        self.idempotency_key = idempotency_key

    @property
    def livemode(self) -> bool:
        """Whether this is live data."""
        return self.account.livemode

    def now(self) -> int:
        """The sandbox's time."""
        return self.engine.clock.now()

    def new_id(self, prefix: str) -> str:
        """A fresh id."""
        return self.engine.ids.new(prefix)

    def get(
        self, kind: str, object_id: str | None, param: str | None = "id"
    ) -> Obj:
        """The object with this id.

        :param param: the parameter the id came in; ``id`` means the path.
        :raise StripeError: 404 for the path, 400 for a parameter.
        """
        found = self.account.get(kind, object_id)
        if found is None:
            status = 404 if param in PATH_PARAMS else 400
            raise missing_object(
                LABELS.get(kind, kind),
                str(object_id),
                param,
                status,
                self._other_mode(kind, str(object_id)),
            )
        return found

    def _other_mode(self, kind: str, object_id: str) -> str:
        other = self.engine.accounts.get((self.account.id, not self.livemode))
        if other is None or other.get(kind, object_id) is None:
            return ""
        here, there = ("live", "test") if self.livemode else ("test", "live")
        return (
            f"; a similar object exists in {there} mode, but a {here} mode key was "
            "used to make this request."
        )

    def find(self, kind: str, object_id: str | None) -> Obj | None:
        """The object, or None."""
        return self.account.get(kind, object_id)

    def where(self, kind: str, path: str, value: Any) -> list[Obj]:
        """Objects of *kind* by an indexed member, oldest first."""
        return self.account.table(kind).where(path, value)

    def save(self, obj: Obj) -> Obj:
        """Add or update *obj*."""
        return self.account.save(obj)

    def create(self, obj: Obj, event: str | None = None) -> Obj:
        """Add *obj*, count it, and announce it."""
        self.engine.counters.created(obj["object"])
        self.account.save(obj)
        if event:
            self.emit(event, obj)
        return obj

    def emit(self, event_type: str, obj: Obj, before: Obj | None = None) -> None:
        """Announce a change of *obj*; *before* is a copy made ahead of it."""
        self.engine.events.emit(self, event_type, obj, before)

    def update(self, obj: Obj, event: str | None = None, **changes: Any) -> Obj:
        """Apply *changes* to *obj*, save it, and announce it if anything differs."""
        before = dict(obj)
        obj.update(changes)
        self.account.save(obj)
        if event and any(before.get(k) != v for k, v in changes.items()):
            self.emit(event, obj, before)
        return obj

    def schedule(self, due: float, job: str, /, **args: Any) -> None:
        """Run *job* at *due* of the sandbox's time."""
        self.engine.scheduler.add(due, job, self.account, args)

    def render(self, obj: Obj, version: str | None = None) -> Obj:
        """*obj* as the API shows it."""
        return render.render(self, obj, version or self.version)

    def at_version(self, version: str) -> Context:
        """The same call, answered in another version."""
        return Context(self.engine, self.account, version, self.key, self.request_id)


#: Parameter names that stand for an id in the path (a miss is a 404).
PATH_PARAMS = frozenset({None, "id", "intent"})
