"""The command that takes the documentation's pictures: small files, places that are there, nobody disturbed."""

import io
import random
import string

import pytest
from PIL import Image

from workspace import databases, demo, pictures, screenshots
from workspace.run import WorkspaceError


def test_a_picture_is_squeezed_and_stays_readable():
    image = Image.new("RGB", (pictures.WIDTH, 400), "white")
    noise = Image.frombytes("RGB", (400, 400), random.Random(7).randbytes(400 * 400 * 3))
    image.paste(noise, (800, 0))
    image.paste((33, 37, 41), (100, 100, 300, 200))
    whole = io.BytesIO()
    image.save(whole, "PNG")
    small = pictures.squeeze(whole.getvalue())
    found = Image.open(io.BytesIO(small))
    assert len(small) < len(whole.getvalue())
    assert (found.size, found.mode, found.format) == (image.size, "P", "PNG")
    shade = found.convert("RGB").getpixel((200, 150))
    assert max(abs(here - there) for here, there in zip(shade, (33, 37, 41), strict=True)) < 16


def test_names_are_unique_and_places_are_set_by_the_scene():
    names = [picture.name for picture in pictures.PICTURES]
    assert len(set(names)) == len(names)
    source = (screenshots.ROOT / "workspace" / "screenshots_job.py").read_text()
    for picture in pictures.PICTURES:
        for _text, place, _format, _conversion in string.Formatter().parse(picture.path):
            assert place is None or f'"{place}":' in source, picture.name


def test_an_unknown_name_is_refused_before_a_browser_starts(capsys):
    assert pictures.main("http://127.0.0.1:1", "/nowhere", "/nowhere", "{}", "no-such") == 1
    assert "no such picture: no-such" in capsys.readouterr().err


def test_a_demonstration_that_is_up_is_left_alone(monkeypatch):
    monkeypatch.setattr(databases, "psql", lambda workspace, sql: ["2"] if demo.DATABASE in sql else [])
    with pytest.raises(WorkspaceError, match="end it with Ctrl-C"):
        screenshots._copy_demo(object())


class FakePage:
    """A page that tells of requests, and whose time passes when somebody waits."""

    def __init__(self):
        self.handlers, self.waited_ms, self.at = {}, 0, {}

    def on(self, event, handler):
        self.handlers[event] = handler

    def wait_for_timeout(self, ms):
        self.waited_ms += ms
        for event, request in self.at.pop(self.waited_ms, ()):
            self.handlers[event](request)

    def evaluate(self, _script):
        return None

    @property
    def mouse(self):
        return self

    def move(self, *_place):
        return None


class FakeRequest:
    def __init__(self, url):
        self.url = url


def test_it_waits_until_the_page_is_quiet_but_not_for_the_channel_of_messages():
    page, call, channel = FakePage(), FakeRequest("http://x/web/dataset"), FakeRequest("ws://x/websocket?v=1")
    traffic = pictures.Traffic(page)
    page.at = {100: [("request", channel), ("request", call)], 700: [("requestfinished", call)]}
    traffic.settle()
    assert page.waited_ms == 700 - pictures.ROUND_MS + pictures.QUIET_MS


def test_a_page_that_is_never_quiet_is_taken_after_all():
    page = FakePage()
    traffic = pictures.Traffic(page)
    page.at = {100: [("request", FakeRequest("http://x/web/slow"))]}
    traffic.settle()
    assert page.waited_ms == pictures.WAIT_MS
