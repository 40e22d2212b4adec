"""The first import: complete, resumable after a kill at any request, and harmless when done twice."""

from unittest.mock import patch

from odoo.addons.ar_sync.protocol.errors import Transient

from ..api import client as client_module
from ..kinds import KINDS
from .common import StripeCase


class Killed(BaseException):
    """The process dies here: nothing after it runs."""


class ImportCase(StripeCase):
    """A small company with something of everything, read two objects a page."""

    page_size = 2

    @classmethod
    def prepare(cls):
        shop = cls.shop
        ada, bob = shop.customer(), shop.customer("Bob Optics")
        shop.customer("Cleo Foods")
        shop.pay(shop.invoice(ada, 10_000))
        shop.advance(seconds=5)
        bad = shop.invoice(bob, 7_531)
        shop.pay(bad)
        shop.post("refunds", charge=shop.charge_of(bad), amount=531)
        shop.advance(days=8)
        shop.collect(4_200, ada, description="Thank you")
        cls.drafts = [shop.invoice(bob, 100 + number, finalize=False)["id"] for number in range(3)]
        cls.connection = cls.new_connection(cls.env)
        cls.connection.action_connect()

    def setUp(self):
        super().setUp()
        self.patch(client_module, "PAGE_SIZE", self.page_size)

    def import_all_pages(self, connection=None):
        self.run_stages(self.env, "import")
        self.assertTrue((connection or self.connection).is_imported)

    def assert_complete(self):
        """Compare the mirror with the sandbox's own count of every kind of object."""
        counts = self.shop.sandbox.books()["counts"]
        methods = self.shop.engine.account().table("payment_method").rows.values()
        counts["payment_method"] = sum(bool(row["customer"]) for row in methods)  # those of nobody are in no list
        for kind in KINDS.values():
            if kind.name != "event":
                found = self.env[kind.model].search_count([("connection_id", "=", self.connection.id)])
                self.assertEqual(found, counts.get(kind.name, 0), kind.name)

    def stream(self, kind):
        return self.connection.stream_ids.filtered(lambda stream: stream.kind == kind)


class TestImport(ImportCase):
    """Reading everything, with the faults that a provider has on a normal day."""

    def test_every_object_beyond_the_first_page(self):
        self.import_all_pages()
        self.assert_complete()
        self.assertEqual(self.connection.import_progress, 100)
        self.assertEqual(self.stream("invoice").records_done, 5)

    def test_importing_again_writes_nothing(self):
        self.import_all_pages()
        before = self.versions_of_rows()
        self.connection.stream_ids.filtered(lambda stream: stream.kind != "event")._restart()
        self.run_stages(self.env, "import")
        self.assertEqual(self.versions_of_rows(), before)

    def test_object_deleted_between_two_pages(self):
        """The object at which reading stopped is gone: reading goes on by its time, and misses none."""
        invoices = self.stream("invoice")
        while not invoices.cursor:
            self.env["ar.sync.dispatch"]._run_stage("import")
        gone = invoices.cursor["after"]
        self.assertIn(gone, self.drafts)
        self.shop.call("DELETE", f"invoices/{gone}")
        self.import_all_pages()
        left = set(self.env["ar.stripe.invoice"].search([]).mapped("external_id"))
        self.assertEqual(left - {gone}, set(self.shop.sandbox.books()["invoices"]))

    def test_rate_limit_is_obeyed(self):
        self.shop.control("POST", "/faults", kind="status", status=429, retry_after=7, path="/v1/charges$", count=2)
        self.time.pauses_s.clear()
        self.import_all_pages()
        self.assert_complete()
        self.assertGreaterEqual(sum(self.time.pauses_s), 2 * 7)

    def test_long_rate_limit_frees_the_worker(self):
        """A pause of a minute is not slept through: the stream waits, and the others are read."""
        self.shop.control("POST", "/faults", kind="status", status=429, retry_after=60, path="/v1/charges$")
        self.run_stages(self.env, "import")
        charges = self.stream("charge")
        self.assertEqual(charges.state, "waiting")
        self.assertGreaterEqual((charges.next_attempt_at - charges.write_date).total_seconds(), 58)
        self.assertTrue(self.stream("refund").is_complete)
        self.assertFalse(self.connection.is_imported)

    def test_server_errors_and_dropped_connections_pass(self):
        self.shop.control("POST", "/faults", kind="status", status=500, path="/v1/invoices$", count=2)
        self.shop.control("POST", "/faults", kind="drop_before", path="/v1/customers$", count=1)
        self.shop.control("POST", "/faults", kind="drop_after", path="/v1/refunds$", count=2)
        self.import_all_pages()
        self.assert_complete()

    def test_long_outage_is_shown_and_survived(self):
        self.shop.control("POST", "/faults", kind="status", status=503, path="/v1/invoices$")
        self.run_stages(self.env, "import")
        invoices = self.stream("invoice")
        self.assertEqual(invoices.state, "waiting")
        self.assertIn("503", invoices.last_error)
        self.assertFalse(self.connection.is_imported)
        self.shop.control("DELETE", "/faults")
        invoices.next_attempt_at = False
        self.import_all_pages()
        self.assert_complete()
        self.assertFalse(invoices.last_error)

    def test_defect_while_storing_stops_one_stream_only(self):
        with patch.object(self.registry["ar.stripe.charge"], "_store", side_effect=ZeroDivisionError("boom")):
            self.run_stages(self.env, "import")
        charges = self.stream("charge")
        self.assertEqual(charges.state, "waiting")
        self.assertIn("boom", charges.last_error)
        self.assertTrue(self.stream("payout").is_complete)
        charges.next_attempt_at = False
        self.import_all_pages()
        self.assert_complete()

    def test_object_that_cannot_be_read_waits_for_a_person_and_stops_no_other(self):
        name = "charge"
        victim = self.shop.get("charges")["data"][0]["id"]
        original = client_module.list_page.read

        def read(data):
            for item in data["data"]:
                if item.get("id") == victim:
                    item["amount"] = "a lot"
            return original(data)

        with patch.object(client_module.list_page, "read", read):
            self.run_stages(self.env, "import")
        self.assertFalse(self.mirror(name, victim))
        self.assertTrue(self.stream(name).is_complete)
        message = self.env["ar.sync.event"].search([("external_id", "=", f"unread:{victim}")])
        self.assertEqual(message.kind, "charge.unread")
        self.run_stages(self.env, "drain")
        self.assertEqual(message.state, "review")


