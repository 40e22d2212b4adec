"""A Stripe account on loopback, and a connection that reads it over real HTTP.

The account is the stand-in of ``sandbox/stripe``: nothing of Stripe is mocked. Time is the sandbox's,
which stands still; waiting is done on a clock of the test, so that no test waits.
"""

from contextlib import ExitStack, contextmanager
from time import time as machine_time
from types import SimpleNamespace
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import TransactionCase
from odoo.tools import SQL, config

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE
from odoo.addons.ar_sync.tests.common import steady_pace

from sandbox.stripe.core.render import render_result
from sandbox.stripe.server import StripeSandbox
from sandbox.stripe.webhooks.signing import signature_header

from ..api import client as stripe_client
from ..api.budget import Budget
from ..api.client import BASE_OPTION

NOW = "2026-06-30T12:00:00Z"
ROUNDS_MAX = 200
RATES = {"eur": 0.9, "gbp": 0.8, "jpy": 150.0, "kwd": 0.31}
MINOR = {"usd": 2, "eur": 2, "gbp": 2, "jpy": 0, "kwd": 3}
TABLES_OF_THE_BOOKS = ("account_move", "account_move_line", "account_partial_reconcile", "ar_match_receipt")


class FakeTime:
    """A clock that moves when somebody sleeps. Keeps every pause, in seconds."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.pauses_s: list[float] = []

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.pauses_s.append(seconds)
        self.now_s += seconds


class Shop:
    """A company's Stripe account: what its customers and clerks do there."""

    def __init__(self, scenario="empty", seed=1, count=None, **options) -> None:
        options.setdefault("now", NOW)
        self.sandbox = StripeSandbox(seed=seed, scenario=scenario, count=count, **options)
        self.engine = self.sandbox.engine
        self.control("POST", "/webhooks/policy", paused=True)
        self.kept = ("", 0.0)

    def control(self, method, path, /, **body):
        """Call the sandbox's control API."""
        return self.sandbox.control.call(method, path, body)

    def call(self, method, path, /, **params):
        """Call Stripe's API as the account's owner. Return the object as it is rendered now."""
        with self.engine.lock:
            ctx = self.engine.context()
            found = self.engine.call(ctx, method, f"/v1/{path}", params)
            self.engine.commit()
            return render_result(ctx, found)

    def post(self, path, /, **params):
        return self.call("POST", path, **params)

    def get(self, path, /, **params):
        return self.call("GET", path, **params)

    def customer(self, name="Ada Instruments", **params):
        params.setdefault("email", f"{name.split()[0].lower()}@example.com")
        return self.post("customers", name=name, **params)["id"]

    def invoice(self, customer, *amounts, currency="usd", finalize=True, lines=(), **params):
        """Write an invoice with a line per amount (minor units), and finalize it."""
        params = {"collection_method": "send_invoice", "days_until_due": 30, **params}
        invoice = self.post("invoices", customer=customer, currency=currency, **params)["id"]
        rows = [{"amount": amount, "description": f"Work {amount}"} for amount in amounts] + list(lines)
        for start in range(0, len(rows), 200):
            self.post(f"invoices/{invoice}/add_lines", lines=rows[start : start + 200])
        return self.post(f"invoices/{invoice}/finalize") if finalize else self.get(f"invoices/{invoice}")

    def pay(self, invoice, method="pm_card_visa"):
        return self.post(f"invoices/{invoice['id']}/pay", payment_method=method)

    def collect(self, amount, customer=None, currency="usd", method="pm_card_visa", **params):
        """Take a payment that is tied to no invoice. Return the payment intent."""
        owner = {"customer": customer} if customer else {}
        return self.post(
            "payment_intents", amount=amount, currency=currency, payment_method=method, confirm=True, **owner, **params
        )

    def charge_of(self, invoice):
        """Return the id of the charge that paid an invoice."""
        rows = self.get("invoice_payments", invoice=invoice["id"])["data"]
        intent = next(row["payment"]["payment_intent"] for row in rows if row["status"] == "paid")
        return self.get(f"payment_intents/{intent}")["latest_charge"]

    def advance(self, days=0, seconds=0):
        self.sandbox.advance(days * 86_400 + seconds)

    def total(self, currency) -> float:
        """Return the account's balance in major units, from the sandbox's own books."""
        row = self.sandbox.books()["balance"].get(currency) or {"total": 0}
        return row["total"] / 10 ** MINOR[currency]

    def deliveries(self) -> list[str]:
        """Return the bodies of all webhook deliveries, in the order of their events."""
        return [row["payload"] for row in self.engine.courier.deliveries()]

    def keep(self) -> None:
        """Remember this state: :meth:`back` returns to it, its clock included."""
        self.kept = (self.engine.snapshot(), self.engine.clock.time())

    def back(self) -> None:
        text, moment = self.kept
        self.engine.restore(text)
        self.engine.clock.restart(moment)
        self.engine.faults.remove()
        self.engine.counters.reset()
        self.control("POST", "/limits", per_account=None, per_endpoint=None)


