"""Risk: a document is sent to the ERP with an account, tax or customer that nobody chose."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common_sync import SyncCase, new_connection


class TestErpMapping(SyncCase):
    def setUp(self):
        super().setUp()
        self.Record = self.env["ar.erp.record"]
        self.Mapping = self.env["ar.erp.mapping"]

    def read(self, kind, *rows, is_all=True, connection=None):  # pylint: disable=method-required-super
        values = [{"external_id": key, "name": name, **more} for key, name, more in rows]
        return self.Record._store(connection or self.connection, kind, values, is_all)

    def partner(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def want(self, kind, records):
        self.Mapping._want(self.connection, kind, records)
        self.Mapping._suggest(self.connection)
        return self.Mapping.search([("connection_id", "=", self.connection.id), ("kind", "=", kind)], order="id")

    # === LISTS === #

    def test_a_list_is_read_again_without_writing_what_is_the_same(self):
        first = self.read("account", ("1", "Sales", {"number": "4000"}), ("2", "Fees", {"number": "6500"}))
        self.env.flush_all()
        stamp = dict(first.mapped(lambda row: (row.external_id, row.write_date)))
        with self.assertQueryCount(2):
            self.read("account", ("1", "Sales", {"number": "4000"}), ("2", "Fees", {"number": "6500"}))
            self.env.flush_all()
        self.assertEqual(dict(first.mapped(lambda row: (row.external_id, row.write_date))), stamp)

    def test_what_the_erp_no_longer_has_is_inactive_and_may_come_back(self):
        one, two = self.read("account", ("1", "Sales", {}), ("2", "Fees", {}))
        self.read("account", ("1", "Sales", {}), is_all=False)
        self.assertTrue(two.active)
        self.read("account", ("1", "Sales", {}))
        self.assertEqual((one.active, two.active), (True, False))
        self.read("account", ("1", "Sales", {}), ("2", "Fees", {}))
        self.assertTrue(two.active)

    def test_the_same_id_in_another_list_or_connection_is_another_entry(self):
        other = new_connection(self.env, self.company, "Other")
        self.read("account", ("1", "Sales", {}))
        self.read("item", ("1", "Hours", {}))
        self.read("account", ("1", "Revenue", {}), connection=other)
        self.assertEqual(len(self.Record.search([("external_id", "=", "1")])), 3)

    def test_values_of_the_pure_rooms(self):
        row = self.read(
            "customer", ("7", "Fabrikam", {"currency_codes": "EUR USD", "unit_refs": "1 2", "number": "C7"})
        )
        customer = row._as_customer()
        self.assertEqual((customer.key, customer.number), ("7", "C7"))
        self.assertEqual((customer.currencies, customer.units), ({"EUR", "USD"}, {"1", "2"}))
        period = self.read(
            "period", ("9", "Mar", {"begins_on": "2026-03-01", "ends_on": "2026-03-31", "is_locked": True})
        )
        self.assertFalse(period._as_period().takes(period.begins_on))

    # === MAPPING === #

    def test_a_suggestion_says_why_and_maps_nothing(self):
        self.read("customer", ("7", "Fabrikam AG", {"email": "ap@fabrikam.example"}), ("8", "Other", {}))
        row = self.want("customer", self.partner("Fabrikam", email="AP@fabrikam.example"))
        self.assertEqual((row.suggested_id.external_id, row.is_sure), ("7", True))
        self.assertIn("ap@fabrikam.example", row.suggested_why)
        self.assertEqual((row.record_id, row.is_confirmed), (self.Record, False))
        self.assertEqual(self.Mapping._known(self.connection, "customer"), {})

    def test_confirming_maps_and_says_who_did(self):
        self.read("customer", ("7", "Fabrikam", {}))
        partner = self.partner("Fabrikam")
        row = self.want("customer", partner).with_user(self.users["manager"])
        row.action_confirm()
        self.assertEqual((row.is_confirmed, row.confirmed_by_id), (True, self.users["manager"]))
        self.assertEqual(self.Mapping._known(self.connection, "customer"), {str(partner.id): "7"})

    def test_choosing_is_confirming_and_clearing_takes_it_back(self):
        seven, eight = self.read("customer", ("7", "Fabrikam", {}), ("8", "Fabrikam", {}))
        row = self.want("customer", self.partner("Fabrikam")).with_user(self.users["manager"])
        self.assertEqual((row.is_sure, row.others), (False, "Fabrikam"))
        row.record_id = eight
        self.assertTrue(row.is_confirmed)
        row.record_id = False
        self.assertEqual((row.is_confirmed, row.confirmed_by_id.id), (False, False))
        self.assertTrue(seven)

    def test_several_rows_are_confirmed_where_only_one_entry_fits(self):
        self.read("customer", ("7", "Fabrikam", {}), ("8", "Contoso", {}), ("9", "Contoso", {}))
        partners = self.partner("Fabrikam") | self.partner("Contoso") | self.partner("Nobody")
        rows = self.want("customer", partners).with_user(self.users["manager"])
        told = rows.action_confirm()["params"]
        self.assertEqual(rows.mapped("is_confirmed"), [True, False, False])
        self.assertEqual(told["type"], "warning")
        self.assertIn("1 confirmed. 2 are left", told["message"])
        rows[1].action_confirm()
        self.assertEqual(rows[1].record_id.external_id, "8", "one by one, a person has looked at it")

    def test_an_item_for_an_account_is_one_that_is_booked_there(self):
        account = self.env["account.account"].create(
            {"name": "Work", "code": "490001", "account_type": "income", "company_ids": [Command.set(self.company.ids)]}
        )
        self.read("account", ("54", "Sales", {"number": "4000"}))
        self.read(
            "item",
            ("7", "Hours", {"account_ref": "54"}),
            ("8", "Freight", {"account_ref": "55"}),
            ("9", account.name, {}),
        )
        row = self.want("account_item", account)
        self.assertEqual(row.suggested_id.external_id, "9", "the account is tied to none: its name is all there is")
        self.want("account", account).record_id = self.Record.search([("kind", "=", "account")])
        self.Mapping._suggest(self.connection)
        self.assertEqual((row.suggested_id.external_id, row.is_sure, row.list_kind), ("7", False, "item"))
        self.assertIn("4000 Sales", row.suggested_why)
        row.record_id = row.suggested_id
        self.assertEqual(self.Mapping._known(self.connection, "account_item"), {str(account.id): "7"})

    def test_taxes_terms_and_methods_are_suggested(self):
        self.read("tax_code", ("1", "NOTAX", {}), ("2", "CA-8.25", {}), ("3", "USt 19", {}))
        self.read("terms", ("2", "Net 30", {}), ("3", "Net 60", {}), ("5", "Due on receipt", {}))
        self.read("method", ("3", "Wire", {}), ("5", "ACH", {}))
        Tax, Terms = self.env["account.tax"], self.env["account.payment.term"]
        group = self.env["account.tax.group"].create({"name": "Sales", "company_id": self.company.id})
        tax = Tax.create(
            {
                "name": "Sales 8.25%",
                "amount": 8.25,
                "company_id": self.company.id,
                "tax_group_id": group.id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        line = Command.create({"value": "percent", "value_amount": 100, "nb_days": 60})
        terms = Terms.create({"name": "Two months", "line_ids": [line]})
        method = self.env["account.payment.method.line"].create(
            {
                "name": "WIRE",
                "payment_method_id": self.env.ref("account.account_payment_method_manual_in").id,
                "journal_id": self.env["account.journal"]
                .create({"name": "Bank", "type": "bank", "code": "BNKW", "company_id": self.company.id})
                .id,
            }
        )
        found = [
            (row.suggested_id.external_id, row.is_sure, row.suggested_why[:8])
            for row in (self.want("tax_code", tax), self.want("terms", terms), self.want("method", method))
        ]
        self.assertEqual(found, [("2", False, "Both say"), ("3", False, "Both say"), ("3", True, "Their na")])

    def test_what_was_confirmed_is_not_suggested_away(self):
        self.read("customer", ("7", "Contoso", {}), ("8", "Fabrikam", {}))
        row = self.want("customer", self.partner("Fabrikam"))
        row.record_id = self.Record.search([("external_id", "=", "7")])
        self.Mapping._suggest(self.connection)
        self.assertEqual((row.record_id.external_id, row.is_confirmed), ("7", True))

    def test_what_is_no_longer_in_the_erp_is_mapped_to_nothing(self):
        self.read("customer", ("7", "Fabrikam", {}))
        self.want("customer", self.partner("Fabrikam")).action_confirm()
        self.read("customer", ("8", "Other", {}))
        self.assertEqual(self.Mapping._known(self.connection, "customer"), {})

    def test_nothing_suggested_is_nothing_confirmed(self):
        row = self.want("customer", self.partner("Nobody Known"))
        with self.assertRaisesRegex(UserError, "Nobody Known"):
            row.action_confirm()

    def test_an_entry_of_another_list_or_connection_is_refused(self):
        other = new_connection(self.env, self.company, "Other")
        account = self.read("account", ("1", "Sales", {}))
        elsewhere = self.read("customer", ("1", "Fabrikam", {}), connection=other)
        row = self.want("customer", self.partner("Fabrikam"))
        for wrong in (account, elsewhere):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                row.record_id = wrong
                self.env.flush_all()

    def test_accounts_and_products_are_found_by_number(self):
        self.read("account", ("54", "Umsatz", {"number": "400000"}))
        self.read("item", ("7", "Stunden", {"number": "HRS"}))
        account = self.env["account.account"].create(
            {"name": "Sales", "code": "400000", "account_type": "income", "company_ids": self.company.ids}
        )
        product = self.env["product.product"].create({"name": "Hours", "default_code": "HRS"})
        self.assertEqual(self.want("account", account).suggested_id.external_id, "54")
        self.assertEqual(self.want("item", product).suggested_id.external_id, "7")

    def test_wanting_again_makes_no_second_row(self):
        partner = self.partner("Fabrikam")
        self.want("customer", partner)
        self.assertEqual(len(self.want("customer", partner)), 1)

    def test_a_user_reads_and_a_manager_chooses(self):
        self.read("customer", ("7", "Fabrikam", {}))
        row = self.want("customer", self.partner("Fabrikam")).with_user(self.users["user"])
        self.assertEqual(row.suggested_id.external_id, "7")
        with self.assertRaises(AccessError):
            row.action_confirm()
