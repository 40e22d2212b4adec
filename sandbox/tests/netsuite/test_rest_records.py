"""The REST record API: shapes, upserts, sublists, transforms, collections, errors."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .rest_client import Rest, RestError

STRICT = {"X-NetSuite-PropertyNameValidation": "Error"}


def customer(rest: Rest, name: str = "Dunmore Optics", **more: Any) -> str:
    return rest.create("customer", {"companyName": name, "subsidiary": {"id": "1"}, **more})


def items(*amounts: float, **more: Any) -> dict[str, Any]:
    return {"items": [{"item": {"id": "11"}, "amount": one, **more} for one in amounts]}


def invoice(rest: Rest, entity: str, *amounts: float, **more: Any) -> str:
    return rest.create("invoice", {"entity": {"id": entity}, "item": items(*(amounts or (100,))), **more})


def apply(*rows: tuple[str, float | None], **more: Any) -> dict[str, Any]:
    found = []
    for doc, amount in rows:
        row: dict[str, Any] = {"doc": {"id": doc}, "apply": True, **more}
        if amount is not None:
            row["amount"] = amount
        found.append(row)
    return {"items": found}


def refused(call: Any, status: int = 400) -> RestError:
    with pytest.raises(RestError) as caught:
        call()
    assert caught.value.status == status
    return caught.value


def test_a_customer_has_links_and_references(rest: Rest) -> None:
    key = customer(rest, email="ap@dunmore.example", terms={"id": "2"}, externalId="p_1")
    record = rest.read("customer", key)
    assert record["links"][0]["href"].endswith(f"/services/rest/record/v1/customer/{key}")
    assert (record["id"], record["externalId"], record["entityId"]) == (key, "p_1", "Dunmore Optics")
    assert record["terms"]["refName"] == "Net 30"
    assert record["dateCreated"] == record["lastModifiedDate"] == "2026-11-02T18:00:00Z"
    assert record["isPerson"] is False
    assert list(record["addressBook"]) == ["links"]
    assert rest.read("customer", "eid:p_1")["id"] == key


def test_an_invoice_with_its_lines(rest: Rest) -> None:
    key = customer(rest)
    made = invoice(rest, key, 10.01, 20.02, memo="m", custbody_odoo="S00012")
    record = rest.read("invoice", made)
    assert list(record["item"]) == ["links"]
    record = rest.read("invoice", made, expandSubResources="true")
    assert [line["amount"] for line in record["item"]["items"]] == [10.01, 20.02]
    assert (record["item"]["totalResults"], record["item"]["items"][0]["line"]) == (2, 1)
    assert (record["total"], record["amountRemaining"], record["subtotal"]) == (30.03, 30.03, 30.03)
    assert record["status"] == {"id": "A", "refName": "Open"}
    assert (record["tranDate"], record["custbody_odoo"]) == ("2026-11-02", "S00012")
    assert record["entity"]["refName"] == "Dunmore Optics"
    lines = rest.call("GET", f"record/v1/invoice/{made}/item")
    assert lines["count"] == 2


def test_only_some_fields(rest: Rest) -> None:
    made = invoice(rest, customer(rest))
    record = rest.read("invoice", made, fields="total,tranId")
    assert set(record) == {"links", "total", "tranId"}
    assert refused(lambda: rest.read("invoice", made, fields="nonsense")).code == "INVALID_PARAMETER"


def test_days_are_plain_days(rest: Rest) -> None:
    key = customer(rest)
    made = invoice(rest, key, tranDate="2026-10-31")
    assert rest.read("invoice", made)["tranDate"] == "2026-10-31"
    error = refused(lambda: invoice(rest, key, tranDate="2026-10-31T00:00:00Z"))
    assert (error.code, error.path) == ("INVALID_CONTENT", "tranDate")


def test_put_with_an_external_id_makes_then_changes(rest: Rest) -> None:
    body = {"companyName": "One", "subsidiary": {"id": "1"}}
    first = rest.call("PUT", "record/v1/customer/eid:odoo_7", body)
    assert first.status_code == 204
    second = rest.call("PUT", "record/v1/customer/eid:odoo_7", {"companyName": "Two"})
    assert first.headers["Location"] == second.headers["Location"]
    assert rest.read("customer", "eid:odoo_7")["companyName"] == "Two"


@pytest.mark.parametrize("key", ["eid:account.move,12", "eid:a%20b", "17"])
def test_put_with_what_is_no_external_id(rest: Rest, key: str) -> None:
    body = {"companyName": "x", "subsidiary": {"id": "1"}}
    refused(lambda: rest.call("PUT", f"record/v1/customer/{key}", body))


def test_unknown_names_are_dropped_quietly_unless_told_otherwise(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    body = {"companyName": "A", "subsidiary": {"id": "1"}, "compnyName": "x"}
    answer = rest.call("POST", "record/v1/customer", body)
    assert answer.status_code == 204
    assert "compnyName" in answer.headers["Warning"]
    error = refused(lambda: rest.create("customer", {**body, "companyName": "B"}, headers=STRICT))
    assert (error.code, error.path) == ("INVALID_CONTENT", "compnyName")
    ignored = {"X-NetSuite-PropertyNameValidation": "Ignore"}
    answer = rest.call("POST", "record/v1/customer", {**body, "companyName": "C"}, headers=ignored)
    assert "Warning" not in answer.headers
    refused(lambda: rest.create("customer", body, headers={"X-NetSuite-PropertyNameValidation": "Maybe"}))


def test_unknown_names_in_lines_have_their_path(rest: Rest) -> None:
    body = {"entity": {"id": customer(rest)}, "item": items(1, amuont=2)}
    error = refused(lambda: rest.create("invoice", body, headers=STRICT))
    assert error.path == "item.items[0].amuont"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"entity": {"id": "77"}}, "INVALID_CONTENT", "Invalid entity reference key 77."),
        ({"entity": {"externalId": "nobody"}}, "INVALID_CONTENT", "Invalid entity reference key nobody."),
        ({}, "USER_ERROR", "Please enter value(s) for: Customer"),
        ({"entity": 5.5}, "INVALID_CONTENT", "A reference needs an id"),
        ({"memo": {"a": 1}}, "INVALID_CONTENT", "Invalid value for the field memo"),
        ({"item": "x"}, "INVALID_CONTENT", "A sublist must be an object"),
        ({"item": {"items": ["x"]}}, "INVALID_CONTENT", "A line must be an object"),
        ({"exchangeRate": "NaN"}, "INVALID_CONTENT", "exchangeRate"),
        ({"isTaxable": "yes"}, "INVALID_CONTENT", "isTaxable"),
    ],
)
def test_bodies_that_are_refused(rest: Rest, body: dict[str, Any], code: str, words: str) -> None:
    error = refused(lambda: rest.create("invoice", body))
    assert error.code == code
    assert words in error.detail


def test_the_shape_of_an_error(rest: Rest) -> None:
    answer = rest.raw("GET", "record/v1/invoice/77")
    body = answer.json()
    assert (answer.status_code, body["status"], body["title"]) == (404, 404, "Not Found")
    assert body["type"].startswith("https://www.rfc-editor.org/rfc/rfc9110.html#section-")
    detail = "The record instance does not exist. Provide a valid record instance ID."
    assert body["o:errorDetails"] == [{"detail": detail, "o:errorCode": "NONEXISTENT_ID"}]
    assert "type=error" in answer.headers["Content-Type"]


def test_paths_that_lead_nowhere(rest: Rest) -> None:
    assert refused(lambda: rest.call("GET", "record/v1/nonsense"), 404).code == "INVALID_RECORD_TYPE"
    assert refused(lambda: rest.call("GET", "record/v1/invoice/abc")).code == "INVALID_PARAMETER"
    assert refused(lambda: rest.call("POST", "record/v1/invoice/1"), 405).code == "METHOD_NOT_ALLOWED"
    refused(lambda: rest.call("GET", "nothing/v1"), 404)
    assert rest.raw("GET", "record/v1/customer").status_code == 200


def test_a_body_that_is_no_json(rest: Rest) -> None:
    url = f"{rest.root}/record/v1/customer"
    headers = {"Authorization": rest.oauth("POST", url, {})}
    assert rest.session.post(url, data="{", headers=headers, timeout=60).status_code == 400


def test_lines_are_merged_by_their_key_unless_replaced(rest: Rest) -> None:
    made = invoice(rest, customer(rest), 10, 20)
    rest.update("invoice", made, {"item": {"items": [{"line": 2, "amount": 25, "rate": 25}]}})
    lines = rest.read("invoice", made, expandSubResources="true")["item"]["items"]
    assert [one["amount"] for one in lines] == [10, 25]
    rest.update("invoice", made, {"item": items(7)})
    assert rest.read("invoice", made)["total"] == 42
    rest.update("invoice", made, {"item": items(7)}, replace="item")
    assert rest.read("invoice", made)["total"] == 7


def test_a_payment_applied_to_invoices(rest: Rest) -> None:
    key = customer(rest)
    first, second = invoice(rest, key), invoice(rest, key)
    paid = rest.create(
        "customerPayment",
        {"customer": {"id": key}, "payment": 130, "autoApply": False, "apply": apply((first, 100), (second, 30))},
    )
    record = rest.read("customerPayment", paid, expandSubResources="true")
    assert (record["payment"], record["applied"], record["unapplied"]) == (130, 130, 0)
    assert record["undepFunds"]["id"] == "T"
    row = record["apply"]["items"][1]
    assert (row["doc"]["id"], row["amount"], row["total"], row["apply"]) == (second, 30, 100, True)
    assert rest.read("invoice", first)["status"] == {"id": "B", "refName": "Paid In Full"}
    rest.update("customerPayment", paid, {"apply": apply((second, 10))})
    assert rest.read("customerPayment", paid)["unapplied"] == 20
    error = refused(lambda: rest.update("customerPayment", paid, {"apply": apply((second, 5000))}))
    assert error.code == "USER_ERROR"


def test_apply_rows_are_merged_unless_replaced(rest: Rest) -> None:
    key = customer(rest)
    first, second = invoice(rest, key), invoice(rest, key)
    body = {"customer": {"id": key}, "payment": 150, "apply": apply((first, 100))}
    paid = rest.create("customerPayment", body)
    rest.update("customerPayment", paid, {"apply": apply((second, 50))})
    assert rest.read("customerPayment", paid)["unapplied"] == 0
    rest.update("customerPayment", paid, {"apply": apply((second, 50))}, replace="apply")
    assert rest.read("customerPayment", paid)["unapplied"] == 100
    assert rest.read("invoice", first)["amountRemaining"] == 100


def test_a_paid_invoice_has_no_line(rest: Rest) -> None:
    key = customer(rest)
    made = invoice(rest, key)
    body = {"customer": {"id": key}, "payment": 100, "apply": apply((made, 100))}
    rest.create("customerPayment", body)
    error = refused(lambda: rest.create("customerPayment", body))
    assert error.code == "USER_ERROR"
    assert f"sublist apply with key: [doc,line] and value: [{made},null]" in error.detail


def test_rest_has_no_discounts_on_apply_lines(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    """They are missing from the published schema of 2026.1: dropped quietly, or refused when told so."""
    key = customer(rest)
    made = invoice(rest, key)
    body = {"customer": {"id": key}, "payment": 98, "apply": apply((made, 98), disc=2)}
    error = refused(lambda: rest.create("customerPayment", body, headers=STRICT))
    assert error.path == "apply.items[0].disc"
    rest.create("customerPayment", body)
    assert rest.read("invoice", made)["amountRemaining"] == 2
    sandbox.engine.settings.rest_discounts = True
    rest.create("customerPayment", {**body, "payment": 1, "apply": apply((made, 1), disc=1)}, headers=STRICT)
    assert rest.read("invoice", made)["amountRemaining"] == 0


def test_transform_an_invoice_into_a_payment(rest: Rest) -> None:
    key = customer(rest)
    other, made = invoice(rest, key, 20), invoice(rest, key, 100)
    answer = rest.call("POST", f"record/v1/invoice/{made}/!transform/customerPayment", {"memo": "all"})
    paid = answer.headers["Location"].rpartition("/")[2]
    assert rest.read("customerPayment", paid)["payment"] == 100
    rest.call("POST", f"record/v1/invoice/{other}/!transform/customerPayment", {"payment": 5})
    assert rest.read("invoice", other)["amountRemaining"] == 15
    refused(lambda: rest.call("POST", f"record/v1/invoice/{made}/!transform/customerPayment", {}))


def test_transform_an_invoice_into_a_credit_memo(rest: Rest) -> None:
    made = invoice(rest, customer(rest), 100, 50)
    body = {"apply": apply((made, 150))}
    answer = rest.call("POST", f"record/v1/invoice/{made}/!transform/creditMemo", body)
    memo = rest.read("creditMemo", answer.headers["Location"].rpartition("/")[2])
    assert (memo["total"], memo["createdFrom"]["id"], memo["unapplied"]) == (150, made, 0)
    assert rest.read("invoice", made)["amountRemaining"] == 0


def test_transform_a_payment_into_a_refund(rest: Rest) -> None:
    key = customer(rest)
    paid = rest.create("customerPayment", {"customer": {"id": key}, "payment": 30, "autoApply": False})
    body = {"account": {"id": "1"}, "paymentMethod": {"id": "2"}}
    answer = rest.call("POST", f"record/v1/customerPayment/{paid}/!transform/customerRefund", body)
    assert rest.read("customerRefund", answer.headers["Location"].rpartition("/")[2])["total"] == 30
    assert rest.read("customerPayment", paid)["unapplied"] == 0


def test_a_deposit_is_applied_by_a_transformation_alone(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    key = customer(rest)
    held = rest.create("customerDeposit", {"customer": {"id": key}, "payment": 40})
    made = invoice(rest, key, 100)
    body = {"externalId": "a1", "tranDate": "2026-11-02", "apply": apply((made, 30))}
    alone = {**body, "deposit": {"id": held}}
    assert refused(lambda: rest.call("POST", "record/v1/depositApplication", alone)).code == "INVALID_REQUEST"
    path = f"record/v1/customerDeposit/{held}/!transform/depositApplication"
    used = rest.call("POST", path, body).headers["Location"].rpartition("/")[2]
    record = rest.read("depositApplication", used)
    assert (record["externalId"], record["applied"], record["deposit"]["id"]) == ("a1", 30, held)
    assert rest.read("invoice", made)["amountRemaining"] == 70
    for wrong in (apply((made, 71)), apply((made, 11))):
        refused(lambda body={"apply": wrong}: rest.call("POST", path, body))
    refused(lambda: rest.call("POST", path, {**body, "apply": apply((made, 5))}))
    rest.raw("DELETE", f"record/v1/depositApplication/{used}")
    assert rest.read("invoice", made)["amountRemaining"] == 100


def test_transforms_that_are_none(rest: Rest) -> None:
    made = invoice(rest, customer(rest))
    path = f"record/v1/invoice/{made}/!transform"
    assert refused(lambda: rest.call("POST", f"{path}/customerRefund", {})).code == "INVALID_REQUEST"
    refused(lambda: rest.call("POST", f"{path}/nonsense", {}), 404)


def test_there_is_no_void(rest: Rest) -> None:
    made = invoice(rest, customer(rest))
    refused(lambda: rest.call("POST", f"record/v1/invoice/{made}/!void", {}), 405)


def test_delete(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    made = invoice(rest, customer(rest))
    answer = rest.raw("DELETE", f"record/v1/invoice/{made}")
    assert (answer.status_code, answer.text) == (204, "")
    assert refused(lambda: rest.read("invoice", made), 404).code == "NONEXISTENT_ID"
    assert sandbox.engine.store.deleted[0].id == made


def test_a_collection_has_ids_and_links_only(rest: Rest) -> None:
    keys = [customer(rest, f"C{number}", email=f"c{number}@x.example") for number in range(5)]
    first = rest.call("GET", "record/v1/customer", query={"limit": 2})
    assert (first["count"], first["hasMore"], first["totalResults"]) == (2, True, 5)
    assert set(first["items"][0]) == {"links", "id"}
    last = rest.call("GET", "record/v1/customer", query={"limit": 2, "offset": 4})
    assert ([one["id"] for one in last["items"]], last["hasMore"]) == (keys[4:], False)
    found = rest.call("GET", "record/v1/customer", query={"q": 'email IS "c3@x.example"'})
    assert [one["id"] for one in found["items"]] == [keys[3]]
    found = rest.call("GET", "record/v1/customer", query={"q": 'companyName START_WITH "C" AND isPerson IS false'})
    assert found["totalResults"] == 5
    for query in ({"limit": 1001}, {"limit": 0}, {"limit": 2, "offset": 3}, {"q": "nonsense"}):
        assert refused(lambda query=query: rest.call("GET", "record/v1/customer", query=query)).code == (
            "INVALID_PARAMETER"
        )


@pytest.mark.parametrize(
    "kind",
    ["account", "subsidiary", "accountingPeriod", "currency", "currencyRate", "term", "paymentMethod", "department",
     "classification", "location", "salesTaxItem", "serviceSaleItem"],
)  # fmt: skip
def test_lists_are_read_and_not_written(rest: Rest, kind: str) -> None:
    found = rest.call("GET", f"record/v1/{kind}")["items"]
    record = rest.read(kind, found[0]["id"])
    assert record["id"] == found[0]["id"] and record["refName"]
    assert refused(lambda: rest.create(kind, {}), 403).code == "INSUFFICIENT_PERMISSION"


def test_a_closed_period_over_rest(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    key = customer(rest)
    period = rest.query("SELECT id FROM accountingperiod WHERE periodname = 'Oct 2026'")[0]["id"]
    sandbox.control.call("POST", f"/periods/{period}", {"closed": True})
    error = refused(lambda: invoice(rest, key, tranDate="2026-10-15"))
    assert error.code == "USER_ERROR"
    assert "closed accounting period (Oct 2026)" in error.detail
    assert rest.read("accountingPeriod", period)["closed"] is True


def test_a_role_without_credit_memos(sandbox: NetSuiteSandbox, rest: Rest) -> None:
    sandbox.control.call("POST", "/tokens/0", {"missing": ["creditMemo"]})
    assert refused(lambda: rest.read("creditMemo", "1"), 403).code == "INSUFFICIENT_PERMISSION"


def test_what_one_transport_writes_the_other_reads(sandbox: NetSuiteSandbox, rest: Rest, soap: Any) -> None:
    key = customer(rest, externalId="p1")
    made = invoice(rest, key, 12.34, custbody_odoo="x")
    record = soap.get("invoice", made)
    assert (record.total, record.entity.internalId) == (12.34, key)
    assert record.customFieldList.customField[0].value == "x"
    assert soap.get("customer", external="p1").internalId == key
