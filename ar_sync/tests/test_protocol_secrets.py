"""Risk: a credential is readable where it must not be, or lost where it must not be."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.ar_sync.protocol.masking import mask, tail
from odoo.addons.ar_sync.protocol.secrets import NoKey, Vault, WrongKey

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
BODIES = st.text(
    alphabet=st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789"),
    min_size=16,
    max_size=99,
)
PREFIXES = st.sampled_from(
    [
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "rk_test_",
        "whsec_",
        "ac_",
        "pi_3Mtw_secret_",
        "seti_1Ab_secret_",
    ]
)
AROUND = st.sampled_from(["", " ", "'", '"', "\n", "=", ":", "(", ")", "/", ",", "é", "_", "key=", "{'k': '"])


# --- masking ---


@given(AROUND, PREFIXES, BODIES, st.sampled_from(["", " ", "'", '"', "\n", ".", ",", ")", "&x=1", "é"]))
def test_a_credential_is_masked_wherever_it_stands(before, prefix, body, after):
    masked = mask(f"{before}{prefix}{body}{after}")
    assert body not in masked
    assert body[:-4] not in masked
    assert f"{prefix}…{body[-4:]}" in masked, "its kind and end stay, to tell keys apart"
    assert masked.startswith(before) and masked.endswith(after)


@given(st.sampled_from(["Bearer", "bearer", "BEARER", "Basic", "basic"]), BODIES)
def test_whatever_follows_an_authorization_scheme_is_masked(scheme, body):
    for credential in (body, f"{body}.{body}", f"{body}==", f"{body}-_~+/"):
        masked = mask(f"Authorization: {scheme}  {credential}")
        assert masked == f"Authorization: {scheme} …"


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)


@given(PREFIXES, BODIES, st.text(max_size=20))
def test_a_masked_credential_stays_as_it_is(prefix, body, rest):
    once = mask(f"{prefix}{body} {rest}")
    assert mask(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "The invoice in_1Mtw of cus_9s6 was paid.",
        "task_live_streaming is on",
        "a basic plan, the bearer is late",
        "mac_address",
        "",
    ],
)
def test_prose_and_plain_ids_stay_readable(text):
    assert mask(text) == text


def test_several_credentials_in_one_text():
    masked = mask("sk_live_aaaaaaaaaaaa1111 rk_test_bbbbbbbbbbbb2222 whsec_cccccccccccc+/3333==")
    assert masked == "sk_live_…1111 rk_test_…2222 whsec_…33=="


@pytest.mark.parametrize(("secret", "shown"), [("a" * 11, ""), ("b" * 8 + "wxyz", "wxyz"), ("", "")])
def test_a_short_secret_shows_nothing_of_itself(secret, shown):
    """Four of five characters would be most of it."""
    assert tail(secret) == shown


# --- the vault ---


@given(st.text(max_size=200))
@settings(max_examples=30)
def test_what_is_sealed_opens_to_itself_and_is_not_readable(value):
    vault = Vault(NEW)
    sealed = vault.seal(value)
    assert vault.open(sealed) == value
    assert len(value) < 4 or value not in sealed
    assert vault.seal(value) != sealed, "equal credentials must not look equal"


def test_the_first_key_seals_and_all_keys_open():
    former = Vault(OLD).seal("sk_test_1")
    both = Vault(f" {NEW} , {OLD},")
    assert both.open(former) == "sk_test_1"
    assert both.key_fingerprint == Vault(NEW).key_fingerprint != Vault(OLD).key_fingerprint
    with pytest.raises(WrongKey):
        Vault(OLD).open(both.seal("sk_test_2"))


def test_rotation_needs_both_keys_and_then_only_the_new_one():
    former = Vault(OLD).seal("sk_test_1")
    with pytest.raises(WrongKey):
        Vault(NEW).rotate(former)
    rotated = Vault(f"{NEW},{OLD}").rotate(former)
    assert Vault(NEW).open(rotated) == "sk_test_1"


@pytest.mark.parametrize("spoilt", ["", "garbage", "gAAAA", "ø"])
def test_a_spoilt_value_is_said_not_guessed(spoilt):
    with pytest.raises(WrongKey):
        Vault(NEW).open(spoilt)


@pytest.mark.parametrize("position", [0, 9, 30, -5])
def test_a_changed_value_does_not_open(position):
    sealed = list(Vault(NEW).seal("sk_test_1"))
    sealed[position] = "A" if sealed[position] != "A" else "B"
    with pytest.raises(WrongKey):
        Vault(NEW).open("".join(sealed))


@pytest.mark.parametrize("configured", ["", "  ", ",", " , ,"])
def test_no_key_is_said(configured):
    with pytest.raises(NoKey, match="no encryption key is configured"):
        Vault(configured)


@pytest.mark.parametrize("configured", ["secret", "é" * 44, NEW[:-2], f"{NEW},short"], ids="abcd")
def test_a_key_that_is_none_is_said_and_not_shown(configured):
    with pytest.raises(NoKey, match="not a Fernet key") as refusal:
        Vault(configured)
    assert configured not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_the_vault_shows_no_key():
    vault = Vault(f"{NEW},{OLD}")
    for shown in (repr(vault), str(vault), str(WrongKey("x"))):
        assert NEW not in shown and OLD not in shown
    assert vault.key_fingerprint not in NEW
