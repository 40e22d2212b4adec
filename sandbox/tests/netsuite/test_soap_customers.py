"""Customers over SOAP: required fields, unique ids, external ids, families, upserts."""

from __future__ import annotations

import pytest

from sandbox.netsuite.server import NetSuiteSandbox

from .company import EUR, EUROPE, USD, customer, invoice
from .soap_client import Refused, Soap, accepted


def test_a_customer_comes_back_as_it_was_sent(soap: Soap) -> None:
    key = customer(
        soap,
        email="ap@dunmore.example",
        terms=soap.ref("2"),
        externalId="odoo_prod_partner_7",
        addressbookList={
            "addressbook": [
                {
                    "defaultBilling": True,
                    "label": "Office",
                    "addressbookAddress": {"country": "_unitedStates", "addr1": "1 Lens Way", "city": "Portland"},
                }
            ]
        },
        customFieldList={
            "customField": [soap.make("StringCustomFieldRef", scriptId="custentity_segment", value="Optics")]
        },
    )
    record = soap.get("customer", external="odoo_prod_partner_7")
    assert record.internalId == key
    assert (record.entityId, record.companyName, record.email) == (
        "Dunmore Optics",
        "Dunmore Optics",
        "ap@dunmore.example",
    )
    assert (record.terms.internalId, record.terms.name) == ("2", "Net 30")
    assert record.subsidiary.name == "Northwind Instruments"
    assert record.currency.internalId == USD
    address = record.addressbookList.addressbook[0]
    assert (address.label, address.addressbookAddress.city) == ("Office", "Portland")
    assert record.customFieldList.customField[0].value == "Optics"
    assert record.balance == 0 and record.stage == "_customer"


def test_one_world_wants_a_subsidiary(soap: Soap) -> None:
    with pytest.raises(Refused) as caught:
        soap.add("Customer", companyName="x")
    assert caught.value.details == [("USER_ERROR", "Please enter value(s) for: Primary Subsidiary")]


def test_an_account_without_one_world_refuses_a_subsidiary(sandbox: NetSuiteSandbox, soap: Soap) -> None:
    sandbox.engine.settings.one_world = False
    assert soap.add("Customer", companyName="x")
    with pytest.raises(Refused) as caught:
        customer(soap, "y")
    assert caught.value.code == "INSUFFICIENT_PERMISSION"
    assert "for element subsidiary" in caught.value.message


@pytest.mark.parametrize(
    ("values", "label"),
    [({}, "Company Name"), ({"isPerson": True, "firstName": "Ida"}, "Name")],
)
def test_a_name_is_required(soap: Soap, values: dict[str, object], label: str) -> None:
    with pytest.raises(Refused, match=label):
        soap.add("Customer", subsidiary=soap.ref("1"), **values)


def test_a_person_has_first_and_last_name(soap: Soap) -> None:
    key = soap.add("Customer", isPerson=True, firstName="Ida", lastName="Noor", subsidiary=soap.ref("1"))
    assert soap.get("customer", key).entityId == "Ida Noor"


def test_the_customer_id_is_unique(soap: Soap) -> None:
    customer(soap)
    with pytest.raises(Refused) as caught:
        customer(soap)
    assert caught.value.code == "UNIQUE_CUST_ID_REQD"
    assert customer(soap, entityId="Dunmore 2")


def test_an_external_id_belongs_to_one_record_of_its_type(soap: Soap) -> None:
    key = customer(soap, externalId="a-1")
    with pytest.raises(Refused) as caught:
        customer(soap, "Other", externalId="a-1")
    assert caught.value.code == "DUP_RCRD"
    assert invoice(soap, key, externalId="a-1")


@pytest.mark.parametrize("bad", ["account.move,12", "a b", "é", "a/b"])
def test_an_external_id_has_plain_characters(soap: Soap, bad: str) -> None:
    with pytest.raises(Refused) as caught:
        customer(soap, externalId=bad)
    assert caught.value.code == "INVALID_KEY_OR_REF"


def test_upsert_makes_then_changes(soap: Soap) -> None:
    def upsert(name: str) -> str:
        record = soap.make("Customer", companyName=name, subsidiary=soap.ref("1"), externalId="p_1")
        return str(accepted(soap.call("upsert", record)).internalId)

    key = upsert("One")
    assert upsert("Two") == key
    assert soap.get("customer", key).companyName == "Two"


def test_upsert_without_external_id_is_refused(soap: Soap) -> None:
    with pytest.raises(Refused) as caught:
        accepted(soap.call("upsert", soap.make("Customer", companyName="x", subsidiary=soap.ref("1"))))
    assert caught.value.code == "EXTERNALID_REQD"


