"""SuiteTalk by zeep, strictly: an element out of the schema's order raises.

The signature is written here anew; nothing of the stand-in is used but its address and its token.
Requests and replies are validated against the real schema as they pass.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import itertools
import time
from typing import Any

import requests
import zeep

from sandbox.netsuite import schema
from sandbox.netsuite.server import NetSuiteSandbox

VERSION = "2025_2"
_counter = itertools.count(1)


@functools.cache
def document() -> zeep.Client:
    """The schema, loaded once."""
    return zeep.Client(str(schema.wsdl(VERSION)))


class Checked(zeep.Transport):
    """Validates what passes, and keeps it."""

    def __init__(self) -> None:
        super().__init__(timeout=120, operation_timeout=120)
        self.sent = b""
        self.received = b""
        self.checking = True

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> requests.Response:
        self.sent = message
        if self.checking:
            schema.check(message, VERSION)
        response = super().post(address, message, headers)
        self.received = response.content
        if self.checking and response.content.startswith(b"<?xml"):
            schema.check(response.content, VERSION)
        return response


class Soap:
    """One integration that talks SuiteTalk."""

    def __init__(self, sandbox: NetSuiteSandbox, token: Any = None, version: str = VERSION) -> None:
        self.account = sandbox.account_id
        self.token = token or sandbox.token
        self.transport = Checked()
        loaded = document()
        client = zeep.Client.__new__(zeep.Client)
        client.__dict__.update(loaded.__dict__)
        client.transport = self.transport
        self.client = client
        binding = next(iter(loaded.wsdl.bindings))
        self.service = client.create_service(binding, sandbox.soap_url(version))
        self.now = time.time

    def passport(self, **changed: Any) -> Any:
        """A fresh ``tokenPassport``."""
        values = {
            "account": self.account,
            "consumerKey": self.token.consumer_key,
            "token": self.token.token,
            "nonce": f"nonce{next(_counter):020d}",
            "timestamp": str(int(self.now())),
        }
        values.update({name: value for name, value in changed.items() if name in values})
        base = "&".join(values.values())
        key = f"{self.token.consumer_secret}&{self.token.secret}".encode()
        digest = base64.b64encode(hmac.new(key, base.encode(), hashlib.sha256).digest()).decode()
        signature = {"_value_1": changed.get("signature", digest), "algorithm": changed.get("algorithm", "HMAC-SHA256")}
        return {**values, "timestamp": int(values["timestamp"]), "signature": signature}

    def call(self, operation: str, *args: Any, headers: dict[str, Any] | None = None, **named: Any) -> Any:
        """Do an operation; extra header blocks by name."""
        blocks = {"tokenPassport": self.passport(), **(headers or {})}
        reply = getattr(self.service, operation)(*args, _soapheaders=blocks, **named)
        return next(iter(reply.body.__values__.values()))

    def type(self, name: str) -> Any:
        """A type of the schema by its bare name."""
        return types()[name]

    def ref(self, key: str = "", kind: str | None = None, external: str | None = None) -> Any:
        """A ``RecordRef``."""
        return self.type("RecordRef")(internalId=key or None, externalId=external, type=kind)

    def make(self, name: str, **values: Any) -> Any:
        """A record."""
        return self.type(name)(**values)

    def add(self, name: str, **values: Any) -> str:
        """Add a record and return its internal id; a refusal raises :class:`Refused`."""
        return str(accepted(self.call("add", self.make(name, **values))).internalId)

    def get(self, kind: str, key: str = "", external: str | None = None) -> Any:
        """Read a record."""
        reply = self.call("get", self.ref(key, kind, external))
        if not reply.status.isSuccess:
            raise Refused(reply.status)
        return reply.record


@functools.cache
def types() -> dict[str, Any]:
    """All types of the schema by bare name."""
    return {one.name: one for one in document().wsdl.types.types if one.name}


class Refused(Exception):
    """A record that was not accepted."""

    def __init__(self, status: Any) -> None:
        self.details = [(one.code, one.message) for one in status.statusDetail]
        self.code, self.message = self.details[0]
        super().__init__(f"{self.code}: {self.message}")


def accepted(response: Any) -> Any:
    """The ``baseRef`` of a write. :raise Refused: it failed."""
    if not response.status.isSuccess:
        raise Refused(response.status)
    return response.baseRef
