"""What changed in the books becomes what is to be changed in the ERP."""

from collections import defaultdict
from collections.abc import Iterable

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..logs import masked_logger
from ..protocol.document_values import as_values, from_values, said
from ..protocol.documents import KINDS, Posting
from ..protocol.fingerprint import fingerprint
from ..protocol.idempotency import business_key
from .ar_sync_connection_erp import PREFIX

_logger = masked_logger(__name__)
TOUCHED = "ar_erp_touched"
#: What an ERP keeps by itself once a record is made; a change of these alone is none.
NEVER_CHANGED = frozenset({"key", "unit", "rate", "currency"})


class ArErpPlan(models.AbstractModel):
    """Compares what the books say with what was last agreed with the ERP, document by document.

    Everything that touches a customer's account calls :meth:`_touch`. Before the transaction is committed, and as part
    of it, each document that was touched is planned: there is at most one change of a document that waits, and it
    always says what the books say now. A change that is on its way is waited for.
    """

    _name = "ar.erp.plan"
    _description = "Planning of changes in an ERP"

    # === NOTICING === #

    @api.model
    def _touch(self, moves, gone: bool = False) -> None:
        """Have the documents of these entries planned before this transaction is committed.

        :param gone: the entries are about to be deleted: their keys are looked up now.
        """
        if self.env.context.get("ar_erp_importing"):
            return
        companies = self.env["ar.sync.connection"]._ar_erp_companies()
        mine = moves.filtered(lambda move: move.company_id.id in companies) if companies else moves.browse()
        if not mine:
            return
        touched = self.env.cr.precommit.data
        if TOUCHED not in touched:
            touched[TOUCHED] = {"moves": defaultdict(set), "keys": defaultdict(set)}
            self.env.cr.precommit.add(self.sudo()._plan_touched)
        for company, rows in mine.grouped("company_id").items():
            if gone:
                touched[TOUCHED]["keys"][company.id] |= self.env["ar.erp.maker"]._keys_of(rows)
            else:
                touched[TOUCHED]["moves"][company.id].update(rows.ids)

    @api.model
    def _plan_touched(self) -> None:
        """Plan what this transaction touched; what fails is left to the worker and stops nobody's work."""
        touched = self.env.cr.precommit.data.pop(TOUCHED, None)
        if not touched:
            return
        for company_id in set(touched["moves"]) | set(touched["keys"]):
            company = self.env["res.company"].browse(company_id)
            moves = self.env["account.move"].sudo().browse(touched["moves"][company_id]).exists()
            keys = self.env["ar.erp.maker"]._keys_of(moves) | touched["keys"][company_id]
            for connection in self.env["ar.sync.connection"]._ar_erp_of(company):
                self._plan_safely(connection, keys)

    @api.model
    def _plan_safely(self, connection, keys: set[str]) -> None:
        try:
            with self.env.cr.savepoint():
                waiting = self._plan_keys(connection, keys)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            _logger.exception("%s: planning what was posted", connection.name)
            self.env["ar.erp.again"]._ask(connection, keys, f"{type(error).__name__}: {error}")
        else:
            if waiting:
                self.env["ar.erp.again"]._ask(connection, waiting)

    # === PLANNING === #

    @api.model
    def _plan_keys(self, connection, keys: Iterable[str], is_again: bool = False) -> set[str]:
        """Plan these documents; return the keys of those whose earlier change is still on its way."""
        keys = set(keys)
        connection = connection.sudo()
        documents = self.env["ar.erp.maker"]._make(connection, keys)
        bindings = self._bindings(connection, keys)
        chains = self._open_by_chain(connection, keys)
        subjects = {
            (kind, key)
            for kind in KINDS
            for key in keys
            if (kind, key) in documents or (kind, key) in bindings or chain_of(kind, key) in chains
        }
        order = list(KINDS)
        waiting, cancels = set(), []
        for kind, key in sorted(subjects, key=lambda pair: (order.index(pair[0]), pair[1])):
            open_rows = chains.get(chain_of(kind, key), self.env["ar.sync.operation"].sudo())
            if any(row._is_uncertain() for row in open_rows):
                waiting.add(key)
                continue
            change = self._wanted(connection, kind, key, documents.get((kind, key)), bindings.get((kind, key)))
            if change and change["verb"] == "cancel":
                cancels.append((key, change, open_rows))
            else:
                self._have_waiting(connection, key, change, open_rows)
        for key, change, open_rows in reversed(cancels):
            self._have_waiting(connection, key, change, open_rows)
        if is_again:
            for (kind, key), binding in bindings.items():
                self._release_first(connection, kind, key, binding)
        return waiting

    @api.model
    def _release_first(self, connection, kind: str, key: str, binding) -> None:
        """Have what is taken back wait for the change that releases it: that one had to wait, and is planned later."""
        targets = {part["target"] for part in (binding.agreed or {}).get("applied") or ()}
        chains = self._open_by_chain(connection, {key, *targets}) if targets else {}
        mine = chains.pop(chain_of(kind, key), None)
        for row in self.env["ar.sync.operation"].union(*chains.values()) if mine else ():
            if row._ar_erp_verb() == "cancel" and row._ar_erp_key() in targets and not row._is_uncertain():
                links = [fields.Command.link(number) for number in mine.ids]
                row._set_state(row.state, prerequisite_ids=links)

    @api.model
    def _bindings(self, connection, keys: Iterable[str]) -> dict:
        """Return (kind, key) -> what ties the document to the ERP's."""
        by_model = defaultdict(list)
        for key in keys:
            model, _comma, number = key.partition(",")
            by_model[model].append(int(number))
        found = {}
        for model, ids in by_model.items():
            domain = [
                ("connection_id", "=", connection.id),
                ("kind", "in", list(KINDS)),
                ("res_model", "=", model),
                ("res_id", "in", ids),
                ("is_former", "=", False),
            ]
            for row in self.env["ar.sync.binding"].sudo().search(domain, order="id"):
                found[row.kind, f"{row.res_model},{row.res_id}"] = row
        return found

    @api.model
    def _open_by_chain(self, connection, keys: Iterable[str]) -> dict:
        chains = [chain_of(kind, key) for kind in KINDS for key in keys]
        domain = [
            ("connection_id", "=", connection.id),
            ("chain", "in", chains),
            ("state", "not in", ("done", "cancelled")),
        ]
        return dict(self.env["ar.sync.operation"].sudo().search(domain, order="id").grouped("chain"))

    @api.model
    def _wanted(self, connection, kind: str, key: str, document: Posting | None, binding) -> dict | None:
        """Return the change that brings a document in the ERP to what the books say; None where it is so already."""
        if connection._ar_erp_policy(kind) == "off":
            return None
        if document is None or document.is_voided:
            if not binding or (document is None and self._is_draft(key)) or not binding._ar_erp_is_there():
                return None
            if self.env["ar.erp.document"]._is_ahead(connection, kind, binding.external_id):
                return self._using_nothing(connection, kind, key, document, binding)
            return self._cancelling(connection, kind, key, document, binding)
        if not binding:
            return self._making(connection, document) if connection._ar_erp_takes(document) else None
        if not binding._ar_erp_is_there():
            return None
        return self._changing(connection, document, binding)

    @api.model
    def _is_draft(self, key: str) -> bool:
        """Tell whether somebody is working on the record right now: it is planned when it is posted again."""
        model, _comma, number = key.partition(",")
        record = self.env[model].sudo().browse(int(number)).exists()
        return bool(record) and "state" in record and record.state == "draft"

    @api.model
    def _making(self, connection, document: Posting) -> dict:
        return {
            "verb": "create",
            "kind": document.kind,
            "payload": said(document),
            "document": as_values(document),
            "external_ref": self._external_ref(connection, document),
        }

    @api.model
    def _changing(self, connection, document: Posting, binding) -> dict | None:
        now, before = said(document), binding.agreed or {}
        names = sorted(name for name in {*now, *before} - NEVER_CHANGED if now.get(name) != before.get(name))
        use = {}
        if names and self.env["ar.erp.document"]._is_ahead(connection, document.kind, binding.external_id):
            # Money received ahead was made there: its uses alone are ours, and they are records of their own.
            names = [name for name in names if name == "applied"]
            use["external_ref"] = f"{self._external_ref_of(document.kind, document.key, binding)}_use"
        if not names:
            return None
        return {
            "verb": "apply" if names == ["applied"] and document.kind != "invoice" else "update",
            "kind": document.kind,
            "payload": {name: now.get(name, "") for name in names},
            "document": as_values(document),
            "target": binding.external_id,
            **use,
        }

    @api.model
    def _using_nothing(self, connection, kind: str, key: str, document: Posting | None, binding) -> dict | None:
        """Return the change that takes back the uses of money received ahead that counts no more here.

        The money itself was made there: what becomes of it is decided there.
        """
        before = binding.agreed or {}
        if not before.get("applied"):
            return None
        values = {**before, **(as_values(document) if document else {}), "key": key}
        unused = {"applied": [], "open_amount": values["total"], "is_voided": False}
        return self._changing(connection, from_values(kind, {**values, **unused}), binding)

    @api.model
    def _cancelling(self, connection, kind: str, key: str, document: Posting | None, binding) -> dict:
        before = binding.agreed or {}
        how = connection.erp_cancel_how if kind == "invoice" else "delete"
        values = as_values(document) if document else before
        return {
            "verb": "cancel",
            "kind": kind,
            "payload": {"how": how, **{name: before[name] for name in ("number", "total", "day") if name in before}},
            "document": {**values, "key": key},
            "target": binding.external_id,
            "external_ref": f"{self._external_ref_of(kind, key, binding)}_cancel",
        }

    @api.model
    def _external_ref(self, connection, document: Posting) -> str:
        """Return the reference under which a document is made, the same however often that is tried.

        After what was made was taken back, the next one is another record and gets another reference.
        """
        model, _comma, number = document.key.partition(",")
        domain = [
            ("connection_id", "=", connection.id),
            ("kind", "=", document.kind),
            ("res_model", "=", model),
            ("res_id", "=", int(number)),
            ("is_former", "=", True),
        ]
        made_before = self.env["ar.sync.binding"].sudo().search_count(domain)
        return self._reference(document.kind, document.key, made_before + 1)

    @api.model
    def _external_ref_of(self, kind: str, key: str, binding) -> str:
        return self._reference(kind, key, 1 + (binding.id or 0))

    @api.model
    def _reference(self, kind: str, key: str, generation: int) -> str:
        model, _comma, number = key.partition(",")
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return business_key(uuid, model, int(number), kind, generation)

    # === THE CHANGE THAT WAITS === #

    @api.model
    def _have_waiting(self, connection, key: str, change: dict | None, open_rows) -> None:
        """Have ``change`` be the one change of a document that waits; one that waited for the same is left alone."""
        Operation = self.env["ar.sync.operation"].sudo()
        if change is None:
            open_rows._supersede(Operation)
            return
        kind = f"{PREFIX}{change['kind']}.{change['verb']}"
        mark = fingerprint({name: change.get(name) for name in ("payload", "target", "external_ref")})
        same = open_rows.filtered(lambda row: row.kind == kind)[:1]
        (open_rows - same)._supersede(same or Operation)
        values = {
            "payload": change["payload"],
            "erp_document": change["document"],
            "external_ref": change.get("external_ref") or False,
            "target": change.get("target") or False,
            "fingerprint": mark,
            "summary": self._summary(connection, change),
            "prerequisite_ids": [fields.Command.set(self._comes_before(connection, key, change).ids)],
        }
        if same and same.fingerprint == mark:
            same._set_state(same.state, prerequisite_ids=values["prerequisite_ids"], erp_document=change["document"])
        elif same:
            same._ar_erp_replace(values)
        else:
            self._write_down(connection, key, kind, change, values)

    @api.model
    def _write_down(self, connection, key: str, kind: str, change: dict, values: dict) -> None:
        model, _comma, number = key.partition(",")
        record = self.env[model].browse(int(number))
        Operation = self.env["ar.sync.operation"].sudo()
        about = [
            ("connection_id", "=", connection.id),
            ("kind", "=", kind),
            ("res_model", "=", model),
            ("res_id", "=", record.id),
        ]
        version = 1 + max(Operation.search(about).mapped("version"), default=0)
        payload, summary = values.pop("payload"), values.pop("summary")
        chain = chain_of(change["kind"], key)
        Operation._intend(
            connection,
            kind,
            record,
            payload,
            summary,
            version=version,
            chain=chain,
            erp_subject=change["kind"],
            **values,
        )

    @api.model
    def _summary(self, connection, change: dict) -> str:
        labels = dict(self.env["ar.sync.drift"]._fields["subject"]._description_selection(self.env))
        document = change["document"]
        name = document.get("number") or document.get("key") or ""
        words = {
            "create": self.env._("Make %(kind)s %(name)s"),
            "update": self.env._("Change %(kind)s %(name)s"),
            "apply": self.env._("Apply %(kind)s %(name)s"),
            "cancel": self.env._("Take back %(kind)s %(name)s"),
        }
        kind = labels[change["kind"]]
        return words[change["verb"]] % {"kind": kind[0].lower() + kind[1:], "name": name}

    @api.model
    def _comes_before(self, connection, key: str, change: dict):
        """Return the changes that have to be made first: of what it settles, and of what still settles it."""
        domain = [("connection_id", "=", connection.id), ("state", "not in", ("done", "cancelled"))]
        targets = {part["target"] for part in change["document"].get("applied") or ()}
        if change["document"].get("invoice"):
            targets.add(change["document"]["invoice"])
        others = {chain_of(kind, target) for target in targets for kind in KINDS}
        if change["verb"] == "cancel":
            others = {chain_of(kind, other) for kind, other in self._applied_to(connection, key)}
        own = chain_of(change["kind"], key)
        return self.env["ar.sync.operation"].sudo().search([*domain, ("chain", "in", list(others - {own}))])

    @api.model
    def _applied_to(self, connection, key: str) -> list[tuple[str, str]]:
        """Return (kind, key) of the documents that the ERP has applied to this one, as last agreed."""
        self.env["ar.sync.binding"].flush_model(["agreed", "is_former"])
        rows = self.env.execute_query(
            SQL(
                """SELECT kind, res_model, res_id FROM ar_sync_binding
                    WHERE connection_id = %s AND is_former IS NOT TRUE
                      AND agreed -> 'applied' @> jsonb_build_array(jsonb_build_object('target', %s::text))""",
                connection.id,
                key,
            )
        )
        return [(kind, f"{model},{number}") for kind, model, number in rows]


def chain_of(kind: str, key: str) -> str:
    """Return the name of the chain of a document's changes."""
    return f"{PREFIX}{kind}/{key}"
