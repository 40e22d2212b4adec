"""Every movement of Stripe's balance is in the books once: so the books equal the balance to the cent.

Receipts book their own movements (the charge); this file books all others, and notes on each movement the
entry that holds it. The kind of a movement comes from the pure table ``payloads/ledger.py``.
"""

import psycopg2

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.masking import mask

BATCH = 200
# Which of the company's accounts takes the gross of a movement of each kind.
ACCOUNTS = {
    "payout": "transit",
    "payout_failure": "transit",
    "topup": "transit",
    "topup_reversal": "transit",
    "fee": "fee",
    "tax": "fee",
    "dispute": "dispute",
    "dispute_reversal": "dispute",
}
# What has to be looked at again once its movement is booked.
WAKES = {
    ("dispute", "dispute_reversal"): "ar.stripe.dispute",
    ("payout_failure",): "ar.stripe.payout",
}
RECEIPT_KINDS = ("charge",)
REVERSAL_KINDS = ("refund", "charge_failure", "partial_capture_reversal")
RESTORE_KINDS = ("refund_failure",)


class ArStripeBalanceTransaction(models.Model):
    _inherit = "ar.stripe.balance.transaction"

    # === STAGE === #

    @api.model
    def _book_waiting(self, connection) -> int:
        """Book one batch of a connection's movements, and commit. Return whether more wait (0 or 1)."""
        noted = self._note_receipts(connection)
        booked = woken = 0
        if connection.mode == "automatic":
            booked = self._book_opening(connection) + self._book_outside(connection) + self._book_batch(connection)
        if noted or booked:
            connection.needs_tie_out = True
            woken = self.env["ar.stripe.credit.note"]._wake(connection)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(booked >= BATCH or woken > 0)

    @api.model
    def _note_receipts(self, connection) -> int:
        """Note on each charge's movement the entry that its receipt made. Return how many were noted."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE ar_stripe_balance_transaction movement
                      SET is_booked = TRUE, move_id = receipt.move_id, booked_note = NULL
                     FROM ar_stripe_charge charge JOIN ar_match_receipt receipt ON receipt.id = charge.receipt_id
                    WHERE movement.connection_id = %s AND movement.is_booked IS NOT TRUE
                      AND charge.connection_id = movement.connection_id
                      AND charge.balance_transaction_ref = movement.external_id
                      AND receipt.move_id IS NOT NULL""",
                connection.id,
            )
        )
        count = self.env.cr.rowcount
        if count:
            self.invalidate_model(["is_booked", "move_id", "booked_note"])
        return count

    @api.model
    def _book_opening(self, connection) -> int:
        """Book everything before the connection's first day as one opening entry per currency."""
        if not connection.import_from:
            return 0
        old = self.search(
            [("connection_id", "=", connection.id), ("is_booked", "=", False)], order="created_at, id"
        ).filtered(lambda row: connection._stripe_is_before_books(row.created_at))
        for currency, movements in old.grouped("currency_id").items():
            total = currency.round(sum(movements.mapped("net")))
            lines = self._pair(
                connection, currency, total, 0.0, "clearing", connection.import_from, self.env._("Opening")
            )
            move = self._post_entry(connection, currency, connection.import_from, self.env._("Opening balance"), lines)
            movements.write({"is_booked": True, "move_id": move.id, "booked_note": self.env._("Before the first day")})
        return len(old)

    @api.model
    def _book_batch(self, connection) -> int:
        """Book the oldest movements that can be booked now. Return how many were."""
        waiting = self.search(
            [
                ("connection_id", "=", connection.id),
                ("is_booked", "=", False),
                ("booking_kind", "not in", RECEIPT_KINDS),
            ],
            order="created_at, id",
            limit=BATCH,
        ).try_lock_for_update()._of_known_sources(connection)
        plain = waiting.filtered(lambda row: row.booking_kind not in REVERSAL_KINDS + RESTORE_KINDS)
        count = plain._book_plain(connection)
        for movement in waiting - plain:
            count += movement._book_with_receipt()
        return count

    # === PLAIN MOVEMENTS === #

    def _book_plain(self, connection) -> int:
        """Book payouts, fees, disputes and the like, an entry each, in one batch; else one by one."""
        if not self:
            return 0
        try:
            with self.env.cr.savepoint():
                moves = (
                    self.env["account.move"]
                    .with_context(**QUIET)
                    .create([movement._entry_values(connection) for movement in self])
                )
                moves._post(soft=False)
                for movement, move in zip(self, moves, strict=True):
                    movement.write({"is_booked": True, "move_id": move.id, "booked_note": False})
                self._wake_sources()
            return len(self)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                return sum(movement._book_plain(connection) for movement in self)
            self.booked_note = mask(str(error))
            return 0

    def _wake_sources(self) -> None:
        """Bring disputes and payouts that came back to the books again: their money is there now."""
        for kinds, model in WAKES.items():
            refs = self.filtered(lambda row, kinds=kinds: row.booking_kind in kinds).mapped("source_ref")
            found = self.env[model].search(
                [("connection_id", "in", self.connection_id.ids), ("external_id", "in", [ref for ref in refs if ref])]
            )
            if found:
                found.write({"needs_apply": True, "next_apply_at": False})
                self.env["ar.sync.dispatch"]._dispatch("apply")

    def _entry_values(self, connection) -> dict:
        """Return the entry of a movement whose counterpart follows from its kind alone."""
        date = connection._ar_local_date(self.created_at)
        kind = ACCOUNTS.get(self.booking_kind, "clearing")
        label = f"{self.description or self.booking_kind or self.type} {self.external_id}"
        lines = self._pair(connection, self.currency_id, self.net, self.fee, kind, date, label)
        return self._move_values(connection, self.currency_id, date, self.external_id, lines)

    @api.model
    def _move_values(self, connection, currency, date, ref: str, lines: list[dict]) -> dict:
        return {
            "move_type": "entry",
            "company_id": connection.company_id.id,
            "journal_id": connection._ar_journal(currency).id,
            "date": date,
            "ref": ref,
            "line_ids": [Command.create(line) for line in lines],
        }

    @api.model
    def _post_entry(self, connection, currency, date, ref: str, lines: list[dict]):
        """Create and post one entry."""
        values = self._move_values(connection, currency, date, ref, lines)
        move = self.env["account.move"].with_context(**QUIET).create(values)
        move._post(soft=False)
        return move

    @api.model
    def _post_lines(self, head: dict, company, lines: list[dict]):
        """Create and post an entry of the company with these lines; ``head``: journal, date and reference."""
        values = {**head, "move_type": "entry", "company_id": company.id}
        values["line_ids"] = [Command.create(line) for line in lines]
        move = self.env["account.move"].with_context(**QUIET).create(values)
        move._post(soft=False)
        return move

    @api.model
    def _pair(self, connection, currency, net: float, fee: float, kind: str, date, label: str) -> list[dict]:
        """Return the lines: ``net`` on the Stripe account, ``fee`` as expense, the gross on the account of ``kind``."""
        company = connection.company_id
        lines = self._money_lines(connection, currency, net, fee, date, label)
        gross = currency.round(net + fee)
        if kind == "fee" and currency.is_zero(fee):
            account = company._ar_account("fee")
        else:
            account = company._ar_account(kind)
        lines.append(
            {
                "name": label,
                "account_id": account.id,
                "currency_id": currency.id,
                "amount_currency": -gross,
                "balance": -sum(line["balance"] for line in lines),
            }
        )
        return lines

    @api.model
    def _money_lines(self, connection, currency, net: float, fee: float, date, label: str) -> list[dict]:
        """Return the lines for what moved at Stripe and, where there is one, the fee."""
        company = connection.company_id
        connection._ar_require_rate(currency)
        journal = connection._ar_journal(currency)
        parts = [(journal.default_account_id, net)]
        if not currency.is_zero(fee):
            parts.append((company._ar_account("fee"), fee))
        return [
            {
                "name": label,
                "account_id": account.id,
                "currency_id": currency.id,
                "amount_currency": amount,
                "balance": currency._convert(amount, company.currency_id, company, date),
            }
            for account, amount in parts
        ]

    # === MOVEMENTS OF A RECEIPT === #

    def _book_with_receipt(self) -> int:
        """Book a refund or its failure on the receipt whose money it moves. Return 1 if it was booked."""
        self.ensure_one()
        receipt, amount = self._receipt_and_amount()
        if not receipt or not receipt.move_id or receipt.state == "new":
            if not self._is_orphan():
                return 0  # the charge is booked first
            return self._book_plain(self.connection_id)
        if self._refund()._is_being_recorded():
            self.booked_note = self.env._("Odoo is recording the refund itself.")
            return 0
        try:
            with self.env.cr.savepoint():
                move = self._move_on_receipt(receipt, amount)
                self.write({"is_booked": True, "move_id": move.id, "booked_note": False})
            return 1
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            self.booked_note = mask(str(error))
            return 0

    def _move_on_receipt(self, receipt, amount: float):
        """Reverse or restore ``amount`` of ``receipt`` with the money of this movement."""
        connection = self.connection_id
        date = connection._ar_local_date(self.created_at)
        label = self.env._("Refund %s", self.external_id)
        entry = {
            "journal_id": connection._ar_journal(self.currency_id).id,
            "date": date,
            "ref": self.external_id,
            "line_ids": self._money_lines(connection, self.currency_id, self.net, self.fee, date, label),
        }
        if self.booking_kind in RESTORE_KINDS:
            return receipt._restore(amount, entry, self.env._("A refund failed: the money is back."))
        move = receipt._reverse(amount, entry, self.env._("Refunded by Stripe."))
        refund = self._refund()
        if refund:
            refund._settle_own_payment(receipt, move)
        return move

    def _receipt_and_amount(self):
        """Return (receipt, amount in the receipt's currency) that this movement is about."""
        refund = self._refund()
        if refund:
            return refund.charge_id.receipt_id, refund.amount
        charge = self.env["ar.stripe.charge"].search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", self.source_ref)], limit=1
        )
        amount = abs(self.amount) if charge.currency_id == self.currency_id else charge.amount
        return charge.receipt_id, amount

    def _is_orphan(self) -> bool:
        """Tell whether no receipt will come whose money this movement moves: it goes to clearing, where it is seen.

        So it is for refunds of money from before the first day, and where refunds or charges may not be read.
        """
        refund = self._refund()
        if refund:
            charge_movement = refund.charge_id.balance_transaction_id
            return charge_movement.is_booked and not refund.charge_id.receipt_id
        streams = self.connection_id.stream_ids.filtered(lambda stream: stream.kind in ("refund", "charge"))
        return any(stream.state == "off" for stream in streams)

    def _refund(self):
        """Return the refund whose money, or returned money, this movement is."""
        return self.env["ar.stripe.refund"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                "|",
                ("balance_transaction_ref", "=", self.external_id),
                ("failure_balance_transaction_ref", "=", self.external_id),
            ],
            limit=1,
        )


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _stripe_is_before_books(self, moment) -> bool:
        """Tell whether ``moment`` lies before the first day of the books: it is part of the opening entry."""
        self.ensure_one()
        return bool(self.import_from) and self._ar_local_date(moment) < self.import_from

    def _ar_movement_sums(self, currency) -> tuple[float, float]:
        """Return (net of all movements, net of those not in the books)."""
        if self.provider != "stripe":
            return super()._ar_movement_sums(currency)
        domain = [("connection_id", "=", self.id), ("currency_id", "=", currency.id)]
        Movement = self.env["ar.stripe.balance.transaction"]
        [(total,)] = Movement._read_group(domain, [], ["net:sum"])
        [(waiting,)] = Movement._read_group([*domain, ("is_booked", "=", False)], [], ["net:sum"])
        return currency.round(total or 0.0), currency.round(waiting or 0.0)
