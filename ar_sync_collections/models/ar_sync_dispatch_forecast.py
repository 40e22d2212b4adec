"""Forecast and figures as a stage of background work: once a night for each company."""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.ar_sync.logs import masked_logger

_logger = masked_logger(__name__)

# Not before this hour of the company's day: by then the day before is booked and nobody waits for the machine.
HOUR = 2
# A forecast made before the first invoices came is made again, no more often than this.
AGAIN_AFTER_MINUTES = 15


class ArSyncDispatch(models.AbstractModel):
    _inherit = "ar.sync.dispatch"

    @api.model
    def _ar_stages(self) -> tuple[str, ...]:
        return (*super()._ar_stages(), "forecast")

    @api.model
    def _stage_forecast(self) -> int:
        """Make the forecast and the figures of one company that has none of today; return how many are left."""
        waiting = self._companies_without_forecast()
        if not waiting:
            return 0
        company = waiting[0]
        try:
            with self.env.cr.savepoint():
                self.env["ar.forecast"].with_company(company)._make(company)
                self.env["ar.collection.figure"].with_company(company)._make(company)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception as error:
            # One company's data must not keep the others from their forecasts.
            self.env.invalidate_all(flush=False)
            _logger.exception("no forecast of company %s", company.id)
            self.env["ar.forecast"]._note_problem(company, error)
        return len(waiting) - 1

    @api.model
    def _companies_without_forecast(self):
        """Return the companies whose forecast is of another day; at night only, but for those that have none yet."""
        made = dict(self.env["ar.forecast"]._read_group([], ["company_id"], ["day:min"]))
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        found = companies.browse()
        for company in companies:
            today = self.env["ar.receivable.history"]._today(company)
            is_old = company in made and made[company] < today and company._ar_collection_now().hour >= HOUR
            if company not in made or is_old or self._was_made_too_early(company):
                found += company
        return found

    @api.model
    def _was_made_too_early(self, company) -> bool:
        """Tell whether a forecast of nothing was made a while ago, and now there is something to be told."""
        if self.env["ar.forecast.item"].search_count([("company_id", "=", company.id)], limit=1):
            return False
        latest = self.env["ar.forecast"].search([("company_id", "=", company.id)], order="create_date desc", limit=1)
        soon = fields.Datetime.subtract(fields.Datetime.now(), minutes=AGAIN_AFTER_MINUTES)
        if not latest or latest.create_date > soon:
            return False
        still_open = [
            ("company_id", "=", company.id),
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("move_id.move_type", "=", "out_invoice"),
            ("reconciled", "=", False),
        ]
        return bool(self.env["account.move.line"].search_count(still_open, limit=1))
