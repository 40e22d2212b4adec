"""Replies: each mail of a customer once, what it says, what was done, and what a person has to decide."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ArCollectionReply(models.Model):
    """A mail that came in about what a customer owes.

    While it waits for a person, its customer is not chased. What an automatic reply says stops nothing, but for the day
    on which somebody is back. Money and bank data are never changed by a mail. Extension points: :meth:`_read` reads
    the mail, ``_act_<label>`` does what the policy allows, ``mail.thread._ar_reply_subject`` says whose thread it is.
    """

    _name = "ar.collection.reply"
    _description = "Customer Reply"
    _inherit = ["ar.sync.state.mixin", "ar.collection.customer.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "received_at desc, id desc"
    _rec_name = "subject"
    _rec_names_search = ["subject", "partner_id.complete_name", "email_from"]
    _mail_post_access = "read"
    _ar_facts = frozenset(
        "subject message_id mail_message_id email_from received_at received_on new_text language is_automatic "
        "is_bounce sender_is_known answers_us returns_on silent_until decided_by_id decided_at promise_id dispute_ids "
        "copy_wanted has_promise promise_quote promise_rule promise_is_certain outside_note".split()
    )

    subject = fields.Char(readonly=True)
    message_id = fields.Char(string="Message-Id", required=True, readonly=True, index=True)
    mail_message_id = fields.Many2one("mail.message", string="Mail", readonly=True, ondelete="set null")
    attachment_ids = fields.Many2many(related="mail_message_id.attachment_ids", string="Attachments", related_sudo=True)
    email_from = fields.Char(string="From", readonly=True)
    received_at = fields.Datetime(string="Received", required=True, readonly=True, default=fields.Datetime.now)
    received_on = fields.Date(
        string="Written On", readonly=True, help="The sender's day, from which dates are counted."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    move_ids = fields.Many2many(
        "account.move",
        "ar_collection_reply_move",
        "reply_id",
        "move_id",
        string="Invoices",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id)]",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain="[('share', '=', False), ('company_ids', 'in', company_id)]"
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Done")],
        required=True,
        readonly=True,
        default="waiting",
        tracking=True,
        index=True,
    )
    # === WHAT IT SAYS === #
    new_text = fields.Text(string="What They Wrote", readonly=True, help="Without what was quoted.")
    language = fields.Char(readonly=True)
    is_automatic = fields.Boolean(
        string="Automatic", readonly=True, help="An absence notice or another machine's mail."
    )
    is_bounce = fields.Boolean(string="Undelivered", readonly=True)
    sender_is_known = fields.Boolean(
        readonly=True,
        help="The mail came from an address of this customer. Where it did not, nothing is done by itself.",
    )
    returns_on = fields.Date(string="Away Until", readonly=True)
    silent_until = fields.Date(string="Left Alone Until", readonly=True, help="Until then the customer is not chased.")
    intent_ids = fields.One2many("ar.collection.reply.intent", "reply_id", string="What It Says", readonly=True)
    labels = fields.Char(string="About", compute="_compute_labels")
    # === WHAT IS SUGGESTED === #
    has_promise = fields.Boolean(readonly=True)
    promise_date = fields.Date(string="Promised Day")
    promise_amount = fields.Monetary(string="Promised Amount", help="Empty: all that is open of the invoices.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    promise_quote = fields.Text(readonly=True)
    promise_rule = fields.Char(readonly=True)
    promise_is_certain = fields.Boolean(readonly=True, help="The day can be read in one way only.")
    promise_id = fields.Many2one("ar.promise", readonly=True, ondelete="set null")
    dispute_ids = fields.One2many("ar.dispute", "reply_id", string="Disputes", readonly=True)
    contact_email = fields.Char(string="New Contact's Address")
    contact_name = fields.Char(string="New Contact's Name")
    copy_wanted = fields.Boolean(readonly=True, help="A copy of the invoices is on its way.")
    receipt_ids = fields.Many2many("ar.match.receipt", string="Money Not Applied", compute="_compute_receipt_ids")
    # === DECISION === #
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _message_id_unique = models.UniqueIndex("(message_id)", "This mail was read already.")
    _waiting_index = models.Index("(partner_id, company_id) WHERE state = 'waiting'")

    @api.depends("subject", "email_from")
    def _compute_display_name(self):
        for reply in self:
            reply.display_name = reply.subject or reply.email_from or self.env._("Reply")

    @api.depends("intent_ids.label")
    def _compute_labels(self):
        names = dict(self.env["ar.collection.reply.intent"]._fields["label"]._description_selection(self.env))
        for reply in self:
            reply.labels = ", ".join(names[label] for label in dict.fromkeys(reply.intent_ids.mapped("label")))

    @api.depends("partner_id", "company_id")
    def _compute_receipt_ids(self):
        Receipt = self.env["ar.match.receipt"]
        for reply in self:
            reply.receipt_ids = reply.partner_id and Receipt.search(
                [
                    ("company_id", "=", reply.company_id.id),
                    ("partner_id", "child_of", reply.partner_id.id),
                    "|",
                    ("state", "in", ("new", "review")),
                    "&",
                    ("state", "=", "booked"),
                    ("unapplied_amount", ">", 0),
                ],
                limit=20,
            )

    def _ar_reply_subject(self, message_dict):
        """A customer who answers what we wrote on his reply."""
        self.ensure_one()
        return self.partner_id, self.company_id, self.move_ids

    # === DECIDING === #

    def write(self, vals):
        """Whoever says which customer it is from, has what it is about looked up again."""
        result = super().write(vals)
        if "partner_id" in vals and not self._ar_gate_is_open():
            for reply in self:
                commercial = reply.partner_id.commercial_partner_id
                reply._ar_through_gate().write({"partner_id": commercial.id})
                reply.move_ids = reply._invoices_named() if commercial else False
            self._wake_collections()
        return result

    def _check_may_decide(self) -> None:
        self.check_access("write")

    def _decide(self, labels=None) -> None:
        """Take what a person decided as the answer to intents of ``labels``; the reply is done once none waits."""
        for reply in self:
            waiting = reply.intent_ids.filtered(lambda row: row.outcome in ("logged", "suggested"))
            answered = waiting if labels is None else waiting.filtered(lambda row: row.label in labels)
            answered.sudo().write({"outcome": "decided"})
            if labels is None or not waiting - answered - waiting.filtered("is_beside_the_point"):
                reply._finish()

    def _finish(self) -> None:
        """Nothing of these replies waits any more: their customers may be asked again."""
        now = fields.Datetime.now()
        for reply in self.filtered(lambda row: row.state == "waiting"):
            user = self.env.user if not self.env.su else reply.env["res.users"]
            reply.sudo()._set_state("done", decided_by_id=user.id, decided_at=now)
            reply.activity_ids.sudo().unlink()
        self._wake_collections()

    def action_mark_read(self):
        """Decide that nothing is left to do."""
        self._check_may_decide()
        self._decide()

    def action_reopen(self):
        """Have them wait for a person again: their customers are not chased meanwhile."""
        self._check_may_decide()
        self.sudo()._set_state("waiting", decided_by_id=False, decided_at=False)
        self._wake_collections()

    def action_confirm_promise(self):
        """Log the promise with the day and the amount as they stand in the form."""
        self.ensure_one()
        self._check_may_decide()
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer first."))
        if not self.promise_date:
            raise UserError(self.env._("Enter the day that is promised."))
        self._log_promise()
        self._decide(("promise", "partial", "plan", "acknowledgement"))

    def _log_promise(self) -> None:
        moves = self.move_ids.filtered(lambda move: move.payment_state in ("not_paid", "partial"))
        if not moves and len(still_open := self._open_for_promise()) == 1:
            # It is the one that is meant, also where the sum is in another currency.
            moves = still_open.filtered(lambda move: move.currency_id != self.currency_id)
        promise = self.env["ar.promise"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "date": self.promise_date,
                "amount": self.promise_amount,
                "currency_id": (self.currency_id or self.company_id.currency_id).id,
                "covers": "invoices" if moves else "balance",
                "move_ids": [Command.set(moves.ids)],
                "source": "mail",
                "quote": self.promise_quote,
                "user_id": self.user_id.id,
                "rule": self.promise_rule,
                "reply_id": self.id,
            }
        )
        self.sudo().promise_id = promise

    def action_open_dispute(self):
        """Open a dispute with what they wrote."""
        self.ensure_one()
        self._check_may_decide()
        intent = self.intent_ids.filtered(lambda row: row.label == "dispute")[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute"),
            "res_model": "ar.dispute",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_move_id": self.move_ids.id if len(self.move_ids) == 1 else False,
                "default_reply_id": self.id,
                "default_source": "mail",
                "default_description": intent.quote or self.new_text,
            },
        }

    def action_send_copy(self):
        """Send the invoices again to the customer's own address for invoices."""
        self.ensure_one()
        self._check_may_decide()
        if not self.move_ids:
            raise UserError(self.env._("Choose the invoices of which they want a copy."))
        self._send_copies()
        self._decide(("document", "acknowledgement"))

    def action_add_contact(self):
        """Take the suggested person in as the customer's contact for invoices."""
        self.ensure_one()
        self._check_may_decide()
        if not self.partner_id or not self.contact_email:
            raise UserError(self.env._("Choose the customer and enter the contact's address."))
        self._add_contact()
        self._decide(("redirect", "acknowledgement"))

    def action_wrong_customer(self):
        """Say that it is not from this customer: it waits for somebody who knows, and holds nobody."""
        self.ensure_one()
        self._check_may_decide()
        partner = self.partner_id
        self._ar_through_gate().write({"partner_id": False, "move_ids": False})
        if self.state == "done":
            self.action_reopen()
        if "ar.collection.case" in self.env:
            self.env["ar.collection.case"].sudo()._touch(partner)

    def action_view_mail(self):
        """Open the record on whose thread the mail is, with all that was written."""
        self.ensure_one()
        self.check_access("read")
        message = self.mail_message_id.sudo()
        if not message.model or message.model == self._name:
            raise UserError(self.env._("The mail is in this reply's own thread."))
        return {
            "type": "ir.actions.act_window",
            "res_model": message.model,
            "res_id": message.res_id,
            "views": [(False, "form")],
        }
