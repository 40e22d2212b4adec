"""Understanding what customers reply: pure Python, no database, no network, no clock.

`mail.read` is the one entry: a `Mail` in, a `Reading` out (`values`). What happens between, in this order:

1. `quoting` and `html_text` leave what the sender wrote; `automatic` tells robots and bounces by headers and words;
2. `language` tells which of the five languages, and so which tables of words, are used;
3. `sentences` cuts the text; `statements` finds in each sentence the rules of `words`, the dates (`dates`,
   `date_phrases`, `date_words`, `calendar_days`) and the sums (`amounts`), and what each date is a date of;
4. `promises` takes the first payment that is announced; `intents` gives the labels, each with its sentence.

Another reader can stand in for `read`: it takes the same `Mail` and returns the same `Reading`.
"""
