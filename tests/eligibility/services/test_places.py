"""Preferred and actual places: what may be recorded, what counts, and figures that give nobody away."""

from datetime import date, timedelta

import pytest

from eligibility.models import PlaceWish
from eligibility.rules.case_finding import small, small_groups, small_part
from eligibility.selectors import places as selectors
from eligibility.services.places import record_place
from phb.core.errors import NotVisible, RuleBroken
from phb.core.people import record_death
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
DIED = date(2026, 11, 10)


@pytest.fixture
def cc(actor_of):
    return actor_of("CC")


@pytest.fixture
def case(here, cc):
    person = make_person(here)
    assign(person, cc)
    return make_case(person, cc, route="END_OF_LIFE")


def record(case, by, kind, place, asked_on=date(2026, 9, 2), asked_of="The person", **more):
    return record_place(
        case_id=case.pk, kind=kind, place=place, asked_on=asked_on, asked_of=asked_of, on=ON, by=by, **more
    )


def died(case, by, on=DIED):
    record_death(person_id=case.person_id, died_on=on, on=ON, by=by)


@pytest.mark.parametrize("place", ["NOT_ASKED", "DID_NOT_WISH_TO_SAY", "NO_PREFERENCE", "NOT_DECIDED"])
def test_four_ways_of_having_no_place_stay_apart(case, cc, place):
    record(case, cc, "PPD", place, asked_of="" if place == "NOT_ASKED" else "The person")
    assert selectors.newest_of(case.person_id)["PPD"].place == place


def test_the_newest_answer_by_day_counts_and_the_others_stay(case, cc):
    record(case, cc, "PPD", "HOSPICE", asked_on=date(2026, 10, 1))
    record(case, cc, "PPD", "HOME", asked_on=date(2026, 9, 1))
    assert selectors.newest_of(case.person_id)["PPD"].place == "HOSPICE"
    record(case, cc, "PPD", "HOME", asked_on=date(2026, 10, 1))
    assert selectors.newest_of(case.person_id)["PPD"].place == "HOME"
    assert PlaceWish.objects.count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked_on": ON + timedelta(days=1)}, "asked_on"),
        ({"asked_on": date(1958, 3, 13)}, "asked_on"),
        ({"asked_of": ""}, "asked_of"),
        ({"place": "OTHER"}, "words"),
        ({"place": "MOON"}, "place"),
        ({"kind": "APD"}, "place"),
    ],
)
def test_what_cannot_be_is_refused(case, cc, changes, field):
    given = {"kind": "PPD", "place": "HOME", **changes}
    with pytest.raises(RuleBroken) as caught:
        record(case, cc, **given)
    assert caught.value.field == field


def test_a_wish_was_asked_before_the_death(case, cc):
    died(case, cc)
    record(case, cc, "PPD", "HOME", asked_on=DIED)
    with pytest.raises(RuleBroken, match="died on 10 November"):
        record(case, cc, "PPD", "HOME", asked_on=DIED + timedelta(days=1))


@pytest.mark.parametrize(
    ("wish", "place", "reason", "outcome"),
    [
        ("HOME", "HOME", "", "ACHIEVED"),
        ("HOME", "HOSPITAL", "Fell ill too fast.", "NOT_ACHIEVED"),
        ("NO_PREFERENCE", "HOSPITAL", "", "NO_STATED_PREFERENCE"),
        ("NOT_ASKED", "HOSPITAL", "", "NO_STATED_PREFERENCE"),
    ],
)
def test_achieved_or_not(case, cc, wish, place, reason, outcome):
    record(case, cc, "PPD", wish)
    died(case, cc)
    record(case, cc, "APD", place, asked_on=DIED, asked_of="Staff", reason_not_achieved=reason)
    assert selectors.outcome_of(selectors.newest_of(case.person_id), ON).outcome == outcome


