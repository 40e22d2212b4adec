"""The pure rooms without Odoo: importable by a tool, and only they."""

import subprocess
import sys

from workspace.paths import ROOT

PROGRAM = """
import sys
sys.path[:] = [path for path in sys.path if "odoo" not in path]
from workspace import pure
assert pure.install() and pure.install()
from odoo.addons.ar_sync.matching import {room} as room
assert room.__name__ == "odoo.addons.ar_sync.matching.{room}", room.__name__
assert "odoo.addons.ar_sync.models" not in sys.modules
try:
    import odoo.models
except ModuleNotFoundError:
    print("pure")
"""


def test_a_tool_imports_a_room_without_odoo():
    room = sorted(path.stem for path in (ROOT / "ar_sync/matching").glob("[a-z]*.py"))[0]
    words = [sys.executable, "-c", PROGRAM.format(room=room)]
    done = subprocess.run(words, cwd=ROOT, env={}, capture_output=True, text=True)
    assert done.stdout == "pure\n", done.stderr


def test_a_loaded_odoo_is_left_alone():
    program = (
        "import sys, types; sys.modules['odoo'] = real = types.ModuleType('odoo')\n"
        "from workspace import pure\n"
        "assert pure.install() is False and sys.modules['odoo'] is real\n"
        "print('left')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={}, capture_output=True, text=True
    )
    assert done.stdout == "left\n", done.stderr
