"""A connection and ways to store Stripe objects, for tests of the mirror."""

from datetime import datetime, timedelta

from odoo.tests import TransactionCase

from ..payloads import read_object
from .payload_fixtures import load

NOON = datetime(2026, 3, 1, 12)


def at(seconds: int = 0) -> datetime:
    """Return a moment of the test's day."""
    return NOON + timedelta(seconds=seconds)


class MirrorCase(TransactionCase):
    """Two companies with a Stripe connection each. The mirror is written and read as the scheduler
    does it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Harbour Tools"})
        cls.other_company = cls.env["res.company"].create({"name": "Inland Tools"})
        cls.connection = cls.new_connection(cls.company)
        cls.other_connection = cls.new_connection(cls.other_company)

    @classmethod
    def new_connection(cls, company, account=""):
        """Return a test-mode connection of this company with an account of its own."""
        return cls.env["ar.sync.connection"].create(
            {
                "name": company.name,
                "provider": "stripe",
                "company_id": company.id,
                "mode": "automatic",
                "external_account_id": f"acct_{company.id}{account}",
            }
        )

    def reading(self, fixture: str, **changes):
        """Return a fixture as its payload reader reads it, some of its JSON changed."""
        return read_object(load(fixture, **changes)).values

    def movement(self, number: int = 1, **changes):
        """Return a balance transaction."""
        return self.reading("balance_transaction", id=f"txn_{number}", **changes)

    def store(self, model: str, *values, seen: int = 0, connection=None, **options) -> int:
        """Store readings in ``ar.stripe.<model>`` as of ``seen`` seconds past noon."""
        Model = self.env[f"ar.stripe.{model}"]
        return Model._store(connection or self.connection, list(values), at(seen), **options)

    def row(self, model: str, external_id: str, connection=None):
        """Return the mirrored row."""
        return self.env[f"ar.stripe.{model}"].search(
            [
                ("connection_id", "=", (connection or self.connection).id),
                ("external_id", "=", external_id),
            ]
        )
