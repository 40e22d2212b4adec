"""Search of open items on the review screen: a number, a name, an amount, or a whole pasted remittance list."""

from odoo import api, fields, models
from odoo.tools import SQL, format_amount

from ..matching.keys import DIGITS, FOLDED, ID, REFERENCE, keys_of_receipt
from ..matching.names import name_words
from ..matching.remittance_text import is_list, read_amount, read_remittance
from ..matching.text import compact
from ..protocol.money import major
from .ar_match_payer import normalised
from .ar_match_receipt_find import IS_OPEN, ITEMS_PER_KEY

ITEMS = 40
# Which key tells best what a line means; of equal ones the longest.
STRENGTH = {ID: 3, REFERENCE: 2, DIGITS: 1, FOLDED: 0}


class ArMatchReview(models.AbstractModel):
    _inherit = "ar.match.review"

    # === ITEMS === #

    @api.model
    def _worth(self, receipt, item) -> float:
        """Return what is open on an item, in the receipt's currency at the rate of the receipt's day."""
        if item.currency_id == receipt.currency_id:
            return item.amount_residual_currency
        return item.currency_id._convert(
            item.amount_residual_currency, receipt.currency_id, receipt.company_id, receipt.date
        )

    @api.model
    def _item_row(self, receipt, item) -> dict:
        """Return one open item as the screen shows it."""
        today = fields.Date.context_today(receipt)
        due = item.date_maturity or item.date
        payers = receipt.partner_id.commercial_partner_id
        return {
            "line_id": item.id,
            "move_id": item.move_id.id,
            "number": item._ar_item_number(),
            "partner": item.partner_id.display_name or "",
            "is_payer": bool(payers) and item.partner_id.commercial_partner_id == payers,
            "due": fields.Date.to_string(due),
            "days_late": (today - due).days,
            "open": item.amount_residual_currency,
            "currency_id": item.currency_id.id,
            "worth": self._worth(receipt, item),
        }

    @api.model
    def _open_items(self, receipt, items):
        """Return those journal items that money of this receipt can be applied to."""
        return items._filtered_access("read").filtered(
            lambda item: item.company_id == receipt.company_id
            and item.account_id.account_type == "asset_receivable"
            and item.parent_state == "posted"
            and not item.reconciled
            and not item.ar_receipt_id
        )

    # === SEARCHING === #

    @api.model
    def search_items(self, receipt_id: int, text: str = "") -> dict:
        """Return open items for what was typed or pasted.

        Found by the key index, by the names of customers and by exact amount; nothing scans the open items.

        :return: ``mode`` items or list, ``items``; for a list also what :meth:`_read_list` tells.
        """
        receipt = self._receipt(receipt_id)
        text = str(text or "")
        if is_list(text):
            return {"mode": "list", **self._read_list(receipt, text)}
        found = self._items_meant(receipt, text.strip()) if text.strip() else self._items_likely(receipt)
        items = self._open_items(receipt, found[: 5 * ITEMS])
        return {
            "mode": "items",
            "items": [self._item_row(receipt, item) for item in items[:ITEMS]],
            "is_cut": len(items) > ITEMS,
        }

    @api.model
    def _items_likely(self, receipt):
        """Return what is proposed for a receipt, and then what its payer owes, oldest first."""
        proposed = receipt.proposal_ids.filtered(lambda row: row.state == "proposed").line_ids.line_id
        partners = receipt.partner_id.commercial_partner_id or proposed.partner_id.commercial_partner_id
        return proposed | self._items_owed(receipt, partners)

    @api.model
    def _items_owed(self, receipt, partners):
        """Return what these customers owe, oldest first, a bounded number for each."""
        self.env.flush_all()
        items = self.env["account.move.line"].browse(receipt._partner_items(partners, receipt._engine_policy()))
        return items.sorted(lambda item: (item.date_maturity or item.date, item.id))

    @api.model
    def _items_meant(self, receipt, text: str):
        """Return the items that a number, an amount or a customer's name means; numbers first, then amounts."""
        hits = self._items_by_key(receipt, [text])
        best_first = sorted(hits, key=lambda key: (STRENGTH.get(key[0], 0), len(key[1])), reverse=True)
        lines = self.env["account.move.line"].browse(
            dict.fromkeys(line_id for key in best_first for line_id, _is_own in hits[key])
        )
        lines |= self._items_numbered(receipt, text)
        minor_amount = read_amount(text, receipt.currency_id.decimal_places)
        if minor_amount is not None:
            lines |= self._items_of_amount(receipt, float(major(minor_amount, receipt.currency_id.decimal_places)))
        return lines | self._items_owed(receipt, self._partners_named(receipt, text))

    @api.model
    def _items_numbered(self, receipt, text: str):
        """Return the payer's own items whose number has this in it: people type the end of a number."""
        part = compact(text)
        return self._items_likely(receipt).filtered(lambda item: part and part in compact(item._ar_item_number()))

    @api.model
    def _items_by_key(self, receipt, texts: list[str]) -> dict[tuple[str, str], list]:
        """Return (kind, value) of a key -> (line id, whether it is our own number) of items these texts may name."""
        self.env.flush_all()
        keys = [key for text in texts for key in keys_of_receipt([text], [text])]
        hits: dict[tuple[str, str], list] = {}
        for row in receipt._candidates({receipt: keys}):
            if row.open_count <= ITEMS_PER_KEY:
                hits.setdefault((row.kind, row.value), []).append((row.line_id, row.source != "ref"))
        return hits

    @api.model
    def _items_of_amount(self, receipt, amount: float):
        """Return open items of exactly this amount, or of it as a credit, by the index of what is open."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id FROM account_move_line line
                    WHERE line.company_id = %s AND line.currency_id = %s
                      AND line.amount_residual_currency IN (%s, %s) AND %s
                    ORDER BY line.date_maturity, line.id LIMIT %s""",
                receipt.company_id.id,
                receipt.currency_id.id,
                amount,
                -amount,
                IS_OPEN,
                ITEMS,
            )
        )
        return self.env["account.move.line"].browse(line_id for (line_id,) in rows)

    @api.model
    def _partners_named(self, receipt, text: str):
        """Return customers whose name has words that begin with each of these words."""
        words = normalised("alias", text).split()
        if not words:
            return self.env["res.partner"]
        found = [
            sign.partner_id
            for _name, sign in receipt._named_like({" ".join(words)})
            if all(any(part.startswith(word) for part in name_words(sign.value)) for word in words)
        ]
        return self.env["res.partner"].browse(dict.fromkeys(found))._filtered_access("read")

    # === A PASTED LIST === #

    @api.model
    def _read_list(self, receipt, text: str) -> dict:
        """Return what a pasted list says of open items.

        :return: ``items`` with the amount each gets; ``missing``: lines whose item was not found, with why;
            ``differing``: items for which another amount is stated than is open, with the sentence that says so;
            ``count`` of lines that name something.
        """
        places = receipt.currency_id.decimal_places
        codes = set(self.env["res.currency"].search([("active", "=", True)]).mapped("name"))
        rows = [row for row in read_remittance(text, places, codes) if not row.is_total]
        hits = self._items_by_key(receipt, [row.number for row in rows]) if rows else {}
        answer: dict = {"items": [], "missing": [], "differing": [], "count": len(rows)}
        taken: dict[int, dict] = {}
        for row in rows:
            items, why = self._items_of_line(receipt, row, hits)
            if not items:
                answer["missing"].append({"place": row.place, "text": row.text, "why": why})
                continue
            self._take_line(receipt, row, items, taken, answer)
        answer["items"] = list(taken.values())
        return answer

    @api.model
    def _items_of_line(self, receipt, row, hits: dict):
        """Return the open items that one line means, oldest first; else why there are none."""
        keys = keys_of_receipt([row.number], ())
        named = [key for key in keys if (key.kind, key.value) in hits]
        named.sort(key=lambda key: (STRENGTH.get(key.kind, 0), len(key.value)), reverse=True)
        for key in named:
            found = hits[key.kind, key.value]
            own = [line_id for line_id, is_own in found if is_own] or [line_id for line_id, _is_own in found]
            lines = self.env["account.move.line"].browse(dict.fromkeys(own))
            items = self._open_items(receipt, lines)
            if not items:
                return items, self.env._("already paid")
            meant = self._one_document(receipt, row, items)
            if len(meant.move_id) > 1:
                return items.browse(), self.env._("%s open items have this number", len(meant.move_id))
            return meant.sorted(lambda item: (item.date_maturity or item.date, item.id)), ""
        return self.env["account.move.line"], self.env._("no open item has this number")

    @api.model
    def _one_document(self, receipt, row, items):
        """Narrow several documents with one number down: the payer's own, then the one open for what is stated."""
        payers = receipt.partner_id.commercial_partner_id
        for test in (
            lambda item: item.partner_id.commercial_partner_id == payers,
            lambda item: row.amount_minor is not None
            and not item.currency_id.compare_amounts(item.amount_residual_currency, self._stated(receipt, row)),
        ):
            if len(items.move_id) > 1:
                items = items.filtered(test) or items
        return items

    @api.model
    def _stated(self, receipt, row) -> float:
        """Return the amount of a line in major units."""
        return float(major(row.amount_minor, receipt.currency_id.decimal_places))

    @api.model
    def _take_line(self, receipt, row, items, taken: dict, answer: dict) -> None:
        """Give the items of one line what is stated for them, and tell where that is not what is open."""
        currency = receipt.currency_id
        worths = {item.id: self._worth(receipt, item) for item in items}
        whole = currency.round(sum(worths.values()))
        stated = whole if row.amount_minor is None else self._stated(receipt, row)
        if whole < 0 < stated:
            stated = -stated  # a credit note that is listed without its sign
        given = max(min(stated, whole), 0.0) if whole > 0 else min(max(stated, whole), 0.0)
        left = given
        for item in items:
            part = min(left, worths[item.id]) if whole > 0 else max(left, worths[item.id])
            left = currency.round(left - part)
            if item.id not in taken:
                taken[item.id] = {**self._item_row(receipt, item), "amount": 0.0, "write_offs": [], "place": row.place}
            total = currency.round(taken[item.id]["amount"] + part)
            worth = worths[item.id]
            taken[item.id]["amount"] = min(total, worth) if worth > 0 else max(total, worth)
        if currency.compare_amounts(stated, whole):
            answer["differing"].append(
                {
                    "place": row.place,
                    "number": items[:1]._ar_item_number(),
                    "difference": currency.round(whole - stated),
                    "text": self._difference_text(items[:1]._ar_item_number(), stated, whole, currency),
                }
            )

    @api.model
    def _difference_text(self, number: str, stated: float, whole: float, currency) -> str:
        """Return the sentence about a line that states another amount than is open."""
        amounts = {
            "number": number,
            "stated": format_amount(self.env, stated, currency),
            "open": format_amount(self.env, whole, currency),
            "difference": format_amount(self.env, abs(whole - stated), currency),
        }
        if abs(stated) > abs(whole):
            return self.env._("%(number)s: the list says %(stated)s, %(difference)s more than is open.", **amounts)
        return self.env._("%(number)s: the list says %(stated)s of %(open)s, %(difference)s stays open.", **amounts)
