"""Who looks at an invoice in the portal: customers are noted; our own people, machines and prefetches are not."""

import re

from odoo import http
from odoo.http import request

from .portal_invoice import CollectionsPortal

#: What machines call themselves: crawlers, previews in chats, checkers of links in mails, tools.
MACHINES = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|scan|monitor|headless|curl|wget|python|java/|okhttp|go-http|httpclient|"
    r"libwww|facebookexternal|whatsapp|telegram|slack|skype|teams|discord|barracuda|proofpoint|mimecast|safelinks|"
    r"urldefense|trendmicro|symantec|fireeye|zgrab|googleimageproxy|ggpht|yahoomailproxy|lighthouse|pingdom|uptime",
    re.IGNORECASE,
)
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_machine(agent: str) -> bool:
    """Tell whether a browser's name is a machine's; who gives no name is one.

    >>> is_machine("Mozilla/5.0 (compatible; Googlebot/2.1)"), is_machine(""), is_machine("curl/8.5")
    (True, True, True)
    >>> is_machine("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36")
    False
    """
    return not agent.strip() or bool(MACHINES.search(agent))


class TracePortal(CollectionsPortal):
    @http.route()
    def portal_my_invoice_detail(self, invoice_id, access_token=None, report_type=None, download=False, **kw):
        answer = super().portal_my_invoice_detail(
            invoice_id, access_token=access_token, report_type=report_type, download=download, **kw
        )
        kind = {None: "viewed", "pdf": "downloaded"}.get(report_type)
        if kind and answer.status_code == 200 and self._is_customer_looking():
            move = request.env["account.move"].sudo().browse(invoice_id)
            if move.move_type == "out_invoice" and move.state == "posted":
                user = request.env.user
                who = None if user._is_public() else user
                request.env["ar.collection.trace"].sudo()._note(move, kind, who)
        return answer

    def _is_customer_looking(self) -> bool:
        """Tell whether a person of the customer's looks at the page."""
        asked = request.httprequest
        if request.env.user._is_internal() or asked.method != "GET":
            return False
        fetched_ahead = any("prefetch" in (asked.headers.get(name) or "").lower() for name in PREFETCH_HEADERS)
        return not fetched_ahead and not is_machine(asked.user_agent.string or "")
