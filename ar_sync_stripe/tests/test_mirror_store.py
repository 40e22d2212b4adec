"""Risk: a state is lost, an older one wins, or reading the same again costs as much as the first
time.
"""

from decimal import Decimal

from odoo.addons.ar_sync_stripe.models.ar_stripe_mirror_sql import array_literal

from .mirror_common import MirrorCase, at


class TestStoreOrder(MirrorCase):
    """Whatever the order of arrival, the newest state stands."""

    def test_new_changed_unchanged(self):
        self.assertEqual(self.store("balance.transaction", self.movement()), 1)
        self.assertEqual(self.store("balance.transaction", self.movement(), seen=5), 0)
        self.assertEqual(self.store("balance.transaction", self.movement(status="available"), seen=9), 1)
        row = self.row("balance.transaction", "txn_1")
        self.assertEqual((row.status, row.seen_at), ("available", at(9)))

    def test_unchanged_writes_nothing_at_all(self):
        self.store("balance.transaction", *[self.movement(n) for n in range(20)])
        before = self._physical_rows()
        self.assertEqual(self.store("balance.transaction", *[self.movement(n) for n in range(20)], seen=60), 0)
        self.assertEqual(self._physical_rows(), before)

    def _physical_rows(self):
        """Return where each row lies and who wrote or locked it."""
        self.env.cr.execute(
            "SELECT external_id, ctid::text, xmax::text FROM ar_stripe_balance_transaction ORDER BY external_id"
        )
        return self.env.cr.fetchall()

    def test_older_never_overwrites(self):
        self.store("balance.transaction", self.movement(status="available"), seen=10)
        self.assertEqual(self.store("balance.transaction", self.movement(status="pending"), seen=9), 0)
        self.assertEqual(self.row("balance.transaction", "txn_1").status, "available")

    def test_same_moment_is_taken(self):
        """Two readings of one second: the caller asked Stripe anew and stores the answer last."""
        self.store("balance.transaction", self.movement(status="pending"), seen=10)
        self.assertEqual(self.store("balance.transaction", self.movement(status="available"), seen=10), 1)

    def test_always_seen_moves_the_time_alone(self):
        self.store("charge", self.reading("charge.new"))
        self.row("charge", "ch_1")._note_applied()
        self.assertEqual(self.store("charge", self.reading("charge.new"), seen=30, always_seen=True), 0)
        row = self.row("charge", "ch_1")
        self.assertEqual((row.seen_at, row.needs_apply), (at(30), False))
        self.store("charge", self.reading("charge.new"), seen=20, always_seen=True)
        self.assertEqual(row.seen_at, at(30))

    def test_same_id_twice_the_last_counts(self):
        written = self.store(
            "balance.transaction",
            self.movement(status="pending"),
            self.movement(status="available"),
        )
        self.assertEqual(written, 1)
        self.assertEqual(self.row("balance.transaction", "txn_1").status, "available")

    def test_nothing_to_store(self):
        self.assertEqual(self.store("charge"), 0)
        self.assertEqual(self.env["ar.stripe.charge"]._mark_deleted(self.connection, [], at()), 0)

    def test_more_than_one_statement(self):
        movements = [self.movement(number) for number in range(1501)]
        self.assertEqual(self.store("balance.transaction", *movements), 1501)
        self.assertEqual(self.store("balance.transaction", *movements), 0)

    def test_two_connections_hold_the_same_id(self):
        self.store("balance.transaction", self.movement())
        self.store(
            "balance.transaction",
            self.movement(status="available"),
            connection=self.other_connection,
        )
        self.assertEqual(self.row("balance.transaction", "txn_1").status, "pending")
        other = self.row("balance.transaction", "txn_1", self.other_connection)
        self.assertEqual((other.status, other.company_id), ("available", self.other_company))

    def test_cached_records_are_read_anew(self):
        self.store("balance.transaction", self.movement())
        row = self.row("balance.transaction", "txn_1")
        self.assertEqual(row.status, "pending")
        self.store("balance.transaction", self.movement(status="available"), seen=1)
        self.assertEqual(row.status, "available")

    def test_pending_writes_are_not_lost(self):
        self.store("balance.transaction", self.movement())
        row = self.row("balance.transaction", "txn_1")
        row.is_booked = True
        self.store("balance.transaction", self.movement(status="available"), seen=1)
        self.assertTrue(row.is_booked)

    def test_our_own_columns_survive_a_change(self):
        self.store("customer", self.reading("customer"))
        row = self.row("customer", "cus_fr")
        row.partner_id = self.env["res.partner"].create({"name": "Atelier"})
        self.store("customer", self.reading("customer", name="Atelier Lyon Nord"), seen=1)
        self.assertEqual((row.name, row.partner_id.name), ("Atelier Lyon Nord", "Atelier"))


