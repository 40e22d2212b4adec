"""A company whose collections are told in a Slack workspace on this machine."""

from datetime import timezone
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo.tests import HttpCase
from odoo.tools import config

from odoo.addons.ar_sync.models.ar_sync_secret import ENVIRONMENT_VARIABLE
from odoo.addons.ar_sync_collections.tests.common import CollectionsCase

from sandbox.slack import SlackSandbox

from ..api.client import BASE_OPTION


class SlackCase(CollectionsCase, HttpCase):
    """Grace works with receivables and is in the workspace; the app is connected and may post in #receivables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict("os.environ", {ENVIRONMENT_VARIABLE: Fernet.generate_key().decode()}))

    def setUp(self):
        super().setUp()
        self.slack = SlackSandbox(clock=lambda: self.now.replace(tzinfo=timezone.utc).timestamp())
        self.slack.start()
        self.addCleanup(self.slack.stop)
        before = config.get(BASE_OPTION)
        self.addCleanup(config.__setitem__, BASE_OPTION, before)
        config[BASE_OPTION] = self.slack.url
        self.room = self.slack.workspace.add_channel("receivables")
        self.member = self.slack.workspace.add_person("grace", "Grace@harbour.example")
        self.connection = self.env["ar.sync.connection"].create(
            {
                "name": "Slack",
                "company_id": self.company.id,
                "provider": "slack",
                "slack_channel": "#receivables",
                "slack_token": self.slack.bot_token,
                "slack_secret": self.slack.signing_secret,
            }
        )
        self.connection.action_connect()
        self.Operation = self.env["ar.sync.operation"]

    def only_slack(self, **values):
        """Leave one step in the sequence, which is for Slack."""
        self.sequence.step_ids[1:].unlink()
        self.sequence.step_ids.write({"channel": "slack", "template_id": False, **values})

    def send(self):
        """Send what is ready, and settle what is unknown, as background work does."""
        for _round in range(20):
            if not self.Operation._send_ready():
                return
        self.fail("the outbox never comes to an end")

    def posted(self):
        return self.slack.workspace.in_channel(self.room)

    def buttons(self, message):
        return [button["action_id"] for button in message.buttons()]

    def click(self, message, action, member=None, **more):
        """Press a button over HTTP, and have the inbox handled. Return the status."""
        url = f"{self.base_url()}/ar_sync/webhook/{self.connection.sudo().webhook_token}"
        status, seconds = self.slack.click(url, message, action, member or self.member, send=self._through, **more)
        self.assertLess(seconds, 3)
        self.env.invalidate_all()
        self.env["ar.sync.event"]._drain()
        self.send()
        return status

    def _through(self, url, body, headers):
        """Reach Odoo with the cookie that lets a test's requests see the test's data."""
        return self.url_open(url, data=body, headers=headers).status_code

    def whispers(self):
        return [text for _room, _member, text in self.slack.workspace.whispers]
