"""One way to a provider's consent page and back, so that nobody else can finish it and no answer is lost."""

import hashlib
import secrets
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools.misc import consteq, hash_sign, verify_hash_signed

from ..logs import masked_logger
from ..protocol.errors import NeedsPerson, OutcomeUnknown, SyncError
from ..protocol.masking import mask

_logger = masked_logger(__name__)

SIGNATURE_SCOPE = "ar_sync.authorization"
LIFE_S = 600
# So long after its code was taken, a row that nobody finished belongs to a process that died.
LEFT_OVER_S = 60
KEPT_DAYS = 90
BATCH = 100


class ArSyncAuthorization(models.Model):
    """A person was sent to a provider to allow something, and what came of it.

    The value that travels through the browser (``state`` of RFC 6749, 10.12) is signed and names this row and a
    chance word of the person's own session. The row is good for one person, one connection, ten minutes and one
    answer. The provider's code is committed before it is used (*exchanging*), and its answer before anything is made
    of it (*granted*): a crash leaves a row that the next worker finishes or explains. A code is never used twice
    while its first answer may still be on its way.

    Connectors override :meth:`_ar_exchange_code` and :meth:`_ar_granted` of the connection.
    """

    _name = "ar.sync.authorization"
    _description = "Authorization"
    _inherit = ["ar.sync.state.mixin"]
    _order = "id desc"
    _rec_name = "connection_id"
    _ar_written_by_code_only = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Begun By", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("started", "At the provider"),
            ("exchanging", "Being finished"),
            ("granted", "Allowed"),
            ("done", "Connected"),
            ("cancelled", "Not connected"),
        ],
        required=True,
        readonly=True,
        default="started",
    )
    scope = fields.Char(readonly=True, help="What was asked for.")
    granted_scope = fields.Char(readonly=True, help="What was allowed.")
    account = fields.Char(string="Account ID", readonly=True, help="The account that was allowed.")
    redirect_uri = fields.Char(string="Return Address", readonly=True)
    expires_at = fields.Datetime(string="Expires On", readonly=True)
    taken_at = fields.Datetime(string="Answered On", readonly=True)
    reason = fields.Text(readonly=True, help="Why nothing was connected.")
    remedy = fields.Text(string="What to Do", readonly=True)
    nonce_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    sealed_code = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _open_index = models.Index("(state, id) WHERE state IN ('started', 'exchanging', 'granted')")

    # === BEGINNING === #

    @api.model
    def _begin(self, connection, scope: str, redirect_uri: str):
        """Begin, and give up what was begun for this connection before. Return (row, state, chance word).

        The chance word belongs into the person's session and nowhere else; here only its hash is kept.
        """
        self.sudo().search([("connection_id", "=", connection.id), ("state", "=", "started")])._give_up(
            self.env._("It was begun again.")
        )
        nonce = secrets.token_urlsafe(24)
        row = self.sudo().create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "user_id": self.env.uid,
                "scope": scope,
                "redirect_uri": redirect_uri,
                "expires_at": fields.Datetime.now() + timedelta(seconds=LIFE_S),
                "nonce_hash": _digest(nonce),
            }
        )
        return row, hash_sign(self.sudo().env, SIGNATURE_SCOPE, [row.id, nonce]), nonce

    # === COMING BACK === #

    @api.model
    def _recognise(self, state: str, nonces: dict, user):
        """Return the row that ``state`` names, if it is ours, of this person and of this session.

        :param nonces: what the session kept: row id as text -> chance word.
        :raise NeedsPerson: with words that tell a stranger nothing.
        """
        found = self._open_state(state)
        if found is None:
            raise NeedsPerson(
                self.env._("This answer does not belong to anything that was begun here."),
                self.env._("Open the connection in Odoo and begin again there."),
                "forged",
            )
        row_id, nonce = found
        kept = nonces.get(str(row_id)) or ""
        row = self.sudo().browse(row_id).exists()
        is_ours = consteq(kept.encode(), nonce.encode()) and row
        if not is_ours or row.user_id != user or not consteq(row.nonce_hash or "", _digest(nonce)):
            raise NeedsPerson(
                self.env._("This was begun by somebody else, or in another browser."),
                self.env._("Sign in as the person who began, in the same browser, or begin again."),
                "session",
            )
        return row

    @api.model
    def _open_state(self, state: str):
        """Return (row id, chance word) from a state that we signed, or None."""
        try:
            found = verify_hash_signed(self.sudo().env, SIGNATURE_SCOPE, state or "")
        except (ValueError, OverflowError):
            return None
        is_pair = isinstance(found, list) and len(found) == 2
        return tuple(found) if is_pair and isinstance(found[0], int) and isinstance(found[1], str) else None

    def _is_expired(self) -> bool:
        return self.expires_at < fields.Datetime.now()

    def _refuse(self, reason: str, remedy: str = "") -> None:
        """The provider, or the person there, said no."""
        if self.state == "started":
            self._give_up(reason, remedy)

    def _answer(self, code: str) -> None:
        """Take the provider's code and carry on to the end. A second answer to the same row changes nothing."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return  # another request is doing it
        if self.state == "started":
            self._take(code)
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if self.state == "cancelled" or not self.try_lock_for_update() or self.state != "exchanging":
                return
            self._exchange()
        if self.state == "granted" and self.try_lock_for_update():
            self._finish()

    def _take(self, code: str) -> None:
        """Keep the code, sealed, before it is used; too late, it is not used at all."""
        if self._is_expired():
            self._give_up(
                self.env._("It took longer than %s minutes.", LIFE_S // 60),
                self.env._("Begin again, and decide at the provider within that time."),
            )
            return
        vault = self.env["ar.sync.secret"]._vault_or_explain()
        self._set_state("exchanging", sealed_code=vault.seal(code), taken_at=fields.Datetime.now())

    # === THE CODE === #

    def _exchange(self, is_repeated: bool = False) -> None:
        """Use the code, once, and commit what the provider said before anything is made of it."""
        try:
            code = self.env["ar.sync.secret"]._vault_or_explain().open(self.sudo().sealed_code)
            found = self.connection_id.sudo()._ar_exchange_code(self, code)
        except OutcomeUnknown as error:
            # The code stays: a worker asks with it once more, when the first call is certainly over.
            self.write({"reason": mask(error.message)})
        except SyncError as error:
            self._note_refused(error, is_repeated)
        else:
            self._set_state("granted", sealed_code=False, reason=False, remedy=False, **found)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _note_refused(self, error: SyncError, is_repeated: bool) -> None:
        """The code was not good for anything. After a crash that may be because it was used up before."""
        if not is_repeated:
            self._give_up(error.message, error.remedy)
            return
        self._give_up(
            self.env._(
                "The provider's answer was lost, so it may count us as allowed while nothing is connected here. "
                "Asked again it said: %s",
                error.message,
            ),
            self.env._("Connect again and choose the same account; or take the access away at the provider."),
        )

    def _finish(self) -> None:
        """Make a connection of what was allowed. What stands against it is kept as the reason."""
        connection = self.connection_id.sudo()
        try:
            with self.env.cr.savepoint():
                connection._ar_granted(self)
                self.env.flush_all()
        except (psycopg2.errors.UniqueViolation, SyncError) as error:
            known = isinstance(error, SyncError)
            reason = error.message if known else self.env._("The account was connected elsewhere at the same moment.")
            self._give_up(reason, error.remedy if known else "")
            connection._ar_not_granted(self)
            return
        self._set_state("done")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        connection._ar_try_granted(self)

    def _give_up(self, reason: str, remedy: str = "") -> None:
        self._set_state("cancelled", reason=mask(reason), remedy=mask(remedy), sealed_code=False)

    # === LEFT OVER === #

    @api.model
    def _settle_left_over(self) -> int:
        """Finish one row whose process died, and close those that nobody came back to. Return 0 or 1."""
        now = fields.Datetime.now()
        late = [("state", "=", "started"), ("expires_at", "<", now)]
        self.search(late, limit=BATCH).try_lock_for_update()._give_up(
            self.env._("Nobody came back from the provider in time.")
        )
        before = now - timedelta(seconds=LEFT_OVER_S)
        domain = [("state", "in", ("exchanging", "granted")), ("taken_at", "<", before)]
        row = self.search(domain, order="id", limit=1).try_lock_for_update()
        if not row:
            return 0
        try:
            if row.state == "exchanging":
                row.taken_at = now  # the next try, should this one end in nothing, is a minute away
                row._exchange(is_repeated=True)
            if row.state == "granted":
                row._finish()
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            _logger.exception("authorization %s", row.id)
            self.env.cr.rollback()
            row._give_up(f"{type(error).__name__}: {error}", self.env._("Connect again."))
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return 1

    @api.autovacuum
    def _gc_ended(self):
        """Delete what ended 90 days ago."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("state", "in", ("done", "cancelled")), ("create_date", "<", limit)], limit=1000).unlink()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
