"""Conditions of sequences and steps, as data."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..planning.conditions import FIELDS as KINDS
from ..planning.conditions import OPERATORS, Condition, Group, problem

#: What a condition may ask of a customer, in words.
LABELS = [
    ("tags", "Tags"),
    ("country", "Country code"),
    ("language", "Language code"),
    ("open_amount", "Open amount"),
    ("overdue_amount", "Overdue amount"),
    ("overdue_count", "Invoices overdue"),
    ("oldest_overdue_days", "Days the oldest is overdue"),
    ("revenue", "Revenue of twelve months"),
    ("late_share", "Paid late, in %"),
    ("messages", "Messages sent about what is open"),
    ("broken_promises", "Promises broken"),
    ("replied", "Has replied"),
    ("has_portal", "Has portal access"),
]
OPERATOR_LABELS = [
    ("=", "is"),
    ("!=", "is not"),
    (">", "is more than"),
    (">=", "is at least"),
    ("<", "is less than"),
    ("<=", "is at most"),
    ("in", "is one of"),
    ("not in", "is none of"),
    ("is", "is yes or no"),
]


class ArCollectionCondition(models.Model):
    """Conditions with the same alternative must all hold; one alternative is enough."""

    _name = "ar.collection.condition"
    _description = "Condition of a Collection Sequence"
    _order = "alternative, id"

    sequence_id = fields.Many2one("ar.collection.sequence", index="btree_not_null", ondelete="cascade")
    step_id = fields.Many2one("ar.collection.step", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True)
    alternative = fields.Integer(
        default=1, help="Conditions with the same number must all hold; of several numbers, one is enough."
    )
    field = fields.Selection(LABELS, string="What", required=True, default="open_amount")
    operator = fields.Selection(OPERATOR_LABELS, required=True, default=">=")
    value = fields.Char(
        required=True,
        help="A number, amounts in the company's currency; several words with commas between; yes or no.",
    )

    _one_owner = models.Constraint(
        "CHECK ((sequence_id IS NULL) <> (step_id IS NULL))", "A condition belongs to a sequence or to a step."
    )

    @api.depends("sequence_id.company_id", "step_id.sequence_id.company_id")
    def _compute_company_id(self):
        for row in self:
            row.company_id = (row.sequence_id or row.step_id.sequence_id).company_id

    @api.onchange("field")
    def _onchange_field(self):
        """Offer an operator that fits."""
        operators = OPERATORS[KINDS[self.field]] if self.field else {}
        if self.field and self.operator not in operators:
            self.operator = next(iter(operators))

    @api.constrains("field", "operator", "value")
    def _check_sound(self):
        for row in self:
            wrong = problem(row._condition())
            if wrong == "operator":
                labels = dict(self._fields["operator"]._description_selection(self.env))
                fitting = ", ".join(labels[operator] for operator in OPERATORS[KINDS[row.field]])
                raise ValidationError(
                    self.env._("“%(what)s” is compared by: %(operators)s.", what=row._label(), operators=fitting)
                )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%(what)s” is compared with a number, not with “%(value)s”.",
                        what=row._label(),
                        value=row.value,
                    )
                )

    def _label(self) -> str:
        return dict(self._fields["field"]._description_selection(self.env))[self.field]

    def _condition(self) -> Condition:
        self.ensure_one()
        return Condition(self.field, self.operator, (self.value or "").strip())

    def _group(self) -> Group:
        """Return these conditions as the planner takes them: any alternative, all of its conditions."""
        if not self:
            return Group("all")
        alternatives: dict[int, list[Condition]] = {}
        for row in self:
            alternatives.setdefault(row.alternative, []).append(row._condition())
        return Group("any", tuple(Group("all", tuple(parts)) for _number, parts in sorted(alternatives.items())))

    def _words(self) -> str:
        """Return these conditions as words; empty where there are none."""
        operators = dict(self._fields["operator"]._description_selection(self.env))
        alternatives: dict[int, list[str]] = {}
        for row in self:
            operator = self.env._("is") if row.operator == "is" else operators.get(row.operator, "")
            words = f"{row._label() if row.field else ''} {operator} {row.value or ''}"
            alternatives.setdefault(row.alternative, []).append(words)
        joined = [self.env._(" and ").join(parts) for _number, parts in sorted(alternatives.items())]
        return self.env._(" or ").join(joined)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._plan_anew()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._plan_anew()
        return result

    def unlink(self):
        sequences = self.sequence_id | self.step_id.sequence_id
        result = super().unlink()
        sequences.exists()._plan_anew()
        return result

    def _plan_anew(self) -> None:
        (self.sequence_id | self.step_id.sequence_id)._plan_anew()
