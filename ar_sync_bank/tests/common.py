"""A company with bank accounts, and its statement files, for tests of the Odoo side."""

from odoo.addons.ar_sync.models.ar_match_share import Share
from odoo.addons.ar_sync.tests.common import ReceivablesCase

from .bank_files import IBAN, bal, camt, details, ntry


class BankCase(ReceivablesCase):
    """An account in euro at a bank (the company keeps its books in dollars), and one in dollars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Journal = cls.env["account.journal"]
        cls.bank = Journal.create(
            {
                "name": "City Bank",
                "type": "bank",
                "code": "CITY",
                "company_id": cls.company.id,
                "currency_id": cls.eur.id,
                "bank_acc_number": IBAN,
            }
        )
        cls.home = Journal.create({"name": "Home", "type": "bank", "code": "HOME", "company_id": cls.company.id})
        cls.File = cls.env["ar.bank.file"]

    def take_in(self, *contents, journal=None, name="statement.xml"):
        """Import files and return their rows."""
        files = [(name, content) for content in contents]
        return self.File._ar_take_in(self.company, files, journal or self.env["account.journal"])

    def statement(self, *entries, opening=None, closing=None):
        """Return a camt.053 file with these entries, and its balances where they are given."""
        balances = [bal("OPBD", opening)] if opening else []
        balances += [bal("CLBD", closing)] if closing else []
        return camt(*balances, *entries)

    def lines(self, *files):
        """Return the bank transactions of imported files."""
        return self.env["account.bank.statement.line"].search(
            [("ar_bank_file_id", "in", [file.id for file in files])], order="id"
        )

    def paid(self, amount="100.00", text="INV", name="Alice Instruments", account="", ref="R1", e2e="", **values):
        """Return an incoming payment as an entry of a camt file."""
        inner = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" + details(payment(text, name, account, e2e))
        return ntry(amount, inner=inner, **values)

    def by_hand(self, amount=100.0, journal=None, **values):
        """Create a bank transaction as a person does it in Odoo."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": (journal or self.home).id,
                "amount": amount,
                "date": "2026-03-10",
                "payment_ref": values.pop("payment_ref", "Payment"),
                **values,
            }
        )

    def lock(self, day):
        """Lock the books up to a day. Odoo's own button refuses while bank transactions are open before it."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_company SET fiscalyear_lock_date = %s WHERE id = %s", (day, self.company.id))
        self.env.invalidate_all()

    def share(self, invoice, amount=None):
        """Return the share of a receipt that pays an invoice, wholly or in part."""
        return Share(item_of(invoice), invoice.amount_residual if amount is None else amount)

    def snapshot(self, move):
        """Return all that is stored of an entry's lines, without what is given out anew: ids and times."""
        skipped = {"id", "create_date", "write_date", "create_uid", "write_uid", "search_account_id", "display_name"}
        names = [
            name for name, field in move.line_ids._fields.items() if field.store and field.type not in ("one2many",)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        rows = move.line_ids.read([name for name in names if name not in skipped], load=False)
        return sorted(
            ({name: value for name, value in row.items() if name != "id"} for row in rows),
            key=lambda row: (row["account_id"], row["balance"]),
        )


def payment(text="", name="", account="", e2e="", amount="", documents=()):
    """Return the details of one payment of a camt entry."""
    refs = f"<Refs><EndToEndId>{e2e}</EndToEndId></Refs>" if e2e else ""
    money = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
    own = f"<DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct>" if account else ""
    party = f"<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>{own}</RltdPties>" if name or account else ""
    free = f"<Ustrd>{text}</Ustrd>" if text else ""
    structured = "".join(
        f"<Strd><RfrdDocInf><Nb>{number}</Nb></RfrdDocInf>"
        f"<RfrdDocAmt><RmtdAmt Ccy='EUR'>{part}</RmtdAmt></RfrdDocAmt></Strd>"
        for number, part in documents
    )
    return f"{refs}{money}{party}<RmtInf>{free}{structured}</RmtInf>"


def item_of(invoice):
    """Return the open item of an invoice."""
    return invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
