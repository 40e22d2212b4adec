"""Risk: a customer reads a mail or page half in English, or a text whose placeholders are gone."""

import re
from pathlib import Path

import polib
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
LANGUAGES = ("de", "fr", "es", "nl")
#: Where texts stand that customers read.
FOR_CUSTOMERS = (
    "mail.template,body_html:",
    "mail.template,subject:",
    "arch_db:ar_sync_collections.portal_invoice_block",
    "arch_db:ar_sync_collections.statement_table",
    "ar.dispute.reason,name:",
    "controllers/portal_invoice.py",
)
#: What must be in a translation as often as in the text itself.
PLACES = re.compile(r"%\(\w+\)s|%s|\{\{.*?\}\}|t-(?:out|if|attf-href)=\"[^\"]*\"|</?\w+")


def texts():
    """Return the texts that customers read, without what is no words."""
    pot = polib.pofile(str(FOLDER / "ar_sync_collections.pot"))
    found = [row for row in pot if any(place in where for where, _line in row.occurrences for place in FOR_CUSTOMERS)]
    return [row.msgid for row in found if re.search(r"[a-z]{2}", re.sub(r"<[^>]*>|\{\{.*?\}\}", "", row.msgid))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_read_their_own_language(language):
    known = {row.msgid: row.msgstr for row in polib.pofile(str(FOLDER / f"{language}.po"))}
    wanted = texts()
    assert len(wanted) > 50
    assert [text for text in wanted if not known.get(text)] == []
    for text in wanted:
        assert sorted(PLACES.findall(known[text])) == sorted(PLACES.findall(text)), text
        if "<p" in text:
            assert known[text] != text
