"""The lists of an ERP: its customers, accounts, items, taxes, terms, payment methods and periods."""

from collections.abc import Iterable
from datetime import date

from odoo import api, fields, models

from ..protocol.documents import Customer, Period
from ..protocol.erp import Listed
from ..protocol.suggest import Entry, Named, figure_of

KINDS = [
    ("customer", "Customer"),
    ("account", "Account"),
    ("item", "Item"),
    ("tax_code", "Tax"),
    ("terms", "Payment terms"),
    ("method", "Payment method"),
    ("department", "Department"),
    ("category", "Class"),
    ("unit", "Legal entity"),
    ("currency", "Currency"),
    ("period", "Accounting period"),
]


class ArErpRecord(models.Model):
    """One entry of a list of the ERP, as last read. It is never edited here."""

    _name = "ar.erp.record"
    _description = "Record of the ERP"
    _order = "connection_id, kind, number, name, id"

    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    external_id = fields.Char(string="ERP ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    number = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    parent_ref = fields.Char(string="Belongs To", readonly=True, help="The ERP's id of what it is a part of.")
    currency_codes = fields.Char(string="Currencies", readonly=True, help="Empty: any.")
    unit_refs = fields.Char(string="Legal Entities", readonly=True, help="The ERP's ids, empty: any.")
    group_code = fields.Char(string="Type", readonly=True, help="What kind of account or item it is.")
    account_ref = fields.Char(string="Booked To", readonly=True, help="The ERP's id of the account of an item.")
    begins_on = fields.Date(readonly=True)
    ends_on = fields.Date(readonly=True)
    digits = fields.Integer(string="Decimal Places", readonly=True, help="Of a currency, as the ERP keeps it.")
    is_base = fields.Boolean(string="Currency of the Books", readonly=True)
    is_closed = fields.Boolean(string="Closed", readonly=True)
    is_locked = fields.Boolean(string="Receivables Locked", readonly=True)
    is_adjustment = fields.Boolean(
        string="Adjustment Period",
        readonly=True,
        help="It lies over other periods: nothing is posted in it by its day.",
    )
    active = fields.Boolean(default=True, readonly=True, help="Off where the ERP has it inactive, or no longer has it.")

    _remote_unique = models.UniqueIndex("(connection_id, kind, external_id)", "The ERP has it only once.")

    @api.depends("name", "number")
    def _compute_display_name(self):
        for record in self:
            is_told = record.number and record.number != record.name
            record.display_name = f"{record.number} {record.name}" if is_told else record.name

    @api.model
    def _store(self, connection, kind: str, rows: Iterable[dict], is_all: bool = False):
        """Write what was read of one list; only what differs is written. Return the rows, active or not.

        :param rows: values with ``external_id``; each entry once.
        :param is_all: the whole list was read: what is not in it is no longer there.
        """
        Record = self.sudo().with_context(active_test=False)
        known = {
            row.external_id: row for row in Record.search([("connection_id", "=", connection.id), ("kind", "=", kind)])
        }
        fresh, met = [], Record.browse()
        for values in rows:
            values = {"active": True, **values}
            record = known.get(values["external_id"])
            if record is None:
                fresh.append({"connection_id": connection.id, "kind": kind, **values})
                continue
            met |= record
            changed = {name: value for name, value in values.items() if _plain(record[name]) != (value or False)}
            if changed:
                record.write(changed)
        met |= Record.create(fresh)
        if is_all:
            (Record.union(*known.values()) - met).filtered("active").write({"active": False})
        return met

    # === AS VALUES OF THE PURE ROOMS === #

    def _as_customer(self) -> Customer:
        self.ensure_one()
        return Customer(
            self.external_id,
            self.name,
            self.number or "",
            self.email or "",
            self.tax_number or "",
            self.parent_ref or "",
            frozenset((self.currency_codes or "").split()),
            frozenset((self.unit_refs or "").split()),
            not self.active,
        )

    def _as_period(self) -> Period:
        self.ensure_one()
        first, last = self.begins_on or date.min, self.ends_on or date.max
        return Period(self.external_id, self.name, first, last, self.is_closed, self.is_locked, self.is_adjustment)

    def _as_currency(self) -> Listed:
        self.ensure_one()
        return Listed(
            "currency", self.external_id, self.name, self.number or "", digits=self.digits, is_base=self.is_base
        )

    def _as_named(self) -> Named:
        """Return what a suggestion looks at."""
        self.ensure_one()
        if self.kind == "customer":
            return self._as_customer()
        return Entry(
            self.external_id,
            self.name,
            self.number or "",
            is_inactive=not self.active,
            account=self.account_ref or "",
            figure=figure_of(self.name) if self.kind in ("tax_code", "terms") else "",
        )


def _plain(value):
    return value or False
