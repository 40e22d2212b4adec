"""People who leave: what waits for them goes to somebody who is here."""

from odoo import SUPERUSER_ID, models

from .ar_dispute import OPEN

#: Records whose tasks must not be lost: their customers are left alone until somebody acts.
MODELS = ("ar.collection.case", "ar.promise", "ar.dispute", "ar.collection.reply")


class ResUsers(models.Model):
    """Odoo deletes the tasks of users who are archived. A reply that waits, or an invoice without a next step, would
    then wait for nobody.
    """

    _inherit = "res.users"

    def action_archive(self):
        tasks = self._ar_collection_tasks()
        tasks.with_context(mail_activity_quick_update=True).write({"user_id": SUPERUSER_ID})
        result = super().action_archive()
        tasks.exists()._ar_collection_hand_over()
        return result

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            disputes = self.env["ar.dispute"].sudo().search([("user_id", "in", self.ids), ("state", "in", OPEN)])
            for dispute in disputes:
                dispute.user_id = dispute._responsible() or dispute._anybody()
            self._ar_collection_tasks()._ar_collection_hand_over()
            # Followers get a copy of what is written to customers.
            following = [("partner_id", "in", self.partner_id.ids), ("res_model", "in", MODELS)]
            self.env["mail.followers"].sudo().search(following).unlink()
        return result

    def _ar_collection_tasks(self):
        return self.env["mail.activity"].sudo().search([("user_id", "in", self.ids), ("res_model", "in", MODELS)])


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _ar_collection_hand_over(self) -> None:
        """Give each task to whoever is responsible for its record now."""
        for task in self:
            record = self.env[task.res_model].sudo().browse(task.res_id).exists()
            if record:
                task.user_id = record._responsible() or record.company_id._ar_collection_anybody() or self.env.user
