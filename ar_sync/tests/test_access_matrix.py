"""Risk: somebody sees or changes another company's money, or more than their role may.

The tables below are the whole truth: who may read, write, create and delete what. They are compared
with what really happens, over the same door as RPC, for every model of the suite that is installed.
A model that is not in a table fails.
"""

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from .common_records import RecordMaker, suite_models

# role -> groups. A portal user and the public are no employees; *nobody* is one without our groups.
ROLES = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "nobody": "base.group_user",
    "accountant": "base.group_user,account.group_account_manager",
    "user": "base.group_user,ar_sync.group_user",
    "manager": "base.group_user,ar_sync.group_manager",
    "administrator": "base.group_user,ar_sync.group_administrator",
}
OUTSIDERS = ("public", "portal", "nobody", "accountant")

# model -> what user, manager, administrator may do: r(ead) w(rite) c(reate) d(elete).
READ_ONLY = ("r", "r", "r")
ALLOWED = {
    "ar.sync.connection": ("r", "r", "rwcd"),
    "ar.sync.secret": ("", "", ""),
    "ar.sync.stream": ("r", "rw", "rw"),
    "ar.sync.event": READ_ONLY,
    "ar.sync.operation": READ_ONLY,
    "ar.sync.authorization": ("", "", "r"),
    "ar.sync.binding": ("r", "r", "rwcd"),
    "ar.erp.record": READ_ONLY,
    "ar.erp.document": READ_ONLY,
    "ar.erp.finding": READ_ONLY,
    "ar.erp.again": READ_ONLY,
    "ar.erp.recognition": READ_ONLY,
    "ar.erp.mark": ("", "rwcd", "rwcd"),
    "ar.erp.mapping": ("r", "rw", "rw"),
    "ar.sync.drift": READ_ONLY,
    "ar.sync.drift.note": ("", "rwcd", "rwcd"),
    "ar.sync.tie.out": READ_ONLY,
    "ar.sync.log": READ_ONLY,
    "ar.sync.chain": READ_ONLY,
    "ar.sync.scope.customer": READ_ONLY,
    "ar.sync.scope.guard": READ_ONLY,
    "ar.sync.scope.outside": READ_ONLY,
    "ar.match.key": READ_ONLY,
    "ar.match.receipt": ("rw", "rw", "rw"),
    "ar.match.proposal": ("rw", "rw", "rw"),
    "ar.match.proposal.line": READ_ONLY,
    "ar.match.reason": ("r", "rwcd", "rwcd"),
    "ar.match.report": READ_ONLY,
    "ar.match.rule": ("r", "rwcd", "rwcd"),
    "ar.match.kind": ("r", "rw", "rw"),
    "ar.match.payer": ("r", "rwd", "rwd"),
    "ar.match.pick": ("rwcd", "rwcd", "rwcd"),
    "ar.match.pick.line": ("rwcd", "rwcd", "rwcd"),
}
# Of the addon for banks, where it is installed.
BANK = "ar.bank."
ALLOWED_BANK = {
    "ar.bank.file": READ_ONLY,
    "ar.bank.file.statement": READ_ONLY,
    "ar.bank.file.refusal": READ_ONLY,
    "ar.bank.csv.mapping": ("rwc", "rwcd", "rwcd"),
    "ar.bank.csv.column": ("rwcd", "rwcd", "rwcd"),
    "ar.bank.import": ("rwcd", "rwcd", "rwcd"),
}
# Of the addon between Stripe and timesheets: for who may make sales orders, which none of these roles may.
TIME = "ar.time."
# Of auto-pay, where it is installed: evidence and charges are written by code only.
AUTOPAY = "ar.autopay."
ALLOWED_AUTOPAY = {
    "ar.autopay.mandate": ("r", "rw", "rw"),
    "ar.autopay.charge": READ_ONLY,
    "ar.autopay.charge.line": READ_ONLY,
    "ar.autopay.session": READ_ONLY,
    "ar.autopay.wording": ("r", "rwcd", "rwcd"),
    "ar.autopay.retry": ("r", "rwcd", "rwcd"),
    "ar.autopay.paper": ("", "rwcd", "rwcd"),
}
# Of collections, where they are installed: what was decided is evidence.
COLLECTION = "ar.collection."
ALLOWED_COLLECTION = {
    "ar.collection.sequence": ("r", "rwcd", "rwcd"),
    "ar.collection.step": ("r", "rwcd", "rwcd"),
    "ar.collection.condition": ("r", "rwcd", "rwcd"),
    "ar.collection.case": ("rw", "rw", "rw"),
    "ar.collection.decision": ("rw", "rw", "rw"),
    "ar.collection.decision.line": READ_ONLY,
    "ar.collection.pause": ("rwcd", "rwcd", "rwcd"),
    "ar.collection.address": ("rwcd", "rwcd", "rwcd"),
    "ar.collection.call": ("rwcd", "rwcd", "rwcd"),
    "ar.collection.preview": ("rwcd", "rwcd", "rwcd"),
    "ar.collection.preview.line": READ_ONLY,
}
# Promises, disputes and replies of the addon for collections, where it is installed: nobody deletes what was said.
REPLIES = ("ar.promise", "ar.dispute", "ar.collection.reply", "ar.collection.trace")
ALLOWED_REPLIES = {
    "ar.promise": ("rwc", "rwc", "rwc"),
    "ar.dispute": ("rwc", "rwc", "rwc"),
    "ar.dispute.reason": ("r", "rwcd", "rwcd"),
    "ar.collection.reply": ("rw", "rw", "rw"),
    "ar.collection.reply.intent": READ_ONLY,
    "ar.collection.trace": READ_ONLY,
}
# Forecast and figures of the addon for collections, where it is installed: written by code only.
FORECAST = ("ar.forecast", "ar.collection.figure", "ar.collection.ageing", "ar.collection.as.of")
ALLOWED_FORECAST = {
    "ar.forecast": READ_ONLY,
    "ar.forecast.week": READ_ONLY,
    "ar.forecast.item": READ_ONLY,
    "ar.forecast.share": READ_ONLY,
    "ar.forecast.backtest": READ_ONLY,
    "ar.forecast.customer": READ_ONLY,
    "ar.collection.figure": READ_ONLY,
    "ar.collection.ageing": READ_ONLY,
    "ar.collection.as.of": ("rwcd", "rwcd", "rwcd"),
}
# Of the addon between Stripe and Sales, where it is installed.
SALE = "ar.sale."
ALLOWED_SALE = {
    "ar.sale.subscription": READ_ONLY,
    "ar.sale.subscription.pause": ("", "rwcd", "rwcd"),
    "ar.sale.subscription.cancel": ("", "rwcd", "rwcd"),
}
# Of the connector for NetSuite, where it is installed; the pace of an account is of no company, written past the ORM.
NETSUITE = "ar.netsuite."
NETSUITE_PACE = "ar.netsuite.pace"
# Of a Stripe Connect platform: of no company, and of Odoo's own settings administrators alone.
PLATFORM = "ar.connect."
# Mirrors are copies of what the provider says: read by all, written by the suite alone.
MIRRORS = "ar.stripe."
ALLOWED_MIRRORS = {
    "ar.stripe.tax.rate": ("r", "rw", "rw"),
    # Not a mirror: what a product is to cost there.
    "ar.stripe.product.price": ("r", "rwcd", "rwcd"),
}


