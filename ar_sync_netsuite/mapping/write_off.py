"""Write-offs. NetSuite has no such record; there are two ways, and the connection chooses.

With an item for bad debts a write-off is a credit memo of that item (or of another, where it is a discount), applied to
what it gives up: one record. Without,
it is a journal entry that takes the amount off receivables, and a payment of nothing that applies it: two records, of
which the second has the external id of the first and an ending.
"""

from odoo.addons.ar_sync.protocol.documents import WriteOff

from .context import Reading, Writing
from .draft import Draft, Out, Rows, To, filled
from .fields import ZERO, Fields
from .head import applied, apply_rows, digits_of, exact, head, is_voided, written_head

RECORDS = ("creditMemo", "journalEntry")
CHANGES = {"memo": ("memo",), "reason": ("memo",)}
#: What the external id of the payment that applies a journal entry ends with.
ENDING = "_apply"


def is_write_off(fields: Fields, reading: Reading) -> bool:
    """Tell whether a credit memo is one: all its lines are of an item for what is given up."""
    rows = fields.rows("itemList")
    return bool(reading.write_off_items and rows) and all(row.ref("item") in reading.write_off_items for row in rows)


def receivable_row(fields: Fields) -> Fields | None:
    """Return the one row of a journal entry that takes something off a customer; ``None`` where it does nothing such.

    :param fields: rows of receivables accounts are marked ``isReceivable``.
    """
    found = [row for row in fields.rows("lineList") if row.flag("isReceivable") and row.ref("entity")]
    return found[0] if len(found) == 1 and found[0].decimal("credit") else None


def read(fields: Fields, reading: Reading) -> WriteOff | None:
    """Return the document of a record; ``None`` of one that writes nothing off. :raise ValueError: unreadable."""
    digits = digits_of(fields, reading)
    if fields.record == "creditMemo":
        left = fields.money("unapplied", digits)
        return WriteOff(
            **head(fields, reading),
            total=fields.money("total", digits),
            open_amount=left * 0 if is_voided(fields) else left,
            applied=applied(fields, reading, "applyList"),
            reason=fields.text("memo"),
        )
    row = receivable_row(fields)
    if row is None:
        return None
    values = head(fields, reading)
    values.update(customer=row.ref("entity"), control_account=row.ref("account"))
    parts = applied(fields, reading, "applyList")
    total = row.money("credit", digits)
    others = [one for one in fields.rows("lineList") if one.decimal("debit")]
    left = total - sum((part.amount for part in parts), ZERO)
    return WriteOff(
        **values,
        total=total,
        open_amount=left,
        applied=parts,
        account=others[0].ref("account") if others else "",
        reason=fields.text("memo"),
    )


def write(off: WriteOff, writing: Writing) -> Draft:
    """Return the first record: the credit memo or the journal entry. :raise ErpError: as for invoices."""
    memo = off.memo or off.reason
    total = exact(off.total, off.currency, "total", writing)
    write_off_item = writing.write_off_item_of(off.account)
    if write_off_item:
        values = {**written_head(off, writing), **filled(memo=memo), "autoApply": False}
        row = filled(
            item=To(write_off_item),
            quantity=1,
            amount=total,
            description=memo,
            taxCode=To(writing.untaxed_code),
        )
        values["itemList"] = Rows("item", (row,))
        values["applyList"] = apply_rows(off.applied, off.currency, writing)
        return Draft("creditMemo", values)
    values = {**written_head(off, writing), **filled(memo=memo)}
    customer, account = values.pop("entity"), values.pop("account", To(""))
    lines: tuple[dict[str, Out], ...] = (
        filled(account=To(writing.links.get("account", off.account)), debit=total, memo=memo),
        filled(account=account, credit=total, entity=customer, memo=memo),
    )
    values["lineList"] = Rows("line", lines)
    return Draft("journalEntry", values)


def write_vehicle(off: WriteOff, journal: str, writing: Writing) -> Draft:
    """Return the payment of nothing that applies a journal entry, by its id in NetSuite."""
    values = written_head(off, writing, "customer", "arAcct")
    values.pop("tranId", None)
    total = exact(off.applied_total, off.currency, "applied", writing)
    values.update(payment=exact(ZERO, off.currency, "total", writing), undepFunds=True, autoApply=False)
    values["applyList"] = apply_rows(off.applied, off.currency, writing)
    values["creditList"] = Rows("credit", ({"apply": True, "doc": To(journal), "amount": total},))
    return Draft("customerPayment", values)
