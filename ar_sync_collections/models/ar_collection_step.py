"""Steps of a sequence: when, by which channel, in which words, with whom in copy."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..planning.plan import Step
from .ar_collection_sequence import MODES

CHANNELS = [("mail", "E-mail"), ("call", "Call"), ("letter", "Letter"), ("slack", "Slack")]


class ArCollectionStep(models.Model):
    """One step: so many business days before or after the due date. Steps of the same day are a branch."""

    _name = "ar.collection.step"
    _description = "Step of a Collection Sequence"
    _order = "sequence_id, offset, place, id"
    _rec_name = "sentence"
    _rec_names_search = ["sequence_id.name", "template_id.name"]

    sequence_id = fields.Many2one("ar.collection.sequence", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sequence_id.company_id", store=True, index=True)
    offset = fields.Integer(
        string="Business Days",
        required=True,
        default=3,
        help="After the due date; negative: before it. Weekends and the company's holidays do not count.",
    )
    place = fields.Integer(
        string="Order", default=10, help="Of the steps of the same day, the first whose conditions hold is taken."
    )
    channel = fields.Selection(CHANNELS, required=True, default="mail")
    template_id = fields.Many2one(
        "mail.template", string="Text", domain="[('model', '=', 'ar.collection.case')]", ondelete="restrict"
    )
    mode = fields.Selection(
        MODES, string="Sending", help="Only where this step is stricter than its sequence; empty: as the sequence."
    )
    upcoming = fields.Boolean(string="With What Is Coming Due", help="The message also names what is not due yet.")
    loop_in = fields.Selection(
        [("none", "Nobody"), ("salesperson", "The salesperson"), ("manager", "The manager")],
        string="In Copy",
        required=True,
        default="none",
    )
    is_escalation = fields.Boolean(
        string="Escalation",
        compute="_compute_is_escalation",
        store=True,
        readonly=False,
        help="Whoever pays after this step did not pay without escalation: see the figures. Proposed for letters, and "
        "where the manager is in copy.",
    )
    condition_ids = fields.One2many("ar.collection.condition", "step_id", string="Only If", copy=True)
    condition_words = fields.Char(string="Only For", compute="_compute_sentence")
    sentence = fields.Char(string="What Happens", compute="_compute_sentence")

    @api.depends(
        "offset", "channel", "template_id", "mode", "upcoming", "loop_in", "is_escalation", "condition_ids.value"
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for step in self:
            step.condition_words = step.condition_ids._words()
            step.sentence = step._words()

    @api.depends("channel", "loop_in")
    def _compute_is_escalation(self):
        for step in self:
            step.is_escalation = step.channel == "letter" or step.loop_in == "manager"

    def _words(self) -> str:
        """Return the step as a sentence."""
        self.ensure_one()
        parts = [self._what_words()]
        if self.upcoming:
            parts.append(self.env._("with what is coming due"))
        if self.loop_in != "none":
            who = dict(self._fields["loop_in"]._description_selection(self.env))[self.loop_in]
            parts.append(self.env._("%s in copy", who[:1].lower() + who[1:]))
        if self.is_escalation:
            parts.append(self.env._("as an escalation"))
        if self.condition_words:
            parts.append(self.env._("only if %s", self.condition_words))
        if self.mode == "draft":
            parts.append(self.env._("as a draft"))
        return self.env._("%(when)s: %(what)s", when=self._when_words(), what=", ".join(parts))

    def _short_words(self) -> str:
        """Return in a few words what is done, for the log of decisions."""
        self.ensure_one()
        what = self._what_words()
        when = self._when_words()
        words = {"what": what[:1].upper() + what[1:], "when": when[:1].lower() + when[1:]}
        return self.env._("%(what)s, %(when)s", **words)

    def _when_words(self) -> str:
        if not self.offset:
            return self.env._("On the due date")
        words = {"count": abs(self.offset)}
        if self.offset < 0:
            return (
                self.env._("1 business day before the due date")
                if self.offset == -1
                else self.env._("%(count)s business days before the due date", **words)
            )
        if self.offset == 1:
            return self.env._("1 business day after the due date")
        return self.env._("%(count)s business days after the due date", **words)

    def _what_words(self) -> str:
        name = self.template_id.name or ""
        text = name.partition(": ")[2] or name
        words = {
            "mail": self.env._("e-mail “%s”", text or self.env._("no text chosen")),
            "call": self.env._("a call"),
            "letter": self.env._("letter “%s”", text or self.env._("no text chosen")),
            "slack": self.env._("a message on Slack"),
        }
        return words[self.channel]

    def _planned(self) -> tuple[Step, ...]:
        """Return these steps as the planner takes them."""
        return tuple(
            Step(
                key=f"{step.id:012d}",
                offset=step.offset,
                channel=step.channel,
                when=step.condition_ids._group(),
                place=step.place,
                upcoming=step.upcoming,
            )
            for step in self
        )

    def _mode(self) -> str:
        """Return how this step's messages leave: the stricter of its own and its sequence's."""
        self.ensure_one()
        order = [mode for mode, _label in MODES]
        return max(self.mode or order[0], self.sequence_id.mode, key=order.index)

    @api.constrains("channel", "template_id")
    def _check_text(self):
        for step in self:
            if step.channel in ("mail", "letter") and not step.template_id:
                raise ValidationError(self.env._("An e-mail or letter needs a text."))

    @api.constrains("offset")
    def _check_offset(self):
        for step in self:
            if not -60 <= step.offset <= 400:
                raise ValidationError(
                    self.env._("A step is at most 60 business days before and 400 after the due date.")
                )

    def action_preview_mail(self):
        """Show the text with the data of a customer, in any language."""
        self.ensure_one()
        self.check_access("read")
        return self.template_id.action_open_mail_preview()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.sequence_id._plan_anew()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self.sequence_id._plan_anew()
        return result

    def unlink(self):
        sequences = self.sequence_id
        result = super().unlink()
        sequences.exists()._plan_anew()
        return result
