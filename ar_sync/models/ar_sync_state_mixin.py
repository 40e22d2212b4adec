"""The one gate through which every ``state`` of the suite moves."""

from odoo import api, models
from odoo.exceptions import UserError

from ..protocol.states import MoveRefused, check_move

# Only code in this process can hold this object: a context that came over RPC cannot.
_GATE = object()


class ArSyncStateMixin(models.AbstractModel):
    """States as data: ``_set_state`` is the only way to change the field ``state``.

    The table of allowed moves is ``protocol/states.py``. Writing ``state`` any other way is refused,
    for a person over RPC as for code.
    """

    _name = "ar.sync.state.mixin"
    _description = "State gate"

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
        self.with_context(ar_state_gate=_GATE).write({"state": state, **values})

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

    def write(self, vals):
        if "state" in vals and self.env.context.get("ar_state_gate") is not _GATE:
            raise UserError(self.env._("The state changes by actions only."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        first = self._fields["state"].default(self)
        for vals in vals_list:
            if vals.get("state", first) != first and self.env.context.get("ar_state_gate") is not _GATE:
                raise UserError(self.env._("A new record starts in its first state."))
        return super().create(vals_list)
