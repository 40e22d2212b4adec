"""Money, refunds and what is given up, as documents for an ERP."""

from collections.abc import Iterator
from decimal import Decimal

from odoo import api, models

from ..protocol.applications import Part, apart, divide
from ..protocol.documents import ZERO, Applied, Payment, Posting, Refund, WriteOff
from .ar_erp_maker import exact_amount, key_of

#: Accounts of these types are no money: what is booked there beside a receivable was given up.
GIVEN_UP_GROUPS = ("income", "expense")


class ArErpMakerMoney(models.AbstractModel):
    """An entry, payment or receipt is read as a whole: what it takes off the customer's account, and against what.

    Money against the customer's account is a payment or a refund, anything else a write-off. A provider's own fee is
    a matter between the provider and us: the customer has paid the whole.
    """

    _name = "ar.erp.maker.money"
    _description = "Money of customers as documents for an ERP"

    @api.model
    def _of(self, connection, records) -> Iterator[Posting]:
        """Yield the documents of payments, receipts and entries."""
        self._read_together(records)
        discounts = self._discount_accounts(connection.company_id)
        maker = self.with_context(
            ar_erp_discount_ids=frozenset(discounts.ids),
            ar_erp_discounts_beside=self._with_discounts_beside(connection, records),
        )
        for record in records:
            own = maker._own_lines(record)
            if own:
                yield from maker._documents(connection, record, own)

    @api.model
    def _read_together(self, records) -> None:
        """Read everything that these documents are made of, for all of them at once."""
        entries = records if records._name == "account.move" else records.move_id
        receipts = records if records._name == "ar.match.receipt" else entries.line_ids.ar_receipt_id
        self.env["ar.erp.maker"]._read_settled(entries.line_ids | receipts.line_ids)

    @api.model
    def _own_lines(self, record):
        """Return the receivable lines that make up the document of ``record``, posted or cancelled."""
        maker = self.env["ar.erp.maker"]
        lines = record.line_ids if record._name == "ar.match.receipt" else self._entry(record).line_ids
        receipts = lines.ar_receipt_id if record._name != "ar.match.receipt" else record
        entry = self._entry(record)
        receipts = receipts.filtered(lambda receipt: receipt.move_id == entry or receipt == record)
        lines |= receipts.line_ids
        key = key_of(record)
        states = ("posted", "cancel")
        return maker._receivable(lines).filtered(lambda line: line.parent_state in states and maker._home(line) == key)

    @api.model
    def _entry(self, record):
        """Return the entry by which the money came in."""
        return record if record._name == "account.move" else record.move_id

    @api.model
    def _documents(self, connection, record, own) -> Iterator[Posting]:
        entry = self._entry(record)
        is_voided = self._is_voided(entry, own)
        lines = own.filtered(lambda line: line.parent_state == "posted") if not is_voided else own
        currency = record.currency_id if record._name == "ar.match.receipt" else lines[:1].currency_id
        taken = -sum((self._in_currency(line, currency) for line in lines), ZERO)
        if not taken:
            return
        head = self._head(connection, record, lines, currency, is_voided)
        if taken < 0:
            yield from self._going_out(record, lines, head, -taken)
        elif self._is_money(record, entry):
            yield from self._coming_in(record, lines, head, taken)
        else:
            yield self._write_off(lines, head, taken)

    # === KINDS === #

    @api.model
    def _coming_in(self, record, lines, head: dict, taken: Decimal) -> Iterator[Posting]:
        """Yield a payment, and the write-off of what its entry gave up beside discounts."""
        discount, lost, lost_line = self._given_up(record, lines, head["currency"])
        parts = self._parts(lines, is_credit=True)
        beside = self._discounts_beside(record)
        applied, given = divide(parts, discount, lost)
        settled = sum((part.discount for part in applied), ZERO) + sum((part.amount for part in given), ZERO)
        applied = _with_discounts(applied, beside)
        if head["key"] in self.env.context.get("ar_erp_discounts_beside", ()):
            applied, given = apart(applied, given)
            lost_line = lost_line or self._discount_line(record, lines)
        open_amount = head["open_amount"] if not head["is_voided"] else ZERO
        yield Payment(
            **{**head, "open_amount": open_amount},
            total=taken - settled,
            applied=applied,
            account=self._money_account(record),
            method=str(record.payment_method_line_id.id or "") if record._name == "account.payment" else "",
            reference=self._reference(record),
            returned=self._returned(lines),
        )
        if given:
            total = sum((part.amount for part in given), ZERO)
            yield WriteOff(
                **{**head, "open_amount": ZERO},
                total=total,
                applied=given,
                account=str(lost_line.account_id.id or ""),
                reason=lost_line.name or "",
            )

    @api.model
    def _going_out(self, record, lines, head: dict, given: Decimal) -> Iterator[Posting]:
        """Yield a refund; an entry that only asks the customer for more is no document of its own."""
        if self._is_money(record, self._entry(record)):
            applied = tuple(Applied(part.target, part.amount) for part in self._parts(lines, is_credit=False))
            yield Refund(**head, total=given, applied=applied, account=self._money_account(record))

    @api.model
    def _write_off(self, lines, head: dict, taken: Decimal) -> WriteOff:
        others = self.env["account.move.line"].union(*(self._costs(line) for line in lines))
        others = (others or lines.move_id.line_ids - lines).filtered(lambda line: not line.tax_line_id)
        largest = others.sorted(lambda line: -abs(line.balance))[:1]
        applied = tuple(Applied(part.target, part.amount) for part in self._parts(lines, is_credit=True))
        reason = lines[:1].name or lines.move_id[:1].ref or ""
        return WriteOff(**head, total=taken, applied=applied, account=str(largest.account_id.id or ""), reason=reason)

    # === PARTS === #

    @api.model
    def _head(self, connection, record, lines, currency, is_voided: bool) -> dict:
        maker = self.env["ar.erp.maker"]
        first = lines[:1]
        residual = sum((exact_amount(line.amount_residual_currency, line.currency_id) for line in lines), ZERO)
        entry = self._entry(record)
        return {
            "key": key_of(record),
            "customer": str(first.partner_id.commercial_partner_id.id or ""),
            "currency": currency.name,
            "day": record.date or entry.date,
            "open_amount": ZERO if is_voided else abs(residual),
            "number": record.name or entry.name or "",
            "memo": entry.ref or "",
            "rate": maker._rate(first),
            "unit": maker._unit(connection),
            "control_account": str(first.account_id.id or ""),
            "is_voided": is_voided,
        }

    @api.model
    def _in_currency(self, line, currency) -> Decimal:
        """Return a line's amount in the document's currency; money moved to another currency counts at its worth."""
        if line.currency_id == currency:
            return exact_amount(line.amount_currency, currency)
        released = line.move_id.line_ids.filtered(
            lambda row: (
                row.ar_receipt_id == line.ar_receipt_id and row.ar_role == "release" and row.currency_id == currency
            )
        )
        moved = line.move_id.line_ids.filtered(
            lambda row: row.ar_receipt_id == line.ar_receipt_id and row.ar_role == "applied"
        )
        worth = sum(abs(row.balance) for row in moved) or 1.0
        amount = sum(released.mapped("amount_currency")) * abs(line.balance) / worth
        return exact_amount(-amount, currency)

    @api.model
    def _parts(self, lines, is_credit: bool) -> list[Part]:
        """Return what these lines settle, document by document, in the order in which they became due.

        :param is_credit: they settle invoices; else they pay credit notes and payments back.
        """
        maker = self.env["ar.erp.maker"]
        found = []
        for line, other, amount, _theirs in maker._partials(lines):
            is_invoice = other.move_id.move_type == "out_invoice"
            target = key_of(other.move_id) if other.move_id.is_invoice() else maker._home(other)
            if not target or other in lines or is_invoice != is_credit:
                continue
            due = other.date_maturity or other.date
            part = Part(target, exact_amount(amount, line.currency_id), self._offered(other))
            found.append((due, other.id, part))
        return [part for _due, _id, part in sorted(found, key=lambda row: row[:2])]

    @api.model
    def _returned(self, lines) -> Decimal:
        """Return what of a credit went back to the customer, by whatever is no invoice."""
        partials = self.env["ar.erp.maker"]._partials(lines)
        rows = [row for row in partials if row[1] not in lines and self._pays_back(row[1].move_id)]
        return sum((exact_amount(amount, line.currency_id) for line, _other, amount, _theirs in rows), ZERO)

    @api.model
    def _pays_back(self, move) -> bool:
        """Tell whether what a credit is settled with is no invoice: the money went back."""
        return move.move_type != "out_invoice"

    @api.model
    def _offered(self, item) -> Decimal:
        """Return the early-payment discount that the terms of an open item allow."""
        if not item.discount_date:
            return ZERO
        return abs(exact_amount(item.amount_currency - item.discount_amount_currency, item.currency_id))

    @api.model
    def _given_up(self, record, lines, currency_name: str):
        """Return (early-payment discount, what else was given up, its line) of the entry that brought the money.

        An entry that several receipts or customers share holds none of it.
        """
        entry = self._entry(record)
        nothing = (ZERO, ZERO, self.env["account.move.line"])
        if record._name == "ar.match.receipt" or lines.move_id != entry or len(lines.partner_id) > 1:
            return nothing
        maker = self.env["ar.erp.maker"]
        others = entry.line_ids - maker._receivable(entry.line_ids)
        others = others.filtered(lambda line: line.currency_id.name == currency_name and line.ar_role != "fee")
        discounts = others.filtered(self._is_discount)
        lost = (others - discounts).filtered(lambda line: line.account_id.internal_group in GIVEN_UP_GROUPS)
        if discounts:
            discounts |= others.filtered("tax_line_id")
            lost -= discounts
        largest = lost.sorted(lambda line: -abs(line.balance))[:1]
        return max(ZERO, _sum(discounts)), max(ZERO, _sum(lost)), largest

    @api.model
    def _is_discount(self, line) -> bool:
        """Tell whether a line gives an early-payment discount: by its account, or by Odoo's own mark."""
        known = self.env.context.get("ar_erp_discount_ids")
        accounts = self._discount_accounts(line.company_id).ids if known is None else known
        return line.display_type == "epd" or line.account_id.id in accounts

    @api.model
    def _discount_accounts(self, company):
        """Return the accounts that hold early-payment discounts and nothing else."""
        reasons = self.env["ar.match.reason"].sudo().search([("company_id", "=", company.id)])
        of_discounts = reasons.filtered(lambda reason: reason.code == "discount")
        others = (reasons - of_discounts).account_id
        return (
            company.account_journal_early_pay_discount_loss_account_id
            | company.account_journal_early_pay_discount_gain_account_id
            | (of_discounts.account_id - others)
        )

    @api.model
    def _with_discounts_beside(self, connection, records) -> frozenset[str]:
        """Return the keys of the payments whose discounts are write-offs of their own in the ERP.

        What was sent stays as it was sent, whatever the connection says by now.
        """
        keys = [key_of(record) for record in records]
        bindings = self.env["ar.erp.plan"]._bindings(connection, keys)
        is_beside, found = connection._ar_erp_gives_discounts_beside(), set()
        for key in keys:
            agreed = bindings["payment", key].agreed or {} if ("payment", key) in bindings else {}
            if any(Decimal(part.get("discount") or 0) for part in agreed.get("applied") or ()):
                continue
            if ("write_off", key) in bindings or is_beside:
                found.add(key)
        return frozenset(found)

    @api.model
    def _discount_line(self, record, lines):
        """Return the line that says to which account the discounts of a payment are given."""
        entry = self._entry(record)
        beside = self.env["account.move.line"].union(
            *(self._costs(line) for line in self._discount_lines_beside(record))
        )
        others = beside or entry.line_ids - lines
        return others.filtered(lambda line: not line.tax_line_id and self._is_discount(line)).sorted(
            lambda line: -abs(line.balance)
        )[:1]

    @api.model
    def _discounts_beside(self, record) -> dict[str, Decimal]:
        """Return target -> discount of the entries that give up something beside a receipt."""
        found: dict[str, Decimal] = {}
        for line in self._discount_lines_beside(record):
            target = key_of(line.ar_applied_line_id.move_id)
            found[target] = found.get(target, ZERO) - exact_amount(line.amount_currency, line.currency_id)
        return found

    @api.model
    def _discount_lines_beside(self, record):
        entry = self._entry(record)
        receipts = record if record._name == "ar.match.receipt" else entry.line_ids.ar_receipt_id
        lines = receipts.filtered(lambda receipt: receipt.move_id == entry).line_ids
        return lines.filtered(
            lambda line: (
                line.ar_role == "write_off"
                and line.parent_state == "posted"
                and line.reconciled
                and self._gives_discount(line)
            )
        )

    @api.model
    def _gives_discount(self, line) -> bool:
        """Tell whether a line that gives something up beside a receipt is an early-payment discount, no more."""
        costs = self._costs(line).filtered(lambda row: not row.tax_line_id)
        return bool(costs) and all(self._is_discount(row) for row in costs)

    @api.model
    def _costs(self, line):
        """Return what a line that gives something up costs: the lines between it and the one before it."""
        lines = line.move_id.line_ids.sorted("id")
        before = lines.filtered(lambda row: row.ar_role == "write_off" and row.id < line.id)[-1:]
        return lines.filtered(lambda row: row.ar_role == "given_up" and before.id < row.id < line.id)

    @api.model
    def _is_money(self, record, entry) -> bool:
        if record._name != "account.move" or entry.statement_line_id or entry.ar_erp_kind == "payment":
            return True
        is_of_money = entry.journal_id.type in ("bank", "cash", "credit")
        return is_of_money or any(line.account_id.account_type == "asset_cash" for line in entry.line_ids)

    @api.model
    def _money_account(self, record) -> str:
        """Return the account where the money lies; nothing where it waits to be deposited."""
        of_money = self._entry(record).line_ids.account_id.filtered(lambda row: row.account_type == "asset_cash")
        return str(of_money[:1].id or "")

    @api.model
    def _reference(self, record) -> str:
        if record._name == "account.payment":
            return record.payment_reference or record.memo or ""
        if record._name == "ar.match.receipt":
            return record.external_id or ""
        return record.statement_line_id.payment_ref or ""

    @api.model
    def _is_voided(self, entry, lines) -> bool:
        """Tell whether the money does not count any more: its entry was cancelled, or reversed as a whole."""
        if not any(line.parent_state == "posted" for line in lines):
            return True
        back = entry.reversal_move_ids.filtered(lambda move: move.state == "posted").line_ids
        back = back.filtered(lambda line: line.account_id in lines.account_id)
        company_currency = entry.company_currency_id
        return bool(back) and company_currency.is_zero(sum((lines | back).mapped("balance")))


def _sum(lines) -> Decimal:
    return sum((exact_amount(line.amount_currency, line.currency_id) for line in lines), ZERO)


def _with_discounts(applied: tuple[Applied, ...], beside: dict[str, Decimal]) -> tuple[Applied, ...]:
    """Return applications with the discounts that other entries give on the same documents."""
    left = dict(beside)
    found = [Applied(part.target, part.amount, part.discount + left.pop(part.target, ZERO)) for part in applied]
    return tuple(found + [Applied(target, ZERO, amount) for target, amount in left.items() if amount])
