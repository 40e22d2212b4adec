"""The WSDL and its schemas, where they can be had: NetSuite serves them, so the stand-in does too.

They are Oracle's and no part of this project. :mod:`sandbox.netsuite.schema` fetches a published copy
into the cache; where that is not possible the answer is 404 with the reason.
"""

from __future__ import annotations

import re

from ..core.http import Request, Response

_PATH = re.compile(r"/(wsdl|xsd)/.*v(\d{4}_\d)_0/[A-Za-z]+\.(wsdl|xsd)")


def is_wsdl(path: str) -> bool:
    """Whether a path is one of the WSDL's."""
    return path.startswith(("/wsdl/", "/xsd/"))


def answer(request: Request, url: str) -> Response:
    """The file asked for, the port's address set to the stand-in's."""
    from .. import schema

    found = _PATH.fullmatch(request.path)
    if found is None or ".." in request.path:
        return Response(404, "not a schema file", {"Content-Type": "text/plain"})
    version = found[2]
    try:
        folder = schema.folder(version)
    except schema.SchemaUnavailable as error:
        return Response(404, str(error), {"Content-Type": "text/plain"})
    file = folder / request.path.lstrip("/")
    if not file.is_file():
        return Response(404, "no such schema file", {"Content-Type": "text/plain"})
    text = file.read_text(encoding="utf-8")
    text = text.replace("https://webservices.netsuite.com/services", f"{url}/services")
    return Response(200, text, {"Content-Type": "text/xml; charset=utf-8"})