class TestLongInvoice(StripeCase):
    """Stripe shows ten lines of an invoice; the others are on further pages."""

    @classmethod
    def prepare(cls):
        lines = [{"amount": 1_000 + number, "description": f"Line {number}"} for number in range(137)]
        cls.invoice_id = cls.shop.invoice(cls.shop.customer(), lines=lines)["id"]
        cls.connection = cls.new_connection(cls.env)
        cls.connection.action_connect()

    def test_all_137_lines(self):
        self.run_stages(self.env, "import")
        invoice = self.mirror("invoice", self.invoice_id)
        self.assertTrue(invoice.lines_complete)
        self.assertEqual(len(invoice.line_ids), 137)
        self.assertAlmostEqual(sum(invoice.line_ids.mapped("amount")), invoice.total, 2)

    def test_lost_page_of_lines_stores_no_half_invoice(self):
        """The invoice's page is one transaction with its lines: it is there whole, or not at all."""
        self.shop.control("POST", "/faults", kind="status", status=500, path="/lines$")
        self.run_stages(self.env, "import")
        self.assertFalse(self.mirror("invoice", self.invoice_id))
        self.shop.control("DELETE", "/faults")
        self.connection.stream_ids.filtered(lambda stream: stream.state == "waiting").next_attempt_at = False
        self.run_stages(self.env, "import")
        self.assertEqual(len(self.mirror("invoice", self.invoice_id).line_ids), 137)


class TestImportKilled(ImportCase):
    """The import is killed at every single request it makes, and goes on."""

    page_size = 3

    def fresh(self):
        """Return a new connection to the same account, ready to import."""
        self.connection._set_state("paused")
        feed = self.stream("event").cursor
        connection = self.new_connection(self.env)
        connection._ar_ensure_streams()
        connection.stream_ids.filtered(lambda stream: stream.kind == "event").cursor = {"began": feed.get("began", 0)}
        connection._set_state("connected")
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self.connection = connection
        return connection

    def import_killed_at(self, number: int) -> bool:
        """Import, dying in place of request ``number``; then start again. Return whether it died."""
        count, call = [0], client_module.StripeApi._call

        def counted(api, *args):
            count[0] += 1
            if count[0] == number:
                raise Killed
            return call(api, *args)

        died = False
        with patch.object(client_module.StripeApi, "_call", counted):
            try:
                self.run_stages(self.env, "import")
            except Killed:
                died = True
                self.env.cr.rollback()
        self.run_stages(self.env, "import")
        return died

    def test_kill_at_every_request(self):
        self.fresh()
        self.import_killed_at(0)
        expected = self.mirror_dump()
        number, died = 0, True
        while died:
            number += 1
            self.assertLess(number, 200)
            self.fresh()
            died = self.import_killed_at(number)
            self.assertTrue(self.connection.is_imported, f"killed at request {number}")
            self.assertEqual(self.mirror_dump(), expected, f"killed at request {number}")
        self.assertGreater(number, 20, "there were that many requests to die at")

    def test_resumes_where_it_stopped(self):
        """A kill costs the page under way, not the import: pages that were committed are not asked for again."""
        self.fresh()
        self.shop.engine.counters.reset()
        self.import_killed_at(0)
        whole = sum(self.shop.engine.counters.requests.values())
        self.fresh()
        self.shop.engine.counters.reset()
        self.assertTrue(self.import_killed_at(whole // 2))
        self.assertLessEqual(sum(self.shop.engine.counters.requests.values()), whole + 1)

    def test_transient_error_at_every_tenth_request(self):
        """A provider that fails again and again delays the import, and changes nothing of its result."""
        self.fresh()
        self.import_killed_at(0)
        expected = self.mirror_dump()
        self.fresh()
        count, call = [0], client_module.StripeApi._call

        def shaky(api, *args):
            count[0] += 1
            if count[0] % 10 == 0:
                raise Transient("Stripe failed.")
            return call(api, *args)

        with patch.object(client_module.StripeApi, "_call", shaky):
            for _again in range(20):
                self.run_stages(self.env, "import")
                waiting = self.connection.stream_ids.filtered(lambda stream: stream.state == "waiting")
                waiting.next_attempt_at = False
        self.assertGreater(count[0], 20)
        self.assertTrue(self.connection.is_imported)
        self.assertEqual(self.mirror_dump(), expected)
