"""From statements to statement lines: what is new is created, what is known is left alone."""

from odoo import models
from odoo.fields import Command

from ..reading.movements import Movement, kept, label, movements, of_counter_currency
from .ar_bank_file_import import _currency_of

BATCH = 500


class ArBankFile(models.Model):
    _inherit = "ar.bank.file"

    def _bring_in(self, statement, journal) -> None:
        """Bring one statement into its journal and note what became of it."""
        row = self.env["ar.bank.file.statement"].create(self._statement_row(statement, journal))
        why_not = self._why_not(statement, journal)
        if why_not:
            self._note_refusals([(row.name, "", why_not)])
            row.refused_count = len(statement.entries)
            return
        booked = [one for one in movements(statement) if one.whole.is_booked]
        pending = [entry for entry in statement.entries if not entry.is_booked]
        ids = [one.id for one in booked]
        known = self._known_lines(journal, ids)
        there = set(known.mapped("ar_import_id"))
        new = {one.id: one for one in booked if one.id not in there}
        refused = self._refused_movements(new.values(), journal)
        self._note_refusals([(row.name, one.whole.position, reason) for one, reason in refused])
        lines = self._create_lines([one for one in new.values() if one not in dict(refused)], journal)
        row.write(
            {
                "statement_id": self._bank_statement(statement, journal, lines, known).id,
                "imported_count": len(lines),
                "known_count": len(booked) - len(new),
                "pending_count": len(pending),
                "refused_count": len(refused),
            }
        )

    def _statement_row(self, statement, journal) -> dict:
        """Return a statement as the file tells it."""
        Currency = self.env["res.currency"].with_context(active_test=False)
        currency = Currency.search([("name", "=", _currency_of(statement))], limit=1)
        opening, closing = statement.opening, statement.closing
        numbers = [part for part in (statement.sequence, statement.page) if part]
        return {
            "file_id": self.id,
            "company_id": self.company_id.id,
            "name": " ".join(filter(None, (statement.id, "/".join(numbers)))) or statement.account.key or self.name,
            "account": statement.account.key,
            "journal_id": journal.id,
            "currency_id": (currency or self.company_id.currency_id).id,
            "from_date": statement.from_date,
            "to_date": statement.to_date,
            "has_balances": statement.difference is not None,
            "opening": float(opening.amount) if opening else 0.0,
            "total": float(statement.total),
            "closing": float(closing.amount) if closing else 0.0,
            "difference": float(statement.difference or 0),
            "problems": "\n".join(statement.problems),
        }

    def _why_not(self, statement, journal) -> str:
        """Say why a statement as such cannot be imported; empty where it can."""
        if not journal:
            return self._journal_missing(statement)
        ours, theirs = journal._ar_currency().name, _currency_of(statement)
        if theirs and theirs != ours:
            return self.env._(
                "The statement is in %(theirs)s, the journal %(journal)s in %(ours)s.",
                theirs=theirs,
                ours=ours,
                journal=journal.display_name,
            )
        if not journal.suspense_account_id:
            return self.env._("The journal %s has no suspense account.", journal.display_name)
        if journal.ar_connection_id:
            return self.env._("The journal %s is that of a connection, which fills it by itself.", journal.display_name)
        return ""

    def _known_lines(self, journal, ids: list[str]):
        """Return the statement lines of a journal that were imported under these ids."""
        Line = self.env["account.bank.statement.line"].with_context(active_test=False)
        return Line.search([("journal_id", "=", journal.id), ("ar_import_id", "in", ids)])

    def _refused_movements(self, new, journal) -> list[tuple[Movement, str]]:
        """Return the movements that the books cannot take, each with the reason."""
        currency = journal._ar_currency()
        locked: dict = {}
        found = []
        for one in new:
            day = one.whole.booking_date
            if day not in locked:
                locked[day] = self.company_id._get_violated_lock_dates(day, False, journal)
            if one.whole.currency != currency.name:
                reason = self.env._(
                    "It is in %(theirs)s, the journal in %(ours)s.", theirs=one.whole.currency, ours=currency.name
                )
            elif locked[day]:
                reason = self.env._(
                    "Its date %(date)s is in a locked period (%(locks)s): import the file again once it is open.",
                    date=day,
                    locks=self.env["res.company"]._format_lock_dates(locked[day]),
                )
            elif currency.is_zero(float(one.amount)):
                reason = self.env._("Its amount is 0: there is nothing to book.")
            elif currency.round(float(one.amount)) != float(one.amount):
                reason = self.env._("Its amount %(amount)s has more decimals than the currency.", amount=one.amount)
            else:
                continue
            found.append((one, reason))
        return found

    # === LINES === #

    def _create_lines(self, new: list[Movement], journal):
        """Create and post the statement lines of these movements."""
        Line = self.env["account.bank.statement.line"]
        accounts = {one.whole.party.iban or one.whole.party.account for one in new}
        partners = Line._ar_partners_by_account(self.company_id, accounts)
        currencies = {row.name: row for row in self.env["res.currency"].search([])}
        rows = [self._line_values(one, journal, partners, currencies) for one in new]
        lines = Line
        for start in range(0, len(rows), BATCH):
            lines |= Line.create(rows[start : start + BATCH])
        return lines

    def _line_values(self, one: Movement, journal, partners: dict, currencies: dict) -> dict:
        """Return the statement line of a movement, with all by which its payments can be matched."""
        whole = one.whole
        account = whole.party.iban or whole.party.account
        values = {
            "journal_id": journal.id,
            "date": whole.booking_date,
            "amount": float(one.amount),
            "payment_ref": label(whole),
            "partner_name": whole.party.name or whole.party.ultimate_name,
            "account_number": account,
            "partner_id": partners.get(account),
            "transaction_type": " ".join(whole.transaction_codes),
            "transaction_details": {
                **kept(whole),
                "value_date": whole.value_date.isoformat() if whole.value_date else None,
                "payments": [kept(entry) for entry in one.payments] if len(one.payments) > 1 else [],
            },
            "ar_import_id": one.id,
            "ar_bank_file_id": self.id,
        }
        foreign = of_counter_currency(whole, currencies) if len(one.payments) == 1 else None
        if foreign and foreign[0]:
            values["amount_currency"] = float(foreign[0])
            values["foreign_currency_id"] = currencies[foreign[1]].id
        return values

    # === STATEMENTS === #

    def _bank_statement(self, statement, journal, lines, known):
        """Return the bank statement of these lines: a new one, or the unfinished one that they complete.

        Without a closing balance the lines stand alone, as Odoo has it for movements of no statement; a later
        statement of the day takes them in.
        """
        Statement = self.env["account.bank.statement"]
        loose = known.filtered(lambda line: not line.statement_id)
        if not statement.closing or not (lines or loose):
            return known.statement_id if len(known.statement_id) == 1 else Statement
        members = lines | loose
        closing = float(statement.closing.amount)
        begun = known.statement_id
        if len(begun) == 1 and not begun.is_complete and not begun.currency_id.compare_amounts(
            begun.balance_end_real, closing
        ):
            begun.write({"line_ids": [Command.link(line.id) for line in members]})
            if statement.opening:
                begun.write({"balance_start": float(statement.opening.amount), "balance_end_real": closing})
            return begun
        start = closing - sum(members.mapped("amount"))
        if statement.opening and members >= known:
            start = float(statement.opening.amount)
        found = Statement.create(
            {
                "name": self._statement_name(statement, journal),
                "reference": self.name,
                "line_ids": [Command.set(members.ids)],
                "balance_start": journal._ar_currency().round(start),
                "balance_end_real": closing,
                "ar_bank_file_id": self.id,
            }
        )
        self._attach_to(found)
        return found

    def _statement_name(self, statement, journal) -> str:
        numbers = "/".join(filter(None, (statement.sequence, statement.page)))
        day = (statement.closing and statement.closing.date) or statement.to_date
        return " ".join(filter(None, (journal.code, numbers or statement.id, day and day.isoformat())))

    def _attach_to(self, bank_statement) -> None:
        """Keep the original file with the bank statement."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.name,
                "raw": self._content(),
                "res_model": bank_statement._name,
                "res_id": bank_statement.id,
            }
        )
        bank_statement.attachment_ids = [Command.link(attachment.id)]
