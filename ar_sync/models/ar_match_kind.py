"""What a kind of evidence has earned: how often people agreed with it, and whether it may post."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..matching.calibrate import calibrate
from ..matching.model import STEP_IDS, STEP_REFERENCES
from ..matching.risk import error_bound

TRUSTED_STEPS = (STEP_IDS, STEP_REFERENCES)
CALIBRATED_FROM = 50  # fewer decisions are chance
CALIBRATED_ON = 5000  # the latest ones: what was true years ago need not be
HEARD_BITS = 0.05
LOSES_AFTER = 2  # one wrong match may be a person's slip; two of a kind are the kind's


class ArMatchKind(models.Model):
    """One kind of evidence of a company: its record, and what follows from it."""

    _name = "ar.match.kind"
    _description = "Kind of Evidence"
    _order = "right_count desc, id"
    _rec_name = "label"
    _rec_names_search = ["kind"]

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Char(
        required=True, readonly=True, help="Step, weakest link, how the amount is explained, what is given up."
    )
    label = fields.Char(compute="_compute_label", string="Evidence")
    right_count = fields.Integer(string="Right", readonly=True, help="Proposals that people agreed with.")
    wrong_count = fields.Integer(
        string="Wrong", readonly=True, help="Proposals that people decided otherwise, rejected or took back."
    )
    trust = fields.Selection(
        [("earned", "When earned"), ("always", "Always"), ("never", "Never")],
        string="Posts by Itself",
        required=True,
        default="earned",
        help="When earned: once the decisions prove that its error is below the company's limit. Identifiers and "
        "references in the text are trusted from the start, until they were wrong.",
    )
    error_max = fields.Float(
        string="Error at Most",
        compute="_compute_error_max",
        help="What the decisions so far do not rule out, at a confidence of 95 % (Clopper-Pearson).",
    )
    is_automatic = fields.Boolean(string="Automatic Now", compute="_compute_error_max")

    _kind_unique = models.Constraint("UNIQUE (company_id, kind)", "This kind is there already.")

    @api.depends("right_count", "wrong_count", "trust", "company_id.ar_error_max")
    def _compute_error_max(self):
        for kind in self:
            decided = kind.right_count + kind.wrong_count
            kind.error_max = error_bound(kind.wrong_count, decided) if kind.right_count else 1.0
            kind.is_automatic = kind._posts()

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_label(self):
        for kind in self:
            kind.label = self._in_words(kind.kind or "")

    def _posts(self) -> bool:
        """Tell whether the engine may post what this kind explains."""
        self.ensure_one()
        if self.trust != "earned":
            return self.trust == "always"
        limit = self.company_id.ar_error_max
        if self.kind.split("/", 1)[0] in TRUSTED_STEPS and not self._gives_up():
            decided = self.right_count + self.wrong_count
            return self.wrong_count < LOSES_AFTER or self.wrong_count / decided <= limit
        return self.error_max <= limit

    def _gives_up(self) -> bool:
        """Tell whether proposals of this kind give something up: that is never trusted from the start."""
        return _gives_up(self.kind)

    @api.model
    def _meet(self, company, kinds: set[str]) -> None:
        """Have a row of each of these kinds, so that reports name it before anybody decided on it."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_match_kind
                          (company_id, kind, right_count, wrong_count, trust, create_date, write_date)
                   SELECT %s, met.kind, 0, 0, 'earned', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                     FROM unnest(%s::varchar[]) AS met(kind)
                    WHERE NOT EXISTS (SELECT FROM ar_match_kind known
                                       WHERE known.company_id = %s AND known.kind = met.kind)
              ON CONFLICT (company_id, kind) DO NOTHING""",
                company.id,
                sorted(kinds),
                company.id,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model()

    @api.model
    def _count(self, company, kind: str, *, right: int = 0, wrong: int = 0) -> None:
        """Add outcomes to a kind's record, in one statement: two people who decide at once are both counted."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_match_kind
                          (company_id, kind, right_count, wrong_count, trust, create_date, write_date)
                   VALUES (%s, %s, %s, %s, 'earned', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
              ON CONFLICT (company_id, kind) DO UPDATE
                      SET right_count = GREATEST(ar_match_kind.right_count + %s, 0),
                          wrong_count = GREATEST(ar_match_kind.wrong_count + %s, 0),
                          write_date = now() AT TIME ZONE 'UTC'""",
                company.id,
                kind,
                max(right, 0),
                max(wrong, 0),
                right,
                wrong,
            )
        )
        self.invalidate_model()

    @api.model
    def _cron_calibrate(self) -> None:
        """Scheduled action: let the weights of evidence follow what people decided, company by company."""
        decided = self.env["ar.match.proposal"]._read_group(
            [("outcome", "!=", False), ("kind", "!=", False)], ["company_id"], ["__count"]
        )
        for company, count in decided:
            if count >= CALIBRATED_FROM:
                company.sudo().ar_adjustments = self._calibrated(company)

    @api.model
    def _calibrated(self, company) -> dict[str, float]:
        """Return bits to add to each evidence code, from the company's latest decisions."""
        proposals = self.env["ar.match.proposal"].search(
            [("company_id", "=", company.id), ("outcome", "!=", False), ("kind", "!=", False)],
            order="decided_at desc, id desc",
            limit=CALIBRATED_ON,
        )
        found = calibrate([proposal._engine_outcome() for proposal in proposals])
        return {code: round(bits, 3) for code, bits in found.items() if abs(bits) >= HEARD_BITS}

    @api.model
    def _allowed(self, company) -> "Allowed":
        """Return the kinds that may be posted now, as the engine asks for them."""
        known = self.sudo().search([("company_id", "=", company.id)])
        yes = known.filtered(lambda kind: kind._posts())
        return Allowed(frozenset(yes.mapped("kind")), frozenset((known - yes).mapped("kind")))


class Allowed:
    """The kinds that may be posted: those that are known to, and unknown ones of trusted steps."""

    def __init__(self, yes: frozenset[str], no: frozenset[str]) -> None:
        self.yes, self.no = yes, no

    def __contains__(self, kind: object) -> bool:
        if not isinstance(kind, str) or kind in self.no:
            return False
        trusted = kind.split("/", 1)[0] in TRUSTED_STEPS and not _gives_up(kind)
        return kind in self.yes or trusted


def _gives_up(kind: str) -> bool:
    """Tell whether a kind gives up something that the payer took, and not what we took off ourselves.

    >>> _gives_up("ids/id_exact/amount_partial/discount"), _gives_up("ids/id_own/amount_partial/discount")
    (True, False)
    """
    *links, last = kind.split("/")
    return last in ("bank_fee", "deduction") or (last == "discount" and "id_own" not in links)
