"""Risk: two workers drain one connection's queue after one died over it, and a document is sent twice, or too early.

Real cursors, real locks, real requests. Tagged out of Odoo's standard run, as Odoo does with its own: these commit.
They clean up after themselves.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.ar_sync.tests.common_races import WAIT_S

from ..transport.door import Door
from .month_common import NOVEMBER
from .odoo_common import Killed
from .workers_common import WorkersCase

INVOICES = 4


@tagged("-standard", "-at_install", "post_install")
class TestTwoWorkers(WorkersCase):
    """A customer with invoices, each of them paid."""

    def keep_books(self, env):
        """Post invoices; pay each of them with its own payment, the last two with one more together."""
        journal = env["account.journal"].search([("type", "=", "bank"), ("id", "!=", self.journal_id)], limit=1)
        invoices = self.post(env, INVOICES)
        for invoice in invoices:
            self.pay(env, invoice, 60, journal)
        self.pay(env, invoices[-2:], 80, journal)

    def pay(self, env, invoices, amount, journal):
        context = {"active_model": "account.move", "active_ids": invoices.ids}
        values = {"payment_date": NOVEMBER, "group_payment": True, "amount": amount, "journal_id": journal.id}
        env["account.payment.register"].with_context(**context).create(values)._create_payments()

    def die_once(self):
        """Let a worker die when NetSuite has made the customer, and before that is known here."""
        request = Door._once

        def once(door, method, url, headers, body, is_write):
            answer = request(door, method, url, headers, body, is_write)
            if is_write:
                raise Killed
            return answer

        with patch.object(Door, "_once", once), self.assertRaises(Killed), self.registry.cursor() as cr:
            self.environment(cr)["ar.sync.dispatch"]._stage_send()

    def meet(self):
        """Let the first two documents wait for each other while they are being sent: two workers are at it."""
        barrier = threading.Barrier(2, timeout=WAIT_S)
        request, guard, met = Door._once, threading.Lock(), []

        def once(door, method, url, headers, body, is_write):
            with guard:
                waits = is_write and url.endswith("/invoice") and len(met) < 2
                if waits:
                    met.append(threading.get_ident())
            if waits:
                barrier.wait()
            return request(door, method, url, headers, body, is_write)

        self.startPatcher(patch.object(Door, "_once", once))
        return met

    def test_two_workers_send_each_document_once_and_in_order(self):
        self.die_once()
        met = self.meet()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.drain, range(2)))
        self.assertEqual(len(set(met)), 2, "both workers sent")
        created = self.netsuite.engine.stats.created
        self.assertEqual(dict(created), {"customer": 1, "invoice": INVOICES, "customerPayment": INVOICES + 1})
        books = self.netsuite.books()
        self.assertEqual(set(books["open_items"].values()), {f"{40 * INVOICES - 80}.00"})
        self.assertEqual(self.applied_before_made(), [])
        self.assertEqual(self.make(self.not_in_step), [])

    def applied_before_made(self):
        """Return the payments that NetSuite got before what they settle."""
        store = self.netsuite.engine.store
        return [(link.credit, link.debit) for link in store.links.values() if int(link.credit) < int(link.debit)]
