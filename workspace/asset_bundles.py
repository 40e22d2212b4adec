"""Runs inside Odoo: makes the asset bundles that a browser test's first page waits for."""

from typing import Any

UNUSED = ("unit_tests", "qunit", "tests_assets", "public_test", "web_dark")
"""Parts of names of bundles that only Odoo's own JavaScript tests and the dark theme load."""
LAZY = "web.chartjs_lib"
"""Loaded by graphs when they are first shown; no page names it."""


def run(env: Any, **options: str) -> None:
    """Make and store the bundles that pages of the installed addons name."""
    scripts, styles = env["ir.qweb"]._get_bundles_to_pregenarate()
    for bundle in sorted({*used(scripts), LAZY}):
        env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
    for bundle in sorted(used(styles)):
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()


def used(bundles: set[str]) -> set[str]:
    """The bundles that a user's page loads."""
    return {name for name in bundles if not any(part in name for part in UNUSED)}