class TestCompareSeen(MirrorCase):
    def test_how_a_moment_lies(self):
        self.store("charge", self.reading("charge.new"), seen=10)
        pairs = {9: "older", 10: "same", 11: "newer"}
        for seconds, expected in pairs.items():
            found = self.env["ar.stripe.charge"]._compare_seen(self.connection, [("ch_1", at(seconds)), ("ch_9", at())])
            self.assertEqual(found, {"ch_1": expected, "ch_9": "newer"})

    def test_a_fraction_of_a_second_is_the_same_second(self):
        self.store("charge", self.reading("charge.new"), seen=10)
        found = self.env["ar.stripe.charge"]._compare_seen(self.connection, [("ch_1", at(10).replace(microsecond=7))])
        self.assertEqual(found["ch_1"], "same")


class TestDeleted(MirrorCase):
    def mark(self, *ids, seen=0):
        return self.env["ar.stripe.customer"]._mark_deleted(self.connection, list(ids), at(seen))

    def test_deleted_and_to_be_applied(self):
        self.store("customer", self.reading("customer"))
        row = self.row("customer", "cus_fr")
        row._note_applied()
        self.assertEqual(self.mark("cus_fr", seen=5), 1)
        self.assertEqual((row.is_deleted, row.needs_apply, row.name), (True, True, "Atelier Lyon"))
        self.assertEqual(self.mark("cus_fr", seen=9), 0)

    def test_an_older_deletion_does_not_count(self):
        self.store("customer", self.reading("customer"), seen=10)
        self.assertEqual(self.mark("cus_fr", seen=9), 0)

    def test_a_late_message_does_not_bring_it_back(self):
        self.mark("cus_fr", seen=10)
        row = self.row("customer", "cus_fr")
        self.assertEqual((row.is_deleted, row.needs_apply), (True, False))
        for seen in (9, 10):
            self.assertEqual(self.store("customer", self.reading("customer"), seen=seen), 0)
        self.assertTrue(row.is_deleted)

    def test_what_stripe_shows_again_is_there_again(self):
        self.store("customer", self.reading("customer"))
        self.mark("cus_fr", seen=1)
        self.assertEqual(self.store("customer", self.reading("customer"), seen=2), 1)
        self.assertFalse(self.row("customer", "cus_fr").is_deleted)


class TestMoney(MirrorCase):
    """Amounts are exact in the decimals Stripe counts a currency in, whatever Odoo's are."""

    def amounts(self, code, amount_minor):
        """Store a movement of this currency and return its amount as PostgreSQL holds it."""
        changes = {"amount": amount_minor, "fee": 0, "net": amount_minor, "fee_details": []}
        self.store("balance.transaction", self.movement(f"{code}_{amount_minor}", currency=code, **changes))
        self.env.cr.execute(
            "SELECT amount::text, currency_id FROM ar_stripe_balance_transaction WHERE external_id = %s",
            [f"txn_{code}_{amount_minor}"],
        )
        return self.env.cr.fetchone()

    def test_decimals(self):
        for code, amount_minor, expected in (
            ("usd", 1050, "10.50"),
            ("usd", -1, "-0.01"),
            ("jpy", 1050, "1050"),
            ("kwd", 5120, "5.120"),
            ("isk", 50000, "500.00"),
            ("usd", 9007199254740993, "90071992547409.93"),
        ):
            with self.subTest(code=code, amount_minor=amount_minor):
                text, currency_id = self.amounts(code, amount_minor)
                self.assertEqual(Decimal(text), Decimal(expected))
                self.assertEqual(self.env["res.currency"].browse(currency_id).name, code.upper())

    def test_an_inactive_currency_is_known(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "TND")])
        currency.active = False
        self.assertEqual(self.amounts("tnd", 5120)[1], currency.id)

    def test_an_unknown_currency_is_the_rows_own_problem(self):
        written = self.store(
            "charge",
            self.reading("charge.new", currency="xqq"),
            self.reading("charge.new", id="ch_2", currency="usd"),
        )
        self.assertEqual(written, 2)
        odd, plain = self.row("charge", "ch_1"), self.row("charge", "ch_2")
        self.assertEqual((odd.currency_code, odd.amount, odd.currency_id.id), ("XQQ", 242.81, False))
        self.assertEqual((odd.needs_apply, odd.needs_person), (False, True))
        self.assertIn("XQQ", odd.problem)
        self.assertIn("Apply Again", odd.remedy)
        self.assertEqual((plain.needs_apply, plain.needs_person, plain.problem), (True, False, False))

    def test_an_unknown_currency_is_found_later(self):
        self.store("charge", self.reading("charge.new", currency="xqq"))
        currency = self.env["res.currency"].create({"name": "XQQ", "symbol": "Q", "rounding": 0.01})
        row = self.row("charge", "ch_1")
        row.action_apply_again()
        self.assertEqual((row.currency_id, row.needs_apply, row.problem), (currency, True, False))

    def test_an_unknown_currency_is_found_by_the_next_reading(self):
        self.store("charge", self.reading("charge.new", currency="xqq"))
        self.env["res.currency"].create({"name": "XQQ", "symbol": "Q", "rounding": 0.01})
        self.assertEqual(self.store("charge", self.reading("charge.new", currency="xqq"), seen=1), 1)
        row = self.row("charge", "ch_1")
        self.assertEqual((row.needs_apply, row.needs_person, row.problem), (True, False, False))


