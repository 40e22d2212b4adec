"""What somebody who already runs Odoo does in it: ``python plain_worker.py CONF DATABASE JOB``, its order on stdin.

It is run as a script, so that of this repository only the addons can be imported, and those only through Odoo's addons
path. The last line of its output is its result, as JSON. Odoo's log goes to the standard error.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import crash_worker  # the script's own folder comes first on the path

OURS = ("ar_sync", "ar_sync_stripe")
TRACES = {
    "tables": "SELECT relname FROM pg_class WHERE relname ~ '^ar_(sync|match|stripe)_'",
    "columns": "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE column_name ~ '^ar_'",
    "models": "SELECT model FROM ir_model WHERE model ~ '^ar[.](sync|match|stripe)[.]'",
    "fields": "SELECT model || '.' || name FROM ir_model_fields WHERE name ~ '^ar_'",
    "actions": "SELECT name->>'en_US' FROM ir_act_window WHERE res_model ~ '^ar[.](sync|match|stripe)[.]'",
    "jobs": "SELECT cron_name FROM ir_cron WHERE cron_name ~ 'AR Sync'",
    "views": "SELECT name FROM ir_ui_view WHERE model ~ '^ar[.]' OR arch_db::text ~ 'ar_(sync|match|receipt)'",
    "messages": "SELECT DISTINCT model FROM mail_message WHERE model ~ '^ar[.](sync|match|stripe)[.]'",
    "files": "SELECT name FROM ir_attachment WHERE res_model ~ '^ar[.](sync|match|stripe)[.]'",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key ~ '^ar_sync'",
    "references": "SELECT module || '.' || name FROM ir_model_data WHERE module IN ('ar_sync', 'ar_sync_stripe')",
    "constraints": "SELECT conname FROM pg_constraint WHERE conname ~ '_ar_' OR conname ~ '^ar_'",
    "indexes": "SELECT indexname FROM pg_indexes WHERE indexname ~ '_ar_' OR indexname ~ '^ar_(sync|match|stripe)'",
}
"""Kind -> what an addon of ours could leave behind."""


def main(conf: str, database: str, job: str) -> None:
    """Load the registry, do the job, print its result."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    odoo.tools.config.parse_config(["-c", conf, "-d", database, "--no-http"], setup_logging=True)
    with odoo.modules.registry.Registry(database).cursor() as cr:
        result = JOBS[job](odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {}), json.loads(sys.stdin.read()))
    print(json.dumps(result))


# === JOBS === #


