"""The plain text of an HTML mail, without what Odoo or the sender's mail program marked as quoted.

>>> to_text('<p>Paid &amp; sent.</p><blockquote type="cite"><p>Please pay</p></blockquote><p>Bye<br>Ann</p>')
'Paid & sent.\\n\\nBye\\nAnn'
>>> marked = '<p>Yes</p><div data-o-mail-quote="1">No</div>'
>>> to_text(marked), to_text(marked, quotes=True)
('Yes', 'Yes\\n\\nNo')

The tags are told apart by one expression that reads every character once, whatever the mail holds.
"""

from __future__ import annotations

import html
import re

CHARACTERS_MAX = 500_000

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})([^<>]{0,4000})>")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_QUOTE_MARKS = re.compile(
    r"data-o-mail-quote=|data-o-mail-quote-node|gmail_quote|gmail_extra|yahoo_quoted|"
    r"moz-cite-prefix|protonmail_quote|"
    r"type=[\"']?cite|zmail_extra|tutanota_quote|OutlookMessageHeader",
)
#: From here on everything is the mail that was answered.
_QUOTE_TO_END = re.compile(r"divRplyFwdMsg|stopSpelling|appendonsend|mail-editor-reference-message-container")
_BLOCKS = frozenset(
    "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote hr section article header footer pre".split()
)
_PARAGRAPHS = frozenset("p ul ol table h1 h2 h3 h4 blockquote".split())
_SILENT = frozenset(("script", "style", "head", "title", "template"))
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())


def to_text(markup: str, *, quotes: bool = False) -> str:
    """Return the text that a reader would see; ``quotes`` keeps what is marked as quoted."""
    made: list[str] = []
    skipped, depth, place = "", 0, 0
    markup = _without_comments(markup[:CHARACTERS_MAX])
    for match in _TAG.finditer(markup):
        closing, name, attributes = match[1], match[2].lower(), match[3]
        if not skipped:
            made.append(_SPACES.sub(" ", html.unescape(markup[place : match.start()])))
        place = match.end()
        if skipped:
            if name == skipped and not attributes.endswith("/"):
                depth += -1 if closing else 1
            skipped = skipped if depth else ""
            continue
        if not closing and not quotes and _QUOTE_TO_END.search(attributes):
            place = len(markup)
            break
        if not closing and name not in _VOID and _is_silent(name, attributes, quotes):
            skipped, depth = name, 1
        made.append(_break(name, closing))
    if not skipped:
        made.append(_SPACES.sub(" ", html.unescape(markup[place:])))
    return _tidied("".join(made))


def _is_silent(name: str, attributes: str, quotes: bool) -> bool:
    if name in _SILENT:
        return True
    return not quotes and (name == "blockquote" or bool(_QUOTE_MARKS.search(attributes)))


def _break(name: str, closing: str) -> str:
    if name in ("td", "th"):
        return " "
    if name not in _BLOCKS or (closing and name in ("br", "li")):
        return ""
    if name in _PARAGRAPHS:
        return "\n\n" if closing else "\n"
    return "\n- " if name == "li" else "\n"


def _without_comments(markup: str) -> str:
    made: list[str] = []
    place = 0
    while True:
        start = markup.find("<!--", place)
        if start < 0:
            return "".join(made) + markup[place:]
        made.append(markup[place:start])
        end = markup.find("-->", start + 4)
        if end < 0:
            return "".join(made)
        place = end + 3


def _tidied(text: str) -> str:
    lines: list[str] = []
    for line in (re.sub(" {2,}", " ", line).strip() for line in text.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()
