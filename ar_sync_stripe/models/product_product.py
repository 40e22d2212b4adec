"""Variants in Stripe's catalogue: a product each, with a price for each currency and interval."""

from decimal import Decimal

from odoo import models

from odoo.addons.ar_sync.protocol.steps import Step, bound, changed, filled, reference

from ..payloads import out_product
from ..payloads.out_product import PriceFacts, ProductFacts


class ProductProduct(models.Model):
    _inherit = "product.product"

    # === WHAT IS WANTED === #

    def _stripe_is_sold(self, connection) -> bool:
        """Tell whether this variant is to be on sale at an account."""
        company = self.company_id
        return bool(self.ar_stripe_sell and self.active and company.id in (False, connection.company_id.id))

    def _stripe_product_facts(self, connection) -> ProductFacts:
        self.ensure_one()
        return ProductFacts(
            name=self.with_context(display_default_code=False).display_name or "",
            description=self.description_sale or "",
            active=self._stripe_is_sold(connection),
            unit=self.uom_id.name or "",
            tax_code=self.ar_stripe_tax_code or "",
            default_code=self.default_code or "",
            shippable=None if self.type == "service" else True,
            backlink=connection._stripe_backlink(self),
        )

    def _stripe_price_facts(self, connection) -> dict[str, PriceFacts]:
        """Return key -> price: the sales price, those of the connection's pricelists, then the product's own table."""
        self.ensure_one()
        company = connection.company_id
        behavior = self.ar_stripe_tax_behavior
        own = self.product_tmpl_id.ar_stripe_price_ids.filtered(lambda row: row.company_id == company)
        found = []
        if self.lst_price or not own:
            found.append(PriceFacts(company.currency_id.name, _exact(self.lst_price), tax_behavior=behavior))
        for pricelist in connection.stripe_pricelist_ids:
            amount = pricelist._get_product_price(self, 1.0)
            found.append(PriceFacts(pricelist.currency_id.name, _exact(amount), tax_behavior=behavior))
        for row in own:
            interval = "" if row.interval == "once" else row.interval
            amount = _exact(row.amount)
            found.append(PriceFacts(row.currency_id.name, amount, interval, row.interval_count, row.tax_behavior))
        return {facts.key: facts for facts in found}

    # === STEPS === #

    def _stripe_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe's catalogue to have this variant as it is.

        New prices come before the change of the default price, and that before a price is retired: Stripe
        does not let go of a default.
        """
        binding = self._stripe_product_binding(connection)
        sold = self._stripe_is_sold(connection)
        if not binding and not sold:
            return []
        facts = self._stripe_product_facts(connection)
        wanted = out_product.product(facts)
        problems = connection._stripe_problem_text(out_product.product_problems(facts))
        steps = []
        if not binding:
            summary = self.env._("Create product %s", facts.name)
            steps.append(Step("product.create", filled(wanted), summary, problems=problems))
        made, default, retired = self._stripe_price_steps(connection) if sold else ([], {}, [])
        update = changed({**wanted, **default}, binding.agreed or {}) if binding else default
        target = reference("product", self._name, self.id)
        if update:
            words = self.env._("Take product %s off sale") if not sold else self.env._("Change product %s")
            update_step = [Step("product.update", update, words % facts.name, target, problems)]
        else:
            update_step = []
        return [*steps, *made, *update_step, *retired]

    def _stripe_price_steps(self, connection) -> tuple[list[Step], dict, list[Step]]:
        """Return (prices to make, the default price, prices to change or retire)."""
        none = self.env["ar.sync.binding"].sudo()
        present = self._stripe_price_bindings(connection)
        made, switched, spare, default = [], [], none, {}
        for key, facts in self._stripe_price_facts(connection).items():
            payload = out_product.price(facts)
            rows = present.pop(key, none)
            binding = next((row for row in rows if out_product.is_same_price(payload, row.agreed or {})), none)
            spare |= rows - binding
            if not binding:
                made.append(self._stripe_price_step(connection, facts, payload))
            elif not binding.agreed.get("active", True):
                switched.append(self._stripe_switch_step(binding, True))
            here = binding.external_id if binding else bound("price", self._name, self.id, key)
            default = default or {"default_price": here}
        spare = spare.union(*present.values()).filtered(lambda row: (row.agreed or {}).get("active", True))
        return made, default, switched + [self._stripe_switch_step(row, False) for row in spare]

    def _stripe_price_step(self, connection, facts: PriceFacts, payload: dict) -> Step:
        """Return the step that makes a price."""
        metadata = {**connection._stripe_backlink(self), "odoo_price": facts.key}
        return Step(
            "price.create",
            {**payload, "product": bound("product", self._name, self.id), "metadata": metadata},
            self.env._("Create price %(amount)s of %(product)s", amount=_price_words(facts), product=self.display_name),
            problems=connection._stripe_problem_text(out_product.price_problems(facts)),
        )

    def _stripe_price_payload(self, facts: PriceFacts) -> dict:
        return out_product.price(facts)

    def _stripe_switch_step(self, binding, active: bool) -> Step:
        """Return the step that retires a price, or puts it on sale again."""
        words = self.env._("Put price %(key)s of %(product)s on sale") if active else self.env._(
            "Retire price %(key)s of %(product)s"
        )
        key = (binding.agreed or {}).get("key", binding.external_id)
        values = {"key": key, "product": self.display_name}
        return Step("price.update", {"active": active}, words % values, target_id=binding.external_id)

    def _stripe_product_binding(self, connection):
        """Return the product in use at an account; one that was deleted there is used no more."""
        Binding = self.env["ar.sync.binding"].sudo()
        binding = Binding._in_use(connection, "product", self)
        row = self.env["ar.stripe.product"].sudo().search(
            [("connection_id", "=", connection.id), ("external_id", "=", binding.external_id)], limit=1
        )
        if binding and row.is_deleted:
            Binding.search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "in", ("product", "price")),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                ]
            ).is_former = True
            return Binding.browse()
        return binding

    def _stripe_price_bindings(self, connection) -> dict:
        """Return key -> the prices of this variant at an account, the newest first."""
        rows = self.env["ar.sync.binding"].sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "price"),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("is_former", "=", False),
            ],
            order="id desc",
        )
        return rows.grouped(lambda row: (row.agreed or {}).get("key", ""))

    # === PLANNING === #

    def _stripe_plan(self, connection):
        """Have the outbox hold what this variant needs at Stripe; return the open changes."""
        self.ensure_one()
        product = self.sudo().with_company(connection.company_id).with_context(lang=connection._stripe_lang())
        steps = product._stripe_steps(connection)
        return self.env["ar.sync.operation"]._plan(connection, product, f"product/{product.id}", steps)

    def _stripe_done(self, operation, said: dict) -> None:
        """Take Stripe's answer in: the mirrored product is this variant, a price has its key or is used no more."""
        Binding = self.env["ar.sync.binding"].sudo()
        connection = operation.connection_id
        mine = [("connection_id", "=", connection.id), ("external_id", "=", said.get("id"))]
        if operation.kind == "product.create":
            self.env["ar.stripe.product"].sudo().search(mine).write({"product_id": self.id})
        elif operation.kind == "price.create":
            binding = Binding.search([*mine, ("kind", "=", "price")])
            binding.agreed = {**(binding.agreed or {}), "key": operation.payload["metadata"]["odoo_price"]}
        elif operation.kind == "price.update" and operation.payload.get("active") is False:
            Binding.search([*mine, ("kind", "=", "price")]).is_former = True
        rows = self.env["ar.stripe.product"].sudo().search(
            [("connection_id", "=", connection.id), ("product_id", "=", self.id)]
        )
        rows._note_difference()


def _exact(amount: float) -> Decimal:
    """Return a price as the decimal that a person reads."""
    return Decimal(repr(round(amount, 6))).normalize()


def _price_words(facts: PriceFacts) -> str:
    return f"{facts.amount:f} {facts.currency.upper()}" + (f" / {facts.interval}" if facts.interval else "")
