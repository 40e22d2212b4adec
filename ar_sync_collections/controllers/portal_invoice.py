"""The invoice in the portal: the customer promises a day, disputes, and sees what became of it."""

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.account.controllers.portal import PortalAccount

#: Where a sentence for the next page waits in the browser's session.
NOTE = "ar_collections_note"
TEXT_MAX = 2000
FILES_MAX = 3
FILE_BYTES_MAX = 5_000_000
#: What may be attached to a dispute, told by the content and not by the name.
FILE_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})


class CollectionsPortal(PortalAccount):
    # === THE PAGE === #

    def _invoice_get_page_view_values(self, invoice, access_token, **kwargs):
        values = super()._invoice_get_page_view_values(invoice, access_token, **kwargs)
        note = request.session.pop(NOTE, None) if NOTE in request.session else None
        return {
            **values,
            "collections": invoice.with_company(invoice.company_id)._ar_portal_situation(),
            "collections_note": note or {},
            "collections_is_preview": self._collections_is_preview(invoice),
        }

    def _collections_is_preview(self, invoice) -> bool:
        """Tell whether somebody of the company looks at a customer's page: who may not speak for the customer."""
        user = request.env.user
        return user._is_internal() and user.commercial_partner_id != invoice.commercial_partner_id

    def _collections_act(self, invoice_id, access_token, act):
        """Do what a form of the page asks for, and say what came of it, or what hindered it."""
        try:
            invoice = self._document_check_access("account.move", invoice_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        # Who came with the token goes on with it; who is logged in needs none, and is given none.
        path = invoice.get_portal_url() if access_token else invoice.access_url
        try:
            if self._collections_is_preview(invoice):
                raise UserError(request.env._("Only the customer can do this."))
            with request.env.cr.savepoint():
                said = act(invoice.with_company(invoice.company_id))
            request.session[NOTE] = {"kind": "success", "text": said}
        except (UserError, ValidationError) as error:
            request.session[NOTE] = {"kind": "warning", "text": str(error)}
        return request.redirect(f"{path}#collections", code=303)

    def _collections_amount(self, form, name="amount") -> float:
        """Return the amount that was entered; 0 where nothing was.

        :raise UserError: where it is no amount.
        """
        text = (form.get(name) or "").strip().replace(" ", "")
        if not text:
            return 0.0
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        is_amount = len(text) <= 20 and text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdecimal()
        if not is_amount or float(text) <= 0:
            raise UserError(request.env._("“%s” is not an amount.", text[:20]))
        return float(text)

    # === PROMISES === #

    @http.route("/my/invoices/<int:invoice_id>/promise", type="http", auth="public", methods=["POST"], website=True)
    def portal_invoice_promise(self, invoice_id, access_token=None, **form):
        """Promise to pay an invoice, or a part of it, by a day."""

        def act(invoice):
            try:
                day = fields.Date.to_date((form.get("date") or "").strip()[:10])
            except ValueError:
                day = None
            if not day:
                raise UserError(request.env._("Please choose a day."))
            return invoice._ar_portal_promise(day, self._collections_amount(form))

        return self._collections_act(invoice_id, access_token, act)

    @http.route(
        "/my/invoices/<int:invoice_id>/promise/<int:promise_id>/withdraw",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_invoice_promise_withdraw(self, invoice_id, promise_id, access_token=None, **form):
        """Take a promise back that was made here."""
        return self._collections_act(
            invoice_id, access_token, lambda invoice: invoice._ar_portal_withdraw("ar_promise_ids", promise_id)
        )

    # === DISPUTES === #

    @http.route("/my/invoices/<int:invoice_id>/dispute", type="http", auth="public", methods=["POST"], website=True)
    def portal_invoice_dispute(self, invoice_id, access_token=None, **form):
        """Dispute an invoice, or a part of it."""

        def act(invoice):
            text = (form.get("description") or "").strip()[:TEXT_MAX]
            reason = (form.get("reason_id") or "").strip()
            files = self._collections_files()
            amount = self._collections_amount(form)
            return invoice._ar_portal_dispute(int(reason) if reason.isdecimal() else 0, text, amount, files)

        return self._collections_act(invoice_id, access_token, act)

    @http.route(
        "/my/invoices/<int:invoice_id>/dispute/<int:dispute_id>/withdraw",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_invoice_dispute_withdraw(self, invoice_id, dispute_id, access_token=None, **form):
        """Take a dispute back that was opened here."""
        return self._collections_act(
            invoice_id, access_token, lambda invoice: invoice._ar_portal_withdraw("ar_dispute_ids", dispute_id)
        )

    def _collections_files(self) -> list[tuple[str, bytes]]:
        """Return names and contents of what was attached.

        :raise UserError: where it is too much, or something that is neither a picture nor a PDF.
        """
        found = []
        for file in request.httprequest.files.getlist("attachment"):
            if not file.filename:
                continue
            content = file.stream.read(FILE_BYTES_MAX + 1)
            if len(found) == FILES_MAX or len(content) > FILE_BYTES_MAX:
                raise UserError(request.env._("At most three files of five megabytes each, please."))
            if guess_mimetype(content) not in FILE_TYPES:
                raise UserError(request.env._("Only PDF files and pictures can be attached."))
            found.append((file.filename.replace("/", "_").replace("\\", "_")[-100:], content))
        return found
