"""``make clean``: removes what belongs to this checkout, and spares the cache of downloads."""

import shutil

from . import databases, postgres
from .config import Workspace
from .odoo_source import Odoo
from .paths import STATE, cache_dir
from .run import WorkspaceError, say


def run_clean() -> None:
    """Remove the databases, the private cluster and the state folder.

    Nothing is installed or started for that.
    """
    if postgres.users_own_server():
        _drop_ours()
    else:
        postgres.private_cluster().remove()
    shutil.rmtree(STATE, ignore_errors=True)
    say(f"removed {STATE}; kept the cache {cache_dir()}")


def _drop_ours() -> None:
    """Remove our databases from the user's own server."""
    nowhere = Odoo("", STATE, "", ())
    workspace = Workspace(nowhere, STATE / "bin" / "python", postgres.ensure())
    try:
        ours = [name for name in databases.names(workspace) if name.startswith(databases.PREFIX)]
        databases.drop(workspace, *ours)
    except WorkspaceError as error:
        say(f"the databases could not be removed: {error}")