def test_a_list_has_a_status_for_each_record(soap: Soap) -> None:
    good = soap.make("Customer", companyName="Good", subsidiary=soap.ref("1"))
    bad = soap.make("Customer", companyName="Bad", subsidiary=soap.ref("99"))
    reply = soap.call("addList", [good, bad, good])
    assert reply.status.isSuccess
    assert [one.status.isSuccess for one in reply.writeResponse] == [True, False, False]
    details = [one.status.statusDetail[0].code for one in reply.writeResponse if not one.status.isSuccess]
    assert details == ["INVALID_KEY_OR_REF", "UNIQUE_CUST_ID_REQD"]


def test_too_many_records_are_a_fault(soap: Soap) -> None:
    import zeep.exceptions

    record = soap.make("Customer", companyName="x", subsidiary=soap.ref("1"))
    with pytest.raises(zeep.exceptions.Fault) as caught:
        soap.call("upsertList", [record] * 101)
    assert caught.value.detail[0].tag.endswith("}exceededRecordCountFault")


def test_update_changes_what_is_named(soap: Soap) -> None:
    key = customer(soap, email="a@x.example", phone="1")
    accepted(soap.call("update", soap.make("Customer", internalId=key, email="b@x.example")))
    record = soap.get("customer", key)
    assert (record.email, record.phone) == ("b@x.example", "1")


def test_a_null_field_is_cleared(soap: Soap) -> None:
    key = customer(soap, phone="1")
    cleared = soap.make("Customer", internalId=key, nullFieldList={"name": ["phone"]})
    accepted(soap.call("update", cleared))
    assert soap.get("customer", key).phone is None


def test_a_read_only_field_is_refused_unless_ignored(soap: Soap) -> None:
    key = customer(soap)
    record = soap.make("Customer", internalId=key, balance=5)
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", record))
    assert "You do not have permissions to set a value for element balance" in caught.value.message
    headers = {"preferences": {"ignoreReadOnlyFields": True}}
    accepted(soap.call("update", record, headers=headers))


def test_a_record_that_is_not_there(soap: Soap) -> None:
    with pytest.raises(Refused) as caught:
        soap.get("customer", "99")
    assert caught.value.details == [("RCRD_DSNT_EXIST", "That record does not exist.")]


def test_families_share_a_subsidiary_and_are_no_circle(soap: Soap) -> None:
    top = customer(soap, "Top")
    child = customer(soap, "Child", parent=soap.ref(top))
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("Customer", internalId=top, parent=soap.ref(child))))
    assert caught.value.code == "RECURSV_REF_DISALLWD"
    with pytest.raises(Refused) as caught:
        customer(soap, "Far", subsidiary=EUROPE, parent=soap.ref(top))
    assert caught.value.code == "SUBSIDIARY_MISMATCH"


def test_the_currency_comes_from_the_subsidiary(soap: Soap) -> None:
    assert soap.get("customer", customer(soap, subsidiary=EUROPE)).currency.internalId == EUR


def test_a_customer_with_transactions_stays(soap: Soap) -> None:
    key = customer(soap)
    invoice(soap, key)
    with pytest.raises(Refused) as caught:
        accepted(soap.call("delete", soap.ref(key, "customer")))
    assert caught.value.code == "CANT_DELETE_CUST"
    free = customer(soap, "Free")
    accepted(soap.call("delete", soap.ref(free, "customer")))
    with pytest.raises(Refused) as caught:
        soap.get("customer", free)
    assert caught.value.code == "RCRD_PREVSLY_DELETED"


def test_the_subsidiary_stays_once_there_are_transactions(soap: Soap) -> None:
    key = customer(soap)
    invoice(soap, key)
    with pytest.raises(Refused) as caught:
        accepted(soap.call("update", soap.make("Customer", internalId=key, subsidiary=soap.ref(EUROPE))))
    assert caught.value.code == "SUBSIDIARY_CHANGE_NOT_ALLOWED"


def test_lists_cannot_be_written(soap: Soap) -> None:
    with pytest.raises(Refused) as caught:
        soap.add("Account", acctName="x", acctType="_bank")
    assert caught.value.code == "INSUFFICIENT_PERMISSION"


def test_get_list_answers_each_reference(soap: Soap) -> None:
    key = customer(soap)
    reply = soap.call("getList", [soap.ref(key, "customer"), soap.ref("77", "customer"), soap.ref("6", "account")])
    assert [one.status.isSuccess for one in reply.readResponse] == [True, False, True]
    assert reply.readResponse[2].record.acctType == "_accountsReceivable"


def test_a_list_may_change_a_record_twice(soap: Soap) -> None:
    key = customer(soap)
    records = [soap.make("Customer", internalId=key, phone=one) for one in "12"]
    reply = soap.call("updateList", records)
    assert [one.status.isSuccess for one in reply.writeResponse] == [True, True]
    assert soap.get("customer", key).phone == "2"
