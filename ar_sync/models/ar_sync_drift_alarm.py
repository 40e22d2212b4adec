"""Alarms before the books close: who owns a difference is told of it by task and mail, and others in their chat."""

from datetime import date, timedelta
from functools import partial
from urllib.parse import urlsplit

import requests

from odoo import api, fields, models
from odoo.tools.urls import urljoin

from ..logs import masked_logger

_logger = masked_logger(__name__)
TASK = "ar_sync.mail_activity_type_drift"
#: So many days before the books close it is told once more.
LAST_CALL_DAYS = 1
#: Differences that a mail lists; the rest is counted.
LISTED_MAX = 25
#: Differences that a message of a chat names.
NAMED_MAX = 3
TIMEOUT_S = 10


class ArSyncDrift(models.Model):
    """Each difference is told twice at most: when its month is about to be closed, and on the last day before.

    Whenever something is told, it is told together with all that its owner has open at the same connection.
    """

    _inherit = "ar.sync.drift"

    alarms = fields.Integer(
        string="Told", readonly=True, copy=False, help="How often its owner was told before the books close."
    )

    @api.model
    def _cron_alarm(self) -> None:
        """Scheduled action: before a month is closed, tell the owners what still differs in it."""
        self.sudo()._alarm(fields.Date.today())

    def _alarm(self, today: date) -> int:
        """Tell owners what differs in months that close soon, where they were not told; return how many were told."""
        told = 0
        for connection, drifts in self._due_for_alarm(today).grouped("connection_id").items():
            fresh = drifts.filtered(lambda row: row.alarms < row._alarms_due(today))
            owners = {row._owner() for row in fresh}
            for owner in owners:
                drifts.filtered(lambda row, owner=owner: row._owner() == owner)._tell_owner(connection, owner, today)
            if owners:
                self._ar_tell_elsewhere(connection, drifts._alarm_text(connection, today))
            for row in fresh:
                row.alarms = row._alarms_due(today)
            told += len(owners)
        return told

    def _alarms_due(self, today: date) -> int:
        """Return how often the owner should have been told by now."""
        return 2 if (self.closes_on - today).days <= LAST_CALL_DAYS else 1

    def _owner(self):
        """Return who is told: who took it, else who owns the connection's differences."""
        owners = self.user_id + self.connection_id.drift_user_id + self.env.ref("base.user_admin")
        return owners.filtered("active")[:1] or owners[:1]

    def _tell_owner(self, connection, owner, today: date) -> None:
        """Give the owner one task for these differences, and send the list of them by mail."""
        mine = self.with_context(lang=owner.lang or self.env.lang)
        text = mine._alarm_text(connection, today)
        body = mine._alarm_mail(connection, owner, today)
        deadline = max(today, min(self.mapped("closes_on")))
        task = connection.activity_ids.filtered(
            lambda row: row.activity_type_id == self.env.ref(TASK) and row.user_id == owner
        )[:1]
        if task:
            task.write({"note": body, "date_deadline": deadline})
        else:
            # The mail that says more follows: no other one about the task.
            connection.with_context(mail_activity_quick_update=True).activity_schedule(
                TASK,
                date_deadline=deadline,
                summary=mine.env._("Settle what differs before the books close"),
                note=body,
                user_id=owner.id,
            )
        connection.message_post(body=text, subtype_xmlid="mail.mt_note")
        self.env["mail.mail"].create(
            {
                "subject": mine.env._("Before the books close: %(text)s", text=text),
                "body_html": body,
                "email_from": connection.company_id.email_formatted or owner.company_id.email_formatted,
                "email_to": owner.email_formatted,
                "auto_delete": True,
                "model": connection._name,
                "res_id": connection.id,
            }
        )

    def _alarm_text(self, connection, today: date) -> str:
        """Return in one sentence how much differs, what is at risk, and how long there is."""
        closes_on = min(self.mapped("closes_on"))
        values = {
            "count": len(self),
            "connection": connection.name,
            "total": connection.company_id.currency_id.format(sum(self.mapped("at_risk_company"))),
            "day": fields.Date.to_string(closes_on),
            "days": (closes_on - today).days,
        }
        if closes_on < today:
            return self.env._(
                "%(count)s differences with %(connection)s, %(total)s at risk: the books were to close on %(day)s.",
                **values,
            )
        return self.env._(
            "%(count)s differences with %(connection)s, %(total)s at risk: the books close on %(day)s, "
            "in %(days)s days.",
            **values,
        )

    def _alarm_mail(self, connection, owner, today: date):
        """Return the list of differences, those with the most at risk first."""
        largest = self.sorted(lambda row: (-row.at_risk_company, row.closes_on, row.id))
        values = {
            "text": self._alarm_text(connection, today),
            "rows": largest[:LISTED_MAX],
            "left": len(largest[LISTED_MAX:]),
            "url": urljoin(connection.get_base_url(), "/odoo/sync-drift"),
            "days": {row: (row.closes_on - today).days for row in largest[:LISTED_MAX]},
        }
        return self.env["ir.qweb"]._render("ar_sync.drift_alarm", values)

    @api.model
    def _end_alarm(self, connection) -> None:
        """Take tasks back from those who have nothing with money at risk open any more."""
        domain = [("connection_id", "=", connection.id), ("state", "=", "open"), ("at_risk_company", ">", 0)]
        tasks = connection.sudo().activity_ids.filtered(lambda row: row.activity_type_id == self.env.ref(TASK))
        if tasks:
            busy = {row._owner() for row in self.sudo().search(domain)}
            tasks.filtered(lambda row: row.user_id not in busy).unlink()

    @api.model
    def _due_for_alarm(self, today: date):
        """Return what is open, has money at risk, and lies in a month that closes soon or should be closed."""
        due = self.browse()
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            closing = today + timedelta(days=company.ar_sync_alarm_days)
            domain = [("company_id", "=", company.id), ("state", "=", "open"), ("at_risk_company", ">", 0)]
            due |= self.search([*domain, ("closes_on", "<=", closing)])
        return due

    # === ELSEWHERE === #

    @api.model
    def _ar_tell_elsewhere(self, connection, text: str) -> None:
        """Tell people outside Odoo, in a chat for instance. Extension point.

        By itself a message goes to the address that the connection names, once this transaction is committed.
        """
        address = connection.sudo().drift_webhook
        if address:
            drifts = self.search([("connection_id", "=", connection.id), ("state", "=", "open")], limit=NAMED_MAX)
            lines = [
                text,
                *(drift._named() for drift in drifts),
                urljoin(connection.get_base_url(), "/odoo/sync-drift"),
            ]
            self.env.cr.postcommit.add(partial(_post, address, "\n".join(lines)))

    def _named(self) -> str:
        """Return one difference in one line."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        at_risk = self.currency_id.format(self.at_risk)
        return f"{self.document}: {kinds[self.kind]}, {at_risk}"


def _post(address: str, text: str) -> None:
    """Send a message to an incoming webhook. What cannot be sent is noted: the task and the mail are there."""
    # What a chat takes for a mention or a link is only a word of somebody's document.
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    try:
        answer = requests.post(address, json={"text": plain}, timeout=TIMEOUT_S, allow_redirects=False)
        if answer.status_code >= 300:
            _logger.warning("%s did not take an alarm: HTTP %s", urlsplit(address).hostname, answer.status_code)
    except requests.RequestException as error:
        _logger.warning("%s did not take an alarm: %s", urlsplit(address).hostname, type(error).__name__)
