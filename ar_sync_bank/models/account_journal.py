"""Bank journals: which statement files are theirs, and the way to import one."""

from odoo import fields, models

from ..reading.movements import account_matches
from ..reading.values import Account


class AccountJournal(models.Model):
    _inherit = "account.journal"

    ar_statement_account = fields.Char(
        string="Account in Statement Files",
        copy=False,
        help="The account number as the bank's files write it. Filled in when a file was imported into this journal "
        "by choice; the next one finds the journal by itself.",
    )

    def _ar_own_accounts(self) -> list[str]:
        """Return the numbers under which this journal's account is known."""
        self.ensure_one()
        return [number for number in (self.bank_account_id.sanitized_acc_number, self.ar_statement_account) if number]

    def _ar_has_account(self, account: Account) -> bool:
        """Tell whether this journal is the one of a statement's account."""
        return any(account_matches(account, own) for own in self._ar_own_accounts())

    def _ar_currency(self):
        """Return the currency of the account."""
        self.ensure_one()
        return self.currency_id or self.company_id.currency_id

    def action_ar_bank_import(self):
        """Open the import of statement files for these journals."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_bank.ar_bank_import_action")
        action["context"] = {"default_journal_id": self[:1].id}
        return action
