"""Webhooks of Stripe: checked at the door, then brought into the mirror in batches."""

import json
import re
from collections import defaultdict
from datetime import datetime, timezone

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import AccessLost, Permanent, SyncError

from ..api.client import StripeApi
from ..kinds import ENDED_EVENTS, KINDS, MONEY_KINDS
from ..payloads import UnknownObject, read_object, version
from ..payloads import event as event_reader
from ..payloads.base import DeletedValues, PayloadError
from ..payloads.signature import SignatureRejected, verify

# What tells the same card or account again: of a card only brand, last digits and expiry are kept.
FINGERPRINT = re.compile(r'("fingerprint"\s*:\s*)"[^"]*"')


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    # === AT THE DOOR === #

    def _ar_receive(self, body: bytes, headers) -> list[dict]:
        """Check the signature over the raw bytes, then take the little the inbox needs to know."""
        if self.provider != "stripe":
            return super()._ar_receive(body, headers)
        now_s = int(fields.Datetime.now().replace(tzinfo=timezone.utc).timestamp())
        try:
            verify(body, headers.get("Stripe-Signature") or "", self._stripe_secrets(), now_s)
        except SignatureRejected as error:
            raise SyncError(str(error)) from error
        try:
            text = body.decode()
            return [self._stripe_inbox_row(json.loads(text), text)]
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
            raise SyncError(f"The message is signed and not an event: {type(error).__name__}.") from error

    def _stripe_inbox_row(self, event: dict, body: str) -> dict:
        """Return the inbox row of an event. Raise ``ValueError`` for what the table cannot hold."""
        about = (event["data"]["object"] or {}).get("id")
        return {
            "external_id": _name(event["id"]),
            "kind": _name(event["type"]),
            "object_id": None if about is None else _name(about),
            "occurred_at": datetime.fromtimestamp(event["created"], timezone.utc).replace(tzinfo=None),
            "body": FINGERPRINT.sub(r"\1null", body),
        }

    def _stripe_store_events(self, events) -> int:
        """Store events of the feed in the inbox; those that came by webhook are there already."""
        Event = self.env["ar.sync.event"].sudo()
        rows = [self._stripe_inbox_row(event, json.dumps(event)) for event in reversed(events)]
        Event._store(self, rows, source="poll")
        return len(rows)

    # === HANDLING === #

    def _ar_handle_events(self, events) -> dict:
        """Bring a batch into the mirror: own copies where they are the newest, else read from Stripe."""
        if self.provider != "stripe":
            return super()._ar_handle_events(events)
        results: dict = {}
        by_kind = defaultdict(list)
        for record in events:
            event, why = self._stripe_read_event(record)
            results[record] = why
            if event:
                by_kind[event.object_type].append((record, event))
        for kind_name, pairs in by_kind.items():
            pairs = self._stripe_events_in_scope(KINDS[kind_name], pairs, results)
            self._stripe_handle_kind(KINDS[kind_name], pairs, results)
        self._stripe_blank_outside(results)
        self._stripe_wake_feeds(by_kind)
        return results

    def _stripe_read_event(self, record):
        """Return (event, None) for an event to handle, or (None, why it is ignored)."""
        if not record.sudo().body:
            return None, self.env._("Its customer was out of scope: nothing of it was kept.")
        try:
            event = event_reader.read(json.loads(record.sudo().body))
        except PayloadError as error:
            return None, Permanent(str(error), self.env._("Look at the object in Stripe's dashboard."))
        if event.account_id and event.account_id != self.external_account_id:
            return None, self.env._("It belongs to account %s.", event.account_id)
        if event.livemode is not None and event.livemode != (self.environment == "live"):
            return None, self.env._("It is of the other mode.")
        if event.type == "account.application.deauthorized":
            return None, self._stripe_deauthorized()
        if event.object_type == "balance":
            self.env["ar.sync.dispatch"]._dispatch("pull")
            return None, self.env._("The balance is read from Stripe itself.")
        if event.object_type not in KINDS or not event.object_id:
            return None, self.env._("This type of object is not synchronised.")
        stream = self.stream_ids.filtered(lambda stream: stream.kind == event.object_type)
        if stream.state == "off":
            return None, self.env._("Reading these objects is switched off.")
        return event, None

    def _stripe_handle_kind(self, kind, pairs, results) -> None:
        """Store the newest state of each object that these events are about."""
        Model = self.env[kind.model].sudo()
        newest: dict = {}
        for record, event in pairs:
            known = newest.get(event.object_id)
            if not known or event.created_at >= known[1].created_at:
                newest[event.object_id] = (record, event)
        moments = {oid: event.created_at.replace(tzinfo=None) for oid, (_record, event) in newest.items()}
        ages = Model._compare_seen(self, list(moments.items()))
        same_second = self._stripe_same_second(pairs)
        values, seen, client = [], {}, None
        for object_id, (_record, event) in newest.items():
            if ages.get(object_id) == "older":
                continue  # the mirror already holds a newer state
            doubtful = ages.get(object_id) == "same" or object_id in same_second
            try:
                if doubtful or not self._stripe_is_whole(kind, event):
                    client = client or self._stripe_api()
                    value, moment = self._stripe_current(client, kind, event, moments[object_id])
                else:
                    value, moment = self._stripe_own_copy(event), moments[object_id]
                values.append(value)
                seen[object_id] = moment
            except SyncError as error:
                if isinstance(error, AccessLost) and error.code == "key":
                    raise  # the connection stops; the messages wait until it works again
                results.update({other: error for other, about in pairs if about.object_id == object_id})
        self._stripe_store_values(Model, values, seen)

    def _stripe_same_second(self, pairs) -> set:
        """Return the objects with several events in one second: their order is not known."""
        seen = defaultdict(set)
        for record, event in pairs:
            seen[event.object_id, event.created_at].add(record.external_id)
        return {object_id for (object_id, _moment), ids in seen.items() if len(ids) > 1}

    def _stripe_is_whole(self, kind, event) -> bool:
        """Tell whether the event's own copy may be used: our API version, nothing cut off or left out."""
        cut_off = any((event.object.get(field) or {}).get("has_more") for field in kind.lists)
        left_out = any(self._stripe_is_left_out(event.object, field) for field in kind.expand)
        return version.is_same_release(event.api_version) and not cut_off and not left_out

    def _stripe_is_left_out(self, obj: dict, field: str) -> bool:
        """Tell whether an event's copy lacks a part that is sent on request only, and that is not known yet."""
        if field == "tiers":
            return obj.get("billing_scheme") == "tiered" and not obj.get("tiers")
        wanted = {value for value in obj.get(field) or [] if isinstance(value, str)}
        domain = [("connection_id", "=", self.id), ("external_id", "in", list(wanted))]
        return bool(wanted) and self.env["ar.stripe.discount"].sudo().search_count(domain) < len(wanted)

    def _stripe_own_copy(self, event):
        """Return the values of the copy that came with the event."""
        is_gone = event.type.endswith(".deleted") and event.type not in ENDED_EVENTS
        obj = {**event.object, "deleted": True} if is_gone else event.object
        return self._stripe_values(obj)

    def _stripe_values(self, obj: dict):
        """Read an object. Raise :class:`Permanent` where it cannot be read."""
        try:
            return read_object(obj).values
        except (PayloadError, UnknownObject) as error:
            raise Permanent(str(error), self.env._("Look at the object in Stripe's dashboard.")) from error

    def _stripe_current(self, client: StripeApi, kind, event, moment):
        """Return what Stripe says now, and its time: asked after the event, so it is at least as new."""
        obj, seen_at = {"id": event.object_id, "object": kind.name, "deleted": True}, moment
        try:
            expand = {"expand": list(kind.expand)} if kind.expand else {}
            answer = client.get(kind.item_path(event.object), **expand)
            obj, seen_at = self._stripe_complete(client, kind, answer.data), max(moment, answer.seen_at)
        except Permanent as error:
            if error.code != "resource_missing":
                raise
        return self._stripe_values(obj), seen_at

    def _stripe_store_values(self, Model, values: list, seen_at: dict) -> None:
        """Store present objects and mark deleted ones, each as of its own time."""
        gone = [value.id for value in values if isinstance(value, DeletedValues)]
        for external_id in gone:
            Model._mark_deleted(self, [external_id], seen_at[external_id])
        Model._store(self, [value for value in values if value.id not in gone], seen_at, always_seen=True)

    def _stripe_wake_feeds(self, kinds) -> None:
        """Money moved: have the feed of balance transactions read next."""
        if MONEY_KINDS & set(kinds):
            feed = self.stream_ids.filtered(lambda s: s.kind == "balance_transaction" and s.is_complete)
            feed.filtered(lambda s: s.state == "idle").write({"next_attempt_at": False})


def _name(value) -> str:
    """Return an id or a type as it is; ``ValueError`` where it is no text, empty, or PostgreSQL cannot hold it."""
    if not isinstance(value, str) or not value or "\x00" in value:
        raise ValueError("not a name")
    value.encode()  # refuses half a character
    return value
