"""Where Stripe sends a person back after the consent page, and the messages of connected accounts."""

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.ar_sync.controllers.webhook import MAX_BODY_BYTES, TOKEN
from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, SyncError

from ..models.ar_connect_platform import RETURN_PATH, WEBHOOK_PATH
from ..models.ar_sync_connection_connect import SESSION_KEY

_logger = masked_logger(__name__)

ADMINISTRATOR = "ar_sync.group_administrator"
CONNECTIONS = "/odoo/sync-connections"
CODE_MAX = 255
WORDS_MAX = 300


class ConnectController(http.Controller):
    @http.route(RETURN_PATH, type="http", auth="user", methods=["GET"], sitemap=False)
    def come_back(self, state="", code="", error="", error_description="", **_others):
        """Finish what was begun in this session, or say in words why not.

        The order matters: nothing of the request is used before the state proves that it answers what this very
        person began in this very browser. The code then goes to Stripe from here, never through the browser again.
        """
        if not request.env.user.has_group(ADMINISTRATOR):
            return self._problem(403, request.env._("Only administrators of Receivables connect accounts."))
        nonces = request.session.get(SESSION_KEY) or {}
        try:
            row = request.env["ar.sync.authorization"]._recognise(state, nonces, request.env.user)
            connection = request.env["ar.sync.connection"].browse(row.connection_id.id)
            connection.check_access("write")
        except NeedsPerson as refusal:
            _logger.warning("return from Stripe refused for user %s: %s", request.env.uid, refusal.code)
            return self._problem(400, refusal.message, refusal.remedy)
        except AccessError:
            return self._problem(403, request.env._("You may no longer change this connection."))
        if error or not code or len(code) > CODE_MAX:
            row._refuse(*self._words(error, error_description))
        else:
            try:
                row._answer(code)
            except UserError as refusal:  # our own set-up is broken, such as a lost encryption key
                return self._problem(400, str(refusal))
        return request.redirect(f"{CONNECTIONS}/{connection.id}")

    def _words(self, error: str, description: str) -> tuple[str, str]:
        """Return Stripe's refusal in our words, and what to do."""
        env = request.env
        if error == "access_denied":
            return (
                env._("Access was not allowed at Stripe. Nothing was connected."),
                env._("Click Connect with Stripe again when the account's owner agrees."),
            )
        if not error:
            return env._("Stripe came back without an answer. Nothing was connected."), env._("Try again.")
        said = (description or error)[:WORDS_MAX]
        return (
            env._("Stripe refused: %s", said),
            env._("Ask who runs Odoo to compare the platform's settings with Stripe's dashboard, then try again."),
        )

    def _problem(self, status: int, message: str, remedy: str = ""):
        """Show a page with words and a way back; nothing of the request is repeated on it."""
        values = {"message": message, "remedy": remedy, "back": CONNECTIONS}
        answer = request.render("ar_sync_stripe.connect_problem", values)
        answer.status_code = status
        return answer

    @http.route(
        f"{WEBHOOK_PATH}/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY_BYTES,
    )
    def receive(self, token: str):
        """Store the messages of connected accounts; the same rules as at the door of a single connection."""
        length = request.httprequest.content_length
        if length is None or length > MAX_BODY_BYTES:
            return self._answer(413 if length else 411)
        Platform = request.env["ar.connect.platform"].sudo()
        platform = Platform.search([("webhook_token", "=", token)], limit=1) if TOKEN.fullmatch(token) else Platform
        if not platform:
            return self._answer(404)
        body = request.httprequest.get_data()
        try:
            stored = platform._receive(body, request.httprequest.headers)
        except (SyncError, UserError) as error:
            _logger.warning("webhook of the %s platform refused: %s", platform.environment, error)
            return self._answer(400)
        if stored:
            request.env["ar.sync.event"].sudo()._wake()
        return self._answer(200)

    def _answer(self, status: int):
        return request.make_response("", headers=[("Content-Type", "text/plain")], status=status)
