"""What customers dispute, on Slack."""

from odoo import models
from odoo.tools.urls import urljoin

from ..payloads.blocks import Button, message

#: What our own people enter, they know.
CUSTOMERS_OWN = ("mail", "portal")


class ArDispute(models.Model):
    _inherit = "ar.dispute"

    def _begin(self) -> None:  # pylint: disable=missing-return
        """Tell the people in the channel of a dispute that the customer opened."""
        super()._begin()
        if self.source in CUSTOMERS_OWN:
            words = self._slack_words()
            self._slack_tell(self.env._("%(customer)s disputes %(amount)s of %(invoice)s: %(reason)s.", **words), 1)

    def _escalate(self) -> None:  # pylint: disable=missing-return
        """Tell them of one that is late."""
        super()._escalate()
        text = self.env._(
            "The dispute of %(customer)s about %(invoice)s was to be settled by %(day)s.", **self._slack_words()
        )
        self._slack_tell(text, 2)

    def _slack_words(self) -> dict:
        dispute = self.sudo()
        amount = dispute.amount if dispute.is_part else dispute.move_id.amount_residual
        return {
            "customer": dispute.partner_id.display_name,
            "amount": dispute.currency_id.format(amount).replace("\N{NO-BREAK SPACE}", " "),
            "invoice": dispute.move_id.name,
            "reason": dispute.reason_id.name,
            "day": dispute.deadline,
        }

    def _slack_tell(self, text: str, version: int) -> None:
        dispute = self.sudo()
        connection = self.env["ar.sync.connection"]._slack_of(dispute.company_id)
        if not connection.slack_tell_disputes:
            return
        take = Button("take_dispute", self.env._("Take"), f"{self._name},{self.id}", is_main=True)
        url = urljoin(dispute.get_base_url(), f"/odoo/{self._name}/{self.id}")
        quote = dispute.quote or dispute.description or ""
        content = message(text, url=url, url_text=self.env._("Open in Odoo"), quote=quote, buttons=(take,))
        summary = self.env._("Dispute of %s", dispute.partner_id.display_name)
        connection._slack_post(dispute, content, summary, version)
