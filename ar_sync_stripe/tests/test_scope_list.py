"""The list of a scope: picked, pasted, by tag, from the contact. Each works at once."""

from odoo.exceptions import UserError

from .common import StripeCase
from .scope_common import ScopeCase


class TestPasting(ScopeCase):
    names = ("Ada Instruments", "Bob Tools", "Cleo Yachts", "Dora, Inc.")

    def paste(self, text):
        return self.connection.scope_paste(text)

    def listed(self):
        names = {customer: name for name, customer in self.people.items()}
        return {names[row.external_id] for row in self.connection.scope_customer_ids}

    def test_ids_addresses_and_names(self):
        self.scope("only")
        result = self.paste(f"{self.people['ada']}, BOB@example.com\ncleo yachts\nDora, Inc.")
        self.assertEqual((result["taken"], result["added"], result["refused_count"]), (4, 4, 0))
        self.assertEqual(self.listed(), {"ada", "bob", "cleo", "dora,"})
        self.assertEqual(set(self.connection.scope_customer_ids.mapped("source")), {"pasted"})

    def test_refused_by_name_with_a_reason(self):
        self.shop.customer("Bob Tools", email="other@example.com")
        result = self.paste("nobody\ncus_doesnotexist\nBob Tools\nada@example.com\nada@example.com")
        self.assertEqual(result["taken"], 1)
        self.assertEqual([row["line"] for row in result["refused"]], [1, 2, 3, 5])
        self.assertIn("Several customers fit", result["refused"][2]["reason"])
        self.assertTrue(all(row["reason"] for row in result["refused"]))

    def test_nothing_that_was_looked_up_is_stored(self):
        self.scope("only")
        self.paste("ada@example.com\nsomebody@else.example")
        self.connection.scope_search("", False)
        self.assert_nothing_of("ada", "bob", "cleo")
        self.assertNotIn("somebody@else.example", self.everything_stored())

    def test_without_a_key(self):
        self.env["ar.sync.secret"].search([("connection_id", "=", self.connection.id)]).unlink()
        with self.assertRaises(UserError):
            self.paste("Ada Instruments")

    def test_again_adds_nothing(self):
        self.paste("ada@example.com")
        self.assertEqual(self.paste("ada@example.com")["added"], 0)


class TestLongList(StripeCase):
    """Ten thousand lines: a statement for the list, a hundred calls at most for the names."""

    @classmethod
    def prepare(cls):
        cls.people = [cls.shop.customer(f"Customer {number}", email=f"c{number}@example.com") for number in range(300)]
        cls.connection = cls.new_connection(cls.env, scope_mode="only")

    def test_ten_thousand_lines(self):
        lines = [*self.people[:150], *(f"c{number}@example.com" for number in range(150, 300))]
        lines += [f"cus_unknown{number}" for number in range(9_700)]
        calls = []
        original = type(self.connection._stripe_api())._call
        self.patch(type(self.connection._stripe_api()), "_call", lambda *args: calls.append(args[2]) or original(*args))
        result = self.connection.scope_paste("\n".join(lines))
        self.assertEqual((result["taken"], result["added"], result["refused_count"]), (300, 300, 9_700))
        self.assertEqual(len(calls), 3, "three pages of customers")
        self.assertEqual(len(result["refused"]), 500, "as many as a person reads")
        with self.assertQueryCount(12):
            self.connection._ar_scope_add([f"cus_{number}" for number in range(10_000)], "pasted")

    def test_search_goes_page_by_page(self):
        found, after, pages = [], False, 0
        while pages == 0 or after:
            answer = self.connection.scope_search("Customer 1", after)
            found += answer["rows"]
            after = answer["after"]
            pages += 1
        self.assertEqual(len(found), 111)
        self.assertEqual(len({row["id"] for row in found}), 111)
        self.assertEqual(pages, 6)
        self.assertFalse(any(row["is_listed"] for row in found))

    def test_search_by_id_and_address(self):
        rows = self.connection.scope_search(self.people[7], False)["rows"]
        self.assertEqual([row["name"] for row in rows], ["Customer 7"])
        rows = self.connection.scope_search("c299@", False)["rows"]
        self.assertEqual([row["id"] for row in rows], [self.people[299]])
        self.assertEqual(self.connection.scope_search("zzz", False), {"rows": [], "after": None})


