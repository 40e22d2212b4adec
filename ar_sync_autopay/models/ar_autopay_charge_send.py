"""Charging: the last look, the outgoing change, and what Stripe answers."""

from calendar import timegm

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import LockError

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import NeedsPerson, Transient
from odoo.addons.ar_sync.protocol.steps import Step
from odoo.addons.ar_sync_stripe.payloads.currency import to_minor

from ..outgoing import CHARGE
from ..planning.plan import month_room
from .money import decimal_of, units_of

_logger = masked_logger(__name__)

DESCRIPTION_MAX = 500
#: Money that Stripe took from the customer so lately may not be in our books yet.
NEWS_DAYS = 3


class Withdrawn(NeedsPerson):
    """The charge is not wanted any more, found out in the moment before it was sent."""


class ArAutopayCharge(models.Model):
    _inherit = "ar.autopay.charge"

    # === DUE === #

    @api.model
    def _charge_due(self) -> int:
        """Send one charge that is due, and commit. Return whether more may be (0 or 1).

        Customers who go to the payment page write the invoice as well (:meth:`ar.autopay.session._one_at_a_time`), so
        one of both is first, and the other sees it.
        """
        for charge in self._due():
            charge = charge.try_lock_for_update()
            moves = charge.move_ids
            if not charge or not charge.mandate_id.try_lock_for_update() or moves.try_lock_for_update() != moves:
                continue
            try:
                with self.env.cr.savepoint():
                    if moves:
                        self.env["ar.autopay.session"]._one_at_a_time(moves)
                    charge.with_company(charge.company_id)._begin()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                _logger.exception("automatic charge %s was not begun", charge.id)
                charge._set_state("held", why=self.env._("It could not be begun: %s", error))
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return 1
        return 0

    @api.model
    def _due(self):
        """Return the planned charges whose day and hour have come where their customers are.

        A customer is charged one by one: were two sent at once, the second would be refused too.
        """
        latest = fields.Date.add(fields.Date.today(), days=1)
        rows = self.search(
            [
                ("state", "=", "planned"),
                ("charge_on", "<=", latest),
                ("mandate_id.state", "=", "active"),
                ("mandate_id.charge_ids", "not any", [("state", "=", "sending")]),
                ("mandate_id.connection_id.state", "=", "connected"),
                ("mandate_id.connection_id.stripe_send_charges", "!=", "off"),
            ],
            order="charge_on, id",
        )
        return rows.filtered(lambda row: row._is_due())

    def _is_due(self) -> bool:
        """Tell whether it is time, and the customer was told where that is wanted."""
        now = self.mandate_id._now()
        if self.charge_on > now.date() or now.hour < self.company_id.ar_autopay_hour:
            return False
        return not self._notice_days() or bool(self.notified_at)

    def _begin(self) -> None:
        """Write the outgoing change of a charge that is due, or hold it and say why."""
        self.ensure_one()
        if self._is_outdated():
            self.mandate_id.write({"needs_plan": True})
            self._hold(self.env._("What is open has changed: it is planned anew."))
            return
        why = self._obstacle_now()
        if why:
            self._hold(why)
            return
        self._set_state("sending", why=False)
        connection = self.mandate_id.connection_id
        Operation = self.env["ar.sync.operation"]
        # A former try that was certainly not made is over; left open, it would stand for this one, which is the same.
        former = Operation.sudo()._open_of(connection, self._key())
        former.filtered(lambda row: row.state == "failed")._supersede(Operation)
        [operation] = Operation._plan(connection, self, self._key(), [self._step()])
        self._set_state("sending", operation_id=operation.id)

    def _hold(self, why: str) -> None:
        """Wait; planning looks at it again each day and whenever something of the customer changes."""
        self._set_state("held", why=why)

    def _hold_over_limits(self) -> None:
        """Hold what is planned and over a limit: the customer is told of no charge that will not be made."""
        for charge in self.filtered(lambda row: row.state == "planned"):
            why = charge._obstacle_of_caps()
            if why:
                charge._hold(why)

    def _withdrawn_by_person(self) -> None:
        """A person withdrew the outgoing change: the charge is over, and its invoices are excluded."""
        for charge in self.filtered(lambda row: row.state == "sending"):
            why = self.env._("%s withdrew it before it was sent.", self.env.user.name)
            charge._set_state("cancelled", why=why, decline_class="withdrawn", done_at=fields.Datetime.now())
            self.env.flush_all()
            charge.move_ids._ar_autopay_exclude(True)

    # === THE LAST LOOK === #

    def _is_outdated(self) -> bool:
        """Tell whether something else is open now than when this was planned."""
        return not self.line_ids or any(
            units_of(line._open_amount(), line.currency_id) != units_of(line.amount, line.currency_id)
            for line in self.line_ids
        )

    def _obstacle_now(self) -> str:
        """Return why this must not be charged at this moment; empty where it may."""
        items = self.line_ids.line_id
        for line_id, why in items._ar_autopay_obstacles(self.mandate_id._today(), but=self).items():
            return f"{items.browse(line_id).move_id.name}: {why}"
        return self._obstacle_of_mandate() or self._obstacle_of_money() or self._obstacle_of_caps()

    def _obstacle_of_mandate(self) -> str:
        mandate = self.mandate_id
        if mandate.state != "active":
            return self.env._("Auto-pay of the customer is not active.")
        if not mandate.partner_id.active:
            return self.env._("The customer is archived.")
        elsewhere = self._accounts_of_invoices() - mandate.connection_id
        if elsewhere:
            return self.env._(
                "It is an invoice of another Stripe account, %s, and would be open there.", elsewhere[:1].name
            )
        method = mandate.method_id
        if method and (method.is_deleted or not method.customer_ref):
            return self.env._("The customer's card or account was taken off at Stripe.")
        if mandate._currencies() and self.currency_id.name not in mandate._currencies():
            return self._obstacle_words()["currency"]
        try:
            to_minor(decimal_of(self.amount, self.currency_id), self.currency_id.name)
        except ValueError as error:
            return str(error)
        return ""

    def _accounts_of_invoices(self):
        """Return the Stripe accounts in which these invoices are."""
        domain = [("kind", "=", "invoice"), ("res_model", "=", "account.move"), ("res_id", "in", self.move_ids.ids)]
        bindings = self.env["ar.sync.binding"].sudo().search([*domain, ("is_former", "=", False)])
        return bindings.connection_id.filtered(lambda row: row.provider == "stripe")

    def _obstacle_of_money(self) -> str:
        """Money of the customer that waits to be applied may be for these very invoices."""
        receipts = (
            self.env["ar.match.receipt"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "child_of", self.partner_id.id),
                    ("currency_id", "=", self.currency_id.id),
                    ("state", "in", ("new", "booked", "review")),
                    ("unapplied_amount", ">", 0),
                ],
                limit=1,
            )
        )
        if receipts:
            return self.env._(
                "%(amount)s of the customer waits to be applied (%(name)s): it may pay this.",
                amount=self.currency_id.format(receipts.unapplied_amount),
                name=receipts.display_name,
            )
        on_its_way = (
            self.env["ar.stripe.charge"]
            .sudo()
            .search_count(
                [
                    ("connection_id", "=", self.mandate_id.connection_id.id),
                    ("customer_id.partner_id", "child_of", self.partner_id.id),
                    ("status", "=", "succeeded"),
                    ("needs_apply", "=", True),
                    ("receipt_id", "=", False),
                ],
                limit=1,
            )
        )
        return self.env._("A payment of the customer is just coming in: it may pay this.") if on_its_way else ""

    def _obstacle_of_caps(self) -> str:
        mandate, company = self.mandate_id, self.company_id
        money = company.currency_id
        for cap in (mandate.cap_charge, company.ar_autopay_cap_charge):
            if cap and money.compare_amounts(self.amount_company, cap) > 0:
                return self.env._("It is more than the limit of one charge, %s.", money.format(cap))
        monthly = [cap for cap in (mandate.cap_month, company.ar_autopay_cap_month) if cap]
        charged = units_of(mandate._charged_this_month(self.charge_on, but=self), money) if monthly else 0
        for cap in monthly:
            room = month_room(units_of(cap, money), charged)
            if room is not None and units_of(self.amount_company, money) > room:
                return self.env._("It would go over the limit of one month, %s.", money.format(cap))
        return ""

    def _check_at_sending(self, client) -> None:
        """Look once more in the moment before the call, and hold the items still until its answer is kept.

        Whoever settles one of them at the same time is either seen here, or waits. A settlement that came between our
        reading and our locking fails this transaction, and the change is looked at again.

        :raise Withdrawn: where the charge is not wanted any more.
        :raise Transient: where somebody else holds an item, as whoever registers a payment does.
        """
        self.ensure_one()
        if self.state != "sending":
            raise Withdrawn(self.env._("This charge is over."))
        if self.mandate_id.connection_id.stripe_send_charges == "off":
            raise Withdrawn(self.env._("Charging customers is switched off on the connection."))
        try:
            self.line_ids.line_id.lock_for_update()
        except LockError as error:
            raise Transient(self.env._("Somebody is settling these invoices at this moment.")) from error
        if self._is_outdated():
            raise Withdrawn(self.env._("What is open has changed in the last moment."))
        why = self._obstacle_now() or self._obstacle_at_stripe(client)
        if why:
            raise Withdrawn(why)

    def _obstacle_at_stripe(self, client) -> str:
        """Return why Stripe's own invoice must not be charged for."""
        connection = self.mandate_id.connection_id
        for move in self.move_ids:
            row = move._stripe_invoice_row(connection)
            if not row or row.status in ("draft",):
                continue
            said = client.get(f"/v1/invoices/{row.external_id}").data
            wanted = to_minor(decimal_of(self.amount, self.currency_id), self.currency_id.name)
            if said["status"] not in ("open", "uncollectible") or said["amount_remaining"] < wanted:
                return self.env._("%s is not open for so much at Stripe.", move.name)
            if said["customer"] != self.mandate_id._customer_ref():
                return self.env._(
                    "%s is an invoice of another customer at Stripe than the card: ask the customer to enter the card "
                    "anew.",
                    move.name,
                )
        return (
            self.env._("A payment of the customer is just coming in: it may pay this.") if self._is_news(client) else ""
        )

    def _is_news(self, client) -> bool:
        """Tell whether Stripe took money from the customer in the last days that is not in our books yet."""
        connection = self.mandate_id.connection_id
        since = timegm(fields.Datetime.subtract(fields.Datetime.now(), days=NEWS_DAYS).timetuple())
        customers = {self.mandate_id._customer_ref(), connection._ar_bound("customer", self.partner_id) or ""} - {""}
        taken = []
        for customer in sorted(customers):
            page, _seen_at = client.page("/v1/charges", customer=customer, created={"gte": since})
            taken += [row for row in page.items if row["status"] == "succeeded" and not self._is_own(row)]
        known = (
            self.env["ar.stripe.charge"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("external_id", "in", [row["id"] for row in taken]),
                    ("needs_apply", "=", False),
                ]
            )
        )
        return len(known) < len(taken)

    def _is_own(self, charge: dict) -> bool:
        """Tell whether Stripe's charge is one of ours: what those took is counted without a look at the books."""
        metadata = charge.get("metadata") or {}
        number = metadata.get("odoo_id") or ""
        if metadata.get("odoo_model") != self._name or not number.isdecimal():
            return False
        return self.mandate_id.connection_id._stripe_is_ours(metadata, self.browse(int(number)))

    # === THE CALL === #

    def _step(self) -> Step:
        """Return the change that charges the customer."""
        mandate = self.mandate_id
        connection = mandate.connection_id
        numbers = ", ".join(self.move_ids.mapped("name"))
        words = {"amount": self.currency_id.format(self.amount), "name": self.partner_id.display_name}
        payload = {
            "amount": to_minor(decimal_of(self.amount, self.currency_id), self.currency_id.name),
            "currency": self.currency_id.name.lower(),
            "customer": mandate._customer_ref(),
            "payment_method": mandate.method_ref,
            "allowed_payment_method_types": [mandate.method_type or "card"],
            "confirm": True,
            "off_session": True,
            "error_on_requires_action": True,
            "description": numbers[:DESCRIPTION_MAX],
            "metadata": {**connection._stripe_backlink(self), "invoices": numbers[:DESCRIPTION_MAX]},
        }
        problems = "" if payload["customer"] else self.env._("%s is no customer at Stripe.", words["name"])
        summary = self.env._("Charge %(name)s %(amount)s for %(numbers)s", numbers=numbers, **words)
        return Step(CHARGE, payload, summary, problems=problems)

    def _stripe_plan(self, connection):
        """Nothing more is planned by the outbox itself."""
        return self.env["ar.sync.operation"]

    def _stripe_done(self, operation, said: dict) -> None:
        """Keep what Stripe answered."""
        if operation.kind == CHARGE:
            self._take_answer(said)

    def _take_answer(self, said: dict) -> None:
        """Follow a payment as it was made: charged, or on its way through the banks."""
        self.ensure_one()
        values = {"intent_ref": said["id"]}
        self.move_ids._ar_autopay_attach(self.mandate_id.connection_id, self, said["id"])
        if said["status"] == "succeeded":
            self._succeed(**values)
        elif said["status"] == "processing":
            self._set_state("processing", **values)
        else:
            self._ask_customer(**values)

    def _succeed(self, **values) -> None:
        """The money is certain: say so to the customer and on the invoices."""
        self._set_state("succeeded", done_at=fields.Datetime.now(), why=False, **values)
        mandate = self.mandate_id
        words = {"amount": self.currency_id.format(self.amount), "how": mandate.method_name or ""}
        for move in self.move_ids:
            move.message_post(body=self.env._("Auto-pay charged %(amount)s to %(how)s.", **words))
        mandate._tell("ar_sync_autopay.mail_template_charged", self)

    # === FOLLOWING === #

    @api.model
    def _follow_payments(self) -> int:
        """Bring charges that the banks work on after their payments. Return whether more may wait (0 or 1)."""
        followed = False
        for charge in self.search([("state", "=", "processing")]):
            intent = charge.intent_id
            if intent.status == "succeeded":
                charge._succeed()
            elif intent.status in ("requires_payment_method", "canceled"):
                charge._fail_later(intent)
            else:
                continue
            followed = True
        if followed:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return 0