class ShopMixin:
    """Starts the account, and a connection to it. For any kind of test case with a database."""

    scenario = "empty"
    seed = 1
    count = None

    @classmethod
    def open_shop(cls) -> None:
        """Start the account and point the suite at it; waiting happens on a clock of the class."""
        steady_pace(cls)
        cls.shop = Shop(cls.scenario, cls.seed, cls.count)
        cls.shop.sandbox.start()
        cls.addClassCleanup(cls.shop.sandbox.stop)
        before = config.get(BASE_OPTION)
        cls.addClassCleanup(config.__setitem__, BASE_OPTION, before)
        config[BASE_OPTION] = cls.shop.sandbox.url
        cls.startClassPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()}))
        cls.time = FakeTime()
        # While Stripe's time stands still, an answer that takes a busy machine a second would count as an older one.
        cls.startClassPatcher(patch.object(stripe_client, "time", SimpleNamespace(monotonic=cls.time.clock)))
        original, fake = cls.registry["ar.sync.connection"]._stripe_api, cls.time

        def stripe_api(connection):
            api = original(connection)
            api._sleep = fake.sleep
            api._budget = Budget(api._budget.account, api._budget.environment, fake.clock, fake.sleep)
            return api

        cls.classPatch(cls.registry["ar.sync.connection"], "_stripe_api", stripe_api)

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Odoo's guard against requests to the outside, which knows a timeout as one number only."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    @classmethod
    @contextmanager
    def committing(cls):
        """Let the class's own cursor commit while the class is set up: what follows is one savepoint anyway."""

        def commit():
            cls.cr.flush()
            cls.cr.clear()
            cls.cr.postcommit.clear()

        with patch.object(cls.cr, "commit", commit):
            yield

    @classmethod
    def new_connection(cls, env, key=None, **values):
        """Return a draft connection with a key."""
        connection = env["ar.sync.connection"].create(
            {
                "name": "Stripe",
                "provider": "stripe",
                "environment": "test",
                "mode": "automatic",
                "timezone": "UTC",
                **values,
            }
        )
        connection.stripe_api_key = key or cls.shop.sandbox.secret_key
        return connection

    @staticmethod
    def run_stages(env, *stages) -> None:
        """Run stages (all of them where none is named) until nothing remains, as the scheduled actions do."""
        dispatch = env["ar.sync.dispatch"]
        dispatch._plan_for_growth()
        for _round in range(ROUNDS_MAX):
            if not sum(dispatch._run_stage(stage) for stage in stages or dispatch._ar_stages()):
                return
        raise AssertionError(f"{stages or 'all stages'} do not come to an end")

    @classmethod
    def settle(cls, connection) -> None:
        """Read what is new at Stripe by every feed, and bring it into the books."""
        env = connection.env
        feeds = connection.stream_ids.filtered(lambda stream: stream.kind in ("event", "balance_transaction"))
        feeds.filtered(lambda stream: stream.is_complete).write({"next_attempt_at": False})
        for _pass in range(2):  # the first may make entries and feeds due for the second
            cls.run_stages(env, "import")
            cls.run_stages(env)

    @classmethod
    def import_all(cls, connection) -> None:
        """Connect and bring everything into the books."""
        connection.action_connect()
        cls.settle(connection)

    # === WHAT A TEST ASKS === #

    def mirror(self, model, external_id, connection=None):
        """Return the mirrored row of a Stripe object."""
        connection = connection or self.connection
        return self.env[f"ar.stripe.{model}"].search(
            [("connection_id", "=", connection.id), ("external_id", "=", external_id)]
        )

    def move(self, invoice):
        """Return the entry of a Stripe invoice."""
        return self.mirror("invoice", invoice["id"]).move_id

    def receipt(self, charge):
        """Return the receipt of a charge, or of the charge of a payment intent."""
        if charge.startswith("pi_"):
            charge = self.shop.get(f"payment_intents/{charge}")["latest_charge"]
        return self.mirror("charge", charge).receipt_id

    def sign(self, body, secret=None, moment=None) -> dict:
        """Return the headers with which Stripe would send ``body``."""
        secret = secret or self.connection._stripe_secrets()[0]
        header = signature_header(body, [secret], int(machine_time()) if moment is None else moment)
        return {"Stripe-Signature": header, "Content-Type": "application/json"}

    def receive(self, *bodies) -> int:
        """Send webhook bodies through the signature check into the inbox, as the door does."""
        stored = 0
        for body in bodies:
            rows = self.connection._ar_receive(body.encode(), self.sign(body))
            stored += self.env["ar.sync.event"]._store(self.connection, rows)
        return stored

    def assert_tied_out(self, *currencies, connection=None) -> None:
        """Compare ledger, tie-out and the sandbox's own books, to the cent, in every currency."""
        connection = connection or self.connection
        connection._ar_update_tie_out()
        rows = {row.currency_id.name.lower(): row for row in connection.tie_out_ids}
        for code in {*currencies, *self.shop.sandbox.books()["balance"]}:
            total = self.shop.total(code)
            if code not in rows:
                self.assertEqual(total, 0.0, code)
                continue
            row = rows[code]
            self.assertAlmostEqual(row.remote_balance, total, 4, f"{code}: what Stripe says")
            self.assertAlmostEqual(row.ledger_balance, total, 4, f"{code}: the books")
            self.assertAlmostEqual(row.mirrored_balance, total, 4, f"{code}: the movements")
            self.assertFalse(row.waiting_amount or row.difference, code)
            self.assertTrue(row.is_tied_out, code)

    def mirror_tables(self) -> list[str]:
        """Return the tables of the mirror."""
        models = self.env.registry.descendants(["ar.stripe.mirror"], "_inherit")
        return sorted({self.env[name]._table for name in models if not self.env[name]._abstract})

    def mirror_dump(self, connection=None) -> dict:
        """Return table -> external id -> what the mirror says, without what differs between two imports."""
        connection = connection or self.connection
        self.env.flush_all()
        found = {}
        for table in self.mirror_tables():
            self.env.cr.execute(SQL("SELECT * FROM %s WHERE connection_id = %s", SQL.identifier(table), connection.id))
            found[table] = {
                row["external_id"]: {name: value for name, value in row.items() if not _is_local(name)}
                for row in self.env.cr.dictfetchall()
            }
        return found

    def versions_of_rows(self) -> dict:
        """Return (table, id) -> place of the row's version: it moves with every write, whatever is written."""
        self.env.flush_all()
        found = {}
        for table in self.mirror_tables():
            self.env.cr.execute(SQL("SELECT id, ctid::text FROM %s", SQL.identifier(table)))
            found.update({(table, row_id): place for row_id, place in self.env.cr.fetchall()})
        return found

    def balance(self, account) -> float:
        """Return an account's posted balance in company currency."""
        [(total,)] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")], [], ["balance:sum"]
        )
        return round(total or 0.0, 2)

    def counts(self) -> dict[str, int]:
        """Return how many rows the tables of the books have."""
        self.env.flush_all()
        found = {}
        for table in TABLES_OF_THE_BOOKS:
            self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(table)))
            found[table] = self.env.cr.fetchone()[0]
        return found


