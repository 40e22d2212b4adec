"""Taking over a ledger: what is open in the ERP becomes open here, so that it can be collected and matched."""

from decimal import Decimal

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..logs import masked_logger
from ..protocol.document_values import as_values, from_values, said
from ..protocol.documents import Posting

_logger = masked_logger(__name__)
#: Documents of one transaction.
BATCH = 100
#: What is taken over, in this order.
TAKEN_OVER = ("invoice", "credit_memo", "payment")
MOVE_TYPES = {"invoice": "out_invoice", "credit_memo": "out_refund"}


class ArErpOpening(models.AbstractModel):
    """Each document that is open in the ERP becomes an entry of the opening journal, against the opening account.

    It keeps its number, days and total. What was settled in the ERP before is settled here by an entry of its own, and
    stays applied there.
    """

    _name = "ar.erp.opening"
    _description = "Taking over an ERP's open documents"

    @api.model
    def _waiting(self, connection):
        """Return the open documents of the ERP that are tied to nothing here, in the order of taking over."""
        rows = (
            self.env["ar.erp.document"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("subject", "in", TAKEN_OVER),
                    ("open_amount", "!=", 0),
                    ("is_deleted", "=", False),
                    ("is_voided", "=", False),
                ],
                order="day, id",
            )
        )
        Document = self.env["ar.erp.document"]
        tied = set(Document._keys(connection, {(row.subject, row.external_id) for row in rows}))
        tied |= Document._arriving(connection)
        rows = rows.filtered(lambda row: (row.subject, row.external_id) not in tied)
        return rows.sorted(lambda row: TAKEN_OVER.index(row.subject))

    @api.model
    def _take_over(self, connection, limit: int = BATCH) -> int:
        """Take over a batch of what waits; return how many of those that can be taken over remain."""
        customers = self._customers(connection)
        waiting = self._waiting(connection).filtered(
            lambda row: row.customer_ref in customers and not row.opening_error
        )
        for row in waiting[:limit]:
            self._take_in_or_say(connection, row, customers)
        return max(0, len(waiting) - limit)

    @api.model
    def _take_in_or_say(self, connection, row, customers: dict) -> None:
        """Take over one document; one that cannot be says why, and holds up no other."""
        try:
            with self.env.cr.savepoint():
                self._take_in(connection, row, customers)
        except psycopg2.OperationalError:
            raise  # a serialization failure: the batch is done again
        except UserError as error:
            row.opening_error = str(error)
        except Exception as error:
            _logger.exception("%s: taking over %s %s", connection.name, row.subject, row.external_id)
            row.opening_error = f"{type(error).__name__}: {error}"

    @api.model
    def _customers(self, connection) -> dict[str, int]:
        """Return the ERP's id -> our customer, of those that are tied."""
        known = self.env["ar.erp.mapping"]._known(connection, "customer")
        return {external_id: int(key) for key, external_id in sorted(known.items(), reverse=True)}

    @api.model
    def _take_in(self, connection, row, customers: dict | None = None) -> None:
        """Make the entry of one document, tie it, and settle what was settled before."""
        if row.subject not in TAKEN_OVER:
            raise UserError(self.env._("Only invoices, credit memos and payments are brought here."))
        customers = self._customers(connection) if customers is None else customers
        if (row.subject, row.external_id) in self.env["ar.erp.document"]._arriving(connection):
            raise UserError(self.env._("It is one of ours that is just being sent: wait until its outcome is known."))
        if row.customer_ref not in customers:
            raise UserError(
                self.env._("Say first which customer %(name)s is.", name=row.customer_name or row.customer_ref)
            )
        opening = self.with_context(ar_erp_importing=True, tracking_disable=True).with_company(connection.company_id)
        document = from_values(row.subject, row.body)
        partner = self.env["res.partner"].browse(customers[row.customer_ref])
        move = opening._make(connection, document, partner)
        opening._settle_there(connection, move, document)
        key = f"account.move,{move.id}"
        made = self.env["ar.erp.maker"]._make(connection, [key]).get((document.kind, key))
        agreed = said(made) if made else {}
        Binding = self.env["ar.sync.binding"]
        tie = Binding._ar_erp_tie(connection, document.kind, row.external_id, key, agreed, "taken over")
        tie.erp_before = as_values(document.applied)

    # === ENTRIES === #

    @api.model
    def _make(self, connection, document: Posting, partner):
        if document.kind in MOVE_TYPES:
            return self._invoice(connection, document, partner)
        receivable = partner.with_company(connection.company_id).property_account_receivable_id
        return self._entry(connection, document, partner, receivable, -document.total, document.kind)

    @api.model
    def _invoice(self, connection, document: Posting, partner):
        currency = self._currency(document.currency)
        line = {
            "name": document.memo or self.env._("Taken over: %(number)s", number=document.number or document.key),
            "quantity": 1,
            "price_unit": float(document.total),
            "account_id": connection._ar_erp_opening_account().id,
            "tax_ids": [Command.clear()],
        }
        values = {
            "move_type": MOVE_TYPES[document.kind],
            "company_id": connection.company_id.id,
            "journal_id": connection._ar_erp_opening_journal().id,
            "partner_id": partner.id,
            "currency_id": currency.id,
            "invoice_date": document.day,
            "date": document.day,
            "invoice_date_due": getattr(document, "due_on", None) or document.day,
            "invoice_payment_term_id": False,
            "ref": document.memo or False,
            "ar_external_number": document.number or document.key,
            "ar_erp_kind": document.kind,
            "invoice_line_ids": [Command.create(line)],
        }
        if document.rate:
            values["invoice_currency_rate"] = float(1 / document.rate)
        move = self.env["account.move"].create(values)
        move.action_post()
        return move

    @api.model
    def _entry(self, connection, document: Posting, partner, account, amount: Decimal, kind: str):
        """Post an entry of ``amount`` on the customer's account (debit positive) against the opening account."""
        currency = self._currency(document.currency)
        company = connection.company_id
        balance = float(amount * document.rate) if document.rate else None
        if balance is None:
            balance = currency._convert(float(amount), company.currency_id, company, document.day)
        balance = company.currency_id.round(balance)
        common = {"currency_id": currency.id, "partner_id": partner.id, "name": document.number or document.key}
        sides = ((account, float(amount), balance), (connection._ar_erp_opening_account(), -float(amount), -balance))
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": company._ar_transfer_journal().id,
                "date": document.day,
                "ref": document.number or document.key,
                "ar_erp_kind": kind,
                "line_ids": [
                    Command.create({**common, "account_id": one.id, "amount_currency": part, "balance": worth})
                    for one, part, worth in sides
                ],
            }
        )
        move.action_post()
        return move

    @api.model
    def _currency(self, code: str):
        currency = (
            self.env["res.currency"].sudo().with_context(active_test=False).search([("name", "=", code)], limit=1)
        )
        if not currency:
            raise UserError(self.env._("%(currency)s is no currency that Odoo knows.", currency=code))
        if not currency.active:
            currency.active = True
        return currency

    # === WHAT WAS SETTLED BEFORE === #

    @api.model
    def _settle_there(self, connection, move, document: Posting) -> None:
        """Settle what was settled in the ERP, by an entry of its own: it is history, whatever it was settled with."""
        settled = document.total - document.open_amount
        if settled <= 0:
            return
        item = self._item(move)
        sign = -1 if item.balance > 0 else 1
        part = self._entry(connection, document, item.partner_id, item.account_id, sign * settled, "opening")
        part.ref = self.env._("%(number)s: settled in the ERP", number=document.number or document.key)
        (self._item(part) | item).reconcile()

    @api.model
    def _item(self, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    erp_opening_account_id = fields.Many2one(
        "account.account",
        string="Opening Account",
        check_company=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable', 'asset_cash'))]",
        help="What is taken over from the ERP is booked against this account.",
    )
    erp_opening_journal_id = fields.Many2one(
        "account.journal",
        string="Opening Journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Invoices that are taken over are posted here.",
    )
    erp_opening_count = fields.Integer(string="To Take Over", compute="_compute_erp_opening_count")
    is_taking_over = fields.Boolean(readonly=True, copy=False)

    def _compute_erp_opening_count(self):
        for connection in self:
            connection.erp_opening_count = (
                len(self.env["ar.erp.opening"]._waiting(connection)) if connection.is_erp and connection.id else 0
            )

    def _ar_erp_opening_account(self):
        """Return the account that taken-over documents are booked against: the clearing account, where none is set."""
        return self.erp_opening_account_id or self.company_id._ar_account("clearing")

    def _ar_erp_opening_journal(self):
        return self.erp_opening_journal_id or self._ar_invoice_journal()

    def action_take_over(self):
        """Bring what is open in the ERP here, in the background."""
        self.ensure_one()
        self.check_access("write")
        if not self.is_erp or not self.is_imported:
            raise UserError(self.env._("Wait until the ERP's documents were read for the first time."))
        failed = [("connection_id", "=", self.id), ("opening_error", "!=", False)]
        self.env["ar.erp.document"].sudo().search(failed).opening_error = False
        self.write({"is_taking_over": True, "erp_opening_on": self.erp_opening_on or fields.Date.context_today(self)})
        self.env["ar.sync.dispatch"]._dispatch("erp")

    @api.model
    def _ar_erp_take_over_waiting(self) -> int:
        """Take over a batch for one connection and commit. Return how many documents remain."""
        connection = self.sudo().search([("is_taking_over", "=", True), ("state", "=", "connected")], limit=1)
        if not connection or not connection.try_lock_for_update(allow_referencing=True):
            return 0
        left = self.env["ar.erp.opening"]._take_over(connection)
        if not left:
            connection.is_taking_over = False
            connection.needs_tie_out = True
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return left
