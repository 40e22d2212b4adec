"""Planning: every case once a day, and whenever something changed."""

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.masking import mask

from ..planning.plan import Customer, Item, Step, Verdict, decide, reached_after
from ..planning.segments import choose

_logger = masked_logger(__name__)

BATCH = 500
#: How often it is looked for customers who have no case yet.
SCAN_MINUTES = 15
FINAL = ("sent", "shadow", "draft")


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    @api.model
    def _plan_waiting(self) -> int:
        """Plan one batch of each company, and commit. Return whether more wait."""
        more = 0
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            cases = self.with_company(company).with_context(tracking_disable=True, mail_notrack=True)
            cases._scan(company)
            due = cases._due_for_planning(company)
            if due:
                due[:BATCH].try_lock_for_update()._plan_safely(company)
                more += len(due) > BATCH
                self.env.cr.commit()  # pylint: disable=invalid-commit
        return more

    @api.model
    def _scan(self, company) -> None:
        """Open cases for customers who owe something and have none."""
        last, now = company.ar_collection_scanned_at, fields.Datetime.now()
        if last and (now - last).total_seconds() < SCAN_MINUTES * 60 and now >= last:
            return
        company.sudo().ar_collection_scanned_at = now
        company._ar_collection_measure()
        self._open_cases(company)
        self.env["ar.collection.decision"]._delete_old()

    @api.model
    def _open_cases(self, company, since=None) -> None:
        """Open cases for customers who owe something, and on request for who owed something that was due ``since``."""
        self.env["account.move.line"].flush_model()
        self.flush_model(["partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT partner.commercial_partner_id
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                                                 AND account.account_type = 'asset_receivable'
                     JOIN res_partner partner ON partner.id = line.partner_id
                    WHERE line.company_id = %s AND line.parent_state = 'posted' AND line.balance > 0
                      AND (NOT line.reconciled OR line.date_maturity >= %s)
                      AND NOT EXISTS (SELECT FROM ar_collection_case known
                                       WHERE known.company_id = line.company_id
                                         AND known.partner_id = partner.commercial_partner_id)
                    ORDER BY 1""",
                company.id,
                since,
            )
        )
        partners = self.env["res.partner"].browse([partner_id for (partner_id,) in rows])
        values = [
            {"partner_id": partner.id, "company_id": company.id, "zone": self._zone_of(partner, company)}
            for partner in partners
        ]
        self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)._ar_through_gate().create(values)

    @api.model
    def _due_for_planning(self, company):
        """Return the cases to plan, one more than a batch; a day is the customer's own."""
        self.flush_model(["needs_plan", "planned_on", "zone"])
        days = self._zone_days(company)
        ids: list[int] = []
        for zone, day in sorted(days.items()):
            found = self.env.execute_query(
                SQL(
                    """SELECT id FROM ar_collection_case
                        WHERE company_id = %s AND zone = %s AND (needs_plan OR planned_on IS NULL OR planned_on < %s)
                        ORDER BY id LIMIT %s""",
                    company.id,
                    zone,
                    day,
                    BATCH + 1 - len(ids),
                )
            )
            ids += [case_id for (case_id,) in found]
            if len(ids) > BATCH:
                break
        return self.browse(ids)

    def _plan_safely(self, company) -> None:
        """Plan these cases; where that fails, each by itself, so that one cannot stop the others."""
        try:
            with self.env.cr.savepoint():
                self._plan(company)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                for case in self:
                    case._plan_safely(company)
                return
            # Nothing is sent on a plan that failed.
            _logger.exception("collection case %s was not planned", self.id)
            self._withdraw("error", {"error": mask(str(error))})
            self._ask_about_failed_plan(mask(str(error)))
            self._ar_through_gate().write(
                {
                    "needs_plan": False,
                    "planned_on": self._today(),
                    "code": "error",
                    "arguments": {"error": mask(str(error))},
                }
            )

    def _plan(self, company) -> None:
        """Decide for each of these cases what is done on its customer's day."""
        by_day: dict = {}
        for case in self:
            zone = self._zone_of(case.partner_id, company)
            if case.zone != zone:
                case._ar_through_gate().zone = zone
            by_day.setdefault(case._today(), []).append(case.id)
        for day, ids in by_day.items():
            self.browse(ids)._plan_day(company, day)

    def _plan_day(self, company, today) -> None:
        ended = self.filtered(lambda case: case.state == "paused" and case.paused_until and case.paused_until < today)
        ended._resume()
        self._close_earlier(today)
        self._take_back_failed()
        known = self._known(company, today)
        Decision = self.env["ar.collection.decision"]
        waiting = Decision.search([("case_id", "in", self.ids), ("state", "=", "draft")])
        if untrue := waiting.filtered(lambda row: row._new_credits(known)):
            for draft in untrue:
                draft._take_back("money")
            known = self._known(company, today)
        found = Decision.search([("case_id", "in", self.ids), "|", ("day", "=", today), ("state", "=", "draft")])
        of_today = {row.case_id.id: row for row in found if row.day == today}
        drafts = {row.case_id.id: row for row in found if row.state == "draft" and row.day < today}
        new = []
        for case in self:
            verdict = known.verdicts[case.id]
            code, arguments = case._explain(verdict, known)
            if case.id in drafts:
                code, arguments = "draft_waiting", {"day": str(drafts[case.id].day)}
            case._tell_of_failure()
            case._keep(verdict, code, arguments, known)
            values = case._decision_values(verdict, code, arguments, known)
            existing = of_today.get(case.id)
            if existing:
                existing._follow_plan(values)
            elif verdict.is_candidate:
                new.append({**values, "case_id": case.id, "company_id": company.id, "day": today})
        for row in Decision._ar_through_gate().create(new):
            row.case_id._ar_through_gate().decision_id = row
        self._keep_points(known)

    def _known(self, company, today, *, urgent=False, extra=None) -> "Known":
        """Read all that matters for these customers, and decide for each.

        :param urgent: the next step is taken now, whatever its day.
        :param extra: a sequence that is tried as if it were in use.
        """
        known = Known(company, today)
        rows, known.holds = self._asked_of(company, self._read_rows(company, self.partner_id.ids), today)
        for row in rows:
            known.rows.setdefault(row.partner_id, []).append(row)
        known.items = self._items(company, rows, known.holds)
        known.facts = self._facts(company, known.rows, today)
        sequences = self.env["ar.collection.sequence"]._of_company(company) | (
            extra or self.env["ar.collection.sequence"]
        )
        segments = [sequence._segment() for sequence in sequences]
        steps = {sequence._segment().key: sequence.step_ids._planned() for sequence in sequences}
        told = self._told(company, today)
        for case in self:
            items = tuple(known.items.get(case.partner_id.id, ()))
            key = choose(
                segments,
                known.facts[case.id],
                chosen=f"{case.chosen_sequence_id.id:012d}" if case.chosen_sequence_id else "",
                current=f"{case.sequence_id.id:012d}" if case.sequence_id else "",
                is_running=any(item.reached is not None for item in items),
            )
            known.sequences[case.id] = int(key) if key else False
            customer = case._customer(company, items, steps.get(key) if key else None, known.facts[case.id], told)
            known.customers[case.id] = customer
            known.verdicts[case.id] = decide(customer, today, known.calendar, urgent=urgent)
        return known

    def _customer(self, company, items, steps, facts, told) -> Customer:
        """Return this case as the planner takes it."""
        return Customer(
            items=items,
            steps=steps,
            facts=facts,
            told_on=told.get(self.id),
            quiet_days=company.ar_collection_quiet_days,
            paused=self.pause_code or "other" if self.state == "paused" else "",
            paused_until=self.paused_until or None,
            minimum_minor=round(company.ar_collection_minimum * 10**company.currency_id.decimal_places),
        )

    def _told(self, company, today) -> dict:
        """Return by case the day on which something was last done for it."""
        self.env["ar.collection.decision"].flush_model(["state", "day", "case_id", "sent_at"])
        counted = ["sent", "draft"] + (["shadow"] if company.ar_collection_mode == "shadow" else [])
        rows = self.env.execute_query(
            SQL(
                """SELECT case_id, MAX(day), MAX(sent_at) FROM ar_collection_decision
                    WHERE case_id = ANY(%s) AND state = ANY(%s) GROUP BY case_id""",
                self.ids,
                counted,
            )
        )
        return {case_id: self._left_on(*moment, self.browse(case_id).zone) for case_id, *moment in rows}

    def _explain(self, verdict: Verdict, known: "Known") -> tuple[str, dict]:
        """Return the code and facts of the reason that is kept."""
        code, arguments = verdict.code, {}
        if code == "act":
            in_hours = self._is_office_hour()
            return ("waits_turn", {}) if in_hours else ("waits_hours", {"zone": self.zone})
        if verdict.next_on:
            arguments["next_on"] = str(verdict.next_on)
        if code == "paused":
            until = str(self.paused_until) if self.paused_until else ""
            arguments.update(code=self.pause_code or "other", note=self.pause_note or "", until=until)
        if code == "held":
            arguments["holds"] = known.hold_words(self.partner_id.id, verdict.holds)
        if code == "condition" and verdict.unmet:
            Condition = self.env["ar.collection.condition"]
            unmet = verdict.unmet
            row = Condition.new({"field": unmet.field, "operator": unmet.operator, "value": str(unmet.value)})
            arguments["condition"] = row._words()
        return code, arguments

    def _keep(self, verdict: Verdict, code: str, arguments: dict, known: "Known") -> None:
        """Write on the case how it stands."""
        rows = known.rows.get(self.partner_id.id, [])
        overdue = [row for row in rows if row.residual > 0 and row.due_on < known.today]
        currency = known.company.currency_id
        values = {
            "needs_plan": False,
            "planned_on": known.today,
            "sequence_id": known.sequences[self.id],
            "code": code,
            "arguments": arguments,
            "next_on": known.today if verdict.code == "act" else verdict.next_on or False,
            "next_step_id": int(verdict.step.key) if verdict.step else False,
            "open_amount": currency.round(sum(row.whole_worth for row in rows)),
            "overdue_amount": currency.round(sum(row.whole_worth for row in overdue)),
            "overdue_count": len({row.move_id for row in overdue}),
            "oldest_due_on": min((row.due_on for row in overdue), default=False),
        }
        changed = {name: value for name, value in values.items() if self._plain(name) != value}
        state = self._state_of(verdict)
        if state != self.state:
            self._set_state(state, **changed)
        elif changed:
            self._ar_through_gate().write(changed)
        self._tell_of_through(verdict, known)

    def _plain(self, name: str):
        value = self[name]
        return (value.id or False) if isinstance(value, models.BaseModel) else value

    def _state_of(self, verdict: Verdict) -> str:
        if self.state == "paused":
            return "paused"
        if not verdict.is_candidate:
            return "quiet"
        return "person" if verdict.code == "through" else "active"

    def _decision_values(self, verdict: Verdict, code: str, arguments: dict, known: "Known") -> dict:
        """Return what today's decision says."""
        asked = known.asked(self.partner_id.id, verdict.covered)
        return {
            "state": "planned" if verdict.code == "act" and code != "draft_waiting" else "not_sent",
            "code": code,
            "arguments": arguments,
            "step_id": int(verdict.step.key) if verdict.step else False,
            "sequence_id": known.sequences[self.id],
            "amount": known.company.currency_id.round(asked),
        }

    def _close_earlier(self, today) -> None:
        """What waited on an earlier day and was not sent stays as it is, with its reason."""
        earlier = self.env["ar.collection.decision"].search(
            [("case_id", "in", self.ids), ("state", "=", "planned"), ("day", "<", today)]
        )
        earlier._set_state("not_sent")


class Known:
    """What is known of a batch of customers on one day."""

    def __init__(self, company, today):
        self.company, self.today = company, today
        self.calendar = company._ar_collection_calendar(today)
        self.rows: dict[int, list] = {}
        self.items: dict[int, list] = {}
        self.holds: dict[int, list] = {}
        self.facts: dict[int, dict] = {}
        self.sequences: dict[int, int | bool] = {}
        self.customers: dict[int, Customer] = {}
        self.verdicts: dict[int, Verdict] = {}

    def asked(self, partner_id: int, covered=()) -> float:
        """Return what a message asks for in the company's currency: what is due of it, less credits; else all of it.

        :param covered: keys of the items it is about; none: what is open.
        """
        rows = self.rows.get(partner_id, [])
        credits = sum(row.worth for row in rows if row.residual < 0)
        about = [row for row in rows if row.residual > 0 and (not covered or f"{row.line_id:012d}" in covered)]
        due = [row for row in about if row.due_on <= self.today]
        return max(0.0, sum(row.worth for row in due or about) + credits)

    def hold_words(self, partner_id: int, codes=()) -> str:
        """Return why invoices of a customer are left alone, each reason once."""
        sentences = [
            hold.sentence.rstrip(".")
            for row in self.rows.get(partner_id, [])
            for hold in row.why_held(self.holds)
            if not codes or hold.code in codes
        ]
        return "; ".join(dict.fromkeys(sentences))

    def reached_after(self, item: Item, step: Step, customer: Customer) -> int:
        """Return an item's place in the sequence once ``step`` was taken."""
        return reached_after(item, step, customer.steps or (), self.today, self.calendar)
