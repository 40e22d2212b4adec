"""Stripe customers become, or find, customers of Odoo."""

import psycopg2

from odoo import api, models
from odoo.tools import email_normalize

from odoo.addons.ar_sync.protocol.errors import NeedsPerson

BATCH = 200
METADATA_KEYS = ("odoo_partner_id", "partner_id")


class ArStripeCustomer(models.Model):
    _inherit = "ar.stripe.customer"

    @api.model
    def _apply_waiting(self, connection) -> int:
        """Tie one batch of customers to partners, and commit. Return whether more wait (0 or 1)."""
        customers = self._to_apply(connection, BATCH)
        for customer in customers:
            try:
                with self.env.cr.savepoint():
                    customer._tie_to_partner()
                    customer._wake_invoices()
                customer._note_applied()
            except psycopg2.OperationalError:
                raise
            except Exception as error:
                customer._note_apply_error(error)
        if customers:
            self.env.cr.commit()  # pylint: disable=invalid-commit
        return int(len(customers) == BATCH)

    def _tie_to_partner(self) -> None:
        """Find the partner by id, metadata, Odoo's own token, then e-mail and name; else create it."""
        if self.is_deleted or self.partner_id.exists():
            return
        partner, how = self._find_partner()
        if not partner:
            partner, how = self.env["res.partner"].create(self._partner_values()), self.env._("created")
        self.partner_id = partner
        self.match_note = how
        self.env["ar.sync.binding"]._bind(self.connection_id, "customer", self.external_id, partner, how)

    def _wake_invoices(self) -> None:
        """Have invoices that waited for this customer's contact booked at once, also those that gave up waiting."""
        waiting = self.env["ar.stripe.invoice"].search(
            [
                ("customer_id", "=", self.id),
                ("move_id", "=", False),
                "|",
                ("next_apply_at", "!=", False),
                ("needs_person", "=", True),
            ]
        )
        waiting.write({"needs_apply": True, **self._no_problem()})

    def _find_partner(self):
        """Return (partner, the rule that found it), or (nothing, ""). Raise :class:`NeedsPerson` where several fit."""
        for found, how in (
            (self._partner_by_binding(), self.env._("known")),
            (self._partner_by_metadata(), self.env._("metadata")),
            (self._partner_by_token(), self.env._("Odoo's own Stripe customer")),
        ):
            if found:
                return found, how
        return self._partner_by_email_and_name(), self.env._("e-mail and name")

    def _partner_by_binding(self):
        found = self.env["ar.sync.binding"]._find(self.connection_id, "customer", [self.external_id])
        return found.get(self.external_id, self.env["res.partner"])

    def _partner_by_metadata(self):
        """Return the partner that the metadata names, if it exists and belongs to this company.

        Our own back-link counts only in the database that wrote it: another one has other contacts.
        """
        metadata = self.metadata or {}
        if metadata.get("odoo_model") == "res.partner":
            partner = self.env["res.partner"].browse(int(metadata.get("odoo_id") or 0)).exists()
            if partner and self.connection_id._stripe_is_ours(metadata, partner):
                return partner
        for key in METADATA_KEYS:
            value = (self.metadata or {}).get(key, "")
            if value.isdecimal() and len(value) < 10:
                partner = self.env["res.partner"].browse(int(value)).exists()
                return partner.filtered(lambda row: row.company_id.id in (False, self.company_id.id))
        return self.env["res.partner"]

    def _partner_by_token(self):
        """Return the partner for whom Odoo's own provider made this customer when a card was saved."""
        token = (
            self.env["payment.token"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("provider_code", "=", "stripe"),
                    ("provider_ref", "=", self.external_id),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            )
        )
        return token.partner_id

    def _partner_by_email_and_name(self):
        """Return the one partner with this e-mail address and name. Two of them: a person is asked."""
        email = email_normalize(self.email or "")
        if not email or not self.name:
            return self.env["res.partner"]
        same_email = self.env["res.partner"].search(
            [("email_normalized", "=", email), ("company_id", "in", (False, self.company_id.id))]
        )
        found = same_email.filtered(lambda row: _folded(row.name) == _folded(self.name))
        if len(found) > 1:
            raise NeedsPerson(
                self.env._("Several contacts are %(name)s <%(email)s>.", name=self.name, email=email),
                self.env._("Choose the contact on the Stripe customer."),
            )
        return found

    def _partner_values(self) -> dict:
        """Return the values of a new partner."""
        country = self.env["res.country"].search([("code", "=", (self.country or "").upper())], limit=1)
        state = self.env["res.country.state"]
        if country and self.state:
            state = state.search(
                [("country_id", "=", country.id), "|", ("code", "=ilike", self.state), ("name", "=ilike", self.state)],
                limit=1,
            )
        many_companies = self.env["res.company"].sudo().search_count([], limit=2) > 1
        return {
            "name": self.name or self.email or self.external_id,
            "is_company": bool(self.business_name or self.tax_ids),
            "email": self.email,
            "phone": self.phone,
            "street": self.street,
            "street2": self.street2,
            "city": self.city,
            "zip": self.zip,
            "country_id": country.id,
            "state_id": state.id,
            "company_id": self.company_id.id if many_companies else False,
            "customer_rank": 1,
        }


def _folded(name: str | None) -> str:
    """Return a name as it is compared: case and spaces do not count."""
    return " ".join((name or "").casefold().split())
