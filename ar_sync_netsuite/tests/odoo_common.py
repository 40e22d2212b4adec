"""A company whose ERP is a NetSuite account on this machine."""

from contextlib import closing
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase
from odoo.tools import config

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE

from sandbox.netsuite import schema
from sandbox.netsuite.server import NetSuiteSandbox

from ..models.ar_sync_connection_netsuite import URL_OPTION, WSDL_OPTION

NOW = "2026-11-02T18:00:00Z"


class Killed(BaseException):
    """The worker is gone: nothing that it could still do happens."""


def logged_in(netsuite):
    """Return the values of a connection to the stand-in, with the account's tokens."""
    token = netsuite.token
    return {
        "name": "NetSuite",
        "provider": "netsuite",
        "netsuite_account": netsuite.account_id,
        "netsuite_consumer_key": token.consumer_key,
        "netsuite_consumer_secret": token.consumer_secret,
        "netsuite_token": token.token,
        "netsuite_token_secret": token.secret,
    }


def forget_pace(database, account):
    """Forget what the account refused: it is kept past the transaction of a test, and slows down the next."""
    with closing(db_connect(database).cursor()) as cursor:
        cursor.execute("DELETE FROM ar_netsuite_pace WHERE account = %s", (account,))
        cursor.commit()


class NetSuiteCase(TransactionCase):
    """The stand-in's own company, with customers and documents; a connection that has its tokens."""

    scenario = "northwind"
    count = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()}))
        cls.netsuite = NetSuiteSandbox(seed=5, scenario=cls.scenario, count=cls.count, now=NOW)
        cls.netsuite.start()
        cls.addClassCleanup(cls.netsuite.stop)
        for name, value in ((URL_OPTION, cls.netsuite.url), (WSDL_OPTION, "")):
            cls.addClassCleanup(config.__setitem__, name, config.get(name))
            config[name] = value
        cls.forget_pace(cls.netsuite.account_id)
        cls.connection = cls.new_connection()
        cls.addClassCleanup(cls.forget_pace, cls.netsuite.account_id)

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Odoo's guard against requests to the outside, which knows a timeout as one number only."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    @classmethod
    def new_connection(cls, **values):
        """Return a connection with the account's tokens."""
        return cls.env["ar.sync.connection"].create({**logged_in(cls.netsuite), **values})

    @classmethod
    def forget_pace(cls, account):
        """Forget what was refused: it is written past the transaction that a test rolls back."""
        forget_pace(cls.env.cr.dbname, account)

    def with_soap(self):
        """Have what SOAP needs, or skip loudly."""
        schema.required()
        config[WSDL_OPTION] = self.netsuite.wsdl_url()
        self.addCleanup(config.__setitem__, WSDL_OPTION, "")
