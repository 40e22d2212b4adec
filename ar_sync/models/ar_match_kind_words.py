"""Kinds of evidence in the words of those who decide."""

from odoo import api, models


class ArMatchKind(models.Model):
    _inherit = "ar.match.kind"

    @api.model
    def _in_words(self, kind: str) -> str:
        """Return a kind of evidence in words that a person who decides uses."""
        step, *codes = kind.split("/")
        steps, words = self.env["ar.match.proposal"]._ar_step_labels(), self._kind_words()
        told = [words[code] for code in codes if code in words]
        return ", ".join([steps.get(step, step), *told])

    @api.model
    def _kind_words(self) -> dict[str, str]:
        """Return the parts of a kind of evidence that tell something -> their words."""
        return {
            "id_own": self.env._("asked for by us"),
            "reference_digits": self.env._("digits only"),
            "reference_folded": self.env._("read alike"),
            "reference_fuzzy": self.env._("misspelt"),
            "reference_structured": self.env._("structured reference"),
            "payer_account": self.env._("by bank account"),
            "payer_rule": self.env._("by a learned rule"),
            "payer_alias": self.env._("by a learned name"),
            "payer_name": self.env._("by name"),
            "amount_exact": self.env._("exact amount"),
            "amount_sum": self.env._("exact sum"),
            "amount_partial": self.env._("part payment"),
            "amount_over": self.env._("overpaid"),
            "amount_petty": self.env._("overpaid by a rounding"),
            "amount_short": self.env._("too little"),
            "amount_deduction": self.env._("with a deduction"),
            "amount_discount": self.env._("with the discount"),
            "amount_bank_fee": self.env._("less a bank fee"),
            "amount_tolerated": self.env._("less a small deduction"),
            "amount_exchange": self.env._("another currency"),
            "amount_stated": self.env._("amounts stated"),
            "amount_free": self.env._("items chosen by amount"),
            "amount_total_due": self.env._("all that is owed"),
            "amount_overdue": self.env._("all that is overdue"),
            "amount_month": self.env._("one month"),
            "amount_due_day": self.env._("due on one day"),
            "amount_due_week": self.env._("due in one week"),
            "amount_group": self.env._("several receipts"),
        }
