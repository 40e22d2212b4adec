"""How a mandate begins: an invitation, a consent with its evidence, a way to pay; and how its customer leaves."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync_stripe.kinds import KINDS

from .ar_autopay_mandate import IN_FORCE

AGENT_MAX = 400


class ArAutopayMandate(models.Model):
    _inherit = "ar.autopay.mandate"

    @api.model
    def _new(self, partner, company, **values):
        """Return a new mandate of a customer, with the limits of the company.

        :raise UserError: where the company does not charge through Stripe.
        """
        connection = company._ar_autopay_connection(partner)
        if not connection:
            raise UserError(self.env._("%s does not charge customers by itself.", company.name))
        return self.sudo().create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "company_id": company.id,
                "connection_id": connection.id,
                "covers": company.ar_autopay_covers,
                "cap_charge": company.ar_autopay_cap_charge,
                "cap_month": company.ar_autopay_cap_month,
                **values,
            }
        )

    def _consent(self, channel: str, who: dict, words: str = "", at=None) -> None:
        """Keep who agreed, when, from where, and to which words.

        :param who: ``name``, ``email``, ``user_id``, ``ip``, ``agent``, ``lang`` of the person.
        :param words: what was signed elsewhere, instead of the wording in force.
        :param at: when that was; None is now.
        """
        self.ensure_one()
        lang = who.get("lang") or self.partner_id.lang or "en_US"
        wording = self.env["ar.autopay.wording"].sudo().with_context(lang=lang)._current(self.company_id)
        if not wording and not words:
            raise UserError(self.env._("No wording of the consent is set up."))
        if not words:
            shown = wording._shown(self.company_id)
            words = f"{shown['tick']}\n\n{shown['terms']}"
        self._set_state(
            "pending",
            consented_at=at or fields.Datetime.now(),
            consent_channel=channel,
            consent_name=who.get("name") or self.partner_id.name,
            consent_email=who.get("email") or self.partner_id.email,
            consent_user_id=who.get("user_id") or False,
            consent_ip=who.get("ip") or False,
            consent_agent=(who.get("agent") or "")[:AGENT_MAX] or False,
            wording_id=wording.id if not at else False,
            wording_text=words,
            wording_lang=lang,
        )

    def _activate(self, method_ref: str, method_type: str, method_name: str, customer_ref: str = "") -> bool:
        """Begin to charge: the way to pay is there. Return False where the consent is not, or is over.

        Whatever the customer had before is replaced.
        """
        self.ensure_one()
        if self.state in ("active", "paused") and self.method_ref == method_ref:
            return True
        if self.state != "pending" or not self.consented_at:
            return False
        others = self._of(self.partner_id, self.company_id, ("invited", "pending", "active", "paused")) - self
        if any(other.id > self.id and other.state in IN_FORCE for other in others):
            self._end("replaced")  # the customer agreed once more, later, and that one is in force already
            return False
        earlier = others.filtered(lambda row: row.id < self.id)
        paused = earlier.filtered(lambda row: row.state == "paused")
        earlier._end("replaced")
        self.env.flush_all()  # the index allows one in force: the one before has to be over in the table
        self._set_state(
            "active",
            method_ref=method_ref,
            method_type=method_type,
            method_name=method_name,
            customer_ref=customer_ref or self.connection_id._ar_bound("customer", self.partner_id) or False,
            needs_plan=True,
        )
        if paused:
            self._pause(paused[:1].paused_until)  # another card does not end a pause of the company's
        self._tell("ar_sync_autopay.mail_template_started")
        self.env["ar.sync.dispatch"]._dispatch("autopay")
        return True

    def _begin_with(self, answer) -> bool:
        """Begin to charge by a payment method of which Stripe has just told. Return as :meth:`_activate`."""
        self.ensure_one()
        client = self.connection_id._stripe_api()
        self.connection_id._stripe_store(client, KINDS["payment_method"], [answer.data], answer.seen_at)
        row = (
            self.env["ar.stripe.payment.method"]
            .sudo()
            .search([("connection_id", "=", self.connection_id.id), ("external_id", "=", answer.data["id"])], limit=1)
        )
        name = row.display_name or answer.data["type"]
        return self._activate(answer.data["id"], answer.data["type"], name, answer.data.get("customer") or "")

    def _leave(self) -> None:
        """The customer leaves; what is being charged at this moment still is."""
        self._end("customer", self.env._("The customer left auto-pay in the portal."))
        self._tell("ar_sync_autopay.mail_template_left")

    # === MAIL === #

    def _tell(self, template: str, record=None, **context) -> None:
        """Write the customer a mail: it leaves with Odoo's mail queue once this transaction is committed."""
        for mandate in self:
            about = record or mandate
            if not mandate._mail_to():
                note = self.env._("No e-mail was sent: the customer has no address (%s).", self.env.ref(template).name)
                mandate.message_post(body=note)
                continue
            lang = mandate._mail_partner().lang
            self.env.ref(template).sudo().with_context(lang=lang, **context).send_mail(about.id, force_send=False)

    def _call_person(self, note: str, user=None) -> None:
        """Give a task to whoever looks after auto-pay.

        :param user: who does where the company names nobody.
        """
        self.ensure_one()
        who = self.company_id.ar_autopay_user_id or user or self.partner_id.user_id or self.env.user
        self.activity_schedule("mail.mail_activity_data_todo", summary=note[:200], note=note, user_id=who.id)

    def _mail_partner(self):
        """Return to whom the customer's mails go: who gets the invoices, else who agreed."""
        self.ensure_one()
        billed = self.partner_id.browse(self.partner_id.address_get(["invoice"])["invoice"])
        return billed if billed.email else self.partner_id

    def _mail_to(self) -> str:
        """Return the address of the customer's mails."""
        partner = self._mail_partner()
        return partner.email_formatted if partner.email else self.consent_email or ""

    def _portal_url(self, page: str = "") -> str:
        """Return the address of the mandate's page, with the token that lets its reader in."""
        self.ensure_one()
        return f"{self.get_base_url()}{self.get_portal_url(suffix=page)}"

    # === MERGED CONTACTS === #

    @api.model
    def _take_over(self, merged, partner) -> None:
        """Have the mandates of contacts that are merged be those of the one that stays.

        One of each company stays in force: that of the contact that stays, else the latest consent. Each goes on
        charging the customer at Stripe to whom its card belongs.
        """
        mandates = self.search([("partner_id", "in", merged.ids)])
        customer = partner.commercial_partner_id
        for company in mandates.company_id:
            own = self._of(customer, company)
            moved = mandates.filtered(lambda row, company=company: row.company_id == company and row.state in IN_FORCE)
            stays = own[:1] or moved.sorted("consented_at")[-1:]
            for mandate in moved - stays:
                words = {"merged": mandate.partner_id.display_name, "partner": customer.display_name}
                mandate._end(
                    "replaced",
                    self.env._(
                        "%(merged)s was merged with %(partner)s, who goes on being charged to %(how)s.",
                        how=stays.method_name or "",
                        **words,
                    ),
                )
        self.env.flush_all()
        mandates.write({"partner_id": customer.id})
        self.env.flush_all()
        self._wake(customer)
