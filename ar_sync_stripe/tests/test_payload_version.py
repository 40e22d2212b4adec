"""API versions: order, the pinned one, and what is none."""

import pytest

from ..payloads import version


def test_versions_are_ordered_by_date():
    written = ["2020-08-27", "2022-11-15", "2024-09-30.acacia", "2025-03-31.basil"]
    written += ["2025-10-29.clover", "2026-03-25.dahlia", version.API_VERSION]
    parsed = [version.parse(one) for one in written]
    assert parsed == sorted(parsed)
    assert version.parse("2025-02-24.acacia") < version.BASIL


def test_beta_flags_are_no_part_of_it():
    assert version.parse("2025-03-31.basil; some_beta=v1") == version.BASIL


@pytest.mark.parametrize(
    "written", ["", "basil", "2025-3-31", "2025-03-31.", "2025-13-31", "2025-03-31.Basil"]
)
def test_what_is_no_version_is_refused(written):
    with pytest.raises(ValueError):
        version.parse(written)
    assert not version.is_same_release(written)


@pytest.mark.parametrize(
    ("written", "current", "same"),
    [
        (version.API_VERSION, True, True),
        ("2026-09-30.endive", False, True),
        ("2026-08-26.dahlia", False, False),
        ("2020-08-27", False, False),
        (None, False, False),
    ],
)
def test_current_and_same_release(written, current, same):
    assert version.is_current(written) is current
    assert version.is_same_release(written) is same


def test_the_pinned_version_is_the_vendors_librarys():
    stripe = pytest.importorskip("stripe")
    if not stripe.VERSION.startswith("16.1"):
        pytest.skip(f"the pinned version is that of stripe 16.1, not of {stripe.VERSION}")
    assert stripe.api_version == version.API_VERSION
