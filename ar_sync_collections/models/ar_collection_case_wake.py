"""Something changed: what waits is looked at at once, and the customer is planned anew."""

from odoo import api, models
from odoo.tools import SQL

from .ar_collection_case_plan import BATCH


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    @api.model
    def _touch(self, partners) -> None:
        """Look again at customers of whom something changed, in the same transaction.

        Drafts and messages in the mail queue that are not true any more are taken back at once; what is done today is
        decided anew. Called by whoever changes what is owed, or why somebody is left alone.
        """
        ids = partners.commercial_partner_id.ids
        if not ids:
            return
        Case = self.sudo()
        Case.flush_model(["needs_plan", "partner_id"])
        rows = Case.env.execute_query(
            SQL(
                # In one order, so that two bookings of the same customers do not wait for each other crosswise. Also
                # who is to be planned anyway is written: whoever sends at this moment writes the case too, and neither
                # sees what the other does. One of both is first, and the other begins anew.
                """WITH own AS (SELECT id, needs_plan FROM ar_collection_case
                                 WHERE partner_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
                   UPDATE ar_collection_case this SET needs_plan = TRUE FROM own WHERE this.id = own.id
                   RETURNING this.id, own.needs_plan""",
                ids,
            )
        )
        woken = [case_id for case_id, was_waiting in rows if not was_waiting]
        if woken:
            Case.browse(woken).invalidate_recordset(["needs_plan"])
            self.env["ar.sync.dispatch"]._dispatch("collect")
        Case.search([("partner_id", "in", ids)])._withdraw_untrue()

    @api.model
    def _plan_anew(self, companies) -> None:
        """Have all customers of companies planned anew, because settings or sequences changed."""
        self.flush_model(["needs_plan", "company_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE ar_collection_case SET needs_plan = TRUE WHERE company_id = ANY(%s) AND needs_plan IS NOT TRUE",
                companies.ids,
            )
        )
        self.invalidate_model(["needs_plan"])

    # === TAKING BACK === #

    def _unsent(self):
        """Return the decisions that have not left yet: planned, drafts, and messages that wait in the mail queue."""
        Decision = self.env["ar.collection.decision"]
        waiting = Decision.search([("case_id", "in", self.ids), ("state", "in", ("planned", "draft"))])
        queued = Decision.search(
            [("case_id", "in", self.ids), ("state", "=", "sent"), ("message_id.mail_ids.state", "=", "outgoing")]
        )
        return waiting | queued

    def _withdraw_untrue(self) -> None:
        """Take back what asks for something that is not open like this any more, or must be left alone now."""
        # What is planned has no words yet: it is looked at again under a lock before it gets some.
        waiting = self._unsent().filtered(lambda row: row.state != "planned")
        groups: dict = {}
        for decision in waiting:
            groups.setdefault((decision.company_id, decision.case_id._today()), []).append(decision.id)
        for (company, today), ids in groups.items():
            # Many customers pay at once, as in a bank statement: they are read together.
            for start in range(0, len(ids), BATCH):
                batch = waiting.browse(ids[start : start + BATCH])
                self._withdraw_unlike(batch, batch.case_id._known(company, today))

    @api.model
    def _withdraw_unlike(self, decisions, known) -> None:
        """Take back those of ``decisions`` that are not true any more by what is ``known`` of their customers."""
        for decision in decisions:
            held = decision.line_ids.filtered("is_asked")._held(known)
            # Money may be on account for a moment only, until it is matched: drafts are looked at when that is over,
            # by the next plan; what may leave in a minute is not.
            has_news = decision.state == "sent" and decision._new_credits(known)
            if has_news or decision._changed_lines(known):
                decision._take_back("money")
            elif held:
                decision._take_back("hold", {"holds": known.hold_words(decision.partner_id.id)})

    def _withdraw(self, code: str, arguments: dict | None = None) -> None:
        """Take back all that has not left."""
        if code == "person":
            arguments = {"name": self.env.user.name}
        for decision in self.sudo()._unsent():
            decision._take_back(code, arguments)
