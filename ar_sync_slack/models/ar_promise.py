"""Promises that were not kept, on Slack."""

from odoo import models
from odoo.tools.urls import urljoin

from ..payloads.blocks import Button, message


class ArPromise(models.Model):
    _inherit = "ar.promise"

    def _tell_of(self, before: str) -> None:  # pylint: disable=missing-return
        """Tell the people in the channel of a promise that was broken, whole or in part."""
        super()._tell_of(before)
        connection = self.env["ar.sync.connection"]._slack_of(self.company_id)
        if self.state not in ("broken", "partly") or not connection.slack_tell_promises:
            return
        case = self.env["ar.collection.case"].sudo()._of(self.partner_id, self.company_id)[:1]
        words = {
            "customer": self.partner_id.display_name,
            "amount": self._slack_sum(self.amount),
            "paid": self._slack_sum(self.paid_amount),
            "day": self._day_words(self.date),
        }
        text = (
            self.env._("%(customer)s promised %(amount)s by %(day)s, and nothing came.", **words)
            if self.state == "broken"
            else self.env._("%(customer)s promised %(amount)s by %(day)s, and %(paid)s came.", **words)
        )
        about = f"ar.collection.case,{case.id}"
        take = Button("take", self.env._("Take"), about, is_main=True)
        buttons = (take, connection._slack_pause_button(case)) if case else ()
        url = urljoin(self.get_base_url(), f"/odoo/{self._name}/{self.id}")
        content = message(text, url=url, url_text=self.env._("Open in Odoo"), quote=self.quote or "", buttons=buttons)
        connection._slack_post(self, content, self.env._("Promise of %s not kept", self.partner_id.display_name))

    def _slack_sum(self, amount: float) -> str:
        return self.currency_id.format(amount).replace("\N{NO-BREAK SPACE}", " ")
