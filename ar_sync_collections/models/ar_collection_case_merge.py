"""Merged customers, and those put under another: one case stays in each company, with what was said to the others."""

from datetime import date

from odoo import api, models

from .ar_collection_case_plan import FINAL


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    @api.model
    def _take_over(self, merged, stays) -> None:
        """Leave one case in each company of contacts about to be merged: of the one that stays, if it has one."""
        cases = self.search([("partner_id", "in", (merged | stays).ids)], order="id")
        for own in cases.grouped("company_id").values():
            kept = own.filtered(lambda case: case.partner_id == stays) or own[:1]
            for case in own - kept:
                kept._absorb(case)
            # The invoices are one customer's from now on: what waits says too little.
            own.exists()._ar_through_gate().needs_plan = True
        self.env.flush_all()

    @api.model
    def _follow_parents(self, moved) -> None:
        """Give contacts that belong to another customer now to that customer, with all that was said to them.

        Odoo gives their entries to the customer, but not an invoice that is addressed to a contact below them.
        """
        Move = self.env["account.move"].sudo()
        moves = Move.search([("commercial_partner_id", "in", moved.ids)])
        wrong = moves.filtered(lambda move: move.partner_id.commercial_partner_id != move.commercial_partner_id)
        self.env.add_to_compute(Move._fields["commercial_partner_id"], wrong)
        below = moved.filtered(lambda row: row.commercial_partner_id != row)
        # Few of many contacts have something of their own: they are found by one query of each kind.
        own = [("partner_id", "in", below.ids)]
        for partner in self.search(own).partner_id:
            self._take_over(partner, partner.commercial_partner_id)
            kept = self.search([("partner_id", "=", partner.id)])
            kept._ar_through_gate().write({"partner_id": partner.commercial_partner_id.id})
        for model in ("ar.promise", "ar.dispute", "ar.collection.reply"):
            for partner, rows in self.env[model].sudo().search(own).grouped("partner_id").items():
                rows._ar_through_gate().write({"partner_id": partner.commercial_partner_id.id})

    def _absorb(self, other) -> None:
        """Take over what was said to another customer; what waits of it is written anew."""
        self.ensure_one()
        (self | other)._withdraw("money")
        self._absorb_decisions(other)
        thread = [("model", "=", self._name), ("res_id", "=", other.id)]
        # A reply is put where the message is that it answers.
        self.env["mail.message"].search(thread).write({"res_id": self.id})
        replied = [moment for moment in (self.replied_on, other.replied_on) if moment]
        told = [day for day in (self.told_on, other.told_on) if day]
        moments = {"replied_on": max(replied, default=False), "told_on": max(told, default=False)}
        through = (self.through_keys or []) + (other.through_keys or [])
        self._ar_through_gate().write({**moments, "through_keys": through})
        self.user_id = self.user_id or other.user_id
        self.chosen_sequence_id = self.chosen_sequence_id or other.chosen_sequence_id
        if other.state == "paused" and (self.state != "paused" or _end(other) > _end(self)):
            pause = {name: other[name] for name in ("paused_until", "pause_code", "pause_note")}
            self._set_state("paused", **pause)
        other.unlink()

    def _absorb_decisions(self, other) -> None:
        """Take over what was decided; of a day on which both were written to, one decision has the invoices of both."""
        mine = {row.day: row for row in self.decision_ids}
        for row in other.decision_ids:
            same = mine.get(row.day)
            if same and row.state in FINAL and same.state in FINAL:
                row.line_ids.write({"decision_id": same.id})
            elif not same or row.state in FINAL:
                if same:
                    same.unlink()
                row._ar_through_gate().write({"case_id": self.id})
        self.env.flush_all()
        other.invalidate_recordset(["decision_ids"])


def _end(case) -> date:
    """Return the last day of a pause; of one without end, a day that never comes."""
    return case.paused_until or date.max