def plain(env: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Install, connect, work, look at every screen; then uninstall the connector, then the core."""
    install(env, "ar_sync_stripe")
    connection = connect(env, order["key"])
    found = {"modules": states(env), "connection": connection, "books": crash_worker.work(env, {})}
    found["screens"], found["traces"] = screens(env), sorted(traces(env))
    before = entries(env)
    uninstall(env, "ar_sync_stripe")
    found["core_screens"] = screens(env)
    uninstall(env, "ar_sync")
    found["uninstalled"] = {"modules": states(env), "screens": screens(env), "traces": traces(env)}
    found["entries_stay"] = entries(env) == before
    found["invoice"] = invoice(env)
    return found


def foreign(env: Any, order: dict[str, Any]) -> dict[str, Any]:
    """Install into books kept in euro with another country's chart; connect and work; uninstall both at once."""
    belgian(env)
    old = invoice(env)
    install(env, "ar_sync_stripe")
    keys = env["ar.match.key"].search_count([("line_id.move_id", "=", old["id"])])
    connect(env, order["key"])
    company = env.ref("base.main_company")
    found = {"company": [company.chart_template, company.currency_id.name], "keys": keys}
    found.update(books=crash_worker.work(env, {}), accounts=accounts(company), journals=journals(env))
    found["screens"] = screens(env)
    before = entries(env)
    uninstall(env, "ar_sync")
    found["uninstalled"] = {"modules": states(env), "screens": screens(env), "traces": traces(env)}
    found["entries_stay"] = entries(env) == before
    return found


JOBS: dict[str, Callable[[Any, dict[str, Any]], dict[str, Any]]] = {"plain": plain, "foreign": foreign}

# === STEPS === #


def install(env: Any, name: str) -> None:
    """Update the list of apps and press *Activate*, as under Apps."""
    env["ir.module.module"].update_list()
    env["ir.module.module"].search([("name", "=", name)]).button_immediate_install()
    env.transaction.reset()


def uninstall(env: Any, name: str) -> None:
    """Press *Uninstall* under Apps; what depends on it goes with it."""
    env["ir.module.module"].search([("name", "=", name)]).button_immediate_uninstall()
    env.transaction.reset()


def states(env: Any) -> dict[str, str]:
    """Return addon -> state."""
    return {row.name: row.state for row in env["ir.module.module"].search([("name", "in", OURS)])}


def connect(env: Any, key: str) -> dict[str, Any]:
    """Follow the menu as the administrator, fill in the form and press *Connect*."""
    from odoo.tests import Form

    crash_worker.answer_at_once()
    env = env(user=env.ref("base.user_admin"))
    menus = env["ir.ui.menu"].load_menus(False)
    titles = ["Receivables", "Sync", "Connections"]
    children, menu = menus["root"]["children"], {}
    for title in titles:
        menu = next(menus[child] for child in children if menus[child]["name"] == title)
        children = menu["children"]
    action = env[menu["action_model"]].browse(menu["action_id"])
    with Form(env[action.res_model]) as form:
        form.name = "Stripe"
        form.provider = "stripe"
        form.environment = "test"
        form.mode = "automatic"
        form.stripe_api_key = key
    form.record.action_connect()
    env.cr.commit()
    return {
        "state": form.record.state,
        "access": sorted(set(form.record.stream_ids.mapped("access"))),
        "shown_key": form.record.stripe_api_key or "",
    }


def screens(env: Any) -> int:
    """Open every window action's views and first record as the administrator. Return how many were opened.

    Actions that open the same views of the same model are one screen.
    """
    env = env(user=env.ref("base.user_admin"))
    opened, seen = 0, set()
    for action in env["ir.actions.act_window"].sudo().search([("usage", "=", False)]):
        views = [(view or False, mode) for view, mode in action.views if mode not in ("activity", "hierarchy")]
        Model = env[action.res_model]
        screen = (action.res_model, tuple(sorted(views, key=str)))
        if screen in seen or not Model.has_access("read"):
            continue
        seen.add(screen)
        shapes = Model.get_views(views)["views"]
        if "list" in shapes and not Model._abstract and Model._auto:
            Model.search(Model._order and [], limit=1).read(names_in(shapes["list"]["arch"], Model))
        opened += len(shapes)
    for model in ("res.company", "account.move", "account.journal", "res.partner"):
        arch = env[model].get_view(view_type="form")["arch"]
        env[model].search([], limit=1).read(names_in(arch, env[model]))
    env["res.config.settings"].create({})
    env["ir.ui.menu"].load_menus(False)
    return opened


def names_in(arch: str, Model: Any) -> list[str]:
    """Return the fields of ``Model`` itself that a view shows."""
    from lxml import etree

    shown = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
    return sorted({name for name in shown if name in Model._fields})


def traces(env: Any) -> dict[str, list[str]]:
    """Return what is left of the addons, by kind; nothing where nothing is left."""
    left = {}
    for kind, query in TRACES.items():
        env.cr.execute(query)
        left[kind] = sorted(str(value) for (value,) in env.cr.fetchall())
    return {kind: values for kind, values in left.items() if values}


def entries(env: Any) -> list[list[Any]]:
    """Return the accounting that is the user's own: posted entries and what is open on each account."""
    env.flush_all()
    env.cr.execute(
        "SELECT a.name->>'en_US', l.reconciled, sum(l.balance)::text, sum(l.amount_residual)::text, count(*) "
        "FROM account_move_line l JOIN account_account a ON a.id = l.account_id "
        "WHERE l.parent_state = 'posted' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [list(row) for row in env.cr.fetchall()]


def invoice(env: Any) -> dict[str, Any]:
    """Post an invoice and pay half of it through Odoo's own wizard: accounting works."""
    env = env(user=env.ref("base.user_admin"))
    partner = env["res.partner"].create({"name": "Deux Ponts"})
    line = {"name": "Advice", "quantity": 1, "price_unit": 500.0, "tax_ids": []}
    move = env["account.move"].create(
        {"move_type": "out_invoice", "partner_id": partner.id, "invoice_line_ids": [(0, 0, line)]}
    )
    move.action_post()
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
    wizard.create({"amount": 250.0})._create_payments()
    env.cr.commit()
    return {"id": move.id, "state": move.state, "payment_state": move.payment_state, "due": move.amount_residual}


def belgian(env: Any) -> None:
    """Give the company, which has no entries yet, Belgium's chart and the euro."""
    env["ir.module.module"].search([("name", "=", "l10n_be")]).button_immediate_install()
    env.transaction.reset()
    company = env.ref("base.main_company")
    company.write({"country_id": env.ref("base.be").id, "account_fiscal_country_id": env.ref("base.be").id})
    env["account.chart.template"].try_loading("be_comp", company, install_demo=False)
    env.cr.commit()


def accounts(company: Any) -> dict[str, Any]:
    """Return kind -> [code, type] of the company's accounts, which are made on request."""
    found = {kind: company._ar_account(kind).with_company(company) for kind in company._ar_account_kinds()}
    return {kind: [account.code, account.account_type] for kind, account in found.items()}


def journals(env: Any) -> list[list[str]]:
    """Return [code, currency or the company's] of the connection's journals."""
    found = env["account.journal"].search([("ar_connection_id", "!=", False)])
    return sorted([row.code, (row.currency_id or row.company_id.currency_id).name] for row in found)


if __name__ == "__main__":
    main(*sys.argv[1:])
