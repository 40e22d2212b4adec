"""The invoice in the portal: paying it on Stripe's page, and the tick for auto-pay."""

import math

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.account.controllers.portal import PortalAccount
from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.errors import SyncError

_logger = masked_logger(__name__)

#: Where a sentence for the next page waits in the browser's session.
NOTE = "ar_autopay_note"
NAME_MAX = 100


class AutopayPortal(PortalAccount):
    # === WHO === #

    def _autopay_who(self, name="") -> dict:
        """Return who is at the browser, as far as it is known: the evidence of a consent.

        Behind a proxy the address is the visitor's where Odoo runs with ``proxy_mode``.
        """
        user = request.env.user
        is_known = not user._is_public()
        return {
            "name": user.name if is_known else (name or "").strip()[:NAME_MAX],
            "email": user.email if is_known else "",
            "user_id": user.id if is_known else False,
            "ip": request.httprequest.remote_addr,
            "agent": request.httprequest.user_agent.string,
            "lang": request.env.lang,
        }

    def _autopay_is_preview(self, partner) -> bool:
        """Tell whether somebody of the company looks at a customer's page: who may not agree in the customer's name."""
        user = request.env.user
        return user._is_internal() and user.commercial_partner_id != partner.commercial_partner_id

    def _autopay_wishes(self, form) -> dict:
        """Return the limits that the customer entered.

        :raise UserError: where one is no amount.
        """
        found = {"covers": "recurring" if form.get("only_recurring") else "all"}
        for name in ("cap_charge", "cap_month"):
            text = (form.get(name) or "").strip() or "0"
            try:
                found[name] = float(text)
            except ValueError:
                found[name] = math.nan
            if not math.isfinite(found[name]) or found[name] < 0:
                raise UserError(request.env._("“%s” is not an amount. Please enter a number, or nothing.", text))
        return found

    def _autopay_check_wording(self, company, form) -> None:
        """See that the words that were shown are those in force.

        :raise UserError: where they are not: nobody agrees to words that were not shown.
        """
        Mandate = request.env["ar.autopay.mandate"].sudo()
        if form.get("wording") != Mandate._wording_mark(company, request.env.lang):
            raise UserError(request.env._("What you agree to has changed meanwhile. Please read it again."))

    def _autopay_consent_values(self, company) -> dict:
        """Return what the tick and its terms are rendered with."""
        lang = request.env.lang
        Mandate = request.env["ar.autopay.mandate"].sudo()
        wording = Mandate._wording(company, lang)
        return {
            "autopay_words": wording._shown(company) if wording else False,
            "autopay_mark": Mandate._wording_mark(company, lang),
            "autopay_company": company,
            "autopay_is_known": not request.env.user._is_public(),
        }

    # === NOTES === #

    def _autopay_note(self, text: str) -> None:
        """Keep a sentence for the page that is shown next."""
        request.session[NOTE] = text

    def _autopay_take_note(self) -> str:
        return request.session.pop(NOTE, "") if NOTE in request.session else ""

    def _autopay_visit(self, visit, **owner):
        """Return the visit from which the customer comes back, with its outcome; nothing where it is another's."""
        Session = request.env["ar.autopay.session"].sudo()
        if not str(visit or "").isdecimal() or len(str(visit)) > 9:
            return Session
        session = Session.browse(int(visit)).exists()
        if not session or any(session[name] != record for name, record in owner.items()):
            return Session
        try:
            session._come_back()
        except SyncError as error:
            _logger.warning("visit %s to the payment page: %s", session.id, error.message)
        return session

    # === THE INVOICE === #

    def _invoice_get_page_view_values(self, invoice, access_token, visit=None, **kwargs):
        session = self._autopay_visit(visit, move_id=invoice)
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        found = invoice._ar_autopay_situation()
        return {
            **values,
            **self._autopay_consent_values(invoice.company_id),
            "autopay": found,
            "autopay_visit": session,
            "autopay_note": self._autopay_take_note(),
            "autopay_is_preview": self._autopay_is_preview(invoice.partner_id),
        }

    @http.route("/my/invoices/<int:invoice_id>/pay-online", type="http", auth="public", methods=["POST"], website=True)
    def portal_invoice_pay_online(self, invoice_id, access_token=None, **form):
        """Go on to Stripe's page to pay an invoice; with the tick, the customer agrees to auto-pay as well."""
        try:
            invoice = self._document_check_access("account.move", invoice_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        path = invoice.get_portal_url() if access_token else invoice.access_url
        try:
            return self._autopay_go(self._autopay_pay(invoice, path, form))
        except UserError as error:
            self._autopay_note(str(error))
            return request.redirect(f"{path}#autopay", code=303)

    def _autopay_pay(self, invoice, path: str, form) -> str:
        """Return where the customer goes on."""
        Session = request.env["ar.autopay.session"].sudo()
        invoice = invoice.with_company(invoice.company_id)
        Session._one_at_a_time(invoice)
        found = invoice._ar_autopay_situation()
        if not found["can_pay"]:
            raise UserError(request.env._("This invoice is paid, or being paid. Nothing more was charged."))
        partner, company, mandate = invoice.commercial_partner_id, invoice.company_id, None
        if form.get("agree") and found["offers"]:
            if self._autopay_is_preview(partner):
                raise UserError(request.env._("Only the customer can agree to automatic payment."))
            self._autopay_check_wording(company, form)
            who, wishes = self._autopay_who(form.get("name")), self._autopay_wishes(form)
            Mandate = request.env["ar.autopay.mandate"].sudo()
            mandate = Mandate._agree(partner, company, "invoice", who, wishes)
        whole = bool(form.get("whole"))
        return Session._open(partner, company, path, move=invoice, mandate=mandate, whole=whole)

    def _autopay_go(self, address: str):
        """Send the browser on to a page of Stripe's, or back to ours."""
        return request.redirect(address, code=303, local=False)
