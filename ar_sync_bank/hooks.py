"""What is done once, when the addon is installed into a database that already has bank statements."""

BATCH = 1000


def post_init_hook(env):
    """Make receipts of the incoming bank transactions that nobody has reconciled yet, in bounded batches."""
    Line = env["account.bank.statement.line"].sudo()
    last_id = 0
    while lines := Line.search(
        [("is_reconciled", "=", False), ("amount", ">", 0), ("id", ">", last_id)], order="id", limit=BATCH
    ):
        last_id = lines[-1].id
        lines._ar_make_receipts()
        env.flush_all()
        env.invalidate_all()
