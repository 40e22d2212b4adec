"""The pictures of the documentation: ``python -m workspace.pictures URL BROWSER FOLDER PLACES [NAME …]``.

Drives a headless browser through an Odoo that is up. A picture is 1280 pixels wide, as high as what it shows, in at
most 128 colours: text stays sharp and a file stays small.
"""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

WIDTH = 1280
COLOURS = 128
BYTES_MAX = 120_000
WAIT_MS = 60_000
QUIET_MS = 400
ROUND_MS = 100
LOGIN = "admin"

Steps = Callable[[Any], None]


@dataclass(frozen=True)
class Picture:
    """One picture.

    ``path`` is below ``/odoo/``, or below the address where it begins with a slash; a name in braces is a place that
    the scene has set. ``shown`` is what must be on the
    screen, ``steps`` is done first.
    """

    name: str
    path: str
    shown: str
    steps: Steps | None = None
    height: int = 800


def click(*selectors: str) -> Steps:
    """Click one thing after the other."""

    def steps(page: Any) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return steps


def tab(name: str) -> str:
    """The heading of a page of a form."""
    return f'.o_notebook a[name="{name}"]'


def _choose_stripe(page: Any) -> None:
    """Begin a connection, as far as the choice between a key and Stripe Connect."""
    page.locator('.o_field_widget[name="name"] input').fill("Stripe United States")
    page.locator('.o_field_widget[name="provider"] input, .o_field_widget[name="provider"] select').first.click()
    page.locator('.o_select_menu_item:has-text("Stripe")').first.click()


def _paste(page: Any) -> None:
    """Paste a list of customers of which one line is refused."""
    click(tab("scope"), 'button[name="action_scope_choose"]', '.o_ar_scope button[name="paste"]')(page)
    page.locator(".o_ar_scope textarea").fill("Harlan Metrology\nnobody@example.com")
    page.locator('.o_ar_scope button[name="take"]').click()


def _two_explanations(page: Any) -> None:
    """Go to the receipt that has two explanations, by its text."""
    page.locator('.o_ar_rv input[type="search"], .o_ar_rv input[placeholder]').first.fill("471188")
    page.locator(".o_ar_rv_card").nth(1).wait_for()


PICTURES = (
    Picture("dashboard", "receivables", ".o_ar_arriving", height=980),
    Picture("connection", "{connection}", ".o_ar_steps", click(tab("tie_out")), height=760),
    Picture("connection-choice", "sync-connections/new", 'div[name="stripe_access_help"]', _choose_stripe),
    Picture("scope", "{connection}", ".o_ar_scope_refused", _paste, height=760),
    Picture("review", "review-receipts", ".o_ar_rv_posting", _two_explanations, height=860),
    Picture("match-report", "match-report", ".o_pivot, .o_list_view, .o_graph_view"),
    Picture("receipt", "{receipt}", ".o_ar_chain", height=900),
    Picture("stripe-invoice", "{invoice}", '.o_field_widget[name="line_ids"] .o_data_row', height=940),
    Picture("odoo-invoice", "{move}", ".o_form_view", click(tab("other_info")), height=1020),
    Picture("payout", "{payout}", '.o_field_widget[name="part_ids"] .o_data_row', click(tab("parts")), height=900),
    Picture("dispute", "{dispute}", ".o_form_view", height=820),
    Picture("revenue", "stripe-revenue", ".o_pivot", height=620),
    Picture("product-difference", "{product}", ".alert-warning"),
    Picture("outgoing-change", "{operation}", ".o_ar_changes", click(tab("changes")), height=860),
    Picture("contact", "{partner}", ".o_form_view", click(tab("ar_stripe")), height=900),
    Picture("autopay-upcoming", "auto-pay-upcoming", ".o_group_header", height=560),
    Picture("autopay-mandate", "{mandate}", '.o_field_widget[name="charge_ids"] .o_data_row', height=700),
    Picture("autopay-failed", "{charge}", ".alert-danger", height=760),
    Picture("autopay-portal", "{portal}", ".o_ar_autopay_page", height=860),
    Picture("bank-columns", "{mapping}", '.o_field_widget[name="preview"] table', height=900),
)


def squeeze(png: bytes) -> bytes:
    """Make a picture small: a palette in place of sixteen million colours."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    small = image.quantize(colors=COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    target = io.BytesIO()
    small.save(target, "PNG", optimize=True)
    return target.getvalue()


class Traffic:
    """The answers that a page still waits for. Its channel for messages, which never ends, does not count."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.open: set[Any] = set()
        page.on("request", self._asked)
        for event in ("requestfinished", "requestfailed"):
            page.on(event, lambda request: self.open.discard(request))

    def _asked(self, request: Any) -> None:
        if not any(part in request.url for part in ("/bus/", "/websocket")):
            self.open.add(request)

    def settle(self) -> None:
        """Wait until the page has been quiet for a moment, and take the mouse off what it shows."""
        quiet_ms = 0
        for _round in range(WAIT_MS // ROUND_MS):
            self.page.wait_for_timeout(ROUND_MS)
            quiet_ms = 0 if self.open else quiet_ms + ROUND_MS
            if quiet_ms >= QUIET_MS:
                break
        self.page.evaluate("document.fonts.ready")
        self.page.mouse.move(WIDTH - 1, 1)


def take(page: Any, traffic: Traffic, url: str, picture: Picture, places: dict[str, str]) -> bytes:
    """Take one picture, as a small PNG."""
    page.set_viewport_size({"width": WIDTH, "height": picture.height})
    path = picture.path.format_map(places)
    page.goto(url + (path if path.startswith("/") else f"/odoo/{path}"))
    traffic.settle()
    if picture.steps:
        picture.steps(page)
    page.locator(picture.shown).first.wait_for()
    traffic.settle()
    return squeeze(page.screenshot(animations="disabled", caret="hide"))


def log_in(page: Any, url: str) -> None:
    """Log in as the demonstration's administrator."""
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", LOGIN)
    page.click("button[type=submit]")
    page.wait_for_url("**/odoo**")


def main(url: str, browser: str, folder: str, places: str, *names: str) -> int:
    """Take the pictures called ``names``, or all. 1 when one could not be taken or is too large."""
    from playwright.sync_api import Error, sync_playwright

    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        print(f"no such picture: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 1
    failed = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_context(viewport={"width": WIDTH, "height": 800}, locale="en-US").new_page()
        page.set_default_timeout(WAIT_MS)
        traffic = Traffic(page)
        log_in(page, url)
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            try:
                data = take(page, traffic, url, picture, json.loads(places))
            except Error as error:
                failed.append(picture.name)
                print(f"· {picture.name}: {str(error).splitlines()[0]}", file=sys.stderr)
                continue
            (Path(folder) / f"{picture.name}.png").write_bytes(data)
            print(f"· {picture.name}: {len(data) / 1000:.0f} kB", flush=True)
            if len(data) > BYTES_MAX:
                failed.append(picture.name)
        chromium.close()
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
