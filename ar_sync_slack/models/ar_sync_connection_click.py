"""What a click in Slack does here: as the person who pressed, with that person's rights."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ar_sync.protocol.errors import SyncError

from ..payloads import clicks
from ..payloads.blocks import decided

#: What may be pressed: action -> (model, method of the connection).
ACTIONS = {
    "take": ("ar.collection.case", "_slack_take"),
    "pause": ("ar.collection.case", "_slack_pause"),
    "take_dispute": ("ar.dispute", "_slack_take"),
    "send_draft": ("ar.collection.decision", "_slack_send_draft"),
    "confirm_promise": ("ar.collection.reply", "_slack_confirm_promise"),
    "mark_read": ("ar.collection.reply", "_slack_mark_read"),
}


class ArSyncConnection(models.Model):
    _inherit = "ar.sync.connection"

    def _ar_handle_events(self, events) -> dict:
        if self.provider != "slack":
            return super()._ar_handle_events(events)
        return {event: self._slack_handle(event) for event in events}

    def _slack_handle(self, event):
        """Do what was pressed, and tell in the message what came of it. Return the inbox's verdict."""
        click = clicks.read(event.body)
        if click.team != self.external_account_id:
            return self.env._("It is of another workspace.")
        try:
            with self.env.cr.savepoint():
                words = self._slack_act(click)
        except (UserError, AccessError) as error:
            self._slack_whisper(event, click, str(error.args[0]))
            return self.env._("Refused: %s", error.args[0])
        except SyncError as error:
            self._slack_whisper(event, click, f"{error.message} {error.remedy}")
            return error
        content = {
            "channel": click.channel,
            "ts": click.ts,
            "text": words,
            "blocks": decided(list(click.blocks), words),
        }
        Operation = self.env["ar.sync.operation"]
        Operation._intend(self, "slack.update", event, content, words[:200], is_reviewed=False)
        return None

    def _slack_act(self, click) -> str:
        """Do what was pressed as whoever pressed it, and return it in words."""
        model, method = ACTIONS.get(click.action, ("", ""))
        if click.model != model:
            raise UserError(self.env._("This button does nothing any more."))
        user = self._slack_user(click.user)
        record = self.env[model].browse(click.record_id).exists()
        if not record or record.company_id != self.company_id:
            raise UserError(self.env._("What this is about is gone."))
        record = record.with_user(user).with_company(self.company_id)
        record = record.with_context(allowed_company_ids=self.company_id.ids, lang=user.lang)
        record.check_access("write")
        return getattr(self.with_context(lang=user.lang), method)(record, user)

    def _slack_user(self, member: str):
        """Return who a member of the workspace is here, by e-mail address.

        :raise UserError: nobody, or somebody who has no rights in this company.
        """
        Users = self.env["res.users"].sudo()
        user = Users.search([("ar_slack_user_id", "=", member)], limit=1)
        if not user:
            told = self._slack_api().read("users.info", user=member)["user"]
            email = told["profile"].get("email") or ""
            found = Users.search([("share", "=", False), ("email_normalized", "=", email.strip().lower())], limit=2)
            # In a shared channel, another company's workspace says which addresses its people have.
            if not email or told.get("is_stranger") or len(found) != 1:
                raise UserError(
                    self.env._("No user of Odoo has your e-mail address in Slack (%s): nothing was done.", email or "?")
                )
            found.ar_slack_user_id = member
            user = found
        if self.company_id not in user.company_ids or not user.has_group("ar_sync.group_user"):
            raise UserError(self.env._("You have no access to receivables of %s.", self.company_id.name))
        return user.sudo(False)

    def _slack_whisper(self, event, click, words: str) -> None:
        """Tell only who pressed why nothing was done."""
        content = {"channel": click.channel, "user": click.user, "text": words}
        self.env["ar.sync.operation"]._intend(self, "slack.whisper", event, content, words[:200], is_reviewed=False)

    # === ACTIONS === #

    def _slack_take(self, record, user) -> str:
        record.write({"user_id": user.id})
        return self.env._("%s takes it.", user.name)

    def _slack_pause(self, case, user) -> str:
        """Leave the customer alone: it is the pause of the case, not the worklist's snooze, which stops no message."""
        until = case._today() + timedelta(days=max(1, self.slack_pause_days))
        case._pause(until, "other", self.env._("Paused in Slack by %s", user.name))
        day = fields.Date.to_string(until)
        return self.env._("%(who)s paused it: nothing is sent up to and on %(day)s.", who=user.name, day=day)

    def _slack_send_draft(self, decision, user) -> str:
        decision.action_send()
        return self.env._("%s sent the draft.", user.name)

    def _slack_confirm_promise(self, reply, user) -> str:
        if reply.state != "waiting":
            raise UserError(self.env._("Somebody decided this already."))
        reply.action_confirm_promise()
        day = fields.Date.to_string(reply.promise_date)
        return self.env._("%(who)s logged the promise for %(day)s.", who=user.name, day=day)

    def _slack_mark_read(self, reply, user) -> str:
        reply.action_mark_read()
        return self.env._("%s read it: nothing is left to do.", user.name)
