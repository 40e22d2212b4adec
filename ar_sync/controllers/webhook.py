"""The door for providers' messages: verify, store, 200. Nothing else happens in the request."""

import re

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..logs import masked_logger
from ..protocol.errors import SyncError

_logger = masked_logger(__name__)

# Stripe's largest events are below 300 kB; the body is read into memory before it is trusted.
MAX_BODY_BYTES = 1024 * 1024
# secrets.token_urlsafe(24), or the hexadecimal of a neutralized copy. Anything else (a NUL) never reaches the database.
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


class WebhookController(http.Controller):
    @http.route(
        "/ar_sync/webhook/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY_BYTES,
        ar_keep_body=True,
    )
    def receive(self, token: str):
        """Store the messages in a signed request and acknowledge them.

        The unguessable token in the path names the connection, so its secret is known before anything is
        parsed. 404: no such address. 400: refused, with the reason in the log. 413: too large. 200: stored
        (also when it was stored before).
        """
        length = request.httprequest.content_length
        if length is None or length > MAX_BODY_BYTES:
            return self._answer(413 if length else 411)
        connection = self._connection(token)
        if not connection:
            return self._answer(404)
        # Kept: after a serialization failure Odoo runs this again, and the body can be read from the socket only once.
        body = request.httprequest.get_data()
        try:
            rows = connection._ar_receive(body, request.httprequest.headers)
        except (SyncError, UserError) as error:
            # Also where our own set-up is broken (a lost encryption key): the sender is told nothing of it.
            _logger.warning("webhook of connection %s refused: %s", connection.id, error)
            return self._answer(400)
        Event = request.env["ar.sync.event"].sudo()
        if Event._store(connection, rows):
            Event._wake()
        return self._answer(200)

    def _connection(self, token: str):
        """Return the connection of this address, as superuser, or an empty record.

        Messages to a paused or archived connection are stored: a provider that is turned away for days stops sending.
        """
        if not TOKEN.fullmatch(token):
            return request.env["ar.sync.connection"]
        Connection = request.env["ar.sync.connection"].sudo().with_context(active_test=False)
        return Connection.search_fetch(
            [("webhook_token", "=", token), ("state", "in", ("connected", "paused", "error"))],
            ["provider", "company_id"],
            order="id",
            limit=1,
        )

    def _answer(self, status: int):
        return request.make_response("", headers=[("Content-Type", "text/plain")], status=status)
