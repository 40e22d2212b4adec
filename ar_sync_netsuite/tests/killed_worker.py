"""A worker in a process of its own, as a server has them: it stands still as soon as NetSuite has taken an invoice.

Whoever started it kills it then. It says so in one line, and does what a background job does until that.
"""

import json
import sys
import threading

TURNS_MAX = 50


def main(options: dict) -> None:
    """Send what waits.

    :param options: ``arguments`` for Odoo's configuration, ``database``, and ``url`` of NetSuite.
    """
    from odoo import SUPERUSER_ID, api
    from odoo.modules.module import initialize_sys_path
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(options["arguments"])
    initialize_sys_path()
    config["ar_sync_netsuite_url"] = options["url"]
    registry = Registry(options["database"])
    stand_still()
    with registry.cursor() as cr:
        dispatch = api.Environment(cr, SUPERUSER_ID, {})["ar.sync.dispatch"]
        for _turn in range(TURNS_MAX):
            for stage in ("erp", "send"):
                dispatch._retrying_stage(stage)
            cr.commit()  # pylint: disable=invalid-commit


def stand_still() -> None:
    """Have nothing happen any more after NetSuite answered that it has an invoice."""
    # The script is no module of the addon.
    from odoo.addons.ar_sync_netsuite.transport.door import Door  # pylint: disable=odoo-addons-relative-import

    request = Door._once

    def once(door, method, url, headers, body, is_write):
        answer = request(door, method, url, headers, body, is_write)
        if is_write and url.endswith("/invoice"):
            print(answer.status, flush=True)  # pylint: disable=print-used
            threading.Event().wait()
        return answer

    Door._once = once


if __name__ == "__main__":
    main(json.load(sys.stdin))
