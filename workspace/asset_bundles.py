"""Runs inside Odoo.

Makes the asset bundles, so that the first page of a browser test need not wait for them.
"""

from typing import Any


def run(env: Any, **options: str) -> None:
    """Make and store every bundle that pages of the installed addons name."""
    env["ir.qweb"]._pregenerate_assets_bundles()