def _is_local(name: str) -> bool:
    """Tell whether a column of the mirror is ours: ids of rows, times of writing, the queue."""
    return name.endswith("_id") and name != "external_id" or name in (
        "id", "create_date", "write_date", "create_uid", "write_uid", "seen_at", "needs_apply", "apply_attempts",
        "next_apply_at",
    )  # fmt: skip


class StripeCase(ShopMixin, TransactionCase):
    """An account and, in every test, an environment that may commit: it is a savepoint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.open_shop()
        cls.add_rates()
        with cls.committing():
            cls.prepare()
        cls.env.flush_all()
        cls.shop.keep()

    @classmethod
    def add_rates(cls) -> None:
        """Give Odoo exchange rates that differ from Stripe's own, as they do in life."""
        codes = [code.upper() for code in RATES]
        currencies = cls.env["res.currency"].with_context(active_test=False).search([("name", "in", codes)])
        cls.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "rate": RATES[currency.name.lower()], "name": "2020-01-01"}
                for currency in currencies
            ]
        )

    @classmethod
    def prepare(cls) -> None:
        """Set up what all tests of the class begin with. It may commit."""
        cls.connection = cls.env["ar.sync.connection"]

    def setUp(self):
        super().setUp()
        self.shop.back()
        self.time.pauses_s.clear()
        stack = ExitStack()
        self.addCleanup(stack.close)
        stack.enter_context(self.enter_registry_test_mode())
        cr = stack.enter_context(self.registry.cursor())
        self.env = self.env(cr=cr)
        self.connection = self.connection.with_env(self.env)


class ImportedCase(StripeCase):
    """A connected account whose first import is done and in the books. :meth:`stock` fills it before."""

    @classmethod
    def stock(cls) -> None:
        """Fill the account before it is imported."""

    @classmethod
    def prepare(cls) -> None:
        cls.stock()
        cls.connection = cls.new_connection(cls.env)
        cls.import_all(cls.connection)
