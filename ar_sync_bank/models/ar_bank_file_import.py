"""Importing: files are read, each statement finds its journal, and what is new becomes statement lines."""

import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError, UserError

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET
from odoo.addons.ar_sync.protocol.masking import mask

from ..reading import FileRefused, FormatUnknown, read
from .account_bank_statement_line import IMPORT_INDEX

_logger = masked_logger(__name__)

# The first half of the key of our advisory locks ("AB" in ASCII); the second is the company.
LOCK_CLASS = 0x4142
COUNTS = ("imported_count", "known_count", "pending_count", "refused_count")
CSV_NAMES = (".csv", ".txt", ".tsv", ".tab")


class ArBankFile(models.Model):
    _inherit = "ar.bank.file"

    def _import(self) -> None:
        """Import these files of one company, each wholly or not at all; one that fails stops no other."""
        files = self.sudo().with_company(self.company_id).with_context(allowed_company_ids=self.company_id.ids, **QUIET)
        files._lock_company()
        for file in files:
            try:
                with self.env.cr.savepoint():
                    file._import_one()
            except psycopg2.OperationalError:
                raise
            except psycopg2.IntegrityError as error:
                raise file._as_retry(error) from error
            except UserError as error:
                file._refuse(str(error))
            except ConcurrencyError:
                raise
            except Exception as error:
                _logger.exception("bank file %s was not imported", file.id)
                why = mask(str(error))
                file._refuse(self.env._("The file could not be imported: %(why)s", why=why))
        new = files.line_ids.ar_receipt_ids
        new._ar_decide_soon()

    def _lock_company(self) -> None:
        """Let one import of a company run at a time: a second one is tried again after the first.

        It must begin anew, for in its own transaction it does not see what the first one wrote.
        """
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_CLASS, self.company_id.id))
        if not self.env.cr.fetchone()[0]:
            raise ConcurrencyError(self.env._("Another import is running: try again in a moment."))

    def _as_retry(self, error):
        """Return what to raise for a violated constraint: movements that came in meanwhile are looked for anew."""
        if error.diag.constraint_name == IMPORT_INDEX:
            return ConcurrencyError(self.env._("The same movements were imported meanwhile: try again."))
        return error

    def _refuse(self, reason: str) -> None:
        """Note that nothing of this file was imported, and why."""
        self.write({"result": "refused", "reason": reason})

    def _import_one(self) -> None:
        """Read this file and bring its statements into their journals."""
        self.ensure_one()
        self.statement_ids.unlink()
        self.refusal_ids.unlink()
        try:
            content = self._read()
        except FileRefused as refused:
            self._refuse(str(refused))
            return
        if content is None:
            return
        self.format_label = " ".join(filter(None, (content.format, content.version)))
        self._note_refusals([(one.statement, one.entry, one.reason) for one in content.refusals])
        journals = self._journals_of(content.statements)
        for statement, journal in zip(content.statements, journals, strict=True):
            self._bring_in(statement, journal)
        self._note_result(content, journals)

    # === READING === #

    def _read(self):
        """Return the file's content as values, or None where it waits for its columns to be named."""
        data = self._content()
        journal = self.journal_id
        account = journal._ar_own_accounts()[:1] if journal else []
        known = {"currency": journal._ar_currency().name if journal else "", "account": "".join(account)}
        try:
            return read(data, self.name, **known)
        except FormatUnknown:
            Mapping = self.env["ar.bank.csv.mapping"]
            if not self.name.lower().endswith(CSV_NAMES) and not Mapping._ar_is_table(data):
                raise
        mapping = self.mapping_id or Mapping._ar_find_for(self, data)
        if not mapping:
            reason = self.env._("No columns are known for this file yet: look at the proposal and confirm it.")
            self.write({"result": "columns", "reason": reason, "format_label": "CSV"})
            return None
        if mapping.journal_id and not journal:
            journal = self.journal_id = mapping.journal_id
            known = {
                "currency": journal._ar_currency().name,
                "account": "".join(journal._ar_own_accounts()[:1]),
            }
        self.mapping_id = mapping
        return read(data, self.name, mapping=mapping._ar_mapping(), **known)

    # === JOURNALS === #

    def _journals_of(self, statements) -> list:
        """Return the journal of each statement; empty where none is known and a person has to choose."""
        Journal = self.env["account.journal"]
        ours = Journal.search([("company_id", "=", self.company_id.id), ("type", "in", ("bank", "credit"))])
        found = [self._journal_by_account(statement, ours) for statement in statements]
        unknown = {one.account.key for one, journal in zip(statements, found, strict=True) if not journal}
        chosen = self.journal_id
        if not chosen or not unknown:
            return found
        own = chosen._ar_own_accounts()
        if unknown != {""} and (own or len(unknown) > 1):
            return found  # the journal is of another account, or cannot be of all of them
        chosen.ar_statement_account = chosen.ar_statement_account or "".join(unknown)
        return [journal or chosen for journal in found]

    def _journal_by_account(self, statement, journals):
        """Return the one journal that has the account of a statement, and its currency where several have it."""
        found = journals.filtered(lambda journal: journal._ar_has_account(statement.account))
        currency = _currency_of(statement)
        in_currency = found.filtered(lambda journal: journal._ar_currency().name == currency)
        if self.journal_id in found and (self.journal_id in in_currency or not in_currency):
            return self.journal_id
        found = in_currency or found
        return found if len(found) == 1 else journals.browse()

    def _journal_missing(self, statement) -> str:
        """Say that no journal is known for a statement, and what to do."""
        account = statement.account.key
        if not account:
            return self.env._("The file does not say which account it is of: choose the journal.")
        if self.journal_id:
            return self.env._(
                "The statement is of account %(account)s, the chosen journal %(journal)s is not. Enter the account "
                "number on the right journal and import the file again.",
                account=account,
                journal=self.journal_id.display_name,
            )
        return self.env._(
            "No bank journal of %(company)s has the account %(account)s. Choose a journal for the file, or enter the "
            "account number on the journal and import the file again.",
            company=self.company_id.name,
            account=account,
        )

    # === RESULT === #

    def _note_refusals(self, rows: list[tuple[str, str, str]]) -> None:
        """Keep what was left out: statement, entry, reason."""
        self.env["ar.bank.file.refusal"].create(
            [
                {
                    "file_id": self.id,
                    "company_id": self.company_id.id,
                    "statement": statement,
                    "entry": entry,
                    "reason": reason,
                }
                for statement, entry, reason in rows
            ]
        )

    def _note_result(self, content, journals: list) -> None:
        """Add up what became of the file's statements."""
        totals = {name: sum(self.statement_ids.mapped(name)) for name in COUNTS}
        totals["refused_count"] += sum(bool(one.entry) for one in content.refusals)
        reason = False
        if not totals["imported_count"] and not totals["known_count"] and not all(journals):
            result = "journal"
            missing = next(one for one, journal in zip(content.statements, journals, strict=True) if not journal)
            reason = self._journal_missing(missing)
        elif self.refusal_ids:
            result = "partly" if totals["imported_count"] or totals["known_count"] else "refused"
        else:
            result = "imported" if totals["imported_count"] else "known"
        self.write({"result": result, "reason": reason, "statement_count": len(content.statements), **totals})


def _currency_of(statement) -> str:
    """Return the currency of a statement: that of the account, of its balance, of its entries."""
    balance = statement.closing or statement.opening
    if statement.account.currency or balance:
        return statement.account.currency or balance.currency
    return next((entry.currency for entry in statement.entries), "")
