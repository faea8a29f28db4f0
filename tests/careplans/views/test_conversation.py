"""The conversation in a real browser: a connection cut half way, a closed page, a lost session, two writers, two presses."""

import os

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from careplans import services
from careplans.models import Outcome
from careplans.services.writing_together import write_words
from phb.core.tenancy import acting_as
from tests.careplans.views.test_look import AXE, FOUND, PICTURES, WIDER, chromium, seat
from tests.factories.careplans import make_plan

__all__ = ["chromium"]
pytestmark = pytest.mark.django_db(transaction=True)
KEPT = """async () => {
  const open = indexedDB.open('phb-kept', 1);
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const rows = database.objectStoreNames.contains('words')
    ? await new Promise((done) => { const all = database.transaction('words').objectStore('words').getAll(); all.onsuccess = () => done(all.result); })
    : [];
  database.close();
  return rows.map((row) => JSON.stringify({ ...row, sealed: new TextDecoder('latin1').decode(row.sealed) }));
}"""


@pytest.fixture
def shared(here):
    from phb.core.actors import the_service

    with acting_as(the_service(here.pk)):
        return make_plan(here, "shared")


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    page.locator("[data-ready]").wait_for()
    return page


def saved(page: Page) -> None:
    page.locator("#kept", has_text="Saved at").wait_for()


def visit(live_server, version, question=""):
    return f"{live_server.url}/plans/versions/{version.pk}/conversation/{f'#q-{question}' if question else ''}"


def test_a_connection_cut_half_way_a_reload_and_a_closed_page_lose_nothing(chromium, live_server, shared):
    version, team = shared
    context = seat(chromium, live_server, team.cc, 820)
    page = opened(context, visit(live_server, version, "strengths"))
    page.fill("#strengths-own-strengths", "I sing")
    saved(page)
    context.set_offline(True)
    page.fill("#strengths-own-strengths", "I sing alto, in Welsh")
    page.locator("#kept", has_text="It is saved by itself when the connection is back").wait_for()
    # Going on needs no connection; a line is added without one.
    page.get_by_role("link", name="All questions").locator("visible=true").click()
    page.get_by_role("link", name="What would you like to be different?").click()
    page.fill("#outcomes-new-words", "Go to the sea in June")
    page.locator("#q-outcomes [data-state]", has_text="Kept on this tablet, not yet saved").locator(
        "visible=true"
    ).wait_for()
    rows = page.evaluate(KEPT)
    assert len(rows) == 2 and not any("June" in row or "Welsh" in row for row in rows)  # nothing readable lies there
    with pytest.raises(Error):
        page.reload(timeout=4000)
    page.close()
    context.set_offline(False)
    page = opened(context, visit(live_server, version))
    saved(page)
    page.wait_for_function("() => document.getElementById('kept').dataset.waits === ''")
    assert page.evaluate(KEPT) == []
    with acting_as(team.cc):
        version.refresh_from_db()
        assert version.strengths == "I sing alto, in Welsh"
        assert Outcome.objects.filter(version=version, words="Go to the sea in June").count() == 1
    context.close()


def test_a_lost_session_keeps_the_words_until_the_same_user_is_back_and_signing_out_leaves_none(
    chromium, live_server, shared
):
    version, team = shared
    context = seat(chromium, live_server, team.bh, 360)
    address = f"{live_server.url}/my-plan/{version.pk}/words/#q-strengths"
    page = opened(context, address)
    cookies = context.cookies()
    context.clear_cookies(name="session")
    page.fill("#strengths-own-strengths", "I train people well")
    page.locator("#kept", has_text="You are signed out. Your words are kept on this device.").wait_for()
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/login/**")
    # Somebody else on the same device finds nothing of it.
    other = seat(chromium, live_server, team.cc, 360).cookies()
    context.add_cookies(other)
    page = opened(context, visit(live_server, version, "strengths"))
    assert page.input_value("#strengths-own-strengths") == ""
    context.clear_cookies(name="session")
    context.add_cookies(cookies)
    page = opened(context, address)
    saved(page)
    with acting_as(team.bh):
        version.refresh_from_db()
        assert version.strengths == "I train people well"
    # Signing out with words that are not saved asks, then wipes.
    page.route("**/words/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill("#strengths-own-strengths", "And I cook")
    page.locator("#kept", has_text="Kept on this device, not yet saved").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "my-plan" not in url)
    assert page.evaluate(KEPT) == []
    context.close()


