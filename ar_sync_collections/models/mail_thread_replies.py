"""The mail gateway: what customers write about what they owe is read, wherever Odoo puts it."""

from email.message import EmailMessage

import psycopg2

from odoo import api, fields, models

from odoo.addons.ar_sync.logs import masked_logger

_logger = masked_logger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _ar_reply_subject(self, message_dict):
        """Return customer, company and invoices that a mail on this thread is about; None where it is no reply.

        Extension point: models on whose threads customers are written to about what they owe.
        """
        if self._name == "ar.collection.case":
            return self.partner_id, self.company_id, self.env["account.move"]
        return None

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Give a place to customers' mails that Odoo has none for, and to those that go to the catch-all address."""
        Reply = self.env["ar.collection.reply"].sudo()
        if not isinstance(message, EmailMessage):
            return super().message_route(message, message_dict, model, thread_id, custom_values)
        if not model and self._ar_goes_nowhere(message_dict):
            route = Reply._route_for(message_dict)
            if route:
                return [route]
        try:
            return super().message_route(message, message_dict, model, thread_id, custom_values)
        except ValueError:
            route = Reply._route_for(message_dict)
            if not route:
                raise
            return [route]

    def _ar_goes_nowhere(self, message_dict) -> bool:
        """Tell whether a mail is a new one to the catch-all address, which Odoo sends back."""
        is_new = not message_dict.get("is_bounce") and not message_dict.get("parent_id")
        return bool(is_new and self._detect_write_to_catchall(message_dict))

    def _routing_handle_bounce(self, email_message, message_dict):
        """Anybody can write that an address does not work: a customer is not left unasked for that."""
        thread = self
        if not self.env["ar.collection.reply"]._is_bounce_of_ours(message_dict):
            thread = self.with_context(ar_collection_unproven_bounce=True)
        return super(MailThread, thread)._routing_handle_bounce(email_message, message_dict)

    def _message_route_process(self, message, message_dict, routes):
        known = dict(message_dict)
        gateway = self.with_context(ar_collection_gateway=True)
        result = super(MailThread, gateway)._message_route_process(message, message_dict, routes)
        try:
            with self.env.cr.savepoint():
                self.env["ar.collection.reply"].sudo()._take_in(message, known, routes)
        except psycopg2.Error:
            # Another process takes in the same mail, or was first: this one begins anew, or finds it done.
            raise
        except Exception:
            _logger.exception("mail %s could not be taken in as a reply", known.get("message_id"))
            # Better a draft too many than a reminder to somebody who has answered.
            self._ar_cases_of(routes).sudo()._note_reply(fields.Datetime.now())
        return result

    @api.model
    def _ar_cases_of(self, routes):
        """Return the cases on whose threads a mail came."""
        ids = [thread_id for model, thread_id, *_rest in routes or () if model == "ar.collection.case"]
        return self.env["ar.collection.case"].browse(filter(None, ids))
