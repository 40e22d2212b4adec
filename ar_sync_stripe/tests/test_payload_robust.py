"""Whatever JSON arrives ends in values, notes, or a named error; money is never made up."""

import copy
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .. import payloads
from ..payloads.base import PayloadError, UnknownObject
from .payload_fixtures import load, names

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["eur", "9" * 40, "1e999999999", "<VENDOR_ID>", "txn_1", "\ud800"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "object", "data", "deleted", "has_more", "amount", "type"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Yield the place of everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in inside:
        yield (*path, key)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*path, key))


def change(obj, place, value):
    """Return a copy with a value, or with `...` nothing, at a place. The rest is shared."""
    changed = copy.copy(obj)
    if len(place) > 1:
        changed[place[0]] = change(obj[place[0]], place[1:], value)
    elif value is ...:
        del changed[place[0]]
    else:
        changed[place[0]] = value
    return changed


def read(obj):
    try:
        return payloads.read_object(obj)
    except UnknownObject:
        return None
    except PayloadError as error:
        assert error.path and error.problem and str(error)
        return None


@settings(deadline=None)
@given(st.sampled_from(names()), st.data())
def test_any_value_anywhere(name, data):
    obj = load(name)
    place = data.draw(st.sampled_from(list(places(obj))))
    reading = read(change(obj, place, data.draw(JSON)))
    for note in reading.notes if reading else ():
        assert note.path and note.kind in ("missing", "not_understood")


@pytest.mark.parametrize("name", names())
def test_any_field_may_be_missing_or_null(name):
    obj = load(name)
    for place in places(obj):
        read(change(obj, place, None))
        read(change(obj, place, ...))


@pytest.mark.parametrize("name", [name for name in names() if name != "event"])
def test_no_amount_is_read_from_a_text_or_a_fraction(name):
    """Every whole number of a fixture, spoilt: it is noted, refused, or was not money at all."""
    obj = load(name)
    honest = repr(read(obj).values)
    for place in places(obj):
        value = obj
        for key in place:
            value = value[key]
        if isinstance(value, int) and not isinstance(value, bool):
            for spoilt in (str(value), [value], value + 0.5, math.nan):
                reading = read(change(obj, place, spoilt))
                same = reading is not None and repr(reading.values) == honest
                assert reading is None or reading.notes or same or place[-1] in EXACT_NUMBERS


# Read as exact numbers on purpose, in any of JSON's forms.
EXACT_NUMBERS = {"quantity", "unit_amount", "flat_amount", "amount", "percent_off", "up_to"}


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=8), JSON, max_size=5))
def test_any_object(obj):
    read(obj)


@settings(deadline=None)
@given(st.sampled_from(sorted(payloads.READERS)), JSON, JSON)
def test_any_object_of_a_known_type(kind, id, value):
    keys = ("amount", "currency", "created", "status", "type", "data", "lines", "has_more")
    read({"id": id, "object": kind, **dict.fromkeys(keys, value)})
