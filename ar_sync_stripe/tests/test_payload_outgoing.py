"""Risk: a misspelt parameter, an amount that does not add up, a tax number Stripe refuses.

The vendor's own library is the oracle: every parameter that is built exists there, with its type of value.
"""

import importlib
import re
import typing
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..payloads import out_credit_note, out_customer, out_invoice, out_payment, out_product, out_tax_ids

stripe = pytest.importorskip("stripe")

CUSTOMER = out_customer.PartnerFacts(
    name="Ada", is_company=True, email="a@example.com", phone="1", street="1 Row", street2="b", city="Lyon",
    zip="69001", state="Rhône", country="FR", lang="fr_FR", vat="FR40303265045", currency="EUR", reference="R1",
    backlink={"odoo_id": "7"},
)  # fmt: skip
VAT = out_invoice.TaxFacts("VAT", Decimal(20), 1998, 9990, "FR")
LINE = out_invoice.LineFacts(7, "Work", 9990, Decimal("1.5"), Decimal(6660), (VAT,), product_name="Hours")
INVOICE = out_invoice.InvoiceFacts(
    "INV/1", "EUR", 11_988, (LINE,), 1_782_820_800, 1_785_000_000, "Thank you", "PO 9", {"odoo_id": "1"}
)
CREDIT = out_credit_note.CreditNoteFacts(
    "RINV/1", 1_200, (out_credit_note.CreditLine("Back", 1_000, (out_credit_note.CreditTax("txr_1", 200, 1_000),)),)
)
PRICE = out_product.PriceFacts("eur", Decimal("0.0125"), "month", 3)
PRODUCT = out_product.ProductFacts("Support", "By phone", True, "Hour", "txcd_1", "S-1", True, {"odoo_id": "3"})

BUILT = {
    "CustomerCreateParams": [
        {**out_customer.customer(CUSTOMER), "tax_id_data": out_customer.tax_ids(CUSTOMER)},
    ],
    "CustomerUpdateParams": [out_customer.customer(CUSTOMER), {"metadata": {"odoo_id": "7"}}],
    "CustomerTaxIdCreateParams": out_customer.tax_ids(CUSTOMER),
    "ProductCreateParams": [out_product.product(PRODUCT)],
    "ProductUpdateParams": [{**out_product.product(PRODUCT), "default_price": "price_1"}],
    "PriceCreateParams": [{**out_product.price(PRICE), "product": "prod_1", "metadata": {}}],
    "PriceUpdateParams": [{"active": False}],
    "InvoiceCreateParams": [
        out_invoice.invoice(INVOICE, "cus_1"),
        out_invoice.invoice(out_invoice.InvoiceFacts("INV/2", "EUR", 0), "cus_1"),
    ],
    "InvoiceAddLinesParams": [
        {"lines": out_invoice.lines(INVOICE)},
        {"lines": out_invoice.lines(out_invoice.InvoiceFacts("I", "EUR", -5, (out_invoice.LineFacts(1, "Off", -5),)))},
    ],
    "InvoiceFinalizeInvoiceParams": [{"auto_advance": False}],
    "InvoiceSendInvoiceParams": [{}],
    "InvoiceVoidInvoiceParams": [{}],
    "InvoiceMarkUncollectibleParams": [{}],
    "InvoiceAttachPaymentParams": [{"payment_record": "pr_1"}, {"payment_intent": "pi_1"}],
    "CreditNoteCreateParams": [
        out_credit_note.credit_note(CREDIT, "in_1", 1_000),
        out_credit_note.credit_note(CREDIT, "in_1", 0, "re_1"),
    ],
    "RefundCreateParams": [
        {"payment_intent": "pi_1", "amount": 5, "reason": "requested_by_customer", "metadata": {}},
    ],
    "PaymentRecordReportPaymentParams": [
        out_payment.payment_record(out_payment.PaymentFacts("EUR", 5, 1, "Bank", "BNK/1", "cus_1", {"odoo_id": "1"})),
    ],
}  # fmt: skip


def params_class(name):
    """Return the class of parameters of this name, and the module whose names its annotations use."""
    module_name = "_" + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    module = importlib.import_module(f"stripe.params.{module_name}")
    return getattr(module, name), module


def typed_dict_of(hint, module):
    """Return the class of nested parameters in an annotation, if there is one."""
    text = str(hint.__forward_arg__ if isinstance(hint, typing.ForwardRef) else hint)
    for name in re.findall(r"[A-Z]\w+Params\w+", text):
        if hasattr(module, name):
            return getattr(module, name)
    return None


def strange(value, cls, module, path=""):
    """Yield every parameter that the library does not know."""
    known = {}
    for base in reversed(cls.__mro__):
        known.update(getattr(base, "__annotations__", {}))
    for name, part in value.items():
        if name not in known:
            yield f"{path}.{name}"
            continue
        literals = re.findall(r"Literal\[([^\]]*)\]", str(known[name]))
        choices = re.findall(r"'(\w+)'", literals[-1]) if literals else []
        if isinstance(part, str) and choices and "Dict" not in str(known[name]) and part not in choices and part:
            yield f"{path}.{name} = {part}"
        nested = typed_dict_of(known[name], module)
        for row in part if isinstance(part, list) else [part]:
            if nested and isinstance(row, dict):
                yield from strange(row, nested, module, f"{path}.{name}")


@pytest.mark.parametrize("name", sorted(BUILT))
def test_every_parameter_exists(name):
    cls, module = params_class(name)
    for payload in BUILT[name]:
        assert list(strange(payload, cls, module)) == []


