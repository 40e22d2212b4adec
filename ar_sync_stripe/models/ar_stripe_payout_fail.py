"""Payouts that come back: the money is in the Stripe balance again, and nothing is on its way to the bank."""

from odoo import models

from odoo.addons.ar_sync.models.ar_match_receipt_book import QUIET

BACK = ("failed", "canceled")
TODO = "mail.mail_activity_data_todo"


class ArStripePayout(models.Model):
    _inherit = "ar.stripe.payout"

    def _settle_failure(self) -> None:
        """Settle money that came back against what had left; a bank transaction it was taken for is freed.

        Where the bank stated that it sent the money back, both arrived and went: the return settles that.
        The entries of both movements have to be in the books; booking the second brings the payout here again.
        """
        self.ensure_one()
        back = self._movement_of_failure()
        account = self.company_id.ar_transit_account_id
        sent = self._transit_lines(self.balance_transaction_id, account)
        returned = self._transit_lines(back, account).filtered(lambda line: not line.reconciled)
        if not sent or not returned:
            return
        went = sent._ar_sent_back()
        freed = went.move_id.browse()
        if not went:
            freed = sent._ar_leave_transit(self.env._("Payout %s came back to Stripe.", self.external_id))
        open_lines = (sent | returned | went).filtered(lambda line: not line.reconciled)
        self.env["account.move.line"].with_context(**QUIET)._reconcile_plan([open_lines])
        self._tell_of_failure(freed)

    def _movement_of_failure(self):
        """Return the movement that brought the money back."""
        return self.failure_balance_transaction_id or self.env["ar.stripe.balance.transaction"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("source_ref", "=", self.external_id),
                ("booking_kind", "=", "payout_failure"),
            ],
            limit=1,
        )

    def _transit_lines(self, movement, account):
        return movement.move_id.line_ids.filtered(
            lambda line: line.account_id == account and line.parent_state == "posted"
        )

    def _tell_of_failure(self, freed) -> None:
        """Give a person something to do: a failed payout is not sent again by itself.

        :param freed: bank transactions that the payout had been found in.
        """
        if self.status == "canceled" and not freed:
            return
        notes = [self.failure_message or self.env._("The bank gave no reason.")]
        notes += [
            self.env._(
                "It had been found in the bank transaction %(name)s of %(date)s, which waits to be decided again.",
                name=move.name,
                date=move.date,
            )
            for move in freed
        ]
        self.activity_schedule(
            TODO,
            None,
            self.env._("The payout failed: check the bank account at Stripe"),
            " ".join(notes),
            user_id=self._responsible().id,
        )

    def _responsible(self):
        """Return who is told: who made the connection, else a manager of receivables of the company."""
        managers = self.env.ref("ar_sync.group_manager").all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        return (self.connection_id.create_uid & managers) or managers.sorted("id")[:1] or self.env.user
