"""What previews show in place of what is not there yet.

>>> Shown({("customer", "7"): "42"}).get("customer", "7"), Shown().get("customer", "7"), Shown().get("terms", "")
('42', '‹7›', '')
"""

from .interface import Links


class Shown(Links):
    """For previews: what is not tied yet shows as it is called here."""

    def get(self, kind: str, key: str) -> str:
        """Return the id, or the name in angle quotes."""
        return (key if self.is_same else self.ids.get((kind, key))) or (f"‹{key}›" if key else "")
