"""Risk: a page of the documentation points nowhere, shows an old screen, or names a menu that is not there."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from workspace.paths import ROOT
from workspace.pictures import BYTES_MAX, PICTURES, WIDTH

IMAGES = ROOT / "docs" / "images"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINES_MAX = 350
TOTAL_BYTES_MAX = 2_000_000
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
MENU_PATH = re.compile(r"(?<!\*)\*((?:Receivables|Receipts|Bank|Stripe|Sync|Reporting|Configuration) > [^*]+)\*(?!\*)")
GUIDES = ("accountants.md", "administrators.md", "books.md", "bank.md", "scope.md", "stripe-connect.md")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[tuple[bool, str]]:
    """(whether it is a picture, target) of all links of a page that stay in the repository."""
    found = LINK.findall(page.read_text())
    return [(bool(mark), target) for mark, target in found if not target.startswith(("http:", "https:", "mailto:"))]


def menus() -> dict[str, tuple[str, str]]:
    """Menu id -> (name, id of its parent), of all our addons; without a name it has its action's."""
    names: dict[str, str] = {}
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(ROOT.glob("*/views/*.xml")) + sorted(ROOT.glob("*/wizards/*.xml")):
        addon = path.relative_to(ROOT).parts[0]
        root = ElementTree.parse(path).getroot()

        def full(name: str, addon: str = addon) -> str:
            return name if "." in name else f"{addon}.{name}"

        for record in root.iter("record"):
            if record.get("model", "").startswith("ir.actions."):
                names[full(record.get("id"))] = record.findtext("field[@name='name']") or ""
        for menu in root.iter("menuitem"):
            name = menu.get("name") or f"@{full(menu.get('action', ''))}"
            found[full(menu.get("id"))] = (name, full(menu.get("parent", "")))
    return {key: (names.get(name[1:], "") if name[:1] == "@" else name, up) for key, (name, up) in found.items()}


def paths_of_menus() -> set[tuple[str, ...]]:
    """Every way that leads down the menus to one of them: with headings in between or without."""
    known = menus()
    ways = set()
    for key in known:
        names: list[str] = []
        while key in known:
            name, key = known[key]
            names.insert(0, name)
        for first in range(len(names)):
            ways.add(tuple(names[first:]))
            ways.add((*names[first : first + 1], names[-1]))
            ways.add((*names[first : first + 2], names[-1]))
    return ways


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for _is_picture, target in links(page):
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), f"{page.name}: {target}"
        if anchor and other.suffix == ".md":
            assert anchor in anchors(other), f"{page.name}: {target}"


def test_every_picture_is_taken_by_the_command_and_shown_on_a_page():
    shown = {Path(target).stem for page in PAGES for is_picture, target in links(page) if is_picture}
    taken = {picture.name for picture in PICTURES}
    assert {path.stem for path in IMAGES.glob("*.png")} == taken == shown


def test_a_picture_has_a_text_for_who_does_not_see_it():
    for page in PAGES:
        assert "![](" not in page.read_text(), page.name


def test_pictures_are_as_wide_as_they_should_be_and_small():
    files = sorted(IMAGES.glob("*.png"))
    assert sum(path.stat().st_size for path in files) < TOTAL_BYTES_MAX
    for path in files:
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", path.name
        assert struct.unpack(">I", data[16:20]) == (WIDTH,), path.name
        assert len(data) < BYTES_MAX, path.name


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_short_and_begins_with_its_contents(name):
    page = ROOT / "docs" / name
    text = page.read_text()
    assert len(text.splitlines()) <= LINES_MAX
    contents = text.split("\n## ")[0]
    targets = {target for _is_picture, target in LINK.findall(contents)}
    for heading in re.findall(r"^## (.*)$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        assert f"#{anchor}" in targets or heading == "Day to day", f"{name}: {heading}"


@pytest.mark.parametrize("name", GUIDES)
def test_menus_that_a_guide_names_are_there(name):
    ways = paths_of_menus()
    text = (ROOT / "docs" / name).read_text()
    for path in MENU_PATH.findall(text):
        words = tuple(word.strip() for word in path.replace("\n", " ").split(" > "))
        words = tuple(word for word in words if word != "New")
        assert words in ways, f"{name}: {path}"


def test_every_page_is_read_from_another():
    read = {(page.parent / target.partition("#")[0]).resolve() for page in PAGES for _picture, target in links(page)}
    assert {page for page in PAGES if page.name != "README.md"} <= read
