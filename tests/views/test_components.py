"""Every component in a real browser: accessible, whole on a small phone, quiet, and of use without scripts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from phb.views.components import LAYOUTS

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (320, 360, 800, 1440)
FOUND = (
    "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def open_layout(page: Page, live_server, layout: str, width: int = 1440) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/components/?layout={layout}")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_inaccessible_hidden_or_from_elsewhere(page, live_server, layout):
    complaints, elsewhere = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if live_server.url in request.url else elsewhere.append(request.url))
    for width in WIDTHS:
        open_layout(page, live_server, layout, width)
        page.wait_for_selector("[data-nhsuk-header-init]")  # the scripts have run
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE)
        assert page.evaluate(FOUND) == []
    assert complaints == []
    assert [address for address in elsewhere if not address.startswith("data:")] == []


def test_axe_would_complain(page, live_server):
    """The twin: the same check on a page with a picture that nobody describes."""
    open_layout(page, live_server, "public")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE)
    assert any(found.startswith("image-alt") for found in page.evaluate(FOUND))


def test_the_font_is_ours(page, live_server):
    open_layout(page, live_server, "desk")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Arimo'))")
    assert "Arimo" in page.evaluate("getComputedStyle(document.body).fontFamily")


def test_a_question_under_a_choice_shows_without_scripts(chromium, live_server):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    open_layout(page, live_server, "case", 360)
    form = page.locator("main form").last
    assert form.locator("[name=holder_name]").is_hidden()
    form.locator("input[value=third_party]").check()
    assert form.locator("[name=holder_name]").is_visible()
    context.close()


def test_an_idle_page_warns_at_25_minutes_and_can_be_kept(page, live_server):
    page.clock.install()
    open_layout(page, live_server, "case")
    warning = page.locator("#session-warning")
    page.clock.fast_forward("24:30")
    assert warning.is_hidden()
    page.clock.fast_forward("00:45")
    assert warning.is_visible()
    assert "5 minutes" in warning.inner_text()
    assert page.evaluate("document.activeElement.id") == "session-warning"
    page.locator("#session-warning-stay").click()
    warning.wait_for(state="hidden")


def test_a_running_job_is_asked_about_by_itself(page, live_server):
    open_layout(page, live_server, "desk")
    with page.expect_request("**/components/job/", timeout=5000):
        pass


def test_errors_lead_to_their_boxes(page, live_server):
    open_layout(page, live_server, "case")
    page.wait_for_selector(".nhsuk-error-summary[data-nhsuk-error-summary-init]")
    page.locator(".nhsuk-error-summary a", has_text="Date of birth must be a real date").click()
    assert page.evaluate("document.activeElement.name") == "born_day"
