"""Rules that say who the payer is, replayed over history before they count."""

from collections.abc import Iterator

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..matching.model import Receipt
from ..matching.rules import Past, Replay, Rule, may_count, replay
from ..protocol.money import minor

BATCH = 2000
CONDITIONS = frozenset("company_id partner_id payer_account payer_name text".split())
RECORD = frozenset(
    "is_used replayed_at seen_count covered_count right_count wrong_count right_on wrong_on wrong_receipt_ids".split()
)


class ArMatchRule(models.Model):
    """Receipts with this account, this payer's name and these words are of that customer.

    A rule is shown with what it would have done to every receipt of the past. It is used only after that, and
    only where it was never wrong, or so seldom that its error is proven to be small.
    """

    _name = "ar.match.rule"
    _description = "Payer Rule"
    _order = "is_used desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, check_company=True, index=True, ondelete="cascade"
    )
    payer_account = fields.Char(help="The money came from this bank account.")
    payer_name = fields.Char(help="The payer's name, without accents and legal forms, is this one.")
    text = fields.Char(string="Words", help="These words stand together in the text, whole.")
    is_used = fields.Boolean(string="In Use", readonly=True, copy=False)
    replayed_at = fields.Datetime(readonly=True, copy=False)
    seen_count = fields.Integer(string="Receipts Seen", readonly=True, copy=False)
    covered_count = fields.Integer(string="Covered", readonly=True, copy=False)
    right_count = fields.Integer(string="Right", readonly=True, copy=False)
    wrong_count = fields.Integer(string="Wrong", readonly=True, copy=False)
    undecided_count = fields.Integer(
        string="Undecided", compute="_compute_undecided_count", help="What the rule would change: nobody decided these."
    )
    right_on = fields.Date(string="Last Right On", readonly=True, copy=False)
    wrong_on = fields.Date(string="Last Wrong On", readonly=True, copy=False)
    wrong_receipt_ids = fields.Many2many(
        "ar.match.receipt", string="Wrong For", readonly=True, copy=False, help="The first of them."
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "payer_account", "payer_name", "text")
    def _compute_name(self):
        for rule in self:
            told = " + ".join(filter(None, (rule.payer_account, rule.payer_name, rule.text)))
            rule.name = f"{told} → {rule.partner_id.name or ''}"

    @api.depends("covered_count", "right_count", "wrong_count")
    def _compute_undecided_count(self):
        for rule in self:
            rule.undecided_count = rule.covered_count - rule.right_count - rule.wrong_count

    # === CHECKS === #

    @api.constrains("partner_id", "payer_account", "payer_name", "text")
    def _check_tells_payers_apart(self):
        for rule in self:
            try:
                rule._engine_rule()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "A rule needs an account, a name or words that tell payers apart: a legal form or a short "
                        "word covers everybody."
                    )
                ) from error

    def write(self, vals):
        """A rule that is changed has to be replayed before it is used again; its record is not edited."""
        if not self.env.su and RECORD & set(vals):
            raise UserError(self.env._("What a rule did is counted, not written."))
        if CONDITIONS & set(vals):
            vals = {**vals, "is_used": False, "replayed_at": False}
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """A new rule is not in use and has no record, whoever makes it."""
        if not self.env.su:
            vals_list = [{key: value for key, value in vals.items() if key in CONDITIONS} for vals in vals_list]
        return super().create(vals_list)

    # === ACTIONS === #

    def action_replay(self):
        """Show what this rule would have done to every receipt of its company."""
        self.check_access("write")
        for rule in self:
            rule._keep_replay(replay(rule._engine_rule(), rule._history()))

    def action_use(self):
        """Let the rule say who the payer is, from now on."""
        self.check_access("write")
        self.action_replay()
        for rule in self:
            if not may_count(rule._replayed()):
                raise UserError(
                    self.env._(
                        "The rule was right %(right)s times and wrong %(wrong)s times: that does not prove it. It may "
                        "be used when it was right three times or more and its error is below 5 %%.",
                        right=rule.right_count,
                        wrong=rule.wrong_count,
                    )
                )
        self.sudo().is_used = True
        for rule in self:
            rule._look_at_covered()

    def action_stop(self):
        """Use the rule no longer."""
        self.check_access("write")
        self.sudo().is_used = False

    # === BUSINESS METHODS === #

    def _engine_rule(self) -> Rule:
        """Return the rule as the engine takes it; raises ValueError where it covers everybody."""
        partner_id = self.partner_id.commercial_partner_id.id
        return Rule(partner_id, self.payer_account or "", self.payer_name or "", self.text or "")

    def _history(self) -> Iterator[Past]:
        """Yield all receipts of the company with whose they were, a batch at a time."""
        Model = self.env["ar.match.receipt"].sudo()
        last_id = 0
        domain = [("company_id", "=", self.company_id.id), ("amount", ">", 0)]
        while receipts := Model.search([*domain, ("id", ">", last_id)], order="id", limit=BATCH):
            for receipt in receipts:
                partners = receipt._applied_lines().ar_applied_line_id.partner_id.commercial_partner_id
                yield Past(receipt._as_past(), partners.id if len(partners) == 1 else None)
            last_id = receipts[-1].id
            receipts.invalidate_recordset()

    def _keep_replay(self, found: Replay) -> None:
        """Store what the replay found."""
        self.sudo().write(
            {
                "replayed_at": fields.Datetime.now(),
                "seen_count": found.seen,
                "covered_count": found.covered,
                "right_count": found.right,
                "wrong_count": found.wrong,
                "right_on": found.right_on,
                "wrong_on": found.wrong_on,
                "wrong_receipt_ids": [fields.Command.set(found.wrong_ids)],
            }
        )

    def _replayed(self) -> Replay:
        """Return what is stored of the last replay."""
        counts = self.seen_count, self.covered_count, self.right_count, self.wrong_count
        return Replay(*counts, tuple(self.wrong_receipt_ids.ids), self.right_on or None, self.wrong_on or None)

    def _look_at_covered(self) -> None:
        """Let receipts that wait and that this rule covers be decided again, in the batches of the background work."""
        rule = self._engine_rule()
        waiting = self.env["ar.match.receipt"].sudo().search(
            [("company_id", "=", self.company_id.id), ("state", "=", "review"), ("partner_id", "=", False)]
        )
        covered = waiting.filtered(lambda receipt: rule.covers(receipt._as_past()))
        covered._ar_through_gate().look_again = True
        if covered:
            self.env["ar.sync.dispatch"]._dispatch("match")


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _as_past(self) -> Receipt:
        """Return this receipt as rules look at it: who paid and what was written."""
        return Receipt(
            id=self.id,
            company_id=self.company_id.id,
            currency=self.currency_id.name,
            amount_minor=max(minor(self.amount, self.currency_id.decimal_places), 1),
            date=self.date,
            partner_id=None,
            keys=(),
            text=self.reference_text or "",
            payer_name=self.payer_name or "",
            payer_account=self.payer_account or "",
        )

    def _engine_signs(self) -> dict:
        """Add what rules in use say of receipts whose payer the rail does not know."""
        signs = super()._engine_signs()
        rules = self.env["ar.match.rule"].sudo().search(
            [("company_id", "=", self.company_id.id), ("is_used", "=", True)]
        )
        for receipt in self.filtered(lambda receipt: not receipt.partner_id) if rules else ():
            past = receipt._as_past()
            covering = [(rule, engine) for rule in rules if (engine := rule._engine_rule()).covers(past)]
            if covering:
                told = [engine.sign(rule._replayed()) for rule, engine in covering]
                signs[receipt] = tuple(dict.fromkeys((*signs[receipt], *told)))
        return signs

    def action_make_rule(self):
        """Open a new rule filled in with what this receipt tells of its payer."""
        self.ensure_one()
        self.env["ar.match.rule"].check_access("create")
        partners = self.partner_id or self._applied_lines().ar_applied_line_id.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Payer Rule"),
            "res_model": "ar.match.rule",
            "view_mode": "form",
            "context": {
                "default_company_id": self.company_id.id,
                "default_partner_id": partners.commercial_partner_id[:1].id,
                "default_payer_account": self.payer_account,
                "default_payer_name": self.payer_name,
            },
        }
