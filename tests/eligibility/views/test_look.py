"""Each page of eligibility in a real browser: no barrier, nothing wider than the screen, drafts that save themselves."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect, sync_playwright

from eligibility import services
from phb.core.actors import the_service
from phb.core.clock import LONDON, london_today
from phb.core.models import User
from phb.core.tenancy import acting_as
from tests.factories.core import assign, make_actor, make_person
from tests.factories.eligibility import assessed, checklist_answers, dst_answers, eligible, make_case, screened_in
from tests.factories.sheets import CRITERIA, LOCAL_CRITERIA, answers_for, make_offer

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text()
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
FOUND = (
    "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# After the window has become narrower the menu at the top has folded what has no room into “More”.
FOLDED = """() => [...document.querySelectorAll('.nhsuk-header__navigation-list > li')].every(item =>
  !item.offsetParent || item.getBoundingClientRect().right <= window.innerWidth && item.offsetTop < 60)"""
LONG = (
    "Wilhelmina Featherstonehaugh-Cholmondeley",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Anstruther-Gough-Calthorpe",
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def world(here):
    """Cases at each stage, committed; returns who works on them and the addresses to look at."""
    today = london_today()
    with acting_as(the_service(here.pk)):
        commissioner, coordinator = (
            make_actor("COM", here, name="Helen Marsh"),
            make_actor("CC", here, name="Sam Okafor"),
        )
    with acting_as(coordinator):

        def person(**names):
            made = make_person(here, **names)
            assign(made, coordinator)
            return made

        fresh = make_case(person(), coordinator, received_on=today)
        drafted = make_case(
            person(given_name=LONG[0], family_name=LONG[1]), coordinator, received_on=today - timedelta(days=3)
        )
        draft = services.start_form(case_id=drafted.pk, tool="checklist", by=coordinator)
        services.save_draft(assessment_id=draft.pk, answers={"domain": {"skin": "A"}}, edits=0, by=coordinator)
        services.save_draft(assessment_id=draft.pk, answers={"domain": {"skin": "B"}}, edits=0, by=coordinator)
        team = screened_in(person(), coordinator, received_on=today - timedelta(days=24))
        dst = services.start_form(case_id=team.pk, tool="dst", by=coordinator)
        services.save_draft(assessment_id=dst.pk, answers=dst_answers(breathing="SEVERE"), edits=0, by=coordinator)
        late = assessed(person(), coordinator, received_on=today - timedelta(days=40), on=today - timedelta(days=9))
        alert = services.receive_fast_track(
            case_id=fresh.pk,
            answers={"clinician_register": "OTHER"},
            received_at=datetime.combine(today, datetime.min.time(), LONDON),
            by=coordinator,
        )
        screened = make_case(person(), coordinator, received_on=today)
        negative = services.start_form(case_id=screened.pk, tool="checklist", by=coordinator)
        services.save_draft(assessment_id=negative.pk, answers=checklist_answers(), edits=0, by=coordinator)
    pages = {
        coordinator: [
            f"/people/{fresh.person_id}/refer/",
            f"/cases/{fresh.pk}/",
            f"/cases/{fresh.pk}/assess/",
            f"/cases/{fresh.pk}/fast-track/",
            f"/cases/{fresh.pk}/close/",
            f"/assessments/{draft.pk}/",
            f"/assessments/{dst.pk}/",
            f"/assessments/{dst.pk}/complete/",
            f"/assessments/{negative.pk}/complete/",
            f"/assessments/{alert.pk}/",
            f"/cases/{drafted.pk}/",
        ],
        commissioner: ["/cases/", f"/cases/{late.pk}/", f"/cases/{late.pk}/decide/"],
    }
    return pages, coordinator, draft


def seat(chromium, live_server, actor, width):
    """A browser in which the actor is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session["seat"] = f"staff:{actor.membership_id}"
    session.save()
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "session", "value": session.session_key, "url": live_server.url}])
    return context


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_has_a_barrier_or_runs_off_the_screen(chromium, live_server, world, width):
    pages, _, _ = world
    wrong = []
    for actor, addresses in pages.items():
        context = seat(chromium, live_server, actor, width)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for address in addresses:
            answer = page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")  # the menu folds after the scripts have come
            page.evaluate(AXE)
            found = page.evaluate(FOUND)
            if answer.status != 200 or found or page.evaluate(WIDER) > 0:
                wrong.append((address, answer.status, found, page.evaluate(WIDER)))
        context.close()
    assert wrong == []


