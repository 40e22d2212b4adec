"""Steps that tell our own people on Slack."""

from odoo import models
from odoo.tools.urls import urljoin

from ..payloads.blocks import Button, message


class ArCollectionDecision(models.Model):
    _inherit = "ar.collection.decision"

    def _take_slack(self, case, step) -> None:
        """Post who owes what, with buttons; the message leaves by the outbox once this transaction is committed."""
        connection = self.env["ar.sync.connection"]._slack_of(case.company_id)
        if not connection:
            return super()._take_slack(case, step)
        content = self._slack_content(connection, case)
        connection._slack_post(self, content, self.env._("Tell about %s", case.partner_id.display_name))
        return None

    def _slack_content(self, connection, case) -> dict:
        names = ", ".join(self._asked_lines().move_id.mapped("name"))
        values = {
            "customer": case.partner_id.display_name,
            "amount": self.currency_id.format(self.amount).replace("\N{NO-BREAK SPACE}", " "),
            "names": names,
            "days": (self.day - case.oldest_due_on).days if case.oldest_due_on else 0,
        }
        text = self.env._("%(customer)s owes %(amount)s, the oldest for %(days)s days: %(names)s", **values)
        about = f"ar.collection.case,{case.id}"
        buttons = (
            Button("take", self.env._("Take"), about, is_main=True),
            connection._slack_pause_button(case),
        )
        return message(text, url=_url(case), url_text=self.env._("Open in Odoo"), buttons=buttons)

    def _write_draft(self, case, step) -> None:  # pylint: disable=missing-return
        """Tell that a draft waits for a person, with a button that sends it."""
        super()._write_draft(case, step)
        connection = self.env["ar.sync.connection"]._slack_of(case.company_id)
        if connection:
            words = self.env._(
                "A reminder to %(customer)s about %(amount)s is ready to be sent.",
                customer=case.partner_id.display_name,
                amount=self.currency_id.format(self.amount).replace("\N{NO-BREAK SPACE}", " "),
            )
            buttons = (
                Button("send_draft", self.env._("Send"), f"ar.collection.decision,{self.id}", is_main=True),
                connection._slack_pause_button(case),
            )
            content = message(words, url=_url(case), url_text=self.env._("Read it in Odoo"), buttons=buttons)
            connection._slack_post(self, content, self.env._("Draft for %s", case.partner_id.display_name))


def _url(record) -> str:
    return urljoin(record.get_base_url(), f"/odoo/{record._name}/{record.id}")
