"""Risk: any public method can be called over RPC by anybody who is logged in, also a portal user.

Each public method that our addons define on any model is in a table here, with the lowest role that
may use it. Each is called as a portal user, as an employee without our groups, with a role too low,
and as somebody of another company with every role: all must be refused.
"""

import inspect
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .test_access_matrix import ROLES, AccessCase

LADDER = ("user", "manager", "administrator")

# Odoo's own methods that we extend: the ORM, or the method itself, checks who calls.
EXTENDED = {
    "create", "write", "unlink", "default_get", "button_draft", "button_cancel",
    # The mail gateway's own; what makes a record of a mail asks for the right to.
    "message_route", "message_new",
}  # fmt: skip
EXTENDED_OF = {
    ("sale.order", "action_cancel"),
    ("account.move.reversal", "reverse_moves"),
    ("res.users", "action_archive"),
}

# model -> lowest role -> actions that change something.
ACTIONS = {
    "ar.match.receipt": {
        "user": {"action_match", "action_accept", "action_leave_on_account", "action_undo"},
        "manager": {"action_make_rule"},
    },
    "ar.match.proposal": {"user": {"action_accept", "action_reject"}},
    "ar.match.reason": {"manager": {"action_open"}},
    "ar.match.rule": {"manager": {"action_replay", "action_use", "action_stop"}},
    "ar.match.pick": {"user": {"action_fill", "action_apply"}},
    "ar.sync.connection": {
        "administrator": {
            "action_connect",
            "action_pause",
            "action_resume",
            "action_disconnect",
            "action_sync_now",
            "action_check_tie_out",
            "action_stripe_connect",
            "action_scope_choose",
            "action_scope_forget",
            "action_take_over",
            "action_prepare_mapping",
        },  # fmt: skip
    },
    "res.partner": {"administrator": {"action_ar_scope_in", "action_ar_scope_out"}},
    "ar.sync.event": {"manager": {"action_retry", "action_ignore"}},
    "ar.sync.operation": {
        "manager": {
            "action_approve",
            "action_cancel",
            "action_retry",
            "action_hold",
            "action_release",
            "action_check",
            "action_mark_synced",
        },
    },
    "ar.erp.mark": {"manager": {"action_mark"}},
    "ar.sync.stream": {"manager": {"action_restart", "action_switch"}},
    "ar.sync.drift": {
        "user": {"action_take_over"},
        "manager": {"action_take_theirs", "action_push_ours", "action_note", "action_reopen"},
    },
    "ar.sync.drift.note": {"manager": {"action_note"}},
    "ar.erp.mapping": {"manager": {"action_confirm", "action_make"}},
}
# The same of the addon for Stripe, where it is installed.
ACTIONS_STRIPE = {
    "account.move": {
        "manager": {
            "action_ar_stripe_send",
            "action_ar_stripe_refund",
            "action_ar_stripe_uncollectible",
            "action_ar_stripe_void",
        },
    },
    "res.partner": {"manager": {"action_ar_stripe_send"}},
    "product.template": {"manager": {"action_ar_stripe_send"}},
    "ar.stripe.product": {"manager": {"action_accept", "action_push"}},
    "ar.stripe.dispute": {"manager": {"action_reopen", "action_credit_note", "action_write_off"}},
}
# The same of the addon between Stripe and Sales.
ACTIONS_SALE = {
    "sale.order": {"manager": {"action_ar_stripe_invoice"}},
    "ar.stripe.billable": {"user": {"action_ar_stripe_invoice"}},
    "ar.sale.subscription": {
        "manager": {
            "action_send",
            "action_pause",
            "action_resume",
            "action_cancel",
            "action_continue",
            "action_accept",
            "action_push",
        },
    },
    "ar.sale.subscription.pause": {"manager": {"action_pause"}},
    "ar.sale.subscription.cancel": {"manager": {"action_confirm"}},
}
# The same of auto-pay.
ACTIONS_AUTOPAY = {
    "ar.autopay.mandate": {"manager": {"action_pause", "action_resume", "action_end"}},
    "ar.autopay.charge": {"manager": {"action_charge_now", "action_exclude"}},
    "ar.autopay.paper": {"manager": {"action_record"}},
    "ar.sync.connection": {"administrator": {"action_check_charges"}},
    "account.move": {"manager": {"action_ar_autopay_exclude", "action_ar_autopay_include"}},
    "res.partner": {"manager": {"action_ar_autopay_invite"}},
}
# The same of the connector for NetSuite.
ACTIONS_NETSUITE = {"ar.netsuite.comparison": {"administrator": {"action_compare", "action_switch"}}}
# The same of collections.
ACTIONS_COLLECTION = {
    "ar.collection.case": {
        "user": {
            "action_pause",
            "action_resume",
            "action_plan",
            "action_next_step",
            "action_use_contact",
            "action_log_call",
            "action_log_promise",
            "action_snooze",
            "action_wake",
        },
    },
    "ar.collection.call": {"user": {"action_save", "action_save_and_promise"}},
    "ar.collection.address": {"user": {"action_save"}},
    "ar.collection.decision": {"user": {"action_send", "action_withdraw"}},
    "ar.collection.pause": {"user": {"action_pause"}},
    "ar.collection.preview": {"user": {"action_run"}},
    "account.move": {"user": {"action_ar_collection_pause", "action_ar_collection_resume"}},
    "res.partner": {
        "user": {
            "action_ar_collection_case",
            "action_ar_collection_pause",
            "action_ar_address_bad",
            "action_ar_address_good",
        },
    },
}
VIEWS_COLLECTION = {
    "ar.collection.case": {"action_view_items", "action_view_decisions", "action_open_customer"},
    "ar.collection.decision": {"action_open_case"},
    "ar.collection.sequence": {"action_view_cases", "action_preview"},
    "ar.collection.step": {"action_preview_mail"},
    "account.move": {"action_ar_collection_case"},
}
# The same of promises, disputes and replies of the addon for collections, where it is installed.
ACTIONS_REPLIES = {
    "ar.promise": {"user": {"action_withdraw", "action_promise_again"}},
    "ar.dispute": {
        "user": {"action_review", "action_reject", "action_accept", "action_withdraw", "action_credit"},
    },
    "ar.collection.reply": {
        "user": {
            "action_mark_read",
            "action_reopen",
            "action_confirm_promise",
            "action_open_dispute",
            "action_send_copy",
            "action_add_contact",
            "action_wrong_customer",
            "action_address_bad",
            "action_address_good",
        },
    },
    "account.move": {"user": {"action_ar_promise", "action_ar_dispute"}},
}
# The same of the addon for banks, where it is installed.
ACTIONS_BANK = {
    "ar.bank.file": {"user": {"action_import_again", "action_set_columns"}},
    "ar.bank.csv.mapping": {"user": {"action_confirm"}},
    "ar.bank.import": {"user": {"action_import"}},
}
# model -> methods that only show: they need the right to read, or tell nothing.
VIEWS = {
    "ar.match.receipt": {
        "action_pick",
        "action_view_invoices",
        "action_view_entries",
        "action_ar_stripe_charge",
        "action_ar_chain",
    },  # fmt: skip
    "ar.sync.log": {"action_open"},
    "ar.sync.drift": {"action_view_record"},
    "ar.sync.connection": {"action_view_drift", "action_view_erp_review"},
    "ar.erp.finding": {"action_fix"},
    "ar.sync.dashboard": {"get_dashboard"},
    "ar.forecast": {"action_ar_items", "action_ar_backtest"},
    "ar.forecast.week": {"action_ar_shares"},
    "ar.forecast.item": {"action_ar_open"},
    "ar.forecast.share": {"action_ar_open"},
    "ar.collection.ageing": {"action_ar_open"},
    "ar.collection.as.of": {"action_ar_show"},
    "ar.collection.dashboard": {"get_dashboard"},
    "account.move": {
        "action_ar_receipts",
        "action_ar_stripe_invoice",
        "action_ar_stripe_charges",
        "action_ar_stripe_changes",
        "action_ar_stripe_pay_page",
        "action_ar_stripe_credit_note",
        "action_ar_disputes",
        "action_ar_chain",
        "action_ar_autopay_view",
        "action_ar_promises",
        "action_ar_disputes_open",
    },
    "ar.dispute": {"action_view_credits"},
    "ar.collection.reply": {"action_view_mail"},
    "product.template": {"action_ar_stripe_products"},
    "account.move.line": {"action_ar_open"},
    "account.payment": {"action_ar_receipts"},
    "account.bank.statement.line": {"action_ar_chain"},
    "ar.autopay.mandate": {"action_view_charges"},
    "ar.autopay.charge": {"action_view_moves", "action_view_intent"},
    "project.project": {"action_ar_stripe_billable"},
    "project.task": {"action_ar_stripe_billable"},
    "res.partner": {
        "action_ar_receipts",
        "action_ar_stripe_customers",
        "action_ar_stripe_balance",
        "action_ar_stripe_charges",
        "action_ar_stripe_invoices",
        "action_ar_stripe_payment_methods",
        "action_ar_stripe_subscriptions",
        "action_ar_autopay_view",
        "action_ar_promises",
        "action_ar_replies",
    },
}
# Methods of a screen, which take arguments: each is called as every role in the test of that screen
# (test_review_rights).
SCREENS = {
    "ar.match.review": {
        "start", "page", "card", "preview", "search_items", "apply", "leave", "reject", "undo",
        "same_kind", "accept_same_kind",
    },
    # test_scope_rights
    "ar.sync.connection": {"scope_search", "scope_take", "scope_drop", "scope_paste"},
    # test_figures_odoo, test_forecast_odoo
    "ar.collection.dashboard": {"get_items_action"},
    # For who may sell, tested where they are: test_time_to_stripe, test_opportunity_to_stripe
    "ar.time.order": {"action_put"},
    "crm.lead": {"action_ar_stripe_invoice"},
}  # fmt: skip
VIEWS_SALE = {
    "sale.order": {"action_ar_subscriptions"},
    "ar.sale.subscription": {
        "action_view_order", "action_view_stripe", "action_view_changes", "action_view_invoices",
    },
}  # fmt: skip
VIEWS_BANK = {
    "ar.bank.file": {"action_choose_journal", "action_view_lines", "action_review", "action_view_receipts"},
    "account.bank.statement.line": {"action_ar_receipts", "action_ar_chain"},
    "account.journal": {"action_ar_bank_import"},
}
# What Odoo's settings guard: only who may change settings can create the form they are on.
SETTINGS = {"res.config.settings": {"action_ar_create_accounts", "action_ar_connections", "action_ar_reasons"}}
# What the addon for collections shows on models of Odoo.
REPLY_VIEWS = ("action_ar_promise", "action_ar_replies", "action_ar_dispute")
# Mirrored objects: each model has its own links to look at, and one action for managers.
MIRROR = "ar.stripe."
MIRROR_ACTION, MIRROR_VIEWS = "action_apply_again", ("action_view_", "action_open_stripe", "action_ar_chain")


