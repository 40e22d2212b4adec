"""Who would get what: today, or what would have happened in the past."""

from dataclasses import replace as replaced

from odoo import fields, models
from odoo.exceptions import UserError

from ..planning.replay import replay

#: Customers read at a time.
BATCH = 500
#: Lines that a preview shows.
LINES_MAX = 5000


class ArCollectionPreview(models.TransientModel):
    """Nothing is sent and nothing is kept: the same planner as the real one, on today's data or on the past's."""

    _name = "ar.collection.preview"
    _description = "Preview of Reminders"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("now", "On today's data: who would get what"), ("past", "On the past: who would have got what")],
        string="Look At",
        required=True,
        default="now",
    )
    sequence_id = fields.Many2one(
        "ar.collection.sequence",
        domain="[('company_id', 'in', (company_id, False))]",
        context={"active_test": False},
        help="Only customers that this sequence is for. An archived one is tried as if it were in use.",
    )
    date_from = fields.Date(string="From", default=lambda self: fields.Date.subtract(fields.Date.today(), days=90))
    date_to = fields.Date(string="To", default=fields.Date.today)
    line_ids = fields.One2many("ar.collection.preview.line", "preview_id", string="Customers")
    summary = fields.Char(string="Result", readonly=True)

    def action_run(self):
        """Look who would get what."""
        self.ensure_one()
        self.env["ar.collection.case"].check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Please choose one of your companies."))
        self.sudo().line_ids.unlink()
        run = self.sudo().with_company(self.company_id)
        values = run._past() if self.kind == "past" else run._now()
        lines = self.env["ar.collection.preview.line"].sudo().create(values[:LINES_MAX])
        self.summary = self._summary(lines, len(values))
        return self._show()

    def _show(self) -> dict:
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync_collections.ar_collection_preview_line_action")
        name = self.env._("Would Have Been Sent") if self.kind == "past" else self.env._("Who Would Get What")
        context = {"search_default_sent": 1} if self.kind == "now" and any(self.line_ids.mapped("is_sent")) else {}
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("preview_id", "=", self.id)],
            "context": context,
        }

    def _summary(self, lines, count: int) -> str:
        sent = lines.filtered("is_sent")
        words = {"sent": len(sent), "customers": len(lines.partner_id), "count": count}
        return self.env._("%(sent)s messages to %(customers)s customers", **words)

    # === NOW === #

    def _cases(self, since=None):
        Case = self.env["ar.collection.case"]
        Case._open_cases(self.company_id, since)
        return Case.search([("company_id", "=", self.company_id.id)], order="id")

    def _now(self) -> list[dict]:
        """Return a line for each candidate of today."""
        values = []
        cases = self._cases()
        for start in range(0, len(cases), BATCH):
            batch = cases[start : start + BATCH]
            by_day: dict = {}
            for case in batch:
                by_day.setdefault(case._today(), []).append(case.id)
            for day, ids in by_day.items():
                values += self._lines_of(cases.browse(ids), day)
        return sorted(values, key=lambda row: (not row["is_sent"], -row["amount"]))

    def _lines_of(self, cases, day) -> list[dict]:
        known = cases._known(self.company_id, day, extra=self.sequence_id)
        values = []
        for case in cases:
            verdict = known.verdicts[case.id]
            if not verdict.is_candidate or (self.sequence_id and known.sequences[case.id] != self.sequence_id.id):
                continue
            code, arguments = case._explain(verdict, known)
            step = int(verdict.step.key) if verdict.step else False
            if verdict.code == "act":
                problem = case._address_problem(case._contact())
                code, arguments = problem or ("act", {"step_id": step})
            decided = case._decision_values(verdict, code, arguments, known)
            values.append(
                {
                    "preview_id": self.id,
                    "partner_id": case.partner_id.id,
                    "day": day,
                    "step_id": step,
                    "sequence_id": known.sequences[case.id],
                    "code": code,
                    "arguments": arguments,
                    "amount": decided["amount"],
                    "is_sent": code == "act",
                    "move_names": self._names(verdict.covered),
                }
            )
        return values

    def _names(self, keys) -> str:
        lines = self.env["account.move.line"].browse([int(key) for key in keys])
        return ", ".join(dict.fromkeys(name for name in lines.move_id.mapped("name") if name))

    # === THE PAST === #

    def _past(self) -> list[dict]:
        """Return a line for each message that would have been sent."""
        if not self.date_from or not self.date_to or self.date_from > self.date_to:
            raise UserError(self.env._("Please say from which day to which day."))
        values = []
        cases = self._cases(self.date_from)
        today = self.company_id._ar_collection_today()
        for start in range(0, len(cases), BATCH):
            batch = cases[start : start + BATCH]
            known = batch._known(self.company_id, today, extra=self.sequence_id)
            values += self._replayed(batch, known)
        return sorted(values, key=lambda row: (row["day"], -row["amount"]))

    def _replayed(self, cases, known) -> list[dict]:
        histories = cases._histories(self.company_id, self.date_from, self.date_to)
        factor = 10**self.company_id.currency_id.decimal_places
        values = []
        for case in cases:
            if self.sequence_id and known.sequences[case.id] != self.sequence_id.id:
                continue
            customer = replaced(known.customers[case.id], paused="", told_on=None)
            rows = histories.get(case.partner_id.id, ())
            for message in replay(rows, customer, known.calendar, self.date_from, self.date_to):
                values.append(
                    {
                        "preview_id": self.id,
                        "partner_id": case.partner_id.id,
                        "day": message.day,
                        "step_id": int(message.step),
                        "sequence_id": known.sequences[case.id],
                        "code": "act",
                        "arguments": {"step_id": int(message.step)},
                        "amount": message.worth_minor / factor,
                        "is_sent": True,
                        "move_names": self._names(message.covered),
                        "paid_within_days": -1 if message.paid_within_days is None else message.paid_within_days,
                    }
                )
        return values
