"""Auto-pay in the portal: what is agreed, what is and was charged, changing the card, leaving."""

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .portal import AutopayPortal

MODEL = "ar.autopay.mandate"


class AutopayMandatePortal(AutopayPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "autopay_count" in counters:
            values["autopay_count"] = len(self._autopay_mandates()) or len(self._autopay_offers())
        return values

    def _autopay_mandates(self):
        """Return the mandates of the customer that are worth seeing: for each company the one that counts."""
        Mandate = request.env[MODEL]
        if not Mandate.has_access("read"):
            return Mandate.sudo()
        rows = Mandate.search([("partner_id", "=", request.env.user.commercial_partner_id.id)], order="id desc").sudo()
        found = Mandate.sudo()
        for company in rows.company_id.sorted("name"):
            own = rows.filtered(lambda row, company=company: row.company_id == company)
            in_force = own.filtered(lambda row: row.state in ("active", "paused"))
            begun = own.filtered(lambda row: row.state in ("invited", "pending"))
            found |= (in_force or begun or own)[:1]
        return found

    def _autopay_offers(self):
        """Return the companies that offer auto-pay to the customer, who has none there yet."""
        user = request.env.user
        if user._is_internal():
            return user.company_ids.browse()
        known = self._autopay_mandates().company_id
        return user.sudo().company_ids.filtered(
            lambda company: company not in known and user.partner_id.sudo()._ar_autopay_is_offered(company)
        )

    @http.route("/my/auto-pay", type="http", auth="user", methods=["GET"], website=True)
    def portal_autopay(self, **kw):
        """Show the customer's mandates, one of each company; straight to it where there is one only."""
        mandates, offers = self._autopay_mandates(), self._autopay_offers()
        if len(mandates) == 1 and not offers:
            return request.redirect(mandates.access_url)
        values = {**self._prepare_portal_layout_values(), "page_name": "autopay", "mandates": mandates}
        return request.render("ar_sync_autopay.portal_mandates", {**values, "offers": offers})

    @http.route("/my/auto-pay/begin", type="http", auth="user", methods=["POST"], website=True)
    def portal_autopay_begin(self, company_id=None, **form):
        """Begin with a company that offers it: the page on which the customer can agree."""
        company = self._autopay_offers().filtered(lambda row: str(row.id) == company_id)
        if not company:
            return request.redirect("/my/auto-pay", code=303)
        partner = request.env.user.commercial_partner_id
        request.env["ar.autopay.session"].sudo()._one_at_a_time(partner)
        mandate = request.env[MODEL].sudo()._new(partner, company)
        return request.redirect(mandate.access_url, code=303)

    @http.route("/my/auto-pay/<int:mandate_id>", type="http", auth="public", methods=["GET"], website=True)
    def portal_autopay_mandate(self, mandate_id, access_token=None, visit=None, **kw):
        """Show one mandate."""
        try:
            mandate = self._document_check_access(MODEL, mandate_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        session = self._autopay_visit(visit, mandate_id=mandate)
        values = self._autopay_mandate_values(mandate, access_token)
        return request.render("ar_sync_autopay.portal_mandate", {**values, "autopay_visit": session})

    def _autopay_mandate_values(self, mandate, access_token) -> dict:
        instead = mandate._in_force_instead() if mandate.state == "ended" else mandate.browse()
        values = {
            "page_name": "autopay",
            "mandate": mandate,
            "instead": instead,
            "charges_to_come": mandate._coming_charges(),
            "charges_past": mandate._past_charges(),
            "open_invoices": mandate._open_invoices() if mandate.state != "active" else mandate.charge_ids.move_ids[:0],
            "tokens": mandate._saved_tokens(),
            "may_begin": mandate._may_begin() and not instead,
            "access_token": access_token,
            "autopay_note": self._autopay_take_note(),
            "autopay_is_preview": self._autopay_is_preview(mandate.partner_id),
            "res_company": mandate.company_id,
            **self._autopay_consent_values(mandate.company_id),
        }
        return self._get_page_view_values(mandate, access_token, values, "my_autopay_history", False)

    def _autopay_act(self, mandate_id, access_token, act):
        """Do what a form of the page asks for, and say what hindered it."""
        try:
            mandate = self._document_check_access(MODEL, mandate_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        try:
            if self._autopay_is_preview(mandate.partner_id):
                raise UserError(request.env._("Only the customer can do this."))
            address = act(mandate.with_company(mandate.company_id))
        except UserError as error:
            self._autopay_note(str(error))
            address = self._autopay_path(mandate, access_token)
        return self._autopay_go(address)

    def _autopay_path(self, mandate, access_token) -> str:
        """Return the path of a mandate's page, for whoever came with a token and for whoever is logged in."""
        return mandate.get_portal_url() if access_token else mandate.access_url

    def _autopay_agreed(self, mandate, channel: str, form):
        """Return the mandate to which the customer agrees on the page of ``mandate``."""
        request.env["ar.autopay.session"].sudo()._one_at_a_time(mandate)
        if not form.get("agree"):
            raise UserError(request.env._("Please tick that you agree. Nothing was set up."))
        if not mandate._may_begin() or (mandate.state == "ended" and mandate._in_force_instead()):
            raise UserError(request.env._("Automatic payment cannot be set up here any more."))
        self._autopay_check_wording(mandate.company_id, form)
        who = self._autopay_who(form.get("name"))
        wishes = self._autopay_wishes(form)
        return mandate._agree(mandate.partner_id, mandate.company_id, channel, who, wishes, invited=mandate)

    @http.route("/my/auto-pay/<int:mandate_id>/set-up", type="http", auth="public", methods=["POST"], website=True)
    def portal_autopay_set_up(self, mandate_id, access_token=None, **form):
        """Agree, and go on to Stripe's page to leave a card or account. What was in force goes on until it is done."""

        def act(mandate):
            if mandate._is_signed():
                path = self._autopay_path(mandate, access_token)
                Session = request.env["ar.autopay.session"].sudo()
                Session._one_at_a_time(mandate)
                return Session._open(mandate.partner_id, mandate.company_id, path, mandate=mandate)
            is_invited = mandate.state in ("invited", "pending") and not mandate.create_uid.share
            agreed = self._autopay_agreed(mandate, "invitation" if is_invited else "page", form)
            path = self._autopay_path(agreed, access_token)
            Session = request.env["ar.autopay.session"].sudo()
            return Session._open(mandate.partner_id, mandate.company_id, path, mandate=agreed)

        return self._autopay_act(mandate_id, access_token, act)

    @http.route("/my/auto-pay/<int:mandate_id>/use-saved", type="http", auth="public", methods=["POST"], website=True)
    def portal_autopay_use_saved(self, mandate_id, access_token=None, token_id=None, **form):
        """Agree, and be charged to a card that was saved before."""

        def act(mandate):
            token = mandate._saved_tokens().filtered(lambda row: str(row.id) == token_id)
            if not token:
                raise UserError(request.env._("This card is not there any more. Please enter it once more."))
            with request.env.cr.savepoint():
                agreed = self._autopay_agreed(mandate, "token", form)
                agreed._adopt(token)
            return self._autopay_path(agreed, access_token)

        return self._autopay_act(mandate_id, access_token, act)

    @http.route("/my/auto-pay/<int:mandate_id>/leave", type="http", auth="public", methods=["POST"], website=True)
    def portal_autopay_leave(self, mandate_id, access_token=None, **form):
        """Leave auto-pay; whoever left already has left."""

        def act(mandate):
            if mandate.state != "ended":
                mandate._leave()
            return self._autopay_path(mandate, access_token)

        return self._autopay_act(mandate_id, access_token, act)
