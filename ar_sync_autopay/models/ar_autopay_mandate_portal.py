"""Mandates as their customer sees them, and what the customer agrees to in the portal."""

from odoo import api, fields, models

from .ar_autopay_session import GIVEN_OUT

#: Charges that the page shows of each kind.
SHOWN = 50


class ArAutopayMandate(models.Model):
    _inherit = "ar.autopay.mandate"

    @api.model
    def _agree(self, partner, company, channel: str, who: dict, wishes: dict, invited=None):
        """Return a mandate to which this person agrees now; who clicks twice agrees once.

        :param wishes: ``covers``, ``cap_charge``, ``cap_month`` as the customer wants them: never more than the
            company's own limits.
        :param invited: the mandate of the invitation, where there is one.
        """
        limits = self._limits(company, wishes)
        for mandate in self.sudo()._of(partner, company, ("pending",)):
            if mandate._is_same_click(channel, who, limits):
                return mandate
        if invited and invited.state == "invited":
            mandate = invited.sudo()
            mandate.write(limits)
        else:
            mandate = self._new(partner, company, **limits)
        mandate._consent(channel, who)
        return mandate

    @api.model
    def _limits(self, company, wishes: dict) -> dict:
        """Return the limits of a consent: the narrower of the customer's and the company's."""
        recurring = "recurring" in (wishes.get("covers"), company.ar_autopay_covers)
        found = {"covers": "recurring" if recurring else "all"}
        for name in ("cap_charge", "cap_month"):
            caps = [cap for cap in (wishes.get(name) or 0.0, company[f"ar_autopay_{name}"]) if cap > 0]
            found[name] = company.currency_id.round(min(caps, default=0.0))
        return found

    def _is_same_click(self, channel: str, who: dict, limits: dict) -> bool:
        """Tell whether this consent, of a moment ago, is the one that is being given."""
        wording = self._wording(self.company_id, who.get("lang"))
        return (
            self.consented_at > fields.Datetime.now() - GIVEN_OUT
            and self.consent_channel == channel
            and self.consent_user_id.id == (who.get("user_id") or False)
            and (self.consent_ip or "") == (who.get("ip") or "")
            and self.consent_name == (who.get("name") or self.partner_id.name)
            and self.wording_id == wording
            and self.wording_lang == who.get("lang")
            and self.covers == limits["covers"]
            and all(
                self.currency_id.compare_amounts(self[cap], limits[cap]) == 0 for cap in ("cap_charge", "cap_month")
            )
        )

    @api.model
    def _wording(self, company, lang: str | None):
        """Return the wording in force, in the reader's language."""
        Wording = self.env["ar.autopay.wording"].sudo()
        return Wording.with_context(lang=lang or self.env.lang or "en_US")._current(company)

    @api.model
    def _wording_mark(self, company, lang: str | None) -> str:
        """Return what says which words a page showed: another mark means that other words are in force by now."""
        wording = self._wording(company, lang)
        return f"{wording.id}-{lang}-{wording.write_date:%Y%m%d%H%M%S}" if wording else ""

    def _may_begin(self) -> bool:
        """Tell whether the customer can agree on the page of this mandate."""
        self.ensure_one()
        if self._is_signed():
            return bool(self.connection_id & self.company_id._ar_autopay_connections())
        if not self.company_id._ar_autopay_connection() or not self._wording(self.company_id, self.env.lang):
            return False
        has_begun = self.state in ("invited", "pending", "active", "paused")
        return has_begun or self.partner_id._ar_autopay_is_offered(self.company_id)

    def _is_signed(self) -> bool:
        """Tell whether the customer has signed on paper and only the card or account is missing."""
        self.ensure_one()
        return self.state == "pending" and self.consent_channel == "paper"

    def _in_force_instead(self):
        """Return the mandate that is in force in the place of this one."""
        self.ensure_one()
        return self._of(self.partner_id, self.company_id) - self

    # === CHARGES === #

    def _coming_charges(self):
        """Return the charges to come and under way, the next first."""
        return self.charge_ids.filtered("is_open").sorted(lambda row: (row.charge_on, row.id))[:SHOWN]

    def _past_charges(self):
        """Return what was charged, or was to be charged, the last first; what nobody was told of is left out."""
        past = self.charge_ids.filtered(
            lambda row: not row.is_open and (row.state != "cancelled" or row.notified_at or row.failure_code)
        )
        return past.sorted(lambda row: (row.done_at or row.write_date, row.id), reverse=True)[:SHOWN]

    def _open_invoices(self):
        """Return what the customer still has to pay, the oldest first."""
        self.ensure_one()
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("commercial_partner_id", "=", self.partner_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ],
            order="invoice_date_due, id",
            limit=SHOWN,
        )
