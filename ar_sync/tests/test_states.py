"""Risk: a record gets into a state that nothing handles, or past the gate that keeps the table."""

import runpy
from pathlib import Path

import pytest

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase

from odoo.addons.ar_sync.models.ar_sync_state_mixin import _GATE
from odoo.addons.ar_sync.protocol.states import (
    TABLES,
    MoveRefused,
    check_move,
    diagram,
    is_final,
)

from .common_records import RecordMaker, suite_models

ROOT = Path(__file__).resolve().parents[2]
MOVES = [(model, old, new) for model, table in TABLES.items() for old in table for new in table]


# --- the tables ---


@pytest.mark.parametrize("model", TABLES)
def test_a_table_leads_to_no_state_that_does_not_exist(model):
    table = TABLES[model]
    assert set().union(*table.values()) <= set(table)


@pytest.mark.parametrize("model", TABLES)
def test_every_state_can_be_reached_from_the_first(model):
    table = TABLES[model]
    reached, new = set(), {next(iter(table))}
    while new:
        reached |= new
        new = set().union(*(table[state] for state in new)) - reached
    assert reached == set(table)


@pytest.mark.parametrize("model", TABLES)
def test_no_state_is_a_dead_end_that_the_machine_waits_in(model):
    """Final states are ends of a story; every other one has a way on."""
    ends = {"done", "cancelled", "rejected", "superseded", "undone", "ended", "succeeded", "failed", "shadow"}
    assert {state for state in TABLES[model] if is_final(model, state)} <= ends


@pytest.mark.parametrize(("model", "old", "new"), MOVES)
def test_the_reader_says_what_the_table_says(model, old, new):
    if new in TABLES[model][old]:
        check_move(model, old, new)
    else:
        with pytest.raises(MoveRefused) as refused:
            check_move(model, old, new)
        assert (refused.value.model, refused.value.old, refused.value.new) == (model, old, new)


@pytest.mark.parametrize(("old", "new"), [("nowhere", "done"), ("received", "nowhere"), ("", "")])
def test_a_state_that_does_not_exist_is_refused(old, new):
    with pytest.raises(MoveRefused):
        check_move("ar.sync.event", old, new)


def test_what_was_sent_is_never_simply_waiting_again_as_new():
    """The heart of the outbox: from *unknown* there is no way that skips asking or a person."""
    table = TABLES["ar.sync.operation"]
    assert "draft" not in set().union(*table.values())
    assert table["done"] == table["cancelled"] == frozenset()
    assert "cancelled" not in table["sent"] | table["unknown"]


@pytest.mark.parametrize("model", TABLES)
def test_the_diagram_shows_every_move(model):
    lines = diagram(model).splitlines()
    assert lines[0] == "stateDiagram-v2"
    for state, targets in TABLES[model].items():
        for target in targets or {"[*]"}:
            assert f"    {state} --> {target}" in lines
    assert len(lines) == 1 + sum(len(targets) or 1 for targets in TABLES[model].values())


def test_the_page_of_states_is_up_to_date():
    """``python docs/make_states.py`` makes it."""
    page = runpy.run_path(str(ROOT / "docs" / "make_states.py"))["page"]
    assert (ROOT / "docs" / "states.md").read_text() == page(TABLES, diagram)


# --- the gate ---


