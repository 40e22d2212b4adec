"""One record of every model of the suite, made from the fields that the model requires.

New models are covered without a line here, as long as what they require is of a known kind.
"""

from odoo import fields
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS

from odoo.addons.ar_sync.models.ar_sync_state_mixin import _GATE

PREFIX = "ar_sync"
# What a model's own checks want beside the fields that it requires.
ALSO_NEEDED = {
    "ar.promise": {"date": "2099-01-01"},  # not over yet
    "ar.match.rule": {"payer_name": "Harbour Collections"},
    "ar.collection.step": {"channel": "call"},
    "ar.collection.condition": {"value": "1"},
}
# Of which each has its own.
FRESH_LINKS = {
    "ar.collection.case": ("partner_id", "res.partner"),
    "ar.collection.decision": ("case_id", "ar.collection.case"),
    "ar.dispute": ("move_id", "account.move"),
}
# Links that a model wants though no field alone is required.
ALSO_LINKED = {"ar.collection.condition": "sequence_id"}


def suite_models(registry, transient=None):
    """Return the names of all models with records that the suite defines.

    :param transient: True for wizards only, False for stored models only.
    """
    return sorted(
        name
        for name, model in registry.items()
        if (model._original_module or "").startswith(PREFIX)
        and not model._abstract
        and transient in (None, model._transient)
    )


