"""When open invoices will be paid, and the figures of receivables: pure Python, no database, no network, no clock.

- ``invoices``: what the others work on: an invoice or an instalment of one, with what settled it and when.
- ``delays``: how late each customer pays: a distribution, and what of it is left for an invoice of a known age.
- ``cash``: cash by week with a low and a high, promises and disputes on top.
- ``backtest``: the same forecast made at past month ends, beside what came, and beside simpler forecasts.
- ``tuning``: how fast the past is forgotten and how wide a band is, found on the company's own past.
- ``figures``: ageing, days sales outstanding, collection effectiveness and the other figures, each by its formula.

Money is in minor units of one currency, as integers. Days are dates.
"""
