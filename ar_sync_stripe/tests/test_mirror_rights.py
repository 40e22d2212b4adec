"""Risk: a person sees another company's money, or changes what the provider said."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.ar_sync.protocol.errors import NeedsPerson

from .mirror_common import MirrorCase


class TestRights(MirrorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user, cls.manager = (
            new_test_user(
                cls.env,
                f"mirror_{role}",
                groups=f"base.group_user,ar_sync.group_{role}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("user", "manager")
        )

    def mirrors(self):
        """Return every concrete model of the mirror."""
        names = self.env.registry.descendants(["ar.stripe.mirror"], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

    def test_every_mirror_has_a_company_rule_and_rights(self):
        for Model in self.mirrors():
            with self.subTest(model=Model._name):
                rule = self.env["ir.rule"].search([("model_id.model", "=", Model._name)])
                self.assertEqual(rule.domain_force, '[("company_id", "in", company_ids)]')
                self.assertFalse(rule.groups)
                self.assertTrue(Model.with_user(self.user).has_access("read"))

    def test_people_only_read(self):
        for Model in self.mirrors():
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=Model._name, operation=operation):
                    allowed = Model._name == "ar.stripe.tax.rate" and operation == "write"
                    self.assertEqual(Model.with_user(self.manager).has_access(operation), allowed)

    def test_another_companys_rows_are_not_there(self):
        self.store("charge", self.reading("charge.new"))
        self.store("charge", self.reading("charge.new"), connection=self.other_connection)
        seen = self.env["ar.stripe.charge"].with_user(self.user).search([])
        self.assertEqual(seen.company_id, self.company)
        foreign = self.row("charge", "ch_1", self.other_connection)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user).read(["amount"])

    def test_apply_again_is_a_managers_button(self):
        self.store("charge", self.reading("charge.new"))
        row = self.row("charge", "ch_1")
        row._note_apply_error(NeedsPerson("Two contacts fit."))
        with self.assertRaises(AccessError):
            row.with_user(self.user).action_apply_again()
        row.with_user(self.manager).action_apply_again()
        self.assertEqual((row.needs_apply, row.needs_person, row.problem), (True, False, False))

    def test_apply_again_stays_in_the_company(self):
        self.store("charge", self.reading("charge.new"), connection=self.other_connection)
        row = self.row("charge", "ch_1", self.other_connection)
        row._note_apply_error(NeedsPerson("Two contacts fit."))
        with self.assertRaises(AccessError):
            row.with_user(self.manager).action_apply_again()
        self.assertTrue(row.needs_person)

    def test_apply_again_does_not_queue_what_nobody_books(self):
        self.store("payment.intent", self.reading("payment_intent.new", currency="xqq"))
        row = self.row("payment.intent", "pi_1")
        row.with_user(self.manager).action_apply_again()
        self.assertFalse(row.needs_apply)
