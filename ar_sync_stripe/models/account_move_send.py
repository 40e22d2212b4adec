"""Invoices of Odoo at Stripe: made, finalized, sent, voided; in step on both sides."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ar_sync.protocol.errors import NeedsPerson
from odoo.addons.ar_sync.protocol.fingerprint import fingerprint
from odoo.addons.ar_sync.protocol.steps import Step, bound, reference

from ..payloads import out_invoice

#: What is told of the day and not of the content: the same invoice sent later differs in it.
OF_THE_DAY = ("due_date", "days_until_due", "effective_at", "metadata", "customer")


class AccountMove(models.Model):
    _inherit = "account.move"

    ar_stripe_wanted = fields.Boolean(
        string="Goes to Stripe", readonly=True, copy=False, help="It was sent to Stripe, or is on its way."
    )
    ar_stripe_problem = fields.Text(
        string="Problem at Stripe", readonly=True, copy=False, help="Why it is not at Stripe as it is here."
    )
    ar_stripe_status = fields.Char(string="At Stripe", compute="_compute_ar_stripe_status")
    ar_stripe_payment_url = fields.Char(
        string="Payment Page", related="ar_stripe_invoice_id.hosted_invoice_url", related_sudo=True
    )
    ar_stripe_pdf_url = fields.Char(
        string="Stripe's PDF", related="ar_stripe_invoice_id.invoice_pdf", related_sudo=True
    )
    ar_stripe_open_count = fields.Integer(string="On Its Way", compute="_compute_ar_stripe_status")
    ar_stripe_open_words = fields.Char(
        string="Changes for Stripe", compute="_compute_ar_stripe_open_words", groups="ar_sync.group_user"
    )
    ar_stripe_held_by = fields.Text(
        string="Waits for Stripe",
        compute="_compute_ar_stripe_open_words",
        groups="ar_sync.group_user",
        help="What has failed and has to be mended before this is sent.",
    )
    ar_stripe_can_send = fields.Boolean(string="May Go to Stripe", compute="_compute_ar_stripe_status")

    @api.depends("ar_stripe_invoice_id.status", "ar_stripe_wanted", "state", "move_type", "company_id")
    def _compute_ar_stripe_status(self):
        Operation = self.env["ar.sync.operation"].sudo()
        domain = [("res_model", "=", "account.move"), ("res_id", "in", self.ids)]
        waiting = [("state", "not in", ("done", "cancelled"))]
        counts = dict(Operation._read_group([*domain, *waiting], ["res_id"], ["__count"]))
        sending = {
            company: bool(self.env["ar.sync.connection"]._stripe_sending(company, "invoices"))
            for company in self.company_id
        }
        for move in self:
            invoice = move.sudo().ar_stripe_invoice_id
            move.ar_stripe_status = invoice.status_label or False
            move.ar_stripe_open_count = counts.get(move._origin.id, 0)
            there = invoice and invoice.status not in ("void", "draft") and not invoice.is_deleted
            able = move.state == "posted" and sending.get(move.company_id) and not there
            move.ar_stripe_can_send = bool(able and move._stripe_may_be_sent() and not move._stripe_note_is_there())

    @api.depends("ar_stripe_open_count")
    def _compute_ar_stripe_open_words(self):
        """Say of what is not at Stripe yet whether it fails, waits for a person, or is on its way."""
        domain = [("res_model", "=", "account.move"), ("res_id", "in", self.ids)]
        waiting = [("state", "not in", ("done", "cancelled"))]
        found = self.env["ar.sync.operation"].sudo().search([*domain, *waiting]).grouped("res_id")
        for move in self:
            own = found.get(move._origin.id, self.env["ar.sync.operation"].sudo())
            before = own.prerequisite_ids - own
            move.ar_stripe_held_by = "\n".join(
                f"{row.summary}: {row.error}" for row in before.filtered(lambda row: row.state == "failed")
            )
            if own.filtered(lambda row: row.state == "failed"):
                move.ar_stripe_open_words = self.env._("%s, failed", len(own))
            elif own.filtered(lambda row: row.state in ("draft", "review")):
                move.ar_stripe_open_words = self.env._("%s to approve", len(own))
            else:
                move.ar_stripe_open_words = self.env._("%s on the way", len(own)) if own else False

    def _stripe_may_be_sent(self) -> bool:
        """Tell whether this is something that Stripe can have: an invoice, or a credit note for one that is there."""
        if self.move_type == "out_refund":
            return bool(self.reversed_entry_id.sudo().ar_stripe_invoice_id)
        return self.move_type == "out_invoice"

    # === STEPS === #

    def _stripe_steps(self, connection) -> list[Step]:
        """Return what is missing for Stripe to have this invoice as it is here.

        A draft at Stripe that is not finalized is thrown away, never mended: nothing is half sent.
        """
        if self.move_type == "out_refund":
            return self._stripe_credit_note_steps(connection)
        row = self._stripe_invoice_row(connection)
        status = row.status if row else ""
        away = self._stripe_away_step(row) if status == "draft" else []
        if self.state == "posted" and self.ar_stripe_wanted:
            make = self._stripe_make_steps(connection) if status in ("", "draft", "open", "uncollectible") else []
            if status in ("", "draft"):
                return [*away, *make]
            if make and self._stripe_is_other(row, make):
                return [*self._stripe_void_step(row, always_reviewed=True), *make]
            return []
        if self.state in ("draft", "cancel") and status in ("open", "uncollectible"):
            # A draft may be posted again as it was; and what came from Stripe is nobody's to void without a look.
            agreed = self.state == "cancel" and self.ar_stripe_wanted
            return self._stripe_void_step(row, always_reviewed=not agreed)
        return away

    def _stripe_is_other(self, row, make: list[Step]) -> bool:
        """Tell whether an invoice that we sent says something else than it would now, after it was changed here."""
        said = (row.metadata or {}).get("odoo_content")
        return bool(said) and said != make[0].payload.get("metadata", {}).get("odoo_content")

    def _stripe_make_steps(self, connection) -> list[Step]:
        """Return the steps from nothing to an invoice that the customer can pay."""
        summary = self.env._("Create draft of %(number)s, %(total)s", number=self.name, total=self._stripe_total())
        try:
            facts = self._stripe_invoice_facts(connection)
        except ValueError as error:
            problems = connection._stripe_problem_text([("amount", {"reason": str(error)})])
            return [Step("invoice.create", {}, summary, problems=problems)]
        payload = out_invoice.invoice(facts, bound("customer", self._name, self.id))
        rows = out_invoice.lines(facts)
        said = {name: value for name, value in payload.items() if name not in OF_THE_DAY}
        payload["metadata"]["odoo_content"] = fingerprint({"invoice": said, "lines": rows})[:32]
        wrong = connection._stripe_problem_text(out_invoice.problems(facts))
        problems = [wrong, self._stripe_customer_problem(connection)]
        target = reference("invoice", self._name, self.id)
        steps = [Step("invoice.create", payload, summary, problems="\n".join(filter(None, problems)))]
        for batch in out_invoice.batches(rows):
            words = self.env._("Add the lines of %(number)s (%(count)s)", count=len(batch), number=self.name)
            steps.append(Step("invoice.lines", {"lines": batch}, words, target))
        words = self.env._("Finalize %(number)s: the customer can pay it", number=self.name)
        steps.append(Step("invoice.finalize", {"auto_advance": False}, words, target))
        if connection.stripe_invoice_sender == "stripe":
            steps.append(Step("invoice.send", {}, self.env._("Have Stripe send %s", self.name), target))
        return steps

    def _stripe_customer_problem(self, connection) -> str:
        if connection.stripe_send_customers != "off" or connection._ar_bound("customer", self):
            return ""
        return self.env._(
            "%s is no customer at Stripe, and sending customers is off.", self.commercial_partner_id.display_name
        )

    def _stripe_away_step(self, row) -> list[Step]:
        words = self.env._("Throw away the draft of %s at Stripe", self.name)
        return [Step("invoice.delete", {}, words, target_id=row.external_id)]

    def _stripe_void_step(self, row, always_reviewed: bool = False) -> list[Step]:
        words = self.env._("Void %(number)s, %(total)s", number=row.display_name, total=self._stripe_total())
        return [Step("invoice.void", {}, words, always_reviewed=always_reviewed, target_id=row.external_id)]

    def _stripe_total(self) -> str:
        return self.currency_id.format(self.amount_total)

    def _stripe_invoice_row(self, connection):
        """Return the Stripe invoice that this one is now: neither void nor gone."""
        Row = self.env["ar.stripe.invoice"].sudo()
        binding = self.env["ar.sync.binding"]._in_use(connection, "invoice", self)
        row = Row.search([("connection_id", "=", connection.id), ("external_id", "=", binding.external_id)], limit=1)
        row = row or self.sudo().ar_stripe_invoice_id
        return row if row.status != "void" and not row.is_deleted else Row

    # === PLANNING === #

    def _stripe_plan(self, connection):
        """Have the outbox hold what this invoice needs at Stripe; return the open changes."""
        self.ensure_one()
        move = self.sudo().with_company(connection.company_id)
        Operation = self.env["ar.sync.operation"].sudo()
        chain = f"invoice/{move.id}"
        present = Operation._open_of(connection, chain)
        making = any(row.kind != "invoice.void" for row in present)
        if making and move.state == "posted" and all(row.state in ("review", "ready") for row in present):
            return present  # a posted invoice does not change: what is under way goes on
        steps = move._stripe_steps(connection)
        after = Operation.browse()
        if any(step.kind == "invoice.create" for step in steps) and connection.stripe_send_customers != "off":
            after = move.commercial_partner_id._stripe_plan(connection)
        return Operation._plan(connection, move, chain, steps, after)

    def _stripe_done(self, operation, said: dict) -> None:
        """Take Stripe's answer in: which invoice this is there, with its page; or that it is there no more."""
        kind = operation.kind
        if kind in ("invoice.delete", "invoice.void"):
            self._stripe_forget(operation)
        elif kind in ("invoice.create", "invoice.finalize"):
            self._stripe_tie(operation, said)
        elif kind == "credit_note.create":
            self.ar_stripe_problem = False
        if self.state != "posted" and kind.startswith("invoice."):
            # It was taken back meanwhile: the steps that are left would finalize it, and send it to the customer.
            self._stripe_plan(operation.connection_id)

    def _stripe_tie(self, operation, said: dict) -> None:
        row = self._stripe_invoice_row(operation.connection_id)
        if operation.kind == "invoice.create":
            row.move_id = self
            self.ar_stripe_invoice_id = row
            return
        self.ar_stripe_problem = False
        row._tie(self, self.env._("sent from here"))
        row._rematch_receipts()

    def _stripe_forget(self, operation) -> None:
        """An invoice that is void or gone is this one no longer; what comes from it is still known."""
        mine = [("connection_id", "=", operation.connection_id.id), ("external_id", "=", operation.target)]
        self.env["ar.sync.binding"].sudo().search([*mine, ("kind", "=", "invoice")]).is_former = True
        row = self.env["ar.stripe.invoice"].sudo().search(mine)
        if operation.kind == "invoice.delete":
            row._mark_deleted(operation.connection_id, [operation.target], row.seen_at or operation.sent_at)
            row.move_id = False
        if self.ar_stripe_invoice_id == row:
            self.ar_stripe_invoice_id = False
            self._ar_update_keys()

    def _stripe_failed(self, operation, error) -> None:
        """Show the refusal on the invoice. Where totals differ, the draft is thrown away: it is not what was sold."""
        self.ar_stripe_problem = f"{operation.summary}: {error.message}"
        if isinstance(error, WrongTotal):
            self.ar_stripe_wanted = False
            self._stripe_plan(operation.connection_id)

    # === WHEN === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._stripe_after_posting()
        return posted

    def _stripe_after_posting(self) -> None:
        """Send what goes to Stripe by itself, and what was there before it was changed."""
        moves = self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund") and move.state == "posted")
        for company in moves.company_id:
            sending = self.env["ar.sync.connection"]._stripe_sending(company, "invoices")
            on_post = any(sending.mapped("stripe_send_on_post"))
            own = moves.filtered(lambda move, own=company: move.company_id == own) if sending else moves.browse()
            for move in own:
                again = move.ar_stripe_wanted and not move.ar_external_number
                if again or (on_post and not move.sudo().ar_stripe_invoice_id):
                    move._stripe_send_posted(again)

    def _stripe_send_posted(self, again: bool) -> None:
        """Send this posted invoice, if it goes out ``again`` or by itself; say so where no account is chosen for it."""
        if not self._stripe_may_be_sent():
            return
        connection = self._stripe_connection()
        if not connection:
            self.sudo().ar_stripe_problem = self._stripe_why_no_account()
        elif again or connection.stripe_send_on_post:
            self._stripe_note_paid_otherwise()
            self.sudo().ar_stripe_wanted = True
            self._stripe_plan(connection)

    # === ACTIONS === #

    def action_ar_stripe_send(self):
        """Have Stripe have these invoices, so that customers can pay them online."""
        Connection = self.env["ar.sync.connection"]
        Connection._stripe_check_may_send()
        self.check_access("read")
        planned = self.env["ar.sync.operation"].sudo()
        for move in self:
            if move.state != "posted" or not move._stripe_may_be_sent():
                raise UserError(
                    self.env._(
                        "%s cannot be sent to Stripe: only posted customer invoices, and credit notes for invoices "
                        "that are there.",
                        move.display_name,
                    )
                )
            connection = move._stripe_connection()
            if not connection or connection.stripe_send_invoices == "off":
                raise UserError(move._stripe_why_no_account())
            move.sudo().write({"ar_stripe_wanted": True, "ar_stripe_problem": False})
            planned |= move._stripe_plan(connection)
        return (planned | planned.prerequisite_ids)._show_planned()

    def action_ar_stripe_uncollectible(self):
        """Tell Stripe that this invoice will not be paid."""
        self.ensure_one()
        self.env["ar.sync.connection"]._stripe_check_may_send()
        self.check_access("read")
        row = self.sudo().ar_stripe_invoice_id
        if row.status != "open":
            raise UserError(self.env._("Only an invoice that is open at Stripe can be marked uncollectible."))
        words = self.env._("Mark %(number)s uncollectible, %(total)s", number=self.name, total=self._stripe_total())
        step = Step("invoice.uncollectible", {}, words, target_id=row.external_id)
        Operation = self.env["ar.sync.operation"].sudo()
        return Operation._plan(row.connection_id, self, f"uncollectible/{self.id}", [step])._show_planned()

    def action_ar_stripe_changes(self):
        """List what was and will be sent of this invoice."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_sync.ar_sync_operation_action")
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}

    def action_ar_stripe_pay_page(self):
        """Open the page on which the customer pays."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.ar_stripe_payment_url, "target": "new"}


class WrongTotal(NeedsPerson):
    """Stripe's total of a draft is not the invoice's."""
