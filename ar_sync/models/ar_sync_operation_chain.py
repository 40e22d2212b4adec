"""Changes that belong together: one after the other, each in its own call and transaction."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..protocol.errors import NeedsPerson
from ..protocol.fingerprint import fingerprint
from ..protocol.steps import Step, Unresolved, parse, resolve

#: States in which nothing was done at the provider, for certain.
UNSENT = ("draft", "review", "ready", "failed")


class ArSyncOperation(models.Model):
    """A chain is the changes of one intention, such as all that brings an invoice to the provider.

    Each waits for the one before it: a failure holds the rest. Planning a chain again compares what is
    wanted now with what is still unsent: the same is left alone, anything else is superseded. While a
    call is under way or its outcome unknown nothing is planned; :meth:`_ar_replan` is asked afterwards. Whoever changes
    the record and whoever keeps the answer of the call both write the record, so that one of them sees the other.
    """

    _inherit = "ar.sync.operation"

    chain = fields.Char(
        readonly=True, index="btree_not_null", help="Changes with the same chain are one intention, sent in order."
    )
    prerequisite_ids = fields.Many2many(
        "ar.sync.operation",
        "ar_sync_operation_prerequisite",
        "operation_id",
        "prerequisite_id",
        string="Waits For",
        readonly=True,
        help="Changes that must be done before this one is sent.",
    )
    dependent_ids = fields.Many2many(
        "ar.sync.operation",
        "ar_sync_operation_prerequisite",
        "prerequisite_id",
        "operation_id",
        string="Wait for This",
        readonly=True,
    )
    chain_ids = fields.Many2many("ar.sync.operation", string="Steps", compute="_compute_chain_ids")
    held_by = fields.Text(string="Held", compute="_compute_held_by", help="What this change still waits for.")
    fingerprint = fields.Char(readonly=True, help="Of the payload as it was intended, ids and key not yet in it.")
    target_ref = fields.Char(string="Record Changed", readonly=True, help="The record whose remote object is changed.")
    target = fields.Char(string="Remote Object", readonly=True, help="The provider's id of what is changed.")
    is_superseded = fields.Boolean(
        string="Superseded", readonly=True, help="No person gave it up: a later change of the record took its place."
    )

    _record_index = models.Index("(res_model, res_id)")

    @api.depends("chain", "connection_id", "prerequisite_ids")
    def _compute_chain_ids(self):
        for operation in self:
            domain = [("connection_id", "=", operation.connection_id.id), ("chain", "=", operation.chain)]
            steps = self.search(domain) if operation.chain else operation._origin
            steps = steps.filtered(lambda step, own=operation._origin: step.state != "cancelled" or step == own)
            operation.chain_ids = (steps | operation.prerequisite_ids).sorted("id")

    @api.depends("state", "prerequisite_ids.state", "prerequisite_ids.error")
    def _compute_held_by(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for operation in self:
            rows = operation._held_on() if operation.state in ("draft", "review", "ready") else []
            lines = [f"{row.summary} ({labels[row.state]}{': ' + row.error if row.error else ''})" for row in rows]
            operation.held_by = "\n".join(lines) or False

    def _held_on(self):
        """Return the changes that have to come first and did not yet."""
        return self.prerequisite_ids.filtered(lambda row: row.state not in ("done", "cancelled"))

    # === PLANNING === #

    @api.model
    def _plan(self, connection, record, chain: str, steps: list[Step], after=()):
        """Have ``steps`` be what is still to be sent of ``chain``, in order; return the changes that are open.

        :param record: the cause of all steps.
        :param after: changes of other chains that have to come first.
        """
        Operation = self.sudo().with_context(active_test=False)
        open_rows = Operation._open_of(connection, chain)
        if any(row._is_uncertain() for row in open_rows):
            self._write_cause(record)
            return open_rows
        marks = [fingerprint({"payload": step.payload, "target": step.target_id or step.target}) for step in steps]
        wanted = [(step.kind, mark) for step, mark in zip(steps, marks, strict=True)]
        if [(row.kind, row.fingerprint) for row in open_rows] == wanted:
            return open_rows
        made = Operation.browse()
        previous = Operation.browse([row.id for row in after])
        for step, (_kind, mark) in zip(steps, wanted, strict=True):
            previous = Operation._intend_step(connection, record, chain, step, mark, previous)
            made |= previous
        open_rows._supersede(made)
        return made

    @api.model
    def _open_of(self, connection, chain: str):
        """Return the changes of a chain that are not over."""
        domain = [("connection_id", "=", connection.id), ("chain", "=", chain)]
        return self.search([*domain, ("state", "not in", ("done", "cancelled"))], order="id")

    @api.model
    def _intend_step(self, connection, record, chain: str, step: Step, mark: str, after):
        """Write one step of a chain, which waits for ``after``."""
        same = [("connection_id", "=", connection.id), ("kind", "=", step.kind)]
        about = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        version = 1 + max(self.search([*same, *about]).mapped("version"), default=0)
        operation = self._intend(
            connection,
            step.kind,
            record,
            dict(step.payload),
            step.summary,
            version=version,
            chain=chain,
            fingerprint=mark,
            target_ref=step.target,
            target=step.target_id,
            problems=step.problems or False,
            prerequisite_ids=[fields.Command.set(after.ids)],
        ).sudo()
        values = {"payload": operation._ar_stamped(operation.payload)}
        wait = operation.state == "ready" and (step.problems or step.always_reviewed)
        operation._set_state("review" if wait else operation.state, **values)
        return operation

    def _ar_stamped(self, payload: dict) -> dict:
        """Return the payload with what lets the object be found again by this change. Extension point."""
        return payload

    def _is_uncertain(self) -> bool:
        """Tell whether this change may have happened at the provider without our knowing."""
        return self.state in ("sent", "unknown") or (self.state == "review" and self.attempts > 0)

    def _supersede(self, successors) -> None:
        """Cancel these unsent changes; what waited for one waits for the successor of its kind, or the last one."""
        for operation in self:
            heirs = successors.filtered(lambda row, kind=operation.kind: row.kind == kind) or successors[-1:]
            for dependent in operation.dependent_ids - self:
                links = [fields.Command.unlink(operation.id), *(fields.Command.link(heir.id) for heir in heirs)]
                dependent._set_state(dependent.state, prerequisite_ids=links)
            operation._set_state("cancelled", is_superseded=True)

    @api.model
    def _replan_after(self, operation) -> None:
        """Ask the record whether more is to be sent, once nothing of its chain is open.

        A step that would be the one just done again is a defect, and is not sent for ever.
        """
        if not operation.chain:
            return
        self._write_cause(self.env[operation.res_model].browse(operation.res_id).exists())
        if self._open_of(operation.connection_id, operation.chain):
            return
        for row in operation._ar_replan() or ():
            if (row.kind, row.fingerprint) == (operation.kind, operation.fingerprint) and row.state in UNSENT:
                error = self.env._("This change was made already, and the record still asks for it.")
                row._set_state("cancelled", error=error)

    @api.model
    def _write_cause(self, records) -> None:
        """Write the rows of records, and nothing in them: of two who do, the later one begins anew and sees the first.

        Whoever waited for these rows, or read before the other's commit, fails to write them. Odoo repeats requests,
        and background work its batches.

        Who learns that a change was made and does not see that its record was changed meanwhile, else asks for nothing
        more; and who changed it has seen the change under way, and left the rest to the former.
        """
        self.env.flush_all()
        if records:
            table, ids = SQL.identifier(records._table), tuple(records.ids)
            self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", table, ids))

    def _ar_replan(self):
        """Plan what this change's record wants now; return the open changes. Extension point of connectors."""
        return self.browse()

    # === BEFORE SENDING === #

    def _settled_values(self) -> dict:
        """Return target and payload with ids in place of references: exactly what is sent, kept on the row.

        :raise NeedsPerson: where an object that is referred to is not at the provider.
        """
        if self.problems:
            raise NeedsPerson(self.problems)
        try:
            values = {"payload": resolve(self.payload or {}, self._find_reference)}
            if self.target_ref and not self.target:
                values["target"] = resolve({"$bound": self.target_ref}, self._find_reference)
        except Unresolved as missing:
            raise NeedsPerson(
                self.env._("%s is not at the provider.", self._reference_name(str(missing))),
                self.env._("Send it first, then try again."),
            ) from missing
        return values

    def _find_reference(self, text: str) -> str | None:
        kind, model, record_id, key = parse(text)
        return self.connection_id._ar_bound(kind, self.env[model].browse(record_id), key)

    def _reference_name(self, text: str) -> str:
        """Return a reference in words."""
        kind, model, record_id, key = parse(text)
        record = self.env[model].sudo().browse(record_id).exists()
        return " ".join(part for part in (kind.replace("_", " "), record.display_name or str(record_id), key) if part)

    # === ACTIONS === #

    def action_approve(self):
        """Release changes, and with each the rest of its chain and what it waits for."""
        together = self | self._approved_together()
        return super(ArSyncOperation, together).action_approve()

    def _approved_together(self):
        """Return the changes that one decision releases: whoever sees an invoice approves all of its steps."""
        found = self.browse()
        todo = self
        while todo:
            found |= todo
            chained = self.browse()
            for operation in todo.filtered("chain"):
                chained |= self._open_of(operation.connection_id, operation.chain)
            todo = (todo.prerequisite_ids | chained) - found
        return found.filtered(lambda row: row.state in ("draft", "review") and not row._is_uncertain())

    def action_cancel(self):
        """Give up changes that were not sent, and with each the later steps of its chain."""
        self.check_access("write")
        rest = self.browse()
        for operation in self.filtered("chain"):
            later = self._open_of(operation.connection_id, operation.chain)
            rest |= later.filtered(lambda row, own=operation: row.id > own.id and row.state in UNSENT)
        if any(row._is_uncertain() and row.state != "review" for row in self):
            raise UserError(self.env._("Its outcome is not known: wait until the provider was asked."))
        return super(ArSyncOperation, self | rest).action_cancel()
