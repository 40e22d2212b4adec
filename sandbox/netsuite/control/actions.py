"""What the control API can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.stripe.core.clock import iso, parse_time

from ..ledger.errors import NsError
from ..ledger.record import Draft, Record
from ..ledger.shapes import RECORDS
from ..rest.reader import Reader
from . import truth

if TYPE_CHECKING:
    from .api import Control

Body = dict[str, Any]


def state(control: Control, body: Body) -> Any:
    """Clock, account, counts of records."""
    engine = control.engine
    return {
        "now": iso(engine.clock.time()),
        "account": engine.settings.account_id,
        "records": {kind: len(table) for kind, table in engine.store.tables.items() if table},
        "deleted": len(engine.store.deleted),
        "applications": len(engine.store.links),
    }


def get_settings(control: Control, body: Body) -> Any:
    """Features and preferences."""
    return control.engine.settings.as_dict()


def set_settings(control: Control, body: Body) -> Any:
    """Change features and preferences."""
    control.engine.settings.change(**body)
    return control.engine.settings.as_dict()


def clock(control: Control, body: Body) -> Any:
    """Let time pass: {"advance_s": 60} or {"to": "2026-12-01"}."""
    if "to" in body:
        control.engine.clock.advance_to(parse_time(str(body["to"])))
    else:
        control.engine.clock.advance(float(body.get("advance_s", 0)))
    return {"now": iso(control.engine.clock.time())}


def list_faults(control: Control, body: Body) -> Any:
    """Faults in force, and where they struck."""
    return {"rules": control.engine.faults.rules(), "hits": control.engine.faults.hits}


def add_fault(control: Control, body: Body) -> Any:
    """Put a fault in force."""
    return control.engine.faults.add(body)


def lift_faults(control: Control, body: Body) -> Any:
    """Lift all faults."""
    control.engine.faults.remove()
    return {}


def lift_fault(control: Control, body: Body, key: str) -> Any:
    """Lift one fault."""
    control.engine.faults.remove(key)
    return {}


def stats(control: Control, body: Body) -> Any:
    """Requests by operation, statuses, creates, dropped answers, concurrency."""
    engine = control.engine
    found = engine.stats
    return {
        "requests": dict(found.requests),
        "statuses": {str(key): value for key, value in found.statuses.items()},
        "created": dict(found.created),
        "dropped": found.dropped,
        "broken": found.broken,
        "concurrency": {"peak": engine.pool.peak, "refused": engine.pool.refused, "limit": engine.pool.limit},
    }


def reset_stats(control: Control, body: Body) -> Any:
    """Start counting again."""
    control.engine.stats.__init__()  # type: ignore[misc]
    control.engine.pool.peak = control.engine.pool.refused = 0
    return {}


def trail(control: Control, body: Body) -> Any:
    """The login audit trail."""
    return [{"at": iso(one.moment), "detail": one.detail, "ok": one.ok} for one in control.engine.credentials.trail]


def pool(control: Control, body: Body) -> Any:
    """Other integrations take places of the account: {"held": 4}."""
    control.engine.pool.hold(int(body.get("held", 0)))
    return {"held": control.engine.pool.held, "limit": control.engine.pool.limit}


def make_token(control: Control, body: Body) -> Any:
    """A new integration with its token; {"missing": ["customerPayment"]} takes permissions away."""
    made = control.engine.credentials.make_token()
    made.missing = set(body.get("missing", ()))
    return made.__dict__ | {"missing": sorted(made.missing)}


def change_token(control: Control, body: Body, number: str) -> Any:
    """Revoke a token or change its permissions: {"active": false, "missing": [...]}."""
    token = control.engine.credentials.tokens[int(number)]
    token.active = bool(body.get("active", token.active))
    token.missing = set(body.get("missing", token.missing))
    return token.__dict__ | {"missing": sorted(token.missing)}


def make_certificate(control: Control, body: Body) -> Any:
    """Map a certificate or public key (PEM) to the integration: {"public_key": "…"}; without one, a new pair."""
    return control.sandbox.rest.oauth.add_certificate(str(body.get("public_key", "")))


def expire_access(control: Control, body: Body) -> Any:
    """All OAuth 2.0 access tokens expire now."""
    control.sandbox.rest.oauth.expire_all()
    return {}


def period(control: Control, body: Body, key: str) -> Any:
    """Close, lock or reopen a period: {"closed": true, "arLocked": false}."""
    engine = control.engine
    found = engine.store.get("accountingPeriod", key)
    allowed = {"closed", "arLocked", "apLocked", "allLocked", "allowNonGLChanges"}
    if set(body) - allowed:
        raise ValueError(f"a period has {sorted(allowed)}")
    changes: Body = {name: bool(value) for name, value in body.items()}
    if "closed" in changes:
        changes["closedOnDate"] = engine.clock.time() if changes["closed"] else None
    engine.store.write(found, changes)
    return {"id": found.id, **{name: bool(found.get(name)) for name in sorted(allowed)}}


def books(control: Control, body: Body) -> Any:
    """The books: trial balance, receivables, open items."""
    return truth.books(control.engine.store)


def record(control: Control, body: Body, kind: str, key: str) -> Any:
    """A record as it stands in the books."""
    return truth.shown(control.engine.store, control.engine.store.get(kind, key))


def _draft(control: Control, body: Body, kind: str, key: str = "") -> Draft:
    if kind not in RECORDS:
        raise ValueError(f"no record type {kind!r}")
    external = str(body.pop("externalId", ""))
    values = Reader(control.engine.store).values(RECORDS[kind], body, "", strict=True)[0]
    return Draft(kind, values, key, external)


def by_hand(control: Control, body: Body, kind: str) -> Any:
    """Somebody enters a record in NetSuite itself; the body is REST's."""
    done = control.engine.books.add(_draft(control, body, kind))
    return {"id": done.record.id}


