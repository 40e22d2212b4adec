"""What happened between an invoice and its customer, on one line of time; strong signals told from weak ones."""

from datetime import datetime, time
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

SHOWN = 60
#: What a mail's state says. That a server took it says little; that it came back says much.
MAIL_KINDS = {
    "sent": "delivered",
    "pending": "sent",
    "process": "sent",
    "ready": "sent",
    "bounce": "bounced",
    "exception": "failed",
}
STRONG = frozenset("bounced works viewed downloaded replied promised kept broken disputed settled paid".split())
ICONS = {
    "sent": "fa-paper-plane-o",
    "delivered": "fa-paper-plane-o",
    "bounced": "fa-exclamation-triangle text-danger",
    "failed": "fa-exclamation-triangle text-warning",
    "works": "fa-check",
    "viewed": "fa-eye",
    "downloaded": "fa-file-pdf-o",
    "replied": "fa-reply",
    "promised": "fa-handshake-o",
    "kept": "fa-check text-success",
    "broken": "fa-times text-danger",
    "disputed": "fa-comments-o text-warning",
    "settled": "fa-check",
    "paid": "fa-money text-success",
}


class Event(NamedTuple):
    """One thing that happened.

    :param at: when, in UTC; where only the day is known, its noon.
    :param has_time: whether more than the day is known.
    :param note: what more there is to say: an address, an amount, somebody's words.
    """

    at: datetime
    kind: str
    text: str
    note: str = ""
    has_time: bool = True

    @property
    def is_strong(self) -> bool:
        return self.kind in STRONG

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "fa-circle-o")


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_trace_ids = fields.One2many("ar.collection.trace", "move_id", string="Looks", groups="ar_sync.group_user")
    ar_last_seen_at = fields.Datetime(
        string="Last Seen by the Customer",
        compute="_compute_ar_last_seen_at",
        search="_search_ar_last_seen_at",
        groups="ar_sync.group_user",
        help="In the portal, or its PDF. Our own people and machines do not count.",
    )
    ar_timeline = fields.Html(
        string="With the Customer", compute="_compute_ar_timeline", sanitize=False, groups="ar_sync.group_user"
    )

    @api.depends("ar_trace_ids.at")
    def _compute_ar_last_seen_at(self):
        groups = self.env["ar.collection.trace"]._read_group([("move_id", "in", self.ids)], ["move_id"], ["at:max"])
        seen = dict(groups)
        for move in self:
            move.ar_last_seen_at = seen.get(move._origin)

    @api.model
    def _search_ar_last_seen_at(self, operator, value):
        if operator in ("=", "in") and not any(value if operator == "in" else [value]):
            return [("ar_trace_ids", "=", False)]
        if operator in ("!=", "not in") and not any(value if operator == "not in" else [value]):
            return [("ar_trace_ids", "!=", False)]
        return [("ar_trace_ids", "any", [("at", operator, value)])]

    def _compute_ar_timeline(self):
        for move in self:
            move.ar_timeline = move._ar_render_timeline(move._ar_timeline_events())

    @api.model
    def _ar_render_timeline(self, events) -> Markup:
        events = sorted(events, key=lambda event: event.at, reverse=True)
        values = {
            "events": events[:SHOWN],
            "more": max(len(events) - SHOWN, 0),
            "has_weak": any(not e.is_strong for e in events),
        }
        return self.env["ir.qweb"]._render("ar_sync_collections.timeline", values)

    def _ar_timeline_events(self) -> list[Event]:
        """Return what happened with these invoices. Extension point: who writes to customers elsewhere adds to it."""
        return [
            *self._ar_mail_events(),
            *self._ar_address_events(),
            *self._ar_look_events(),
            *self._ar_said_events(),
            *self._ar_paid_events(),
        ]

    def _ar_mail_events(self) -> list[Event]:
        """Return the mails about these invoices, from their threads and their customers' cases, by recipient."""
        of_thread = Domain("mail_message_id.model", "=", self._name) & Domain("mail_message_id.res_id", "in", self.ids)
        of_case = Domain("mail_message_id", "in", self._ar_reminders().ids)
        notifications = (
            self.env["mail.notification"]
            .sudo()
            .search(Domain("notification_type", "=", "email") & (of_thread | of_case), order="id desc", limit=500)
        )
        words = {
            "sent": self.env._("Is being sent"),
            "delivered": self.env._("Sent, and taken by the mail server"),
            "bounced": self.env._("Came back: it did not arrive"),
            "failed": self.env._("Could not be sent"),
        }
        found = []
        for row in notifications:
            kind = MAIL_KINDS.get(row.notification_status)
            partner = row.res_partner_id
            is_customer = not partner or (
                partner.partner_share and partner.commercial_partner_id in self.commercial_partner_id
            )
            if kind and is_customer:
                to = row.mail_email_address or partner.email or partner.name or ""
                note = " · ".join(filter(None, [row.mail_message_id.subject or "", to]))
                found.append(Event(row.mail_message_id.date, kind, words[kind], note))
        return found

    def _ar_address_events(self) -> list[Event]:
        """Return what people said of the addresses of these invoices' customers since the first of them."""
        bad = self.env.ref("ar_sync_collections.mail_subtype_address_bad")
        good = self.env.ref("ar_sync_collections.mail_subtype_address_good")
        words = {bad: ("bounced", self.env._("Address does not work")), good: ("works", self.env._("Address works"))}
        days = [move.invoice_date for move in self if move.invoice_date]
        customers = self.commercial_partner_id
        if not customers or not days:
            return []
        contacts = (
            self.env["res.partner"].sudo().with_context(active_test=False).search([("id", "child_of", customers.ids)])
        )
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "in", contacts.ids),
                    ("subtype_id", "in", (bad | good).ids),
                    ("date", ">=", min(days)),
                ]
            )
        )
        found = []
        for message in messages:
            kind, text = words[message.subtype_id]
            contact = contacts.browse(message.res_id)
            said = [contact.email or contact.name or "", html2plaintext(message.body), message.author_id.name or ""]
            found.append(Event(message.date, kind, text, " · ".join(filter(None, said))))
        return found

    def _ar_reminders(self):
        """Return the messages of cases that asked for these invoices."""
        Line = self.env["ar.collection.decision.line"].sudo()
        lines = Line.search([("move_id", "in", self.ids), ("is_asked", "=", True)])
        return lines.decision_id.message_id

    def _ar_look_events(self) -> list[Event]:
        labels = dict(self.env["ar.collection.trace"]._fields["kind"]._description_selection(self.env))
        return [Event(row.at, row.kind, labels[row.kind], row.user_id.name or "") for row in self.sudo().ar_trace_ids]

    def _ar_said_events(self) -> list[Event]:
        """Return what the customer wrote, promised and disputed about these invoices."""
        move = self.sudo()
        replies = (
            self.env["ar.collection.reply"].sudo().search([("move_ids", "in", self.ids), ("is_bounce", "=", False)])
        )
        found = [
            Event(row.received_at, "replied", self.env._("Replied"), row.labels or row.subject or "") for row in replies
        ]
        for promise in move.ar_promise_ids:
            note = promise._hold_sentence()
            found.append(Event(promise.create_date, "promised", self.env._("Promised"), note))
            if promise.state == "kept":
                found.append(_on(promise.kept_on, "kept", self.env._("Promise kept")))
            elif promise.state in ("broken", "partly"):
                found.append(_on(promise.until, "broken", self.env._("Promise not kept")))
        for dispute in move.ar_dispute_ids:
            found.append(Event(dispute.create_date, "disputed", self.env._("Disputed"), dispute.reason_id.name))
            if dispute.closed_on:
                states = dict(dispute._fields["state"]._description_selection(self.env))
                found.append(_on(dispute.closed_on, "settled", self.env._("Dispute settled"), states[dispute.state]))
        return found

    def _ar_paid_events(self) -> list[Event]:
        found = []
        lines = self.sudo().line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        for partial in lines.matched_credit_ids:
            is_money = partial.credit_move_id._ar_is_money()
            words = self.env._("Paid") if is_money else self.env._("Credited")
            amount = partial.debit_currency_id.format(partial.debit_amount_currency)
            found.append(_on(partial.credit_move_id.date, "paid" if is_money else "settled", words, amount))
        return found


def _on(day, kind: str, text: str, note: str = "") -> Event:
    return Event(datetime.combine(day, time(12)), kind, text, note, has_time=False)
