"""stub"""

from __future__ import annotations
from ..core.http import Request, Response


class Gateway:
    def __init__(self, engine):
        self.engine = engine
        self.base_url = ""

    def handle(self, request: Request) -> Response:
        return Response(404, "")