def public_methods(registry):
    """Return (model, method) for each public method of our addons that RPC can reach."""
    found = set()
    for model, cls in registry.items():
        for base in cls.__mro__:
            if not base.__module__.startswith("odoo.addons.ar_sync"):
                continue
            for name, value in vars(base).items():
                if name.startswith("_") or not inspect.isroutine(inspect.unwrap(value)):
                    continue
                if not any(getattr(vars(up).get(name), "_api_private", False) for up in cls.__mro__):
                    found.add((model, name))
    return found


def together(*tables):
    """Return model -> role -> methods of several tables in one."""
    found = {}
    for table in tables:
        for model, roles in table.items():
            for role, names in roles.items():
                found.setdefault(model, {}).setdefault(role, set()).update(names)
    return found


def is_listed(model, name):
    """Tell whether a method is in one of the tables."""
    if name in EXTENDED or (model, name) in EXTENDED_OF:
        return True
    of_money = (ACTIONS_BANK, ACTIONS_STRIPE, ACTIONS_SALE, ACTIONS_AUTOPAY)
    tables = together(ACTIONS, *of_money, ACTIONS_COLLECTION, ACTIONS_REPLIES, ACTIONS_NETSUITE)
    changing = set().union(*tables.get(model, {"": set()}).values())
    if model.startswith(MIRROR):
        return name == MIRROR_ACTION or name.startswith(MIRROR_VIEWS) or name in changing
    shown = (VIEWS, VIEWS_BANK, VIEWS_SALE, VIEWS_COLLECTION, SETTINGS, SCREENS)
    return name in changing.union(*(table.get(model, set()) for table in shown))


