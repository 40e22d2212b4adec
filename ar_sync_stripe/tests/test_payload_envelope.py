"""What surrounds objects: list pages, events, errors, deleted stubs, and the dispatch."""

import pytest

from .. import payloads
from ..payloads import error, event, list_page
from ..payloads.base import DeletedValues, PayloadError, UnknownObject
from .payload_fixtures import load, names

PAGE = {
    "object": "list",
    "data": [{"id": "cus_2"}, {"id": "cus_1"}],
    "has_more": True,
    "url": "/v1/x",
}


# --- lists --------------------------------------------------------------------------------------


def test_a_page():
    page = list_page.read(PAGE)
    assert [item["id"] for item in page.items] == ["cus_2", "cus_1"]
    assert (page.first_id, page.last_id, page.has_more) == ("cus_2", "cus_1", True)


def test_an_empty_page():
    page = list_page.read({**PAGE, "data": [], "has_more": False, "total_count": 0})
    assert (page.items, page.first_id, page.last_id, page.total_count) == ((), None, None, 0)


def test_a_page_of_a_search():
    page = list_page.read({**PAGE, "object": "search_result", "next_page": "WzE="})
    assert page.next_page == "WzE="


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"has_more": None}, "has_more"),
        ({"has_more": "false"}, "has_more"),
        ({"data": None}, "data"),
        ({"data": {}}, "data"),
        ({"data": []}, "has_more"),
        ({"object": "customer"}, "object"),
    ],
)
def test_a_page_whose_end_is_not_told_is_refused(changes, path):
    with pytest.raises(PayloadError) as raised:
        list_page.read({**PAGE, **changes})
    assert raised.value.path == path


def test_what_is_no_page_is_refused():
    with pytest.raises(PayloadError, match="not a JSON object"):
        list_page.read(["cus_1"])


# --- events -------------------------------------------------------------------------------------


def test_an_event():
    values = event.read(load("event"))
    assert (values.type, values.object_type, values.object_id) == (
        "charge.refunded",
        "charge",
        "ch_1",
    )
    assert values.is_current
    assert (values.account_id, values.request_id) == ("acct_2", "req_1")
    assert values.idempotency_key == "key-1"
    assert values.previous_attributes == {"amount_refunded": 0}
    assert values.object == {"id": "ch_1", "object": "charge"}


def test_an_old_event():
    values = event.read(load("event", api_version="2020-08-27", request="req_0", account=...))
    assert not values.is_current
    assert (values.request_id, values.idempotency_key, values.account_id) == ("req_0", None, None)


def test_an_event_without_api_version_or_id_of_its_object():
    data = {"object": {"object": "balance"}}
    values = event.read(load("event", api_version=None, data=data))
    assert (values.is_current, values.object_id, values.object_type) == (False, None, "balance")
    assert values.previous_attributes == {}


@pytest.mark.parametrize("data", [None, {}, {"object": None}, {"object": "ch_1"}])
def test_an_event_without_object_is_refused(data):
    with pytest.raises(PayloadError, match="data.object is missing"):
        event.read(load("event", data=data))


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "error_class"),
    [
        (400, {"type": "invalid_request_error", "code": "parameter_missing"}, "permanent"),
        (400, {"type": "idempotency_error"}, "permanent"),
        (401, {"type": "invalid_request_error"}, "needs_person"),
        (402, {"type": "card_error", "code": "authentication_required"}, "needs_person"),
        (402, {"type": "card_error", "code": "brand_new_decline"}, "needs_person"),
        (403, {"type": "invalid_request_error"}, "needs_person"),
        (404, {"type": "invalid_request_error", "code": "resource_missing"}, "permanent"),
        (409, {"type": "idempotency_error", "code": "idempotency_key_in_use"}, "transient"),
        (409, {"type": "invalid_request_error"}, "transient"),
        (429, {"type": "invalid_request_error", "code": "lock_timeout"}, "transient"),
        (429, {}, "transient"),
        (500, {"type": "api_error"}, "transient"),
        (503, {}, "transient"),
        (599, {"type": "brand_new"}, "transient"),
    ],
)
def test_what_to_do_about_an_error(status, body, error_class):
    values = error.read({"error": body}, status)
    assert (values.error_class, values.status) == (error_class, status)


def test_an_error_names_what_it_is_about():
    intent = {"id": "pi_1", "object": "payment_intent", "status": "requires_payment_method"}
    body = {"type": "card_error", "code": "card_declined", "decline_code": "do_not_honor"}
    body |= {"advice_code": "try_again_later", "payment_intent": intent, "charge": "ch_1"}
    values = error.read({"error": {**body, "payment_method": {"id": "pm_1"}, "param": "x"}}, 402)
    assert (values.payment_intent_id, values.payment_intent_status) == (
        "pi_1",
        "requires_payment_method",
    )
    assert (values.charge_id, values.payment_method_id) == ("ch_1", "pm_1")
    assert (values.decline_code, values.advice_code) == ("do_not_honor", "try_again_later")


def test_plain_errors():
    values = error.read({"error": "invalid_client", "error_description": "No such app"}, 401)
    assert (values.code, values.message, values.type) == ("invalid_client", "No such app", None)
    assert error.read({}, 502).error_class == "transient"
    assert error.classify(None, None, None) == "permanent"


# --- dispatch -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_fixture_is_read_by_its_type(name):
    obj = load(name)
    reading = payloads.read_object(obj)
    assert reading.kind == obj["object"]
    assert reading.values.id == obj["id"]
    assert reading.notes == ()


def test_every_reader_has_a_fixture():
    covered = {load(name)["object"] for name in names()}
    nested = {"line_item", "credit_note_line_item", "subscription_item", "list", "search_result"}
    assert covered | nested == set(payloads.READERS)


@pytest.mark.parametrize("kind", sorted(payloads.READERS))
def test_the_stub_of_a_deleted_object(kind):
    reading = payloads.read_object({"id": "x_1", "object": kind, "deleted": True})
    assert reading.values == DeletedValues(kind, "x_1")


def test_notes_come_with_the_reading():
    reading = payloads.read_object(load("charge.new", amount_captured=None))
    assert [note.path for note in reading.notes] == ["amount_captured"]


@pytest.mark.parametrize("obj", [{}, {"object": None}, {"object": "brand_new"}, {"object": ["a"]}])
def test_objects_without_a_reader(obj):
    with pytest.raises(UnknownObject):
        payloads.read_object(obj)


@pytest.mark.parametrize("obj", [None, "ch_1", [], 5])
def test_what_is_no_object(obj):
    with pytest.raises(PayloadError, match="is not a JSON object"):
        payloads.read_object(obj)


@pytest.mark.parametrize("id", [..., None, "upcoming_in_1"])
def test_the_preview_of_an_invoice_is_no_invoice(id):
    preview = load("invoice.new", id=id, status="draft", number=None)
    with pytest.raises(UnknownObject, match="preview"):
        payloads.read_object(preview)


def test_an_invoice_that_lost_its_id_is_no_preview():
    with pytest.raises(PayloadError, match="id is missing"):
        payloads.read_object(load("invoice.new", id=None))
