"""Each addon is a Python package that pip builds without a network, with all that Odoo reads from it."""

import subprocess
import sys
import zipfile
from email.parser import Parser

import pytest

from workspace import config
from workspace.paths import ROOT

READ_BY_ODOO = ("data", "i18n", "security", "static", "views")


def built(addon, folder):
    """Build ``addon`` as its pyproject.toml says and return (the files in it, its metadata)."""
    options = ["-q", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, f"./{addon}"], cwd=ROOT, check=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        [metadata] = [name for name in names if name.endswith(".dist-info/METADATA")]
        return names, Parser().parsestr(wheel.read(metadata).decode())


@pytest.mark.parametrize("addon", config.addons_in())
def test_a_wheel_holds_what_the_repository_holds(addon, tmp_path):
    names, metadata = built(addon, tmp_path)
    listed = subprocess.run(["git", "ls-files", addon], cwd=ROOT, capture_output=True, text=True)
    files = listed.stdout.split() or [
        str(path.relative_to(ROOT))
        for folder in READ_BY_ODOO
        for path in (ROOT / addon / folder).rglob("*")
        if path.is_file()
    ]
    missing = {f"odoo/addons/{path}" for path in files if not path.endswith("pyproject.toml")} - names
    assert not missing
    assert f"odoo/addons/{addon}/__manifest__.py" in names
    assert metadata["Name"].replace("_", "-") == f"odoo-addon-{addon}".replace("_", "-")
    assert metadata["Version"].startswith("19.0.")


def test_the_wheels_need_what_the_manifests_and_the_requirements_say(tmp_path):
    _, metadata = built("ar_sync_stripe", tmp_path)
    needed = metadata.get_all("Requires-Dist")
    assert "odoo-addon-ar_sync==19.0.*" in needed
    assert any(line.startswith("stripe") and ">=16" in line and "<17" in line for line in needed), needed
