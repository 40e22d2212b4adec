"""Every incoming statement line becomes a receipt, whoever made the line: our import, another one, or a person."""

from decimal import Decimal

from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    ar_receipt_ids = fields.One2many("ar.match.receipt", "statement_line_id", string="Receipts", readonly=True)
    ar_receipt_count = fields.Integer(compute="_compute_ar_receipt_count")

    @api.depends("ar_receipt_ids")
    def _compute_ar_receipt_count(self):
        for line in self:
            line.ar_receipt_count = len(line.ar_receipt_ids)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if lines._ar_make_receipts():
            self.env["ar.sync.dispatch"]._dispatch("match")
        lines._ar_take_returns()
        lines._ar_take_departures()
        return lines

    def unlink(self):
        """Receipts go with the movement they were: it never happened."""
        receipts = self.sudo().ar_receipt_ids
        receipts._ar_take_back_beside()
        receipts.unlink()
        return super().unlink()

    # === ACTIONS === #

    def action_ar_receipts(self):
        """Open the receipts that these bank transactions brought."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_match_receipt_action")
        action["domain"] = [("statement_line_id", "in", self.ids)]
        action["context"] = {}
        return action

    # === BUSINESS METHODS === #

    def _ar_is_incoming(self) -> bool:
        """Tell whether this is money that came in at a bank and waits on the suspense account."""
        self.ensure_one()
        return bool(
            self.currency_id.compare_amounts(self.amount, 0) > 0
            and self.journal_id.type in ("bank", "credit")
            and not self.journal_id.ar_connection_id
            and self.state == "posted"
            and not self.is_reconciled
        )

    def _ar_make_receipts(self):
        """Make the receipts of those among these lines that brought money, and return them."""
        lines = self.sudo().filtered(lambda line: line._ar_is_incoming() and not line.ar_receipt_ids)
        accounts = {payment.get("account") for line in lines for payment in line._ar_payments()}
        partners = {}
        for company, of_company in lines.grouped("company_id").items():
            partners[company] = of_company._ar_partners_by_account(company, accounts)
        rows = [row for line in lines for row in line._ar_receipt_rows(partners[line.company_id])]
        return self.env["ar.match.receipt"].sudo().with_context(tracking_disable=True).create(rows)

    def _ar_payments(self) -> list[dict]:
        """Return what is known of each payment in this line; of a line that is no batch there is one."""
        details = self.transaction_details or {}
        return details.get("payments") or [details]

    def _ar_receipt_rows(self, partners: dict) -> list[dict]:
        """Return the receipts of this line as values: one for each payment of a batch."""
        payments = self._ar_payments()
        if len(payments) == 1:
            return [self._ar_receipt_values(payments[0], 0, partners)]
        return [self._ar_receipt_values(payment, part, partners) for part, payment in enumerate(payments, start=1)]

    def _ar_receipt_values(self, payment: dict, part: int, partners: dict) -> dict:
        """Return one receipt as values.

        :param part: which payment of a batch it is, from 1; 0 where the line is one payment.
        """
        settled = float(Decimal(payment["amount"])) if part else self.amount
        foreign = self.foreign_currency_id if not part else self.env["res.currency"]
        currency = foreign or self.currency_id
        account = payment.get("account") or (self.account_number if not part else "")
        partner = partners.get(account)
        return {
            "name": f"{self.move_id.name} {part}/{len(self._ar_payments())}" if part else self.move_id.name,
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "rail": "bank",
            "date": self.date,
            "currency_id": currency.id,
            "amount": abs(self.amount_currency) if foreign else settled,
            "settlement_currency_id": self.currency_id.id,
            "settlement_amount": settled,
            "partner_id": partner if part else self.partner_id.commercial_partner_id.id or partner,
            "payer_name": payment.get("name") or (self.partner_name if not part else ""),
            "payer_account": account,
            "reference_text": payment.get("text") or self.payment_ref,
            "hints": self._ar_hints(payment, currency),
            "statement_line_id": self.id,
            "statement_part": part,
        }

    @api.model
    def _ar_hints(self, payment: dict, currency) -> list[dict]:
        """Return identifiers, and the documents that the payer says it pays with the sum for each."""
        hints = [{"kind": "id", "value": value, "source": "bank"} for value in payment.get("ids") or []]
        for number, amount, of_currency in payment.get("documents") or []:
            if amount is not None:
                minor = int((Decimal(amount) * 10**currency.decimal_places).to_integral_value())
                other = of_currency if of_currency not in ("", currency.name) else ""
                hints.append(
                    {
                        "kind": "remittance",
                        "value": number,
                        "source": "remittance",
                        "amount_minor": minor,
                        "currency": other,
                    }
                )
        return hints

    @api.model
    def _ar_partners_by_account(self, company, accounts) -> dict[str, int]:
        """Return account -> customer, for the accounts that exactly one customer has."""
        banks = self.env["res.partner.bank"].sudo().search(
            [
                ("sanitized_acc_number", "in", sorted(account for account in accounts if account)),
                ("company_id", "in", (False, company.id)),
                ("partner_id.company_id", "in", (False, company.id)),
            ]
        )
        found = {}
        for account, rows in banks.grouped("sanitized_acc_number").items():
            owner = rows.partner_id.commercial_partner_id
            if len(owner) == 1 and owner != company.partner_id:
                found[account] = owner.id
        return found
