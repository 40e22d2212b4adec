"""Money of customers that are out of scope: in the books in sum, so that the books equal the balance."""

from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.protocol.errors import Transient
from odoo.addons.ar_sync.protocol.masking import mask

BATCH = 1000
# Movements whose text is that of a payment: by how the id of their source begins.
OF_PAYMENTS = ("ch_", "py_", "re_", "pyr_", "dp_", "du_")
DISPUTES = ("dp_", "du_")


class ArStripeBalanceTransaction(models.Model):
    _inherit = "ar.stripe.balance.transaction"

    scope_booking = fields.Selection(
        [("sum", "Booked in sum"), ("back", "Is taken out of the sum")],
        string="Out of Scope",
        readonly=True,
        help="Its customer is out of scope: it is in the books together with others, against provider clearing.",
    )
    scope_balance = fields.Float(
        string="Booked in Company Currency",
        readonly=True,
        digits=(16, 6),
        aggregator=None,
        help="What it was worth when it was booked in sum: taken out again at the same worth.",
    )

    _scope_index = models.Index("(connection_id, scope_booking) WHERE scope_booking IS NOT NULL")

    # === TEXT === #

    @api.model
    def _without_text(self, scope, readings: list) -> list:
        """A movement repeats the text of its payment: it is not kept while somebody is out of scope."""
        if scope.is_open:
            return readings
        return [
            replace(values, description=None) if (values.source_id or "").startswith(OF_PAYMENTS) else values
            for values in readings
        ]

    @api.model
    def _blank_texts(self, connection) -> None:
        """Blank the texts of payments in what is stored already."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE ar_stripe_balance_transaction SET description = NULL
                    WHERE connection_id = %s AND description IS NOT NULL
                      AND substring(source_ref from '^[a-z]+_') = ANY(%s)""",
                connection.id,
                list(OF_PAYMENTS),
            )
        )
        self.invalidate_model(["description"], flush=False)

    # === INTO THE SUM === #

    @api.model
    def _book_outside(self, connection) -> int:
        """Book one batch of movements that are out of scope, an entry per day and currency. Return how many."""
        movements = self.browse(self._outside_ids(connection)).try_lock_for_update()
        count = 0
        for (currency, date), rows in movements.grouped(
            lambda row: (row.currency_id, connection._ar_local_date(row.created_at))
        ).items():
            count += rows._book_sum(connection, currency, date)
        return count

    @api.model
    def _outside_ids(self, connection) -> list[int]:
        """Return movements that are not booked and whose payment is out of scope and not in the books.

        What takes back money that is in the books, of a customer who left since, is booked with its receipt.
        """
        if self.env["ar.sync.scope.guard"].sudo()._hold(connection).was_never_narrowed:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id FROM ar_stripe_balance_transaction m
                    WHERE m.connection_id = %(connection)s AND m.is_booked IS NOT TRUE AND m.source_ref IS NOT NULL
                      AND (EXISTS (SELECT FROM ar_sync_scope_outside o
                                    WHERE o.connection_id = m.connection_id AND o.external_id = m.source_ref)
                       OR EXISTS (SELECT FROM ar_stripe_charge c LEFT JOIN ar_match_receipt r ON r.id = c.receipt_id
                                   WHERE c.connection_id = m.connection_id AND c.external_id = m.source_ref
                                     AND c.out_of_scope_since IS NOT NULL AND r.move_id IS NULL)
                       OR EXISTS (SELECT FROM ar_stripe_refund f %(left)s
                                   WHERE f.connection_id = m.connection_id AND f.external_id = m.source_ref
                                     AND f.out_of_scope_since IS NOT NULL AND r.move_id IS NULL)
                       OR EXISTS (SELECT FROM ar_stripe_dispute f %(left)s
                                   WHERE f.connection_id = m.connection_id AND f.external_id = m.source_ref
                                     AND f.out_of_scope_since IS NOT NULL AND r.move_id IS NULL))
                    ORDER BY m.created_at, m.id LIMIT %(limit)s""",
                connection=connection.id,
                left=SQL(
                    """LEFT JOIN ar_stripe_charge c ON c.connection_id = f.connection_id
                              AND c.external_id = f.charge_ref
                       LEFT JOIN ar_match_receipt r ON r.id = c.receipt_id"""
                ),
                limit=BATCH,
            )
        )
        return [movement_id for (movement_id,) in rows]

    def _of_known_sources(self, connection):
        """Return these movements without those of disputes that were not read yet: whose they are is not known.

        Where nobody can be out of scope, or disputes are not read, they do not wait.
        """
        scope = self.env["ar.sync.scope.guard"].sudo()._hold(connection)
        stream = connection.stream_ids.filtered(lambda stream: stream.kind == "dispute")
        if scope.was_never_narrowed or scope.is_open or not stream or stream.state == "off":
            return self
        disputed = self.filtered(lambda row: (row.source_ref or "").startswith(DISPUTES))
        refs = disputed.mapped("source_ref")
        read = self.env["ar.stripe.dispute"].search(
            [("connection_id", "=", connection.id), ("external_id", "in", refs)]
        )
        return self - disputed.filtered(lambda row: row.source_ref not in read.mapped("external_id"))

    def _book_sum(self, connection, currency, date) -> int:
        """Book these movements of one day and currency as one entry. Return how many were booked."""
        label = self.env._("Out of scope: %s movements", len(self))
        try:
            with self.env.cr.savepoint():
                connection._ar_require_rate(currency)
                company = connection.company_id
                for movement in self:
                    movement.scope_balance = currency._convert(movement.net, company.currency_id, company, date)
                move = self._post_sum(connection, currency, date, label, 1)
                note = self.env._("Its customer is out of scope: booked in sum.")
                self.write({"is_booked": True, "move_id": move.id, "booked_note": note, "scope_booking": "sum"})
            return len(self)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            self.booked_note = mask(str(error))
            return 0

    def _post_sum(self, connection, currency, date, label: str, sign: int):
        """Post an entry with the sum of these movements against provider clearing, or with its opposite."""
        company = connection.company_id
        amount = sign * currency.round(sum(self.mapped("net")))
        balance = sign * company.currency_id.round(sum(self.mapped("scope_balance")))
        accounts = (connection._ar_journal(currency).default_account_id, company._ar_account("clearing"))
        lines = [
            {
                "name": label,
                "account_id": account.id,
                "currency_id": currency.id,
                "amount_currency": side * amount,
                "balance": side * balance,
            }
            for side, account in zip((1, -1), accounts, strict=True)
        ]
        return self._post_entry(connection, currency, date, label, lines)

    # === OUT OF THE SUM === #

    @api.model
    def _take_back_sources(self, connection, source_ids: list[str]) -> None:
        """Note that the payments with these ids are in scope now: their movements are to be booked properly."""
        self.flush_model(["scope_booking", "source_ref"])
        self.env.cr.execute(
            SQL(
                """UPDATE ar_stripe_balance_transaction SET scope_booking = 'back'
                    WHERE connection_id = %s AND source_ref = ANY(%s) AND scope_booking = 'sum'""",
                connection.id,
                list(source_ids),
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(["scope_booking"], flush=False)
            self.env["ar.sync.dispatch"]._dispatch("apply")

    @api.model
    def _take_back_outside(self, connection) -> int:
        """Take movements of payments that entered the scope out of the sum, in entries of their own.

        They are then not booked, like any that was just read. Nothing is taken back twice: the note on the
        movement goes in the transaction of the entry. Return how many were taken out.
        """
        due = self.search([("connection_id", "=", connection.id), ("scope_booking", "=", "back")], order="id")
        movements = due.try_lock_for_update()
        for (currency, date), rows in movements.grouped(
            lambda row: (row.currency_id, connection._ar_local_date(row.created_at))
        ).items():
            rows._take_back_day(connection, currency, date)
        if movements:
            connection.needs_tie_out = True
        return len(movements)

    def _take_back_day(self, connection, currency, date) -> None:
        """Take these movements of one day and currency out of the sum; what cannot be posted stays and says why."""
        label = self.env._("In scope again: %s movements", len(self))
        released = {"is_booked": False, "move_id": False, "booked_note": False, "scope_booking": False}
        try:
            with self.env.cr.savepoint():
                self._post_sum(connection, currency, date, label, -1)
                self.write({**released, "scope_balance": 0.0})
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            self.booked_note = mask(str(error))

    def _require_out_of_sum(self) -> None:
        """Refuse to make a receipt of money that is still in the sum of what is out of scope.

        :raise Transient: it is taken out first.
        """
        if self.scope_booking:
            self.scope_booking = "back"
            raise Transient(self.env._("%s is taken out of the sum first.", self.external_id), retry_after_s=1)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_outside_sum(self, currency) -> float:
        if self.provider != "stripe":
            return super()._ar_outside_sum(currency)
        [(total,)] = self.env["ar.stripe.balance.transaction"]._read_group(
            [("connection_id", "=", self.id), ("currency_id", "=", currency.id), ("scope_booking", "!=", False)],
            [],
            ["net:sum"],
        )
        return currency.round(total or 0.0)
