"""Risk: an offer is invoiced that nobody accepted, or an accepted one is invoiced twice or not at all."""

from odoo.exceptions import AccessError, UserError

from odoo.addons.ar_sync_stripe_sale.tests.billable_common import BillableCase


class OpportunityCase(BillableCase):
    def opportunity(self, *quotations, won=False, **values):
        """Return an opportunity with quotations, each a list of lines."""
        lead = self.env["crm.lead"].create(
            {"name": "Engine", "type": "opportunity", "partner_id": self.partner.id, **values}
        )
        for lines in quotations:
            self.order(*lines, confirm=False, opportunity_id=lead.id, user_id=lead.user_id.id)
        if won:
            lead.action_set_won()
        return lead


class TestOpportunityToStripe(OpportunityCase):
    def test_its_quotation_is_confirmed_and_open_at_stripe(self):
        lead = self.opportunity([(self.ordered, 2, 0), (self.delivered, 3, 0)])
        lead.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(lead.order_ids.state, "sale")
        self.assertEqual(self.remote(lead.order_ids.invoice_ids)["total"], 40_000)

    def test_again_invoices_only_what_came_after(self):
        lead = self.opportunity([(self.ordered, 2, 0), (self.delivered, 3, 0)])
        lead.action_ar_stripe_invoice()
        with self.assertRaisesRegex(UserError, "to be invoiced yet"):
            lead.action_ar_stripe_invoice()
        lead.order_ids.order_line[1].qty_delivered = 1
        lead.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(sorted(row["total"] for row in self.at_stripe("invoices")), [8_000, 40_000])

    def test_without_a_quotation_or_with_alternatives_a_person_says_what_was_accepted(self):
        with self.assertRaisesRegex(UserError, "no quotation"):
            self.opportunity().action_ar_stripe_invoice()
        lead = self.opportunity([(self.ordered, 1, 0)], [(self.ordered, 2, 0)])
        with self.assertRaisesRegex(UserError, "Confirm the quotation that was accepted"):
            lead.action_ar_stripe_invoice()
        self.assertEqual(set(lead.order_ids.mapped("state")), {"draft"})

    def test_nothing_billable_confirms_nothing(self):
        lead = self.opportunity([(self.delivered, 3, 0)])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            lead.action_ar_stripe_invoice()
        self.env.invalidate_all()
        self.assertEqual(lead.order_ids.state, "draft")

    def test_quotations_are_billable_when_the_opportunity_is_won(self):
        lead = self.opportunity([(self.ordered, 2, 0), (self.delivered, 3, 0)])
        self.assertFalse(self.rows(lead.order_ids))
        lead.action_set_won()
        [row] = self.rows(lead.order_ids)
        self.assertEqual((row.source, row.amount, row.opportunity_id), ("quotation", 400.0, lead))
        row.action_ar_stripe_invoice()
        self.send()
        self.assertEqual(self.remote(lead.order_ids.invoice_ids)["total"], 40_000)
        self.assertFalse(self.rows(lead.order_ids))

    def test_quotation_order_and_currency_in_one_go(self):
        lead, order = self.opportunity([(self.ordered, 1, 0)], won=True), self.order()
        self.rows(lead.order_ids | order).action_ar_stripe_invoice()
        self.assertEqual(lead.order_ids.invoice_ids, order.invoice_ids)

    def test_an_expired_or_archived_one_is_not_invoiced(self):
        lead = self.opportunity([(self.ordered, 1, 0)], won=True)
        lead.order_ids.validity_date = "2020-01-01"
        with self.assertRaisesRegex(UserError, "expired"):
            self.rows(lead.order_ids).action_ar_stripe_invoice()
        lead.active = False
        self.assertFalse(self.rows(lead.order_ids))

    def test_a_salesperson_confirms_and_leaves_a_draft(self):
        seller = self.seller()
        lead = self.opportunity([(self.ordered, 1, 0)], user_id=seller.id)
        lead.with_user(seller).action_ar_stripe_invoice()
        self.send()
        self.assertEqual((lead.order_ids.invoice_ids.state, self.at_stripe("invoices")), ("draft", []))

    def test_who_may_not_confirm_orders_does_not_invoice_quotations(self):
        lead = self.opportunity([(self.ordered, 1, 0)], won=True, user_id=self.seller().id)
        with self.assertRaises(AccessError):
            lead.with_user(self.person("guest")).action_ar_stripe_invoice()
        self.assertEqual(lead.order_ids.state, "draft")


class TestOpportunitiesOfTwoCompanies(OpportunityCase):
    """Quotations of another company's opportunities are neither seen nor confirmed."""

    def setUp(self):
        super().setUp()
        self.other = self.other_company()
        self.mine = self.opportunity([(self.ordered, 1, 0)], won=True)
        self.theirs = self.opportunity(won=True, company_id=self.other.id)
        self.order((self.ordered, 4, 0), confirm=False, opportunity_id=self.theirs.id, company_id=self.other.id)
        self.both = self.rows((self.mine | self.theirs).order_ids)

    def test_each_row_is_of_its_company(self):
        self.assertEqual(self.both.mapped("company_id"), self.env.company | self.other)

    def test_people_of_one_company_see_and_bill_that_one_only(self):
        for user in (self.manager(), self.seller()):
            theirs = self.of_company(user, self.other)
            found = theirs.search([("order_id", "in", self.both.order_id.ids)])
            self.assertLessEqual(found.sudo().company_id, self.other)
            with self.subTest(user.login), self.assertRaises(AccessError):
                theirs.browse(self.both.ids).action_ar_stripe_invoice()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.mine.with_user(user).with_context(allowed_company_ids=self.other.ids).action_ar_stripe_invoice()
        self.assertEqual(set(self.both.order_id.mapped("state")), {"draft"})

    def test_a_person_of_both_bills_where_stripe_is_and_nothing_by_halves(self):
        boss = self.manager()
        boss.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        rows = self.of_company(boss, self.env.company, self.other).browse(self.both.ids)
        with self.assertRaises(UserError):
            rows.action_ar_stripe_invoice()
        self.assertEqual(set(self.both.order_id.mapped("state")), {"draft"})
        rows.filtered(lambda row: row.company_id == self.env.company).action_ar_stripe_invoice()
        self.assertEqual((self.mine.order_ids.state, self.theirs.order_ids.state), ("sale", "draft"))
