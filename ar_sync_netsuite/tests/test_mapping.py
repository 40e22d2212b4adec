"""Records and documents without a network: what is odd, missing, or set otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from odoo.addons.ar_sync.protocol.documents import Recognition
from odoo.addons.ar_sync.protocol.erp_errors import ErpError
from odoo.addons.ar_sync_netsuite.mapping import (
    context,
    draft,
    failures,
    invoice,
    lines,
    payment,
    queries,
    records,
    rows,
    soap_fields,
)
from odoo.addons.ar_sync_netsuite.mapping.fields import Fields, Ref

from . import common

CURRENCIES = context.Currencies((context.Currency("1", "USD", 2, True), context.Currency("5", "JPY", 0)))
READING = context.Reading(CURRENCIES)
WRITING = context.Writing(CURRENCIES, item="11")


def fields(record="invoice", **values):
    head = {"tranDate": "2026-11-02", "currency": Ref("1"), "entity": Ref("42"), "customer": Ref("42"), "total": "10"}
    return Fields(record, "7", "", {**head, **values})


@pytest.mark.parametrize("amount", ["x", "NaN", "Infinity", "1,000.00"])
def test_amounts_that_are_none_are_never_taken_for_nothing(amount):
    with pytest.raises(ValueError):
        records.read("invoice", fields(total=amount), READING)


def test_a_document_without_a_day_is_not_read():
    with pytest.raises(ValueError, match="invoice 7 has no tranDate"):
        records.read("invoice", fields(tranDate=""), READING)


def test_texts_of_references_and_values_of_sql():
    found = fields(terms=Ref("2", "Net 30"), subsidiaryList="1, 2", amount=Decimal("1.5"))
    assert (found.text("terms"), found.refs("subsidiaryList"), found.ref("amount")) == ("Net 30", ("1", "2"), "1.5")
    assert found.refs("nothing") == () and found.rows("terms") == () and found.moment("nothing") is None


def test_numbers_that_netsuite_gives_itself():
    sent = common.invoice("42", "10.00", number="INV/1")
    values = records.write(sent, replace(WRITING, sends_numbers=False)).values
    assert values["otherRefNum"] == "INV/1" and "tranId" not in values
    memo = common.credit("42", "10.00", number="RINV/1")
    assert records.write(memo, replace(WRITING, sends_numbers=False)).values["otherRefNum"] == "RINV/1"


def test_a_line_without_any_item_is_refused():
    sent = common.invoice("42", lines=(common.line("10.00", item="", account="4000"),))
    with pytest.raises(ErpError) as refused:
        records.write(sent, replace(WRITING, item=""))
    assert refused.value.code == "unmapped" and "4000" in str(refused.value)


def test_the_rule_of_a_line_goes_into_the_custom_column():
    line = common.line("10.00", recognition=Recognition(date(2026, 1, 1), date(2026, 12, 31), "rule 7"))
    made = lines.write((line,), "USD", replace(WRITING, rule_field="custcol_rule"))
    record = draft.Draft("invoice", {"itemList": made})
    assert draft.to_rest(record)["item"]["items"][0]["custcol_rule"] == "rule 7"
    [row] = draft.to_soap(record, "UTC")["itemList"]["item"]
    assert row["customFieldList"] == [draft.CustomText("custcol_rule", "rule 7")]


def test_a_rate_in_per_cent_is_no_price():
    row = Fields("", "", "", {"item": Ref("1", "Discount"), "rate": "-10%", "amount": "-5.0", "quantity": ""})
    [line] = lines.read(fields(itemList=(row,)), READING)
    assert (line.price, line.quantity, line.amount, line.text) == (Decimal("-5.00"), 1, Decimal("-5.00"), "Discount")


def test_a_void_payment_of_nothing_is_a_payment_and_a_vehicle_is_none():
    assert records.read("payment", fields("customerPayment", payment="0.0"), READING) is None
    found = records.read("payment", fields("customerPayment", payment="0.0", voided="T"), READING)
    assert found.is_voided and found.open_amount == 0
    assert not payment.is_vehicle(fields("customerDeposit", payment="0"), READING)


def test_journals_that_write_nothing_off():
    debit = Fields("", "", "", {"account": Ref("6"), "entity": Ref("42"), "debit": "5", "isReceivable": True})
    for found in ((), (debit,)):
        assert records.read("write_off", fields("journalEntry", lineList=found), READING) is None


def test_what_is_open_of_an_old_invoice_is_its_total():
    assert invoice.read(fields(), READING).open_amount == Decimal("10.00")
    assert invoice.read(fields(amountRemaining="0"), READING).open_amount == 0


def test_a_persons_name_and_no_name_at_all():
    person = Fields("customer", "3", "", {"firstName": "Ada", "lastName": "Lind", "entityId": "C3"})
    assert records.read("customer", person, READING).name == "Ada Lind"
    assert records.read("customer", Fields("customer", "3", "", {"entityId": "C3"}), READING).name == "C3"


def test_tax_without_codes_is_shared_by_amounts_and_adds_up():
    head = {"id": "7", "recordtype": "invoice", "foreigntotal": "111.01", "trandate_": "2026-11-02"}
    line = {"transaction": "7", "taxline": "F", "mainline": "F", "item": "11"}
    found = rows.transactions(
        [head], [{**line, "foreignamount": "-40"}, {**line, "foreignamount": "-60"}], [], {}, "UTC"
    )
    taxes = [row.decimal("tax1Amt") for row in found[0].rows("itemList")]
    assert taxes == [Decimal("4.40"), Decimal("6.61")]


def test_custom_fields_and_nil_elements():
    text = (
        '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><memo xsi:nil="true"/><empty/><!-- x -->'
        '<customFieldList><customField scriptId="custbody_a"><value>1</value></customField>'
        '<customField scriptId="custbody_b"><value internalId="9"/></customField><customField scriptId="custbody_c"/>'
        "</customFieldList><billingAddress><addr1>Mill Street</addr1></billingAddress>"
        '<subsidiaryList><recordRef internalId="1"/></subsidiaryList><lineList><line/></lineList></r>'
    )
    found = soap_fields.read(etree.fromstring(text))
    assert (found.text("memo"), found.text("custbody_a"), found.ref("custbody_b")) == ("", "1", "9")
    assert found.values["billingAddress"].text("addr1") == "Mill Street"
    assert found.refs("subsidiaryList") == ("1",) and len(found.rows("lineList")) == 1


def test_only_numbers_and_quoted_texts_reach_suiteql():
    for bad in ("1 OR 1=1", "", "-", "--1", "1-2", "-1 OR 1=1", "١"):
        with pytest.raises(ValueError):
            queries.ids([bad])
    nasty = "x' OR '1'='1"
    assert f"tranid = {queries.quoted(nasty)} " in queries.heads(f"t.tranid = {queries.quoted(nasty)}")
    assert queries.quoted(nasty) == "'x'' OR ''1''=''1'"


def test_a_code_that_says_enough_is_not_overruled_by_words():
    assert failures.code_of("RCRD_DSNT_EXIST", "Invalid login attempt") == "gone"
    assert failures.code_of("", "") == "refused"
    with pytest.raises(TypeError):
        records.write(object(), WRITING)
