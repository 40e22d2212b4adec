"""An account with several customers, and ways to compare what a connection knows with a fresh import."""

from odoo.tools import SQL

from .common import StripeCase

# What is ours on a mirrored row, beside what `mirror_dump` leaves out already.
OURS = ("out_of_scope_since", "scope_booking", "scope_balance", "is_booked", "booked_note", "match_note")


class ScopeCase(StripeCase):
    """Ada, Bob and Cleo, each with a paid and an open invoice; one payment of a guest."""

    names = ("Ada Instruments", "Bob Tools", "Cleo Yachts")

    @classmethod
    def prepare(cls):
        shop = cls.shop
        cls.people = {name.split()[0].lower(): shop.customer(name) for name in cls.names}
        cls.paid, cls.open = {}, {}
        for number, (name, customer) in enumerate(cls.people.items()):
            cls.paid[name] = shop.invoice(customer, 10_000 + 1_000 * number)
            cls.open[name] = shop.invoice(customer, 3_000 + 100 * number)
            shop.pay(cls.paid[name])
        cls.guest = shop.collect(1_234)
        cls.connection = cls.new_connection(cls.env)

    def scope(self, mode=None, guests=None, *names):
        """Set mode and guests, and replace the list by these people."""
        if names or mode == "all":
            self.connection.scope_customer_ids._unlist()
            self.env["ar.sync.scope.guard"]._bump(self.connection)
        values = {"scope_mode": mode, "scope_guests": guests}
        self.connection.write({key: value for key, value in values.items() if value})
        if names:
            self.connection._ar_scope_add([self.people[name] for name in names], "picked")

    def in_scope(self, model="customer"):
        """Return the mirrored rows that are in scope."""
        mine = [("connection_id", "=", self.connection.id), ("out_of_scope_since", "=", False)]
        return self.env[f"ar.stripe.{model}"].search(mine)

    def names_in(self):
        """Return whose customers are mirrored and in scope."""
        names = {customer: name for name, customer in self.people.items()}
        return {names.get(row.external_id, row.external_id) for row in self.in_scope()}

    def everything_stored(self) -> str:
        """Return every value of every table in which something of a provider is kept, as one text."""
        self.env.flush_all()
        tables = [*self.mirror_tables(), "ar_sync_event", "ar_sync_scope_outside", "ar_sync_scope_customer"]
        tables += ["ar_match_receipt", "account_move", "account_move_line", "ar_sync_stream", "ar_sync_operation"]
        texts = []
        for table in tables:
            self.env.cr.execute(SQL("SELECT t::text FROM %s t", SQL.identifier(table)))
            texts += [text for (text,) in self.env.cr.fetchall()]
        return "\n".join(texts)

    def assert_nothing_of(self, *names):
        """No table holds a name or an address of these people."""
        stored = self.everything_stored()
        full = {name.split()[0].lower(): name for name in self.names}
        for name in names:
            for word in (full[name], f"{name}@example.com"):
                at = stored.find(word)
                self.assertEqual(at, -1, at >= 0 and stored[max(0, at - 300) : at + 100])

    # === COMPARISON === #

    def mirror_in_scope(self, connection=None) -> dict:
        """Return table -> remote id -> values, of what is in scope."""
        dump = self.mirror_dump(connection)
        return {
            table: {
                key: {name: value for name, value in row.items() if name not in OURS}
                for key, row in rows.items()
                if not row.get("out_of_scope_since")
            }
            for table, rows in dump.items()
        }

    def ids_outside(self, connection=None) -> set:
        """Return the remote ids that are known to be out: noted, or marked in the mirror."""
        connection = connection or self.connection
        noted = self.env["ar.sync.scope.outside"].search([("connection_id", "=", connection.id)])
        dump = self.mirror_dump(connection)
        marked = {key for rows in dump.values() for key, row in rows.items() if row.get("out_of_scope_since")}
        return {*noted.mapped("external_id"), *marked}

    def books_of(self, connection=None) -> dict:
        """Return remote id of a payment in scope -> what its receipt says, and of an invoice -> its entry."""
        connection = connection or self.connection
        mine = [("connection_id", "=", connection.id), ("out_of_scope_since", "=", False)]
        found = {}
        for charge in self.env["ar.stripe.charge"].search(mine):
            receipt = charge.receipt_id
            found[charge.external_id] = receipt and (
                receipt.state,
                receipt.amount,
                receipt.reversed_amount,
                receipt.unapplied_amount,
                receipt.move_id.state,
            )
        for invoice in self.env["ar.stripe.invoice"].search(mine):
            move = invoice.move_id
            found[invoice.external_id] = move and (move.state, move.amount_total, round(move.amount_residual, 2))
        return found

    def ledger(self, connection=None) -> dict:
        """Return role or type of account and currency -> posted balance of the entries of a connection's journals."""
        connection = connection or self.connection
        journals = connection.journal_ids | connection.invoice_journal_id
        company = connection.company_id
        roles = {company._ar_account(role): role for role in ("clearing", "fee", "dispute", "unapplied", "transit")}
        roles |= dict.fromkeys(connection.journal_ids.default_account_id, "stripe")
        rows = self.env["account.move.line"]._read_group(
            [("journal_id", "in", journals.ids), ("parent_state", "=", "posted")],
            ["account_id", "currency_id"],
            ["amount_currency:sum", "balance:sum"],
        )
        found: dict = {}
        for account, currency, amount, balance in rows:
            key = (roles.get(account, account.account_type), currency.name)
            before = found.get(key, (0.0, 0.0))
            found[key] = (round(before[0] + amount, 3), round(before[1] + balance, 3))
        return {key: value for key, value in found.items() if any(value)}
