"""The parts of charges and payment intents that only platforms have
(docs.stripe.com/connect/charges).

>>> fields = Fields({"application_fee_amount": 123, "transfer_data": {"destination": "acct_2"},
...     "on_behalf_of": None}, "charge")
>>> read_connect(fields).application_fee_minor, read_connect(fields).destination_id
(123, 'acct_2')
"""

from dataclasses import dataclass

from .fields import Fields


@dataclass(frozen=True, slots=True)
class ConnectDetails:
    """Application fee and transfer of a payment; all None on an account that is no platform's."""

    application_id: str | None
    application_fee_id: str | None
    application_fee_minor: int | None
    on_behalf_of_id: str | None
    destination_id: str | None
    transfer_id: str | None
    source_transfer_id: str | None
    transfer_group: str | None


def read_connect(fields: Fields) -> ConnectDetails:
    """Return application fee and transfer; the destination is `transfer_data.destination`, in
    oldest shapes `destination`.
    """
    transfer_data = fields.inner("transfer_data")
    return ConnectDetails(
        application_id=fields.ident("application"),
        application_fee_id=fields.ident("application_fee"),
        application_fee_minor=fields.integer("application_fee_amount"),
        on_behalf_of_id=fields.ident("on_behalf_of"),
        destination_id=transfer_data.ident("destination")
        if transfer_data
        else fields.ident("destination"),
        transfer_id=fields.ident("transfer"),
        source_transfer_id=fields.ident("source_transfer"),
        transfer_group=fields.text("transfer_group"),
    )
