"""A scope that changes: who leaves is marked, who enters is imported with history, the books equal the balance."""

from odoo.exceptions import UserError

from .scope_common import ScopeCase


class ImportedScopeCase(ScopeCase):
    """Everybody is imported and in the books."""

    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.import_all(cls.connection)
        return result

    def sweep(self):
        """Do the background work that a change of the scope asks for, and what follows from it."""
        self.run_stages(self.env)
        self.settle(self.connection)

    def row_of(self, name):
        return self.mirror("customer", self.people[name])


class TestLeaving(ImportedScopeCase):
    def test_marked_and_read_no_more(self):
        self.scope("except", None, "bob")
        self.sweep()
        self.assertEqual(self.names_in(), {"ada", "cleo"})
        self.assertTrue(self.row_of("bob").out_of_scope_since)
        for model in ("invoice", "invoice_payment", "payment.intent", "charge"):
            rows = self.env[f"ar.stripe.{model.replace('_', '.')}"].search([("out_of_scope_since", "!=", False)])
            self.assertTrue(rows, model)
        lines = self.env["ar.stripe.invoice.line"].search([("invoice_ref", "=", self.open["bob"]["id"])])
        self.assertTrue(all(lines.mapped("out_of_scope_since")))
        self.shop.post(f"customers/{self.people['bob']}", name="Robert Tools")
        self.settle(self.connection)
        self.assertEqual(self.row_of("bob").name, "Bob Tools")
        self.assertNotIn("Robert Tools", self.everything_stored())
        row = self.connection.scope_customer_ids
        self.assertEqual((row.external_id, row.state, row.source), (self.people["bob"], "out", "picked"))

    def test_what_is_booked_stays_and_new_money_goes_into_the_sum(self):
        booked = self.receipt(self.shop.charge_of(self.paid["bob"]))
        self.scope("except", None, "bob")
        self.sweep()
        self.assertEqual(booked.state, "matched")
        self.assertEqual(self.move(self.paid["bob"]).payment_state, "paid")
        self.shop.pay(self.open["bob"])
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertFalse(self.receipt(self.shop.charge_of(self.open["bob"])))
        self.assertEqual(
            self.move(self.open["bob"]).payment_state, "not_paid", "his invoices are not followed any more"
        )
        self.assertGreater(self.connection.tie_out_ids.outside_amount, 0)

    def test_refund_of_what_is_booked_is_booked(self):
        charge = self.shop.charge_of(self.paid["bob"])
        self.scope("except", None, "bob")
        self.sweep()
        refund = self.shop.post("refunds", charge=charge, amount=2_500, metadata={"note": "for Robert"})
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual(self.receipt(charge).reversed_amount, 25.0)
        self.assertEqual(self.connection.tie_out_ids.outside_amount, 0.0)
        row = self.mirror("refund", refund["id"])
        self.assertTrue(row.out_of_scope_since)
        self.assertFalse(row.metadata)
        self.assertNotIn("for Robert", self.everything_stored())

    def test_before_it_was_booked(self):
        """A receipt that waits, as in shadow mode, is dropped: its money goes into the sum."""
        self.connection.mode = "shadow"
        self.shop.pay(self.open["bob"])
        self.settle(self.connection)
        charge = self.shop.charge_of(self.open["bob"])
        self.assertFalse(self.receipt(charge).move_id)
        self.scope("except", None, "bob")
        self.connection.mode = "automatic"
        self.sweep()
        self.assertFalse(self.receipt(charge))
        self.assert_tied_out("usd")
        self.scope("all")
        self.sweep()
        self.assertEqual(self.receipt(charge).state, "matched")
        self.assertEqual(self.move(self.open["bob"]).payment_state, "paid")
        self.assert_tied_out("usd")

    def test_forget(self):
        self.scope("except", None, "bob")
        with self.assertRaises(UserError, msg="the change is not carried out yet"):
            self.connection.action_scope_forget()
        self.sweep()
        said = self.connection.action_scope_forget()["params"]["message"]
        self.assertRegex(said, r"[1-9]\d* objects were deleted\. [1-9]\d* stay without names")
        self.assertFalse(self.row_of("bob"))
        charge = self.mirror("charge", self.shop.charge_of(self.paid["bob"]))
        self.assertTrue(charge.receipt_id, "what the books need stays")
        self.assertFalse(charge.billing_name or charge.description or charge.payment_method_last4)
        self.assertTrue(charge.amount and charge.status and charge.customer_ref)
        tables = [f"ar.stripe.{name}" for name in ("customer", "invoice", "charge", "payment.intent", "invoice.line")]
        for model in tables:
            for row in self.env[model].search([]):
                self.assertNotIn("Bob Tools", str(row.read()), model)
        bodies = self.env["ar.sync.event"].search([("body", "like", "bob@example.com")])
        self.assertFalse(bodies)
        self.settle(self.connection)
        self.assert_tied_out("usd")

    def test_forgotten_and_back(self):
        self.scope("except", None, "bob")
        self.sweep()
        self.connection.action_scope_forget()
        self.scope("all")
        self.sweep()
        self.assertEqual(self.names_in(), {"ada", "bob", "cleo"})
        self.assertEqual(self.row_of("bob").name, "Bob Tools")
        self.assertEqual(self.move(self.paid["bob"]).payment_state, "paid")
        self.assert_tied_out("usd")


