"""Write docs/states.md from the state tables of the suite: ``python docs/make_states.py``.

A test compares the page with the tables, so a change of a table without its page fails.
"""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "states.md"
SOURCE = ROOT / "ar_sync" / "protocol" / "states.py"

HEAD = """# States

Which moves of a `state` field are allowed, per model. This page is made from
`ar_sync/protocol/states.py` by `python docs/make_states.py`; change the table, not the page.

Every move goes through one gate, `_set_state`, which refuses what is not drawn here, for a person
over RPC as for code. A state without an arrow out of it is final.
"""


def page(tables, diagram) -> str:
    """Return the page for these tables.

    :param tables: model -> state -> the states it may become.
    :param diagram: a function that draws the table of a model in Mermaid's language.
    """
    parts = [HEAD]
    for model, table in tables.items():
        parts.append(f"## `{model}`\n\n```mermaid\n{diagram(model)}\n```\n")
        rows = [
            f"| {state} | {', '.join(sorted(targets)) or 'nothing: it is final'} |"
            for state, targets in table.items()
        ]
        parts.append("\n".join(["| from | to |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    # The tables' module is pure: it runs by itself, without Odoo.
    states = runpy.run_path(str(SOURCE))
    PAGE.write_text(page(states["TABLES"], states["diagram"]))
