"""The scope decides whose objects are stored and booked, and the books equal the balance all the same."""

import json

from ..kinds import KINDS, OWNERS
from .scope_common import ScopeCase


class TestScopeFromTheBeginning(ScopeCase):
    """A scope that is set before the first import."""

    def test_only_the_list_and_nothing_else_is_stored(self):
        self.scope("only", "out", "ada")
        self.import_all(self.connection)
        self.assertEqual(self.names_in(), {"ada"})
        row = self.connection.scope_customer_ids
        self.assertEqual(row.partner_id, self.mirror("customer", self.people["ada"]).partner_id)
        self.assert_nothing_of("bob", "cleo")
        self.assertEqual(len(self.in_scope("invoice")), 2)
        self.assertEqual(len(self.in_scope("charge")), 1)
        self.assert_tied_out("usd")
        self.assertEqual(self.move(self.paid["ada"]).payment_state, "paid")
        self.assertFalse(self.env["res.partner"].search([("email", "in", ("bob@example.com", "cleo@example.com"))]))

    def test_what_is_out_is_an_id(self):
        self.scope("only", "in", "ada")
        self.import_all(self.connection)
        outside = self.env["ar.sync.scope.outside"].search([("connection_id", "=", self.connection.id)])
        kinds = {"customer", "invoice", "invoice_payment", "payment_intent", "charge"}
        self.assertEqual(set(outside.mapped("kind")), kinds)
        self.assertEqual(set(outside.mapped("owner_id")), {self.people["bob"], self.people["cleo"]})
        self.assertTrue(self.receipt(self.guest["id"]), "payments without a customer are in")

    def test_all_except(self):
        self.scope("except", "out", "ada")
        self.import_all(self.connection)
        self.assertEqual(self.names_in(), {"bob", "cleo"})
        self.assert_nothing_of("ada")
        self.assert_tied_out("usd")

    def test_guests_only_out(self):
        self.scope("all", "out")
        self.import_all(self.connection)
        self.assertEqual(self.names_in(), {"ada", "bob", "cleo"})
        self.assertNotIn(self.guest["latest_charge"], self.in_scope("charge").mapped("external_id"))
        self.assert_tied_out("usd")

    def test_money_of_others_is_one_line_of_the_tie_out(self):
        self.scope("only", "out", "ada")
        self.import_all(self.connection)
        self.assert_tied_out("usd")
        row = self.connection.tie_out_ids
        charge = self.mirror("charge", self.shop.charge_of(self.paid["ada"]))
        self.assertAlmostEqual(row.outside_amount, self.shop.total("usd") - charge.balance_transaction_id.net, 2)
        clearing = self.connection.company_id.ar_clearing_account_id
        self.assertAlmostEqual(self.balance(clearing), -row.outside_amount, 2)
        sums = self.env["ar.stripe.balance.transaction"].search([("scope_booking", "=", "sum")])
        self.assertEqual(len(sums), 3)
        self.assertEqual(len(sums.move_id), 1, "one entry for the day")
        self.assertFalse(any(sums.mapped("description")))

    def test_refund_and_dispute_of_others_stay_in_the_sum(self):
        self.scope("only", "out", "ada")
        self.import_all(self.connection)
        charge = self.shop.charge_of(self.paid["bob"])
        self.shop.post("refunds", charge=charge, amount=1_000)
        self.shop.control("POST", "/disputes", charge=self.shop.charge_of(self.paid["cleo"]))
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertFalse(self.env["ar.stripe.refund"].search([]))
        self.assertFalse(self.env["ar.stripe.dispute"].search([]))
        self.assertAlmostEqual(
            self.connection.tie_out_ids.outside_amount,
            self.shop.total("usd")
            - self.mirror("charge", self.shop.charge_of(self.paid["ada"])).balance_transaction_id.net,
            2,
        )

    def test_bodies_of_messages_are_blanked(self):
        self.scope("only", "out", "ada")
        self.import_all(self.connection)
        before = len(self.shop.deliveries())
        self.shop.post("webhook_endpoints", url="http://127.0.0.1:9/x", enabled_events=["*"])
        for name in ("ada", "bob"):
            self.shop.pay(self.open[name])
            self.shop.post(f"customers/{self.people[name]}", phone="+1 555 0100")
        self.receive(*self.shop.deliveries()[before:])
        self.run_stages(self.env)
        events = self.env["ar.sync.event"].search([("connection_id", "=", self.connection.id)])
        kept = events.filtered("body")
        self.assertTrue(kept)
        self.assertEqual({owner_of_body(event.body) for event in kept} - {None}, {self.people["ada"]})
        blank = events.filtered(lambda event: event.object_id == self.people["bob"])
        self.assertTrue(blank)
        self.assertEqual(set(blank.mapped("state")), {"ignored"})
        self.assert_nothing_of("bob")
        blank.action_retry()
        self.run_stages(self.env)
        self.assertEqual(set(blank.mapped("state")), {"ignored"}, "nothing of it was kept")


class TestScopeRules(ScopeCase):
    """Whoever adds a kind is told here to say whose its objects are."""

    def test_every_mirror_has_a_rule(self):
        mirrors = self.env.registry.descendants(["ar.stripe.mirror"], "_inherit")
        names = {name for name in mirrors if not self.env[name]._abstract}
        self.assertEqual(names - set(OWNERS), set(), "add a row to OWNERS in kinds.py")
        self.assertEqual({kind.model for kind in KINDS.values()} - names, {"ar.sync.event"})

    def test_rules_name_columns_that_are_there(self):
        for name, rule in OWNERS.items():
            fields = self.env[name]._fields
            if rule.how == "customer":
                self.assertIn("customer_ref", fields, name)
            for column, parent in rule.parents:
                self.assertIn(column, fields, name)
                self.assertIn(parent, OWNERS)
            for column in rule.personal:
                self.assertIn(column, fields, name)

    def test_filters_are_stripes(self):
        """The stand-in takes the filters, and they narrow."""
        paths = {kind.model: kind.path for kind in KINDS.values()}
        ids = {
            "customer": self.people["ada"],
            "invoice": self.paid["ada"]["id"],
            "charge": self.shop.charge_of(self.paid["ada"]),
        }
        for name, rule in OWNERS.items():
            for parameter in rule.filters:
                path = paths[name].removeprefix("/v1/")
                every = self.shop.get(path, limit=100)["data"]
                narrowed = self.shop.get(path, limit=100, **{parameter: ids[parameter]})["data"]
                self.assertLessEqual(len(narrowed), len(every))
                self.assertFalse([row for row in narrowed if row[parameter] != ids[parameter]], name)


def owner_of_body(body):
    obj = json.loads(body)["data"]["object"]
    return obj["id"] if obj["object"] == "customer" else obj.get("customer")