class TestStateGate(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Harbour Tools"})
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        cls.maker = RecordMaker(cls.env, company)
        cls.records = {model: cls.maker.record(model) for model in TABLES}

    def put(self, record, state):
        """Put a record into ``state`` past the gate, as a test may."""
        self.env.flush_all()
        self.env.cr.execute(f'UPDATE "{record._table}" SET state = %s WHERE id = %s', (state, record.id))
        record.invalidate_recordset()

    def test_each_model_with_the_gate_has_a_table_and_each_table_a_model(self):
        gated = {name for name in suite_models(self.registry) if hasattr(self.registry[name], "_set_state")}
        self.assertEqual(gated, set(TABLES))

    def test_no_model_has_a_state_of_its_own_beside_the_gate(self):
        stateful = {
            name
            for name in suite_models(self.registry, transient=False)
            if (field := self.registry[name]._fields.get("state"))
            and field.store
            and not field.related
            and self.registry[name]._auto
        }
        mirrors = {name for name in stateful if name.startswith("ar.stripe.")}
        self.assertEqual(stateful - mirrors, set(TABLES), "the state of a mirror is the provider's")

    def test_the_field_offers_exactly_the_states_of_the_table(self):
        for model, table in TABLES.items():
            field = self.registry[model]._fields["state"]
            self.assertEqual(set(field.get_values(self.env)), set(table), model)
            self.assertEqual(field.default(self.env[model]), next(iter(table)), model)
            self.assertTrue(field.required and field.readonly, model)

    def test_the_gate_does_what_the_table_says(self):
        for model, old, new in MOVES:
            record = self.records[model]
            self.put(record, old)
            if old == new or new in TABLES[model][old]:
                record._set_state(new)
                self.assertEqual(record.state, new)
            else:
                with self.assertRaises(UserError, msg=f"{model}: {old} -> {new}"):
                    record._set_state(new)
                self.assertEqual(record.state, old)

    def test_a_refusal_writes_nothing_not_even_for_the_others(self):
        first, second = self.records["ar.sync.event"], self.maker.create("ar.sync.event")
        self.put(first, "received")
        self.put(second, "ignored")
        with self.assertRaisesRegex(UserError, "is Ignored and cannot become Done"):
            (first | second)._set_state("done", reason="x")
        self.assertEqual((first.state, first.reason, second.state), ("received", False, "ignored"))

    def test_no_write_passes_the_gate(self):
        contexts = [
            {},
            {"ar_state_gate": True},
            {"ar_state_gate": "object()"},
            {"ar_state_gate": {}},
        ]
        for model, record in self.records.items():
            first = next(iter(TABLES[model]))
            self.put(record, first)
            for new in TABLES[model]:
                for context in contexts:
                    with self.assertRaises(UserError, msg=f"{model}: {new}"):
                        call_kw(
                            self.env[model],
                            "write",
                            [record.ids, {"state": new}],
                            {"context": context},
                        )
            self.assertEqual(record.state, first, model)

    def test_no_way_through_a_parent_passes_the_gate(self):
        """Commands on a one2many write the child too."""
        stream = self.maker.record("ar.sync.stream")
        self.put(stream, "idle")
        with self.assertRaises(UserError):
            stream.connection_id.write({"stream_ids": [(1, stream.id, {"state": "off"})]})
        self.assertEqual(stream.state, "idle")

    def test_nothing_is_created_in_another_state(self):
        for model, table in TABLES.items():
            first, *others = table
            for state in others:
                values = self.maker.values(model)
                values.pop("state", None)
                with self.assertRaises(UserError, msg=f"{model}: {state}"):
                    call_kw(self.env[model], "create", [[{**values, "state": state}]], {})
                context = {"default_state": state}
                [made] = call_kw(self.env[model], "create", [[values]], {"context": context})
                self.assertEqual(self.env[model].browse(made).state, first, model)

    def test_a_default_that_a_user_saved_does_not_pass_either(self):
        self.env["ir.default"].set("ar.sync.connection", "state", "connected")
        made = self.env["ar.sync.connection"].create({"name": "New"})
        self.assertEqual(made.state, "draft")

    def test_a_copy_starts_at_the_beginning(self):
        connection = self.records["ar.sync.connection"]
        self.put(connection, "connected")
        self.assertEqual(connection.copy().state, "draft")

    def test_code_with_the_gate_moves(self):
        """The counterpart of the refusals above: they fail because of the gate, not anything else."""
        for model, record in self.records.items():
            first, second = list(TABLES[model])[:2]
            self.put(record, first)
            record.with_context(ar_state_gate=_GATE).write({"state": second})
            self.assertEqual(record.state, second)
