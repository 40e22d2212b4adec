"""What somebody changed at Stripe: shown, and then accepted here or put back there."""

from odoo import api, fields, models

from odoo.addons.ar_sync.protocol.steps import changed

#: What of a product is compared, by its name at Stripe: the column of the mirror.
COMPARED = {
    "name": "name",
    "description": "description",
    "active": "is_active",
    "unit_label": "unit_label",
    "tax_code": "tax_code_ref",
    "default_price": "default_price_ref",
}


class ArStripeProduct(models.Model):
    _inherit = "ar.stripe.product"

    has_difference = fields.Boolean(
        string="Differs", readonly=True, help="Somebody changed it at Stripe since Odoo last sent it."
    )
    difference_rows = fields.Json(string="Difference (Data)", compute="_compute_difference_rows")
    default_price_text = fields.Char(string="Default Price in Words", compute="_compute_default_price_text")
    difference_text = fields.Text(string="Difference", compute="_compute_difference_rows")

    @api.model
    def _after_upsert(self, connection, written, seen_at, currencies) -> None:
        result = super()._after_upsert(connection, written, seen_at, currencies)
        self.invalidate_model(flush=False)  # the rows were written past the cache
        ids = [values.id for values in written]
        rows = self.search([("connection_id", "=", connection.id), ("external_id", "in", ids)])
        rows._tie_to_product()
        rows._note_difference()
        self.flush_model()
        return result

    def _tie_to_product(self) -> None:
        """Tie products that carry our back-link to their variants: they were made from here."""
        for row in self.filtered(lambda row: not row.product_id):
            metadata = row.metadata or {}
            if metadata.get("odoo_model") != "product.product":
                continue
            product = self.env["product.product"].browse(int(metadata.get("odoo_id") or 0)).exists()
            if product and row.connection_id._stripe_is_ours(metadata, product):
                row.product_id = product

    # === DIFFERENCE === #

    def _binding(self):
        self.ensure_one()
        return self.env["ar.sync.binding"].sudo().search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", "product"),
                ("external_id", "=", self.external_id),
            ],
            limit=1,
        )

    def _said(self) -> dict:
        """Return what Stripe says, in the form in which it is sent."""
        return {name: self[column] if name == "active" else self[column] or "" for name, column in COMPARED.items()}

    def _difference(self) -> dict:
        """Return name -> what Stripe says, of all that is not as it was agreed."""
        agreed = self._binding().agreed
        if not agreed or self.is_deleted:
            return {}
        return changed({name: value for name, value in self._said().items() if name in agreed or value}, agreed)

    def _note_difference(self) -> None:
        """Keep whether there is a difference. While a change of ours is under way there is none to speak of."""
        for row in self:
            differs = bool(row.product_id and row._difference())
            if row.has_difference != differs:
                row.has_difference = differs

    @api.depends("default_price_ref")
    def _compute_default_price_text(self):
        for row in self:
            row.default_price_text = row._words("default_price", row.default_price_ref)

    @api.depends("has_difference", *COMPARED.values())
    def _compute_difference_rows(self):
        labels = {name: self._fields[column]._description_string(self.env) for name, column in COMPARED.items()}
        for row in self:
            agreed = row._binding().agreed or {}
            found = [
                {"name": labels[name], "before": row._words(name, agreed.get(name)), "after": row._words(name, value)}
                for name, value in (row._difference() if row.product_id else {}).items()
            ]
            row.difference_rows = found
            row.difference_text = "\n".join(
                self.env._(
                    "%(name)s: %(before)s in Odoo, %(after)s at Stripe",
                    name=line["name"],
                    before=row._quoted(line["before"]),
                    after=row._quoted(line["after"]),
                )
                for line in found
            )

    def _quoted(self, text: str) -> str:
        return f"“{text}”" if text else self.env._("nothing")

    def _words(self, name: str, value) -> str:
        if name == "default_price" and value:
            price = self.env["ar.stripe.price"].search(
                [("connection_id", "=", self.connection_id.id), ("external_id", "=", value)], limit=1
            )
            return price.amount_label or value
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        return value or ""

    # === DECIDING === #

    def action_accept(self):
        """Take what Stripe says into the products here."""
        for row in self._decided():
            row._accept(row._difference())

    def action_push(self):
        """Put the products at Stripe back as they are here."""
        planned = self.env["ar.sync.operation"].sudo()
        for row in self._decided():
            row._agree(row._difference())
            planned |= row.product_id._stripe_plan(row.connection_id)
        return planned._show_planned()

    def _decided(self):
        """Return these rows for code, after a manager decided on them."""
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        return self.sudo().filtered("product_id")

    def _agree(self, difference: dict) -> None:
        """Note that Stripe says this: what is wanted else is sent."""
        binding = self._binding()
        binding.agreed = {**(binding.agreed or {}), **difference}
        self._note_difference()

    def _accept(self, difference: dict) -> None:
        """Write a difference into the product. What has no field here is agreed to as it is."""
        product = self.product_id.with_context(
            ar_stripe_accepting=True, lang=self.connection_id._stripe_lang()
        ).with_company(self.company_id)
        values = {}
        if "name" in difference and product.product_tmpl_id.product_variant_count == 1:
            values["name"] = difference["name"]
        if "description" in difference:
            values["description_sale"] = difference["description"]
        if "active" in difference:
            values["ar_stripe_sell"] = difference["active"]
        if "tax_code" in difference:
            values["ar_stripe_tax_code"] = difference["tax_code"]
        if values:
            product.product_tmpl_id.write(values)
        if difference.get("default_price"):
            self._accept_price(product, difference["default_price"])
        self._agree(difference)

    def _accept_price(self, product, external_id: str) -> None:
        """Take another default price over: as the sales price, or in the product's table."""
        price = self.env["ar.stripe.price"].sudo().search(
            [("connection_id", "=", self.connection_id.id), ("external_id", "=", external_id)], limit=1
        )
        if not price.currency_id:
            return
        once = not price.recurring_interval
        template = product.product_tmpl_id
        if once and price.currency_id == self.company_id.currency_id and template.product_variant_count == 1:
            template.list_price = price.unit_amount
        else:
            price._accept_into(template)
        price._bind_to(product)


class ArStripePrice(models.Model):
    _inherit = "ar.stripe.price"

    def _key(self) -> str:
        """Return what tells this price from the others of its product."""
        interval = self.recurring_interval
        often = f"{interval}:{self.recurring_interval_count or 1}" if interval else "once"
        return f"{(self.currency_code or '').lower()}:{often}"

    def _accept_into(self, template) -> None:
        """Write this price into a product's table."""
        values = {
            "product_tmpl_id": template.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "interval": self.recurring_interval or "once",
            "interval_count": self.recurring_interval_count or 1,
        }
        Own = self.env["ar.stripe.product.price"].sudo().with_context(ar_stripe_accepting=True)
        row = Own.search([(name, "=", value) for name, value in values.items()], limit=1)
        behavior = self.tax_behavior if self.tax_behavior in ("exclusive", "inclusive") else "exclusive"
        amount = {"amount": self.unit_amount, "tax_behavior": behavior}
        if row:
            row.write(amount)
        else:
            Own.create({**values, **amount})

    def _bind_to(self, product) -> None:
        """Have this price be the product's price of its key; the former one is retired with the next change."""
        Binding = self.env["ar.sync.binding"].sudo()
        binding = Binding._bind(self.connection_id, "price", self.external_id, product, self.env._("accepted"))
        facts = product._stripe_price_facts(self.connection_id).get(self._key())
        binding.agreed = {"key": self._key(), **(product._stripe_price_payload(facts) if facts else {})}
