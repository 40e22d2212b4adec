"""Risk: somebody changes whose data is read, or asks the provider for names, without the right to."""

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .test_access_matrix import ROLES, AccessCase

CALLS = (
    ("scope_search", ("ada", False)),
    ("scope_take", (["cus_1"],)),
    ("scope_drop", (["cus_1"],)),
    ("scope_paste", ("cus_1",)),
)


class TestScopeRights(AccessCase):
    def call(self, company, role, name, args):
        connection = self.makers[company].record("ar.sync.connection")
        user = self.users["Alder", role]
        return getattr(connection.with_env(self.env(user=user, su=False, context={})), name)(*args)

    def test_only_administrators_of_the_company(self):
        for name, args in CALLS:
            for role in ROLES:
                for company in ("Alder", "Birch"):
                    if (role, company) == ("administrator", "Alder"):
                        continue
                    with self.subTest(f"{name} {role} {company}"), mute_logger("odoo.addons.base.models.ir_rule"):
                        with self.assertRaises(AccessError):
                            self.call(company, role, name, args)

    def test_an_administrator_may(self):
        self.assertEqual(self.call("Alder", "administrator", "scope_take", (["cus_1", "cus_1"],)), 1)
        self.assertEqual(self.call("Alder", "administrator", "scope_take", (["cus_1"],)), 0)
        self.assertEqual(self.call("Alder", "administrator", "scope_drop", (["cus_1", "cus_2"],)), 1)

    def test_a_list_of_any_length_is_bounded(self):
        with self.assertRaises(UserError):
            self.call("Alder", "administrator", "scope_paste", ("x" * 5_000_001,))

    def test_another_companys_rows_are_not_seen(self):
        other = self.makers["Birch"].record("ar.sync.connection")
        other._ar_scope_add(["cus_9"], "picked")
        user = self.users["Alder", "administrator"]
        Row = self.env["ar.sync.scope.customer"].with_user(user)
        self.assertNotIn("cus_9", Row.search([]).mapped("external_id"))