class TestEntering(ScopeCase):
    """Only Ada is in at first; Bob pays, is refunded and disputed before he enters."""

    @classmethod
    def prepare(cls):
        result = super().prepare()
        cls.connection.scope_mode = "only"
        cls.connection._ar_scope_add([cls.people["ada"]], "picked")
        cls.import_all(cls.connection)
        charge = cls.shop.charge_of(cls.paid["bob"])
        cls.shop.post("refunds", charge=charge, amount=1_000)
        cls.shop.control("POST", "/disputes", charge=cls.shop.charge_of(cls.paid["cleo"]))
        cls.settle(cls.connection)
        return result

    def enter(self, name):
        self.connection._ar_scope_add([self.people[name]], "picked")
        self.run_stages(self.env, "scope")
        return self.connection.scope_customer_ids.filtered(lambda row: row.external_id == self.people[name])

    def test_history_comes_in_and_money_leaves_the_sum(self):
        self.assert_tied_out("usd")
        row = self.enter("bob")
        self.assertEqual(row.state, "entering")
        self.settle(self.connection)
        self.assertEqual(row.state, "in")
        self.assertGreaterEqual(row.records_done, 6)
        self.assert_tied_out("usd")
        self.assertEqual(self.names_in(), {"ada", "bob"})
        receipt = self.receipt(self.shop.charge_of(self.paid["bob"]))
        self.assertEqual(receipt.reversed_amount, 10.0)
        self.assertEqual(self.move(self.paid["bob"]).amount_residual, 10.0)
        self.assertFalse(
            self.env["ar.sync.scope.outside"].search([("owner_id", "=", self.people["bob"])]), "nothing is left outside"
        )

    def test_books_are_as_if_it_had_been_so(self):
        self.enter("bob")
        self.enter("cleo")
        self.settle(self.connection)
        self.connection.scope_guests = "in"
        self.settle(self.connection)
        self.assert_tied_out("usd")
        self.assertEqual(self.connection.tie_out_ids.outside_amount, 0.0)
        clearing = self.connection.company_id.ar_clearing_account_id
        self.assertEqual(self.balance(clearing), 0.0, "what was booked in sum is reversed to the cent")

    def test_in_and_out_and_in_again_is_never_reversed_twice(self):
        for _time in range(3):
            self.enter("bob")
            self.settle(self.connection)
            self.assert_tied_out("usd")
            self.connection._ar_scope_remove([self.people["bob"]])
            self.settle(self.connection)
            self.assert_tied_out("usd")
        backs = self.env["account.move"].search([("ref", "like", "In scope again")])
        self.assertEqual(len(backs), 1)
        receipts = self.env["ar.match.receipt"].search([("external_id", "=", self.shop.charge_of(self.paid["bob"]))])
        self.assertEqual(len(receipts), 1)

    def test_left_in_the_middle_of_entering(self):
        """The import of a history stops where its customer leaves; what came in is marked."""
        row = self.enter("bob")
        for _page in range(4):
            self.run_one_page()
        self.assertGreater(row.records_done, 0)
        self.assertEqual(row.state, "entering")
        self.connection._ar_scope_remove([self.people["bob"]])
        self.settle(self.connection)
        self.assertEqual(self.names_in(), {"ada"})
        self.assert_tied_out("usd")
        self.enter("bob")
        self.settle(self.connection)
        self.assertEqual(self.names_in(), {"ada", "bob"})
        self.assert_tied_out("usd")

    def run_one_page(self):
        self.env["ar.sync.scope.customer"]._enter_waiting()

    def test_a_fault_is_tried_again_and_shown(self):
        row = self.enter("bob")
        self.shop.control("POST", "/faults", kind="status", path="^/v1/invoices", status=500, count=10)
        for _page in range(12):
            self.run_one_page()
        self.assertTrue(row.problem)
        self.assertTrue(row.next_attempt_at)
        self.assertEqual(row.state, "entering")
        self.shop.engine.faults.remove()
        row._ar_through_gate().next_attempt_at = False
        self.settle(self.connection)
        self.assertEqual((row.state, row.problem), ("in", False))

    def test_everybody_enters_by_a_new_listing(self):
        """Above a number it is quicker to list everything: so it is when the mode becomes *all*."""
        self.scope("all", "in")
        self.settle(self.connection)
        self.assertEqual(self.names_in(), {"ada", "bob", "cleo"})
        self.assertFalse(self.env["ar.sync.scope.outside"].search([]))
        self.assertEqual(self.connection.tie_out_ids.outside_amount, 0.0)
        self.assert_tied_out("usd")
        self.assertFalse(self.env["ar.sync.scope.customer"].search([("state", "=", "entering")]))
