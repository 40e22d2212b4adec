"""Lets command-line tools import the pure rooms without loading Odoo.

The pure rooms (``matching``, ``protocol``, ``payloads`` …) are imported as
``odoo.addons.<addon>.<room>`` everywhere, but the addon's own ``__init__`` loads models and with
them all of Odoo. :func:`install` puts empty packages in the place of ``odoo``, ``odoo.addons`` and
every addon of the repository, which only know where to look:

    from workspace import pure
    pure.install()
    from odoo.addons.ar_sync.matching import engine

A room that is not pure fails then: there is no ``odoo.models`` to import.
"""

import sys
from pathlib import Path
from types import ModuleType

from .paths import ROOT


def install(root: Path = ROOT) -> bool:
    """Register the empty packages, once.

    False when a real Odoo is loaded in this process: it is then left alone.
    """
    loaded = sys.modules.get("odoo")
    if loaded is not None:
        return bool(getattr(loaded, "_ar_sync_pure", False))
    odoo = _package("odoo")
    odoo._ar_sync_pure = True  # type: ignore[attr-defined]
    addons = _package("odoo.addons")
    odoo.addons = addons  # type: ignore[attr-defined]
    for folder in sorted(root.glob("ar_sync*")):
        if folder.is_dir():
            setattr(addons, folder.name, _package(f"odoo.addons.{folder.name}", str(folder)))
    return True


def _package(name: str, *path: str) -> ModuleType:
    package = ModuleType(name)
    package.__path__ = list(path)
    sys.modules[name] = package
    return package