def test_another_place_than_preferred_needs_a_reason(case, cc):
    record(case, cc, "PPD", "HOME")
    died(case, cc)
    with pytest.raises(RuleBroken, match="preferred: home"):
        record(case, cc, "APD", "HOSPITAL", asked_on=DIED)
    with pytest.raises(RuleBroken, match="where the person died"):
        record(case, cc, "APD", "NOT_ASKED", asked_on=DIED)
    with pytest.raises(RuleBroken, match="became known then or later"):
        record(case, cc, "APD", "HOME", asked_on=DIED - timedelta(days=1))


def test_a_case_of_somebody_else_is_not_there(case, actor_of):
    with pytest.raises(NotVisible):
        record(case, actor_of("CC"), "PPD", "HOME")


# --- figures


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_small_numbers_are_not_shown(count, shown):
    assert small(count) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 9, "0"),
        (4, 9, "fewer than 5"),
        (5, 9, "not shown"),
        (5, 10, "5"),
        (9, 9, "9"),
        (0, 3, "0"),
        (3, 3, "fewer than 5"),
    ],
)
def test_nor_what_would_tell_them_by_subtraction(part, whole, shown):
    assert small_part(part, whole) == shown


@pytest.mark.parametrize(
    ("counts", "shown", "told"),
    [
        ([2, 10], ["fewer than 5", "10"], ["fewer than 5", "not shown"]),
        ([2, 3], ["fewer than 5", "fewer than 5"], ["fewer than 5", "fewer than 5"]),
        ([0, 10], ["0", "10"], ["0", "10"]),
        ([2, 0], ["fewer than 5", "0"], ["fewer than 5", "0"]),
        ([6, 10], ["not shown", "10"], ["not shown", "not shown"]),
        ([6, 10], ["6", "10"], ["6", "10"]),
    ],
)
def test_nor_what_would_tell_them_by_the_sum(counts, shown, told):
    assert small_groups(counts, shown) == told


def test_the_figures_agree_with_the_rule_person_by_person(here, cc, actor_of):
    told = []
    for n, (wish, place) in enumerate(
        [
            ("HOME", "HOME"),
            ("HOME", "HOSPITAL"),
            ("NOT_ASKED", "HOME"),
            (None, "HOME"),
            ("HOSPICE", None),
            ("NO_PREFERENCE", None),
        ]
    ):
        person = make_person(here)
        assign(person, cc)
        case = make_case(person, cc, route="END_OF_LIFE", received_on=date(2026, 9, 1 + n))
        if wish:
            record(case, cc, "PPD", wish, asked_on=date(2026, 9, 20))
        if place:
            died(case, cc)
            record(case, cc, "APD", place, asked_on=DIED, reason_not_achieved="Not known.")
        told.append(selectors.outcome_of(selectors.newest_of(person.pk), ON))
    com = actor_of("COM")
    act_as(com)
    fast, local, everybody = selectors.figures(com, since=date(2026, 9, 1), until=date(2026, 9, 30))
    assert (fast.people, local.people, everybody.people) == (0, 6, 6)
    assert (local.asked, local.known, local.died, local.died_known) == (4, 3, 4, 4)
    assert local.measured == sum(result.facts["measured"] for result in told) == 2
    assert local.achieved == sum(result.outcome == "ACHIEVED" for result in told) == 1
    told = selectors.shown([fast, local, everybody])
    assert [row["people"] for row in told] == ["0", "6", "6"]
    assert told[1]["achieved"] == "fewer than 5"
    later = selectors.figures(com, since=date(2026, 9, 2), until=date(2026, 9, 6))
    assert later[1].people == 5


def test_the_figures_are_of_those_whom_one_may_see(case, cc, actor_of):
    period = {"since": date(2026, 9, 1), "until": date(2026, 9, 30)}
    assert selectors.figures(cc, **period)[2].people == 1
    assert selectors.figures(actor_of("CC"), **period)[2].people == 0
