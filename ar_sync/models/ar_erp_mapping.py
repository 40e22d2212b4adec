"""Which entry of the ERP's lists is used for which of Odoo's records."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..protocol.documents import Customer
from ..protocol.suggest import REASONS, Directory, Entry, Named, plain_figure

#: What of Odoo is mapped, by the ERP's list that stands for it; see ``LIST_OF`` for what has another name.
LISTS = {
    "customer": "res.partner",
    "account": "account.account",
    "item": "product.product",
    "account_item": "account.account",
    "tax_code": "account.tax",
    "terms": "account.payment.term",
    "method": "account.payment.method.line",
    "department": "account.analytic.account",
    "category": "account.analytic.account",
}
MAPPED = [
    ("customer", "Customer"),
    ("account", "Account"),
    ("item", "Item"),
    ("account_item", "Item for lines of an account"),
    ("tax_code", "Tax"),
    ("terms", "Payment terms"),
    ("method", "Payment method"),
    ("department", "Department"),
    ("category", "Class"),
]
#: What is mapped to entries of a list of another name.
LIST_OF = {"account_item": "item"}
SHOWN = 5


class ArErpMapping(models.Model):
    """One of Odoo's records that documents for the ERP name, and the ERP's entry that stands for it.

    Suggestions are shown with their reason. Nothing is sent with one that nobody confirmed.
    """

    _name = "ar.erp.mapping"
    _description = "Mapping to the ERP"
    _order = "connection_id, kind, is_confirmed, name, id"
    _check_company_auto = True

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    kind = fields.Selection(MAPPED, required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    name = fields.Char(string="In Odoo", readonly=True)
    record_id = fields.Many2one(
        "ar.erp.record",
        string="In the ERP",
        check_company=True,
        domain="[('connection_id', '=', connection_id), ('kind', '=', list_kind)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    list_kind = fields.Char(string="List of the ERP", compute="_compute_list_kind")
    is_confirmed = fields.Boolean(string="Confirmed", readonly=True)
    confirmed_by_id = fields.Many2one("res.users", readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    suggested_id = fields.Many2one("ar.erp.record", string="Suggestion", readonly=True, ondelete="set null")
    suggested_why = fields.Char(string="Why", readonly=True)
    is_sure = fields.Boolean(
        string="Only One Fits", readonly=True, help="No other entry of the ERP has as strong a reason."
    )
    others = fields.Char(string="Also Possible", readonly=True)

    _local_unique = models.UniqueIndex("(connection_id, kind, res_model, res_id)", "This record is mapped already.")

    @api.depends("kind")
    def _compute_list_kind(self):
        for mapping in self:
            mapping.list_kind = LIST_OF.get(mapping.kind, mapping.kind)

    @api.constrains("record_id")
    def _check_record(self):
        for mapping in self.filtered("record_id"):
            record = mapping.record_id
            if (record.connection_id, record.kind) != (mapping.connection_id, mapping.list_kind):
                raise ValidationError(
                    self.env._("%(record)s is not in that list of the ERP.", record=record.display_name)
                )

    def write(self, vals):
        """A person's choice is a confirmation; taking it back is none."""
        if "record_id" in vals:
            chosen = bool(vals["record_id"])
            vals = {
                **vals,
                "is_confirmed": chosen,
                "confirmed_by_id": self.env.uid if chosen else False,
                "confirmed_at": fields.Datetime.now() if chosen else False,
            }
        return super().write(vals)

    def action_confirm(self):
        """Confirm the suggestions of these rows; of several rows those alone of which only one entry fits.

        Where several fit, a person looks at each.
        """
        self.check_access("write")
        if len(self) > 1:
            return self._confirm_sure()
        without = self.filtered(lambda row: not row.record_id and not row.suggested_id)
        if without:
            raise UserError(
                self.env._("Nothing is suggested for %(name)s: choose it.", name=without[0].name or without[0].id)
            )
        for mapping in self.filtered(lambda row: not row.is_confirmed):
            mapping.record_id = mapping.record_id or mapping.suggested_id
        return None

    def _confirm_sure(self) -> dict:
        """Confirm what is certain, and tell how much is left to look at."""
        waiting = self.filtered(lambda row: not row.is_confirmed)
        sure = waiting.filtered(lambda row: row.record_id or (row.suggested_id and row.is_sure))
        for mapping in sure:
            mapping.record_id = mapping.record_id or mapping.suggested_id
        told = self.env._("%(count)s confirmed.", count=len(sure))
        if waiting - sure:
            told += " " + self.env._(
                "%(count)s are left: of these several entries fit, or none. Choose each.", count=len(waiting - sure)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if waiting - sure else "success",
                "message": told,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === FINDING === #

    @api.model
    def _want(self, connection, kind: str, records):
        """Have a row for each of ``records`` that documents for the ERP name; return them."""
        present = self._of(connection, kind, records)
        missing = records.filtered(lambda record: record.id not in present)
        made = self.sudo().create(
            [
                {
                    "connection_id": connection.id,
                    "kind": kind,
                    "res_model": record._name,
                    "res_id": record.id,
                    "name": record.display_name,
                }
                for record in missing
            ]
        )
        return self.union(*present.values(), made)

    @api.model
    def _of(self, connection, kind: str, records) -> dict:
        """Return id of the record -> its mapping, for those that have one."""
        domain = [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind),
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
        ]
        return {row.res_id: row for row in self.sudo().search(domain)}

    @api.model
    def _suggest(self, connection) -> None:
        """Suggest an entry for whatever is not confirmed, from the ERP's lists as last read."""
        for kind, _label in MAPPED:
            domain = [("connection_id", "=", connection.id)]
            rows = self.sudo().search([*domain, ("kind", "=", kind), ("is_confirmed", "=", False)])
            if not rows:
                continue
            entries = self.env["ar.erp.record"].sudo().search([*domain, ("kind", "=", LIST_OF.get(kind, kind))])
            by_key = {entry.external_id: entry for entry in entries}
            directory = Directory(entry._as_named() for entry in entries)
            for row in rows:
                row._note_suggestions(directory.suggest(row._as_named()), by_key)

    def _note_suggestions(self, found: list, by_key: dict) -> None:
        first = found[0] if found else None
        values = {
            "suggested_id": by_key[first.customer.key].id if first else False,
            "suggested_why": self._why(first) if first else False,
            "is_sure": bool(first and first.is_alone),
            "others": ", ".join(by_key[row.customer.key].display_name for row in found[1:SHOWN]) or False,
        }
        if any((self[name].id if name == "suggested_id" else self[name]) != value for name, value in values.items()):
            self.write(values)

    def _as_named(self) -> Named:
        """Return our record as a suggestion looks at it."""
        self.ensure_one()
        record = self.env[self.res_model].sudo().browse(self.res_id).with_company(self.company_id)
        if self.kind == "customer":
            number = record.ref or ""
            return Customer(str(record.id), record.name or "", number, record.email or "", record.vat or "")
        number = next((record[name] for name in ("code", "default_code") if name in record and record[name]), "")
        account = ""
        if self.kind == "account_item":
            account = self._known(self.connection_id, "account").get(str(record.id), "")
        return Entry(str(record.id), record.name or "", number, account=account, figure=self._figure(record))

    def _figure(self, record) -> str:
        """Return the rate of a tax, the days of terms."""
        if self.kind == "tax_code" and record.amount_type == "percent":
            return plain_figure(Decimal(str(abs(record.amount))))
        if self.kind == "terms":
            return str(max(record.line_ids.mapped("nb_days"), default=""))
        return ""

    def _why(self, suggestion) -> str:
        """Return the reason of a suggestion in words."""
        value = suggestion.value
        if suggestion.why == "account":
            domain = [("connection_id", "=", self.connection_id.id), ("kind", "=", "account")]
            account = self.env["ar.erp.record"].sudo().search([*domain, ("external_id", "=", value)], limit=1)
            value = account.display_name or value
        return self.env._(REASONS[suggestion.why], value=value)

    @api.model
    def _known(self, connection, kind: str) -> dict[str, str]:
        """Return id of our record as text -> the ERP's id, of what is confirmed and still there."""
        domain = [("connection_id", "=", connection.id), ("kind", "=", kind), ("is_confirmed", "=", True)]
        rows = self.sudo().search(domain)
        return {str(row.res_id): row.record_id.external_id for row in rows if row.record_id.active}
