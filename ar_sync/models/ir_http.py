"""Raw bodies of signed requests."""

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):  # pylint: disable=missing-return
        """Keep the bytes of a signed request: Odoo reads a form from the stream, and what was signed would be gone.

        A route asks for it by ``ar_keep_body=True`` and limits the length itself.
        """
        super()._pre_dispatch(rule, args)
        length = request.httprequest.content_length
        if rule.endpoint.routing.get("ar_keep_body") and length is not None:
            if length <= rule.endpoint.routing["max_content_length"]:
                request.httprequest.get_data(cache=True)