class TestOddText(MirrorCase):
    """One odd character stops no batch."""

    ODD = (
        "quotes \" and ' and {braces}, commas",
        'back\\slash and \\"both\\"',
        "line\nline\r\nline\n\\.\nend",
        "tab\tand % and %s and $1",
        "Zürich, 東京, 🧾",
        "NULL",
        "",
        "\\u0000",
    )

    def test_text_and_metadata_come_back(self):
        for number, text in enumerate(self.ODD):
            self.store(
                "charge",
                self.reading("charge.new", id=f"ch_{number}", description=text, metadata={"note": text}),
            )
            row = self.row("charge", f"ch_{number}")
            with self.subTest(text=text):
                self.assertEqual((row.description or "", row.metadata["note"]), (text, text))

    def test_what_no_text_can_hold_is_left_out(self):
        text = "a" + chr(0) + "b" + chr(31) + "c" + chr(30) + chr(0xD800)
        self.store("charge", self.reading("charge.new", description=text, metadata={"note": text}))
        row = self.row("charge", "ch_1")
        self.assertEqual(row.description, "abc?")
        self.assertEqual(row.metadata["note"].replace(chr(31), "").replace(chr(30), ""), "abc?")

    def test_an_array_of_nothing(self):
        self.assertEqual(array_literal([], "varchar"), "{}")
        self.assertEqual(array_literal([None], "numeric"), "{NULL}")


class TestSaidAndUnsaid(MirrorCase):
    """Fields that Stripe only sends on request, or anew with every answer."""

    def test_what_was_not_asked_for_is_kept(self):
        self.store("customer", self.reading("customer"))
        self.assertEqual(self.store("customer", self.reading("customer", tax_ids=..., cash_balance=...), seen=1), 0)
        self.store("customer", self.reading("customer", tax_ids=..., name="Atelier Nord"), seen=2)
        row = self.row("customer", "cus_fr")
        self.assertEqual(row.name, "Atelier Nord")
        self.assertEqual(row.tax_ids, [{"type": "eu_vat", "value": "FR40303265045"}])

    def test_a_signed_address_is_no_change(self):
        self.store("charge", self.reading("charge.new"))
        self.assertEqual(
            self.store("charge", self.reading("charge.new", receipt_url="https://x.example/2"), seen=1),
            0,
        )
        self.store(
            "charge",
            self.reading("charge.new", receipt_url="https://x.example/3", status="failed"),
            seen=2,
        )
        self.assertEqual(self.row("charge", "ch_1").receipt_url, "https://x.example/3")


class TestStatements(MirrorCase):
    """The number of statements does not depend on the number of rows."""

    def count(self, model, values):
        """Return how many statements it takes to store these, with warm caches of the registry."""
        self.store(model, *values[:1])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.store(model, *values, seen=1)
        return self.env.cr.sql_log_count - before

    def test_movements(self):
        self.assertLessEqual(self.count("balance.transaction", [self.movement(n) for n in range(500)]), 10)

    def test_charges(self):
        charges = [
            self.reading("charge.new", id=f"ch_{n}", balance_transaction=f"txn_{n}", refunds=...) for n in range(500)
        ]
        self.assertLessEqual(self.count("charge", charges), 10)

    def test_unchanged(self):
        movements = [self.movement(n) for n in range(500)]
        self.store("balance.transaction", *movements)
        self.env.flush_all()
        with self.assertQueryCount(5):
            self.store("balance.transaction", *movements, seen=1)
