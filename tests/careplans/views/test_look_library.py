"""Pages of the library in a real browser: no barrier, nothing wider than the screen."""

import pytest

from phb.core.actors import the_service
from phb.core.tenancy import acting_as
from tests.careplans.views.test_look import AWKWARD, AXE, FOUND, WIDER, chromium, seat  # noqa: F401  (a fixture)
from tests.factories.careplans import make_plan
from tests.factories.library import entry, priced

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(here):
    """Addresses by who looks at them."""
    with acting_as(the_service(here.pk)):
        version, team = make_plan(here)
        item = entry(team.cc, team.com, AWKWARD[:200], description=AWKWARD * 3, topic="Breaks")
        hour = priced(item, team.cc, team.com, "24.50", provider=AWKWARD[:150])
        night = priced(item, team.cc, team.com, "9999999.99", unit="night")
    compared = f"compare/?p={hour.pk}&p={night.pk}&hour=12.5&night=2"
    return {
        team.com: ["/library/", "/library/prices/", f"/library/{item.pk}/", f"/library/{compared}"],
        team.cc: [
            f"/plans/versions/{version.pk}/library/",
            f"/plans/versions/{version.pk}/library/{item.pk}/?price={hour.pk}",
        ],
        team.bh: ["/my-library/", f"/my-library/{compared}"],
    }


@pytest.mark.parametrize("width", [320, 1440])
def test_no_page_of_the_library_has_a_barrier_or_runs_off_the_screen(chromium, live_server, pages, width):  # noqa: F811
    wrong = []
    for actor, addresses in pages.items():
        context = seat(chromium, live_server, actor, width)
        page = context.new_page()
        for address in addresses:
            answer = page.goto(live_server.url + address)
            page.wait_for_load_state("networkidle")
            page.evaluate(AXE)
            found, wider = page.evaluate(FOUND), page.evaluate(WIDER)
            if answer.status != 200 or found or wider > 0:
                wrong.append((address, answer.status, found, wider))
        context.close()
    assert wrong == []
