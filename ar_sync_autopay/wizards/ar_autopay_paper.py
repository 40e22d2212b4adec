"""Consents that were signed elsewhere: recorded with their document; the customer leaves the card on Stripe's page."""

from base64 import b64decode
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError


class ArAutopayPaper(models.TransientModel):
    _name = "ar.autopay.paper"
    _description = "Signed Mandate"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self._default_company())
    currency_id = fields.Many2one(related="company_id.currency_id", related_sudo=False)
    signed_on = fields.Date(required=True, default=lambda self: fields.Date.context_today(self))
    signed_by = fields.Char(required=True, help="The name of the person who signed.")
    document = fields.Binary(required=True, attachment=False, help="The signed page, as a picture or PDF.")
    document_name = fields.Char(string="File Name")
    words = fields.Text(
        string="What Was Signed",
        required=True,
        compute="_compute_words",
        store=True,
        precompute=True,
        readonly=False,
        help="As it is written on the document. It is kept with the mandate and never changes.",
    )
    covers = fields.Selection(
        selection=lambda self: self.env["ar.autopay.mandate"]._fields["covers"]._description_selection(self.env),
        string="Pays",
        required=True,
        default="all",
    )
    cap_charge = fields.Monetary(string="Most in One Charge", help="0: no limit.")
    cap_month = fields.Monetary(string="Most in One Month", help="0: no limit.")

    @api.model
    def _default_company(self):
        return self.env.company

    @api.depends("company_id", "partner_id")
    def _compute_words(self):
        Wording = self.env["ar.autopay.wording"].sudo()
        for paper in self:
            lang = paper.partner_id.lang or self.env.lang
            wording = Wording.with_context(lang=lang)._current(paper.company_id)
            shown = wording._shown(paper.company_id) if wording else {}
            paper.words = "\n\n".join(shown.values()) or False

    def action_record(self):
        """Keep the consent with its document, and send the customer the link to leave a card or account."""
        self.ensure_one()
        self.check_access("write")
        Mandate = self.env["ar.autopay.mandate"]
        Mandate.check_access("write")
        partner, company = self.partner_id.commercial_partner_id, self.company_id
        self._check()
        limits = Mandate._limits(
            company, {"covers": self.covers, "cap_charge": self.cap_charge, "cap_month": self.cap_month}
        )
        mandate = Mandate._new(partner, company, **limits)
        mandate._consent("paper", self._who(), words=self.words, at=datetime.combine(self.signed_on, time(12)))
        name = self.document_name or self.env._("Signed mandate")
        mandate.with_user(self.env.user).sudo().message_post(
            body=self.env._(
                "%(user)s recorded a mandate that %(name)s signed.", user=self.env.user.name, name=self.signed_by
            ),
            attachments=[(name, b64decode(self.with_context(bin_size=False).document))],
        )
        mandate._tell("ar_sync_autopay.mail_template_card")
        return {
            "type": "ir.actions.act_window",
            "res_model": mandate._name,
            "res_id": mandate.id,
            "views": [(False, "form")],
        }

    def _who(self) -> dict:
        return {"name": self.signed_by, "lang": self.partner_id.lang or self.env.lang}

    def _check(self) -> None:
        """See that the mandate can come into force.

        :raise UserError: where it cannot.
        """
        partner, company = self.partner_id.commercial_partner_id, self.company_id
        Mandate = self.env["ar.autopay.mandate"].sudo()
        if company not in self.env.user.company_ids:
            raise UserError(self.env._("%s is no company of yours.", company.sudo().name))
        if self.signed_on > fields.Date.context_today(self):
            raise UserError(self.env._("It cannot have been signed on a day to come."))
        if Mandate._of(partner, company):
            raise UserError(self.env._("%s has auto-pay already: end it first.", partner.display_name))
        if not (partner.email or partner.browse(partner.address_get(["invoice"])["invoice"]).email):
            raise UserError(self.env._("%s has no e-mail address.", partner.display_name))