def allowed(model, role):
    """Return what ``role`` may do with its own company's records of ``model``."""
    if role in OUTSIDERS:
        return ""
    place = ("user", "manager", "administrator").index(role)
    if model.startswith((PLATFORM, TIME, NETSUITE_PACE)):
        return ""
    if model.startswith(MIRRORS):
        return ALLOWED_MIRRORS.get(model, READ_ONLY)[place]
    if model.startswith(REPLIES):
        return ALLOWED_REPLIES[model][place]
    if model.startswith(FORECAST):
        return ALLOWED_FORECAST[model][place]
    if model.startswith((SALE, AUTOPAY)):
        return (ALLOWED_SALE if model.startswith(SALE) else ALLOWED_AUTOPAY)[model][place]
    if model.startswith(COLLECTION):
        return ALLOWED_COLLECTION[model][place]
    if model.startswith(NETSUITE):
        return ("", "", "rwcd")[place]
    return (ALLOWED_BANK if model.startswith(BANK) else ALLOWED)[model][place]


class AccessCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.makers, cls.users = {}, {}
        for name in ("Alder", "Birch"):
            company = cls.env["res.company"].create({"name": name})
            cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
            cls.makers[name] = RecordMaker(cls.env, company)
            for role, groups in ROLES.items():
                cls.users[name, role] = new_test_user(
                    cls.env,
                    f"{name}_{role}".lower(),
                    groups=groups,
                    company_id=company.id,
                    company_ids=[Command.set(company.ids)],
                )
                if role not in ("public", "portal"):
                    cls.users[name, role].group_ids += cls.env.ref("base.group_allow_export")
        cls.models = suite_models(cls.registry)
        for maker in cls.makers.values():
            for model in cls.models:
                maker.record(model)
        cls.env.flush_all()

    def own(self, model, company, user):
        """Return the company's record of ``model`` as ``user``: a wizard is the user's own."""
        maker = self.makers[company]
        if not self.env[model]._transient:
            return maker.record(model).with_env(self.env(user=user, su=False, context={}))
        record = maker.create(model)
        self.env.flush_all()
        self.env.cr.execute(f'UPDATE "{record._table}" SET create_uid = %s', (user.id,))
        record.invalidate_recordset()
        return record.with_env(self.env(user=user, su=False, context={}))

    def call(self, user, model, method, *args, **kwargs):
        """Call a public method as RPC does, with nothing read before: a cache asks no rule."""
        self.env.invalidate_all()
        return call_kw(self.env(user=user, su=False, context={})[model], method, args, kwargs)

    def may(self, operation, user, record, values):
        """Tell whether ``user`` is let do ``operation``, by doing it and undoing it."""
        model = record._name
        calls = {
            "r": ("read", [record.ids, ["id", "display_name"]]),
            "w": ("write", [record.ids, self.harmless(record)]),
            "c": ("create", [values]),
            "d": ("unlink", [record.ids]),
        }
        method, args = calls[operation]
        savepoint = self.env.cr.savepoint()
        try:
            with savepoint, mute_logger("odoo.sql_db", "odoo.models.unlink"):
                self.call(user, model, method, *args)
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return True
        except AccessError:
            return False
        except (UserError, ValidationError):
            return True  # access was given; the record's own rules said no
        finally:
            self.env.invalidate_all(flush=False)

    def harmless(self, record):
        """Return a write that changes nothing: a stored value of its own, of no field that is evidence."""
        record = record.sudo()
        facts = getattr(type(record), "_ar_facts", frozenset()) | {"id", "state"}
        for name, field in record._fields.items():
            if field.type in ("char", "text", "integer") and field.store and not field.compute:
                if not field.related and name not in facts and record[name]:
                    return {name: record[name]}
        return {}


