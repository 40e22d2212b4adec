"""A pytest plugin for Odoo's own lint tests: they then look at this repository's addons alone."""

from . import config


def pytest_configure() -> None:
    """Let Odoo's list of installed addons' manifests end with ours."""
    from odoo.modules import Manifest

    ours = config.addons_in()
    listed = Manifest.all_addon_manifests

    def our_manifests() -> list[Manifest]:
        return [manifest for manifest in listed() if manifest.name in ours]

    Manifest.all_addon_manifests = staticmethod(our_manifests)
