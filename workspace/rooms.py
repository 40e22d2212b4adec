"""The pure rooms of the repository: packages that know neither Odoo nor the network nor a clock."""

from pathlib import Path

from .paths import ROOT

ROOM_NAMES = ("matching", "protocol", "payloads", "mapping", "reading", "planning", "forecasting", "transport")


def pure_rooms(root: Path = ROOT) -> list[Path]:
    """The folders of all pure rooms, sorted."""
    found = [root.glob(f"ar_sync*/{name}") for name in ROOM_NAMES]
    return sorted(path for paths in found for path in paths if any(path.glob("*.py")))
