"""Risk: a file of a stranger reads the server's files, fills its memory, or breaks the reader."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..reading import SIZE_BYTES_MAX, CsvMapping, FileRefused, read, safe_xml
from .bank_files import bai2, camt, details, mt940, ntry, ofx

STEPS = zip("abcdefgh", "bcdefghi", strict=True)
ENTITIES = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in STEPS)
LAUGHS = f'<!DOCTYPE l [<!ENTITY a "ha">{ENTITIES}]>'
FILES = [
    camt(ntry(inner=details("<Refs><EndToEndId>E</EndToEndId></Refs>"))),
    mt940(":61:2603020302C10,00NTRFNONREF//B", ":86:166?00X?20EREF+E?32Ada", closing="C260302EUR110,"),
    mt940(":61:2603020302C10,00NTRFNONREF", ":86:/EREF/E/NAME/Ada/REMI/X", closing="C260302EUR110,"),
    bai2("16,165,100,V,260302,,B,C,text/", "88,EREF: E", "49,100,2/"),
    ofx("<TRNTYPE>CREDIT<DTPOSTED>20260302<TRNAMT>10<FITID>F<NAME>Ada"),
]  # fmt: skip
MAPPING = CsvMapping({"booking_date": ("Date",), "amount": ("Amount",)}, currency="EUR", decimal=".")


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS,
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        "<!DOCTYPE d>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dtd_is_refused_by_name(head, encoding):
    text = camt(ntry(), head=head).decode().replace("UTF-8", encoding.upper())
    with pytest.raises(FileRefused, match="DTD"):
        read(text.encode(encoding))


def test_a_dtd_hidden_by_its_encoding_is_refused_too():
    text = camt(ntry(), head="<!DOCTYPE d>").decode().replace("UTF-8", "UTF-7")
    with pytest.raises(FileRefused):
        read(text.replace("<!DOCTYPE d>", "+ADwAIQ-DOCTYPE d+AD4-").encode())


def test_the_second_look_finds_what_the_first_did_not_see(monkeypatch):
    monkeypatch.setattr(safe_xml, "_DTD", re.compile(rb"never"))
    with pytest.raises(FileRefused, match="DTD"):
        read(camt(ntry(), head=LAUGHS))


def test_deep_and_wide_xml_is_refused():
    with pytest.raises(FileRefused):
        read(b"<Document>" + b"<a>" * 100_000)


@pytest.mark.parametrize(
    "data",
    [b"", b" \n", b"hello", b"PK\x03\x04", b"%PDF-1.7", b"Date,Amount\n2026-03-02,5\n", b"\x00" * 9],
)
def test_an_unknown_format_is_refused_with_a_sentence(data):
    with pytest.raises(FileRefused, match=r"^x: (the file is empty|the format is not known)"):
        read(data, "x")


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(FileRefused, match="larger than 64 MB"):
        read(b":20:" + b"x" * SIZE_BYTES_MAX)


@given(st.sampled_from(FILES), st.data())
def test_a_damaged_file_is_read_or_refused_and_never_breaks_the_reader(data, draw):
    """Cut off, a byte changed, a piece doubled or taken out."""
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, min(len(data), start + 40)))
    middle = draw.draw(st.sampled_from([b"", data[start:end] * 2, draw.draw(st.binary(max_size=8))]))
    tail = draw.draw(st.sampled_from([data[end:], b""]))
    try:
        read(data[:start] + middle + tail)
    except FileRefused as refused:
        assert str(refused)


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=6))
def test_any_csv_is_read_or_refused(rows):
    text = "Date;Amount\n" + "\n".join(";".join(row) for row in rows)
    try:
        read(text.encode("utf-8", "replace"), mapping=MAPPING)
    except FileRefused as refused:
        assert str(refused)


@given(st.sampled_from([":61:", ":86:", ":60F:", ":62F:", ":25:", ":28C:"]), st.text(max_size=60))
def test_any_content_of_a_tag(tag, text):
    file = read(mt940(":61:2603020302C10,00NTRF", f"{tag}{text}", closing="C260302EUR110,"))
    assert file.statements
