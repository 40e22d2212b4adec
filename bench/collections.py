"""Collections: planning the day of many customers, and playing a quarter of theirs again.

Set SQL reads what customers owe, how they were told before and what they paid; the pure planner decides; the day's
decisions are kept, with the points of the worklist. Measured through the stage itself, with its batches and commits.
"""

import random
from datetime import date, timedelta
from typing import Any

from .common import SEED, Lab, Row, Sample, measured, row_of

CUSTOMERS, ITEMS_EACH = 10_000, 5
QUICK_CUSTOMERS = 500
CREATED = 1_000


def bench(lab: Lab) -> list[Row]:
    """Fill a database and plan a day of it."""
    database = lab.database("suite")
    count = QUICK_CUSTOMERS if lab.quick else CUSTOMERS
    try:
        lab.start(database, "bench.collections", part="load", count=count).result()
        found = lab.start(database, "bench.collections", part="plan", runs=lab.runs).result()
    finally:
        lab.drop(database)
    samples = [Sample(**sample) for sample in found]
    items = f"{count * ITEMS_EACH:,} open items".replace(",", " ")
    listed = f"{samples[-1].facts['listed']} got points of the worklist"
    return [row_of(samples, "plan", f"customers planned for a day, {items}", "167", note=listed)]


def run(env: Any, *, part: str, runs: str = "1", count: str = "0") -> list[dict]:
    """Fill the books, or measure."""
    env = env(context={**env.context, "tracking_disable": True})
    if part == "load":
        load(env, int(count))
        return []
    samples: list = []
    Case = env["ar.collection.case"]
    for _run in range(int(runs)):
        env.cr.execute("DELETE FROM ar_collection_decision")
        env.cr.execute("UPDATE ar_collection_case SET needs_plan = TRUE, planned_on = NULL")
        env.cr.commit()
        env.invalidate_all()
        cases = Case.search_count([])
        with measured(env, samples, "plan", cases) as facts:
            while Case._plan_waiting():
                env.invalidate_all()
            facts["decisions"] = env["ar.collection.decision"].search_count([])
        facts["listed"] = Case.search_count([("score", ">", 0)])
        if not facts["listed"]:
            raise RuntimeError("nobody got points: the worklist was not part of what was measured")
    return samples


def load(env: Any, count: int) -> None:
    """Write customers with open invoices by SQL: posting fifty thousand takes an hour and is not what is measured."""
    chance = random.Random(SEED)
    company = env.company
    journal = env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
    receivable = env["account.account"].search(
        [("account_type", "=", "asset_receivable"), ("company_ids", "in", company.ids)], limit=1
    )
    today = date.today()
    for start in range(0, count, CREATED):
        numbers = range(start, min(count, start + CREATED))
        partners = env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True, "email": f"ap@{number}.example"} for number in numbers]
        )
        env.flush_all()
        rows = [
            (partner.id, today + timedelta(days=chance.randint(-90, 30)), chance.randint(100, 900_000) / 100, place)
            for partner in partners
            for place in range(ITEMS_EACH)
        ]
        _insert(env, company, journal, receivable, rows)
        env.cr.commit()
        env.invalidate_all()
    env["ar.collection.case"]._open_cases(company)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def _insert(env: Any, company: Any, journal: Any, receivable: Any, rows: list[tuple]) -> None:
    """Write posted invoices of one open item each."""
    currency = company.currency_id.id
    values = [
        (f"BENCH/{partner_id}/{place}", partner_id, due, due - timedelta(days=30), amount)
        for partner_id, due, amount, place in rows
    ]
    for name, partner_id, due, issued, amount in values:
        env.cr.execute(
            """WITH entry AS (
                    INSERT INTO account_move (name, state, move_type, journal_id, company_id, currency_id, partner_id,
                        commercial_partner_id, date, invoice_date, invoice_date_due, payment_state, amount_residual,
                        amount_total, amount_untaxed_signed, auto_post)
                    VALUES (%(name)s, 'posted', 'out_invoice', %(journal)s, %(company)s, %(currency)s, %(partner)s,
                        %(partner)s, %(issued)s, %(issued)s, %(due)s, 'not_paid', %(amount)s,
                        %(amount)s, %(amount)s, 'no')
                    RETURNING id)
               INSERT INTO account_move_line (move_id, name, company_id, journal_id, account_id, partner_id,
                    currency_id, company_currency_id, date, date_maturity, debit, credit, balance, amount_currency,
                    amount_residual,
                    amount_residual_currency, reconciled, parent_state, display_type)
               SELECT id, %(name)s, %(company)s, %(journal)s, %(account)s, %(partner)s, %(currency)s, %(currency)s,
                      %(issued)s, %(due)s, %(amount)s, 0, %(amount)s, %(amount)s, %(amount)s, %(amount)s, FALSE,
                      'posted', 'payment_term' FROM entry""",
            {
                "name": name, "journal": journal.id, "company": company.id, "currency": currency, "partner": partner_id,
                "account": receivable.id, "issued": issued, "due": due, "amount": amount,
            },
        )  # fmt: skip
