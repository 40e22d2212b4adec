"""What is remembered of payers: the accounts they pay from and the names they go by."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.names import name_words
from ..matching.signs import PayerSign
from ..matching.text import compact


def normalised(kind: str, value: str) -> str:
    """Return the form in which a sign is looked for: without spaces, accents and legal forms.

    >>> normalised("account", "DE89 3704 0044 0532 0130 00"), normalised("alias", "Müller & Söhne GmbH")
    ('DE89370400440532013000', 'MULLER SOHNE')
    """
    return compact(value) if kind == "account" else " ".join(name_words(value))


class ArMatchPayer(models.Model):
    """One thing that told who paid, and what people decided on it since."""

    _name = "ar.match.payer"
    _description = "Payer Memory"
    _order = "last_on desc, id desc"
    _rec_name = "value"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("account", "Bank account"), ("alias", "Name")], string="What", required=True, readonly=True
    )
    value = fields.Char(required=True, readonly=True, help="As it came with the money.")
    key = fields.Char(required=True, readonly=True, help="The value as it is compared.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    confirmations = fields.Integer(readonly=True, help="Decisions that agreed.")
    confirmed_on = fields.Date(string="Last Agreed On", readonly=True)
    declines = fields.Integer(readonly=True, help="Decisions that did not.")
    declined_on = fields.Date(string="Last Declined On", readonly=True)
    last_on = fields.Date(string="Last Seen", compute="_compute_last_on", store=True)
    active = fields.Boolean(default=True, help="Archived: forgotten, and learned anew only by a new decision.")

    _lookup = models.UniqueIndex("(company_id, kind, key, partner_id)", "This is remembered already.")
    _by_partner = models.Index("(company_id, partner_id, kind)")

    @api.depends("confirmed_on", "declined_on")
    def _compute_last_on(self):
        for payer in self:
            payer.last_on = max(filter(None, (payer.confirmed_on, payer.declined_on)), default=False)

    @api.model
    def _learn(self, receipts, partner, *, agreed: bool = True) -> None:
        """Remember by what these receipts told that ``partner`` paid them, or that he did not."""
        for receipt in receipts:
            for kind, value in (("account", receipt.payer_account), ("alias", receipt.payer_name)):
                key = normalised(kind, value or "")
                if key:
                    self._count(receipt.company_id, kind, value, key, partner, receipt.date, agreed)

    @api.model
    def _count(self, company, kind, value, key, partner, day, agreed: bool) -> None:
        """Count one decision, in one statement: two people who decide at once are both counted."""
        counted, since = ("confirmations", "confirmed_on") if agreed else ("declines", "declined_on")
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_match_payer (company_id, kind, value, key, partner_id, active,
                                               confirmations, declines, %(since)s, last_on, create_date, write_date)
                   VALUES (%(company)s, %(kind)s, %(value)s, %(key)s, %(partner)s, TRUE, %(yes)s, %(no)s,
                           %(day)s, %(day)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
              ON CONFLICT (company_id, kind, key, partner_id) DO UPDATE
                      SET %(counted)s = ar_match_payer.%(counted)s + 1, active = TRUE,
                          %(since)s = GREATEST(ar_match_payer.%(since)s, EXCLUDED.%(since)s),
                          last_on = GREATEST(ar_match_payer.last_on, EXCLUDED.last_on),
                          write_date = EXCLUDED.write_date""",
                since=SQL.identifier(since),
                counted=SQL.identifier(counted),
                company=company.id,
                kind=kind,
                value=value,
                key=key,
                partner=partner.commercial_partner_id.id,
                yes=int(agreed),
                no=int(not agreed),
                day=day,
            )
        )
        self.invalidate_model()

    @api.model
    def _take_over(self, merged, stays) -> None:
        """Count as one what is remembered of several contacts that are about to be merged."""
        rows = self.with_context(active_test=False).search([("partner_id", "in", (merged | stays).ids)], order="id")
        for same in rows.grouped(lambda row: (row.company_id, row.kind, row.key)).values():
            kept = same.filtered(lambda row: row.partner_id == stays) or same[:1]
            if same == kept:
                continue
            kept.write(
                {
                    "confirmations": sum(same.mapped("confirmations")),
                    "declines": sum(same.mapped("declines")),
                    "confirmed_on": max(filter(None, same.mapped("confirmed_on")), default=False),
                    "declined_on": max(filter(None, same.mapped("declined_on")), default=False),
                    "active": any(same.mapped("active")),
                }
            )
            (same - kept).unlink()
        self.env.flush_all()

    def _sign(self) -> PayerSign:
        """Return this memory as the engine takes it."""
        self.ensure_one()
        return PayerSign(
            self.kind,
            self.partner_id.id,
            self.value,
            self.confirmations,
            self.declines,
            self.confirmed_on or None,
            self.declined_on or None,
        )
