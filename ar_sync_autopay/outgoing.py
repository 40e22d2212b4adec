"""The kinds of changes by which customers are charged, added to Stripe's table of outgoing changes."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.ar_sync_stripe.outgoing import OUT, SETTINGS, OutKind

_lt = LazyTranslate(__name__)

CHARGE, CANCEL, ATTACH = "payment_intent.create", "payment_intent.cancel", "payment_record.attach"

OUT.update(
    {
        kind.name: kind
        for kind in (
            OutKind(
                CHARGE, "/v1/payment_intents", "charges", "charge", "payment_intent",
                lists="/v1/payment_intents?customer",
            ),
            OutKind(CANCEL, "/v1/payment_intents/{target}/cancel", "charges", "cancelled"),
        )
    }
)  # fmt: skip
SETTINGS["charges"] = _lt("Automatic Charges")
