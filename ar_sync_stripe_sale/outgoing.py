"""The kinds of changes that sales orders make at Stripe; see ``ar_sync_stripe/outgoing.py``."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.ar_sync_stripe.outgoing import OUT, SETTINGS, OutKind

_lt = LazyTranslate(__name__)

SETTING = "subscriptions"
_PATH = "/v1/subscriptions/{target}"

KINDS = (
    OutKind("tax_rate.create", "/v1/tax_rates", SETTING, "made", "tax_rate", lists="/v1/tax_rates"),
    OutKind("subscription.create", "/v1/subscriptions", SETTING, "subscribed", "subscription"),
    OutKind("subscription.update", _PATH, SETTING, "stamped", is_stamped=True),
    OutKind("subscription.pause", _PATH, SETTING, "updated"),
    OutKind("subscription.resume", _PATH, SETTING, "updated"),
    OutKind("subscription.end", _PATH, SETTING, "updated"),
    OutKind("subscription.cancel", _PATH, SETTING, "over", method="delete", says_how=True),
)

OUT.update({kind.name: kind for kind in KINDS})
SETTINGS[SETTING] = _lt("Subscriptions")
