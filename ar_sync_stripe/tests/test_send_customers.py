"""Risk: a partner is two customers at Stripe, or none; a change is not sent, or sent though nothing changed."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .send_common import SendCase


class TestSendCustomers(SendCase):
    def send_partner(self, partner=None):
        (partner or self.partner).action_ar_stripe_send()
        self.send()
        return self.customer_id(partner)

    def customers(self):
        return self.at_stripe("customers")

    # === MAKING === #

    def test_a_contact_is_made_with_all_that_stripe_has_a_place_for(self):
        customer = self.shop.get(f"customers/{self.send_partner()}")
        self.assertEqual((customer["name"], customer["business_name"]), ("Ada Instruments", "Ada Instruments"))
        self.assertEqual(customer["email"], "ap@ada.example")
        self.assertEqual((customer["address"]["city"], customer["address"]["country"]), ("Lyon", "FR"))
        self.assertEqual(customer["preferred_locales"], ["en-US"])
        self.assertEqual(customer["metadata"]["odoo_id"], str(self.partner.id))
        numbers = self.at_stripe(f"customers/{customer['id']}/tax_ids")
        self.assertEqual([(row["type"], row["value"]) for row in numbers], [("eu_vat", "FR40303265045")])

    def test_the_mirror_and_the_binding_know_it_at_once(self):
        customer = self.send_partner()
        row = self.mirror("customer", customer)
        self.assertEqual((row.partner_id, row.name), (self.partner, "Ada Instruments"))
        self.settle(self.connection)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=", "Ada Instruments")]), 1)

    def test_the_same_is_not_sent_twice(self):
        self.send_partner()
        action = self.partner.action_ar_stripe_send()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(self.kinds(), ["customer.create"])

    def test_a_person_has_no_business_name(self):
        person = self.env["res.partner"].create({"name": "Grace Hopper", "email": "grace@example.com"})
        customer = self.shop.get(f"customers/{self.send_partner(person)}")
        self.assertEqual(customer["individual_name"], "Grace Hopper")
        self.assertFalse(customer.get("business_name"))

    def test_contacts_of_a_company_share_its_customer(self):
        child = self.env["res.partner"].create({"name": "Ap", "parent_id": self.partner.id, "type": "contact"})
        self.send_partner(child)
        self.send_partner()
        self.assertEqual(len(self.customers()), 1)

    def test_the_invoice_contact_gives_address_and_email(self):
        self.env["res.partner"].create(
            {
                "name": "Accounts payable",
                "parent_id": self.partner.id,
                "type": "invoice",
                "email": "bills@ada.example",
                "street": "2 Ledger Lane",
                "city": "Paris",
                "country_id": self.env.ref("base.fr").id,
            }
        )
        customer = self.shop.get(f"customers/{self.send_partner()}")
        self.assertEqual((customer["name"], customer["email"]), ("Ada Instruments", "bills@ada.example"))
        self.assertEqual(customer["address"]["city"], "Paris")

    # === CHANGES === #

    def test_only_what_changed_is_sent(self):
        customer = self.send_partner()
        self.partner.write({"phone": "+33 1 23", "name": "Ada Instruments"})
        [update] = self.operations("customer.update")
        self.assertEqual(update.payload, {"phone": "+33 1 23"})
        self.send()
        self.assertEqual(self.shop.get(f"customers/{customer}")["phone"], "+33 1 23")

    def test_what_stripe_is_not_told_is_no_change(self):
        self.send_partner()
        self.partner.write({"comment": "<p>Pays late</p>", "website": "https://ada.example"})
        self.partner.write({"email": "ap@ada.example"})
        self.assertFalse(self.operations("customer.update"))

    def test_what_is_emptied_is_emptied_there(self):
        customer = self.send_partner()
        self.partner.write({"street": False, "email": False})
        self.send()
        found = self.shop.get(f"customers/{customer}")
        self.assertFalse(found["email"] or found["address"]["line1"])
        self.assertEqual(found["address"]["city"], "Lyon", "the address is sent as a whole")

    def test_a_later_change_takes_the_place_of_an_unsent_one(self):
        customer = self.send_partner()
        self.partner.phone = "1"
        first = self.operations("customer.update")
        self.partner.phone = "2"
        self.assertEqual(first.state, "cancelled")
        self.assertTrue(first.is_superseded)
        self.send()
        self.assertEqual(self.shop.get(f"customers/{customer}")["phone"], "2")
        self.assertEqual(self.kinds("done"), ["customer.create", "customer.update"])

    def test_a_change_that_is_taken_back_is_not_sent(self):
        self.send_partner()
        self.partner.phone = "1"
        self.partner.phone = False
        self.assertFalse(self.kinds("ready", "review"))

    def test_a_change_before_it_was_made_goes_into_the_making(self):
        self.partner.action_ar_stripe_send()
        self.partner.name = "Ada & Sons"
        self.send()
        self.assertEqual([row["name"] for row in self.customers()], ["Ada & Sons"])

    def test_a_change_while_one_is_under_way_follows(self):
        customer = self.send_partner()
        self.partner.phone = "1"
        update = self.operations("customer.update")
        update._set_state("sent", sent_at="2026-06-30 12:00:00", attempts=1, payload=update.payload, target=customer)
        self.partner.city = "Nice"
        self.assertEqual(len(self.operations("customer.update")), 1)
        update._set_state("unknown")
        self.shop.post(f"customers/{customer}", phone="1")
        self.send()
        found = self.shop.get(f"customers/{customer}")
        self.assertEqual((found["phone"], found["address"]["city"]), ("1", "Nice"))

    def test_its_own_change_coming_back_is_no_change(self):
        self.send_partner()
        self.partner.phone = "1"
        self.send()
        before = self.operations()
        self.receive(*self.shop.deliveries())
        self.settle(self.connection)
        self.assertEqual(self.operations(), before)
        self.assertEqual(self.partner.phone, "1")

    def test_another_tax_number_takes_the_place_of_the_former(self):
        customer = self.send_partner()
        self.partner.with_context(no_vat_validation=True).vat = "FR23334175221"
        self.send()
        rows = self.at_stripe(f"customers/{customer}/tax_ids")
        self.assertEqual([row["value"] for row in rows], ["FR23334175221"])
        self.assertEqual(self.kinds("done"), ["customer.create", "tax_id.create", "tax_id.delete"])

    def test_archiving_deletes_nothing(self):
        customer = self.send_partner()
        self.partner.active = False
        self.send()
        self.assertFalse(self.shop.get(f"customers/{customer}").get("deleted"))
        self.assertEqual(self.kinds(), ["customer.create"])

    def test_off_sends_nothing(self):
        self.send_partner()
        self.connection.stripe_send_customers = "off"
        self.partner.phone = "1"
        self.partner.action_ar_stripe_send()
        self.assertEqual(self.kinds(), ["customer.create"])

    # === REUSE === #

    def test_an_imported_customer_is_changed_and_not_made_again(self):
        customer = self.shop.customer("Bob Optics", email="bob@example.com", phone="555")
        self.settle(self.connection)
        partner = self.mirror("customer", customer).partner_id
        partner.city = "Reno"
        [update] = self.operations("customer.update")
        self.assertEqual(list(update.payload), ["address"], "what Stripe alone knows is not emptied")
        self.send()
        found = self.shop.get(f"customers/{customer}")
        self.assertEqual((found["address"]["city"], found["phone"]), ("Reno", "555"))
        self.assertEqual(len(self.customers()), 1)

    def test_the_same_name_and_address_is_proposed_not_doubled(self):
        other = self.shop.customer("ada  instruments", email="ap@ada.example")
        self.partner.action_ar_stripe_send()
        self.send()
        self.assertEqual(len(self.customers()), 1)
        [link] = self.operations("customer.link")
        self.assertEqual((link.state, link.target), ("review", other), "a person decides, though all is automatic")
        link.action_approve()
        self.send()
        self.assertEqual(self.customer_id(), other)
        found = self.shop.get(f"customers/{other}")
        self.assertEqual((found["name"], found["metadata"]["odoo_id"]), ("Ada Instruments", str(self.partner.id)))

    def test_somebody_else_of_the_same_name_is_left_alone(self):
        self.shop.customer("Ada Instruments", email="ap@ada.example")
        self.partner.action_ar_stripe_send()
        self.send()
        self.operations("customer.link").action_cancel()
        self.send_partner()
        self.assertEqual(len(self.customers()), 2)
        self.assertEqual(self.kinds("done"), ["customer.create"])

    def test_a_lost_binding_is_found_by_the_back_link(self):
        customer = self.send_partner()
        self.Binding.search([("external_id", "=", customer)]).unlink()
        self.mirror("customer", customer).partner_id = False
        self.assertEqual(self.send_partner(), customer)

    def test_a_customer_deleted_at_stripe_is_made_anew(self):
        customer = self.send_partner()
        self.shop.call("DELETE", f"customers/{customer}")
        self.settle(self.connection)
        self.assertNotEqual(self.send_partner(), customer)

    # === MERGING === #

    def merge(self, *partners):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([row.id for row in partners], partners[-1])

    def test_merged_contacts_leave_one_customer_in_use(self):
        double = self.env["res.partner"].create({"name": "Ada Instr.", "email": "x@ada.example"})
        kept = self.send_partner()
        left = self.send_partner(double)
        self.merge(double, self.partner)
        self.assertEqual(self.customer_id(), kept)
        former = self.Binding.search([("external_id", "=", left)])
        self.assertTrue(former.is_former)
        self.assertEqual(former.res_id, self.partner.id, "what still comes from it is this contact's")
        self.partner.phone = "7"
        self.send()
        phones = {row["id"]: row["phone"] for row in self.customers()}
        self.assertEqual((phones[kept], phones[left]), ("7", None))

    def test_a_contact_without_customer_takes_over_the_other_one_s(self):
        double = self.env["res.partner"].create({"name": "Ada Instr.", "email": "x@ada.example"})
        left = self.send_partner(double)
        self.merge(double, self.partner)
        self.send()
        self.assertEqual(self.customer_id(), left)
        self.assertEqual(self.shop.get(f"customers/{left}")["email"], "ap@ada.example")

    def test_an_unsent_customer_of_a_merged_contact_is_not_made(self):
        double = self.env["res.partner"].create({"name": "Ada Instr.", "email": "x@ada.example"})
        kept = self.send_partner()
        double.action_ar_stripe_send()
        self.merge(double, self.partner)
        self.send()
        self.assertEqual([row["id"] for row in self.customers()], [kept])

    # === REFUSALS === #

    def test_what_stripe_would_refuse_is_said_before(self):
        self.partner.email = "ap@ada.example, cfo@ada.example"
        self.partner.action_ar_stripe_send()
        [create] = self.operations("customer.create")
        self.assertEqual(create.state, "review")
        self.assertIn("not one e-mail address", create.problems)
        with self.assertRaises(UserError):
            create.action_approve()
        self.partner.email = "ap@ada.example"
        self.send()
        self.assertTrue(self.customer_id())

    def test_what_stripe_refuses_is_shown_and_tried_again_with_another_key(self):
        self.shop.control("POST", "/faults", kind="status", status=400, path="^/v1/customers$", method="POST", count=1)
        self.partner.action_ar_stripe_send()
        self.send()
        [create] = self.operations("customer.create")
        self.assertEqual(create.state, "failed")
        self.assertTrue(create.error and create.remedy)
        key = create.idempotency_key
        create.action_retry()
        self.assertNotEqual(create.idempotency_key, key)
        self.send()
        self.assertEqual(create.state, "done")

    def test_a_user_may_not_send(self):
        user = new_test_user(self.env, "sender", groups="base.group_user,ar_sync.group_user")
        with self.assertRaises(AccessError):
            self.partner.with_user(user).action_ar_stripe_send()


class TestReviewCustomers(SendCase):
    policy = "review"

    def test_nothing_is_sent_before_a_person_approves(self):
        self.partner.action_ar_stripe_send()
        self.send()
        self.assertFalse(self.at_stripe("customers"))
        [create] = self.operations("customer.create")
        self.assertEqual(create.state, "review")
        rows = {row["name"]: row for row in create.change_rows}
        self.assertEqual((rows["name"]["before"], rows["name"]["after"]), ("", "Ada Instruments"))
        create.action_approve()
        self.send()
        self.assertEqual(len(self.at_stripe("customers")), 1)

    def test_before_and_after_of_a_change(self):
        self.partner.action_ar_stripe_send()
        self.operations().action_approve()
        self.send()
        self.partner.phone = "1"
        [update] = self.operations("customer.update")
        rows = [(row["name"], row["before"], row["after"]) for row in update.change_rows]
        self.assertEqual(rows, [("phone", "", "1")])
