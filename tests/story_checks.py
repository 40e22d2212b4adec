"""What has to hold at a month's end and at the end of the story: Odoo against Stripe, the bank and the notebook."""

from .story_bank import PLACES
from .story_company import BANKS
from .story_september import September


class Checks(September):
    """Every comparison is of whole minor units."""

    # === READING ODOO === #

    def minor(self, amount, code):
        return round(amount * 10 ** PLACES[code])

    def accounts(self, role):
        """Return Odoo's accounts of a role of the notebook."""
        if role == "stripe":
            return self.connection.journal_ids.default_account_id
        if role == "bank":
            return self.env["account.account"].union(*(journal.default_account_id for journal in self.banks.values()))
        if role == "suspense":
            return self.env["account.account"].union(*(journal.suspense_account_id for journal in self.banks.values()))
        if role == "owed":
            return self.env["account.account"].search([("account_type", "=", "asset_receivable")])
        if role == "write_off":
            return self.company._ar_dispute_reason().account_id
        return self.company._ar_account(role)

    def ledger(self, role):
        """Return currency -> posted amount in minor units, where there is any."""
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "in", self.accounts(role).ids), ("parent_state", "=", "posted")],
            ["currency_id"],
            ["amount_currency:sum"],
        )
        found = {currency.name.lower(): amount for currency, amount in rows}
        return {code: self.minor(amount, code) for code, amount in found.items() if self.minor(amount, code)}

    def noted(self, role):
        return {code: amount for (name, code), amount in self.notes.accounts.items() if name == role and amount}

    # === CHECKS === #

    def check_balances(self):
        """Odoo's journals, Stripe's balances and the notebook."""
        self.connection._ar_update_tie_out()
        there = self.shop.sandbox.books()["balance"]
        for row in self.connection.tie_out_ids:
            code = row.currency_id.name.lower()
            with self.subTest(currency=code):
                stripe = there.get(code, {"total": 0})["total"]
                self.assertEqual(self.minor(row.remote_balance, code), stripe)
                self.assertEqual(self.minor(row.ledger_balance, code), stripe)
                self.assertTrue(row.is_tied_out)
                self.assertFalse(row.waiting_amount or row.difference)
                self.assertEqual(self.notes.accounts["stripe", code], stripe, "Stripe, and what the notebook says")

    def check_banks(self):
        """The bank's accounts, its statements and the notebook."""
        for code, account in self.bank.accounts.items():
            with self.subTest(bank=code):
                journal = self.banks[code]
                self.assertEqual(account.stated, len(account.entries), "all that was booked is stated")
                self.assertEqual(self.notes.accounts["bank", code], account.balance)
                self.assertEqual(self.ledger_of(journal.default_account_id, code), account.balance)
                newest = self.env["account.bank.statement"].search(
                    [("journal_id", "=", journal.id)], order="date desc, id desc", limit=1
                )
                self.assertEqual(self.minor(newest.balance_end_real, code), account.balance)
                statements = self.env["account.bank.statement"].search([("journal_id", "=", journal.id)])
                self.assertTrue(all(statements.mapped("is_valid")) and all(statements.mapped("is_complete")))

    def ledger_of(self, account, code):
        [(amount,)] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")], [], ["amount_currency:sum"]
        )
        return self.minor(amount or 0.0, code)

    def check_accounts(self):
        """Every account that has a role, in every currency."""
        for role in ("fee", "transit", "clearing", "dispute", "unapplied", "write_off", "suspense", "owed"):
            with self.subTest(account=role):
                self.assertEqual(self.ledger(role), self.noted(role))

    def check_owed(self):
        """What each customer owes is what is open on his invoices, less his credits."""
        for word in self.customers:
            for code in PLACES:
                lines = self.env["account.move.line"].search(
                    [
                        ("account_type", "=", "asset_receivable"),
                        ("parent_state", "=", "posted"),
                        ("partner_id", "child_of", self.partner(word).id),
                        ("currency_id.name", "=", code.upper()),
                    ]
                )
                with self.subTest(customer=word, currency=code):
                    owed = self.notes.owed[word, code]
                    self.assertEqual(self.minor(sum(lines.mapped("amount_currency")), code), owed)
                    self.assertEqual(self.minor(sum(lines.mapped("amount_residual_currency")), code), owed)

    def check_company_currency(self):
        """Where nothing is left in its currency, nothing is left in the company's: differences are booked."""
        roles = ("transit", "clearing", "dispute", "unapplied", "owed")
        accounts = self.env["account.account"].union(*(self.accounts(role) for role in roles))
        rows = self.env["account.move.line"]._read_group(
            [("account_id", "in", accounts.ids), ("parent_state", "=", "posted")],
            ["account_id", "partner_id", "currency_id"],
            ["amount_currency:sum", "balance:sum"],
        )
        left = {
            (account.name, partner.name or "", currency.name): round(balance, 2)
            for account, partner, currency, amount, balance in rows
            if currency.is_zero(amount) and round(balance, 2)
        }
        self.assertEqual(left, {})
        clearing = self.env["account.move.line"].search(
            [("account_id", "=", self.accounts("clearing").id), ("parent_state", "=", "posted")]
        )
        self.assertEqual(round(sum(clearing.mapped("balance")), 2), 0.0, "provider clearing")
        self.assertTrue(all(clearing.mapped("reconciled")), "one side of a conversion clears the other")

    def check_invoices(self):
        """Each invoice: its entry, Stripe's own, and the notebook."""
        invoices = self.shop.sandbox.books()["invoices"]
        for word, noted in self.notes.invoices.items():
            with self.subTest(invoice=word):
                self.check_invoice(self.entry(word), noted)
                if word in self.remote:
                    there = invoices[self.remote[word]]
                    self.assertEqual((there["total"], there["tax"]), (noted.total, noted.tax))
                    self.assertEqual((there["status"], there["number"]), (noted.status, self.entry(word).name))
                    if noted.status in ("open", "paid"):
                        self.assertEqual(there["amount_remaining"], noted.remaining)

    def check_invoice(self, move, noted):
        """Compare an invoice's entry with the notebook."""
        code = noted.currency
        here = [self.minor(amount, code) for amount in (move.amount_total, move.amount_tax)]
        self.assertEqual((move.currency_id.name.lower(), *here), (code, noted.total, noted.tax))
        self.assertEqual(move.state, {"void": "cancel"}.get(noted.status, "posted"))
        if noted.status != "void":
            self.assertEqual(self.minor(move.amount_residual, code), noted.open)
            paid = move.payment_state in ("paid", "reversed", "in_payment")
            self.assertEqual(paid, not noted.open, move.payment_state)

    def check_nothing_is_stuck(self, receipts=(), operations=()):
        """Messages, changes, receipts, movements and objects: none waits but those that are named.

        :param receipts: (currency, amount, what its reason says) of receipts that wait for a person.
        """
        mine = [("connection_id", "=", self.connection.id)]
        with self.subTest("messages"):
            self.check_messages(mine)
        with self.subTest("changes"):
            self.check_changes(mine, operations)
        with self.subTest("receipts"):
            self.check_receipts(receipts)
        with self.subTest("movements"):
            self.check_movements(mine)

    def check_messages(self, mine):
        events = self.env["ar.sync.event"].search([*mine, ("state", "not in", ("done", "ignored"))])
        self.assertFalse(events, events.mapped(lambda row: (row.kind, row.state, row.reason)))

    def check_changes(self, mine, operations):
        waiting = self.env["ar.sync.operation"].search([*mine, ("state", "not in", ("done", "cancelled"))])
        self.assertEqual(
            waiting.mapped("kind"),
            list(operations),
            waiting.mapped(lambda row: (row.kind, row.state, row.problems, row.error)),
        )

    def check_receipts(self, receipts):
        found = self.env["ar.match.receipt"].search([("state", "in", ("new", "review", "failed"))], order="date, id")
        said = [
            (row.currency_id.name.lower(), self.minor(row.amount, row.currency_id.name.lower()), row.reason)
            for row in found
        ]
        self.assertEqual([row[:2] for row in said], [row[:2] for row in receipts], said)
        for (_code, _amount, reason), (_, _, words) in zip(said, receipts, strict=True):
            self.assertIn(words, reason)

    def check_movements(self, mine):
        movements = self.env["ar.stripe.balance.transaction"].search([*mine, ("is_booked", "=", False)])
        self.assertFalse(movements, movements.mapped(lambda row: (row.type, row.net, row.booked_note)))
        for model in sorted(self.env.registry.descendants(["ar.stripe.mirror"], "_inherit")):
            if not self.env[model]._abstract:
                rows = self.env[model].search([*mine, ("needs_apply", "=", True)])
                self.assertFalse(rows, f"{model} {rows.mapped(lambda row: (row.display_name, row.problem))}")

    def check_chains(self):
        """Every payout that arrived leads to its line on the statement, and each line to its payout."""
        for row in self.payouts():
            payout = self.mirror("payout", row["id"])
            with self.subTest(payout=row["id"], currency=row["currency"], status=row["status"]):
                lines = payout._bank_moves().statement_line_id
                if row["status"] == "paid":
                    self.assertEqual(self.minor(lines.amount, row["currency"]), row["amount"])
                    self.assertTrue(lines.is_reconciled)
                    self.assertEqual(lines.journal_id, self.banks[row["currency"]])
                else:
                    self.assertFalse(lines)
                if row["automatic"] and row["reconciliation_status"] == "completed":
                    self.assertEqual(payout.composition, "told")

    def unexplained(self):
        """Return what is on the bank's suspense accounts: (currency, amount), in the order of the days."""
        lines = self.env["account.bank.statement.line"].search(
            [("journal_id", "in", [journal.id for journal in self.banks.values()]), ("is_reconciled", "=", False)],
            order="date, id",
        )
        return [(code, self.minor(line.amount, code)) for line in lines for code in (line.currency_id.name.lower(),)]

    def check_all(self, receipts=(), operations=(), unexplained=()):
        """Everything, as at a month's end."""
        self.assertEqual(set(BANKS) - {row.currency_id.name.lower() for row in self.connection.tie_out_ids}, set())
        for check in (
            self.check_balances,
            self.check_banks,
            self.check_accounts,
            self.check_owed,
            self.check_company_currency,
            self.check_invoices,
            self.check_chains,
        ):
            check()
        self.check_nothing_is_stuck(receipts, operations)
        with self.subTest("what the bank stated and nobody has explained"):
            self.assertEqual(self.unexplained(), list(unexplained))
