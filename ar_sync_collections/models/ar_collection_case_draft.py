"""The next step, on a person's wish."""

from odoo import models
from odoo.exceptions import UserError


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    def _draft_next(self):
        """Return today's decision with the next step of this customer as a draft; empty where there is none.

        Steps that write to nobody outside are taken at once.
        """
        self.ensure_one()
        case = self.with_company(self.company_id)
        if not case.try_lock_for_update():
            raise UserError(self.env._("Somebody else is working on this customer at the moment."))
        Decision = self.env["ar.collection.decision"]
        waiting = Decision.search([("case_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if waiting:
            return waiting
        today = case._today()
        decision = Decision.search([("case_id", "=", self.id), ("day", "=", today)])
        last = Decision.search([("case_id", "=", self.id), ("state", "=", "sent")], order="sent_at desc", limit=1)
        if decision.state == "sent" or (last and last._sent_on() == today):
            raise UserError(self.env._("There was a message today already; the next one is possible tomorrow."))
        known = case._known(self.company_id, today, urgent=True)
        verdict = known.verdicts[self.id]
        if verdict.code != "act":
            return Decision
        values = case._decision_values(verdict, "waits_turn", {}, known)
        if decision:
            decision._follow_plan({**values, "is_by_hand": True})
        else:
            new = {**values, "case_id": self.id, "company_id": self.company_id.id, "day": today, "is_by_hand": True}
            decision = Decision._ar_through_gate().create(new)
        decision._draft_now(known, verdict)
        return decision
