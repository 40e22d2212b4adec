"""One thing that a reply says, the words that say it, and what was done about it."""

from odoo import api, fields, models

LABELS = [
    ("promise", "Promises to pay"),
    ("document", "Asks for a document"),
    ("paid", "Has paid already"),
    ("dispute", "Disputes"),
    ("acknowledgement", "Takes note"),
    ("question", "Asks something"),
    ("redirect", "Somebody else is in charge"),
    ("out_of_office", "Is away"),
    ("remittance", "Gives details of a payment"),
    ("partial", "Pays a part"),
    ("plan", "Asks for instalments or more time"),
    ("hardship", "Cannot pay"),
    ("legal", "Speaks of lawyers or courts"),
    ("unsubscribe", "Wants no more such mails"),
    ("bounce", "Did not arrive"),
    ("other", "Something else"),
]
#: What another intent of the same mail usually carries: it never keeps a reply waiting by itself.
BESIDE_THE_POINT = ("acknowledgement", "partial")


class ArCollectionReplyIntent(models.Model):
    """Evidence is kept: the words are the customer's, and the rule that found them is named."""

    _name = "ar.collection.reply.intent"
    _description = "What a Reply Says"
    _order = "score desc, id"

    reply_id = fields.Many2one("ar.collection.reply", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="reply_id.company_id", store=True)
    label = fields.Selection(LABELS, string="It", required=True, readonly=True, default="other")
    score = fields.Float(string="Certainty", readonly=True)
    quote = fields.Text(string="In Their Words", readonly=True)
    rule = fields.Char(readonly=True, help="How it was recognised.")
    outcome = fields.Selection(
        [
            ("logged", "Noted"),
            ("suggested", "Suggested"),
            ("done", "Done by itself"),
            ("decided", "Decided by a person"),
        ],
        string="What Was Done",
        required=True,
        readonly=True,
        default="logged",
    )
    note = fields.Char(string="In Words", readonly=True)
    is_beside_the_point = fields.Boolean(compute="_compute_is_beside_the_point")

    @api.depends("label")
    def _compute_is_beside_the_point(self):
        for intent in self:
            intent.is_beside_the_point = intent.label in BESIDE_THE_POINT

    @api.depends("label", "quote")
    def _compute_display_name(self):
        labels = dict(self._fields["label"]._description_selection(self.env))
        for intent in self:
            intent.display_name = labels.get(intent.label, "")

    def _note(self, outcome: str, note: str = "") -> None:
        """Keep what was done about it."""
        self.sudo().write({"outcome": outcome, "note": note[:500]})
