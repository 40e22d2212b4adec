"""Orders with recurring lines, and the account at which they are subscriptions."""

from odoo.fields import Command

from odoo.addons.ar_sync_stripe.tests.send_common import SendCase


class SubscriptionMixin:
    """What clerks and customers do with subscriptions. For any test case with a connection that sends."""

    def sell(self, name="Care", **prices):
        """Return a product with recurring prices: interval -> amount, in the company's currency."""
        product = self.env["product.template"].create(
            {
                "name": name,
                "type": "service",
                "list_price": 0.0,
                "ar_stripe_sell": True,
                "taxes_id": [Command.clear()],
                "ar_stripe_price_ids": [
                    Command.create({"interval": interval, "amount": amount}) for interval, amount in prices.items()
                ],
            }
        )
        return product.product_variant_id

    def price(self, product, interval="month", currency=None):
        return product.product_tmpl_id.ar_stripe_price_ids.filtered(
            lambda row: row.interval == interval and (not currency or row.currency_id == currency)
        )

    def recurring(self, product, quantity=1, interval="month", **values):
        """Return the values of a recurring line."""
        price = self.price(product, interval, values.pop("currency", None))
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "ar_stripe_price_id": price.id,
            "tax_ids": [Command.clear()],
            **values,
        }

    def order(self, *lines, confirm=True, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "payment_term_id": self.env.ref("account.account_payment_term_30days").id,
                "order_line": [Command.create(line) for line in lines],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def sold(self, *lines, **values):
        """Return an order whose subscriptions run at Stripe, an hour later: what is e-mailed is a draft until then."""
        order = self.order(*lines, **values)
        self.send()
        self.pass_time(0)
        return order

    def there(self, order):
        """Return the order's one subscription as Stripe has it now."""
        [row] = order.ar_subscription_ids
        return self.shop.get(f"subscriptions/{row.external_id}")

    def pass_time(self, days):
        """Let time pass at Stripe, and bring what happened into the books."""
        self.shop.advance(days=days, seconds=4_000)
        self.settle(self.connection)

    def card(self, method="pm_card_visa", partner=None):
        """Have the customer save a card, which becomes the one that is charged."""
        (partner or self.partner).action_ar_stripe_send()
        self.send()
        customer = self.customer_id(partner)
        saved = self.shop.post(f"payment_methods/{method}/attach", customer=customer)["id"]
        self.shop.post(f"customers/{customer}", invoice_settings={"default_payment_method": saved})


class SubscriptionCase(SubscriptionMixin, SendCase):
    """Everything is sent at once, unless a test says otherwise."""

    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.connection.stripe_send_subscriptions = cls.policy
        return result

    def setUp(self):
        super().setUp()
        self.care = self.sell(month=30.0, year=300.0)
