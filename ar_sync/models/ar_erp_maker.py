"""Odoo's books as documents that no ERP owns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from odoo import api, models

from ..protocol.documents import Posting
from ..protocol.money import major, minor

INVOICES = {"out_invoice": "invoice", "out_refund": "credit_memo"}
#: Parts of a receipt that say what became of its money; transfers between them add up to nothing.
MONEY_ROLES = ("applied", "on_account", "release")


class ArErpMaker(models.AbstractModel):
    """A document is known by its key: the record that it is in Odoo, whatever entries it is made of.

    ======================== ==========================================================================
    key                      document
    ======================== ==========================================================================
    ``account.move,7``       an invoice or credit note; money of a bank transaction; a miscellaneous entry
                             that gives something up; an entry that gives money back
    ``account.payment,7``    a payment of Odoo, whatever entries moved its money on
    ``ar.match.receipt,7``   a receipt that is in an entry with others, or has one of its own
    ======================== ==========================================================================

    A payment that settles more than it brought is two documents with one key: the payment, with the early-payment
    discount on its applications, and the write-off of what else was given up.

    Keys never change with what the money is applied to, so one that was sent is found again.
    """

    _name = "ar.erp.maker"
    _description = "Odoo's books as documents for an ERP"

    # === KEYS === #

    @api.model
    def _keys_of(self, moves) -> set[str]:
        """Return the keys of the documents that these entries are part of, whether they count or not."""
        keys = set()
        for move in moves.sudo():
            if move.move_type in INVOICES:
                keys.add(key_of(move))
            elif move.move_type == "entry":
                keys.update(self._homes_of_entry(move))
        return keys

    @api.model
    def _homes_of_entry(self, move) -> set[str]:
        lines = self._receivable(move.line_ids)
        homes = {home for line in lines if (home := self._home(line))}
        if move.origin_payment_id:
            homes.add(key_of(move.origin_payment_id))
        # An entry beside a receipt changes what is said of the receipt's money.
        receipts = lines.ar_receipt_id.filtered(lambda receipt: receipt.move_id and not receipt.credit_line_id)
        homes.update(self._home_of_receipt(receipt) for receipt in receipts)
        return homes

    @api.model
    def _receivable(self, lines):
        return lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    @api.model
    def _home(self, line) -> str:
        """Return the key of the document that a receivable line belongs to; nothing where it belongs to none."""
        move = line.move_id
        if move.move_type in INVOICES or move.origin_payment_id or move.statement_line_id:
            return key_of(move.origin_payment_id or move)
        if move.move_type != "entry" or self._is_technical(move):
            return ""
        receipt = line.ar_receipt_id
        if not receipt or receipt.credit_line_id:
            return key_of(move)
        if line.ar_role not in MONEY_ROLES:
            is_part = not line.ar_role or self.env["ar.erp.maker.money"]._gives_discount(line)
            return "" if is_part else key_of(move)
        if move != receipt.move_id and not self._is_transfer(move, receipt):
            return key_of(move)  # money that came back after it was returned
        return self._home_of_receipt(receipt)

    @api.model
    def _home_of_receipt(self, receipt) -> str:
        entry = receipt.move_id
        if entry.origin_payment_id:
            return key_of(entry.origin_payment_id)
        return key_of(entry) if entry.statement_line_id else key_of(receipt)

    @api.model
    def _is_technical(self, move) -> bool:
        """Tell whether an entry only follows from others: exchange differences, cash taxes, reversals, the opening."""
        return bool(
            move.tax_cash_basis_origin_move_id
            or move.tax_cash_basis_rec_id
            or move.reversed_entry_id
            or move.exchange_diff_partial_ids
            or move.ar_erp_kind == "opening"
        )

    @api.model
    def _is_transfer(self, move, receipt) -> bool:
        """Tell whether an entry moves a receipt's money from one account or invoice to another."""
        lines = move.line_ids.filtered(lambda line: line.ar_receipt_id == receipt)
        return "release" in lines.mapped("ar_role")

    # === DOCUMENTS === #

    @api.model
    def _make(self, connection, keys: Iterable[str], with_lines: bool = True) -> dict[tuple[str, str], Posting]:
        """Return (kind, key) -> document, of those keys that are a document now.

        An entry that was cancelled is a void one; one that is a draft, or deleted, is none.
        """
        found = {}
        by_model = defaultdict(list)
        for key in keys:
            model, _comma, number = key.partition(",")
            by_model[model].append(int(number))
        for model, ids in by_model.items():
            records = self.env[model].sudo().browse(ids).exists().with_company(connection.company_id)
            for document in self._make_of(connection, records, with_lines):
                found[document.kind, document.key] = document
        return found

    @api.model
    def _make_of(self, connection, records, with_lines: bool) -> Iterator[Posting]:
        records = records.filtered(lambda record: record.company_id == connection.company_id)
        if records._name == "account.move":
            invoices = records.filtered(lambda move: move.move_type in INVOICES)
            yield from self.env["ar.erp.maker.invoice"]._of(connection, invoices, with_lines)
            records -= invoices
        yield from self.env["ar.erp.maker.money"]._of(connection, records)

    # === WHAT THEY SETTLE === #

    @api.model
    def _partials(self, lines) -> list[tuple]:
        """Return (our line, their line, amount in our currency, amount in theirs) for what settles ``lines``.

        What Odoo itself adds to settle exchange differences is left out.
        """
        found = []
        for line in lines:
            for partial in line.matched_debit_ids:
                found.append(
                    (line, partial.debit_move_id, partial.credit_amount_currency, partial.debit_amount_currency)
                )
            for partial in line.matched_credit_ids:
                found.append(
                    (line, partial.credit_move_id, partial.debit_amount_currency, partial.credit_amount_currency)
                )
        return [row for row in found if not row[1].move_id.exchange_diff_partial_ids]

    @api.model
    def _read_settled(self, lines) -> None:
        """Read what settles these lines, for all of them at once."""
        lines = self._receivable(lines)
        partials = lines.matched_debit_ids | lines.matched_credit_ids
        others = partials.debit_move_id | partials.credit_move_id
        moves = (lines | others).move_id
        moves.mapped("exchange_diff_partial_ids")
        moves.mapped("origin_payment_id")
        moves.mapped("reversal_move_ids.state")
        others.mapped("account_id.account_type")
        moves.mapped("line_ids.account_id.account_type")

    @api.model
    def _rate(self, line):
        """Return units of the company's currency for one unit of the line's; None where they are the same."""
        if line.currency_id == line.company_currency_id or not line.amount_currency:
            return None
        exact = exact_amount(line.balance, line.company_currency_id) / exact_amount(
            line.amount_currency, line.currency_id
        )
        return abs(round(exact, 10))

    @api.model
    def _unit(self, connection) -> str:
        return connection.erp_unit_id.external_id or ""

    # === ALL OF THEM === #

    @api.model
    def _all_keys(self, connection, kind: str, since=None) -> list[str]:
        """Return the keys that may be documents of ``kind``, in order; only those of days from ``since``."""
        keys = self._keys_by_sql(connection, kind, since)
        return sorted(set(keys))

    @api.model
    def _keys_by_sql(self, connection, kind: str, since) -> list[str]:
        domain = [("company_id", "=", connection.company_id.id), ("state", "in", ("posted", "cancel"))]
        if since:
            domain.append(("date", ">=", since))
        Move = self.env["account.move"].sudo()
        types = [name for name, of in INVOICES.items() if of == kind]
        if types:
            ids = Move._search([*domain, ("move_type", "in", types)]).select('"account_move"."id"')
            return [f"account.move,{move_id}" for (move_id,) in self.env.execute_query(ids)]
        domain += [
            ("move_type", "=", "entry"),
            ("line_ids", "any", [("account_type", "=", "asset_receivable")]),
        ]
        keys = set()
        ids = Move.search(domain).ids
        for place in range(0, len(ids), 1000):
            keys |= self._keys_of(Move.browse(ids[place : place + 1000]))
            self.env.invalidate_all()
        return list(keys)


def key_of(record) -> str:
    """Return the key of the document that a record is."""
    return f"{record._name},{record.id}"


def exact_amount(amount: float, currency):
    """Return an amount of the books as an exact decimal with its currency's places."""
    return major(minor(amount, currency.decimal_places), currency.decimal_places)
