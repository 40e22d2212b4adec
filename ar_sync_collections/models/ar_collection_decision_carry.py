"""Carrying out: the last look under a lock, then the step's channel."""

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.logs import masked_logger
from odoo.addons.ar_sync.protocol.masking import mask

from ..planning.plan import net
from .ar_collection_decision import Refused

_logger = masked_logger(__name__)


class ArCollectionDecision(models.Model):
    _inherit = "ar.collection.decision"

    def _carry_out_safely(self) -> None:
        """Carry out a planned decision; what fails is said on it, and nothing of it stays."""
        try:
            with self.env.cr.savepoint():
                self.with_context(tracking_disable=False)._carry_out()
        except psycopg2.OperationalError:
            raise
        except Refused as refused:
            self._refuse(refused)
        except Exception as error:
            _logger.exception("decision %s was not carried out", self.id)
            self._refuse(Refused("error", {"error": mask(str(error))}))

    def _refuse(self, refused: Refused) -> None:
        """Keep why nothing was sent, and ask a person where one can help."""
        if refused.code == "busy":
            # Whoever holds the decision itself is at sending it, and would lose it to a word written meanwhile.
            self.try_lock_for_update()._ar_through_gate().write({"code": "busy", "arguments": {}})
            return
        self._set_state("not_sent", code=refused.code, arguments=refused.arguments)
        self.case_id._ar_through_gate().write({"code": refused.code, "arguments": refused.arguments})
        if refused.code in ("no_address", "bounced") and self.company_id.ar_collection_mode != "shadow":
            self.case_id._ask_for_address(self.case_id._contact(), refused.code)

    def _carry_out(self) -> None:
        """Look once more under a lock, then take the step.

        The decision is locked before the case: of two workers only one goes on from here, so that neither holds what
        the other needs and both leave it.
        """
        self.ensure_one()
        case = self.case_id
        if not self.try_lock_for_update() or not case.try_lock_for_update():
            raise Refused("busy")
        case.invalidate_recordset()
        if self.state != "planned":
            return
        known, verdict = self._look_again(case)
        step = self.env["ar.collection.step"].browse(int(verdict.step.key))
        self._keep_lines(known, verdict)
        values = {"step_id": step.id, "sequence_id": step.sequence_id.id, "sent_at": fields.Datetime.now()}
        if self.company_id.ar_collection_mode == "shadow":
            if step.channel == "mail" and (problem := case._address_problem(case._contact())):
                raise Refused(*problem)
            self._done("shadow", case, step, values, "shadow")
            return
        why_draft = self._why_draft(case, step)
        if why_draft and step.channel == "mail":
            self._write_draft(case, step)
            self._done("draft", case, step, values, why_draft)
            return
        # What was read under the lock is what the text says; reading it again would find the same.
        getattr(self, f"_take_{step.channel}")(case.with_context(ar_collection_known=known), step)
        self._done("sent", case, step, values, "act")

    def _look_again(self, case):
        """Lock what is open and decide anew: what was paid, held or left meanwhile is not asked for."""
        company, today = self.company_id, case._today()
        if self.day != today:
            raise Refused("not_yet", {"next_on": str(today)})
        lines = case._open_lines()
        if not case._try_lock_lines(lines):
            raise Refused("busy")
        lines.invalidate_recordset()
        known = case._known(company, today)
        verdict = known.verdicts[case.id]
        if verdict.code != "act":
            raise Refused(*case._explain(verdict, known))
        return known, verdict

    def _keep_lines(self, known, verdict) -> None:
        """Keep what the message is about, as it stands now."""
        self.line_ids.sudo().unlink()
        case = self.case_id
        customer = known.customers[case.id]
        rows = {row.line_id: row for row in known.rows.get(case.partner_id.id, [])}
        items = {int(item.key): item for item in customer.items}
        asked = {int(key) for key in verdict.covered}
        step = self.env["ar.collection.step"].browse(int(verdict.step.key))
        values = []
        for line_id, row in rows.items():
            is_asked = line_id in asked
            if not is_asked and row.residual > 0 and row.due_on > known.today:
                continue
            values.append(
                {
                    "decision_id": self.id,
                    "line_id": line_id,
                    "due_on": row.due_on,
                    "amount": row.residual,
                    "is_asked": is_asked,
                    "is_escalation": is_asked and step.is_escalation and row.due_on <= known.today,
                    "reached": known.reached_after(items[line_id], verdict.step, customer) if is_asked else 0,
                }
            )
        self.env["ar.collection.decision.line"].sudo().create(values)

    def _why_draft(self, case, step) -> str:
        """Return the code of why a person sends this message; empty where it leaves by itself."""
        if self.company_id.ar_collection_mode == "draft":
            return "draft_mode"
        mode = step._mode()
        if mode == "draft":
            return "draft_step"
        return "draft_reply" if mode == "until_reply" and case._has_replied() else ""

    def _done(self, state: str, case, step, values: dict, code: str) -> None:
        """Keep that the step was taken."""
        arguments = {"step_id": step.id}
        if code == "act" and self.missing_pdf:
            code, arguments = "act_no_pdf", {**arguments, "error": self.missing_pdf}
        self._set_state(state, code=code, arguments=arguments, **values)
        on_case = {"code": code, "arguments": arguments, "decision_id": self.id, "needs_plan": True}
        if state == "sent":
            on_case.update(step_id=step.id, told_on=self._sent_on())
        case._ar_through_gate().write(on_case)

    # === CHANNELS === #

    def _take_mail(self, case, step) -> None:
        """Write to the customer."""
        contact = case._contact()
        if problem := case._address_problem(contact):
            raise Refused(*problem)
        subject, body = case._render_step(step)
        self.message_id = case._post_message(self, step, contact, subject, body)
        self.contact_id = contact

    def _take_call(self, case, step) -> None:
        """Give the responsible person a call to make."""
        names = ", ".join(self._asked_lines().move_id.mapped("name"))
        amount = self.currency_id.format(self.amount)
        note = self.env._("Please call about %(names)s (%(amount)s).", names=names, amount=amount)
        case._ask_person("mail.mail_activity_data_call", self.env._("Call %s", case._contact().display_name), note)
        case._involve(step)

    def _take_letter(self, case, step) -> None:
        """Write a letter and ask a person to post it."""
        name, content = case._letter(step)
        case.message_post(
            body=self.env._("A letter is ready to be posted."),
            attachments=[(name, content)],
            subtype_xmlid="mail.mt_note",
        )
        note = self.env._("Please print the letter in this thread and post it.")
        case._ask_person("mail.mail_activity_data_todo", self.env._("Post a letter"), note)
        case._involve(step)

    def _take_slack(self, case, step) -> None:
        """Tell the people here on Slack."""
        names = ", ".join(self._asked_lines().move_id.mapped("name"))
        amount = self.currency_id.format(self.amount)
        text = self.env._(
            "%(customer)s owes %(amount)s: %(names)s", customer=case.partner_id.display_name, amount=amount, names=names
        )
        if not case._send_slack(step, case, text):
            raise Refused("slack")

    # === BY HAND === #

    def _check_sendable(self) -> None:
        """Refuse to send a draft that is not true any more."""
        known = self.case_id._known(self.company_id, self.case_id._today())
        if changed := self._changed_lines(known):
            names = ", ".join(dict.fromkeys(changed.move_id.mapped("name")))
            raise UserError(self.env._("What is open has changed since this draft was written: %s.", names))
        asked = self.line_ids.filtered("is_asked")
        if asked._held(known):
            raise UserError(self.env._("This is left alone now: %s", known.hold_words(self.partner_id.id)))
        left = net(known.items.get(self.partner_id.id, ()))
        if asked and not any(left.get(f"{line.line_id.id:012d}") for line in asked):
            raise UserError(self._sentence("credited", {}))
        if credits := self._new_credits(known):
            names = ", ".join(dict.fromkeys(credits.move_id.mapped("name")))
            raise UserError(self.env._("Money came in since this draft was written: %s.", names))

    def _changed_lines(self, known):
        """Return what this message asks for and what is not open like this any more: paid, disputed, due later."""
        rows = {row.line_id: row for row in known.rows.get(self.partner_id.id, [])}

        def is_changed(line):
            row = rows.get(line.line_id.id)
            is_later = row and line.due_on and row.due_on > line.due_on
            return not row or is_later or line.currency_id.compare_amounts(row.residual, line.amount)

        return self.line_ids.filtered(lambda line: line.is_asked and is_changed(line))

    def _new_credits(self, known):
        """Return credits and payments on account that lower what this message asks for, and that it does not know."""
        lines = {line.line_id.id: line for line in self.line_ids}
        currencies = {line.currency_id.id for line in self.line_ids if line.is_asked}

        def is_new(row):
            told = lines[row.line_id].amount if row.line_id in lines else 0.0
            currency = self.env["res.currency"].browse(row.currency_id)
            return currency.compare_amounts(row.residual, min(told, 0.0)) < 0

        rows = [row for row in known.rows.get(self.partner_id.id, []) if row.residual < 0]
        new = [row.line_id for row in rows if row.currency_id in currencies and is_new(row)]
        return self.env["account.move.line"].browse(new)
