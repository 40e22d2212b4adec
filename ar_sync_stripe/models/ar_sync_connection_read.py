"""Reading Stripe: pages of objects into the mirror, each page with its cursor."""

import json
import logging
from calendar import timegm
from datetime import timedelta

from odoo import fields, models

from odoo.addons.ar_sync.protocol.errors import Permanent

from ..api.client import StripeApi
from ..kinds import KINDS
from ..payloads import PayloadError, read_object
from ..payloads.base import DeletedValues
from ..payloads.currency import to_decimal
from .ar_sync_connection_events import FINGERPRINT

_logger = logging.getLogger(__name__)

# Stripe keeps events for 30 days (docs.stripe.com/api/events); a day is left for the listing itself.
EVENTS_SAFE_DAYS = 29
OVERLAP_S = 60
POLL_S = {"event": 300, "balance_transaction": 300}


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_stream_kinds(self) -> list[str]:
        return list(KINDS) if self.provider == "stripe" else super()._ar_stream_kinds()

    def _ar_read_page(self, stream) -> dict:
        """Read one page; events go to the inbox, everything else to its mirror."""
        if self.provider != "stripe":
            return super()._ar_read_page(stream)
        kind = KINDS[stream.kind]
        client = self._stripe_api()
        cursor = dict(stream.cursor or {})
        if kind.of_customer:
            return self._stripe_read_customers(stream, client, kind, cursor)
        if kind.name == "event":
            self._stripe_check_gap(client, cursor)
        page, seen_at = self._stripe_list(client, kind, cursor)
        if kind.name == "event":
            count = self._stripe_store_events(page.items)
        else:
            count = self._stripe_store(client, kind, page.items, seen_at)
        return {
            "records": count,
            "cursor": self._stripe_next_cursor(kind, cursor, page),
            "more": page.has_more,
            "next_at": self._stripe_next_at(kind),
        }

    def _stripe_list(self, client: StripeApi, kind, cursor: dict):
        """Return the page after ``cursor``. Where the object we stopped at is gone, go on by its time."""
        params = kind.list_params()
        if cursor.get("since") is not None:
            params["created"] = {"gte": cursor["since"]}
        if cursor.get("after"):
            params["starting_after"] = cursor["after"]
        if kind.name == "event":
            params.setdefault("created", {"gte": cursor["began"]})
        try:
            return client.page(kind.path, **params)
        except Permanent as error:
            if error.code != "resource_missing" or not cursor.get("after"):
                raise
        params.pop("starting_after")
        params["created"] = {**params.get("created", {}), "lte": cursor["oldest"]}
        return client.page(kind.path, **params)

    def _stripe_next_cursor(self, kind, cursor: dict, page) -> dict:
        """Return where reading goes on.

        ``after`` and ``oldest`` are inside a pass; ``newest`` becomes the next pass's ``since``. The second of
        ``since`` is read again, because more may have happened in it.
        """
        times = [item["created"] for item in page.items if isinstance(item.get("created"), int)]
        newest = max([cursor.get("newest") or 0, *times])
        kept = {"began": cursor.get("began")} if cursor.get("began") else {}
        if page.has_more:
            since = {"since": cursor["since"]} if cursor.get("since") is not None else {}
            return {**kept, **since, "after": page.last_id, "oldest": min(times, default=0), "newest": newest}
        return {**kept, "since": newest or cursor.get("since") or cursor.get("began") or 0} if kind.feed else {}

    def _stripe_next_at(self, kind):
        """Return when a complete stream is to be read again; kinds kept up to date by events never are."""
        if kind.name not in POLL_S:
            return fields.Datetime.add(fields.Datetime.now(), years=100)
        return fields.Datetime.now() + timedelta(seconds=POLL_S[kind.name])

    def _stripe_check_gap(self, client: StripeApi, cursor: dict) -> None:
        """At the start of a pass: where events were not read for too long, list everything anew.

        A new feed begins where the first import began (see ``_stripe_begin_feed``).
        """
        if cursor.get("after"):
            return
        now_s = timegm(client.get("/v1/balance").seen_at.timetuple())
        oldest_s = now_s - EVENTS_SAFE_DAYS * 86400
        if cursor.get("since", cursor.get("began", oldest_s)) < oldest_s:
            self._stripe_relist()
            cursor.clear()
            cursor["began"] = now_s - OVERLAP_S
        cursor.setdefault("began", oldest_s)

    def _stripe_begin_feed(self, client: StripeApi) -> None:
        """Note by Stripe's clock when the first import begins: events from then on are read after it."""
        feed = self.stream_ids.filtered(lambda stream: stream.kind == "event" and not stream.cursor)
        if feed:
            feed.cursor = {"began": timegm(client.get("/v1/balance").seen_at.timetuple()) - OVERLAP_S}

    def _stripe_relist(self) -> None:
        """Read every kind again from the beginning: events of the gap are gone at Stripe."""
        self.message_post(
            body=self.env._("No events were read for more than %s days: everything is listed again.", EVENTS_SAFE_DAYS)
        )
        self.stream_ids.filtered(lambda stream: stream.kind != "event" and stream.state != "off")._restart()

    # === STORING === #

    def _stripe_store(self, client: StripeApi, kind, objects, seen_at, always_seen: bool = False) -> int:
        """Read objects of one kind and store them in their mirror. Return how many were read.

        An object that cannot be read is kept in the inbox for a person, and stops no other.
        """
        values = []
        for obj in objects:
            obj = self._stripe_complete(client, kind, obj)
            try:
                values.append(read_object(obj).values)
            except PayloadError as error:
                self._stripe_keep_unread(kind, obj, error)
        Model = self.env[kind.model].sudo()
        gone = [value.id for value in values if isinstance(value, DeletedValues)]
        Model._mark_deleted(self, gone, seen_at)
        present = [value for value in values if not isinstance(value, DeletedValues)]
        Model._store(self, present, seen_at, always_seen=always_seen)
        if kind.name == "balance_transaction":
            self._stripe_wake_charges([value.id for value in present])
        return len(values)

    def _stripe_wake_charges(self, movement_ids: list[str]) -> None:
        """Let charges that waited for these movements be taken in at once."""
        self.env["ar.stripe.charge"].sudo().search(
            [
                ("connection_id", "=", self.id),
                ("needs_apply", "=", True),
                ("next_apply_at", "!=", False),
                ("balance_transaction_ref", "in", movement_ids),
            ]
        ).write({"next_apply_at": False})

    def _stripe_complete(self, client: StripeApi, kind, obj: dict) -> dict:
        """Read nested lists to their end: Stripe shows the first ten lines of an invoice only."""
        for field in kind.lists:
            path, params = kind.list_path(obj, field)
            obj = client.complete(obj, field, path, **params)
        return obj

    def _stripe_keep_unread(self, kind, obj: dict, error: PayloadError) -> None:
        """Put an object that cannot be read in front of a person, unless it is out of scope."""
        if self._stripe_raw_outside(kind, [obj]):
            return
        Event = self.env["ar.sync.event"].sudo()
        row = {"external_id": f"unread:{obj.get('id')}", "kind": f"{kind.name}.unread", "object_id": obj.get("id")}
        Event._store(self, [{**row, "body": FINGERPRINT.sub(r"\1null", json.dumps(obj))}], source="poll")
        _logger.warning("%s: %s", self.name, error)

    # === BALANCE === #

    def _stripe_balances(self, data: dict) -> dict:
        """Return currency -> amount from Stripe's balance object (docs.stripe.com/api/balance)."""
        totals: dict[str, int] = {}
        for part in ("available", "pending"):
            for row in data.get(part) or []:
                code = row["currency"].upper()
                totals[code] = totals.get(code, 0) + row["amount"]
        found = {}
        for code, amount_minor in totals.items():
            currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)], limit=1)
            if currency and (amount_minor or currency.active):
                found[currency] = float(to_decimal(amount_minor, code))
        return found
