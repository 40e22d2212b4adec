"""What can be invoiced now, over all sources, as one list."""

from odoo import api, fields, models
from odoo.tools import SQL

#: Ids of rows are ids of their sources times this, and one number for each source.
STEP = 8


class ArStripeBillable(models.Model):
    """(view) One row per thing that can be invoiced, or that waits for a person to make it so.

    An addon adds its source to :meth:`_billable_sources`, and what its rows need first to :meth:`_made_ready`.
    """

    _name = "ar.stripe.billable"
    _description = "Billable"
    _auto = False
    _order = "partner_id, date, id"
    _rec_name = "description"
    _depends = {
        "sale.order": ["partner_invoice_id", "user_id", "date_order", "state", "company_id"],
        "sale.order.line": [
            "order_id", "name", "product_id", "product_uom_id", "qty_to_invoice", "product_uom_qty", "display_type",
            "is_downpayment", "price_unit", "discount", "price_reduce_taxexcl", "price_subtotal", "currency_id",
            "qty_delivered_method",
        ],
    }  # fmt: skip

    source = fields.Selection([("order", "Sales order")], readonly=True, help="Where it comes from.")
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True)
    order_line_id = fields.Many2one("sale.order.line", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    description = fields.Text(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    price = fields.Monetary(readonly=True, aggregator=None, help="Of one unit, less discount, without taxes.")
    amount = fields.Monetary(string="To Invoice", readonly=True, help="Without taxes.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True, help="Of the order, or the day on which the work was done.")
    age_days = fields.Integer(string="Days", readonly=True, aggregator="max", help="Its age.")
    problem = fields.Selection([], string="Not Yet", readonly=True, help="What to do before it can be invoiced.")

    # === QUERY === #

    @property
    def _table_query(self):
        """Return the rows of all sources. What a source does not know of a row is empty."""
        today = fields.Date.context_today(self)
        stored = {name: field for name, field in self._fields.items() if field.store and name not in ("id", "age_days")}
        parts = []
        for number, columns, origin in self._billable_sources():
            row = [SQL("%s::bigint * %s + %s AS id", columns["id"], STEP, number)]
            row += [
                SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), SQL(field.column_type[1]), SQL.identifier(name))
                for name, field in stored.items()
            ]
            row.append(SQL("%s::date - (%s)::date AS age_days", today, columns["date"]))
            parts.append(SQL("SELECT %s %s", SQL(", ").join(row), origin))
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _billable_sources(self) -> list[tuple[int, dict[str, SQL], SQL]]:
        """Return (number, column -> expression, FROM and WHERE) of each source. No number is used twice."""
        columns = {
            **self._order_line_columns(),
            "source": SQL("'order'"),
            "id": SQL("line.id"),
            "quantity": SQL("line.qty_to_invoice"),
            "amount": self._order_line_amount(SQL("line.qty_to_invoice")),
        }
        origin = SQL(
            """FROM sale_order_line line
               JOIN sale_order sale ON sale.id = line.order_id
          LEFT JOIN product_product product ON product.id = line.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
              WHERE sale.state = 'sale' AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
                AND COALESCE(line.qty_to_invoice, 0) <> 0 AND %s""",
            self._is_order_line(),
        )
        return [(0, columns, origin)]

    @api.model
    def _is_order_line(self) -> SQL:
        """Return the condition under which an order line is a row of its own."""
        return SQL("TRUE")

    @api.model
    def _order_line_price(self) -> SQL:
        """Return what a unit costs without taxes. A line of which nothing was ordered knows only its price."""
        return SQL(
            "CASE WHEN line.product_uom_qty <> 0 THEN line.price_reduce_taxexcl "
            "ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100.0) END"
        )

    @api.model
    def _order_line_amount(self, quantity: SQL) -> SQL:
        """Return what a quantity comes to: its share of the line's own sum, which has no rounded unit price in it."""
        return SQL(
            "CASE WHEN line.product_uom_qty <> 0 THEN line.price_subtotal * %(quantity)s / line.product_uom_qty "
            "ELSE %(price)s * %(quantity)s END",
            quantity=quantity,
            price=self._order_line_price(),
        )

    @api.model
    def _order_line_columns(self) -> dict[str, SQL]:
        """Return what every row that stems from an order line (``line`` of ``sale``) says of it."""
        return {
            "company_id": SQL("sale.company_id"),
            "partner_id": SQL("sale.partner_invoice_id"),
            "user_id": SQL("sale.user_id"),
            "order_id": SQL("sale.id"),
            "order_line_id": SQL("line.id"),
            "product_id": SQL("line.product_id"),
            "description": SQL("line.name"),
            "uom_id": SQL("line.product_uom_id"),
            "price": self._order_line_price(),
            "currency_id": SQL("line.currency_id"),
            "date": SQL("sale.date_order::date"),
        }

    # === ACTIONS === #

    def action_view_source(self):
        """Open what this row is of: its sales order."""
        self.ensure_one()
        self.check_access("read")
        return self._view_of(self.order_id) if self.order_id else False

    @api.model
    def _view_of(self, record) -> dict:
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }
