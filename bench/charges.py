"""Charges, from their webhook rows in the inbox to reconciled books.

The invoices are in Odoo already. Timed is all of drain, apply, match and book: three messages a
charge, its balance transaction from parsed JSON, the receipt, its match, its entry, its
reconciliation, and the note that the movement is in the books.
"""

from .common import Lab, Row, figure, measured, middle, settle_statistics

PIECE = 100


def bench(lab: Lab) -> list[Row]:
    """Measure both ways of booking; stock's figures are those of its payments, scaled to 1 000."""
    count = 200 if lab.quick else 1_000
    stock = lab.measure(
        "base", "bench.stock", part="receipts", single=10 if lab.quick else 50, batch=100 if lab.quick else 500
    )
    rows = []
    for mode, goal in (("single", "25 s"), ("daily", "12 s")):
        found = [
            sample for _ in range(lab.runs) for sample in lab.measure("suite", "bench.charges", mode=mode, count=count)
        ]
        rows.append(_row(found, stock, mode, goal, count))
    return rows


def _row(found, stock, mode: str, goal: str, count: int) -> Row:
    """Return seconds for 1 000 charges in the note, and rates in the columns."""
    rate, wall = middle(found, "charges"), middle(found, "charges", "wall_rate")
    single, batch = middle(stock, "single"), middle(stock, "batch")
    seconds = [f"{1_000 / value:.0f} s" for value in (rate, wall, single, batch) if value]
    note = (
        f"1 000 charges take {seconds[0]} of CPU ({seconds[1]} wall, measured on {count}); stock's payments alone "
        f"{seconds[2]} one by one and {seconds[3]} in a batch (extrapolated); "
        f"settled: {found[-1].facts['paid']} of {count}"
    )
    name = "an entry each" if mode == "single" else "an entry a day"
    return Row(
        f"charges, inbox to reconciled books, {name}",
        rate,
        single,
        batch,
        f"1 000 in {goal} ({figure(1_000 / float(goal.split()[0]))}/s)",
        middle(found, "charges", "sql_each"),
        max(sample.rss_mb for sample in found),
        wall,
        note,
    )


def run(env, *, mode: str, count: str, runs: str = "1"):
    """Prepare open invoices, put the messages into the inbox, and run the stages until nothing is left."""
    from . import objects

    number = int(count)
    made = objects.connection(env)
    made._ar_journal(env.ref("base.USD")).ar_booking = mode
    objects.tied_customers(env, made, number // objects.PER_CUSTOMER + 1)
    _invoices(env, made, number)
    _messages(env, made, number)
    settle_statistics(env)
    samples: list[dict] = []
    with measured(env, samples, "charges", number) as facts:
        _stages(env, made, number)
    facts["paid"] = env["account.move"].search_count(
        [("ar_stripe_invoice_id.connection_id", "=", made.id), ("payment_state", "=", "paid")]
    )
    facts["booked"] = env["ar.stripe.balance.transaction"].search_count([("is_booked", "=", True)])
    return samples


def _invoices(env, made, count: int) -> None:
    from odoo.addons.ar_sync_stripe.payloads import read_object

    from . import objects

    values = [read_object(objects.invoice(number)).values for number in range(count)]
    Invoice = env["ar.stripe.invoice"].with_company(made.company_id)
    Invoice._store(made, values, env.cr.now())
    while Invoice._apply_waiting(made):
        env.invalidate_all()
    env.cr.commit()


def _messages(env, made, count: int) -> None:
    """Put three messages a charge into the inbox, in the order in which Stripe sends them."""
    from . import objects

    rows = []
    for number in range(count):
        rows.append(objects.inbox_row(f"pi{number}", "payment_intent.succeeded", objects.payment_intent(number)))
        rows.append(objects.inbox_row(f"ch{number}", "charge.succeeded", objects.charge(number)))
        rows.append(objects.inbox_row(f"ip{number}", "invoice_payment.paid", objects.invoice_payment(number)))
    for start in range(0, len(rows), 1_000):
        env["ar.sync.event"]._store(made, rows[start : start + 1_000])
    env.cr.commit()


def _stages(env, made, count: int) -> None:
    """Do what the scheduled action does, the feed of balance transactions in pages of 100."""
    from odoo.addons.ar_sync_stripe.payloads import read_object

    from . import objects

    Movement, Dispatch = env["ar.stripe.balance.transaction"], env["ar.sync.dispatch"]
    for start in range(0, count, PIECE):
        page = [objects.movement(number) for number in range(start, min(start + PIECE, count))]
        Movement._store(made, [read_object(obj).values for obj in page], env.cr.now())
        env.cr.commit()
    for stage in ("drain", "apply", "match", "book"):
        while Dispatch._run_stage(stage):
            env.invalidate_all()
        env.cr.commit()
