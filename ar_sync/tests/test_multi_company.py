"""Risk: two companies use the same provider, or even the same account, and their money mixes."""

from psycopg2.errors import UniqueViolation

from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.ar_sync.exceptions import AccessLost, Transient

from .common_sync import SyncCase, new_connection


class TestMultiCompany(SyncCase):
    """Both companies have a connection, and the provider uses the same ids for both."""

    def setUp(self):
        super().setUp()
        self.other_company = self.env["res.company"].create({"name": "Alder Works"})
        self.other = new_connection(self.env, self.other_company)
        self.both = self.connection | self.other
        self.read = []
        self.play(
            stream_kinds=lambda connection: ["thing"],
            read_page=self.read_page,
            handle_events=self.handle,
            send=self.send,
            settle=self.send,
        )
        self.handled = {}
        self.sent = {}

    def read_page(self, connection, stream):
        page = (stream.cursor or {}).get("page", 0)
        self.read.append((connection.id, stream.company_id.id, page))
        return {"records": 1, "cursor": {"page": page + 1}, "more": page < 1}

    def handle(self, connection, events):
        self.assertEqual(events.connection_id, connection)
        self.assertEqual(events.company_id, connection.company_id)
        self.handled[connection.id] = events.mapped("body")
        return dict.fromkeys(events)

    def send(self, connection, operation):
        self.sent.setdefault(operation.connection_id.id, []).append(operation.payload)
        return {"id": "thing_1"}

    def test_the_same_message_id_is_a_message_of_each(self):
        for connection in self.both:
            row = {"external_id": "evt_1", "kind": "x", "body": connection.company_id.name}
            self.Event._store(connection, [row])
        self.Event._drain()
        self.assertEqual(
            self.handled,
            {self.connection.id: ["Harbour Tools"], self.other.id: ["Alder Works"]},
        )

    def test_a_message_of_one_is_no_duplicate_of_the_others(self):
        self.messages("evt_1")
        self.Event._drain()
        late = self.messages("evt_1", connection=self.other)
        self.assertEqual((late.state, late.company_id), ("received", self.other_company))

    def test_each_stream_has_its_own_cursor(self):
        self.both._ar_ensure_streams()
        while self.env["ar.sync.stream"]._import():
            pass
        for connection in self.both:
            mine = [page for row, company, page in self.read if row == connection.id]
            self.assertEqual(mine, [0, 1])
        companies = {(row, company) for row, company, _page in self.read}
        self.assertEqual(companies, {(row.id, row.company_id.id) for row in self.both})

    def test_the_same_intention_in_both_is_two_changes(self):
        shared = self.env["res.partner"].create({"name": "Customer of both", "company_id": False})
        for connection in self.both:
            connection.review_outgoing = False
            self.Operation._intend(connection, "x", shared, {"of": connection.id}, "X")
        while self.Operation._send_ready():
            pass
        self.assertEqual(self.sent, {row.id: [{"of": row.id}] for row in self.both})

    def test_the_same_remote_object_is_bound_in_each_to_its_own_record(self):
        Binding = self.env["ar.sync.binding"]
        partners = {}
        for connection in self.both:
            partners[connection] = self.env["res.partner"].create(
                {"name": connection.company_id.name, "company_id": connection.company_id.id}
            )
            Binding._bind(connection, "customer", "cus_1", partners[connection])
        for connection in self.both:
            self.assertEqual(Binding._find(connection, "customer", ["cus_1"]), {"cus_1": partners[connection]})
        row = Binding._of(partners[self.other])
        self.assertEqual((row.connection_id, row.company_id), (self.other, self.other_company))

    def test_binding_again_in_one_leaves_the_other(self):
        Binding = self.env["ar.sync.binding"]
        first, second = self.env["res.partner"].create([{"name": "First"}, {"name": "Second"}])
        for connection in self.both:
            Binding._bind(connection, "customer", "cus_1", first)
        Binding._bind(self.connection, "customer", "cus_1", second)
        self.assertEqual(Binding._find(self.other, "customer", ["cus_1"]), {"cus_1": first})
        self.assertEqual(Binding._find(self.connection, "customer", ["cus_1"]), {"cus_1": second})

    def test_a_record_that_is_gone_is_not_found(self):
        Binding = self.env["ar.sync.binding"]
        partner = self.env["res.partner"].create({"name": "Gone"})
        Binding._bind(self.connection, "customer", "cus_1", partner)
        partner.unlink()
        self.assertEqual(Binding._find(self.connection, "customer", ["cus_1", "cus_2"]), {})

    def test_credentials_are_those_of_the_connection(self):
        Secret = self.env["ar.sync.secret"]
        for connection in self.both:
            Secret._put(connection, "api_key", f"key of {connection.company_id.name}")
        for connection in self.both:
            self.assertEqual(Secret._get(connection, "api_key"), f"key of {connection.company_id.name}")
        self.connection.action_disconnect()
        self.assertEqual(Secret._get(self.other, "api_key"), "key of Alder Works")

    def test_trouble_of_one_does_not_stop_the_other(self):
        def fail(connection, events):
            if connection == self.connection:
                raise AccessLost("Revoked.", code="key")
            return dict.fromkeys(events)

        self.play(handle_events=fail)
        mine, theirs = self.messages("evt_1"), self.messages("evt_1", connection=self.other)
        self.Event._drain()
        self.assertEqual((self.connection.state, self.other.state), ("error", "connected"))
        self.assertEqual((mine.state, theirs.state), ("received", "done"))

    def test_a_waiting_stream_of_one_does_not_hold_the_other(self):
        def fail(connection, stream):
            if connection == self.other:
                raise Transient("Busy.")
            return self.read_page(connection, stream)

        self.play(read_page=fail)
        self.both._ar_ensure_streams()
        for _turn in range(6):
            self.env["ar.sync.stream"]._import()
        self.assertTrue(self.connection.is_imported)
        self.assertFalse(self.other.is_imported)

    def test_the_same_account_once_per_company(self):
        values = {"provider": "none", "external_account_id": "acct_1"}
        self.both.write(values)
        self.env.flush_all()
        again = new_connection(self.env, self.company, "Again")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            again.write(values)
            self.env.flush_all()

    def test_a_user_of_one_company_sees_one_inbox(self):
        self.messages("evt_1")
        self.messages("evt_1", connection=self.other)
        user = self.users["manager"]
        seen = self.Event.with_user(user).search([])
        self.assertEqual(seen.company_id, self.company)
        user.company_ids = [Command.link(self.other_company.id)]
        chosen = self.Event.with_user(user).with_context(allowed_company_ids=self.other_company.ids)
        self.assertEqual(chosen.search([]).company_id, self.other_company)