class RecordMaker:
    """Makes and remembers one record of any model for one company."""

    def __init__(self, env, company):
        self.env = env(su=True, context={**env.context, "allowed_company_ids": company.ids})
        self.company = company.with_env(self.env)
        self.number = 0
        self.made = {
            "res.company": self.company,
            "res.currency": self.company.currency_id,
            "res.users": self.env.user,
        }

    def record(self, model):
        """Return the company's record of ``model``."""
        if model not in self.made:
            maker = getattr(self, f"_make_{model.replace('.', '_')}", None)
            self.made[model] = maker() if maker else self.create(model)
        return self.made[model]

    def create(self, model):  # pylint: disable=method-required-super
        """Create another record of ``model``."""
        Model = self.env[model].with_context(ar_state_gate=_GATE, tracking_disable=True)
        return Model.create(self.values(model)).with_env(self.env)

    def _make_ar_connect_platform(self):
        """There is one platform for each mode, of no company."""
        return self.env["ar.connect.platform"]._of("test")

    def values(self, model):
        """Return the values that a new record of ``model`` needs, unlike those of any other."""
        self.number += 1
        found = dict(ALSO_NEEDED.get(model, {}))
        if model in FRESH_LINKS:
            name, linked = FRESH_LINKS[model]
            maker = getattr(self, f"_make_{linked.replace('.', '_')}", None)
            found[name] = (maker() if maker else self.create(linked)).id
        if model == "ar.promise":
            found["move_ids"] = [Command.set(self.record("account.move").ids)]
        link = ALSO_LINKED.get(model)
        if link:
            found[link] = self.value(self.env[model]._fields[link])
        for name, field in self.env[model]._fields.items():
            if not field.store or name in MAGIC_COLUMNS or name in found:
                continue
            is_link = name in ("company_id", "connection_id") and not field.related
            if (field.required and not field.related and not field.compute) or is_link:
                found[name] = self.value(field)
        return found

    def value(self, field):
        """Return a value for ``field``."""
        if field.type == "many2one":
            return self.record(field.comodel_name).id
        if field.type == "many2many":
            return [Command.set(self.record(field.comodel_name).ids)]
        if field.type == "selection":
            default = field.default and field.default(self.env[field.model_name])
            return default or field.get_values(self.env)[0]
        if field.type == "many2one_reference":
            return self.record("res.partner").id
        if field.name == "res_model":
            return "res.partner"
        values = {
            "char": f"{field.name} {self.company.id}.{self.number}",
            "text": f"{field.name} {self.company.id}.{self.number}",
            "integer": self.number % 300,
            "float": 1.0,
            "monetary": 1.0,
            "boolean": True,
            "date": fields.Date.to_date("2026-03-01"),
            "datetime": fields.Datetime.to_datetime("2026-03-01 12:00:00"),
            "json": {},
            "html": "<p/>",
            "binary": b"UERG",
        }
        return values[field.type]

    # --- models of Odoo ---

    def _make_res_partner(self):
        return self.env["res.partner"].create(
            {"name": f"Customer of {self.company.name}", "company_id": self.company.id}
        )

    def _make_project_project(self):
        return self.env["project.project"].create({"name": "Works", "company_id": self.company.id})

    def _make_project_task(self):
        return self.env["project.task"].create({"name": "Work", "project_id": self.record("project.project").id})

    def _make_account_journal(self):
        return self.env["account.journal"].create(
            {"name": "Wallet", "type": "bank", "code": "WAL", "company_id": self.company.id}
        )

    def _make_account_move(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": self.record("res.partner").id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": False})],
            }
        )
        move.action_post()
        return move

    def _make_account_move_line(self):
        lines = self.record("account.move").line_ids
        return lines.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def _make_product_template(self):
        return self.env["product.template"].create({"name": "Thing", "company_id": self.company.id})

    def _make_product_product(self):
        return self.record("product.template").product_variant_id

    def _make_account_account(self):
        return self.env["account.account"].create(
            {
                "name": "Given up",
                "code": f"98{self.company.id}",
                "account_type": "expense",
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def _make_account_bank_statement_line(self):
        return self.env["account.bank.statement.line"].create(
            {"journal_id": self.record("account.journal").id, "amount": 10.0, "payment_ref": "Paid"}
        )

    def _make_ar_promise(self):
        """A promise is for open invoices."""
        return self.env["ar.promise"].with_context(tracking_disable=True).create(self.values("ar.promise"))

    # --- models of the suite that are not created ---

    def _make_ar_match_key(self):
        """Keys are made when an entry is posted."""
        line = self.record("account.move.line")
        return self.env["ar.match.key"].search([("line_id", "=", line.id)], limit=1)

    def _make_ar_match_report(self):
        """A view of receipts."""
        receipt = self.record("ar.match.receipt")
        self.env.flush_all()
        return self.env["ar.match.report"].search([("receipt_id", "=", receipt.id)])

    def _make_ar_collection_ageing(self):
        """A view of items that are open."""
        line = self.record("account.move.line")
        self.env.flush_all()
        return self.env["ar.collection.ageing"].search([("move_id", "=", line.move_id.id)])

    def _make_ar_stripe_payout_part(self):
        """A view of the movements of payouts."""
        payout, movement = self.record("ar.stripe.payout"), self.record("ar.stripe.balance.transaction")
        movement.payout_id = payout
        self.env.flush_all()
        return self.env["ar.stripe.payout.part"].search([("payout_id", "=", payout.id)], limit=1)

    def _make_ar_stripe_billable(self):
        """A view: an order of something that is invoiced when it is ordered."""
        product = self.env["product.product"].create({"name": "Billable", "type": "service", "invoice_policy": "order"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.record("res.partner").id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 7.0})],
            }
        )
        order.action_confirm()
        return self.env["ar.stripe.billable"].search([("order_id", "=", order.id)], limit=1)

    def _make_ar_stripe_revenue(self):
        """A view of the lines of final invoices."""
        line = self.record("ar.stripe.invoice.line")
        line.invoice_id = self.record("ar.stripe.invoice")
        line.invoice_id.status = "open"
        self.env.flush_all()
        return self.env["ar.stripe.revenue"].search([("line_id", "=", line.id)], limit=1)

    def _make_ar_sync_scope_guard(self):
        """A connection has its guard from the beginning, and one only."""
        connection = self.record("ar.sync.connection")
        return self.env["ar.sync.scope.guard"].search([("connection_id", "=", connection.id)])

    def _make_ar_sync_log(self):
        """A view: it shows what is stuck, so something is."""
        connection = self.record("ar.sync.connection")
        event = self.record("ar.sync.event")
        event._set_state("review", reason="Broken.")
        self.env.flush_all()
        return self.env["ar.sync.log"].search(
            [("connection_id", "=", connection.id), ("origin", "=", "event")], limit=1
        )
