"""Finding: the open items that receipts could pay, by keys, payer and amount; a handful of statements a batch.

Every lookup goes by an index and is bounded, so what a batch costs depends on its receipts and not on how many
items are open: a key that many items share, a customer who owes thousands, an amount that everybody owes. What
is too common to tell anything is not fetched; how common it is, is told to the engine.
"""

from collections import Counter
from typing import Any, NamedTuple

from odoo import fields, models
from odoo.tools import SQL

from ..matching.model import Key, OpenItem, Policy
from ..matching.step_amount import ALIKE_MAX
from ..protocol.money import minor
from .ar_match_key import SETTLED_DAYS, array

#: Open items of a customer that are looked at, oldest first.
ITEMS_PER_PARTNER = 200
#: And of those older than any that an amount may speak for.
ITEMS_PER_PARTNER_BEFORE = 50
#: A key that more open items share names none of them; they are not fetched by it.
ITEMS_PER_KEY = 100
#: Keys of one value that are read to learn how common it is; beyond that it is called common.
KEYS_READ = 400
#: What the engine is told about a common key: it weighs nothing.
COMMON = 1_000_000

#: Words of the partial indexes ``_ar_open_amount`` and ``_ar_open_partner``.
IS_OPEN = SQL(
    """line.display_type = 'payment_term' AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
       AND line.ar_receipt_id IS NULL AND EXISTS (SELECT FROM account_account account
           WHERE account.id = line.account_id AND account.account_type = 'asset_receivable')"""
)

#: The statement of :meth:`ArMatchReceipt._candidates`.
CANDIDATES = """
WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(%(asked_ids)s::int[], %(values)s::varchar[]) AS asked(receipt_id, value)
), key AS MATERIALIZED (
    SELECT found.line_id, found.kind, sought.value, found.source,
           count(*) OVER (PARTITION BY sought.value) AS read
      FROM (SELECT DISTINCT value FROM asked) AS sought
     CROSS JOIN LATERAL (SELECT known.line_id, known.kind, known.source FROM ar_match_key known
                          WHERE known.company_id = %(company_id)s AND known.value = sought.value
                          ORDER BY known.line_id DESC LIMIT %(keys_read)s) AS found
), hit AS MATERIALIZED (
    SELECT key.*, line.reconciled IS NOT TRUE AS is_open, line.currency_id, line.amount_residual_currency,
           CASE WHEN key.read = %(keys_read)s THEN %(common)s
                ELSE count(*) FILTER (WHERE line.reconciled IS NOT TRUE)
                     OVER (PARTITION BY key.value, key.kind) END AS open_count,
           row_number() OVER (PARTITION BY key.value, key.kind) AS place
      FROM key
     CROSS JOIN LATERAL (SELECT * FROM account_move_line known
                          WHERE known.id = key.line_id AND known.parent_state = 'posted' LIMIT 1) AS line
), kept AS (
    SELECT hit.line_id, hit.kind, hit.value, hit.source, hit.is_open, hit.currency_id,
           hit.amount_residual_currency AS residual,
           CASE WHEN hit.open_count > %(most)s THEN %(common)s ELSE hit.open_count END AS open_count
      FROM hit
     WHERE CASE WHEN hit.open_count > %(most)s THEN hit.place = 1
                ELSE hit.is_open
                  OR hit.kind IN ('id', 'reference') AND hit.source IS DISTINCT FROM 'ref'
                     AND EXISTS (SELECT FROM account_partial_reconcile settling
                                  WHERE (settling.debit_move_id = hit.line_id
                                         OR settling.credit_move_id = hit.line_id)
                                    AND settling.max_date >= %(settled_since)s) END
)
SELECT asked.receipt_id, kept.line_id, kept.kind, kept.value, COALESCE(kept.source, ''), kept.open_count,
       kept.is_open AND kept.currency_id = money.currency_id AND kept.residual = money.amount
  FROM kept
  JOIN asked ON asked.value = kept.value
  JOIN unnest(%(money_ids)s::int[], %(currencies)s::int[], %(amounts)s::numeric[])
       AS money(id, currency_id, amount) ON money.id = asked.receipt_id
"""
#: The statement of :meth:`ArMatchReceipt._open_items`.
OPEN_ITEMS = """
SELECT line.id, line.company_id, line.currency_id, line.amount_residual_currency, line.date,
       line.date_maturity, partner.commercial_partner_id,
       CASE WHEN account.account_type = 'asset_receivable'
            THEN COALESCE(NULLIF(line.move_name, ''), line.name, '') END, line.discount_date
  FROM unnest(%s::int[]) AS asked(id)
 CROSS JOIN LATERAL (SELECT * FROM account_move_line known
                      WHERE known.id = asked.id LIMIT 1) AS line
 CROSS JOIN LATERAL (SELECT account_type FROM account_account
                      WHERE account_account.id = line.account_id LIMIT 1) AS account
  LEFT JOIN LATERAL (SELECT commercial_partner_id FROM res_partner
                      WHERE res_partner.id = line.partner_id LIMIT 1) AS partner ON TRUE
"""


