"""A page that saves itself, in a real browser: it says when that did not happen, and tries again with the connection."""

import pytest

from phb.core.actors import the_service
from phb.core.tenancy import acting_as
from tests.careplans.views.test_look import chromium, seat
from tests.factories.careplans import make_plan

__all__ = ["chromium"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cut_connection_and_a_lost_sign_in_are_said_beside_what_was_typed(here, chromium, live_server):
    with acting_as(the_service(here.pk)):
        version, team = make_plan(here)
    context = seat(chromium, live_server, team.cc, 820)
    page = context.new_page()
    page.goto(f"{live_server.url}/plans/versions/{version.pk}/about-me/")
    said = page.locator("#saved")
    context.set_offline(True)
    page.fill("[name=strengths]", "I sing")
    said.filter(has_text="Not saved: there is no connection").wait_for()
    context.set_offline(False)
    said.filter(has_text="Saved at").wait_for()
    context.clear_cookies(name="session")
    page.fill("[name=strengths]", "I sing alto")
    said.filter(has_text="Not saved: you are signed out").wait_for()
    assert page.locator("#saved form").count() == 0
    assert page.input_value("[name=strengths]") == "I sing alto"


def test_the_person_reads_all_that_they_agree(here, sign_in):
    with acting_as(the_service(here.pk)):
        version, team = make_plan(here, "shared")
        type(version).objects.filter(pk=version.pk).update(restraint="A lap belt in the car, nothing else")
    page = sign_in(team.bh).get(f"/my-plan/{version.pk}/").content.decode()
    for words in (
        "A lap belt in the car, nothing else",
        "What else the plan says",
        "Notice before the amount is lowered",
    ):
        assert words in page
