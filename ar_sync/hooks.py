"""What is done once, when the addon is installed into a database that already has books."""

BATCH = 2000


def post_init_hook(env):
    """Write the matching keys of everything that is open: invoices posted before the suite was there are found too."""
    build_keys(env, [("account_id.account_type", "=", "asset_receivable")])


def build_keys(env, domain):
    """Write the keys of open, posted journal items that match ``domain``, in bounded batches."""
    Line = env["account.move.line"].sudo()
    open_items = [("parent_state", "=", "posted"), ("reconciled", "=", False), ("ar_receipt_id", "=", False), *domain]
    last_id = 0
    while lines := Line.search([*open_items, ("id", ">", last_id)], order="id", limit=BATCH):
        last_id = lines[-1].id
        lines._ar_read_for_keys()
        env["ar.match.key"]._rebuild(lines.filtered(lambda line: line._ar_is_open_item()))
        env.invalidate_all()
