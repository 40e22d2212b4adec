"""Runs a function inside Odoo: ``python -m workspace.in_odoo CONF DATABASE MODULE [KEY=VALUE …]``.

The module's ``run(env, **options)`` is called as the superuser with a registry and a cursor that is
committed at the end. What it returns is written, as JSON, to the file that ``AR_SYNC_RESULT``
names.
"""

import importlib
import json
import os
import sys
from pathlib import Path


def main(conf: str, database: str, module: str, *pairs: str) -> None:
    """Load the registry of ``database`` and call the module's ``run``."""
    import odoo.api
    import odoo.modules.registry
    import odoo.tools

    # Odoo 19 sets its logging up while it reads the options.
    odoo.tools.config.parse_config(["-c", conf, "-d", database, "--no-http"], setup_logging=True)
    registry = odoo.modules.registry.Registry(database)
    job = importlib.import_module(module)
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        result = job.run(env, **dict(pair.split("=", 1) for pair in pairs))
    target = os.environ.get("AR_SYNC_RESULT")
    if target and result is not None:
        Path(target).write_text(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
