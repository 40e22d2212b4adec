"""Visits of customers to Stripe's page: to pay an invoice, to leave a card, or both."""

from contextlib import contextmanager
from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, SyncError, Transient
from odoo.addons.ar_sync.protocol.idempotency import business_key
from odoo.addons.ar_sync.protocol.masking import mask
from odoo.addons.ar_sync_stripe.payloads.currency import to_minor

from .money import amount_of, decimal_of, units_of

_logger = masked_logger(__name__)

#: A page is open so long; Stripe is told so (docs.stripe.com/api/checkout/sessions/create: 30 minutes to 24 hours).
PAGE_OPEN = timedelta(minutes=60)
#: A page is given out again so long, so that its customer has the half hour left that Stripe asks for.
GIVEN_OUT = timedelta(minutes=25)
#: A customer's second request waits so long for the first; Odoo then begins it anew.
TURN_S = 30
#: The class of PostgreSQL's advisory locks of customers on their way to Stripe; the other half is the contact's id.
TURN_LOCK = 0x4150
#: Pages that may be asked for in one hour, for one invoice or one customer's card.
PAGES_AN_HOUR = 20


class ArAutopaySession(models.Model):
    """One way of a customer to Stripe's hosted page and back; no card field is ours.

    The row is committed before Stripe is asked for the page, and its id is the idempotency key: a request that Odoo
    repeats, or a customer who clicks twice, gets the same page.
    """

    _name = "ar.autopay.session"
    _description = "Visit to the Payment Page"
    _inherit = ["ar.sync.state.mixin"]
    _order = "id desc"
    _rec_name = "external_id"
    _ar_written_by_code_only = True

    mandate_id = fields.Many2one("ar.autopay.mandate", readonly=True, index="btree_not_null", ondelete="cascade")
    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", required=True, readonly=True, index=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True, help="0: a card is left and nothing is paid.")
    parts = fields.Json(readonly=True, help="What of it is for which open item, in the currency's smallest units.")
    state = fields.Selection(
        [("started", "Started"), ("opened", "At Stripe"), ("done", "Done"), ("ended", "Left")],
        required=True,
        readonly=True,
        default="started",
        index=True,
    )
    external_id = fields.Char(string="Checkout Session", readonly=True, index="btree_not_null")
    url = fields.Char(string="Page", readonly=True)
    return_path = fields.Char(readonly=True)
    intent_ref = fields.Char(string="Payment ID", readonly=True, index="btree_not_null")
    error = fields.Char(readonly=True)

    def _key(self) -> str:
        """Return what the outgoing changes of this visit are called by."""
        self.ensure_one()
        return f"autopay-page/{self.id}"

    def _key_of(self, line) -> str:
        """Return the identifier by which the money of this page finds an open item."""
        return f"{self._key()}/{line.id}"

    def _parts_of(self, amount: float) -> list[tuple[str, float]]:
        """Return (identifier, amount) of the items that were paid on this page; a surplus is the last one's."""
        self.ensure_one()
        Line = self.env["account.move.line"]
        found = []
        for line_id, units in self.parts or ():
            part = min(amount_of(units, self.currency_id), amount)
            amount = self.currency_id.round(amount - part)
            found.append((self._key_of(Line.browse(line_id)), part))
        if found and not self.currency_id.is_zero(amount):
            key, part = found.pop()
            found.append((key, self.currency_id.round(part + amount)))
        return found

    @api.model
    def _for(self, moves):
        """Return the visits to pay one of these invoices."""
        return self.search([("move_id", "in", moves.ids)]) if moves.ids else self.browse()

    @api.model
    def _being_paid(self, moves):
        """Return the invoices that somebody is about to pay on a page, or whose money a bank moves."""
        young = fields.Datetime.now() - PAGE_OPEN
        rows = self._for(moves)
        return rows.filtered(
            lambda row: row._has_money() or (row.state in ("started", "opened") and row.create_date > young)
        ).move_id

    @api.model
    def _one_at_a_time(self, records) -> None:
        """Have whoever else begins a visit or a charge for these wait until this transaction is committed."""
        self.env["ar.sync.operation"]._write_cause(records)

    # === OPENING === #

    @api.model
    def _open(self, partner, company, return_path: str, move=None, mandate=None, whole=False) -> str:
        """Return the address to which this customer goes on; commits on the way.

        It is Stripe's page, or ours where another page turns out to be paid already. Of all pages for one invoice only
        one is ever open: the others are closed at Stripe first.

        :param move: the invoice that is paid; None where only a card is left.
        :param mandate: the consent that begins once the page is done; None where nothing was ticked.
        :param whole: all that is open of the invoice is paid, and not only what is due.
        :param return_path: where the customer comes back to, a path of ours.
        :raise UserError: where no page can be had; its words are for the customer.
        """
        sending = company._ar_autopay_connections()
        connection = sending & mandate.connection_id if mandate else company._ar_autopay_connection(partner)
        if not connection:
            raise UserError(self.env._("Paying online is not possible at the moment."))
        parts = move._ar_amounts_to_pay(connection, whole) if move else {}
        if move and not parts:
            raise UserError(self.env._("This invoice is paid, or being paid. Nothing more was charged."))
        session = self.sudo()._present(connection, partner, move, mandate, parts) or self.sudo()._start(
            connection, partner, return_path, move, mandate, parts
        )
        self.env.cr.commit()  # pylint: disable=invalid-commit
        with self._in_turn(partner.commercial_partner_id):
            try:
                address = session.with_company(company)._address()
            except SyncError as error:
                session._note_no_page(error)
                self.env.cr.commit()  # pylint: disable=invalid-commit
                raise UserError(session._sorry(error)) from error
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return address

    @contextmanager
    def _in_turn(self, customer):
        """Have one request of a customer at a time go to Stripe: a second click waits, and gets what the first made.

        The lock is the database session's, for it outlasts the commits on the way. Nothing else is locked while it is
        waited for, and the commit behind it shows what was written meanwhile.
        """
        cr = self.env.cr
        cr.execute(SQL("SET LOCAL lock_timeout = %s", f"{TURN_S}s"))
        cr.execute(SQL("SELECT pg_advisory_lock(%s, %s)", TURN_LOCK, customer.id))
        cr.commit()  # pylint: disable=invalid-commit
        self.env.invalidate_all()
        try:
            yield
        except BaseException:
            cr.rollback()
            raise
        finally:
            cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", TURN_LOCK, customer.id))

    @api.model
    def _start(self, connection, partner, return_path: str, move, mandate, parts):
        """Write a visit before Stripe is asked for its page.

        :param parts: item -> amount that is paid; empty where a card is left only.
        :raise UserError: where too many were asked for.
        """
        session = self.create(
            {
                "connection_id": connection.id,
                "partner_id": partner.commercial_partner_id.id,
                "move_id": move.id if move else False,
                "mandate_id": mandate.id if mandate else False,
                "currency_id": (move or connection.company_id).currency_id.id,
                "amount": sum(parts.values()),
                "parts": [[line.id, units_of(part, line.currency_id)] for line, part in parts.items()] or False,
                "return_path": return_path,
            }
        )
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        if len(session._siblings().filtered(lambda row: row.create_date > hour_ago)) >= PAGES_AN_HOUR:
            raise UserError(self.env._("This page was asked for too often. Please try again in an hour."))
        if move:
            move.line_ids._ar_autopay_touch_keys_of_items()
        return session

    @api.model
    def _present(self, connection, partner, move, mandate, parts):
        """Return a page that is still open for the same amount and the same wish, as for whoever clicks twice."""
        since = fields.Datetime.now() - GIVEN_OUT
        rows = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("move_id", "=", move.id if move else False),
                ("mandate_id", "=", mandate.id if mandate else False),
                ("state", "in", ("started", "opened")),
                ("create_date", ">", since),
            ]
        )
        amount = sum(parts.values())
        return rows.filtered(lambda row: row.currency_id.compare_amounts(row.amount, amount) == 0)[:1]

    def _siblings(self):
        """Return the other visits for the same invoice, or the other ones to leave a card."""
        domain = [("move_id", "=", self.move_id.id)]
        if not self.move_id:
            domain += [("partner_id", "=", self.partner_id.id), ("connection_id", "=", self.connection_id.id)]
        return self.search([*domain, ("id", "!=", self.id)])

    def _address(self) -> str:
        """Return where the customer goes on: the page, or back where this or another page was paid already."""
        for row in self | self._siblings():
            if row.state == "opened" and not row.intent_ref:
                row._come_back()
            if row._has_money() or (row == self and row.state == "done"):
                if row != self:
                    self._leave()
                return row._back()
            if row != self and row.state in ("started", "opened"):
                row._close()
        if self.state == "ended":
            raise NeedsPerson(self.env._("The page of %s is closed.", self.partner_id.display_name))
        self._ask_for_page()
        return self.url

    def _ask_for_page(self) -> None:
        """Ask Stripe for the page. Asked twice with the same key, Stripe gives the same."""
        if self.url:
            return
        customer = self._customer()
        uuid = self.connection_id._stripe_database()
        client = self.connection_id._stripe_api()
        key = business_key(uuid, self._name, self.id, "open", 1)
        answer = client.post("/v1/checkout/sessions", self._payload(customer), key)
        self._set_state("opened", external_id=answer.data["id"], url=answer.data["url"], error=False)

    def _close(self) -> None:
        """Have Stripe close the page, so that nobody pays on it any more.

        :raise SyncError: where that is not certain: it may be paid in this moment.
        """
        if self.external_id:
            uuid = self.connection_id._stripe_database()
            key = business_key(uuid, self._name, self.id, "expire", 1)
            self.connection_id._stripe_api().post(f"/v1/checkout/sessions/{self.external_id}/expire", {}, key)
        self._leave()

    def _note_no_page(self, error: SyncError) -> None:
        """Keep why there is no page. Where the next click may have it, the visit stays as it is, and its key too."""
        _logger.warning("no payment page for %s: %s", self.partner_id.display_name, error.message)
        if not isinstance(error, Transient) and self.state == "started":
            self._leave()
        self._set_state(self.state, error=mask(error.message))

    def _sorry(self, error: SyncError) -> str:
        """Return why there is no page, in words for the customer."""
        if error.code in ("amount", "amount_too_small", "amount_too_large"):
            amount = self.currency_id.format(self.amount)
            return self.env._("%s cannot be paid online. Please pay it by bank transfer.", amount)
        return self.env._("Paying online is not possible at the moment. Nothing was charged. Please try again later.")

    def _customer(self) -> str:
        """Return the customer's id at Stripe; who is not there yet is made now, as any customer is.

        The customer asked for this page, so nobody has to approve that. Who cannot be made, because a person has to
        decide who it is, can pay all the same; only a consent needs a customer.
        """
        connection, partner = self.connection_id, self.partner_id
        found = connection._ar_bound("customer", partner)
        if found:
            return found
        for change in partner._stripe_plan(connection).filtered(lambda row: row.kind == "customer.create"):
            if change.state == "review" and not change.problems and not change.attempts:
                change._set_state("ready")
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if not change.try_lock_for_update():
                raise Transient(self.env._("%s is being made a customer at Stripe.", partner.display_name))
            if change.state == "ready":
                change._send_once()
            elif change.state == "unknown":
                change._settle_once()
            if change.state in ("sent", "unknown", "ready"):
                raise Transient(self.env._("%s is being made a customer at Stripe.", partner.display_name))
        found = connection._ar_bound("customer", partner)
        if not found and self.mandate_id:
            raise NeedsPerson(self.env._("%s could not be made a customer at Stripe.", partner.display_name))
        return found or ""

    def _payload(self, customer: str) -> dict:
        """Return what Stripe is asked for."""
        metadata = {**self.connection_id._stripe_backlink(self), "invoice": self.move_id.name or ""}
        payload = {
            **self._payer(customer),
            "client_reference_id": self.move_id.name or f"auto-pay {self.mandate_id.id}",
            "success_url": self._back(),
            "cancel_url": self._back(),
            "expires_at": int((self.create_date + PAGE_OPEN).replace(tzinfo=timezone.utc).timestamp()),
            "metadata": metadata,
        }
        if not self.amount:
            return {
                **payload,
                "mode": "setup",
                "currency": self.currency_id.name.lower(),
                "setup_intent_data": {"metadata": metadata},
            }
        intent = {"metadata": metadata, "description": self.move_id.name}
        if self.mandate_id:
            intent["setup_future_usage"] = "off_session"
        return {**payload, "mode": "payment", "line_items": [self._item()], "payment_intent_data": intent}

    def _payer(self, customer: str) -> dict:
        if customer:
            return {"customer": customer}
        email = email_normalize(self.partner_id.email or "")
        return {"customer_email": email} if email else {}

    def _back(self) -> str:
        """Return the address to which Stripe sends the customer back, whatever happened on the page."""
        base = (self.move_id or self.mandate_id).get_base_url()
        mark = "&" if "?" in self.return_path else "?"
        return f"{base}{self.return_path}{mark}visit={self.id}"

    def _item(self) -> dict:
        try:
            amount = to_minor(decimal_of(self.amount, self.currency_id), self.currency_id.name)
        except ValueError as error:
            raise NeedsPerson(str(error), code="amount") from error
        lang = self.partner_id.lang or self.env.lang
        name = self.with_context(lang=lang).env._("Invoice %s", self.move_id.name)
        price = {
            "currency": self.currency_id.name.lower(),
            "unit_amount": amount,
            "product_data": {"name": name},
        }
        return {"price_data": price, "quantity": 1}
