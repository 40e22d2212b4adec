"""A customer, or somebody of the company, at a real browser."""

from odoo.tests.common import ChromeBrowser, ChromeBrowserException

from odoo.addons.ar_sync.tests.common_tours import CURSOR_WAIT_S, PHONE

from .portal_common import PortalCase

PAGES_LEFT_MAX = 100


class Visitor:
    """Somebody at a browser who goes from our pages to Stripe's and back, which a tour of Odoo cannot."""

    def __init__(self, case, browser) -> None:
        self.case, self.browser = case, browser

    def open(self, path) -> None:
        self.browser.navigate_to(self.case.base_url() + path, wait_stop=True)

    def see(self, selector, text="") -> None:
        """Wait until a page shows an element, with a text."""
        found = f"[...document.querySelectorAll({selector!r})].some(node => node.innerText.includes({text!r}))"
        self.case.assertTrue(self._is_so(found), f"{selector} with {text!r} is not shown")

    def _is_so(self, condition) -> bool:
        """Wait until a condition holds on a page that is there. A page may be left while it is asked."""
        for _time in range(PAGES_LEFT_MAX):
            try:
                return self.browser._wait_ready(f"document.readyState === 'complete' && {condition}", timeout=60)
            except ChromeBrowserException:
                continue
        return False

    def reload(self) -> None:
        """Load the page anew, and wait until it is another one."""
        self.ask("window.isOld = true; location.reload()")
        self.case.assertTrue(self._is_so("!window.isOld"), "the page is not loaded anew")

    def click(self, selector) -> None:
        self.see(selector)
        self.ask(f"document.querySelector({selector!r}).click()")

    def ask(self, expression):
        """Return the value of an expression on the page."""
        answer = self.browser._websocket_request(
            "Runtime.evaluate", params={"expression": expression, "returnByValue": True}
        )
        self.case.assertNotIn("exceptionDetails", answer, expression)
        return answer["result"].get("value")

    def is_narrow_enough(self) -> None:
        """See that nobody has to scroll sideways."""
        self.case.assertLessEqual(self.ask("document.documentElement.scrollWidth - window.innerWidth"), 0)


class BrowserCase(PortalCase):
    test_cursor_lock_timeout = CURSOR_WAIT_S

    def fetch_proxy(self, url):
        """Odoo's own form loads a script of Stripe's, which nobody uses here: the browser gets an empty one."""
        return self.make_fetch_proxy_response("")

    def walk(self, story, path, size, login=None) -> None:
        """Let a visitor open a page in a browser of this size, and go on from there."""
        self.browser_size = size.replace("x", ",")
        self.touch_enabled = size == PHONE
        browser = ChromeBrowser(self)
        try:
            with self.allow_requests(browser=browser):
                self.authenticate(login, login, browser=browser)
                self.cr.flush()
                self.cr.clear()
                visitor = Visitor(self, browser)
                visitor.open(path)
                story(visitor)
                self._wait_remaining_requests()
        finally:
            browser.stop()
        self.env.invalidate_all()