def test_the_oracle_sees_a_misspelt_one():
    cls, module = params_class("InvoiceAddLinesParams")
    lines = [{"price_data": {"currency": "eur", "unit_amont": 5}, "quantity": 1}]
    assert list(strange({"lines": lines}, cls, module)) == [".lines.price_data.unit_amont"]


def test_every_type_of_tax_number_is_the_vendor_s():
    cls, _module = params_class("CustomerTaxIdCreateParams")
    known = set(re.findall(r"'(\w+)'", str(cls.__annotations__["type"])))
    assert set(out_tax_ids.TYPES.values()) | {"eu_vat", "ch_uid", "br_cnpj", "br_cpf"} <= known


@pytest.mark.parametrize(
    ("country", "vat", "found"),
    [
        ("FR", "FR40303265045", ("eu_vat", "FR40303265045")),
        ("FR", "40303265045", ("eu_vat", "FR40303265045")),
        ("GR", "EL123456783", ("eu_vat", "EL123456783")),
        ("CH", "CHE-123.456.788", ("ch_uid", "CHE-123.456.788")),
        ("CH", "CHE123456788TVA", ("ch_vat", "CHE-123.456.788 TVA")),
        ("BR", "12.345.678/0001-95", ("br_cnpj", "12345678000195")),
        ("BR", "123.456.789-09", ("br_cpf", "12345678909")),
        ("IN", "27AAPFU0939F1ZV", ("in_gst", "27AAPFU0939F1ZV")),
        ("US", "12-3456789", ("us_ein", "12-3456789")),
        ("ZZ", "123456", None),
        ("FR", " / ", None),
    ],
)
def test_tax_numbers(country, vat, found):
    assert out_tax_ids.tax_id(country, vat) == found


@given(st.integers(0, 10**9), st.decimals("0.001", 10_000, places=3), st.none() | st.decimals(0, 10**6, places=6))
def test_quantity_times_price_is_the_net_amount_to_the_cent(net_minor, quantity, price_minor):
    price = out_invoice.unit_price(quantity, price_minor, net_minor)
    assert out_invoice._rounded(price * quantity) == net_minor
    assert -price.as_tuple().exponent <= 12


@given(st.lists(st.tuples(st.integers(-10**7, 10**7), st.integers(-5, 5), st.integers(0, 10**6)), max_size=8))
def test_what_does_not_add_up_is_a_problem(rows):
    lines = tuple(
        out_invoice.LineFacts(n, "L", net, Decimal(quantity), None, (out_invoice.TaxFacts("T", Decimal(5), tax, net),))
        for n, (net, quantity, tax) in enumerate(rows)
    )
    total = sum(net + tax for net, _quantity, tax in rows)
    codes = {code for code, _values in out_invoice.problems(out_invoice.InvoiceFacts("I", "EUR", total, lines))}
    assert ("no_lines" in codes) == (not rows)
    assert "sum" not in codes
    assert ("negative_total" in codes) == (bool(rows) and total < 0)
    wrong = out_invoice.InvoiceFacts("I", "EUR", total + 1, lines)
    assert {"sum", "no_lines"} & {code for code, _values in out_invoice.problems(wrong)}


def test_problems_of_an_invoice():
    many = out_invoice.LineFacts(1, "L", 100, taxes=(out_invoice.TaxFacts("T", Decimal(1), 1, 100),) * 21)
    high = out_invoice.LineFacts(2, "H", 1, taxes=(out_invoice.TaxFacts("T", Decimal(250), 2, 1),))
    facts = out_invoice.InvoiceFacts("I", "EUR", 124, (many, high))
    assert [code for code, _values in out_invoice.problems(facts)] == ["many_taxes", "tax_percentage"]
    crowd = out_invoice.InvoiceFacts("I", "EUR", 0, (out_invoice.LineFacts(1, "L", 0),) * 5_001)
    assert [code for code, _values in out_invoice.problems(crowd)] == ["many_lines"]


def test_problems_of_a_credit_note():
    line = out_credit_note.CreditLine("Back", 100, (out_credit_note.CreditTax("", 20, 100, "VAT"),))
    facts = out_credit_note.CreditNoteFacts("R", 120, (line,))
    assert out_credit_note.problems(facts) == [("no_rate", {"tax": "VAT"})]
    assert out_credit_note.problems(out_credit_note.CreditNoteFacts("R", 5)) == [("no_lines", {})]
    assert out_credit_note.problems(CREDIT) == []
    uneven = out_credit_note.CreditNoteFacts("R", 999, CREDIT.lines)
    assert [code for code, _values in out_credit_note.problems(uneven)] == ["sum"]


def test_problems_of_prices_and_products():
    assert out_product.price_problems(PRICE) == []
    whole = out_product.PriceFacts("isk", Decimal("10.50"))
    assert [code for code, _values in out_product.price_problems(whole)] == ["amount"]
    assert out_product.product_problems(out_product.ProductFacts(" ")) == [("no_product_name", {})]
    assert out_product.product_problems(PRODUCT) == []


def test_problems_of_a_customer():
    assert out_customer.problems(CUSTOMER) == []
    two = out_customer.PartnerFacts(name="A", email="a@example.com, b@example.com")
    assert [code for code, _values in out_customer.problems(two)] == ["no_email"]


def test_long_texts_are_cut_to_what_stripe_takes():
    line = out_invoice.LineFacts(1, "x" * 900, 100)
    long = out_invoice.InvoiceFacts("I", "EUR", 100, (line,), memo="m" * 9_000, reference="r" * 900)
    payload = out_invoice.invoice(long, "cus_1")
    assert (len(payload["description"]), len(payload["custom_fields"][0]["value"])) == (1_500, 140)
    assert len(out_invoice.lines(long)[0]["description"]) == 500