class _Undo(Exception):
    """Raised to leave a savepoint without keeping what was done in it."""


class TestAccessMatrix(AccessCase):
    def test_every_model_is_in_the_table(self):
        known = set(ALLOWED) | {model for model in self.models if model.startswith((MIRRORS, PLATFORM, TIME, NETSUITE))}
        if "ar.bank.file" in self.registry:
            known |= set(ALLOWED_BANK)
        if "ar.sale.subscription" in self.registry:
            known |= set(ALLOWED_SALE)
        if "ar.autopay.mandate" in self.registry:
            known |= set(ALLOWED_AUTOPAY)
        if "ar.collection.case" in self.registry:
            known |= set(ALLOWED_COLLECTION)
        if "ar.promise" in self.registry:
            known |= set(ALLOWED_REPLIES)
        if "ar.forecast" in self.registry:
            known |= set(ALLOWED_FORECAST)
        self.assertEqual(set(self.models), known)

    def test_each_role_may_do_what_the_table_says_and_nothing_else(self):
        found, expected = {}, {}
        for model in self.models:
            values = self.makers["Alder"].values(model)
            for role in ROLES:
                user = self.users["Alder", role]
                record = self.own(model, "Alder", user)
                found[model, role] = "".join(
                    operation for operation in "rwcd" if self.may(operation, user, record, values)
                )
                expected[model, role] = allowed(model, role)
        differences = {
            key: f"may {found[key]!r}, table {expected[key]!r}" for key in expected if found[key] != expected[key]
        }
        self.assertEqual(differences, {})

    def test_no_role_of_another_company_may_do_anything(self):
        leaks = []
        for model in self.models:
            values = self.makers["Alder"].values(model)
            record = self.makers["Alder"].record(model)
            for role in ROLES:
                user = self.users["Birch", role]
                leaks += [(model, role, operation) for operation in "rwcd" if self.may(operation, user, record, values)]
        self.assertEqual(leaks, [], "company Birch at company Alder's records")

    def test_another_companys_records_are_not_found_by_any_search(self):
        """Each of these is a door of its own: lists, groups, exports, searches of the client."""
        for model in self.models:
            record = self.makers["Alder"].record(model)
            name = record.display_name
            own = [("id", "in", record.ids)]
            for role in ("user", "manager", "administrator"):
                if "r" not in allowed(model, role):
                    continue
                user = self.users["Birch", role]
                for method, args, kwargs in (
                    ("search", [own], {}),
                    ("search_read", [own, ["display_name"]], {}),
                    ("search_count", [own], {}),
                    ("web_search_read", [own, {"display_name": {}}], {}),
                    ("formatted_read_group", [own, [], ["__count"]], {}),
                    ("name_search", [name or "", own], {}),
                    ("export_data", [[], ["id"]], {}),
                ):
                    answer = self.call(user, model, method, *args, **kwargs)
                    self.assertFalse(_found(answer), f"{model} {role} {method}: {answer}")

    def test_another_companys_record_is_not_exported_by_its_id(self):
        for model in self.models:
            record = self.makers["Alder"].record(model)
            for role in ("user", "manager", "administrator"):
                with self.assertRaises(AccessError, msg=f"{model} {role}"):
                    self.call(
                        self.users["Birch", role],
                        model,
                        "export_data",
                        record.ids,
                        ["display_name"],
                    )

    def test_a_link_to_another_companys_record_shows_nothing_of_it(self):
        """Related fields are superuser's by default: the onchange of a form would read anything."""
        leaks = []
        for model in self.models:
            fields = self.env[model]._fields
            # The company itself is no secret: every rule speaks of it.
            related = [
                name
                for name, field in fields.items()
                if field.related and (field._module or "").startswith("ar_sync")
                if name != "company_id"
            ]
            for link in {fields[name].related.split(".")[0] for name in related}:
                target = self.makers["Alder"].record(fields[link].comodel_name).id
                shown = {n: {} for n in related if fields[n].related.startswith(f"{link}.")}
                for role in ROLES:
                    user = self.users["Birch", role]
                    try:
                        answer = self.call(user, model, "onchange", [], {link: target}, [link], shown)
                    except AccessError:
                        continue
                    value = {name: answer.get("value", {}).get(name) for name in shown}
                    if any(value.values()):
                        leaks.append((model, role, value))
        self.assertEqual(leaks, [])

    def test_own_records_cannot_be_tied_to_another_companys(self):
        alder, birch = self.makers["Alder"], self.makers["Birch"]
        foreign_item = alder.record("account.move.line").id
        ties = [
            ("ar.match.pick", {"receipt_id": alder.record("ar.match.receipt").id}),
            (
                "ar.match.proposal",
                {
                    "receipt_id": alder.record("ar.match.receipt").id,
                    "company_id": birch.company.id,
                },
            ),
            (
                "ar.match.proposal.line",
                {
                    "proposal_id": birch.record("ar.match.proposal").id,
                    "line_id": foreign_item,
                    "amount": 1.0,
                },
            ),
            (
                "ar.match.proposal",
                {
                    "receipt_id": birch.record("ar.match.receipt").id,
                    "company_id": birch.company.id,
                    "line_ids": [Command.create({"line_id": foreign_item, "amount": 1.0})],
                },
            ),
            (
                "ar.sync.binding",
                {
                    "connection_id": alder.record("ar.sync.connection").id,
                    "kind": "x",
                    "external_id": "x",
                    "res_model": "res.partner",
                    "res_id": 1,
                },
            ),
        ]
        for role in ("user", "administrator"):
            for model, values in ties:
                with self.assertRaises(UserError, msg=f"{role} {model}"):
                    self.call(self.users["Birch", role], model, "create", [values])
        pick = birch.record("ar.match.pick")
        with self.assertRaises(UserError):
            self.own("ar.match.pick", "Birch", self.users["Birch", "user"]).write(
                {"line_ids": [Command.create({"line_id": foreign_item, "amount": 1.0})]}
            )
        receipt = birch.record("ar.match.receipt")
        for values in (
            {"journal_id": alder.record("account.journal").id},
            {"company_id": alder.company.id},
        ):
            with self.assertRaises(UserError):
                self.call(self.users["Birch", "user"], "ar.match.receipt", "write", receipt.ids, values)
        self.assertTrue(pick.exists())

    def test_evidence_is_not_edited_over_rpc(self):
        """``readonly`` binds forms only: the amount of a receipt could be raised before it is booked."""
        edits = {
            "ar.match.receipt": {
                "amount": 1e6, "settlement_amount": 1e6, "fee_amount": 0.0, "date": "2020-01-01",
                "reference_text": "INV/1", "payer_name": "x", "hints": {}, "reversed_amount": 0.0,
                "move_id": False, "decided_by_id": False, "external_id": "x",
            },
            "ar.match.proposal": {"evidence": [], "log_odds": 99.0, "decided_by_id": False, "rank": 1},
            "ar.sync.connection": {"webhook_token": "a" * 32},
            "ar.sync.authorization": {"account": "acct_1", "scope": "x", "expires_at": "2099-01-01"},
        }  # fmt: skip
        for model, values in edits.items():
            record = self.makers["Alder"].record(model)
            for name, value in values.items():
                with self.assertRaises(AccessError, msg=f"{model}.{name}"):
                    user = self.users["Alder", "administrator"]
                    self.call(user, model, "write", record.ids, {name: value})

    def test_choosing_both_companies_does_not_open_the_other_one(self):
        """allowed_company_ids comes from the browser: Odoo must not believe it."""
        both = [maker.company.id for maker in self.makers.values()]
        for model in self.models:
            record = self.makers["Alder"].record(model)
            user = self.users["Birch", "administrator"]
            with self.assertRaises(AccessError, msg=model):
                self.call(user, model, "read", record.ids, ["id"], context={"allowed_company_ids": both})

    def test_a_user_of_both_companies_sees_those_that_are_chosen(self):
        """The counterpart: the rules follow the company switcher, they do not just refuse."""
        both = [maker.company.id for maker in self.makers.values()]
        user = new_test_user(
            self.env,
            "alder_and_birch",
            groups=ROLES["administrator"],
            company_id=both[0],
            company_ids=[Command.set(both)],
        )
        alder, birch = (self.makers[name].record("ar.match.receipt") for name in self.makers)
        for chosen, seen in ((both, alder | birch), (both[:1], alder), (both[1:], birch)):
            found = self.call(
                user,
                "ar.match.receipt",
                "search",
                [("id", "in", (alder | birch).ids)],
                context={"allowed_company_ids": chosen},
            )
            self.assertCountEqual(found, seen.ids)

    def test_the_check_can_see_a_hole(self):
        """Without the company rules the same questions find the other company's records."""
        rule = self.env.ref("ar_sync.ar_match_receipt_rule_company")
        rule.active = False
        record = self.makers["Alder"].record("ar.match.receipt")
        user = self.users["Birch", "user"]
        self.assertTrue(self.may("r", user, record, {}))
        self.assertTrue(self.may("w", user, record, {}))
        self.assertFalse(self.may("d", user, record, {}))

    def test_every_stored_model_has_rules_for_companies_and_no_right_for_everybody(self):
        for model in self.models:
            rules = self.env["ir.rule"].search([("model_id.model", "=", model), ("groups", "=", False)])
            self.assertTrue(rules, f"{model} has no rule that binds everybody")
            rights = self.env["ir.model.access"].search([("model_id.model", "=", model)])
            self.assertTrue(rights, f"{model} has no line in ir.model.access")
            open_to_all = rights.filtered(lambda right: not right.group_id)
            self.assertFalse(open_to_all, f"{model} is open to everybody")

    def test_the_only_superuser_is_the_system(self):
        self.assertEqual(SUPERUSER_ID, self.env.ref("base.user_root").id)
        for user in self.users.values():
            self.assertFalse(self.env(user=user).su)


def _found(answer) -> bool:
    """Tell whether the answer of a search holds anything of a record."""
    if isinstance(answer, dict):
        return bool(answer.get("records") or answer.get("datas") or answer.get("length"))
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        return any(row.get("__count", 1) for row in answer)
    return bool(answer)
