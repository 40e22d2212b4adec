"""Visits of customers to Stripe's page: to pay an invoice, to leave a card, or both."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, SyncError
from odoo.addons.ar_sync.protocol.idempotency import business_key
from odoo.addons.ar_sync.protocol.masking import mask
from odoo.addons.ar_sync.protocol.steps import Step, reference
from odoo.addons.ar_sync_stripe.kinds import KINDS
from odoo.addons.ar_sync_stripe.payloads.currency import to_minor

from ..outgoing import ATTACH
from .money import decimal_of

_logger = masked_logger(__name__)

#: A page is open so long (docs.stripe.com/api/checkout/sessions/create: 30 minutes at least).
PAGE_OPEN = timedelta(minutes=31)
#: So long a bank may take to move the money of a page before we stop looking.
LOOKED_AT = timedelta(days=30)


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
        """Return the identifier by which the money of this page finds its invoice."""
        self.ensure_one()
        return f"autopay-page/{self.id}"

    @api.model
    def _for(self, moves):
        """Return the visits to pay one of these invoices."""
        return self.search([("move_id", "in", moves.ids)]) if moves.ids else self.browse()

    @api.model
    def _is_paying(self, move) -> bool:
        """Tell whether somebody is on the page to pay this invoice, or a bank moves the money."""
        young = fields.Datetime.now() - PAGE_OPEN
        rows = self._for(move).filtered(lambda row: row.amount and row.state == "opened")
        return any(row.intent_ref or row.create_date > young for row in rows)

    # === OPENING === #

    @api.model
    def _open(self, partner, company, return_path: str, move=None, mandate=None) -> str:
        """Return the address of a page for this customer; commits on the way.

        :param move: the invoice that is paid; None where only a card is left.
        :param mandate: the consent that begins once the page is done; None where nothing was ticked.
        :param return_path: where the customer comes back to, a path of ours.
        :raise UserError: where no page can be had; its words are for the customer.
        """
        connection = company._ar_autopay_connection()
        if not connection:
            raise UserError(self.env._("Paying online is not possible at the moment."))
        session = self.sudo()._present(connection, partner, move, mandate) or self.sudo().create(
            {
                "connection_id": connection.id,
                "partner_id": partner.commercial_partner_id.id,
                "move_id": move.id if move else False,
                "mandate_id": mandate.id if mandate else False,
                "currency_id": (move or company).currency_id.id,
                "amount": move.amount_residual if move else 0.0,
                "return_path": return_path,
            }
        )
        if move:
            move.line_ids._ar_autopay_touch_keys_of_items()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            session.with_company(company)._ask_for_page()
        except SyncError as error:
            session._set_state("ended", error=mask(error.message))
            self.env.cr.commit()  # pylint: disable=invalid-commit
            _logger.warning("no payment page for %s: %s", partner.display_name, error.message)
            raise UserError(
                self.env._("Paying online is not possible at the moment. Please try again later.")
            ) from error
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return session.url

    @api.model
    def _present(self, connection, partner, move, mandate):
        """Return a page that is still open for the same amount and the same wish, as for whoever clicks twice."""
        since = fields.Datetime.now() - PAGE_OPEN
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
        amount = move.amount_residual if move else 0.0
        return rows.filtered(lambda row: row.currency_id.compare_amounts(row.amount, amount) == 0)[:1]

    def _ask_for_page(self) -> None:
        """Ask Stripe for the page. Asked twice with the same key, Stripe gives the same."""
        if self.url:
            return
        customer = self._customer()
        uuid = self.connection_id._stripe_database()
        client = self.connection_id._stripe_api()
        key = business_key(uuid, self._name, self.id, "open", 1)
        answer = client.post("/v1/checkout/sessions", self._payload(customer), key)
        self._set_state("opened", external_id=answer.data["id"], url=answer.data["url"])

    def _customer(self) -> str:
        """Return the customer's id at Stripe; who is not there yet is made now, as any customer is.

        The customer asked for this page, so nobody has to approve that.
        """
        connection, partner = self.connection_id, self.partner_id
        found = connection._ar_bound("customer", partner)
        if found:
            return found
        changes = partner._stripe_plan(connection)
        for change in changes.filtered(lambda row: row.kind == "customer.create"):
            if change.state == "review" and not change.problems and not change.attempts:
                change._set_state("ready")
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if change.state == "ready" and change.try_lock_for_update():
                change._send_once()
        found = connection._ar_bound("customer", partner)
        if not found:
            raise NeedsPerson(self.env._("%s could not be made a customer at Stripe.", partner.display_name))
        return found

    def _payload(self, customer: str) -> dict:
        """Return what Stripe is asked for."""
        base = self.connection_id.get_base_url()
        mark = "&" if "?" in self.return_path else "?"
        back = f"{base}{self.return_path}{mark}visit={self.id}"
        metadata = {**self.connection_id._stripe_backlink(self), "invoice": self.move_id.name or ""}
        payload = {
            "customer": customer,
            "client_reference_id": self.move_id.name or f"auto-pay {self.mandate_id.id}",
            "success_url": back,
            "cancel_url": f"{base}{self.return_path}",
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

    def _item(self) -> dict:
        amount = to_minor(decimal_of(self.amount, self.currency_id), self.currency_id.name)
        name = self.env._("Invoice %s", self.move_id.name)
        price = {
            "currency": self.currency_id.name.lower(),
            "unit_amount": amount,
            "product_data": {"name": name},
        }
        return {"price_data": price, "quantity": 1}

    # === COMING BACK === #

    @api.model
    def _follow(self) -> int:
        """Bring visits after what the mirror says of their pages, and commit. Return 0: nothing is ever left."""
        followed = False
        for session in self.search([("state", "=", "opened")]):
            mirrored = session._mirrored()
            if mirrored and session._take(mirrored.status, mirrored.payment_status, mirrored):
                followed = True
            elif session.create_date < fields.Datetime.now() - LOOKED_AT:
                session._leave()
                followed = True
        if followed:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0

    def _mirrored(self):
        return self.env["ar.stripe.checkout.session"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.external_id)], limit=1
        )

    def _come_back(self) -> None:
        """The customer is back: read the page's outcome now, and do not wait for the message."""
        self.ensure_one()
        if self.state != "opened":
            return
        connection = self.connection_id
        client = connection._stripe_api()
        answer = client.get(f"/v1/checkout/sessions/{self.external_id}")
        connection._stripe_store(client, KINDS["checkout.session"], [answer.data], answer.seen_at, always_seen=True)
        mirrored = self._mirrored()
        if mirrored:
            self._take(mirrored.status, mirrored.payment_status, mirrored)

    def _take(self, status: str, payment_status: str, mirrored) -> bool:
        """Take over what became of the page. Return whether that changed anything."""
        if status == "expired":
            self._leave()
            return True
        if status != "complete":
            return False
        if mirrored.payment_intent_ref and not self.intent_ref:
            self._set_state("opened", intent_ref=mirrored.payment_intent_ref)
            self._attach()
        self._begin_mandate(mirrored)
        if payment_status == "unpaid" and not self._is_refused():
            return False  # a bank debit is on its way
        self._set_state("done")
        return True

    def _is_refused(self) -> bool:
        """Tell whether a bank debit of the page came back."""
        intent = self.env["ar.stripe.payment.intent"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.intent_ref or "-")], limit=1
        )
        return intent.status in ("requires_payment_method", "canceled")

    def _leave(self) -> None:
        """The customer left the page, or never came."""
        self._set_state("ended")
        mandate = self.mandate_id
        if mandate.state == "pending" and not mandate.session_ids.filtered(lambda row: row.state == "opened"):
            mandate._end("expired")

    def _begin_mandate(self, mirrored) -> None:
        """Begin the mandate with the card or account that was left on the page."""
        mandate = self.mandate_id
        if mandate.state != "pending":
            return
        client = self.connection_id._stripe_api()
        source = mirrored.setup_intent_ref or mirrored.payment_intent_ref
        kind = "setup_intents" if mirrored.setup_intent_ref else "payment_intents"
        intent = client.get(f"/v1/{kind}/{source}").data
        method_ref = intent.get("payment_method")
        if not method_ref:
            return
        answer = client.get(f"/v1/payment_methods/{method_ref}")
        self.connection_id._stripe_store(client, KINDS["payment_method"], [answer.data], answer.seen_at)
        row = self.env["ar.stripe.payment.method"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", method_ref)], limit=1
        )
        mandate._activate(method_ref, answer.data["type"], row.display_name or answer.data["type"])

    def _attach(self) -> None:
        """Have Stripe count the payment on its own invoice, where the invoice is there."""
        move = self.move_id
        if not move or not move._stripe_invoice_row(self.connection_id):
            return
        words = {"amount": self.currency_id.format(self.amount), "number": move.name}
        summary = self.env._("Count %(amount)s as paid on %(number)s", **words)
        step = Step(ATTACH, {"payment_intent": self.intent_ref}, summary, reference("invoice", move._name, move.id))
        operation = self.env["ar.sync.operation"]._plan(self.connection_id, self, f"autopay-page/{self.id}", [step])
        operation.filtered(lambda row: row.state == "review")._set_state("ready")