def test_an_older_page_shows_both_and_two_presses_add_one_line(chromium, live_server, shared):
    version, team = shared
    context = seat(chromium, live_server, team.bh, 360)
    page = opened(context, f"{live_server.url}/my-plan/{version.pk}/words/#q-what-matters")
    with acting_as(team.cc):
        write_words(version_id=version.pk, part="about_me", values={"what_matters": "Home and choir"}, by=team.cc)
    page.fill("#what-matters-own-what_matters", "The sea")
    page.locator(".phb-talk__other", has_text="Home and choir").wait_for()
    assert page.input_value("#what-matters-own-what_matters") == "The sea"
    look(page, "both")
    page.get_by_role("button", name="Keep my words").click()
    saved(page)
    page.goto(f"{page.url.split('#')[0]}#q-outcomes")
    page.fill("#outcomes-new-words", "A swing in the garden")
    page.locator("#q-outcomes").get_by_role("button", name="Save this one").dblclick()
    page.wait_for_function("() => document.getElementById('kept').dataset.waits === ''")
    with acting_as(team.bh):
        version.refresh_from_db()
        assert version.what_matters == "The sea"
        assert Outcome.objects.filter(version=version, words="A swing in the garden").count() == 1
    context.close()


def test_words_for_a_version_that_was_closed_meanwhile_are_shown_until_they_are_thrown_away(
    chromium, live_server, shared
):
    version, team = shared
    context = seat(chromium, live_server, team.cc, 820)
    page = opened(context, visit(live_server, version, "strengths"))
    page.route("**/conversation/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.fill("#strengths-own-strengths", "I mend clocks")
    page.locator("#kept", has_text="Kept on this tablet, not yet saved").wait_for()
    page.close()
    with acting_as(team.cc):
        services.withdraw(version_id=version.pk, reasons="Begun anew.", by=team.cc)
    page = opened(context, visit(live_server, version))
    page.locator("#homeless", has_text="I mend clocks").wait_for()
    look(page, "homeless")
    page.get_by_role("button", name="Throw these words away").click()
    page.locator("#homeless").wait_for(state="hidden")
    assert page.evaluate(KEPT) == []
    context.close()


def look(page: Page, name: str) -> None:
    """No barrier, nothing wider than the screen."""
    if PICTURES:
        page.screenshot(path=os.path.join(PICTURES, f"conversation-{name}.png"), full_page=True)
    page.evaluate(AXE)
    assert (page.evaluate(FOUND), page.evaluate(WIDER) > 0) == ([], False), name


@pytest.mark.parametrize("width", [360, 1440])
def test_every_kind_of_question_is_without_barriers(chromium, live_server, shared, width):
    version, team = shared
    context = seat(chromium, live_server, team.cc, width)
    page = opened(context, visit(live_server, version))
    for place in ("overview", "q-what-matters", "q-outcomes", "q-contingency", "q-contacts", "q-risks"):
        page.evaluate("place => { location.hash = place }", place)
        page.locator(f"#{place}").wait_for()
        assert page.locator(".phb-talk > section").locator("visible=true").count() == 1
        look(page, f"{width}-{place}")
    context.close()


def test_without_a_script_one_question_is_shown_and_saved_at_a_time(chromium, live_server, shared):
    version, team = shared
    signed_in = seat(chromium, live_server, team.cc, 820)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 820, "height": 1100})
    context.add_cookies(signed_in.cookies())
    signed_in.close()
    page = context.new_page()
    page.goto(visit(live_server, version, "please-do"))
    page.locator("#please-do-own-please_do").fill("Knock and wait")
    page.get_by_role("button", name="Save and go on").locator("visible=true").click()
    page.wait_for_url("**#q-please-do-not")
    assert page.locator(".phb-talk__ask").locator("visible=true").inner_text() == "What should people please not do?"
    with acting_as(team.cc):
        version.refresh_from_db()
        assert version.please_do == "Knock and wait"
    context.close()
