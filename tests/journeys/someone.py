"""Somebody at a screen: signs in, types, clicks, and looks at each page as a person, a phone and axe would."""

import re
import subprocess
import time
from datetime import date
from io import BytesIO
from pathlib import Path

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from pypdf import PdfReader

from tests.factories.core import TOTP_SECRET

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results" / "pictures"
AXE = (ROOT / "tests/vendor/axe.min.js").read_text()
FOUND = (
    "axe.run(document, {resultTypes: ['violations']})"
    ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join(' | ')))"
)
WIDE = "document.documentElement.scrollWidth"
FITS = """() => new Promise(answer => {
  const until = performance.now() + 3000
  const look = () => document.documentElement.scrollWidth <= window.innerWidth ? answer(true)
    : performance.now() > until ? answer(false) : requestAnimationFrame(look)
  look()
})"""
PASSWORD = "correct horse battery"
DESK, PHONE = 1440, 360
# A busy machine is not a fault: what is waited for has this long.
expect.set_options(timeout=15_000)
# A page that is not there is what some steps look for: the browser writes its status to the console.
NOT_THERE = re.compile(r"Failed to load resource: the server responded with a status of (404|409|422)")


class Someone:
    """One user with a browser of their own."""

    def __init__(self, browser: Browser, home: str, email: str, *, width: int = DESK) -> None:
        self.home, self.email, self.width = home, email, width
        self.complaints: list[str] = []
        self.faults: list[str] = []
        # What the hand does: pages opened by a press or a link, choices made, characters typed.
        self.steps, self.choices, self.keys = 0, 0, 0
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, has_touch=width == PHONE, locale="en-GB", accept_downloads=True
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._ask)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not NOT_THERE.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _ask(self, request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"{self.page.url} asked for {request.url}")

    def close(self) -> None:
        self.context.close()

    # --- getting about

    def sign_in(self, check: bool = False) -> None:
        """With password and one-time code, afresh."""
        self.context.clear_cookies()
        self.open("/accounts/login/")
        if check:
            self.check("sign-in")
        self.fill(login=self.email, password=PASSWORD)
        self.press("Sign in")
        self.sees("Enter your code")
        if check:
            self.check("sign-in-code")
        self.fill(code=code_now())
        self.press("Sign in")
        expect(self.page).not_to_have_url(re.compile("/accounts/"))

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.home + path)

    def press(self, label: str, within: str = "body") -> None:
        """A button, once: the page that follows is waited for."""
        self.go(self.page.locator(within).get_by_role("button", name=label, exact=True).first)

    def follow(self, label: str, within: str = "body") -> None:
        """A link by its words; one that looks like a button too."""
        self.go(
            self.page.locator(within).locator("a").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first
        )

    def go(self, what: Locator) -> None:
        """Click, and be on the page that follows."""
        self.steps += 1
        with self.page.expect_navigation():
            what.click()

    def sees(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)

    def misses(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("body")).not_to_contain_text(each)

    def title(self, words: str) -> None:
        """Waits for the page with this heading."""
        expect(self.page.locator("h1").first).to_contain_text(words)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.home)

    @property
    def number(self) -> int:
        """The last number in the address."""
        return int(re.findall(r"/(\d+)/", self.path)[-1])

    def words(self) -> str:
        """The page in words, for a failure to show."""
        return (
            " / ".join(self.page.locator("body").inner_text().split("\n")) if self.page.url.startswith("http") else ""
        )

    # --- writing

    def unfold(self) -> None:
        """Opens what is folded on the page, as one does who looks for a box there."""
        self.page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")

    def answer(self, question: str, words: str) -> None:
        """One question of a planning conversation, on its own page of the document."""
        self.page.evaluate("question => { location.hash = 'q-' + question }", question)
        box = self.page.locator(f"#q-{question} textarea").first
        self.keys += len(words)
        box.fill(words)
        box.blur()

    def fill(self, **answers: object) -> None:
        """Boxes by their names: text, day (three boxes), choice, choices, tick, list."""
        for name, value in answers.items():
            self.put(name, value)

    def put(self, name: str, value: object) -> None:
        if isinstance(value, date):
            self.keys += len(f"{value.day}{value.month}{value.year}")
            for part in ("day", "month", "year"):
                self.page.locator(f"[name='{name}_{part}']").fill(str(getattr(value, part)))
            return
        boxes = self.page.locator(f"main [name='{name}']:not([type=hidden])")
        kind = boxes.first.evaluate("e => e.type")
        if kind in {"radio", "checkbox", "select-one", "file"}:
            self.choices += len(value) if isinstance(value, (list, tuple)) else 1
        else:
            self.keys += len(str(value))
        if kind in {"radio", "checkbox"}:
            if value is True:
                boxes.first.check()
                return
            for each in value if isinstance(value, (list, tuple)) else [value]:
                self.page.locator(f"main [name='{name}'][value='{each}']").check()
        elif kind == "select-one":
            boxes.first.select_option(str(value))
        elif kind == "file":
            boxes.first.set_input_files(value)
        else:
            boxes.first.fill(str(value))

    def again_if_asked(self) -> None:
        """The gravest pages ask for the password again when the sign-in is some minutes ago."""
        if "/reauthenticate/" in self.page.url:
            self.fill(password=PASSWORD)
            self.go(self.page.locator("main form button[type=submit]").first)

    # --- looking

    def check(self, name: str) -> None:
        """Look at the page on a desk and on a phone: a picture of each, what axe finds, what sticks out.

        What is wrong is gathered in `faults`, so that one walk shows all of it; the journey ends by asking for it.
        """
        name = f"{len(list(PICTURES.glob('*-360.png'))) + 1:02d}-{name}"
        for width in (DESK, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.evaluate("document.fonts.ready")
            if not self.fits():
                self.faults.append(f"{name} is {self.page.evaluate(WIDE)} px wide at {width} px")
            self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True, animations="disabled")
            if not self.page.evaluate("typeof axe === 'object'"):
                self.page.evaluate(AXE)
            self.faults += [f"{name} at {width} px: {found}" for found in self.page.evaluate(FOUND)]
        self.page.set_viewport_size({"width": self.width, "height": 900})

    def fits(self) -> bool:
        """Nothing sticks out sideways, once the menu at the top has folded itself: looked at frame by frame."""
        return self.page.evaluate(FITS)

    def wait_for_work(self, link: Locator) -> None:
        """Until the worker has done it: the page asks for itself; without scripts one would refresh."""
        for _ in range(30):
            try:
                expect(link).to_be_visible(timeout=2_000)
                return
            except AssertionError:
                self.page.reload()
        expect(link).to_be_visible()

    def download(self, link: Locator) -> bytes:
        with self.page.expect_download() as coming:
            link.click()
        return Path(coming.value.path()).read_bytes()

    def fetch(self, path: str) -> tuple[int, bytes]:
        """What this user's browser would get: (status, body), without leaving the page."""
        answer = self.context.request.get(path if path.startswith("http") else self.home + path, max_redirects=0)
        return answer.status, answer.body()


def code_now() -> str:
    """What the authenticator shows at the web server's time."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))


def pages_of(content: bytes, name: str) -> list[str]:
    """The text of each page of a PDF, which is also drawn to a picture for people to look at."""
    assert content.startswith(b"%PDF-"), content[:80]
    file = PICTURES / f"pdf-{name}.pdf"
    file.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "70", "-png", str(file), str(PICTURES / f"pdf-{name}")], check=True, timeout=60)
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
