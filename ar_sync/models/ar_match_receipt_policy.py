"""What the engine is told beside receipts and items: who may have paid, rates, and the company's policy."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..matching.model import STEP_IDS, STEP_PAYER, STEP_REFERENCES, Policy
from ..matching.signs import PayerSign
from ..matching.tolerance import Tolerance
from ..protocol.money import minor
from .ar_match_payer import normalised
from .ar_match_reason import TOLERATED_CODES

PARTNERS_PER_NAME = 20
# Sorts after every letter of a name: what lies below a word and this begins with that word.
LAST_LETTER = "\uffff"


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    # === POLICY === #

    def _engine_policy(self) -> Policy:
        """Return the policy of the company of these receipts, in the currencies they came in. Extension point."""
        company = self.company_id
        currencies = self.currency_id
        return Policy(
            allow_overpayment=True,
            automatic_steps=frozenset({STEP_IDS, STEP_REFERENCES, STEP_PAYER}),
            automatic_kinds=self.env["ar.match.kind"]._allowed(company),
            amount_cap_minor=self._limit_by_currency(company.ar_automatic_cap, currencies),
            four_eyes_minor=self._limit_by_currency(company.ar_four_eyes_amount, currencies),
            tolerances=self._engine_tolerances(currencies),
            discount_grace_days=company.ar_discount_grace_days,
            known_account_only=company.ar_known_account_only,
            adjustments=company.ar_adjustments or {},
        )

    def _engine_tolerances(self, currencies) -> dict[str, Tolerance]:
        """Return what the company gives up by itself, per reason."""
        found = {}
        reasons = self.env["ar.match.reason"].sudo().search(
            [("company_id", "=", self.company_id.id), ("code", "in", TOLERATED_CODES), ("automatic_amount", ">", 0)]
        )
        for reason in reasons:
            if reason.code not in found:
                caps = self._limit_by_currency(reason.automatic_amount, currencies)
                found[reason.code] = Tolerance(reason.automatic_per_mille, caps)
        return found

    def _limit_by_currency(self, amount: float, currencies) -> dict[str, int]:
        """Return an amount of the company's currency in each of these, in minor units; nothing where it is zero."""
        if not amount:
            return {}
        company = self.company_id
        return {
            currency.name: minor(
                currency.round(company.currency_id._convert(amount, currency, company, max(self.mapped("date")))),
                currency.decimal_places,
            )
            for currency in currencies
        }

    # === RATES === #

    def _engine_rates(self, currencies) -> dict:
        """Return receipt -> rates of these currencies: minor units for one minor unit of the receipt's, on its day.

        A currency without a rate in Odoo is not converted.
        """
        found: dict[tuple, dict[str, Decimal]] = {}
        for receipt in self:
            key = (receipt.currency_id, receipt.date)
            if key not in found:
                found[key] = receipt._rates_to(currencies - receipt.currency_id)
        return {receipt: found[receipt.currency_id, receipt.date] for receipt in self}

    def _rates_to(self, currencies) -> dict[str, Decimal]:
        """Return the rates of this receipt's day to these currencies, where there are any."""
        rated = self._currencies_with_rate() if currencies else currencies
        if self.currency_id not in rated:
            return {}
        rates = {}
        for currency in currencies & rated:
            rate = self.env["res.currency"]._get_conversion_rate(self.currency_id, currency, self.company_id, self.date)
            places = currency.decimal_places - self.currency_id.decimal_places
            rates[currency.name] = Decimal(repr(rate)).scaleb(places)
        return rates

    def _currencies_with_rate(self):
        """Return the currencies that can be converted on the receipt's day: the company's own, those with a rate."""
        rated = self.env["res.currency.rate"].search(
            [("name", "<=", self.date), ("company_id", "in", (False, self.company_id.root_id.id))]
        )
        return self.company_id.currency_id | rated.currency_id

    # === WHO MAY HAVE PAID === #

    def _engine_signs(self) -> dict:
        """Return receipt -> signs of who may have paid it.

        For a payer that the rail knows all of his accounts are told, so that a new one is seen to be new.
        """
        self.company_id.ensure_one()
        accounts = {normalised("account", receipt.payer_account or "") for receipt in self} - {""}
        names = {normalised("alias", receipt.payer_name or "") for receipt in self if not receipt.partner_id} - {""}
        memory = self._remembered(accounts, names)
        held = self._held_accounts(accounts)
        named = self._named_like(names)
        return {
            receipt: tuple(dict.fromkeys(receipt._own_signs(memory, held, named)))
            for receipt in self
        }

    def _own_signs(self, memory, held, named):
        """Yield the signs that are about this receipt."""
        account = normalised("account", self.payer_account or "")
        name = normalised("alias", self.payer_name or "")
        partner_id = self.partner_id.commercial_partner_id.id
        known = set()
        for payer in memory:
            if payer.key == (account if payer.kind == "account" else name) or (
                payer.kind == "account" and payer.partner_id.id == partner_id
            ):
                if payer.kind == "account":
                    known.add((payer.key, payer.partner_id.id))
                yield payer._sign()
        for key, holder_id in held:
            if (key == account or holder_id == partner_id) and (key, holder_id) not in known:
                yield PayerSign("account", holder_id, key)
        if not self.partner_id:
            yield from (sign for key, sign in named if key == name)

    def _remembered(self, accounts, names):
        """Return the memory of these accounts and names, and of the accounts of the known payers."""
        own = self.partner_id.commercial_partner_id.ids
        domain = [
            ("company_id", "=", self.company_id.id),
            "|",
            "|",
            "&",
            ("kind", "=", "account"),
            ("key", "in", list(accounts)),
            "&",
            ("kind", "=", "alias"),
            ("key", "in", list(names)),
            "&",
            ("kind", "=", "account"),
            ("partner_id", "in", own if accounts else []),
        ]
        return self.env["ar.match.payer"].sudo().search(domain)

    def _held_accounts(self, accounts) -> list[tuple[str, int]]:
        """Return (account, commercial partner id) of bank accounts in Odoo: those asked for, and the payers' own."""
        if not accounts:
            return []
        Bank = self.env["res.partner.bank"].sudo()
        own = self.partner_id.commercial_partner_id.ids
        found = Bank.search(
            [
                ("company_id", "in", (False, self.company_id.id)),
                "|",
                ("sanitized_acc_number", "in", list(accounts)),
                ("partner_id.commercial_partner_id", "in", own),
            ]
        )
        return [(normalised("account", bank.acc_number), bank.partner_id.commercial_partner_id.id) for bank in found]

    def _named_like(self, names) -> list[tuple[str, PayerSign]]:
        """Return (name, sign) of partners whose own name begins with a word of one of these."""
        if not names:
            return []
        self.env["res.partner"].flush_model(["ar_name_key", "commercial_partner_id", "active"])
        pairs = sorted({(name, word) for name in names for word in name.split()})
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT wanted.name, partner.id, partner.name
                     FROM unnest(%s::varchar[], %s::varchar[]) AS wanted (name, word)
              CROSS JOIN LATERAL (
                    SELECT id, name FROM res_partner
                     WHERE ar_name_key COLLATE "C" >= wanted.word AND ar_name_key COLLATE "C" < wanted.word || %s
                       AND active AND commercial_partner_id = id AND (company_id IS NULL OR company_id = %s)
                  ORDER BY ar_name_key <> wanted.name, id LIMIT %s) AS partner
                 ORDER BY 1, 2""",
                [name for name, _word in pairs],
                [word for _name, word in pairs],
                LAST_LETTER,
                self.company_id.id,
                PARTNERS_PER_NAME,
            )
        )
        return [(name, PayerSign("name", partner_id, told)) for name, partner_id, told in rows]
