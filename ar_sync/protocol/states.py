"""State tables of the suite: which moves of a ``state`` field are allowed.

One table per model, one reader (:func:`check_move`), one gate in the ORM (``_set_state``), one
generated page (docs/states.md). A state that is not a key of its table does not exist; a state
with an empty set is final.

>>> check_move("ar.sync.event", "received", "done")
>>> check_move("ar.sync.event", "done", "received")
Traceback (most recent call last):
...
odoo.addons.ar_sync.protocol.states.MoveRefused: ar.sync.event: done -> received is not allowed
>>> is_final("ar.sync.operation", "cancelled")
True
"""

from collections.abc import Mapping

Table = Mapping[str, frozenset[str]]


class MoveRefused(ValueError):
    """A state move that the table does not allow. The record is left as it was."""

    def __init__(self, model: str, old: str, new: str) -> None:
        super().__init__(f"{model}: {old} -> {new} is not allowed")
        self.model = model
        self.old = old
        self.new = new


def _table(**moves: str) -> Table:
    """Build a table from ``state="next other"`` words."""
    return {state: frozenset(words.split()) for state, words in moves.items()}


TABLES: Mapping[str, Table] = {
    # An account at a provider. `error` is entered by the machine and left by a good call or a person.
    "ar.sync.connection": _table(
        draft="connected error disconnected",
        connected="paused error disconnected",
        paused="connected error disconnected",
        error="connected paused disconnected",
        disconnected="draft connected",
    ),
    # One kind of object on one connection.
    "ar.sync.stream": _table(
        idle="running waiting error off",
        running="idle waiting error off",
        waiting="running idle error off",
        error="running idle waiting off",
        off="idle running",
    ),
    # One customer of a connection's scope: what the mirror still has to do about it.
    "ar.sync.scope.customer": _table(
        entering="in leaving out",
        **{"in": "entering leaving out"},
        leaving="out in entering",
        out="entering in leaving",
    ),
    # The inbox. `waiting` has a next attempt; `review` waits for a person.
    "ar.sync.event": _table(
        received="done ignored waiting review",
        waiting="done ignored waiting review",
        review="waiting ignored done",
        done="waiting",
        ignored="waiting",
    ),
    # The outbox. `sent` is committed before the call, so a crash leaves `sent`, which becomes `unknown`.
    "ar.sync.operation": _table(
        draft="review ready cancelled",
        # `done` without having been sent: a person says that it is there, and why.
        review="ready cancelled done",
        # `failed` before it was sent: what it was to be made of is not there.
        ready="sent review failed cancelled",
        sent="done failed unknown ready",
        unknown="unknown done failed ready review",
        failed="ready cancelled done",
        done="",
        cancelled="",
    ),
    # One difference between the books here and an ERP's. What is seen again after it was gone is another row.
    "ar.sync.drift": _table(open="accepted settled", accepted="open settled", settled=""),
    # One way to a provider's consent page and back. `exchanging` is committed before the code is used.
    "ar.sync.authorization": _table(
        started="exchanging cancelled",
        exchanging="granted cancelled",
        granted="done cancelled",
        done="",
        cancelled="",
    ),
    # A customer's consent to be charged. Ended is final: who agrees again gives a new one.
    "ar.autopay.mandate": _table(
        invited="pending active ended",
        pending="active ended",
        active="paused ended",
        paused="active ended",
        ended="",
    ),
    # One attempt to charge. `sending` is committed with its outgoing change; `confirm` waits for the customer.
    "ar.autopay.charge": _table(
        planned="held sending cancelled",
        held="planned cancelled",
        sending="processing confirm succeeded failed held cancelled",
        processing="succeeded failed",
        confirm="succeeded failed cancelled",
        succeeded="",
        failed="",
        cancelled="",
    ),
    # One way of a customer to the provider's page and back. `started` is committed before the page is asked for.
    "ar.autopay.session": _table(
        started="opened ended",
        opened="done ended",
        done="",
        ended="",
    ),
    # How it stands with a customer who owes something. `person`: all steps were taken.
    "ar.collection.case": _table(
        quiet="active paused person",
        active="quiet paused person",
        paused="quiet active person",
        person="quiet active paused",
    ),
    # What was decided for a customer on one day. What left is final, unless it is caught in the mail queue.
    "ar.collection.decision": _table(
        not_sent="planned",
        planned="not_sent draft sent shadow withdrawn",
        draft="sent withdrawn",
        sent="withdrawn",
        shadow="",
        withdrawn="planned not_sent",
    ),
    # One sum of money that came in. `booked` is in the ledger but not (wholly) applied.
    "ar.match.receipt": _table(
        new="review matched booked ignored",
        booked="review matched ignored reversed",
        review="new matched booked ignored reversed",
        matched="review booked reversed",
        ignored="new review reversed",
        reversed="review booked matched",
    ),
    # A promise to pay. The ledger decides, so a payment that is undone or found leads back; `withdrawn` is left only
    # where a credit note that had made the promise void is taken back.
    "ar.promise": _table(
        open="kept partly broken withdrawn",
        kept="open partly broken withdrawn",
        partly="open kept broken withdrawn",
        broken="open kept partly withdrawn",
        withdrawn="open kept partly broken",
    ),
    # A dispute about an invoice. `accepted` is left where its credit note is taken back.
    "ar.dispute": _table(
        open="review accepted rejected withdrawn",
        review="accepted rejected withdrawn",
        accepted="review",
        rejected="",
        withdrawn="",
    ),
    # A mail of a customer. While it waits for a person, the customer is not chased.
    "ar.collection.reply": _table(
        waiting="done",
        done="waiting",
    ),
    "ar.match.proposal": _table(
        proposed="accepted rejected superseded",
        accepted="undone",
        # A rejection that its person takes back no longer stands against the same proposal.
        rejected="superseded",
        superseded="",
        undone="",
    ),
}


def check_move(model: str, old: str, new: str) -> None:
    """Raise :class:`MoveRefused` unless ``model`` may go from ``old`` to ``new``."""
    if new not in TABLES[model].get(old, frozenset()) or new not in TABLES[model]:
        raise MoveRefused(model, old, new)


def is_final(model: str, state: str) -> bool:
    """Tell whether nothing leads out of ``state``."""
    return not TABLES[model][state]


def diagram(model: str) -> str:
    """Render the table as a Mermaid state diagram, for docs/states.md."""
    lines = ["stateDiagram-v2"]
    for state, targets in TABLES[model].items():
        lines += [f"    {state} --> {target}" for target in sorted(targets)]
        if not targets:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)
