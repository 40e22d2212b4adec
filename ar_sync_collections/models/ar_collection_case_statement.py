"""What a message says of the customer's account: open invoices, credits, payments that are not used yet, totals."""

from markupsafe import Markup

from odoo import models

from ..planning.plan import net


class Read:
    """A statement as it was read, while one text is written."""

    def __init__(self, case_id: int, statement: dict):
        self.case_id, self.statement = case_id, statement


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _with_statement(self):
        """Return this case with its statement read once, for the text that is written now."""
        return self.with_context(ar_collection_read=Read(self.id, self._statement()))

    def _statement(self) -> dict:
        """Return the statement that a message shows.

        ``groups`` by currency have ``rows`` (invoices, then credits), ``due`` and ``total``. Of an invoice that is
        disputed in part, the row has the rest and what is ``disputed``. Invoices that are left alone are only named
        (``left_out``). The context key ``ar_collection_upcoming`` adds what is not due yet;
        ``ar_collection_read`` is one that was read a moment ago, for texts that ask for it several times.
        """
        self.ensure_one()
        read = self.env.context.get("ar_collection_read")
        if read and read.case_id == self.id:
            return read.statement
        today, company = self._today(), self.company_id
        rows, items, holds = self._rows_and_holds(company, today)
        left = net(items.get(self.partner_id.id, ()))
        with_upcoming = self._shows_upcoming(rows, holds, today)
        groups: dict[int, list] = {}
        left_out = []
        for row in sorted(rows, key=lambda row: (row.residual < 0, row.due_on, row.line_id)):
            line = self.env["account.move.line"].sudo().browse(row.line_id)
            if row.residual > 0 and row.why_held(holds):
                left_out.append(line.move_id.name)
            elif row.residual < 0 or row.due_on <= today or with_upcoming:
                groups.setdefault(row.currency_id, []).append(self._statement_row(row, line, today, left))
        # The company's own currency first.
        by_currency = sorted(groups.items(), key=lambda pair: (pair[0] != company.currency_id.id, pair[0]))
        found = [self._statement_group(currency_id, own, today) for currency_id, own in by_currency]
        return {
            "groups": [group for group in found if any(row["amount"] > 0 for row in group["rows"])],
            "left_out": list(dict.fromkeys(left_out)),
        }

    def _rows_and_holds(self, company, today) -> tuple[list, dict, dict]:
        """Return what is open, as the planner takes it, and why some is left alone.

        The context key ``ar_collection_known`` has both, where they were just read under a lock.
        """
        known = self.env.context.get("ar_collection_known")
        if known and self.partner_id.id in known.rows and (known.company, known.today) == (company, today):
            return known.rows[self.partner_id.id], known.items, known.holds
        case = self.sudo()
        rows, holds = case._asked_of(company, case._read_rows(company, self.partner_id.ids), today)
        return rows, case._items(company, rows, holds), holds

    def _shows_upcoming(self, rows, holds, today) -> bool:
        """Tell whether what is not due yet is shown: on request, and where nothing else is there to show."""
        if self.env.context.get("ar_collection_upcoming") is not None:
            return self.env.context["ar_collection_upcoming"]
        return not any(row.residual > 0 and row.due_on <= today and not row.why_held(holds) for row in rows)

    def _statement_row(self, row, line, today, left) -> dict:
        """Return one line of the statement."""
        move = line.move_id
        is_document = move.is_sale_document(include_receipts=True)
        if is_document:
            move._portal_ensure_token()
        names = {"out_refund": self.env._("Credit note %s", move.name or "")}
        name = names.get(row.move_type) or (
            move.name if row.residual > 0 else self.env._("Payment %s", move.name or "")
        )
        return {
            "line_id": row.line_id,
            "name": name,
            "date": line.invoice_date or line.date,
            "due_on": row.due_on if row.residual > 0 else False,
            "days_late": max(0, (today - row.due_on).days) if row.residual > 0 else 0,
            "total": line.amount_currency,
            "amount": row.residual,
            "disputed": row.held if row.is_disputed else 0.0,
            "is_due": row.residual > 0 and row.due_on <= today,
            "url": f"{move.get_base_url()}{move.get_portal_url()}" if is_document else "",
            "is_settled": row.residual > 0 and not left.get(f"{row.line_id:012d}"),
        }

    def _statement_group(self, currency_id: int, rows: list[dict], today) -> dict:
        currency = self.env["res.currency"].browse(currency_id)
        credits = sum(row["amount"] for row in rows if row["amount"] < 0)
        due = sum(row["amount"] for row in rows if row["is_due"])
        return {
            "currency": currency,
            "rows": rows,
            "due": currency.round(max(0.0, due + credits)),
            "credits": currency.round(credits),
            "total": currency.round(sum(row["amount"] for row in rows)),
        }

    def _statement_html(self) -> Markup:
        """Return the statement as a table that mail programs show."""
        return self.env["ir.qweb"]._render(
            "ar_sync_collections.statement_table", {"case": self, "statement": self._statement()}
        )

    def _due_words(self) -> str:
        """Return the sums that are due, by currency, for a subject or a sentence."""
        amounts = [
            group["currency"].with_context(lang=self.env.context.get("lang")).format(group["due"] or group["total"])
            for group in self._statement()["groups"]
        ]
        return " + ".join(amounts)

    def _accounts_to_pay(self) -> list[str]:
        """Return the company's bank accounts that the open invoices name, for a letter: it has no link to pay by."""
        lines = [row["line_id"] for group in self._statement()["groups"] for row in group["rows"] if row["amount"] > 0]
        banks = self.env["account.move.line"].sudo().browse(lines).move_id.partner_bank_id
        own = banks.filtered(lambda bank: bank.partner_id == self.company_id.partner_id)
        return [", ".join(filter(None, [bank.acc_number, bank.bank_name, bank.bank_bic])) for bank in own]

    def _overdue_url(self) -> str:
        """Return the page on which all overdue invoices are paid at once; empty where the customer cannot log in."""
        self.ensure_one()
        if self.partner_id.id not in self._portal_partners():
            return ""
        return f"{self.get_base_url()}/my/invoices/overdue"

    def _greeting_name(self) -> str:
        """Return the name to greet: of the contact, never the company's name with a comma before it."""
        self.ensure_one()
        contact = self._contact()
        return contact.name or self.partner_id.name or ""

    def _signature_html(self) -> Markup:
        """Return the signature: the responsible person's own, else name and company."""
        self.ensure_one()
        user = self._responsible()
        if user and user.signature:
            return Markup("%s") % user.signature
        lines = [user.name if user else "", self.company_id.name, self.company_id.phone]
        return Markup("<br/>").join(filter(None, lines))
