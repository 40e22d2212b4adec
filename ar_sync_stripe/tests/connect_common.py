"""Accounts that allow the platform: the sandbox's consent page, clicked by its own code."""

from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from odoo.tools import config

from sandbox.stripe.core.render import render_result
from sandbox.stripe.pages import oauth

from ..models.ar_connect_platform import OPTIONS


class ConnectMixin:
    """For a case with a shop: the shop's own account is the platform, others are connected to it."""

    @classmethod
    def set_up_platform(cls, env):
        """Enter the platform's settings, as its administrator does, and return it."""
        platform = env["ar.connect.platform"]._of("test")
        platform.write({"client_id": cls.shop.sandbox.client_id, "secret_key": cls.shop.sandbox.secret_key})
        return platform

    @classmethod
    def new_account(cls, name="Harbour Tools"):
        """Open another account at Stripe and return its id."""
        return cls.shop.control("POST", "/accounts", settings={"name": name})["id"]

    @classmethod
    def new_connect(cls, env, **values):
        """Return a draft connection that is to be allowed at Stripe."""
        return env["ar.sync.connection"].create(
            {
                "name": "Harbour",
                "provider": "stripe",
                "environment": "test",
                "mode": "automatic",
                "timezone": "UTC",
                "stripe_access": "connect",
                **values,
            }
        )

    @classmethod
    def decide(cls, address, account, answer="approve", **changes):
        """Click on the consent page at ``address``. Return the query with which the browser comes back."""
        form = {**dict(parse_qsl(urlsplit(address).query)), "account": account, "answer": answer, **changes}
        with cls.shop.engine.lock:
            found = oauth.consent(cls.shop.engine, form)
            cls.shop.engine.commit()
        return urlsplit(found.headers["Location"])

    @classmethod
    def begin(cls, connection, scope="read_only"):
        """Begin as the button does, without a browser. Return (row, state, chance word, address)."""
        env = connection.env
        platform = env["ar.connect.platform"]._of(connection.environment)
        row, state, nonce = env["ar.sync.authorization"]._begin(connection, scope, platform.redirect_uri)
        return row, state, nonce, platform._oauth().authorize_url(scope, state, platform.redirect_uri)

    @classmethod
    def code_for(cls, address, account):
        """Allow, and return the code only."""
        return dict(parse_qsl(cls.decide(address, account).query))["code"]

    @classmethod
    def allow(cls, connection, account, scope="read_only"):
        """Begin, allow and come back. Return the authorization."""
        row, _state, _nonce, address = cls.begin(connection, scope)
        row._answer(cls.code_for(address, account))
        return row

    @classmethod
    def post_as(cls, account, path, **params):
        """Do something in a connected account, as its owner. Return the object."""
        return cls._call_as(account, "POST", path, params)

    @classmethod
    def get_as(cls, account, path, **params):
        """Look at something in a connected account, as its owner."""
        return cls._call_as(account, "GET", path, params)

    @classmethod
    def _call_as(cls, account, method, path, params):
        with cls.shop.engine.lock:
            ctx = cls.shop.engine.context(cls.shop.engine.account(account))
            found = cls.shop.engine.call(ctx, method, f"/v1/{path}", params)
            cls.shop.engine.commit()
            return render_result(ctx, found)

    def is_let_in(self, account) -> bool:
        """Tell whether the account lets the platform in, from the sandbox's own books."""
        with self.shop.engine.lock:
            row = self.shop.engine.account(account).get("_settings", "settings")
        return not row["deauthorized"]

    def operations(self, kind, connection=None):
        domain = [("kind", "=", kind)] + ([("connection_id", "=", connection.id)] if connection else [])
        return self.env["ar.sync.operation"].search(domain)

    @contextmanager
    def configured(self, **settings):
        """Put settings of the platform into the configuration file."""
        names = {OPTIONS[name] % "test": value for name, value in settings.items()}
        with _put(names):
            yield


@contextmanager
def _put(names):
    before = {name: config.get(name) for name in names}
    for name, value in names.items():
        config[name] = value
    try:
        yield
    finally:
        for name, value in before.items():
            config[name] = value
