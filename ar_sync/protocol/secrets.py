"""Encryption of credentials at rest: Fernet, with rotation.

The key comes from the configuration file or the environment, never from the database, so that a
dump holds nothing that opens a provider's account. Several keys separated by commas rotate: the
first encrypts, all decrypt (cryptography.io/en/latest/fernet: MultiFernet).

>>> keys = "w9Y8xv4rV3lGfq0VqP1n0m5o6p7q8r9s0t1u2v3w4x4="
>>> Vault(keys).open(Vault(keys).seal("sk_test_abc"))
'sk_test_abc'
>>> Vault("")
Traceback (most recent call last):
...
odoo.addons.ar_sync.protocol.secrets.NoKey: no encryption key is configured
"""

import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class NoKey(Exception):
    """No usable encryption key is configured."""


class WrongKey(Exception):
    """The stored value was sealed with a key that is not configured any more."""


class Vault:
    """Seals and opens short texts with the configured keys. Its ``repr`` shows nothing."""

    def __init__(self, configured: str) -> None:
        keys = [part.strip() for part in configured.split(",") if part.strip()]
        if not keys:
            raise NoKey("no encryption key is configured")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise NoKey("the encryption key is not a Fernet key (32 bytes, URL-safe base64)") from None
        self.key_fingerprint = hashlib.sha256(keys[0].encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        return "Vault(…)"

    def seal(self, value: str) -> str:
        """Encrypt ``value`` with the first key."""
        return self._fernet.encrypt(value.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt. Raise :class:`WrongKey` where no configured key fits."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey("this credential was encrypted with another key") from None

    def rotate(self, sealed: str) -> str:
        """Encrypt anew with the first key. Raise :class:`WrongKey` like :meth:`open`."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise WrongKey("this credential was encrypted with another key") from None
