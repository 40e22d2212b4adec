"""Risk: somebody changes evidence, or sees or ends another company's mandates."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import WHO, AutopayCase


@tagged("post_install", "-at_install")
class TestRights(AutopayCase):
    def setUp(self):
        super().setUp()
        self.mandate = self.agree()
        self.invoice()
        self.run_stages(self.env, "autopay")
        groups = {"user": "ar_sync.group_user", "manager": "ar_sync.group_manager", "portal": "base.group_portal"}
        for name, group in groups.items():
            setattr(self, name, new_test_user(self.env, f"autopay_{name}", group))

    def test_a_user_looks_and_a_manager_acts(self):
        charge = self.charges()
        self.assertEqual(charge.with_user(self.user).state, "planned")
        with self.assertRaises(AccessError):
            self.mandate.with_user(self.user).action_pause()
        with self.assertRaises(AccessError):
            charge.with_user(self.user).action_charge_now()
        self.mandate.with_user(self.manager).action_pause()
        self.assertEqual(self.mandate.state, "paused")
        self.mandate.with_user(self.manager).action_resume()
        self.mandate.with_user(self.manager).action_end()
        self.assertEqual((self.mandate.state, self.mandate.ended_why), ("ended", "company"))
        self.assertFalse(self.charges())

    def test_evidence_is_not_edited(self):
        for name, value in (
            ("consent_ip", "1.1.1.1"),
            ("wording_text", "x"),
            ("method_ref", "pm_x"),
            ("partner_id", 1),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                self.mandate.with_user(self.manager).write({name: value})
        with self.assertRaises(UserError):
            self.mandate.with_user(self.manager).write({"state": "active"})
        with self.assertRaises(AccessError):
            self.charges().with_user(self.manager).write({"amount": 1.0})
        self.mandate.with_user(self.manager).cap_charge = 50.0
        self.assertEqual(self.mandate.cap_charge, 50.0)

    def test_a_wording_that_somebody_agreed_to_stays(self):
        wording = self.mandate.wording_id
        with self.assertRaises(UserError):
            wording.terms = "Something else"
        with self.assertRaises(UserError):
            wording.unlink()
        other = wording.copy({"terms": "{company} may charge me."})
        self.assertEqual(other.version, wording.version + 1)
        self.assertEqual(other._shown(self.company)["terms"], f"{self.company.name} may charge me.")
        self.assertEqual(self.env["ar.autopay.wording"]._current(self.company), other)

    def test_the_evidence_of_a_consent(self):
        mandate = self.mandate
        self.assertEqual((mandate.consent_name, mandate.consent_email), (WHO["name"], WHO["email"]))
        self.assertEqual((mandate.consent_ip, mandate.consent_agent), (WHO["ip"], WHO["agent"]))
        self.assertIn(self.company.name, mandate.wording_text)
        self.assertEqual(mandate.consented_at, self.now)

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "autopay_stranger", "ar_sync.group_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        self.assertFalse(self.Mandate.with_user(stranger).search([]))
        self.assertFalse(self.Charge.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.mandate.with_user(stranger).action_end()

    def test_a_customer_sees_only_its_own(self):
        self.assertFalse(self.Mandate.with_user(self.portal).search([]))
        self.portal.partner_id.parent_id = self.partner
        self.env.registry.clear_cache()  # the rule was worked out for whom the user belonged to before
        self.assertEqual(self.Mandate.with_user(self.portal).search([]), self.mandate)
        with self.assertRaises(AccessError):
            self.mandate.with_user(self.portal).action_end()

    def test_one_mandate_in_force(self):
        second = self.agree("pm_card_mastercard")
        self.assertEqual((self.mandate.state, self.mandate.ended_why), ("ended", "replaced"))
        self.assertEqual(self.Mandate._of(self.partner, self.company), second)
        self.run_stages(self.env, "autopay")
        self.assertEqual(self.charges().filtered("is_open").mandate_id, second)

    def test_who_is_offered_it(self):
        offered = self.partner._ar_autopay_is_offered
        self.assertTrue(offered(self.company))
        self.partner.ar_autopay_choice = "never"
        self.assertFalse(offered(self.company))
        self.partner.ar_autopay_choice = "company"
        tag = self.env["res.partner.category"].create({"name": "Reliable"})
        self.company.write({"ar_autopay_offer": "tagged", "ar_autopay_tag_ids": [(6, 0, tag.ids)]})
        self.assertFalse(offered(self.company))
        self.partner.category_id = tag
        self.assertTrue(offered(self.company))
        self.company.ar_autopay_offer = "chosen"
        self.assertFalse(offered(self.company))
        self.partner.ar_autopay_choice = "offered"
        self.assertTrue(offered(self.company))
        self.company.ar_autopay_offer = "nobody"
        self.assertFalse(offered(self.company))

    def test_an_invitation(self):
        with self.assertRaises(UserError):
            self.partner.action_ar_autopay_invite()  # has it already
        self.mandate._end("company")
        self.partner.with_user(self.manager).action_ar_autopay_invite()
        self.assertIn("paid by themselves", self.mails()[-1])
        self.assertEqual(self.Mandate._of(self.partner, self.company, ("invited",)).consented_at, False)
