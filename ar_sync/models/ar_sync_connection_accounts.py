"""The books of a connection: journals per settlement currency, and the tie-out."""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..protocol.errors import SyncError, Transient
from ..protocol.masking import mask

_logger = logging.getLogger(__name__)


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    journal_ids = fields.One2many("account.journal", "ar_connection_id", string="Journals", readonly=True)
    invoice_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
        help="Imported invoices are posted here.",
    )

    # === JOURNALS === #

    def _ar_journal(self, currency):
        """Return the liquidity journal for ``currency``, made on request."""
        self.ensure_one()
        company_currency = self.company_id.currency_id
        wanted = self.env["res.currency"] if currency == company_currency else currency
        journal = self.journal_ids.filtered(lambda journal: journal.currency_id == wanted)[:1]
        return journal or self._ar_create_journal(currency)

    def _ar_create_journal(self, currency):
        """Create a liquidity journal and its account for ``currency``, which is activated if it is not."""
        if not currency.active:
            currency.sudo().active = True
        name = f"{self._ar_provider_label()} {currency.name}"
        if self.search_count([("company_id", "=", self.company_id.id), ("provider", "=", self.provider)]) > 1:
            name = f"{name} ({self.account_name or self.name})"
        return (
            self.env["account.journal"]
            .with_company(self.company_id)
            .create(
                {
                    "name": name,
                    "type": "bank",
                    "code": self._ar_journal_code(),
                    "company_id": self.company_id.id,
                    "currency_id": currency.id if currency != self.company_id.currency_id else False,
                    "ar_connection_id": self.id,
                    "ar_booking": self.company_id.ar_sync_booking,
                }
            )
        )

    def _ar_journal_code(self) -> str:
        """Return a free journal code of at most five characters."""
        stem = (self._ar_provider_label() or "AR")[:3].upper()
        taken = set(
            self.env["account.journal"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id), ("code", "=like", f"{stem}%")])
            .mapped("code")
        )
        return next(code for number in range(1, 100) if (code := f"{stem}{number}") not in taken)

    def _ar_provider_label(self) -> str:
        labels = dict(self._fields["provider"]._description_selection(self.env))
        return labels.get(self.provider) or self.provider

    def _ar_invoice_journal(self):
        """Return the journal of imported invoices, made on request."""
        self.ensure_one()
        if not self.invoice_journal_id:
            label = self._ar_provider_label()
            self.invoice_journal_id = (
                self.env["account.journal"]
                .with_company(self.company_id)
                .create(
                    {
                        "name": self.env._("%(provider)s Invoices", provider=label),
                        "type": "sale",
                        "code": f"I{self._ar_journal_code()}"[:5],
                        "company_id": self.company_id.id,
                        "default_account_id": self._ar_income_account().id,
                    }
                )
            )
        return self.invoice_journal_id

    def _ar_income_account(self):
        """Return the income account of new invoice journals: that of the company's first sale journal."""
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company_id.id), ("type", "=", "sale"), ("default_account_id", "!=", False)],
            order="sequence, id",
            limit=1,
        )
        account = journal.default_account_id or self.env["account.account"].with_company(self.company_id).search(
            [("company_ids", "in", self.company_id.ids), ("account_type", "=", "income")], order="code", limit=1
        )
        if not account:
            raise UserError(self.env._("%(company)s has no income account.", company=self.company_id.name))
        return account

    needs_tie_out = fields.Boolean(readonly=True, copy=False, help="Booked since the last tie-out.")

    # === EXCHANGE RATES === #

    def _ar_without_rate(self, currencies):
        """Return those of ``currencies`` that Odoo would convert one to one, because it knows no rate."""
        self.ensure_one()
        foreign = currencies - self.company_id.currency_id
        root = self.company_id.root_id
        rated = self.env["res.currency.rate"].search(
            [("currency_id", "in", foreign.ids), ("company_id", "in", [False, root.id])]
        )
        return foreign - rated.currency_id

    def _ar_require_rate(self, currency) -> None:
        """Refuse to book real money at a rate of one to one. A test connection only warns, by its health.

        :raise Transient: live, and Odoo has no exchange rate for ``currency``; it is tried again by itself.
        """
        if self.environment == "live" and self._ar_without_rate(currency):
            raise Transient(
                self.env._("Odoo has no exchange rate for %s: nothing is booked at one to one.", currency.name),
                self.env._("Add a rate under Accounting > Currencies."),
            )

    # === TIE-OUT === #

    @api.model
    def _prove(self) -> int:
        """Tie out one connection whose books changed, and commit. Return how many more are due."""
        due = self.search([("needs_tie_out", "=", True), ("state", "=", "connected"), ("is_imported", "=", True)])
        # Messages refer to this row: a lock that refuses references would hold up the door during the remote call.
        if not due or not due[:1].try_lock_for_update(allow_referencing=True):
            return 0
        connection = due[0]
        connection.needs_tie_out = False
        try:
            connection._ar_update_tie_out()
        except SyncError as error:
            _logger.info("%s: no tie-out: %s", connection.name, mask(error.message))
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return len(due) - 1

    def _ar_update_tie_out(self) -> None:
        """Compare the provider's balance with the ledger, per currency, and keep the result."""
        self.ensure_one()
        remote = self._ar_remote_balances()
        currencies = set(remote) | {journal.currency_id or self.company_id.currency_id for journal in self.journal_ids}
        present = {row.currency_id: row for row in self.tie_out_ids}
        for currency in currencies:
            values = self._ar_tie_out_values(currency, remote.get(currency, 0.0))
            if currency in present:
                present[currency].sudo().write(values)
            else:
                # The proof is written by the suite alone, also when a person asks for it.
                self.env["ar.sync.tie.out"].sudo().create(
                    {"connection_id": self.id, "currency_id": currency.id, **values}
                )

    def _ar_tie_out_values(self, currency, remote_balance: float) -> dict:
        """Return one row of the tie-out."""
        mirrored, waiting = self._ar_movement_sums(currency)
        ledger = self._ar_ledger_balance(currency)
        return {
            "journal_id": self.journal_ids.filtered(
                lambda journal: (journal.currency_id or self.company_id.currency_id) == currency
            )[:1].id,
            "remote_balance": remote_balance,
            "mirrored_balance": mirrored,
            "ledger_balance": ledger,
            "waiting_amount": waiting,
            "difference": currency.round(remote_balance - ledger - waiting),
            "checked_at": fields.Datetime.now(),
        }

    def _ar_ledger_balance(self, currency) -> float:
        """Return what the books say the provider owes us in ``currency``."""
        accounts = self.journal_ids.filtered(
            lambda journal: (journal.currency_id or self.company_id.currency_id) == currency
        ).default_account_id
        if not accounts:
            return 0.0
        [(total,)] = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", accounts.ids),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company_id.id),
                ("currency_id", "=", currency.id),
            ],
            [],
            ["amount_currency:sum"],
        )
        return currency.round(total or 0.0)

    def _ar_movement_sums(self, currency) -> tuple[float, float]:
        """Return (sum of all imported movements, sum of those not booked yet). Hook of connectors."""
        return 0.0, 0.0