class TestTags(ScopeCase):
    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.tag = cls.env["res.partner.category"].create({"name": "Synchronised"})
        cls.connection.write({"scope_mode": "only", "scope_tag_ids": [(6, 0, cls.tag.ids)]})
        cls.contacts = cls.env["res.partner"].create(
            [{"name": name, "email": f"{name.split()[0].lower()}@example.com"} for name in cls.names]
        )
        cls.contacts[0].category_id = cls.tag
        cls.import_all(cls.connection)
        return result

    def settle_scope(self):
        self.run_stages(self.env)
        self.settle(self.connection)

    def test_found_while_importing(self):
        self.assertEqual(self.names_in(), {"ada"})
        self.assertEqual(self.connection.scope_customer_ids.source, "tag")
        self.assertEqual(self.connection.scope_customer_ids.partner_id, self.contacts[0])
        self.assert_tied_out("usd")

    def test_a_contact_gets_the_tag(self):
        """It was never met: it is looked for at Stripe by its address."""
        self.contacts[1].category_id = self.tag
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada", "bob"})
        self.assert_tied_out("usd")

    def test_from_the_tags_side(self):
        self.tag.partner_ids += self.contacts[2]
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada", "cleo"})

    def test_a_contact_loses_the_tag(self):
        self.contacts[0].category_id = False
        self.settle_scope()
        self.assertEqual(self.names_in(), set())
        self.assertTrue(self.mirror("customer", self.people["ada"]).out_of_scope_since)
        self.contacts[0].category_id = self.tag
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada"})
        self.assert_tied_out("usd")

    def test_the_tag_is_deleted(self):
        self.tag.unlink()
        self.settle_scope()
        self.assertEqual(self.names_in(), set())

    def test_a_tag_below_counts(self):
        below = self.env["res.partner.category"].create({"name": "Below", "parent_id": self.tag.id})
        self.contacts[1].category_id = below
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada", "bob"})

    def test_picked_and_tagged_stays_without_the_tag(self):
        self.connection._ar_scope_add([self.people["ada"]], "picked")
        self.contacts[0].category_id = False
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada"})
        self.connection._ar_scope_remove([self.people["ada"]])
        self.settle_scope()
        self.assertEqual(self.names_in(), set())

    def test_contact_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.contacts[1].company_id = company
        self.contacts[1].category_id = self.tag
        self.settle_scope()
        self.assertEqual(self.names_in(), {"ada"})


class TestContactForm(ScopeCase):
    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.import_all(cls.connection)
        return result

    def test_out_and_in(self):
        partner = self.mirror("customer", self.people["bob"]).partner_id
        self.assertEqual(partner.ar_scope_state, "in")
        partner.action_ar_scope_out()
        self.assertEqual(self.connection.scope_mode, "except")
        partner.invalidate_recordset()
        self.assertEqual(partner.ar_scope_state, "out")
        self.settle(self.connection)
        self.assertEqual(self.names_in(), {"ada", "cleo"})
        partner.action_ar_scope_in()
        self.settle(self.connection)
        partner.invalidate_recordset()
        self.assertEqual(partner.ar_scope_state, "in")
        self.assertEqual(self.names_in(), {"ada", "bob", "cleo"})
        self.assert_tied_out("usd")

    def test_somebody_no_connection_knows(self):
        partner = self.env["res.partner"].create({"name": "Walk-in"})
        self.assertFalse(partner.ar_scope_state)
        with self.assertRaises(UserError):
            partner.action_ar_scope_out()

    def test_counts(self):
        self.scope("except", None, "bob")
        self.settle(self.connection)
        self.connection.invalidate_recordset()
        numbers = [self.connection[f"scope_{name}_count"] for name in ("in", "out", "entering")]
        self.assertEqual(numbers, [2, 1, 0])
        self.assertGreater(self.connection.scope_marked_count, 4)
        self.assertIn("except the 1", self.connection.scope_words)
