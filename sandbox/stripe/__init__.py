"""A stateful stand-in for the Stripe API.

Start it alone with ``python -m sandbox.stripe`` or inside a test::

    from sandbox.stripe.server import StripeSandbox

    with StripeSandbox(seed=1, scenario="small") as sandbox:
        client = stripe.StripeClient(
            sandbox.secret_key, base_addresses={"api": sandbox.url}
        )

Rooms: ``core`` (requests, keys, versions, storage), ``billing`` (invoice
arithmetic), ``ledger`` (balance, fees, payouts), ``resources`` (one file for
each API resource), ``webhooks`` (signed delivery), ``control`` (the
``/_sandbox/`` API and the books) and ``scenario`` (seeded companies).
"""
