"""Which contact a Stripe customer is: found by what is certain, never by a guess, never doubled."""

from .common import ImportedCase


class TestPartners(ImportedCase):
    """Contacts that are there before their Stripe customer arrives."""

    def partner(self, name="Grace Labs", email="grace@example.com", **values):
        return self.env["res.partner"].create({"name": name, "email": email, **values})

    def arrive(self, name="Grace Labs", email="grace@example.com", **params):
        """Make a customer at Stripe and return its mirror."""
        made = self.shop.post("customers", name=name, **({"email": email} if email else {}), **params)
        self.settle(self.connection)
        return self.mirror("customer", made["id"])

    def test_created_with_everything_that_is_known(self):
        row = self.arrive(
            name="Neu GmbH", email="ap@neu.example", phone="+49 221 1",
            address={"line1": "Weg 1", "city": "Köln", "postal_code": "50667", "country": "DE"},
        )  # fmt: skip
        partner = row.partner_id
        self.assertEqual((partner.name, partner.email, partner.phone), ("Neu GmbH", "ap@neu.example", "+49 221 1"))
        self.assertEqual((partner.street, partner.city, partner.zip), ("Weg 1", "Köln", "50667"))
        self.assertEqual(partner.country_id.code, "DE")
        self.assertEqual(row.match_note, "created")

    def test_by_metadata(self):
        partner = self.partner("Other Name", "other@example.com")
        for key in ("odoo_partner_id", "partner_id"):
            self.assertEqual(self.arrive(metadata={key: str(partner.id)}).partner_id, partner)

    def test_metadata_that_names_nobody_is_ignored(self):
        for value in ("0", "999999999", "-3", "1; drop", "१२"):
            row = self.arrive(name=f"Name {value}", email="", metadata={"odoo_partner_id": value})
            self.assertEqual(row.partner_id.name, f"Name {value}")

    def test_metadata_of_another_companys_contact_is_ignored(self):
        other = self.env["res.company"].create({"name": "Other"})
        secret = self.partner("Secret", "s@example.com", company_id=other.id)
        row = self.arrive(name="Not Secret", email="", metadata={"odoo_partner_id": str(secret.id)})
        self.assertNotEqual(row.partner_id, secret)

    def test_by_token_of_odoos_own_provider(self):
        partner = self.partner("Card Holder", "card@example.com")
        provider = self.env.ref("payment.payment_provider_stripe")
        method = self.env.ref("payment.payment_method_card")
        made = self.shop.post("customers", name="Somebody Else", email="else@example.com")
        self.env["payment.token"].create(
            {
                "provider_id": provider.id, "payment_method_id": method.id, "partner_id": partner.id,
                "provider_ref": made["id"], "payment_details": "4242",
            }
        )  # fmt: skip
        self.settle(self.connection)
        self.assertEqual(self.mirror("customer", made["id"]).partner_id, partner)

    def test_by_email_and_name(self):
        partner = self.partner()
        row = self.arrive(name=" grace  LABS ", email="Grace@Example.com")
        self.assertEqual(row.partner_id, partner)

    def test_same_email_other_name_stays_apart(self):
        """A shared mailbox is not a customer."""
        partner = self.partner()
        self.assertNotEqual(self.arrive(name="Hopper Foods").partner_id, partner)

    def test_same_name_other_email_stays_apart(self):
        partner = self.partner()
        self.assertNotEqual(self.arrive(email="other@example.com").partner_id, partner)

    def test_two_that_fit_ask_a_person(self):
        partners = self.partner() | self.partner()
        row = self.arrive()
        self.assertFalse(row.partner_id)
        self.assertTrue(row.needs_person)
        self.assertIn("Several contacts", row.problem)
        self.assertIn("Choose", row.remedy)
        row.partner_id = partners[1]
        row.action_apply_again()
        self.run_stages(self.env)
        self.assertFalse(row.needs_person)
        self.assertEqual(row.partner_id, partners[1])

    def test_invoices_wait_for_the_person_and_then_arrive(self):
        """Nothing of an ambiguous customer is lost: its invoice and money come when somebody chose."""
        partners = self.partner() | self.partner()
        made = self.shop.post("customers", name="Grace Labs", email="grace@example.com")
        invoice = self.shop.invoice(made["id"], 10_000)
        self.shop.pay(invoice)
        self.settle(self.connection)
        self.assertFalse(self.move(invoice))
        self.assert_tied_out("usd")
        row = self.mirror("customer", made["id"])
        row.partner_id = partners[0]
        row.action_apply_again()
        self.settle(self.connection)
        self.assertEqual(self.move(invoice).partner_id, partners[0])
        self.assertEqual(self.move(invoice).payment_state, "paid")
        self.assert_tied_out("usd")

    def test_renamed_customer_keeps_its_contact(self):
        row = self.arrive()
        partner = row.partner_id
        self.shop.post(f"customers/{row.external_id}", name="Grace Laboratories", email="new@example.com")
        self.settle(self.connection)
        self.assertEqual((row.partner_id, row.name), (partner, "Grace Laboratories"))

    def test_deleted_customer_is_flagged_and_its_contact_kept(self):
        row = self.arrive()
        partner = row.partner_id
        self.shop.call("DELETE", f"customers/{row.external_id}")
        self.settle(self.connection)
        self.assertTrue(row.is_deleted)
        self.assertEqual(row.partner_id, partner)
        self.assertTrue(partner.active)

    def test_customer_deleted_before_it_was_ever_read(self):
        made = self.shop.post("customers", name="Gone", email="gone@example.com")
        self.shop.call("DELETE", f"customers/{made['id']}")
        self.settle(self.connection)
        self.assertFalse(self.mirror("customer", made["id"]).partner_id)
        self.assertFalse(self.env["res.partner"].search([("email", "=", "gone@example.com")]))

    def test_reconnected_account_finds_the_same_contacts(self):
        row = self.arrive()
        partner = row.partner_id
        row.partner_id = False
        row.action_apply_again()
        self.run_stages(self.env, "apply")
        self.assertEqual((row.partner_id, row.match_note), (partner, "known"))
