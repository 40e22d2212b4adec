"""Whom to call first: points on the case, explained, and what one does about it."""

from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate, format_date

from ..planning.worklist import Standing, may_be_asked, points, score

_lt = LazyTranslate(__name__)

FACTORS = {
    "amount": _lt("%(overdue)s is overdue and may be asked for. All points from %(large)s, which a tenth owe."),
    "share": _lt("That is %(percent)s %% of all that customers owe. All points from 10 %%."),
    "age": _lt("The oldest invoice is %(days)s days late. All points from 90 days."),
    "habit": _lt("Later than the customer usually pays: by %(more)s days. All points from 30."),
    "loss": _lt("The forecast does not expect %(lost)s of it within thirteen weeks."),
    "promises": _lt("Promises broken in twelve months: %(count)s. All points from 2."),
    "silence": _lt("Messages without an answer: %(count)s. All points from 3."),
    "dispute": _lt("A dispute has to be settled by %(day)s."),
    "task": _lt("Waits for a person: %(what)s."),
}
#: The same for a line of the list.
FACTORS_SHORT = {
    "amount": _lt("%(overdue)s overdue"),
    "share": _lt("%(percent)s %% of receivables"),
    "age": _lt("%(days)s days late"),
    "habit": _lt("%(more)s days later than usual"),
    "loss": _lt("%(lost)s not expected"),
    "promises": _lt("promises broken: %(count)s"),
    "silence": _lt("messages unanswered: %(count)s"),
    "dispute": _lt("dispute due on %(day)s"),
    "task": _lt("%(what)s"),
}
#: So many reasons are shown in the list.
SHOWN = 4
MONEY = ("overdue", "large", "lost")


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    score = fields.Integer(
        readonly=True, index=True, aggregator="avg", help="Who has most is called first. The points say why."
    )
    score_points = fields.Json(readonly=True)
    score_words = fields.Char(string="Because", compute="_compute_score_words", help="What brings most points.")
    score_table = fields.Html(string="Points", compute="_compute_score_words", sanitize=False)
    called_at = fields.Datetime(string="Last Call", readonly=True)
    reached_at = fields.Datetime(string="Last Talk", readonly=True, help="The last call in which somebody answered.")
    snoozed_until = fields.Date(
        readonly=True, index="btree_not_null", help="Comes back to the worklist on this day. Messages go on meanwhile."
    )
    contact_phone = fields.Char(string="Phone", compute="_compute_contact_phone")

    def _compute_contact_phone(self):
        for case in self:
            case.contact_phone = case._contact().phone or case.partner_id.phone

    # === WORDS === #

    @api.depends("score_points")
    @api.depends_context("lang")
    def _compute_score_words(self):
        for case in self:
            rows = [{**row, "sentence": case._point_sentence(row)} for row in case.score_points or ()]
            case.score_words = " · ".join(case._point_sentence(row, FACTORS_SHORT) for row in rows[:SHOWN])
            case.score_table = rows and self.env["ir.qweb"]._render(
                "ar_sync_collections.worklist_points", {"rows": rows, "score": case.score}
            )

    def _point_sentence(self, row: dict, sentences=None) -> str:
        """Return why a factor brings its points."""
        words = dict(row.get("words") or {})
        for name in MONEY:
            if name in words:
                words[name] = self.currency_id.format(words[name])
        if "day" in words:
            words["day"] = format_date(self.env, words["day"])
        return str(self.env._((sentences or FACTORS)[row["factor"]])) % words

    # === POINTS === #

    def _keep_points(self, known) -> None:
        """Write on these cases what speaks for a call."""
        company = known.company
        factor = 10**company.currency_id.decimal_places
        weights = company._ar_collection_weights()
        standings = self._standings(known, factor)
        for case in self:
            standing, words = standings[case.id]
            found = points(standing, weights)
            rows = [
                {"factor": p.factor, "points": p.points, "weight": p.weight, "words": words[p.factor]} for p in found
            ]
            values = {"score": score(found), "score_points": rows or False}
            if values != {"score": case.score, "score_points": case.score_points or False}:
                case._ar_through_gate().write(values)

    def _standings(self, known, factor: int) -> dict[int, tuple[Standing, dict]]:
        """Return by case what is known for the points, and the facts of each factor's sentence."""
        company, today = known.company, known.today
        usual = self._usual_days(company)
        lost = self._not_expected(company, today)
        messages = self._unanswered(company)
        deadlines = self._dispute_deadlines(company)
        tasks = self._tasks(today)
        large, receivables = company.ar_collection_large_amount, company.ar_collection_receivables
        found = {}
        for case in self:
            partner_id = case.partner_id.id
            overdue, days = may_be_asked(known.items.get(partner_id, ()), today)
            deadline = deadlines.get(partner_id)
            standing = Standing(
                overdue_minor=overdue,
                large_minor=round(large * factor),
                receivables_minor=round(receivables * factor),
                oldest_days=days,
                usual_days=usual.get(partner_id),
                lost_minor=round(lost.get(partner_id, 0) * factor),
                broken_promises=known.facts[case.id]["broken_promises"] or 0,
                messages=messages.get(case.id, 0),
                dispute_days=known.calendar.between(today, deadline) if deadline else None,
                tasks=len(tasks.get(case.id, ())),
            )
            words = {
                "amount": {"overdue": overdue / factor, "large": large},
                "share": {"percent": round(100 * overdue / factor / receivables, 1) if receivables else 0},
                "age": {"days": days},
                "habit": {"more": days - (standing.usual_days or 0)},
                "loss": {"lost": min(standing.lost_minor, overdue) / factor},
                "promises": {"count": standing.broken_promises},
                "silence": {"count": standing.messages},
                "dispute": {"day": str(deadline or "")},
                "task": {"what": ", ".join(tasks.get(case.id, ()))},
            }
            found[case.id] = standing, words
        return found

    def _usual_days(self, company) -> dict[int, int]:
        """Return by customer how late he usually pays."""
        Habit = self.env["ar.forecast.customer"].sudo()
        rows = Habit.search([("company_id", "=", company.id), ("partner_id", "in", self.partner_id.ids)])
        return {row.partner_id.id: row.typical_days for row in rows}

    def _not_expected(self, company, today) -> dict[int, float]:
        """Return by customer what is overdue and not expected in the weeks of the forecast."""
        for model in ("ar.forecast.item", "ar.forecast.share"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT item.partner_id,
                          SUM(line.amount_residual * GREATEST(0, 1 - COALESCE(weeks.amount, 0) / item.amount))
                     FROM ar_forecast_item item
                     JOIN account_move_line line ON line.id = item.line_id AND NOT line.reconciled
                LEFT JOIN LATERAL (SELECT SUM(share.amount) AS amount FROM ar_forecast_share share
                                    WHERE share.item_id = item.id) weeks ON TRUE
                    WHERE item.company_id = %s AND item.partner_id = ANY(%s) AND item.due_on < %s AND item.amount > 0
                    GROUP BY item.partner_id""",
                company.id,
                self.partner_id.ids,
                today,
            )
        )
        return {partner_id: float(amount or 0) for partner_id, amount in rows}

    def _unanswered(self, company) -> dict[int, int]:
        """Return by case how many messages about what is still open nobody has answered, in writing or on the phone."""
        self.flush_model(["replied_on", "reached_at"])
        rows = self.env.execute_query(
            SQL(
                """SELECT decision.case_id, COUNT(DISTINCT decision.id)
                     FROM ar_collection_decision decision
                     JOIN ar_collection_case this ON this.id = decision.case_id
                     JOIN ar_collection_step step ON step.id = decision.step_id AND step.channel IN ('mail', 'letter')
                     JOIN ar_collection_decision_line line ON line.decision_id = decision.id AND line.is_asked
                     JOIN account_move_line item ON item.id = line.line_id AND NOT item.reconciled
                    WHERE decision.case_id = ANY(%s) AND decision.state = 'sent'
                      AND decision.sent_at > COALESCE(GREATEST(this.replied_on, this.reached_at), '-infinity')
                    GROUP BY decision.case_id""",
                self.ids,
            )
        )
        return dict(rows)

    def _dispute_deadlines(self, company) -> dict[int, object]:
        """Return by customer the nearest deadline of a dispute that is open."""
        groups = (
            self.env["ar.dispute"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", company.id),
                    ("partner_id", "in", self.partner_id.ids),
                    ("state", "in", ("open", "review")),
                    ("deadline", "!=", False),
                ],
                ["partner_id"],
                ["deadline:min"],
            )
        )
        return {partner.id: day for partner, day in groups}

    def _tasks(self, today) -> dict[int, list[str]]:
        """Return by case the tasks whose day has come."""
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids), ("date_deadline", "<=", today)])
        )
        found: dict[int, list[str]] = {}
        for activity in activities:
            found.setdefault(activity.res_id, []).append(activity.summary or activity.activity_type_id.name or "")
        return found
