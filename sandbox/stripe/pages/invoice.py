"""The hosted invoice page and its PDF."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..core.errors import StripeError
from ..core.gateway import Response
from ..core.money import major
from ..core.store import Obj
from ..resources import invoice_flow, invoice_lines, invoice_payments
from . import html

if TYPE_CHECKING:
    from ..core.context import Context

#: Lines that fit on the one page of the PDF.
PDF_LINES = 40


def show(ctx: Context, invoice: Obj, error: str | None = None) -> Response:
    """What is owed, and a way to pay it."""
    currency = invoice["currency"]
    rows = "".join(
        f"<tr><td>{escape(line['description'] or 'Item')}"
        f"<td>{html.money(line['amount'], currency)}"
        for line in invoice_lines.of(ctx, invoice)
    )
    due = html.money(invoice["amount_remaining"], currency)
    body = (
        f"{html.problem(error)}<p>{escape(invoice['customer_name'] or '')}</p>"
        f"<table>{rows}<tr><td><b>Amount due</b><td><b id=due>{due}</b></table>"
    )
    if invoice["status"] in ("open", "uncollectible") and not _processing(ctx, invoice):
        body += (
            f"<form method=post>{html.method_picker(currency)}"
            "<button id=submit>Pay</button></form>"
        )
    else:
        body += f"<p>Status: <b id=status>{escape(invoice['status'])}</b></p>"
    body += "<p><a href='?pdf=1'>Download PDF</a></p>"
    title = f"Invoice {invoice['number'] or '(draft)'}"
    return html.page(title, body, 402 if error else 200)


def _processing(ctx: Context, invoice: Obj) -> bool:
    payment = invoice_payments.default_of(ctx, invoice)
    if payment is None:
        return False
    intent = ctx.get("payment_intent", payment["payment"]["payment_intent"])
    return str(intent["status"]) == "processing"


def submit(ctx: Context, invoice: Obj, form: dict[str, str]) -> Response:
    """The customer has pressed *Pay*; the bank's authentication is taken as given."""
    try:
        invoice_flow.pay(
            ctx, invoice, form.get("payment_method", "pm_card_visa"), authenticated=True
        )
    except StripeError as error:
        return show(ctx, invoice, error.message)
    return show(ctx, invoice)


def pdf(ctx: Context, invoice: Obj) -> Response:
    """A one-page PDF with number, customer, lines and total."""
    currency = invoice["currency"].upper()
    lines = [
        f"Invoice {invoice['number'] or '(draft)'}",
        str(invoice["customer_name"] or ""),
        "",
    ]
    for line in invoice_lines.of(ctx, invoice)[:PDF_LINES]:
        amount = major(line["amount"], invoice["currency"])
        lines.append(f"{line['description'] or 'Item'}   {amount} {currency}")
    lines.append(f"Total   {major(invoice['total'], invoice['currency'])} {currency}")
    return Response(200, _pdf_text(lines), {"Content-Type": "application/pdf"})


def _pdf_text(lines: list[str]) -> str:
    """A minimal PDF 1.4 (ISO 32000) of plain lines, ASCII only."""

    def clean(text: str) -> str:
        ascii_only = text.encode("ascii", "replace").decode()
        return "".join("\\" + c if c in "()\\" else c for c in ascii_only)

    shown = "".join(f"({clean(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 50 790 Td\n{shown}ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    text, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(text)
    return (
        f"{text}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    )
