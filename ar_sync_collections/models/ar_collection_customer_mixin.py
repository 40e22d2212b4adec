"""What promises, disputes and replies share: a customer of a company, his day, his mail, and who looks after him."""

from datetime import date, datetime, time, timedelta

import pytz

from odoo import api, fields, models


class ArCollectionCustomerMixin(models.AbstractModel):
    """For models with ``partner_id`` and ``company_id``."""

    _name = "ar.collection.customer.mixin"
    _description = "Something said by a customer of a company"

    # === TIME === #

    def _timezone(self) -> str:
        """Return the zone in which this customer's days are counted, as his reminders count them."""
        return self.env["ar.collection.case"]._zone_of(self.partner_id, self.company_id)

    def _now(self):
        """Return the customer's own time."""
        return fields.Datetime.context_timestamp(self.with_context(tz=self._timezone()), fields.Datetime.now())

    def _today(self):
        """Return the customer's own day."""
        return self._now().date()

    def _day_begins_at(self, day) -> datetime:
        """Return the moment, in UTC, at which ``day`` begins for the customer."""
        zone = pytz.timezone(self._timezone())
        return zone.localize(datetime.combine(day, time())).astimezone(pytz.utc).replace(tzinfo=None)

    def _next_day_at(self) -> datetime:
        return self._day_begins_at(self._today() + timedelta(days=1))

    def _working_days_after(self, day: date, count: int) -> date:
        """Return the day that is so many of the company's business days after ``day``."""
        return self.company_id._ar_collection_calendar(day).shift(day, count) if count else day

    # === PEOPLE === #

    def _responsible(self):
        """Return who of us is asked: whoever the record names, else the salesperson, else the company's person."""
        self.ensure_one()
        partner, company = self.partner_id.sudo(), self.company_id.sudo()
        candidates = [
            self.user_id,
            *self.move_ids.sudo().invoice_user_id,
            partner.user_id,
            company.ar_collection_reply_user_id,
        ]
        allowed = [user for user in candidates if company._ar_collection_here(user)]
        return allowed[0] if allowed else self.env["res.users"]

    def _call_person(self, summary: str, note: str = "", days: int = 0) -> None:
        """Give a task to whoever is responsible; who has the same one already is not given another."""
        self.ensure_one()
        if self.activity_ids.filtered(lambda activity: activity.summary == summary[:200]):
            return
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.add(self._today(), days=days),
            summary=summary[:200],
            note=note,
            user_id=self._responsible().id or self._anybody().id,
        )

    def _anybody(self):
        """Return a person who may look after it where nobody is named: the first of the managers."""
        return self.company_id._ar_collection_anybody() or self.env.user

    def _wake_collections(self) -> None:
        """Have the customer's reminders planned again: something about what may be asked for has changed."""
        if "ar.collection.case" in self.env:
            self.env["ar.collection.case"].sudo()._touch(self.partner_id)

    def _notify_responsible(self, subject: str) -> None:
        """Write a mail to whoever is responsible, without making the customer's words public."""
        self.ensure_one()
        user = self.user_id or self._responsible()
        if user:
            self.sudo().message_notify(
                subject=subject,
                body=subject,
                partner_ids=user.partner_id.ids,
                email_layout_xmlid="mail.mail_notification_light",
            )

    # === MAIL === #

    def _mail_partner(self):
        """Return to whom a mail about it goes: the contact for invoices, else the customer."""
        self.ensure_one()
        partner = self.partner_id.sudo()
        contact = partner.browse(partner.address_get(["invoice"])["invoice"])
        return contact if contact.email else partner

    def _mail_to(self) -> str:
        return self._mail_partner().email_formatted or ""

    def _tell(self, template: str) -> None:
        """Write the customer a mail: it leaves with Odoo's mail queue once this transaction is committed."""
        for record in self:
            if not record._mail_to():
                note = record.env._("No e-mail was sent: the customer has no address.")
                record.message_post(body=note)
                continue
            mail = record.env.ref(template).sudo().with_context(lang=record._mail_partner().lang)
            mail.send_mail(record.id, force_send=False)

    @api.model
    def _portal_page(self, move) -> str:
        """Return the address of an invoice's page that its customer can open without a password."""
        move = move.sudo()
        return f"{move.get_base_url()}{move.get_portal_url()}"
