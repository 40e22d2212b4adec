"""Which planned steps are due now: hours, limits, batches."""

from datetime import datetime, time

import pytz

from odoo import api, fields, models

BATCH = 20
#: What the limit of a day is about: what reaches customers. Calls and Slack are for our own people.
COUNTED = ("mail", "letter")


class ArCollectionCase(models.Model):
    _inherit = "ar.collection.case"

    @api.model
    def _send_due(self) -> int:
        """Carry out the planned steps of one batch, each in its own transaction. Return whether more wait."""
        more = 0
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            due = self.with_company(company)._ready_decisions(company)
            for decision in due[:BATCH]:
                decision._carry_out_safely()
                self.env.cr.commit()  # pylint: disable=invalid-commit
            more += len(due) > BATCH
        return more

    @api.model
    def _ready_decisions(self, company):
        """Return the planned decisions whose customers work at this hour, within what the company sends in a day."""
        Decision = self.env["ar.collection.decision"]
        days = self._zone_days(company)
        now = fields.Datetime.now()
        first, last = company.ar_collection_hour_from, company.ar_collection_hour_to
        open_zones = [
            zone
            for zone in days
            if first <= fields.Datetime.context_timestamp(self.with_context(tz=zone), now).hour < last
        ]
        ready = [("company_id", "=", company.id), ("state", "=", "planned"), ("case_id.zone", "in", open_zones)]
        room = self._room(company)
        if room == 0:
            # They must not stand in the way of calls, which have no limit.
            waiting = Decision.search([*ready, ("step_id.channel", "in", COUNTED), ("code", "!=", "cap")])
            waiting._say_cap(company)
            ready.append(("step_id.channel", "not in", COUNTED))
        planned = Decision.search(ready, order="amount desc, id", limit=BATCH + 1)
        planned = planned.filtered(lambda row: row.day == days[row.case_id.zone])
        late = planned.filtered(lambda row: row.step_id.channel in COUNTED)[room:] if room else Decision
        late._say_cap(company)
        return planned - late

    @api.model
    def _room(self, company) -> int | None:
        """Return how many more messages may leave today; None where there is no limit."""
        if not company.ar_collection_cap_day or company.ar_collection_mode == "shadow":
            return None
        zone = pytz.timezone(company._ar_collection_zone())
        here = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        # Not so many hours ago as the clock shows: there are days of 23 and of 25.
        midnight = zone.localize(datetime.combine(here.date(), time()))
        since = midnight.astimezone(pytz.utc).replace(tzinfo=None)
        sent = self.env["ar.collection.decision"].search_count(
            [
                ("company_id", "=", company.id),
                ("state", "=", "sent"),
                ("sent_at", ">=", since),
                ("step_id.channel", "in", COUNTED),
            ]
        )
        return max(0, company.ar_collection_cap_day - sent)