@pytest.fixture
def sheets(here):
    """A draft of every form, half of them with answers, committed; returns who works on them and their addresses."""
    today = london_today()
    with acting_as(the_service(here.pk)):
        commissioner, coordinator, approver = (make_actor(role, here) for role in ("COM", "CC", "COM"))
        make_offer(commissioner, approver, "WHEELCHAIR", CRITERIA)
        local = make_offer(commissioner, approver, "UNPLANNED_CARE", LOCAL_CRITERIA)
        maternity = make_offer(commissioner, approver, "MATERNITY", CRITERIA, management_options=["NOTIONAL"])

    def person(**fields):
        with acting_as(the_service(here.pk)):
            made = make_person(here, **fields)
            assign(made, coordinator)
        return made

    with acting_as(commissioner):
        chc = eligible(person(), coordinator, commissioner)
    child = person(date_of_birth=today.replace(year=today.year - 9, day=1))
    drafts = []
    with acting_as(coordinator):
        cases = [
            (chc, "review"), (chc, "phb_request"), (chc, "direct_payment"),
            (make_case(person(), coordinator, route="WHEELCHAIR"), "wheelchair"),
            (make_case(person(), coordinator, route="S117"), "section_117"),
            (make_case(person(), coordinator, route="FNC"), "fnc"),
            (make_case(person(), coordinator, route="JOINT_PACKAGE"), "joint_package"),
            (make_case(person(), coordinator, route="LOCAL_OFFER", offer_id=local.pk), "local_offer"),
            (make_case(person(), coordinator, route="MATERNITY", offer_id=maternity.pk), "local_offer"),
            (make_case(child, coordinator, route="CYPCC", received_on=today), "children_checklist"),
        ]  # fmt: skip
        for n, (case, tool) in enumerate(cases):
            form = services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=today)
            if n % 2 == 0 and tool != "local_offer":
                services.save_draft(assessment_id=form.pk, answers=answers_for(tool), edits=0, by=coordinator)
            drafts.append(form)
        screening = drafts[-1]
        services.complete_form(
            assessment_id=screening.pk, answers=answers_for("children_checklist"), edits=screening.edits, on=today,
            received_on=today, by=coordinator,
        )  # fmt: skip
        drafts.append(services.start_form(case_id=cases[-1][0].pk, tool="children", by=coordinator, on=today))
    addresses = [f"/assessments/{form.pk}/" for form in drafts]
    addresses += [f"/assessments/{drafts[0].pk}/complete/", f"/assessments/{drafts[0].pk}/discard/"]
    addresses += [f"/cases/{case.pk}/" for case, _ in (cases[0], cases[3], cases[9])]
    return coordinator, addresses


def test_the_form_of_every_tool_has_no_barrier_at_any_width(chromium, live_server, sheets):
    coordinator, addresses = sheets
    wrong = []
    context = seat(chromium, live_server, coordinator, 1440)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for address in addresses:
        page.set_viewport_size({"width": 1440, "height": 900})
        answer = page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FOLDED)
            found = page.evaluate(FOUND)
            if answer.status != 200 or found or page.evaluate(WIDER) > 0:
                wrong.append((address, width, answer.status, found, page.evaluate(WIDER)))
    context.close()
    assert wrong == []


def test_keys_choose_and_answers_unfold_what_they_ask_for(chromium, live_server, world):
    _, coordinator, draft = world
    context = seat(chromium, live_server, coordinator, 1440)
    page = context.new_page()
    page.goto(f"{live_server.url}/assessments/{draft.pk}/")
    page.wait_for_load_state("networkidle")
    page.focus("#d-mobility-A")
    page.keyboard.press("b")
    assert page.is_checked("#d-mobility-B")
    page.keyboard.press("3")
    assert page.is_checked("#d-mobility-C")
    page.locator("#f-evidence-mobility").press_sequentially("b3")  # in a text a key is only a letter
    assert page.is_checked("#d-mobility-C") and page.input_value("#f-evidence-mobility") == "b3"
    expect(page.locator("#sheet-steps")).to_contain_text("Mobility")
    folded = page.locator("details[data-when=participated]")
    assert folded.get_attribute("open") is None
    page.get_by_label("Neither, for the reason given").check()
    expect(folded).to_have_attribute("open", "")
    context.close()


def test_a_draft_saves_itself_and_shows_what_the_rule_says(chromium, live_server, world):
    _, coordinator, draft = world
    context = seat(chromium, live_server, coordinator, 1440)
    page = context.new_page()
    page.goto(f"{live_server.url}/assessments/{draft.pk}/")
    page.get_by_role("button", name="Keep what is on the form").click()
    page.wait_for_load_state("networkidle")
    saved = page.locator(".phb-sheet__saved")
    page.check("#d-breathing-A")
    expect(saved).to_contain_text("2 of 11")
    before = int(page.input_value("[name=edits]"))
    page.locator("#f-evidence-breathing").press_sequentially("Oxygen at night.")
    # Saved after a pause in writing, without leaving the box.
    expect(page.locator("[name=edits]")).not_to_have_value(str(before))
    expect(page.locator("[name=edits]")).not_to_have_value(str(before + 1), timeout=6000)
    page.focus("#d-mobility-B")
    page.keyboard.press("Space")
    expect(saved).to_contain_text("3 of 11")
    assert "Still needed (8)" in page.inner_text("#rule-result")
    page.reload()
    assert page.input_value("#f-evidence-breathing") == "Oxygen at night."
    context.close()
    with acting_as(coordinator):
        draft.refresh_from_db()
        assert draft.answers["domain"] == {"skin": "A", "breathing": "A", "mobility": "B"}


def test_a_draft_is_saved_without_scripts(chromium, live_server, world):
    _, coordinator, draft = world
    cookies = seat(chromium, live_server, coordinator, 800)
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}/assessments/{draft.pk}/")
    page.check("#d-mobility-C")
    page.get_by_role("button", name="Save draft").click()
    assert "Draft saved." in page.inner_text("main")
    assert page.is_checked("#d-mobility-C")
    context.close()
    cookies.close()
