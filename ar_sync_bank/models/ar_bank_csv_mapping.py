"""What the columns of a bank's CSV files mean: confirmed once, used by itself from then on."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..reading import CsvMapping, FileRefused, propose, read
from ..reading.csv_head import head
from ..reading.csv_mapping import DATE_FORMATS

PREVIEW_ROWS = 8
TABLE_COLUMNS_MIN = 3
ENCODINGS = [
    ("utf-8-sig", "Unicode (UTF-8)"),
    ("cp1252", "Western European (Windows-1252)"),
    ("iso-8859-15", "Western European (ISO 8859-15)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("utf-16", "Unicode (UTF-16)"),
]
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
DECIMALS = {"comma": ",", "point": "."}
SIGNS = {"-": "dash", ".": "point", "/": "slash"}


def _put(date_format: str, day: dict[str, str]) -> str:
    """Return a form of dates with these texts for its year, month and day."""
    for sign, text in day.items():
        date_format = date_format.replace(sign, text)
    return date_format


def _code(date_format: str) -> str:
    """Return a name for a form of dates: Odoo tells values of a selection apart by letters only."""
    parted = next((word for sign, word in SIGNS.items() if sign in date_format), "plain")
    plain = _put(date_format, {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%d": "dd", **dict.fromkeys(SIGNS, "_")})
    return f"{parted}_{plain}"


DATE_CODES = {_code(one): one for one in DATE_FORMATS}
LAST_DAY = {"%Y": "2026", "%y": "26", "%m": "12", "%d": "31"}


def _key(table: dict[str, str], value: str) -> str:
    """Return the name under which a value is stored."""
    return next(key for key, one in table.items() if one == value)


class ArBankCsvMapping(models.Model):
    """How to read the CSV files of one bank. Files with the same header are read by it."""

    _name = "ar.bank.csv.mapping"
    _description = "Columns of a Bank's CSV Files"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'credit')), ('company_id', '=', company_id)]",
        check_company=True,
        help="Where its files go, unless a column tells the account.",
    )
    file_id = fields.Many2one(
        "ar.bank.file", string="Made From", readonly=True, ondelete="set null", check_company=True
    )
    is_confirmed = fields.Boolean(string="In Use", help="Confirmed by a person: files with this header are read by it.")
    delimiter = fields.Selection(
        [("semicolon", "Semicolon  ;"), ("comma", "Comma  ,"), ("tab", "Tab"), ("bar", "Bar  |")],
        string="Columns Are Separated By",
        required=True,
        default="semicolon",
    )
    encoding = fields.Selection(ENCODINGS, required=True, default="utf-8-sig")
    decimal = fields.Selection(
        [("comma", "Comma: 1.234,50"), ("point", "Point: 1,234.50")],
        string="Decimal Sign",
        required=True,
        default="comma",
    )
    date_format = fields.Selection(
        [(code, _put(one, LAST_DAY)) for code, one in DATE_CODES.items()],
        string="31 December Is Written",
        required=True,
        default=_code("%Y-%m-%d"),
    )
    header_row = fields.Integer(string="Row With Names", default=1, help="From 1; 0 where the file has no such row.")
    skip_rows = fields.Integer(string="Rows to Skip", help="Before the first movement, in a file without names.")
    header = fields.Json(readonly=True, help="The names of the columns: by them a file is recognised.")
    column_ids = fields.One2many("ar.bank.csv.column", "mapping_id", string="Columns", copy=True)
    doubts = fields.Text(string="Please Check", readonly=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    problems = fields.Text(compute="_compute_preview", string="What Is Missing")

    @api.constrains("header_row", "skip_rows")
    def _check_rows(self):
        for mapping in self:
            if mapping.header_row < 0 or mapping.skip_rows < 0:
                raise ValidationError(self.env._("Rows are counted from 1; 0 means none."))

    # === PREVIEW === #

    @api.depends(
        "delimiter", "encoding", "decimal", "date_format", "header_row", "skip_rows", "journal_id",
        "column_ids.name", "column_ids.meaning", "file_id",
    )  # fmt: skip
    def _compute_preview(self):
        for mapping in self:
            mapping.problems = "\n".join(mapping._ar_mapping().problems()) or False
            mapping.preview = mapping._ar_preview() if mapping.file_id and not mapping.problems else False

    def _ar_preview(self) -> Markup:
        """Return the first rows of the file as they would be read."""
        currency = self.journal_id._ar_currency() if self.journal_id else self.company_id.currency_id
        try:
            content = read(self.file_id._content(), mapping=self._ar_mapping(), currency=currency.name, account="-")
        except FileRefused as refused:
            return Markup("<p class='text-danger'>%s</p>") % str(refused)
        entries = [entry for statement in content.statements for entry in statement.entries]
        names = (self.env._("Date"), self.env._("Amount"), self.env._("Other side"), self.env._("Text"))
        rows = [
            (entry.booking_date, f"{entry.amount} {entry.currency}", entry.party.name, entry.remittance.text)
            for entry in entries[:PREVIEW_ROWS]
        ]
        table = Markup("<table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>") % (
            Markup("").join(Markup("<th>%s</th>") % name for name in names),
            Markup("").join(
                Markup("<tr>%s</tr>") % Markup("").join(Markup("<td>%s</td>") % (cell or "") for cell in row)
                for row in rows
            ),
        )
        counts = {"read": len(entries), "refused": len(content.refusals)}
        said = self.env._("%(read)s rows are read, %(refused)s are not.", **counts)
        why = Markup("").join(Markup("<li>%s</li>") % str(one) for one in content.refusals[:PREVIEW_ROWS])
        return Markup("<p>%s</p>%s<ul class='text-danger'>%s</ul>") % (said, table, why)

    @api.onchange("delimiter", "encoding", "header_row", "skip_rows")
    def _onchange_shape(self):
        """Read the columns anew; what they mean is kept where the name is the same."""
        if not self.file_id or not self.delimiter or not self.encoding:
            return
        found = self._ar_head(self.file_id._content())
        meanings = {column.name: column.meaning for column in self.column_ids}
        self.header = list(found.names)
        self.column_ids = [Command.clear()] + [
            Command.create(values) for values in self._ar_column_rows(found, meanings)
        ]

    # === ACTIONS === #

    def action_confirm(self):
        """Use these columns from now on, and import the file they were made from."""
        self.ensure_one()
        self.check_access("write")
        wrong = self._ar_mapping().problems()
        if wrong:
            raise UserError(self.env._("The columns cannot be used yet: %s.", "; ".join(wrong)))
        if not self.journal_id and "own_account" not in self.column_ids.mapped("meaning"):
            raise UserError(self.env._("Choose the journal: no column tells the account."))
        self.is_confirmed = True
        file = self.file_id
        if not file or file.result not in ("columns", "journal"):
            return {"type": "ir.actions.act_window_close"}
        file.sudo().write({"mapping_id": self.id, "journal_id": (file.journal_id or self.journal_id).id})
        file._ar_check_importer()
        file._import()
        return file._ar_show()

    # === BUSINESS METHODS === #

    def _ar_mapping(self) -> CsvMapping:
        """Return this record as the reader takes it."""
        columns: dict[str, tuple[str, ...]] = {}
        for column in self.column_ids:
            if column.meaning:
                columns[column.meaning] = (*columns.get(column.meaning, ()), column.name)
        return CsvMapping(
            columns=columns,
            delimiter=DELIMITERS.get(self.delimiter, ""),
            encoding=self.encoding or "",
            decimal=DECIMALS.get(self.decimal, ""),
            date_format=DATE_CODES.get(self.date_format, ""),
            header_row=self.header_row,
            skip_rows=self.skip_rows,
        )

    def _ar_head(self, data: bytes):
        """Return the head of a file as this mapping takes it apart."""
        return head(
            data,
            encoding=self.encoding,
            delimiter=DELIMITERS[self.delimiter],
            header_row=max(self.header_row, 0),
            skip_rows=max(self.skip_rows, 0),
        )

    @api.model
    def _ar_column_rows(self, found, meanings: dict) -> list[dict]:
        """Return the columns of a file's head as values, with what they mean."""
        return [
            {"sequence": place, "name": name, "sample": found.samples(name), "meaning": meanings.get(name)}
            for place, name in enumerate(found.names, start=1)
        ]

    @api.model
    def _ar_is_table(self, data: bytes) -> bool:
        """Tell whether a file of an unknown name looks like a table with known columns."""
        return len(propose(data).mapping.columns) >= TABLE_COLUMNS_MIN

    @api.model
    def _ar_find_for(self, file, data: bytes):
        """Return the confirmed mapping whose header this file has; empty where none or several fit."""
        mappings = self.search([("company_id", "=", file.company_id.id), ("is_confirmed", "=", True)])
        fitting = mappings.filtered(lambda mapping: list(mapping._ar_head(data).names) == mapping.header)
        if file.journal_id and len(fitting) > 1:
            fitting = fitting.filtered(lambda mapping: mapping.journal_id == file.journal_id) or fitting
        return fitting if len(fitting) == 1 else self.browse()

    @api.model
    def _ar_propose_for(self, file):
        """Return a mapping for this file: the one begun before, or a proposal for a person to confirm."""
        begun = self.search([("file_id", "=", file.id)], limit=1)
        if begun:
            return begun
        data = file._content()
        proposal = propose(data)
        found = proposal.mapping
        rows = {"header_row": found.header_row, "skip_rows": found.skip_rows}
        first = head(data, encoding=found.encoding, delimiter=found.delimiter, **rows)
        meanings = {name: meaning for meaning, names in found.columns.items() for name in names}
        return self.create(
            {
                **rows,
                "encoding": found.encoding,
                "delimiter": _key(DELIMITERS, found.delimiter),
                "name": file.journal_id.name or file.name,
                "company_id": file.company_id.id,
                "journal_id": file.journal_id.id,
                "file_id": file.id,
                "decimal": _key(DECIMALS, found.decimal),
                "date_format": _code(found.date_format),
                "header": list(first.names),
                "doubts": "\n".join(proposal.doubts) or False,
                "column_ids": [Command.create(values) for values in self._ar_column_rows(first, meanings)],
            }
        )
