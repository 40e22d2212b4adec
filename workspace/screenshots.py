"""``make screenshots``.

The pictures of the documentation, taken anew: a copy of the demonstration with some more in it (a change that waits,
a product that differs, a customer left out), and a browser that goes through its screens.
"""

import json
import shutil
import subprocess
from pathlib import Path

from . import config, databases, demo, postgres, system
from .config import Workspace
from .paths import ROOT, STATE
from .processes import Running
from .run import WorkspaceError, say

DATABASE = f"{databases.PREFIX}screenshots"
SANDBOX_STATE = STATE / "screenshots-sandbox"
IMAGES = ROOT / "docs" / "images"


def run_screenshots(names: list[str]) -> int:
    """Take the pictures called ``names``, or all of them."""
    found_running = postgres.users_own_server() or postgres.private_cluster().pid() is not None
    try:
        system.ensure("chromium")
        workspace = config.prepare()
        _copy_demo(workspace)
        with Running() as running:
            _take(workspace, running, names)
        databases.drop(workspace, DATABASE)
        SANDBOX_STATE.unlink(missing_ok=True)
    finally:
        if not found_running:
            postgres.stop_unless_used()
    return 0


def _copy_demo(workspace: Workspace) -> None:
    """Finish the demonstration if it is not, and copy it: the pictures' own changes stay out of it.

    :raises WorkspaceError: the demonstration is up.
    """
    used = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{demo.DATABASE}'"
    if databases.psql(workspace, used) != ["0"]:
        raise WorkspaceError("the demonstration is up.\n  What to do: end it with Ctrl-C, then try again")
    with Running() as running:
        demo.database(workspace)
        demo.start(workspace, running)
    databases.drop(workspace, DATABASE)
    databases.copy(workspace, demo.DATABASE, DATABASE)
    shutil.copyfile(demo.SANDBOX_STATE, SANDBOX_STATE)


def _take(workspace: Workspace, running: Running, names: list[str]) -> None:
    """Set the scene, start Odoo without its scheduled actions, and let the browser look."""
    say("setting the scene")
    sandbox, key = demo.start_sandbox(workspace, running, SANDBOX_STATE)
    conf = workspace.write_conf("screenshots.conf", ar_sync_stripe_api_base=sandbox)
    places = demo.job(workspace, conf, DATABASE, "workspace.screenshots_job", sandbox=sandbox, key=key)
    url = demo.start_odoo(workspace, running, DATABASE, conf, cron_threads=0)
    say(f"taking pictures at {url}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    _browse(workspace, url, places, IMAGES, names)


def _browse(workspace: Workspace, url: str, places: dict[str, str], folder: Path, names: list[str]) -> None:
    """Run :mod:`workspace.pictures` with the virtual environment's Python, which has the browser's driver.

    :raises WorkspaceError: a picture could not be taken; which one was printed.
    """
    words = [str(workspace.python), "-m", "workspace.pictures", url, str(system.chromium()), str(folder)]
    done = subprocess.run([*words, json.dumps(places), *names], cwd=ROOT, env=workspace.env())
    if done.returncode:
        raise WorkspaceError("not all pictures were taken")
