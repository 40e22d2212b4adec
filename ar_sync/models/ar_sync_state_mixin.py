"""The one gate through which every ``state`` of the suite moves."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..protocol.states import MoveRefused, check_move

# Only code in this process can hold this object: a context that came over RPC cannot.
_GATE = object()


class ArSyncStateMixin(models.AbstractModel):
    """States as data: ``_set_state`` is the only way to change the field ``state``.

    The table of allowed moves is ``protocol/states.py``. Writing ``state`` any other way is refused,
    for a person over RPC as for code.

    ``readonly`` on a field binds forms, not RPC. A model whose rows nobody may edit, because they are
    what a provider sent or what a person approved, sets ``_ar_written_by_code_only``: then only code
    that is superuser or moves the state writes it. People have the actions. ``_ar_facts`` names the
    fields for which the same holds where the others may be written.
    """

    _name = "ar.sync.state.mixin"
    _description = "State gate"
    _ar_written_by_code_only = False
    _ar_facts: frozenset[str] = frozenset()

    def _set_state(self, state: str, **values) -> None:
        """Move every record to ``state`` and write ``values`` with it, if the table allows it.

        :param state: the new state; records already there only get ``values``.
        :raise UserError: where the table does not allow the move; nothing is written.
        """
        for record in self:
            if record.state != state:
                try:
                    check_move(self._name, record.state, state)
                except MoveRefused as refused:
                    raise UserError(self._ar_move_refused_message(record, refused)) from refused
        self._ar_through_gate().write({"state": state, **values})

    @api.model
    def _ar_move_refused_message(self, record, refused: MoveRefused) -> str:
        """Say in words why the move is refused."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(record)s is %(old)s and cannot become %(new)s.",
            record=record.display_name,
            old=labels.get(refused.old, refused.old),
            new=labels.get(refused.new, refused.new),
        )

    def _ar_gate_is_open(self) -> bool:
        """Tell whether this call comes from code of the suite and not from a person."""
        return self.env.context.get("ar_state_gate") is _GATE

    def _ar_through_gate(self):
        """Return these records for code that writes them on a person's behalf, after its own checks."""
        return self.with_context(ar_state_gate=_GATE)

    def write(self, vals):
        if not self._ar_gate_is_open():
            if "state" in vals:
                raise UserError(self.env._("The state changes by actions only."))
            self._ar_refuse_editing(vals)
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._ar_gate_is_open():
            self._ar_refuse_editing({})
            first = self._fields["state"].default(self)
            if any(vals.get("state", first) != first for vals in vals_list):
                raise UserError(self.env._("A new record starts in its first state."))
            # Written out, because a default may come over RPC too (context key default_state).
            vals_list = [{**vals, "state": first} for vals in vals_list]
        return super().create(vals_list)

    def _ar_refuse_editing(self, vals) -> None:
        """Refuse a person's own writing where rows, or these fields of them, are evidence."""
        if not self.env.su and (self._ar_written_by_code_only or not self._ar_facts.isdisjoint(vals)):
            model = self.env["ir.model"]._get(self._name).name
            raise AccessError(self.env._("%(model)s is not edited: use its actions.", model=model))
