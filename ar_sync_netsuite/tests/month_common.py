"""A company whose books are kept here and in NetSuite, and what a bookkeeper and the worker do with it."""

from odoo.addons.ar_sync.tests.common_erp_books import ErpBooks

from sandbox.netsuite.scenario import company

from .odoo_common import NetSuiteCase

NOVEMBER = "2026-11-02"
CONSULTING, BAD_DEBT, NO_TAX, WIRE = "10", "14", "1", "3"
#: Which account of NetSuite stands for ours, by our type.
ACCOUNTS = {"income": "30", "asset_cash": "1", "asset_receivable": "6"}


def listed(connection, kind, external_id):
    """Return an entry of one of NetSuite's lists."""
    domain = [("connection_id", "=", connection.id), ("kind", "=", kind), ("external_id", "=", external_id)]
    return connection.env["ar.erp.record"].search(domain)


def tie(connection, kind, record, external_id):
    """Tie one of our records, as a person confirms it."""
    [mapping] = connection.env["ar.erp.mapping"]._want(connection, kind, record)
    mapping.record_id = listed(connection, kind, external_id)


def tie_company(connection):
    """Tie what every document of a company needs, once NetSuite's lists were read."""
    env, company_id = connection.env, connection.company_id.id
    connection.write(
        {
            "erp_unit_id": listed(connection, "unit", company.PARENT).id,
            "netsuite_item_id": listed(connection, "item", CONSULTING).id,
            "netsuite_untaxed_code_id": listed(connection, "tax_code", NO_TAX).id,
            "netsuite_refund_method_id": listed(connection, "method", WIRE).id,
        }
    )
    for kind, external_id in ACCOUNTS.items():
        for account in env["account.account"].search([("account_type", "=", kind), ("company_ids", "in", company_id)]):
            tie(connection, "account", account, external_id)
    for line in env["account.payment.method.line"].search([("journal_id.company_id", "=", company_id)]):
        tie(connection, "method", line, WIRE)


class MonthCase(NetSuiteCase, ErpBooks):
    """The company is the parent of NetSuite's company; everything it needs is tied by a person."""

    scenario = "empty"
    transport = "rest"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erp_connection = cls.connection
        cls.connection.write({"erp_send_from": "2026-11-01", "timezone": "UTC"})

    def setUp(self):
        super().setUp()
        engine = self.netsuite.engine
        self.addCleanup(engine.faults.remove)
        self.addCleanup(engine.go_back, engine.remember())
        if self.transport == "soap":
            self.with_soap()
        self.connection.netsuite_transport = self.transport
        self.connection.action_connect()
        self.read()
        tie_company(self.connection)
        self.tie("account", self.loss, "32")
        self.tie("account", self.fees, "40")

    def listed(self, kind, external_id):
        """Return an entry of one of NetSuite's lists."""
        return listed(self.connection, kind, external_id)

    def tie(self, kind, record, external_id):
        """Tie one of our records, as a person confirms it."""
        tie(self.connection, kind, record, external_id)

    def make_customers(self, *partners):
        """Have customers made in NetSuite, with the consent of whoever approves."""
        for partner in partners:
            [mapping] = self.env["ar.erp.mapping"]._want(self.connection, "customer", partner)
            mapping.action_make()
        self.approve()

    def approve(self):
        """Look at what is wrong; approve what is clean, and send it, until nothing more goes."""
        for _turn in range(20):
            self.queue()
            self.env["ar.sync.dispatch"]._stage_erp()
            clean = self.clean()
            if clean:
                clean.action_approve()
            sent = self.Operation._send_ready()
            if not clean and not sent:
                return
        self.fail(self.told())

    def clean(self):
        """Return what waits for a person's approval and nothing is wrong with; what takes back is not examined."""
        rows = self.open().filtered(lambda row: row.state == "review" and not row.finding)
        return rows.filtered(lambda row: row.checked_at or row._ar_erp_verb() == "cancel")

    def lose_answers(self):
        """Let the next answer to something that changes records be lost."""
        operation = "^(POST|PATCH) /services/rest/record" if self.transport == "rest" else "^(add|update)"
        self.netsuite.fault(kind="drop_after", transport=self.transport, operation=operation, count=1)

    def settle_unknown(self):
        """Let the worker ask what became of what nobody knows."""
        for row in self.open():
            row._set_state(row.state, next_attempt_at=False)
        self.approve()

    def there(self, kind="invoice"):
        """Return NetSuite's own documents of a kind, as it says itself, oldest first."""
        erp = self.connection._ar_erp_transport()
        rows, after = [], ""
        while True:
            page = erp.changed(kind, None, after)
            rows += page.records
            after = page.next
            if not after:
                return [row.document for row in rows]

    def assertInStep(self):
        """Nothing waits, nothing differs, and the control accounts say the same."""
        self.assertFalse(self.open(), self.told())
        self.read("erp_compare")
        self.assertEqual(self.drifts(), [])
        self.connection._ar_update_tie_out()
        rows = self.connection.tie_out_ids
        self.assertTrue(rows)
        told = [(row.currency_id.name, row.as_of, row.remote_balance, row.ledger_balance) for row in rows]
        self.assertFalse([row for row in rows if not row.currency_id.is_zero(row.difference)], told)