def change_by_hand(control: Control, body: Body, kind: str, key: str) -> Any:
    """Somebody changes a record in NetSuite itself; the body is REST's."""
    done = control.engine.books.update(_draft(control, body, kind, key))
    return {"id": done.record.id}


def delete_by_hand(control: Control, body: Body, kind: str, key: str) -> Any:
    """Somebody deletes a record in NetSuite itself."""
    control.engine.books.delete(kind, key, reason="-1", memo=str(body.get("memo", "")))
    return {}


def void(control: Control, body: Body, kind: str, key: str) -> Any:
    """Somebody voids a transaction in NetSuite itself, which no web service can do."""
    store = control.engine.store
    found = store.get(kind, key)
    if kind not in ("invoice", "creditMemo", "customerPayment", "customerRefund"):
        raise NsError("CANT_VOID_TRANS", f"A {kind} cannot be voided.")
    if control.engine.settings.void_by_reversing_journal and kind in ("invoice", "creditMemo"):
        raise NsError("VOIDING_REVERSAL_DISALLWD", "This account voids by reversing journals.")
    if found.get("voided"):
        raise NsError("TRANS_ALREADY_VOIDED", "This transaction has already been voided.")
    with store.atomic():
        for link in store.links_of(found):
            if link.id in store.links:
                store.unlink(link)
        store.write(found, _zeroed(found))
    return {"id": key, "voided": True}


def _zeroed(found: Record) -> Body:
    changes: Body = {"voided": True, "memo": "VOID"}
    for name in ("total", "subTotal", "taxTotal", "payment"):
        if found.get(name) is not None:
            changes[name] = found.get(name) * 0
    return changes


def list_entry(control: Control, body: Body, kind: str) -> Any:
    """Add an entry to a list (account, item, term, …) by its SOAP field names."""
    store = control.engine.store
    if kind not in RECORDS or not (set(body) <= set(RECORDS[kind].fields) | {"id", "externalId"}):
        raise ValueError(f"no list {kind!r} with these fields")
    key, external = str(body.pop("id", "")), str(body.pop("externalId", ""))
    return {"id": store.insert(kind, body, external, key).id}


def forget_searches(control: Control, body: Body) -> Any:
    """All searchIds die."""
    control.engine.searches.forget()
    return {}


def snapshot(control: Control, body: Body) -> Any:
    """Remember the books: {"name": "before"}."""
    control.snapshots[str(body["name"])] = control.engine.remember()
    return {"name": body["name"]}


def restore(control: Control, body: Body, name: str) -> Any:
    """Go back to remembered books (the clock does not)."""
    control.engine.go_back(control.snapshots[name])
    return {}


def scenario(control: Control, body: Body) -> Any:
    """Forget everything and play a scenario: {"name": "northwind"}."""
    control.sandbox.reset(str(body["name"]), body.get("count"))
    return state(control, {})


ROUTES: dict[str, Callable[..., Any]] = {
    "GET /state": state,
    "GET /settings": get_settings,
    "POST /settings": set_settings,
    "POST /clock": clock,
    "GET /faults": list_faults,
    "POST /faults": add_fault,
    "DELETE /faults": lift_faults,
    "DELETE /faults/:id": lift_fault,
    "GET /stats": stats,
    "POST /stats/reset": reset_stats,
    "GET /logins": trail,
    "POST /pool": pool,
    "POST /tokens": make_token,
    "POST /tokens/:number": change_token,
    "POST /certificates": make_certificate,
    "POST /access/expire": expire_access,
    "POST /periods/:id": period,
    "GET /books": books,
    "GET /records/:type/:id": record,
    "POST /records/:type": by_hand,
    "PATCH /records/:type/:id": change_by_hand,
    "DELETE /records/:type/:id": delete_by_hand,
    "POST /records/:type/:id/void": void,
    "POST /lists/:type": list_entry,
    "POST /searches/forget": forget_searches,
    "POST /snapshots": snapshot,
    "POST /snapshots/:name/restore": restore,
    "POST /scenario": scenario,
}
