"""What every mirrored Stripe object has in common: identity, age, and whether it waits to be
booked.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from ..payloads.currency import to_decimal, to_minor

DASHBOARD = "https://dashboard.stripe.com"


def words(code: str | None) -> str | bool:
    """Return one of Stripe's enumerated values as words. It adds values every month: any is shown.

    >>> words("requires_payment_method"), words(None)
    ('Requires payment method', False)
    """
    return code.replace("_", " ").capitalize() if code else False


class ArStripeMirror(models.AbstractModel):
    """A Stripe object as last seen. Rows are written by SQL in batches, never by people.

    A model of the mirror declares what follows; the rest is done here and in the two files beside
    this one (``_store``: writing rows, ``_apply``: the queue of rows that wait to be booked).

    - ``_mirror_row``: the values of a payload reader as columns.
    - ``_mirror_links``: field of a link -> (column with the remote id, model it points to). A link
      is resolved whichever of the two objects arrives first.
    - ``_mirror_children``: objects that came inside others, by model.
    - ``_mirror_applies``: whether rows wait to be booked when they are new or changed;
      ``_mirror_apply_on`` narrows that to changes of some columns.
    - ``_mirror_keep``: columns only sent on request. Empty means *not said*: the stored value
      stays.
    - ``_mirror_partial``: columns whose emptiness is no change by itself, yet is written with any
      other change.
    - ``_mirror_silent``: columns that change with every reading and mean nothing (signed addresses
      of pages).
    - ``_mirror_local``: column -> value of a new row, for columns that are ours and not Stripe's.
    - ``_mirror_words``: label -> the column of Stripe's words it shows as a person reads them.
    - ``_mirror_page``: where the object is found in Stripe's dashboard.
    """

    _name = "ar.stripe.mirror"
    _description = "Mirrored Stripe Object"
    _order = "created_at desc, id desc"
    _rec_name = "external_id"
    _rec_names_search = ["external_id"]

    _mirror_links: dict[str, tuple[str, str]] = {}
    _mirror_applies = False
    _mirror_apply_on: tuple[str, ...] = ()
    _mirror_keep: frozenset[str] = frozenset()
    _mirror_partial: frozenset[str] = frozenset()
    _mirror_silent: frozenset[str] = frozenset()
    _mirror_local: dict[str, object] = {}
    _mirror_words: dict[str, str] = {}
    _mirror_page = ""

    # The unique index begins with the connection: a second index on it would only cost.
    connection_id = fields.Many2one("ar.sync.connection", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    external_id = fields.Char(string="Stripe ID", required=True, readonly=True)
    livemode = fields.Boolean(string="Live", readonly=True)
    created_at = fields.Datetime(string="Created at Stripe", readonly=True)
    seen_at = fields.Datetime(
        string="As Of",
        required=True,
        readonly=True,
        help="Stripe's time of the newest state that is stored.",
    )
    is_deleted = fields.Boolean(string="Deleted at Stripe", readonly=True)
    metadata = fields.Json(string="Metadata (JSON)", readonly=True)
    metadata_text = fields.Text(string="Metadata", compute="_compute_metadata_text")
    stripe_url = fields.Char(string="Dashboard", compute="_compute_stripe_url")

    needs_apply = fields.Boolean(
        string="Waits to Be Booked",
        readonly=True,
        help="New or changed, and not yet brought into the books.",
    )
    needs_person = fields.Boolean(string="Needs a Person", readonly=True)
    apply_attempts = fields.Integer(string="Failures in a Row", readonly=True, aggregator=None)
    next_apply_at = fields.Datetime(string="Next Attempt On", readonly=True)
    problem = fields.Text(readonly=True)
    remedy = fields.Text(string="What to Do", readonly=True)

    _external_unique = models.UniqueIndex("(connection_id, external_id)", "This object is already mirrored.")
    # The conditions are written as the ORM writes them: PostgreSQL does not see that they are the
    # same otherwise.
    _apply_index = models.Index("(connection_id, created_at, id) WHERE needs_apply IS TRUE")
    _person_index = models.Index("(connection_id) WHERE needs_person IS TRUE")
    _created_index = models.Index("(created_at DESC, id DESC)")

    # === COMPUTE METHODS === #

    @api.depends("metadata")
    def _compute_metadata_text(self):
        for record in self:
            record.metadata_text = "\n".join(f"{key}: {value}" for key, value in (record.metadata or {}).items())

    @api.depends(lambda self: tuple(self._mirror_words.values()))
    def _compute_words(self):
        for record in self:
            for label, name in self._mirror_words.items():
                record[label] = words(record[name])

    @api.depends("external_id", "livemode", "connection_id.external_account_id")
    def _compute_stripe_url(self):
        for record in self:
            page, name = record._stripe_page()
            account = record.connection_id.external_account_id
            parts = [DASHBOARD, account, "" if record.livemode else "test", page, name]
            record.stripe_url = "/".join(part for part in parts if part) if page and name else False

    def _stripe_page(self) -> tuple[str, str]:
        """Return the section of the dashboard and the id that is looked at there; no section, no
        address.
        """
        self.ensure_one()
        return self._mirror_page, self.external_id or ""

    # === READINGS TO COLUMNS === #

    @api.model
    def _mirror_row(self, values, connection, currencies: dict[str, int]) -> dict:
        """Return the columns of one object.

        :param values: the dataclass of the payload reader.
        :param currencies: id of ``res.currency`` by ISO code, inactive ones too.
        """
        raise NotImplementedError

    @api.model
    def _mirror_children(self, readings: list) -> dict[str, list]:
        """Return the whole objects that came inside these, by model. They are stored in the same
        call.
        """
        return {}

    @api.model
    def _mirror_base(self, values, connection, created_at=None) -> dict:
        """Return the columns that all objects have; where Stripe does not say the mode, it is the
        connection's.
        """
        livemode = getattr(values, "livemode", None)
        return {
            "external_id": values.id,
            "livemode": connection.environment == "live" if livemode is None else livemode,
            "created_at": created_at or values.created_at,
            "metadata": getattr(values, "metadata", None) or None,
        }

    @api.model
    def _mirror_money(self, code: str | None, currencies: dict[str, int], **amounts_minor) -> dict:
        """Return currency and amounts in major units, exact, as Stripe counts this currency.

        A currency that Odoo lacks is the problem of this row: its code and amounts are kept.
        """
        if code is None:
            return {"currency_id": None, "currency_code": None, **dict.fromkeys(amounts_minor)}
        row: dict = {
            name: None if amount is None else to_decimal(amount, code) for name, amount in amounts_minor.items()
        }
        row["currency_id"] = currencies.get(code)
        row["currency_code"] = code
        if row["currency_id"] is None:
            row["problem"] = self.env._("The currency %(code)s does not exist in Odoo.", code=code)
            row["remedy"] = self.env._(
                "Create the currency %(code)s with its decimals, then choose Apply Again.",
                code=code,
            )
        return row

    @api.model
    def _mirror_currencies(self) -> dict[str, int]:
        """Return the id of every currency by its ISO code, inactive ones too."""
        self.env["res.currency"].flush_model(["name"])
        return dict(self.env.execute_query(SQL("SELECT name, id FROM res_currency")))

    def _mirror_payload(self, payload: dict) -> dict:
        """Return what Stripe has now of the values that ``payload`` would write, in its form.

        Values that are not mirrored under their own name, or as a reference, are left out.
        """
        self.ensure_one()
        found = {}
        for name, wanted in payload.items():
            column = name if name in self._fields else f"{name}_ref"
            if column not in self._fields:
                continue
            value = self[column]
            if self._fields[column].type == "monetary":
                value = self._minor(value)
            elif isinstance(wanted, dict):
                value = {key: (value or {}).get(key) for key in wanted}
            elif value is False and self._fields[column].type != "boolean":
                value = None
            found[name] = value
        return found

    # === ACTIONS === #

    def _open(self, record) -> dict:
        """Return the action that opens a related record's form."""
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "name": record.display_name,
        }

    def _open_list(self, model: str, title: str, domain: list) -> dict:
        """Return the action that lists related records of this connection; a single one is opened."""
        self.ensure_one()
        domain = [("connection_id", "=", self.connection_id.id), *domain]
        found = self.env[model].search(domain, limit=2)
        if len(found) == 1:
            return self._open(found)
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "name": title,
            "view_mode": "list,form",
            "domain": domain,
            "context": {"create": False},
        }

    def action_open_stripe(self):
        """Open the object in Stripe's dashboard."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.stripe_url, "target": "new"}


class ArStripeMirrorMoney(models.AbstractModel):
    """A mirrored object with a currency, which is nearly all of them."""

    _name = "ar.stripe.mirror.money"
    _description = "Mirrored Stripe Object With Money"
    _inherit = ["ar.stripe.mirror"]

    currency_id = fields.Many2one("res.currency", readonly=True, help="Empty where Odoo lacks the currency.")
    currency_code = fields.Char(readonly=True, help="As Stripe says it.")

    def _major(self, amount_minor: int) -> float:
        """Return an amount that is kept in minor units, as a figure to show."""
        self.ensure_one()
        return float(to_decimal(amount_minor, self.currency_code)) if self.currency_code else 0.0

    def _minor(self, amount: float) -> int | None:
        """Return a stored amount in minor units, as Stripe writes it."""
        self.ensure_one()
        return to_minor(Decimal(str(amount)), self.currency_code) if self.currency_code else None

    def _amount_text(self, field: str = "amount") -> str:
        """Return an amount with its currency's code, for names: a sign does not say which dollar it is."""
        self.ensure_one()
        digits = self.currency_id.decimal_places if self.currency_id else 2
        return f"{formatLang(self.env, self[field], digits=digits)} {self.currency_code or ''}".strip()

    def _dated_name(self, day=None) -> str:
        """Return amount and day: what a person knows a movement of money by."""
        self.ensure_one()
        day = day or (self.created_at and self.created_at.date())
        if not day:
            return self.external_id or ""
        return f"{self._amount_text()}, {format_date(self.env, day)}"
