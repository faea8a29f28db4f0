"""The plan's own page and the page that follows the money: what they show, and at what price."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careplans import services
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan

pytestmark = pytest.mark.django_db


def queries(browser, address):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(seen), answer.text


def fill(version, by, how_many):
    """Lines in many parts, each joined to the next."""
    act_as(by)
    at = {"version_id": version.pk, "by": by}
    need = services.save_row(part="needs", values={"words": "I tire"}, **at)
    for number in range(how_many):
        outcome = services.save_row(part="outcomes", values={"words": f"Outcome {number}", "need": need.pk}, **at)
        action = services.save_row(part="actions", values={"words": f"Action {number}", "outcome": outcome.pk}, **at)
        services.save_row(part="stage_goals", values={"words": f"Step {number}", "of_action": action.pk}, **at)
        services.save_row(part="services", by=by, version_id=version.pk, values={
            "description": f"Service {number}", "kind": "other", "weekly_amount": Decimal("1.01"), "holding": "notional",
            "frequency": "four_weekly", "funders": [("NHS", "50"), ("Council", "50")], "outcomes": [outcome.pk],
        })  # fmt: skip


def test_queries_do_not_grow_with_the_plan(here, sign_in):
    version, team = make_plan(here)
    fill(version, team.cc, 2)
    browser = sign_in(team.cc)
    at = f"/plans/versions/{version.pk}/"
    pages = [at, f"{at}money/", f"{at}services/", f"{at}outcomes/", f"{at}parts/"]
    browser.get(at)
    small = [queries(browser, page)[0] for page in pages]
    fill(version, team.cc, 12)
    browser = sign_in(team.cc)
    browser.get(at)
    large = [queries(browser, page)[0] for page in pages]
    assert large == small
    assert small[0] <= 130, small


def test_the_page_says_what_is_missing_why_and_where_to_mend_it(here, sign_in):
    version, team = make_plan(here, written=False)
    text = sign_in(team.cc).get(f"/plans/versions/{version.pk}/").text
    assert "Still missing" in text and f'href="/plans/versions/{version.pk}/needs/"' in text
    assert "Before money may start" in text and "A good plan: 0 of 5" in text
    assert "Nothing is written yet." in text


def test_those_who_only_read_find_the_same_words_and_no_way_to_write(here, sign_in):
    version, team = make_plan(here, written=False)
    text = sign_in(team.com).get(f"/plans/versions/{version.pk}/").text
    assert "Still missing" in text and f'href="/plans/versions/{version.pk}/needs/"' not in text


def test_the_money_is_followed_both_ways_and_what_leads_nowhere_is_said(here, sign_in):
    version, team = make_plan(here)
    act_as(team.cc)
    services.save_row(part="services", by=team.cc, version_id=version.pk, values={
        "description": "Lost service", "kind": "other", "weekly_amount": Decimal("10.00"), "holding": "notional",
        "frequency": "four_weekly", "funders": [("NHS Northmoor", "100")], "outcomes": [],
    })  # fmt: skip
    text = sign_in(team.com).get(f"/plans/versions/{version.pk}/money/").text
    assert "it comes to the same: <strong>£735.00</strong> a week and <strong>£640.00</strong> once" in text
    assert "These pounds lead to no outcome" in text and "Lost service" in text
    assert "60% = £384.00" in text and "40% = £256.00" in text


def test_nobody_outside_finds_the_page_of_the_money(here, sign_in):
    version, team = make_plan(here, "shared")
    assert sign_in(team.bh).get(f"/plans/versions/{version.pk}/money/").status_code == 404
