"""Why an invoice is left alone: what auto-pay asks before it charges, and what it tells whoever chases."""

from odoo import fields, models

from odoo.addons.ar_sync.models.account_move_hold import Hold

from .ar_autopay_charge import OPEN_STATES
from .ar_autopay_session import PAGE_OPEN

#: Stripe's own way of collecting an invoice by itself.
BY_STRIPE = "charge_automatically"
#: The money of such a charge comes, or may come, by itself; a held one waits for a person and keeps nobody from asking.
COMING = frozenset(OPEN_STATES) - {"held"}
#: Odoo's payment providers that move no money: a promise to transfer it, and none.
PROMISES_ONLY = ("none", "custom")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ar_holds(self, purpose, day):
        """Add what auto-pay knows: who pays at this moment, what was excluded or disputed, what is charged anyway."""
        found = super()._ar_holds(purpose, day)
        own = {"charge": self._ar_autopay_holds, "chase": self._ar_autopay_holds_chasing}.get(purpose)
        for move_id, hold in own(day) if own else ():
            found.setdefault(move_id, []).append(hold)
        return found

    def _ar_autopay_holds(self, _day) -> list[tuple[int, Hold]]:
        """Return (id, hold) of invoices that must not be charged by themselves."""
        words = self.env["ar.autopay.charge"]._obstacle_words()
        moves = self.sudo()
        by_code = (
            ("excluded", moves.filtered("ar_autopay_excluded")),
            ("blocked", moves.filtered(lambda move: move.payment_state == "blocked")),
            (
                "stripe_charges",
                moves.filtered(lambda move: move.ar_stripe_invoice_id.collection_method == BY_STRIPE),
            ),
            ("disputed", moves._ar_disputed()),
            ("paying", moves._ar_being_paid()),
        )
        return [(move.id, Hold(code, words[code])) for code, held in by_code for move in held]

    def _ar_disputed(self):
        """Return the invoices of which money that paid them, now or before, was disputed at Stripe."""
        disputed = (
            self.env["ar.stripe.charge"]
            .sudo()
            .search(
                [("disputed", "=", True), ("receipt_id.proposal_ids.line_ids.line_id.move_id", "in", self.ids)],
            )
        )
        return disputed.receipt_id.proposal_ids.line_ids.line_id.move_id & self

    def _ar_being_paid(self):
        """Return the invoices that customers are paying on Stripe's page, or through Odoo's own payment providers.

        Whose form was opened just now may be filled in; nobody tells us when its customer has left it.
        """
        young = fields.Datetime.now() - PAGE_OPEN
        in_odoo = self.filtered(
            lambda move: any(
                row.state in ("pending", "authorized")
                or (row.state == "draft" and row.create_date > young and row.provider_code not in PROMISES_ONLY)
                for row in move.transaction_ids
            )
        )
        return in_odoo | self.env["ar.autopay.session"].sudo()._being_paid(self)

    def _ar_autopay_holds_chasing(self, day) -> list[tuple[int, Hold]]:
        """Return (id, hold) of invoices of which all that is due is charged by itself."""
        Line = self.env["account.move.line"].sudo()
        coming = self.env["ar.autopay.charge.line"].sudo().search(
            [("move_id", "in", self.ids), ("charge_id.state", "in", list(COMING))]
        )  # fmt: skip
        if not coming:
            return []
        uncovered = Line.search(
            [
                ("move_id", "in", coming.move_id.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
                ("date_maturity", "<=", day),
                ("id", "not in", coming.line_id.ids),
            ]
        ).move_id
        return [
            (move.id, max((charge._chasing_hold() for charge in parts.charge_id), key=_last))
            for move, parts in coming.grouped("move_id").items()
            if move not in uncovered
        ]


def _last(hold: Hold):
    """Return by what holds are compared: one without an end outlasts the others."""
    return hold.until or fields.Date.to_date("9999-12-31")
