"""An account that Odoo sends to: settings on, a contact, a product, an invoice, and a worker that sends."""

from odoo.fields import Command

from .common import ImportedCase

OUT_MODELS = ("customers", "products", "invoices", "payments")


class SendCase(ImportedCase):
    """Everything is sent at once, unless a test says otherwise."""

    policy = "automatic"

    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.connection.write({f"stripe_send_{name}": cls.policy for name in OUT_MODELS})
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Ada Instruments",
                "is_company": True,
                "email": "ap@ada.example",
                "street": "1 Analytical Row",
                "city": "Lyon",
                "zip": "69001",
                "country_id": cls.env.ref("base.fr").id,
                "vat": "FR40303265045",
                "lang": "en_US",
            }
        )
        return result

    def setUp(self):
        super().setUp()
        self.Operation = self.env["ar.sync.operation"]
        self.Binding = self.env["ar.sync.binding"]
        for name in ("partner",):
            setattr(self, name, getattr(type(self), name).with_env(self.env))

    def send(self):
        """Let the worker send until nothing is due."""
        self.run_stages(self.env, "send")

    def operations(self, *kinds, **values):
        domain = [("connection_id", "=", self.connection.id), ("kind", "!=", "webhook_endpoint.create")]
        domain += [("kind", "in", kinds)] if kinds else []
        return self.Operation.search(domain + [(name, "=", value) for name, value in values.items()], order="id")

    def kinds(self, *states):
        """Return the kinds of changes in these states, in the order in which they were written."""
        found = self.operations()
        return found.filtered(lambda row: not states or row.state in states).mapped("kind")

    def at_stripe(self, what, **params):
        """Return all objects of a kind, oldest first."""
        return self.shop.get(what, limit=100, **params)["data"][::-1]

    def customer_id(self, partner=None):
        return self.Binding._in_use(self.connection, "customer", partner or self.partner).external_id

    def invoice(self, *lines, post=True, **values):
        """Return a customer invoice; lines are (price, quantity, taxes) or values."""
        rows = []
        for line in lines or [(100.0, 1, None)]:
            if not isinstance(line, dict):
                price, quantity, taxes = line
                line = {"name": f"Work {price:g}", "price_unit": price, "quantity": quantity}
                line["tax_ids"] = [Command.set(taxes.ids if taxes else [])]
            rows.append(Command.create(line))
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_date": "2026-06-30",
                "invoice_date_due": "2026-07-30",
                "invoice_line_ids": rows,
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def sent_invoice(self, *lines, **values):
        """Return an invoice that is open at Stripe."""
        move = self.invoice(*lines, **values)
        move.action_ar_stripe_send()
        self.send()
        return move

    def remote(self, move):
        """Return the Stripe invoice of a move, as it is there now."""
        binding = self.Binding._in_use(self.connection, "invoice", move)
        return self.shop.get(f"invoices/{binding.external_id}")

    def tax(self, percent, **values):
        name = values.pop("name", f"VAT {percent:g} %")
        return self.env["account.tax"].create(
            {"name": name, "amount": percent, "amount_type": "percent", "type_tax_use": "sale", **values}
        )