class Found(NamedTuple):
    """What a batch of receipts could pay.

    :param key_counts: open items that carry a ``(kind, value)`` in all.
    :param currencies: those of the items, as records.
    :param crowded: customers who owe more than was looked at.
    """

    items: list[OpenItem]
    key_counts: dict[tuple[str, str], int]
    currencies: Any
    crowded: frozenset[int]


class Candidate(NamedTuple):
    """An item that a key of a receipt names.

    :param open_count: open items with this kind and value; above :data:`ITEMS_PER_KEY` it is common and the
        item only an example.
    :param is_equal: the item is open for exactly what the receipt has to apply, in its currency.
    """

    receipt_id: int
    line_id: int
    kind: str
    value: str
    source: str
    open_count: int
    is_equal: bool


class ArMatchReceipt(models.Model):
    _inherit = "ar.match.receipt"

    def _find_items(self, keys: dict, signs: dict, policy: Policy) -> Found:
        """Return what these receipts of one company could pay.

        :param keys: receipt -> its keys.
        :param signs: receipt -> signs of who may have paid it; what those owe is looked at too.
        :param policy: says how far back an amount alone may speak for an item.
        """
        self.env.flush_all()
        hits: dict[int, dict[tuple[str, str], Key]] = {}
        counts: dict[tuple[str, str], int] = {}
        explained = set()
        for row in self._candidates(keys):
            counts[row.kind, row.value] = row.open_count
            if row.open_count <= ITEMS_PER_KEY:
                known = hits.setdefault(row.line_id, {})
                if (row.kind, row.value) not in known:
                    known[row.kind, row.value] = Key(row.kind, row.value, row.source)
                if row.is_equal:
                    explained.add(row.receipt_id)
        # Of a customer's own items the numbers are wanted too: a misspelt one is looked for among those.
        own = self._partner_items(self._partners_to_look_at(signs), policy)
        for line_id, kind, value, source in self.env["ar.match.key"]._numbers_of(own):
            known = hits.setdefault(line_id, {})
            if (kind, value) not in known:
                known[kind, value] = Key(kind, value, source)
        alike = self.filtered(lambda receipt: receipt.id not in explained)._amount_items(policy)
        items, currencies = self._open_items({*own, *alike, *hits}, hits)
        return Found(items, counts, currencies, self._crowded(items, own))

    def _crowded(self, items: list[OpenItem], own: list[int]) -> frozenset[int]:
        """Return the customers of whom only a part of what they owe was looked at."""
        looked_at, counts = set(own), Counter()
        counts.update(item.partner_id for item in items if item.id in looked_at)
        return frozenset(partner_id for partner_id, count in counts.items() if count >= ITEMS_PER_PARTNER)

    # === BY KEY === #

    def _candidates(self, keys: dict) -> list[Candidate]:
        """Return what the keys of these receipts name, all receipts in one statement.

        Open items, and those settled within the last months where an identifier or our own number names them:
        so a second payment of them is told. A customer's own reference on them says nothing.
        """
        asked = [(receipt.id, value) for receipt in self for value in {key.value for key in keys[receipt]}]
        if not asked:
            return []
        settled_since = fields.Date.subtract(min(self.mapped("date")), days=SETTLED_DAYS)
        query = _candidates_sql(self.company_id.id, asked, self._money(), settled_since)
        return list(map(Candidate._make, self.env.execute_query(query)))

    def _money(self) -> list[tuple]:
        """Return (id, currency id, amount to apply) of each receipt, the amount exact in text."""
        currencies = {currency: currency.decimal_places for currency in self.currency_id}
        return [(r.id, r.currency_id.id, f"{r._amount_to_apply():.{currencies[r.currency_id]}f}") for r in self]

    # === BY PAYER === #

    def _partners_to_look_at(self, signs: dict):
        """Return the commercial partners who paid these receipts, or may have."""
        likely = {sign.partner_id for found in signs.values() for sign in found}
        return self.env["res.partner"].browse(likely) | self.partner_id.commercial_partner_id

    def _partner_items(self, partners, policy: Policy) -> list[int]:
        """Return open items of these commercial partners, a bounded number for each.

        The oldest of the time in which an amount may speak for them, and the latest of those before: only their
        number can speak for these.
        """
        if not partners:
            return []
        since = fields.Date.subtract(min(self.mapped("date")), days=policy.days_back_max)
        rows = self.env.execute_query(
            SQL(
                """SELECT item.id
                     FROM res_partner partner
                    CROSS JOIN LATERAL (
                        (SELECT line.id FROM account_move_line line
                          WHERE line.partner_id = partner.id AND line.company_id = %(company_id)s
                            AND line.date_maturity >= %(since)s AND %(is_open)s
                          ORDER BY line.date_maturity, line.id LIMIT %(most)s)
                        UNION ALL
                        (SELECT line.id FROM account_move_line line
                          WHERE line.partner_id = partner.id AND line.company_id = %(company_id)s
                            AND line.date_maturity < %(since)s AND %(is_open)s
                          ORDER BY line.date_maturity DESC, line.id DESC LIMIT %(most_before)s)) AS item
                    WHERE partner.commercial_partner_id = ANY(%(partners)s::int[])""",
                company_id=self.company_id.id,
                since=since,
                is_open=IS_OPEN,
                most=ITEMS_PER_PARTNER,
                most_before=ITEMS_PER_PARTNER_BEFORE,
                partners=array(partners.ids),
            )
        )
        return [line_id for (line_id,) in rows]

    # === BY AMOUNT === #

    def _amount_items(self, policy: Policy) -> list[int]:
        """Return items that are open for exactly what a receipt has to apply, for a person to look at.

        Of an amount that more items have than a person is shown, none is fetched.
        """
        if not self:
            return []
        days = self.mapped(lambda receipt: receipt.date)
        money = sorted({(*row[1:], day) for row, day in zip(self._money(), days, strict=True)})
        rows = self.env.execute_query(
            SQL(
                """SELECT array_agg(item.id)
                     FROM unnest(%s::int[], %s::numeric[], %s::date[]) AS asked(currency_id, amount, day)
                    CROSS JOIN LATERAL (SELECT line.id FROM account_move_line line
                                         WHERE line.company_id = %s AND line.currency_id = asked.currency_id
                                           AND line.amount_residual_currency = asked.amount
                                           AND line.date BETWEEN asked.day - %s AND asked.day + %s AND %s
                                         LIMIT %s) AS item
                    GROUP BY asked.currency_id, asked.amount, asked.day
                   HAVING count(*) <= %s""",
                *(array(column) for column in zip(*money, strict=True)),
                self.company_id.id,
                policy.days_back_max,
                policy.days_early_max,
                IS_OPEN,
                ALIKE_MAX + 1,
                ALIKE_MAX,
            )
        )
        return [line_id for (line_ids,) in rows for line_id in line_ids]

    # === AS THE ENGINE TAKES THEM === #

    def _open_items(self, line_ids, hits: dict):
        """Return (journal items as the engine takes them, their currencies); nothing is open on a settled one.

        :param hits: line id -> its keys.
        """
        Line, Currency = self.env["account.move.line"], self.env["res.currency"]
        if not line_ids:
            return [], Currency
        rows = self.env.execute_query(
            SQL(
                OPEN_ITEMS,
                array(sorted(line_ids)),
            )
        )
        currencies = Currency.browse({row[2] for row in rows})
        units = {currency.id: (currency.name, 10**currency.decimal_places) for currency in currencies}
        discounts = {line.id: _discount(line) for line in Line.browse(row[0] for row in rows if row[8])}
        items = []
        for line_id, company_id, currency_id, residual, date, due, partner_id, number, _discount_date in rows:
            name, unit = units[currency_id]
            items.append(
                OpenItem(
                    line_id,
                    company_id,
                    name,
                    round((residual or 0) * unit),
                    date,
                    due,
                    partner_id,
                    Line.browse(line_id)._ar_item_number() if number is None else number,
                    tuple(hits[line_id].values()) if line_id in hits else (),
                    **discounts.get(line_id, {}),
                )
            )
        return items, currencies


def _discount(line) -> dict:
    """Return the early-payment discount of a journal item as the engine takes it; Odoo grants none on a part."""
    if not line.move_id._is_eligible_for_early_payment_discount(line.currency_id, False):
        return {}
    amount = minor(line.amount_currency - line.discount_amount_currency, line.currency_id.decimal_places)
    return {"discount_minor": max(amount, 0), "discount_until": line.discount_date if amount > 0 else None}


def _candidates_sql(company_id: int, asked: list, money: list, settled_since) -> SQL:
    """Return the statement of :meth:`ArMatchReceipt._candidates`.

    Each value is read at most :data:`KEYS_READ` times from the index, and each item by its id: this way of
    carrying it out is written into the statement, so no estimate of PostgreSQL's can turn it into another.
    """
    return SQL(
        CANDIDATES,
        asked_ids=array(receipt_id for receipt_id, _value in asked),
        values=array(value for _receipt_id, value in asked),
        company_id=company_id,
        keys_read=KEYS_READ,
        common=COMMON,
        most=ITEMS_PER_KEY,
        settled_since=settled_since,
        money_ids=array(row[0] for row in money),
        currencies=array(row[1] for row in money),
        amounts=array(row[2] for row in money),
    )
