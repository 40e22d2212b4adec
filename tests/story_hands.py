"""What people do in the story, in Odoo, at Stripe and at the bank, each noted in the notebook."""

from odoo.fields import Command

from .story_company import Company
from .story_notebook import percent

CARD = "pm_card_visa"


class Hands(Company):
    """Every hand keeps what it made under a word of the story: ``a1``, ``b2`` …"""

    def setUp(self):
        self.customers, self.partners, self.remote, self.prices = {}, {}, {}, {}
        self.subscribed, self.intents, self.moves = {}, {}, {}
        super().setUp()

    # === CUSTOMERS === #

    def customer_in_odoo(self, word, name, country):
        """A contact is made in Odoo and sent to Stripe."""
        partner = self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": f"ap@{word}.example",
                "country_id": self.env.ref(f"base.{country}").id,
            }
        )
        partner.action_ar_stripe_send()
        self.work("send")
        self.partners[word] = partner
        self.customers[word] = self.env["ar.sync.binding"]._in_use(self.connection, "customer", partner).external_id

    def customer_at_stripe(self, word, name, method=CARD):
        """A customer signs up at Stripe, with a card on file."""
        made = self.shop.customer(name, email=f"ap@{word}.example")
        card = self.shop.post(f"payment_methods/{method}/attach", customer=made)["id"]
        self.shop.post(f"customers/{made}", invoice_settings={"default_payment_method": card})
        self.customers[word] = made

    def partner(self, word):
        """Return the contact of a customer."""
        return self.partners.get(word) or self.mirror("customer", self.customers[word]).partner_id

    # === INVOICES === #

    def invoice_in_odoo(self, word, customer, code, *lines, tax=None, send=True):
        """An invoice is written in Odoo; lines: (price, quantity, discount). Its figures are the caller's to note."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner(customer).id,
                "currency_id": self.currency(code).id,
                "invoice_date": str(self.day),
                "invoice_payment_term_id": self.env.ref("account.account_payment_term_30days").id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Work {price:g}",
                            "price_unit": price,
                            "quantity": quantity,
                            "discount": discount,
                            "tax_ids": [Command.set(tax.ids if tax else [])],
                        }
                    )
                    for price, quantity, discount in lines
                ],
            }
        )
        move.action_post()
        self.moves[word] = move
        if send:
            move.action_ar_stripe_send()
            self.work("send")
            binding = self.env["ar.sync.binding"]._in_use(self.connection, "invoice", move)
            self.remote[word] = binding.external_id

    def invoice_at_stripe(self, word, customer, code, *amounts, percent_tax="", **params):
        """An invoice is written at Stripe; it is noted with the tax of ``percent_tax`` on each line."""
        if percent_tax:
            params["default_tax_rates"] = [self.rate(percent_tax)]
        made = self.shop.invoice(self.customers[customer], *amounts, currency=code, **params)
        self.remote[word] = made["id"]
        return made

    def rate(self, share):
        """Return Stripe's tax rate of so many percent."""
        rows = [row for row in self.shop.get("tax_rates", limit=100)["data"] if row["percentage"] == float(share)]
        if rows:
            return rows[0]["id"]
        return self.shop.post("tax_rates", display_name="Tax", percentage=share, inclusive=False)["id"]

    def number(self, word):
        """Return the number that is on an invoice, as its customer reads it."""
        if word in self.remote:
            return self.shop.get(f"invoices/{self.remote[word]}")["number"]
        return self.moves[word].name

    def entry(self, word):
        """Return Odoo's entry of an invoice."""
        return self.moves.get(word) or self.move({"id": self.remote[word]})

    # === PAYING === #

    def pay(self, word, method=CARD):
        """The customer pays what is due on Stripe's page."""
        return self.shop.post(f"invoices/{self.remote[word]}/pay", payment_method=method)

    def attach(self, word, customer, code, amount):
        """The customer pays some amount, which is credited to an invoice."""
        intent = self.shop.collect(amount, self.customers[customer], currency=code)
        self.shop.post(f"invoices/{self.remote[word]}/attach_payment", payment_intent=intent["id"])

    def charge(self, word):
        """Return the id of the charge that paid an invoice."""
        return self.shop.charge_of({"id": self.remote[word]})

    def worth(self, charge):
        """Return what a charge is worth in the currency in which Stripe settled it: Stripe's rate is Stripe's word."""
        movement = self.shop.get(f"charges/{charge}")["balance_transaction"]
        return self.shop.get(f"balance_transactions/{movement}")["amount"]

    def subscribe(self, word, code, price, quantity, share):
        """A customer takes a monthly contract, and pays its first month."""
        made = self.shop.post(
            "subscriptions",
            customer=self.customers[word],
            items=[{"price": price, "quantity": quantity}],
            default_tax_rates=[self.rate(share)],
        )
        self.subscribed[word] = made["id"]

    def month(self, word, customer, code, net, share, credit=0):
        """A month of a contract is billed and paid by the card on file, less a credit."""
        subscription = self.subscribed[customer]
        newest = self.shop.get("invoices", subscription=subscription, limit=1)["data"][0]
        self.remote[word] = newest["id"]
        tax = percent(net, share)
        self.notes.invoice(word, customer, code, net + tax, tax)
        self.notes.paid(customer, code, net + tax - credit, **{word: net + tax})

    # === PEOPLE IN ODOO === #

    def reverse(self, word, price):
        """Write a credit note for an invoice of one line, of this price."""
        move = self.moves[word]
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=move.ids)
        action = wizard.create({"journal_id": move.journal_id.id, "date": str(self.day)}).refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        note.invoice_line_ids[0].write({"price_unit": price, "discount": 0})
        note.action_post()
        return note
