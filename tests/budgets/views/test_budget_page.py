"""The page of a budget, its figures and stages: empty, small and large, with the same number of queries."""

import re
from decimal import Decimal as D

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets import services
from phb.core.models import User
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NOW
from tests.factories.core import make_actor, make_grant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def lines(number):
    return [
        {"description": f"Line {n}", "kind": "activity", "weekly_amount": D("10.01"), "funders": JOINT}
        for n in range(number)
    ]


def asked(browser, route, *args):
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(reverse(route, args=args))
    assert response.status_code == 200, (route, response.content[:500])
    return response.content.decode(), len(queries)


def test_the_page_opens_each_figure_and_asks_no_more_for_more_lines(here, sign_in, settle):
    staff = made.make_staff(here)
    small, large = (made.make_active(staff, services_=lines(number)) for number in (2, 15))
    made.make_confirmed(staff)
    browser = sign_in(staff.finance)
    routes = [("budgets:budget",), ("budgets:stages",), ("budgets:payments_of",)]
    routes += [
        ("budgets:figure", code) for code in ("weekly", "direct-payment", "authorised", "left", "paid", "year-2026")
    ]
    found = []
    for route, *rest in routes:
        asked(browser, route, small.pk, *rest)  # what is asked once and kept
        (_, few), (_, many) = (asked(browser, route, budget.pk, *rest) for budget in (small, large))
        found.append((route, rest, few, many))
    assert not [each for each in found if each[2] != each[3]], found
    text, _ = asked(browser, "budgets:budget", large.pk)
    for code in ("weekly", "direct-payment", "authorised", "paid", "committed", "left"):
        assert reverse("budgets:figure", args=[large.pk, code]) in text
    assert text.count("<details") >= 1 and reverse("budgets:payments_of", args=[large.pk]) in text
    # Three to come, and the one that was paid: the rest stands on its own page.
    assert len(re.findall(r'href="/payments/\d+/"', text)) == 4
    line = large.versions.get().lines.first()
    shown, _ = asked(browser, "budgets:figure", large.pk, f"line-{line.pk}")
    assert "60% of £10.01" in shown and "regulation 13(1)" in shown
    assert browser.get(reverse("budgets:figure", args=[large.pk, "nothing"])).status_code == 404
    assert browser.get(reverse("budgets:stages", args=[large.pk]), {"from": "7", "to": "1"}).status_code == 404


def test_the_person_follows_the_figures_of_their_own_budget_only(here, sign_in, settle):
    staff = made.make_staff(here)
    mine, other = (made.make_active(staff, services_=lines(2)) for _ in range(2))
    holder = make_actor("BH", here)
    make_grant(mine.person, User.objects.get(pk=holder.user_id), "HOLDER")
    act_as(holder)
    browser = sign_in(holder)
    weekly, _ = asked(browser, "own:figure", mine.pk, "weekly")
    assert "£20.02" in weekly and "Line 1" in weekly and "C12" not in weekly
    for code in re.findall(rf"/my/budgets/{mine.pk}/how/([\w-]+)/", weekly):
        asked(browser, "own:figure", mine.pk, code)
    steps, _ = asked(browser, "own:stages", mine.pk)
    assert "The agreed budget" in steps
    assert browser.get(reverse("own:figure", args=[mine.pk, "forecast-2026"])).status_code == 404
    for route, rest in (("own:figure", ["weekly"]), ("own:stages", [])):
        assert browser.get(reverse(route, args=[other.pk, *rest])).status_code == 404
    assert browser.get(reverse("budgets:figure", args=[mine.pk, "weekly"])).status_code == 404


def test_a_budget_with_nothing_yet_has_its_empty_states(here, sign_in, settle):
    staff = made.make_staff(here)
    budget = made.make_proposed(staff)
    browser = sign_in(staff.finance)
    text, _ = asked(browser, "budgets:budget", budget.pk)
    assert "No payment is scheduled yet" in text and "Proposed" in text
    act_as(staff.commissioner)
    version = budget.versions.get().plan_version
    services.give_back(plan_version_id=version.pk, reasons="Look again.", by=staff.commissioner)
    browser = sign_in(staff.finance)
    text, _ = asked(browser, "budgets:budget", budget.pk)
    assert "Nothing is proposed" in text
    text, _ = asked(browser, "budgets:stages", budget.pk)
    assert "Withdrawn" in text