class TestPublicMethods(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = public_methods(cls.registry)
        with_bank = "ar.bank.file" in cls.registry
        with_stripe = any(model.startswith(MIRROR) for model in cls.models)
        with_sale = ("sale.order", "action_ar_stripe_invoice") in cls.public
        cls.views = {**VIEWS, **(VIEWS_BANK if with_bank else {}), **(VIEWS_SALE if with_sale else {})}
        if "ar.collection.case" in cls.registry:
            for model, names in VIEWS_COLLECTION.items():
                cls.views[model] = cls.views.get(model, set()) | names
        present = (
            (ACTIONS, True),
            (ACTIONS_BANK, with_bank),
            (ACTIONS_STRIPE, with_stripe),
            (ACTIONS_SALE, with_sale),
            (ACTIONS_AUTOPAY, "ar.autopay.mandate" in cls.registry),
            (ACTIONS_COLLECTION, "ar.collection.case" in cls.registry),
            (ACTIONS_REPLIES, "ar.promise" in cls.registry),
            (ACTIONS_NETSUITE, "ar.netsuite.comparison" in cls.registry),
        )
        tables = together(*(table for table, is_there in present if is_there))
        for maker in cls.makers.values():
            for model in tables:
                maker.record(model)  # made here, it is there in every test
        cls.changing = [
            (model, lowest, name)
            for model, rights in tables.items()
            for lowest, names in rights.items()
            for name in sorted(names)
            if (model, name) in cls.public or "stripe" not in name
        ] + [
            (model, "manager", name)
            for model, name in sorted(cls.public)
            if model.startswith(MIRROR) and name == MIRROR_ACTION and model in cls.models
        ]

    def outcome(self, user, record, name):
        """Call a method as RPC does and undo it. Return its answer, or the class of its refusal."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        provider = patch.multiple(
            self.registry["ar.sync.connection"],
            _ar_verify=lambda connection: None,
            _ar_remote_balances=lambda connection: {},
        )
        try:
            with savepoint, provider, mute_logger("odoo.sql_db"):
                answer = self.call(user, record._name, name, *([record.ids] if record else []))
                self.env.flush_all()
                raise _Answer(answer)
        except _Answer as given:
            return given.value
        except AccessError:
            return AccessError
        except (UserError, ValidationError):
            return UserError
        finally:
            self.env.invalidate_all(flush=False)

    def test_every_public_method_is_listed(self):
        unknown = sorted(pair for pair in self.public if not is_listed(*pair))
        self.assertEqual(unknown, [], "make it private with an underscore, or list and guard it")

    def test_every_listed_method_exists(self):
        """A table of names that nobody has proves nothing."""
        listed = {(model, name) for model, _role, name in self.changing}
        listed |= {
            (model, name) for table in (self.views, SETTINGS, SCREENS) for model in table for name in table[model]
        }
        with_stripe = any(model.startswith(MIRROR) for model in self.models)
        missing = {(model, name) for model, name in listed - self.public if model in self.registry}
        if not with_stripe:
            missing = {(model, name) for model, name in missing if "stripe" not in name}
        if "ar.autopay.mandate" not in self.registry:
            missing = {(model, name) for model, name in missing if "autopay" not in name}
        if "ar.promise" not in self.registry:
            missing = {(model, name) for model, name in missing if not name.startswith(REPLY_VIEWS)}
        self.assertEqual(missing, set())

    def test_the_introspection_sees_a_new_public_method(self):
        def helper(records):
            """A helper that somebody forgot to make private."""

        base = next(
            cls
            for cls in self.registry["ar.sync.event"].__mro__
            if cls.__module__ == "odoo.addons.ar_sync.models.ar_sync_event"
        )
        with patch.object(base, "helper", helper, create=True):
            self.assertIn(("ar.sync.event", "helper"), public_methods(self.registry))

    def test_no_method_that_changes_something_is_open_to_outsiders(self):
        for model, _lowest, name in self.changing:
            record = self.makers["Alder"].record(model)
            for company in self.makers:
                for role in ("public", "portal", "nobody", "accountant"):
                    outcome = self.outcome(self.users[company, role], record, name)
                    self.assertIs(outcome, AccessError, f"{model}.{name} as {role} of {company}")

    def test_no_method_that_changes_something_is_open_to_a_role_too_low(self):
        for model, lowest, name in self.changing:
            for role in LADDER[: LADDER.index(lowest)]:
                user = self.users["Alder", role]
                outcome = self.outcome(user, self.own(model, "Alder", user), name)
                self.assertIs(outcome, AccessError, f"{model}.{name} as {role}")

    def test_no_method_that_changes_something_is_open_to_another_company(self):
        for model, _lowest, name in self.changing:
            record = self.makers["Alder"].record(model)
            for role in LADDER:
                outcome = self.outcome(self.users["Birch", role], record, name)
                self.assertIs(outcome, AccessError, f"{model}.{name} as {role} of another company")

    def test_the_role_that_is_listed_gets_in(self):
        """The counterpart: otherwise a method that refuses everybody would pass the tests above."""
        for model, lowest, name in self.changing:
            user = self.users["Alder", lowest]
            outcome = self.outcome(user, self.own(model, "Alder", user), name)
            self.assertIsNot(outcome, AccessError, f"{model}.{name} as {lowest}")

    def test_what_only_shows_tells_outsiders_nothing(self):
        views = [(model, name) for model, names in self.views.items() for name in sorted(names)]
        views += [
            (model, name)
            for model, name in sorted(self.public)
            if model in self.models and model.startswith(MIRROR) and name.startswith(MIRROR_VIEWS)
        ]
        for model, name in views:
            if (model, name) not in self.public:
                continue
            abstract = self.registry[model]._abstract
            record = self.env[model] if abstract else self.makers["Alder"].record(model)
            outsiders = [self.users["Alder", role] for role in ("public", "portal", "nobody")]
            if not abstract:
                outsiders += [self.users["Birch", role] for role in LADDER]
            for user in outsiders:
                answer = self.outcome(user, record, name)
                told = answer is not AccessError and _ids_in(answer, model)
                self.assertFalse(told, f"{model}.{name} tells {user.login}: {answer}")

    def test_settings_are_for_those_who_may_change_settings(self):
        for name in sorted(SETTINGS["res.config.settings"]):
            settings = self.env["res.config.settings"].create({})
            for company in self.makers:
                for role in set(ROLES) - {"administrator"}:
                    user = self.users[company, role]
                    outcome = self.outcome(user, settings, name)
                    told = outcome is not AccessError and _ids_in(outcome, "res.config.settings")
                    self.assertFalse(told, f"{name} as {role}")
        self.assertIs(
            self.outcome(self.users["Alder", "manager"], settings, "action_ar_create_accounts"),
            AccessError,
        )

    def test_the_dashboard_is_for_those_who_may_see_receipts(self):
        dashboard = self.env["ar.sync.dashboard"]
        for role in ROLES:
            outcome = self.outcome(self.users["Alder", role], dashboard, "get_dashboard")
            self.assertEqual(outcome is AccessError, role not in LADDER, role)

    def test_the_dashboard_of_one_company_knows_nothing_of_the_other(self):
        answer = self.outcome(self.users["Birch", "user"], self.env["ar.sync.dashboard"], "get_dashboard")
        mine = self.makers["Birch"].record("ar.sync.connection").id
        self.assertEqual([row["id"] for row in answer["connections"]], [mine])
        self.assertEqual(answer["company_names"], ["Birch"])
        self.assertNotIn("Alder", str(answer))


class _Answer(Exception):
    """Carries an answer out of a savepoint that is undone."""

    def __init__(self, value):
        super().__init__()
        self.value = value


def _ids_in(answer, model):
    """Return the ids of records that an answer tells, without those that the caller gave."""
    if not isinstance(answer, dict):
        return answer
    told = [answer.get("res_id")]
    for _field, _operator, value in (leaf for leaf in answer.get("domain") or [] if len(leaf) == 3):
        told += value if isinstance(value, list) and model != "res.partner" else []
    return [record_id for record_id in told if record_id]
