"""Books of any size for the benchmarks of matching: open invoices and receipts, from a seed.

Written by SQL from one invoice that Odoo made, with every index of the tables in place afterwards. What
makes matching hard in life is in it: a long tail of customers (the largest owes some thousand invoices at a
million), price-list amounts that thousands of invoices share, customers' own references on all their invoices,
short numbers that occur inside longer ones, a contract number on every hundredth invoice, and settled invoices
whose keys are still there.
"""

import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from .common import SEED

FIRST_DAY = date(2026, 1, 1)
DAYS = 360
PER_CUSTOMER = 10
SETTLED_SHARE = 0.2
CONTRACT = "FRAMEWORK 2026-77"
PRICES = (9.99, 19.0, 29.9, 49.0, 99.0, 120.0, 149.0, 199.0, 250.0, 499.0, 990.0, 1190.0)
CHUNK = 50_000


class Invoice(NamedTuple):
    """One invoice to write; ``customer`` is a rank, the largest customers come first."""

    number: str
    customer: int
    day: date
    amount: float
    ref: str | None
    payment_reference: str | None
    is_open: bool


def invoices(start: int, stop: int) -> Iterator[Invoice]:
    """Yield the invoices with running numbers from ``start`` to ``stop``, the same ones each time."""
    for place in range(start, stop):
        rng = random.Random(SEED * 1_000_003 + place)
        customer = int((1 + place // PER_CUSTOMER) * rng.random() ** 2)
        number = f"INV/2026/{place:08d}"
        ref, payment_reference = _references(rng, place, customer, number)
        day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        is_open = rng.random() >= SETTLED_SHARE
        yield Invoice(number, customer, day, _amount(rng), ref, payment_reference, is_open)


def _amount(rng: random.Random) -> float:
    """Return a price of the list, a round sum or an odd one."""
    draw = rng.random()
    if draw < 0.35:
        return rng.choice(PRICES)
    if draw < 0.55:
        return 50.0 * rng.randint(1, 200)
    return round(rng.lognormvariate(6.0, 1.4) + 1.0, 2)


def _references(rng: random.Random, place: int, customer: int, number: str) -> tuple[str | None, str | None]:
    """Return (the customer's reference, what he was asked to quote)."""
    draw = rng.random()
    if draw < 0.01:
        return CONTRACT, number
    if draw < 0.11:
        return f"C{customer:06d}", number
    if draw < 0.30:
        return f"PO 45{rng.randrange(10**8):08d}", number
    if draw < 0.35:
        return str(1000 + place % 9000), number
    if draw < 0.45:
        return None, f"21{place % 10**6:06d}{rng.randrange(100):02d}"
    return None, number


# === WRITING === #


def grow(env: Any, start: int, stop: int) -> None:
    """Write the invoices from ``start`` to ``stop`` into the books and their keys into the index."""
    template = _template(env)
    with _Bare(env.cr, ("account_move_line", "account_move", "ar_match_key")):
        for first in range(start, stop, CHUNK):
            last = min(first + CHUNK, stop)
            _customers(env, 1 + last // PER_CUSTOMER)
            _stage(env.cr, first, last)
            _insert_moves(env.cr, template)
            _insert_lines(env.cr, template)
            _insert_keys(env.cr, env.company.id, first, last)
            env.cr.commit()
    env.cr.commit()
    env.cr._cnx.autocommit = True
    for table in ("account_move", "account_move_line", "ar_match_key", "res_partner"):
        env.cr.execute(f"VACUUM ANALYZE {table}")
    env.cr._cnx.autocommit = False


def _template(env: Any) -> Any:
    """Return the invoice that all others are copied from."""
    Move = env["account.move"]
    found = Move.search([("ref", "=", "bench template")], limit=1)
    if not found:
        partner = env["res.partner"].create({"name": "Bench template"})
        line = {"name": "Service", "price_unit": 1.0, "tax_ids": False}
        found = Move.create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": str(FIRST_DAY),
                "ref": "bench template",
                "invoice_line_ids": [(0, 0, line)],
            }
        )
        found.action_post()
        env.flush_all()
    return found


def _customers(env: Any, count: int) -> None:
    """Have so many customers; their rank is in ``ref``."""
    cr = env.cr
    cr.execute("SELECT count(*) FROM res_partner WHERE ref LIKE 'BENCH%'")
    [known] = cr.fetchone()
    partner = _template(env).partner_id
    columns = _columns(cr, "res_partner", ("id", "name", "complete_name", "ref", "commercial_partner_id"))
    cr.execute(
        f"""WITH made AS (SELECT nextval('res_partner_id_seq') AS id, place
                            FROM generate_series(%s, %s - 1) AS place)
            INSERT INTO res_partner (id, name, complete_name, ref, commercial_partner_id, {columns})
            SELECT made.id, 'Customer ' || place, 'Customer ' || place, 'BENCH' || place, made.id, {columns}
              FROM made, res_partner WHERE res_partner.id = %s""",
        (known, count, partner.id),
    )
    cr.execute("CREATE INDEX IF NOT EXISTS bench_partner ON res_partner (ref) WHERE ref LIKE 'BENCH%'")


def _stage(cr: Any, first: int, last: int) -> None:
    """Put a chunk into a temporary table, with its customers and the ids of what will be written."""
    cr.execute(
        """CREATE TEMP TABLE IF NOT EXISTS bench_invoice (
               number varchar, customer varchar, day date, amount numeric, ref varchar,
               payment_reference varchar, is_open bool, partner_id int,
               move_id int DEFAULT nextval('account_move_id_seq'),
               line_id int DEFAULT nextval('account_move_line_id_seq'),
               income_id int DEFAULT nextval('account_move_line_id_seq'));
           TRUNCATE bench_invoice"""
    )
    rows = io.StringIO()
    for row in invoices(first, last):
        cells = (row.number, f"BENCH{row.customer}", row.day, row.amount, row.ref, row.payment_reference, row.is_open)
        rows.write("\t".join(r"\N" if cell is None else str(cell) for cell in cells) + "\n")
    rows.seek(0)
    names = "number, customer, day, amount, ref, payment_reference, is_open"
    cr._obj.copy_expert(f"COPY bench_invoice ({names}) FROM STDIN", rows)
    cr.execute("UPDATE bench_invoice SET partner_id = p.id FROM res_partner p WHERE p.ref = customer")


def _copy(cr: Any, table: str, source: str, template_id: int, values: dict[str, str]) -> None:
    """Insert a copy of a row for each staged invoice, with other values where they differ."""
    rest = _columns(cr, table, tuple(values))
    cr.execute(
        f"""INSERT INTO {table} ({', '.join(values)}, {rest})
            SELECT {', '.join(values.values())}, {rest} FROM bench_invoice b, {source} WHERE {table}.id = %s""",
        (template_id,),
    )


def _columns(cr: Any, table: str, without: tuple[str, ...]) -> str:
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", (table,))
    return ", ".join(f'{table}."{name}"' for (name,) in cr.fetchall() if name not in without).replace(f"{table}.", "")


def _insert_moves(cr: Any, template: Any) -> None:
    owed = "CASE WHEN b.is_open THEN b.amount ELSE 0 END"
    amounts = ("amount_untaxed", "amount_total", "amount_untaxed_signed", "amount_total_signed")
    values = {
        "id": "b.move_id",
        "name": "b.number",
        "sequence_prefix": "'INV/2026/'",
        "sequence_number": "right(b.number, 8)::int",
        "ref": "b.ref",
        "payment_reference": "b.payment_reference",
        "partner_id": "b.partner_id",
        "commercial_partner_id": "b.partner_id",
        "partner_shipping_id": "b.partner_id",
        "date": "b.day",
        "invoice_date": "b.day",
        "invoice_date_due": "b.day + 30",
        "payment_state": "CASE WHEN b.is_open THEN 'not_paid' ELSE 'paid' END",
        **dict.fromkeys(amounts, "b.amount"),
        **dict.fromkeys(("amount_residual", "amount_residual_signed"), owed),
    }
    _copy(cr, "account_move", "account_move", template.id, values)


def _insert_lines(cr: Any, template: Any) -> None:
    shared = {
        "move_id": "b.move_id",
        "move_name": "b.number",
        "ref": "b.ref",
        "partner_id": "b.partner_id",
        "date": "b.day",
        "invoice_date": "b.day",
    }
    owed = "CASE WHEN b.is_open THEN b.amount ELSE 0 END"
    receivable = template.line_ids.filtered(lambda line: line.display_type == "payment_term")
    values = {
        "id": "b.line_id",
        "date_maturity": "b.day + 30",
        "reconciled": "NOT b.is_open",
        **dict.fromkeys(("debit", "balance", "amount_currency", "price_unit", "price_total"), "b.amount"),
        **dict.fromkeys(("amount_residual", "amount_residual_currency"), owed),
    }
    _copy(cr, "account_move_line", "account_move_line", receivable.id, {**shared, **values})
    income = (template.line_ids - receivable)[:1]
    values = {
        "id": "b.income_id",
        **dict.fromkeys(("credit", "price_unit", "price_subtotal", "price_total"), "b.amount"),
        **dict.fromkeys(("balance", "amount_currency"), "-b.amount"),
    }
    _copy(cr, "account_move_line", "account_move_line", income.id, {**shared, **values})


def _insert_keys(cr: Any, company_id: int, first: int, last: int) -> None:
    """Write the keys as the suite does when an invoice is posted."""
    from odoo.addons.ar_sync.matching.keys import keys_of_item

    cr.execute("SELECT number, line_id FROM bench_invoice")
    line_ids = dict(cr.fetchall())
    rows = io.StringIO()
    for row in invoices(first, last):
        for key in keys_of_item(row.number, row.payment_reference or "", row.ref or "", ()):
            rows.write(f"{line_ids[row.number]}\t{company_id}\t{key.kind}\t{key.value}\t{key.source}\n")
    rows.seek(0)
    cr._obj.copy_expert("COPY ar_match_key (line_id, company_id, kind, value, source) FROM STDIN", rows)


class _Bare:
    """Tables without indexes and foreign keys while they are filled; all are there again afterwards."""

    def __init__(self, cr: Any, tables: tuple[str, ...]) -> None:
        self.cr = cr
        self.tables = tables
        self.again: list[str] = []

    def __enter__(self) -> None:
        self.cr.execute(
            """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)""",
            (list(self.tables),),
        )
        for table, name, words in self.cr.fetchall():
            self.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            self.again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {words} NOT VALID')
        self.cr.execute(
            """SELECT indexname, indexdef FROM pg_indexes
                WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%\\_pkey'""",
            (list(self.tables),),
        )
        for name, words in self.cr.fetchall():
            self.cr.execute(f'DROP INDEX "{name}"')
            self.again.append(words)

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self.cr.execute("SET maintenance_work_mem = '256MB'")
            for statement in self.again:
                self.cr.execute(statement)


# === RECEIPTS === #


def receipts(env: Any, count: int) -> tuple[Any, dict[int, list[int]]]:
    """Return (new receipts, receipt id -> the journal items that each really pays)."""
    rng = random.Random(SEED)
    owed = _some_open(env, rng, 2 * count)
    rows, truth = [], []
    for number in range(count):
        values, items = _receipt(rng, owed[2 * number], owed[2 * number + 1], number)
        rows.append(values)
        truth.append(items)
    company = env.company
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    shared = {
        "company_id": company.id,
        "journal_id": journal.id,
        "currency_id": company.currency_id.id,
        "settlement_currency_id": company.currency_id.id,
    }
    made = env["ar.match.receipt"].with_context(tracking_disable=True, mail_create_nolog=True).create(
        [{**shared, "settlement_amount": row["amount"], **row} for row in rows]
    )
    env.cr.commit()
    return made, dict(zip(made.ids, truth, strict=True))


class Owed(NamedTuple):
    """An open item to be paid."""

    line_id: int
    number: str
    partner_id: int
    amount: float
    day: date
    ref: str | None


def _some_open(env: Any, rng: random.Random, count: int) -> list[Owed]:
    """Return open items from all over the books."""
    env.cr.execute("SELECT min(line_id), max(line_id) FROM ar_match_key")
    first, last = env.cr.fetchone()
    ids = [rng.randint(first, last) for _ in range(20 * count)]
    env.cr.execute(
        """SELECT id, move_name, partner_id, amount_residual_currency, date, ref FROM account_move_line
            WHERE id = ANY(%s) AND reconciled IS NOT TRUE AND display_type = 'payment_term'
              AND move_name LIKE 'INV/2026/0%%' ORDER BY id""",
        (ids,),
    )
    found = [Owed(*row) for row in env.cr.fetchall()]
    rng.shuffle(found)
    return found[:count]


def _receipt(rng: random.Random, item: Owed, other: Owed, number: int) -> tuple[dict, list[int]]:
    """Return (values of a receipt, the items it pays), of one of the kinds that occur."""
    draw = rng.random()
    plain = item.number.rpartition("/")[2].lstrip("0")
    written = rng.choice((item.number, f"2026-{plain}", f"2026{item.number[-8:]}", f"inv 2026/{plain}"))
    text, amount, pays, partner = f"Invoice {written}", item.amount, [item.line_id], None
    if draw < 0.10:
        partner = item.partner_id
    elif draw < 0.22:
        text, partner = "Payment, thank you", item.partner_id
    elif draw < 0.30:
        text, amount, pays = f"{item.number} + {other.number}", item.amount + other.amount, [*pays, other.line_id]
    elif draw < 0.38 and item.ref:
        text = f"Your order {item.ref}"
    elif draw < 0.43:
        amount = round(item.amount * 0.4 + 0.01, 2)
    elif draw < 0.48:
        text, pays = f"AUTH 77{plain}9103 TRACE 88{item.number[-6:]}4410", []
    elif draw < 0.52:
        text, pays = CONTRACT, []
    elif draw < 0.60:
        text, amount, pays = f"Refund claim {rng.randrange(10**7):07d}", round(rng.uniform(1, 9000), 2), []
    day = item.day + timedelta(days=rng.randint(5, 60))
    noise = f"SEPA CT {day:%y%m%d} NOTPROVIDED {rng.randrange(10**9):09d}"
    values = {
        "name": f"RCPT {number}",
        "date": str(day),
        "amount": round(amount, 2),
        "reference_text": f"{noise} {text}",
        "partner_id": partner,
    }
    return values, pays
