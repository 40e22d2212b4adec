"""Customers of Odoo at Stripe: exactly one for each partner and account, kept as the partner is."""

from odoo import api, fields, models

from odoo.addons.ar_sync.protocol.steps import Step, changed, filled, reference

from ..payloads import out_customer
from .ar_sync_connection_same import SameCustomer

#: What of a contact is sent. A change of anything else is none for Stripe.
SENT_FIELDS = frozenset(
    {
        "name", "is_company", "company_name", "email", "phone", "street", "street2", "city", "zip", "state_id",
        "country_id", "lang", "vat", "ref", "parent_id", "type", "property_product_pricelist",
    }
)  # fmt: skip


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === WHAT IS SENT === #

    def _stripe_facts(self, connection) -> out_customer.PartnerFacts:
        """Return what Stripe is told: name and number of the company, address and e-mail of who gets its invoices."""
        self.ensure_one()
        billed = self.browse(self.address_get(["invoice"])["invoice"]) or self
        place = billed if billed.street or billed.city or billed.zip or billed.country_id else self
        currency = self.with_company(connection.company_id).property_product_pricelist.currency_id
        return out_customer.PartnerFacts(
            name=self.name or self.company_name or "",
            is_company=self.is_company,
            email=billed.email or self.email or "",
            phone=self.phone or billed.phone or "",
            street=place.street or "",
            street2=place.street2 or "",
            city=place.city or "",
            zip=place.zip or "",
            state=place.state_id.name or "",
            country=place.country_id.code or "",
            lang=billed.lang or self.lang or "",
            vat=self.vat or "",
            currency=(currency or connection.company_id.currency_id).name,
            reference=self.ref or "",
            backlink=connection._stripe_backlink(self),
        )

    def _stripe_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe to have this partner as it is."""
        facts = self._stripe_facts(connection)
        problems = connection._stripe_problem_text(out_customer.problems(facts))
        binding = self._stripe_customer_binding(connection)
        if not binding:
            payload = {**filled(out_customer.customer(facts)), "tax_id_data": out_customer.tax_ids(facts)}
            summary = self.env._("Create customer %s", self.display_name)
            return [Step("customer.create", filled(payload), summary, problems=problems)]
        target = reference("customer", self._name, self.id)
        found = []
        payload = self._stripe_customer_changes(binding, out_customer.customer(facts))
        if payload:
            summary = self.env._("Change customer %s", self.display_name)
            found.append(Step("customer.update", payload, summary, target, problems))
        return found + self._stripe_tax_id_steps(binding, out_customer.tax_ids(facts), target)

    def _stripe_customer_changes(self, binding, wanted: dict) -> dict:
        """Return what differs from what was agreed. What was never agreed is compared with Stripe, and not emptied."""
        if binding.agreed:
            return changed(wanted, binding.agreed)
        row = self._stripe_customer_row(binding)
        found = changed(wanted, row._agreed_values() if row else {})
        return {name: value for name, value in found.items() if filled({name: value})}

    def _stripe_tax_id_steps(self, binding, wanted: list, target: str) -> list[Step]:
        """Return the tax numbers to add and, after that, those to take away."""
        known = (binding.agreed or {}).get("tax_ids", [])
        words = {"name": self.display_name}
        added = [row for row in wanted if row not in known]
        gone = [row for row in known if row not in wanted]
        return [
            *(Step("tax_id.create", row, self._stripe_number_words(row), target) for row in added),
            *(
                Step(
                    "tax_id.delete",
                    row,
                    self.env._("Remove tax number %(vat)s of %(name)s", vat=row["value"], **words),
                    target,
                )
                for row in gone
            ),
        ]

    def _stripe_number_words(self, row: dict) -> str:
        return self.env._("Add tax number %(vat)s to %(name)s", vat=row["value"], name=self.display_name)

    # === WHICH CUSTOMER === #

    def _stripe_customer_binding(self, connection):
        """Return the binding of the one customer in use; one that was deleted at Stripe is used no more."""
        Binding = self.env["ar.sync.binding"].sudo()
        for _try in range(100):
            binding = Binding._in_use(connection, "customer", self)
            row = self._stripe_customer_row(binding)
            if not binding or not row.is_deleted:
                break
            binding.is_former = True
        if binding:
            return binding
        row = self.env["ar.stripe.customer"].sudo().search(
            [("connection_id", "=", connection.id), ("partner_id", "=", self.id), ("is_deleted", "=", False)],
            order="created_at, id",
            limit=1,
        )
        if row:
            return Binding._bind(connection, "customer", row.external_id, self, self.env._("known"))
        return binding

    def _stripe_customer_row(self, binding):
        """Return the mirrored customer of a binding."""
        return self.env["ar.stripe.customer"].sudo().search(
            [("connection_id", "=", binding.connection_id.id), ("external_id", "=", binding.external_id)], limit=1
        )

    # === PLANNING === #

    def _stripe_plan(self, connection):
        """Have the outbox hold what this customer needs at Stripe; return the open changes."""
        self.ensure_one()
        partner = self.sudo().with_company(connection.company_id).commercial_partner_id
        steps = partner._stripe_steps(connection)
        return self.env["ar.sync.operation"]._plan(connection, partner, f"customer/{partner.id}", steps)

    def _stripe_done(self, operation, said: dict) -> None:
        """Take Stripe's answer in: the mirrored customer is this partner, its tax numbers are agreed."""
        Binding = self.env["ar.sync.binding"].sudo()
        if operation.kind in ("customer.create", "customer.link"):
            row = self._stripe_customer_row(Binding._in_use(operation.connection_id, "customer", self))
            row.write({"partner_id": self.id, "match_note": self.env._("sent from here")})
        binding = Binding._in_use(operation.connection_id, "customer", self)
        agreed = dict(binding.agreed or {})
        numbers = list(agreed.get("tax_ids", [])) + agreed.pop("tax_id_data", [])
        if operation.kind == "tax_id.create":
            numbers.append(operation.payload)
        elif operation.kind == "tax_id.delete":
            numbers = [row for row in numbers if row != operation.payload]
        if numbers != agreed.get("tax_ids", []):
            agreed["tax_ids"] = numbers
        if agreed != binding.agreed:
            binding.agreed = agreed

    def _stripe_failed(self, operation, error) -> None:
        """Where Stripe has the customer already, propose to link it."""
        if not isinstance(error, SameCustomer):
            return
        connection = operation.connection_id
        summary = self.env._(
            "Use Stripe's customer %(id)s (%(name)s, %(email)s) for %(partner)s",
            id=error.customer["id"],
            name=error.customer.get("name") or "",
            email=error.customer.get("email") or "",
            partner=self.display_name,
        )
        payload = {"metadata": connection._stripe_backlink(self)}
        step = Step("customer.link", payload, summary, always_reviewed=True, target_id=error.customer["id"])
        self.env["ar.sync.operation"]._plan(connection, self, operation.chain, [step])

    def _stripe_refused_links(self, connection) -> set[str]:
        """Return the customers at Stripe of which a person said that they are somebody else."""
        rows = self.env["ar.sync.operation"].sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "customer.link"),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "cancelled"),
                ("is_superseded", "=", False),
            ]
        )
        return set(rows.mapped("target"))

    # === CHANGES === #

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("parent_id")._stripe_changed()
        return partners

    def write(self, vals):
        if not SENT_FIELDS & vals.keys():
            return super().write(vals)
        self._stripe_note_agreed()
        result = super().write(vals)
        self._stripe_changed()
        return result

    def _stripe_note_agreed(self) -> None:
        """Before the first change of a customer that came from Stripe: what is the same in both until now is agreed."""
        for binding in self._stripe_sent_customers().filtered(lambda row: not row.agreed):
            partner = self.sudo().browse(binding.res_id)
            facts = partner._stripe_facts(binding.connection_id)
            binding.agreed = {**out_customer.customer(facts), "tax_ids": out_customer.tax_ids(facts)}

    def _stripe_sent_customers(self):
        """Return the bindings of these contacts' customers, at connections that send them."""
        partners = self.sudo().commercial_partner_id
        if not partners:
            return self.env["ar.sync.binding"].sudo()
        return self.env["ar.sync.binding"].sudo().search(
            [
                ("kind", "=", "customer"),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", partners.ids),
                ("is_former", "=", False),
                ("connection_id.stripe_send_customers", "!=", "off"),
                ("connection_id.provider", "=", "stripe"),
            ],
            order="id",
        )

    def _stripe_changed(self) -> None:
        """Plan what these contacts' customers need after a change."""
        Operation = self.env["ar.sync.operation"].sudo()
        partners = self.sudo().commercial_partner_id
        pairs = {(row.connection_id, row.res_id) for row in self._stripe_sent_customers()}
        unsent = Operation.search(
            [
                ("kind", "=", "customer.create"),
                ("res_id", "in", partners.ids),
                ("state", "not in", ("done", "cancelled")),
            ]
        ) if partners else Operation  # fmt: skip
        pairs |= {(row.connection_id, row.res_id) for row in unsent}
        for connection, partner_id in sorted(pairs, key=lambda pair: (pair[0].id, pair[1])):
            self.browse(partner_id)._stripe_plan(connection)

    # === ACTIONS === #

    def action_ar_stripe_send(self):
        """Have Stripe know these customers as they are."""
        Connection = self.env["ar.sync.connection"]
        Connection._stripe_check_may_send()
        self.check_access("read")
        planned = self.env["ar.sync.operation"]
        for partner in self.commercial_partner_id:
            company = partner.company_id or self.env.company
            for connection in Connection._stripe_sending(company, "customers"):
                planned |= partner._stripe_plan(connection)
        return planned._show_planned()

    # === MERGING === #

    def _ar_take_over(self, merged) -> None:
        """Plan what the one customer that stays in use needs; what waited for another waits for it."""
        Operation = self.env["ar.sync.operation"].sudo()
        mine = [("kind", "=", "customer.create"), ("res_id", "in", merged.ids)]
        left = Operation.search([*mine, ("state", "not in", ("done", "cancelled"))])
        waiting = left.dependent_ids
        result = super()._ar_take_over(merged)
        for connection in left.connection_id | self._stripe_sent_customers().connection_id:
            planned = self._stripe_plan(connection)
            for row in waiting.filtered(lambda row, own=connection: row.connection_id == own):
                links = [fields.Command.link(step.id) for step in planned]
                row._set_state(row.state, prerequisite_ids=links)
        return result
