"""Stock Odoo doing the same: invoices, payments and their reconciliation, one by one and in a batch.

Runs on a database without our addons. One by one means a transaction each, as a webhook of a usual
module does it; a batch is one transaction.
"""

from .common import SEED, measured, settle_statistics

DATE = "2026-03-10"
BATCH = 100


def run(env, *, part: str, runs: str, single: str, batch: str):
    """Measure ``part``: invoices or receipts."""
    samples: list[dict] = []
    for number in range(int(runs)):
        {"invoices": _invoices, "receipts": _receipts}[part](env, samples, number, int(single), int(batch))
    return samples


def partners(env, count: int = 50):
    """Return customers."""
    return env["res.partner"].create([{"name": f"Bench {SEED} {number}"} for number in range(count)])


def invoice_values(customers, number: int, batch: str) -> dict:
    """Return invoice ``number``: one line without tax."""
    return {
        "move_type": "out_invoice",
        "partner_id": customers[number % len(customers)].id,
        "invoice_date": "2026-03-01",
        "payment_reference": f"BN-{batch}-{number:06d}",
        "invoice_line_ids": [(0, 0, {"name": f"Service {number}", "price_unit": 100 + number, "tax_ids": False})],
    }


def posted_invoices(env, customers, count: int, batch: str):
    """Return open invoices, made a hundred at a time."""
    made = env["account.move"]
    for start in range(0, count, BATCH):
        values = [invoice_values(customers, number, batch) for number in range(start, min(start + BATCH, count))]
        moves = env["account.move"].with_context(tracking_disable=True).create(values)
        moves.action_post()
        made |= moves
        env.cr.commit()
    return made


def books(env, invoices) -> dict:
    """Return what the invoices owe, how they are called paid, and what customers owe in all."""
    env.invalidate_all()
    [(owed,)] = env["account.move.line"]._read_group(
        [("account_id.account_type", "=", "asset_receivable"), ("parent_state", "=", "posted")], [], ["balance:sum"]
    )
    rows = [[move.payment_reference, move.amount_residual, move.payment_state] for move in invoices]
    return {"invoices": sorted(rows), "receivable": round(owed or 0.0, 2)}


def _invoices(env, samples, number: int, single: int, batch: int) -> None:
    customers = partners(env)
    settle_statistics(env)
    with measured(env, samples, "single", single):
        for row in range(single):
            env["account.move"].create(invoice_values(customers, row, f"s{number}")).action_post()
            env.cr.commit()
    env.invalidate_all()
    with measured(env, samples, "batch", batch):
        for start in range(0, batch, BATCH):
            rows = range(start, min(start + BATCH, batch))
            env["account.move"].create([invoice_values(customers, row, f"b{number}") for row in rows]).action_post()
            env.cr.commit()


def _journal(env):
    return env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)


def _receipts(env, samples, number: int, single: int, batch: int) -> None:
    customers, journal = partners(env), _journal(env)
    one_by_one = posted_invoices(env, customers, single, f"s{number}")
    together = posted_invoices(env, customers, batch, f"b{number}")
    settle_statistics(env)
    with measured(env, samples, "single", single):
        for invoice in one_by_one:
            context = {"active_model": "account.move", "active_ids": invoice.ids}
            wizard = env["account.payment.register"].with_context(**context)
            wizard.create({"journal_id": journal.id, "payment_date": DATE})._create_payments()
            env.cr.commit()
    env.invalidate_all()
    with measured(env, samples, "batch", batch) as facts:
        _pay_together(env, together, journal)
        env.cr.commit()
    facts["books"] = books(env, together)
    with measured(env, samples, "undo", batch):
        together.line_ids.filtered(lambda line: line.account_type == "asset_receivable").remove_move_reconcile()
        env.cr.commit()


def _pay_together(env, invoices, journal) -> None:
    """Create and post a payment for each invoice, and reconcile all in one plan."""
    payments = env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": invoice.partner_id.id,
                "amount": invoice.amount_total,
                "date": DATE,
                "journal_id": journal.id,
                "memo": invoice.payment_reference,
            }
            for invoice in invoices
        ]
    )
    payments.action_post()
    plan = []
    for payment, invoice in zip(payments, invoices, strict=True):
        lines = payment.move_id.line_ids | invoice.line_ids
        plan.append(lines.filtered(lambda line: line.account_type == "asset_receivable"))
    env["account.move.line"]._reconcile_plan(plan)
