"""Replies that wait for a person, on Slack."""

from odoo import fields, models
from odoo.tools.urls import urljoin

from ..payloads.blocks import Button, message


class ArCollectionReply(models.Model):
    _inherit = "ar.collection.reply"

    def _ask_person(self, why: str = "") -> None:  # pylint: disable=missing-return
        """Tell the people in the channel too, with what can be decided by a button."""
        super()._ask_person(why)
        for reply in self:
            connection = self.env["ar.sync.connection"]._slack_of(reply.company_id)
            if connection and connection.slack_tell_replies:
                name = reply.partner_id.display_name or reply.email_from or ""
                connection._slack_post(reply, reply._slack_content(name), self.env._("Reply of %s", name))

    def _slack_content(self, name: str) -> dict:
        about = f"ar.collection.reply,{self.id}"
        buttons = [Button("mark_read", self.env._("Nothing to Do"), about)]
        if self.partner_id and self.promise_date and self.sender_is_known:
            day = fields.Date.to_string(self.promise_date)
            buttons.insert(0, Button("confirm_promise", self.env._("Promise for %s", day), about, is_main=True))
        text = self.env._(
            "%(who)s replied: %(labels)s", who=name, labels=self.labels or self.env._("nothing we could read")
        )
        url = urljoin(self.get_base_url(), f"/odoo/{self._name}/{self.id}")
        quote = self.new_text or ""
        return message(text, url=url, url_text=self.env._("Open in Odoo"), quote=quote, buttons=tuple(buttons))
