"""A company with journals, customers and invoices for tests of money."""

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase

from odoo.addons.ar_sync.models.ar_match_receipt_decide import _sizes
from odoo.addons.ar_sync.protocol import pace


def steady_pace(case) -> None:
    """Let batches have one size for the tests of a class, however slow the machine is at the moment."""
    case.startClassPatcher(patch.object(pace, "next_size", lambda size, **_measured: size))
    case.startClassPatcher(patch.dict(_sizes, clear=True))


class ReceivablesCase(TransactionCase):
    """A fresh company with a chart of accounts, three currencies and two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steady_pace(cls)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create(
            {"name": "Harbour Tools", "currency_id": cls.env.ref("base.USD").id, "ar_sync_mode": "automatic"}
        )
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.usd = cls.env.ref("base.USD")
        cls.eur = cls._currency("EUR", 0.8)
        cls.jpy = cls._currency("JPY", 150.0)
        cls.kwd = cls._currency("KWD", 0.3)
        Partner = cls.env["res.partner"]
        cls.alice = Partner.create({"name": "Alice Instruments", "is_company": True})
        cls.bruno = Partner.create({"name": "Bruno Optics", "is_company": True})
        cls.journal = cls.env["account.journal"].create(
            {"name": "Wallet", "type": "bank", "code": "WAL", "company_id": cls.company.id}
        )
        cls.receivable = cls.alice.with_company(cls.company).property_account_receivable_id

    @classmethod
    def _currency(cls, name, rate):
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        cls.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": currency.id, "rate": rate, "company_id": cls.company.id}
        )
        return currency

    def invoice(self, partner, amount, currency=None, date="2026-03-01", number=None, **values):
        """Create and post an invoice of one line without tax."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "currency_id": (currency or self.usd).id,
                "invoice_date": date,
                "ar_external_number": number,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        move.action_post()
        return move

    def receipt(self, amount, currency=None, text="", partner=None, **values):
        """Create a receipt that nobody has decided yet."""
        currency = currency or self.usd
        return self.env["ar.match.receipt"].create(
            {
                "name": values.pop("name", "RCPT 1"),
                "company_id": self.company.id,
                "journal_id": self.journal.id,
                "date": values.pop("date", fields.Date.to_date("2026-03-15")),
                "currency_id": currency.id,
                "amount": amount,
                "settlement_currency_id": values.pop("settlement_currency", currency).id,
                "settlement_amount": values.pop("settlement_amount", amount),
                "reference_text": text,
                "partner_id": partner.id if partner else False,
                **values,
            }
        )

    def item(self, invoice):
        """Return what is open of an invoice."""
        return invoice.line_ids.filtered(lambda line: line.account_id == self.receivable)

    def balance(self, account, partner=None):
        """Return an account's posted balance in company currency."""
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        [(total,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(total or 0.0, 2)
