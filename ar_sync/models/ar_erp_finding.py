"""What a dry run found about a change that waits."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..protocol.documents import PROBLEMS
from ..protocol.dry_run import ACROSS, ACROSS_THERE, CORRECT_HERE, FINDINGS, LABELS, OF_PERIODS
from .ar_erp_mapping import LISTS

#: What documents call a list that is mapped -> the list.
MAPPED = {name: name for name in LISTS}
ALIASES = {"control_account": "account"}
OF_MAPPING = frozenset(MAPPED) | {"customer_inactive", "customer_currency", "customer_unit"}


class ArErpFinding(models.Model):
    """Why the ERP would refuse a change, or do something else than was meant, and the way to the remedy."""

    _name = "ar.erp.finding"
    _description = "Finding"
    _order = "operation_id, id"
    _rec_name = "code"

    operation_id = fields.Many2one("ar.sync.operation", required=True, readonly=True, index=True, ondelete="cascade")
    connection_id = fields.Many2one(related="operation_id.connection_id", store=True, index=True)
    company_id = fields.Many2one(related="operation_id.company_id", store=True, index=True)
    code = fields.Selection(list(LABELS.items()), string="What Is Wrong", required=True, readonly=True)
    facts = fields.Json(readonly=True)
    sentence = fields.Text(string="In Words", compute="_compute_words")
    remedy = fields.Text(string="What to Do", compute="_compute_words")
    is_fixable = fields.Boolean(compute="_compute_is_fixable")

    @api.depends("code", "facts")
    @api.depends_context("lang")
    def _compute_words(self):
        for finding in self:
            finding.sentence, finding.remedy = finding._words()

    def _words(self) -> tuple[str, str]:
        facts = {name: self._name_of(name, value) for name, value in (self.facts or {}).items()}
        what, remedy = FINDINGS.get(self.code) or self._problem(self.code)
        by_hand = self._by_hand() if self.code == "target_currency" else ""
        return self.env._(what, **facts), by_hand or self.env._(remedy)

    def _by_hand(self) -> str:
        """Return what exactly is to be entered in the ERP for money that settles something of another currency."""
        record = self.env[self.operation_id.res_model].sudo().browse(self.operation_id.res_id).exists()
        found = record and self.env["ar.erp.maker.money"]._across(record, (self.facts or {}).get("target", ""))
        if not found:
            return ""
        return self.env._(
            ACROSS if self.operation_id._ar_erp_verb() == "create" else ACROSS_THERE,
            amount=formatLang(self.env, found.amount, currency_obj=found.currency),
            received=formatLang(self.env, found.received, currency_obj=found.received_currency),
            worth=formatLang(self.env, found.worth, currency_obj=record.company_id.currency_id),
        )

    @api.model
    def _problem(self, code: str) -> tuple[str, str]:
        return PROBLEMS.get(code, code), CORRECT_HERE

    @api.model
    def _name_of(self, name: str, value: str) -> str:
        """Return what people call what a document names by its number in Odoo."""
        name = ALIASES.get(name, name)
        model = LISTS.get(MAPPED.get(name, ""))
        if name in ("target", "invoice", "key"):
            model, _comma, value = (value or "").partition(",")
        if not model or model not in self.env or not (value or "").isdigit():
            return value
        record = self.env[model].sudo().browse(int(value)).exists()
        return record.display_name if record else value

    @api.depends("code")
    def _compute_is_fixable(self):
        for finding in self:
            finding.is_fixable = bool(finding._place())

    def _place(self) -> str:
        """Return where the remedy is: mapping, periods, numbers, drift or document."""
        if self.code in OF_MAPPING:
            return "mapping"
        if self.code in OF_PERIODS:
            return "periods"
        places = {"number_taken": "numbers", "target_open": "drift", "no_unit": "connection"}
        return places.get(self.code, "target" if (self.code or "").startswith("target_") else "document")

    def action_fix(self):
        """Open the place where this is put right."""
        self.ensure_one()
        self.check_access("read")
        return getattr(self, f"_open_{self._place()}")()

    def _open_mapping(self) -> dict:
        name = self.code if self.code in MAPPED else "customer"
        domain = [("connection_id", "=", self.connection_id.id), ("kind", "=", name)]
        number = (self.facts or {}).get(name, "")
        if self.code in MAPPED and number.isdigit():
            domain.append(("res_id", "=", int(number)))
        elif self.operation_id.partner_id:
            domain.append(("res_id", "=", self.operation_id.partner_id.id))
        return self._open("ar_sync.ar_erp_mapping_action", domain)

    def _open_periods(self) -> dict:
        return self._open(
            "ar_sync.ar_erp_record_action", [("connection_id", "=", self.connection_id.id), ("kind", "=", "period")]
        )

    def _open_numbers(self) -> dict:
        number = (self.facts or {}).get("number", "")
        domain = [("connection_id", "=", self.connection_id.id), ("number", "=", number)]
        return self._open("ar_sync.ar_erp_document_action", domain)

    def _open_drift(self) -> dict:
        return self._open("ar_sync.ar_sync_drift_action", [("connection_id", "=", self.connection_id.id)])

    def _open_connection(self) -> dict:
        return self._form("ar.sync.connection", self.connection_id.id)

    def _open_target(self) -> dict:
        model, _comma, number = (self.facts or {}).get("target", "").partition(",")
        return self._form(model, int(number)) if number.isdigit() else self._open_document()

    def _open_document(self) -> dict:
        operation = self.operation_id
        return self._form(operation.res_model, operation.res_id)

    def _form(self, model: str, record_id: int) -> dict:
        if model not in self.env or not self.env[model].browse(record_id).exists():
            raise UserError(self.env._("There is no such document in Odoo."))
        return {"type": "ir.actions.act_window", "res_model": model, "res_id": record_id, "views": [(False, "form")]}

    def _open(self, xml_id: str, domain: list) -> dict:
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return {**action, "domain": domain, "context": {}}
