"""Each page of plans in a real browser, with awkward content: no barrier, nothing wider than the screen, words that save themselves."""

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from careplans import services
from careplans.models import PlanVersion
from phb.core.actors import the_service
from phb.core.models import Person, User
from phb.core.tenancy import acting_as
from tests.factories.careplans import make_plan
from tests.factories.core import make_person

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text()
CHROMIUM = os.environ.get("PHB_CHROMIUM") or "/usr/bin/chromium"
PICTURES = os.environ.get("PHB_PICTURES")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FOUND = (
    "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LONG = (
    "Wilhelmina Featherstonehaugh-Cholmondeley",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-Anstruther-Gough-Calthorpe",
)
AWKWARD = "محمد بن عبد الله 🐕 " + "Donaudampfschifffahrtsgesellschaftskapitänswitwe" * 2
PARTS = (
    "about-me",
    "needs",
    "outcomes",
    "services",
    "risks",
    "contingency",
    "contacts",
    "advice",
    "people",
    "consent",
    "review",
    "actions",
    "paid-people",
    "decisions",
    "parts",
    "money",
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
def world(here):
    """Plans at several stages, committed; returns the addresses to look at by who looks at them."""
    with acting_as(the_service(here.pk)):
        person = make_person(here, given_name=LONG[0], family_name=LONG[1], known_as="Billie", format="LARGE_PRINT")
        draft, drafters = make_plan(here, person=person)
        empty, others = make_plan(here, written=False)
        shared, sharing = make_plan(here, "shared")
        agreed, signing = make_plan(here, "agreed_by_person")
        active, running = make_plan(here, "active")
    with acting_as(drafters.cc):
        fill_awkwardly(draft, drafters.cc)
    with acting_as(running.cc):
        newer = services.new_version(
            plan_id=active.plan_id, reason="The nights are harder than we thought.", by=running.cc
        )
        row = newer.services.get(kind="personal_assistant")
        services.save_row(
            version_id=newer.pk,
            part="services",
            row_id=row.pk,
            values={"weekly_amount": Decimal("800.00")},
            by=running.cc,
        )
        need, service = draft.needs.first(), draft.services.first()
    at = "/plans/versions/{}/"
    return {
        drafters.cc: [at.format(draft.pk), *(f"{at.format(draft.pk)}{part}/" for part in PARTS), f"{at.format(draft.pk)}share/",
                      f"/plans/need/{need.pk}/remove/", f"/plans/service/{service.pk}/"],
        others.cc: [at.format(empty.pk), f"{at.format(empty.pk)}services/", f"{at.format(empty.pk)}share/"],
        sharing.cc: [f"{at.format(shared.pk)}agreement/", f"{at.format(shared.pk)}give-back/", f"{at.format(shared.pk)}withdraw/"],
        sharing.bh: [f"/my-plan/{shared.pk}/", f"/my-plan/{shared.pk}/words/", f"/my-plan/{shared.pk}/agree/", f"/my-plan/{shared.pk}/changes/"],
        signing.cln: [f"{at.format(agreed.pk)}clinical/"],
        running.cc: [at.format(newer.pk), at.format(active.pk)],
        running.bh: [f"/my-plan/{active.pk}/"],
        running.com: ["/plans/", f"/plans/{active.plan_id}/"],
    }, sharing, shared  # fmt: skip


def fill_awkwardly(draft: PlanVersion, by) -> None:
    here = {"version_id": draft.pk, "by": by}
    need = services.save_row(part="needs", values={"words": AWKWARD}, **here)
    services.save_row(part="outcomes", values={"words": AWKWARD, "need": need.pk, "measure": AWKWARD}, **here)
    values = {"description": AWKWARD[:300], "kind": "other", "provider": AWKWARD[:200], "weekly_amount": Decimal("9999999.99"),
              "holding": "managed_account", "frequency": "monthly_twelfths", "outcomes": [],
              "funders": [("NHS Northmoor Integrated Care Board", "33.33"), ("Northmoor Council", "33.33"), (AWKWARD[:120], "33.34")]}  # fmt: skip
    services.save_row(part="services", values=values, **here)
    services.save_section(section="about_me", values={"what_matters": AWKWARD * 3}, **here)


def seat(chromium, live_server, actor, width, height=900):
    """A browser in which the actor is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session["seat"] = (
        f"staff:{actor.membership_id}" if actor.membership_id else f"own:{actor.organisation_id}:{actor.role}"
    )
    session.save()
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "session", "value": session.session_key, "url": live_server.url}])
    return context


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_has_a_barrier_or_runs_off_the_screen(chromium, live_server, world, width):
    pages, _, _ = world
    wrong = []
    for number, (actor, addresses) in enumerate(pages.items()):
        context = seat(chromium, live_server, actor, width)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        for address in addresses:
            answer = page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")  # the menu folds after the scripts have come
            if PICTURES:
                name = re.sub(r"\W+", "-", address).strip("-")
                page.screenshot(path=f"{PICTURES}/{width}-{number}-{name}.png", full_page=True)
            page.evaluate(AXE)
            found = page.evaluate(FOUND)
            if answer.status != 200 or found or page.evaluate(WIDER) > 0:
                wrong.append((address, answer.status, found, page.evaluate(WIDER)))
        context.close()
    assert wrong == []


def test_words_save_themselves_and_two_writers_lose_nothing(chromium, live_server, world):
    """On a phone the person writes; at the desk the coordinator has the older page open."""
    _, team, shared = world
    desk, phone = seat(chromium, live_server, team.cc, 1440), seat(chromium, live_server, team.bh, 360)
    older, mine = desk.new_page(), phone.new_page()
    older.goto(f"{live_server.url}/plans/versions/{shared.pk}/about-me/")
    mine.goto(f"{live_server.url}/my-plan/{shared.pk}/words/#q-strengths")
    mine.locator("[data-ready]").wait_for()
    mine.locator("#strengths-own-strengths").press_sequentially("I sing alto")
    mine.locator("#kept", has_text="Saved at").wait_for()
    mine.locator("#strengths-own-strengths").press_sequentially(", and I train people well")
    mine.goto(f"{live_server.url}/my-plan/{shared.pk}/words/#q-what-matters")
    mine.fill("#what-matters-own-what_matters", "The sea")
    mine.get_by_role("button", name="Save and go on").locator("visible=true").click()
    mine.wait_for_function("() => document.getElementById('kept').dataset.waits === ''")
    mine.goto(f"{live_server.url}/my-plan/{shared.pk}/")
    assert "I sing alto, and I train people well" in mine.inner_text("main")
    # The older page: another field is merged; the same field is shown beside what was typed.
    older.fill("#id_also_worth_knowing", "Taught physics")
    older.fill("#id_what_matters", "Home and choir")
    older.get_by_role("button", name="Save and go on").click()
    older.wait_for_load_state()
    assert "The sea" in older.inner_text(".phb-disputed") and older.input_value("#id_what_matters") == "Home and choir"
    older.get_by_role("button", name="Save and go on").click()
    older.wait_for_load_state()
    desk.close()
    phone.close()
    with acting_as(team.cc):
        shared.refresh_from_db()
        assert (shared.what_matters, shared.strengths, shared.also_worth_knowing) == (
            "Home and choir", "I sing alto, and I train people well", "Taught physics",
        )  # fmt: skip
        assert Person.objects.filter(pk=shared.person_id).exists()
