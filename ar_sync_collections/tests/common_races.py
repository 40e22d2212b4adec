"""A customer with a planned reminder, committed, for tests of what happens at the same moment."""

from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command

from odoo.addons.ar_sync.tests.common_races import RaceCase

#: A Monday after everything the races' other data is about.
NOW = datetime(2031, 6, 2, 10, 0)
COMPANY_FIELDS = (
    "ar_collection_mode", "ar_collection_hour_from", "ar_collection_hour_to", "ar_collection_attach_invoices",
    "ar_collection_cap_day",
)  # fmt: skip


class CollectionsRaceCase(RaceCase):
    """One invoice, one sequence with one e-mail that is planned for today."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(fields.Datetime, "now", staticmethod(lambda *_args: NOW)))
        self.startPatcher(patch.object(fields.Date, "today", staticmethod(lambda *_args: NOW.date())))
        self.make(self.prepare)
        self.line_id = self.invoice(500.0, invoice_date_due="2031-05-09")
        self.decision_id = self.make(self.plan)

    def prepare(self, env):
        self.of_company = {name: env.company[name] for name in COMPANY_FIELDS}
        env.company.write(
            {
                "ar_collection_mode": "live",
                "ar_collection_hour_from": 0,
                "ar_collection_hour_to": 24,
                "ar_collection_attach_invoices": False,
                "ar_collection_cap_day": 0,
            }
        )
        env["res.partner"].browse(self.partner_id).email = "ap@crowded.example"
        text = env.ref("ar_sync_collections.mail_template_gentle")
        sequence = env["ar.collection.sequence"].create(
            {
                "name": "Race",
                "sequence": -5,
                "mode": "always",
                "company_id": env.company.id,
                "condition_ids": [Command.create({"field": "tags", "operator": "in", "value": "crowded"})],
                "step_ids": [Command.create({"offset": 3, "template_id": text.id})],
            }
        )
        tag = env["res.partner.category"].create({"name": "crowded"})
        env["res.partner"].browse(self.partner_id).category_id = tag
        self.sequence_id, self.tag_id = sequence.id, tag.id

    def plan(self, env):
        partner = env["res.partner"].browse(self.partner_id)
        Case = env["ar.collection.case"]
        values = {"partner_id": partner.id, "company_id": env.company.id, "zone": "UTC"}
        case = Case._ar_through_gate().create(values)
        case._plan(env.company)
        decision = env["ar.collection.decision"].search([("case_id", "=", case.id)])
        self.assertEqual(decision.state, "planned", decision.reason)
        self.case_id = case.id
        return decision.id

    def clean_up(self):  # pylint: disable=missing-return
        with self.registry.cursor() as cr:
            env = self.environment(cr)
            case = env["ar.collection.case"].browse(self.case_id)
            env["mail.mail"].search([("model", "=", case._name), ("res_id", "=", case.id)]).unlink()
            case.decision_ids.unlink()
            case.unlink()
            env["ar.collection.sequence"].browse(self.sequence_id).unlink()
            env["res.partner.category"].browse(self.tag_id).unlink()
            env.company.write(self.of_company)
        super().clean_up()

    def carry_out(self, cr):
        """Carry the decision out in the transaction of ``cr``."""
        env = self.environment(cr)
        env["ar.collection.decision"].browse(self.decision_id).with_company(env.company)._carry_out_safely()
        env.flush_all()

    def mails(self):
        return self.make(
            lambda env: env["mail.mail"].search_count(
                [("model", "=", "ar.collection.case"), ("res_id", "=", self.case_id), ("state", "=", "outgoing")]
            )
        )

    def state(self):
        def read(env):
            decision = env["ar.collection.decision"].browse(self.decision_id)
            return decision.state, decision.code

        return self.make(read)

    def pay(self, env):
        """Settle the invoice by an entry of its own."""
        line = env["account.move.line"].browse(self.line_id)
        other = env["account.account"].search(
            [("account_type", "=", "asset_current"), ("company_ids", "in", env.company.ids)], limit=1
        )
        entry = env["account.move"].create(
            {
                "date": "2031-05-30",
                "journal_id": self.journal_id,
                "line_ids": [
                    Command.create({"account_id": line.account_id.id, "partner_id": self.partner_id, "credit": 500.0}),
                    Command.create({"account_id": other.id, "debit": 500.0, "partner_id": self.partner_id}),
                ],
            }
        )
        entry.action_post()
        (line | entry.line_ids.filtered(lambda row: row.account_id == line.account_id)).reconcile()
