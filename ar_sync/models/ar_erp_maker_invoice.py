"""Customer invoices and credit notes as documents for an ERP."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from odoo import api, models

from ..protocol.documents import ZERO, Applied, CreditMemo, Invoice, Line, Posting, Recognition
from .ar_erp_maker import exact_amount, key_of


class ArErpMakerInvoice(models.AbstractModel):
    """Amounts are those of the entry to the last unit: what rounding leaves between lines and total goes to the
    largest line.
    """

    _name = "ar.erp.maker.invoice"
    _description = "Customer invoices as documents for an ERP"

    @api.model
    def _of(self, connection, moves, with_lines: bool = True) -> Iterator[Posting]:
        """Yield the documents of posted and cancelled invoices and credit notes."""
        maker = self.env["ar.erp.maker"]
        for move in moves.filtered(lambda row: row.state in ("posted", "cancel")):
            items = maker._receivable(move.line_ids)
            if move.move_type == "out_invoice":
                yield self._invoice(connection, move, items, with_lines)
            else:
                yield self._credit_memo(connection, move, items, with_lines)

    @api.model
    def _invoice(self, connection, move, items, with_lines: bool) -> Invoice:
        return Invoice(
            **self._head(connection, move, items),
            due_on=move.invoice_date_due or None,
            terms=str(move.invoice_payment_term_id.id or ""),
            lines=self._lines(connection, move) if with_lines else (),
        )

    @api.model
    def _credit_memo(self, connection, move, items, with_lines: bool) -> CreditMemo:
        reversed_move = move.reversed_entry_id
        return CreditMemo(
            **self._head(connection, move, items),
            applied=self._applied(move, items),
            returned=self.env["ar.erp.maker.money"]._returned(items),
            invoice=key_of(reversed_move) if reversed_move.move_type == "out_invoice" else "",
            lines=self._lines(connection, move) if with_lines else (),
        )

    @api.model
    def _head(self, connection, move, items) -> dict:
        currency = move.currency_id
        item = items[:1]
        is_voided = move.state == "cancel"
        residual = (
            ZERO
            if is_voided
            else sum((exact_amount(abs(row.amount_residual_currency), currency) for row in items), ZERO)
        )
        maker = self.env["ar.erp.maker"]
        return {
            "key": key_of(move),
            "customer": str(move.commercial_partner_id.id or ""),
            "currency": currency.name,
            "day": move.invoice_date or move.date,
            "total": exact_amount(abs(move.amount_total), currency),
            "open_amount": residual,
            "number": move.name or "",
            "memo": move.ref or "",
            "rate": maker._rate(item) if item else None,
            "unit": maker._unit(connection),
            "control_account": str(item.account_id.id or ""),
            "is_voided": is_voided,
        }

    @api.model
    def _applied(self, move, items) -> tuple[Applied, ...]:
        """Return what a credit note takes off invoices; what was paid back is told by the refund."""
        maker = self.env["ar.erp.maker"]
        found: dict[str, Decimal] = {}
        for line, other, amount, _theirs in maker._partials(items):
            if other.move_id.move_type == "out_invoice":
                target = key_of(other.move_id)
                found[target] = found.get(target, ZERO) + exact_amount(amount, line.currency_id)
        return tuple(Applied(target, amount) for target, amount in sorted(found.items()) if amount)

    # === LINES === #

    @api.model
    def _lines(self, connection, move) -> tuple[Line, ...]:
        sign = 1 if move.move_type == "out_invoice" else -1
        rows = move.invoice_line_ids.filtered(lambda row: row.display_type == "product").sorted("sequence")
        lines = [self._line(connection, row) for row in rows]
        lines += [
            self._rounding(row, sign) for row in move.line_ids.filtered(lambda row: row.display_type == "rounding")
        ]
        total = exact_amount(abs(move.amount_total), move.currency_id)
        return tuple(_adding_up(lines, exact_amount(abs(move.amount_tax), move.currency_id), total))

    @api.model
    def _line(self, connection, row) -> Line:
        currency = row.currency_id
        amount = exact_amount(row.price_subtotal, currency)
        quantity = Decimal(str(row.quantity)) or Decimal(1)
        categories = self._analytic(connection, row)
        return Line(
            row.name or row.product_id.display_name or "",
            quantity,
            round(amount / quantity, 6),
            amount,
            tax=exact_amount(row.price_total - row.price_subtotal, currency),
            account=str(row.account_id.id or ""),
            item=str(row.product_id.id or ""),
            tax_code=str(row.tax_ids[:1].id or ""),
            recognition=self._recognition(row),
            **categories,
        )

    @api.model
    def _rounding(self, row, sign: int) -> Line:
        """Return the line of cash rounding, which Odoo keeps outside of the invoice's lines."""
        amount = exact_amount(-row.amount_currency * sign, row.currency_id)
        return Line(row.name or "", Decimal(1), amount, amount, account=str(row.account_id.id))

    @api.model
    def _analytic(self, connection, row) -> dict:
        """Return department and class of a line: the account of each plan with the greatest share."""
        best: dict[str, tuple[float, str]] = {}
        plans = {
            connection.erp_department_plan_id.id: "department",
            connection.erp_category_plan_id.id: "category",
        }
        for ids, share in (row.analytic_distribution or {}).items():
            numbers = [int(number) for number in ids.split(",") if number.isdigit()]
            for account in self.env["account.analytic.account"].sudo().browse(numbers).exists():
                name = plans.get(account.root_plan_id.id)
                if name and share > best.get(name, (0.0, ""))[0]:
                    best[name] = (share, str(account.id))
        return {name: account for name, (_share, account) in best.items()}

    @api.model
    def _recognition(self, row) -> Recognition | None:
        """Return when the revenue of a line is earned. Extension point.

        Odoo's own deferral dates are read where an addon has them.
        """
        if "deferred_start_date" not in row or not (row["deferred_start_date"] and row["deferred_end_date"]):
            return None
        return Recognition(row["deferred_start_date"], row["deferred_end_date"])


def _adding_up(lines: list[Line], tax: Decimal, total: Decimal) -> list[Line]:
    """Return lines whose taxes come to ``tax`` and whose sum to ``total``: what is left goes to the largest."""
    if not lines:
        return lines
    largest = max(range(len(lines)), key=lambda place: abs(lines[place].amount))
    of_tax = tax - sum((line.tax for line in lines), ZERO)
    of_amount = (total - tax) - sum((line.amount for line in lines), ZERO)
    line = lines[largest]
    lines[largest] = replace(line, tax=line.tax + of_tax, amount=line.amount + of_amount)
    return lines
