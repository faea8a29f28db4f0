"""What single routes keep: nursing care and its amounts, aftercare sign-offs, steps into adult care."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from eligibility import selectors, services
from eligibility.models import NursingCare
from eligibility.rules.adulthood import due_steps, next_step
from eligibility.rules.nursing_amounts import nursing_amount
from eligibility.selectors.routes import sign_offs_of, standing, transition_of
from eligibility.selectors.transition_list import children_towards_adulthood
from phb.core.errors import NotVisible, RuleBroken
from phb.core.periods import Period
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case
from tests.factories.routes import decided
from tests.factories.sheets import answers_for

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)


@pytest.fixture
def team(actor_of, here):
    commissioner, coordinator = actor_of("COM"), actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    return commissioner, coordinator, person


def refusal(call, **kwargs: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(**kwargs)
    return caught.value


# --- nursing care


def nursing(team, band: str = "STANDARD", starts: date = date(2026, 9, 20)) -> NursingCare:
    commissioner, coordinator, person = team
    answers = {**answers_for("fnc"), "band": band}
    case = decided(person, coordinator, commissioner, "FNC", answers=answers)
    act_as(commissioner)
    return services.start_nursing_care(case_id=case.pk, home="The Limes", band=band, starts=starts, by=commissioner)


def test_nursing_care_starts_once_and_never_overlaps(team):
    commissioner, *_ = team
    care = nursing(team)
    again = {"case_id": care.case_id, "home": "Oak House", "band": "STANDARD", "by": commissioner}
    assert "already" in refusal(services.start_nursing_care, starts=ON, **again).message
    services.end_nursing_care(care_id=care.pk, ends=date(2026, 10, 10), why="LEFT", by=commissioner)
    assert refusal(services.start_nursing_care, starts=date(2026, 10, 10), **again).field == "starts"
    assert services.start_nursing_care(starts=date(2026, 10, 11), **again).home == "Oak House"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"home": " "}, "home"),
        ({"band": "HIGH_PROTECTED"}, "band"),
        ({"band": "MEDIUM"}, "band"),
        ({"starts": date(2027, 4, 1)}, "start_date"),
        ({"starts": date(2026, 8, 31)}, "starts"),
    ],
)
def test_a_start_that_cannot_be_right_is_refused(team, more, field):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "FNC")
    values = {
        "case_id": case.pk,
        "home": "The Limes",
        "band": "STANDARD",
        "starts": date(2026, 9, 20),
        "by": commissioner,
    }
    assert refusal(services.start_nursing_care, **(values | more)).field == field


def test_the_high_band_changes_no_sooner_than_14_days_beginning_with_the_notice(team):
    commissioner, *_ = team
    care = nursing(team, "HIGH_PROTECTED")
    change = {"care_id": care.pk, "by": commissioner}
    assert "written notice" in refusal(services.change_to_standard, on=ON, **change).message
    services.give_band_notice(care_id=care.pk, notice_on=date(2026, 10, 1), by=commissioner)
    clock = next(each for each in selectors.clocks_of(care.case, ON, 7) if each.key == "K14")
    assert clock.limit and clock.due == date(2026, 10, 15)
    assert refusal(services.change_to_standard, on=date(2026, 10, 14), **change).field == "on"
    after = services.change_to_standard(on=date(2026, 10, 15), **change)
    care.refresh_from_db()
    assert (care.ends, after.starts, after.band) == (date(2026, 10, 14), date(2026, 10, 15), "STANDARD")


def test_nobody_of_another_organisation_ends_nursing_care(team, actor_of, there):
    care = nursing(team)
    stranger = actor_of("COM", there)
    with pytest.raises(NotVisible):
        services.end_nursing_care(care_id=care.pk, ends=ON, why="LEFT", by=stranger)


# (stretches of (from, to, band), the period asked about, pounds, days). £267.68 a week from April 2026, £254.06 before.
OPEN = None
AMOUNTS = [
    ("one week", [("2026-09-21", OPEN, "STANDARD")], ("2026-09-21", "2026-09-27"), "267.68", 7),
    ("one day", [("2026-09-21", OPEN, "STANDARD")], ("2026-09-21", "2026-09-21"), "38.24", 1),
    ("four weeks", [("2026-09-01", OPEN, "STANDARD")], ("2026-09-01", "2026-09-28"), "1070.72", 28),
    ("before it starts", [("2026-09-21", OPEN, "STANDARD")], ("2026-09-14", "2026-09-20"), "0.00", 0),
    ("over the new year’s rate", [("2026-03-01", OPEN, "STANDARD")], ("2026-03-25", "2026-04-07"), "521.74", 14),
    ("to the last day paid", [("2026-09-21", "2026-09-22", "STANDARD")], ("2026-09-01", "2026-09-30"), "76.48", 2),
    ("high band, then standard", [("2026-10-01", "2026-10-14", "HIGH_PROTECTED"), ("2026-10-15", OPEN, "STANDARD")],
     ("2026-10-08", "2026-10-21"), "635.92", 14),
    ("rounded once", [("2026-09-21", OPEN, "STANDARD")], ("2026-09-21", "2026-09-23"), "114.72", 3),
    ("leap day", [("2024-02-01", OPEN, "STANDARD")], ("2024-02-26", "2024-03-03"), "219.71", 7),
]  # fmt: skip


@pytest.mark.parametrize(("title", "stretches", "asked", "pounds", "days"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
def test_a_period_of_nursing_care_costs(title, stretches, asked, pounds, days):
    day = date.fromisoformat
    care = [(Period(day(first), day(last) if last else None), band) for first, last, band in stretches]
    found = nursing_amount(care, Period(*map(day, asked)))
    assert (found.total, found.days) == (Decimal(pounds), days)


def test_a_year_without_a_rate_is_not_guessed():
    care = [(Period(date(2027, 3, 1), None), "STANDARD")]
    with pytest.raises(RuleBroken, match="No rate"):
        nursing_amount(care, Period(date(2027, 3, 25), date(2027, 4, 1)))
    assert nursing_amount(care, Period(date(2027, 3, 25), date(2027, 3, 31))).total == Decimal("267.68")


# --- aftercare


def sign(case, by, body: str, **more: Any):
    values = {
        "satisfied_on": ON, "signed_by": "Dr Osei, consultant", "reasons": "No need for two years.", "on_cto": False, "on": ON,
    }  # fmt: skip
    return services.sign_off(case_id=case.pk, body=body, by=by, **(values | more))


def test_one_body_alone_ends_nothing_and_both_do(team):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "S117")
    sign(case, commissioner, "NHS")
    end = {"case_id": case.pk, "on": ON, "by": commissioner}
    assert "local authority has not signed" in refusal(services.end_aftercare, **end).message
    case.refresh_from_db()
    assert case.state == "ELIGIBLE" and selectors.right_stands(case, ON)
    sign(case, commissioner, "LA", satisfied_on=date(2026, 9, 28))
    services.end_aftercare(**end)
    case.refresh_from_db()
    assert (case.state, case.ended_on) == ("CLOSED", ON)  # the later of the two


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on_cto": True}, "on_cto"),
        ({"reasons": " "}, "reasons"),
        ({"signed_by": ""}, "signed_by"),
        ({"body": "POLICE"}, "body"),
        ({"satisfied_on": date(2026, 10, 2)}, "satisfied_on"),
        ({"satisfied_on": date(2026, 9, 19)}, "satisfied_on"),
    ],
)
def test_a_sign_off_that_lacks_something_is_refused(team, more, field):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "S117")
    body = more.pop("body", "NHS")
    with pytest.raises(RuleBroken) as caught:
        sign(case, commissioner, body, **more)
    assert caught.value.field == field


def test_a_sign_off_can_be_taken_back_and_given_again(team):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "S117")
    sign(case, commissioner, "NHS")
    with pytest.raises(RuleBroken, match="already"):
        sign(case, commissioner, "NHS")
    services.withdraw_sign_off(
        case_id=case.pk, body="NHS", on=date(2026, 10, 3), signed_by="Dr Osei", reasons="Unwell again.", by=commissioner
    )
    assert standing(sign_offs_of(case), "NHS") is None
    sign(case, commissioner, "NHS", satisfied_on=date(2026, 10, 4), on=date(2026, 10, 5))
    assert standing(sign_offs_of(case), "NHS").satisfied_on == date(2026, 10, 4)


def test_the_duty_does_not_end_on_a_community_treatment_order(team):
    commissioner, coordinator, person = team
    answers = {**answers_for("section_117"), "on_cto": True}
    case = decided(person, coordinator, commissioner, "S117", answers=answers)
    sign(case, commissioner, "NHS")
    sign(case, commissioner, "LA")
    message = refusal(services.end_aftercare, case_id=case.pk, on=ON, by=commissioner).message
    assert "community treatment order" in message


# --- towards adult care

# (born, on a day, what is overdue, what comes next)
STEPS = [
    ("the day before 14", date(2012, 10, 2), [], "NOTIFIED_14"),
    ("14 today", date(2012, 10, 1), [], "NOTIFIED_14"),
    ("a day after 14", date(2012, 9, 30), ["NOTIFIED_14"], "NOTIFIED_14"),
    ("16 today", date(2010, 10, 1), ["NOTIFIED_14"], "NOTIFIED_14"),
    ("a day after 17", date(2009, 9, 30), ["NOTIFIED_14", "REFERRED_16", "SCREENED"], "NOTIFIED_14"),
    ("18 today", date(2008, 10, 1), ["NOTIFIED_14", "REFERRED_16", "SCREENED"], "NOTIFIED_14"),
]


@pytest.mark.parametrize(("title", "born", "overdue", "coming"), STEPS, ids=[row[0] for row in STEPS])
def test_the_steps_into_adult_care_are_due_on_birthdays(title, born, overdue, coming):
    steps = due_steps(born, {}, ON)
    assert [each.step.value for each in steps if each.overdue] == overdue
    assert next_step(steps).step == coming


def test_somebody_born_on_29_february_reaches_14_on_1_march_in_a_common_year():
    assert due_steps(date(2012, 2, 29), {}, ON)[0].due == date(2026, 3, 1)


def test_a_later_step_overtakes_an_earlier_one():
    steps = due_steps(date(2009, 9, 30), {"SCREENED": date(2026, 5, 1)}, ON)
    assert not any(each.overdue for each in steps) and next_step(steps).step == "DECIDED_IN_PRINCIPLE"


def child(team, born: date):
    _, coordinator, person = team
    type(person).objects.filter(pk=person.pk).update(date_of_birth=born)
    person.refresh_from_db()
    act_as(coordinator)
    return make_case(person, coordinator, route="CYPCC"), coordinator


def test_at_16_one_press_refers_to_the_adult_route(team):
    case, coordinator = child(team, date(2010, 10, 1))
    early = {"case_id": case.pk, "on": date(2026, 9, 30), "by": coordinator}
    assert "16th birthday" in refusal(services.refer_to_adult_route, **early).message
    adult = services.refer_to_adult_route(**(early | {"on": ON}))
    assert adult.route == "CHC" and case.reference in adult.referred_by
    assert {each.step.value: each.done for each in transition_of(case, ON)}["REFERRED_16"] == ON
    case.refresh_from_db()
    assert case.state != "CLOSED"


@pytest.mark.parametrize(
    ("step", "done_on", "field"),
    [("SCREENED", date(2026, 9, 30), "done_on"), ("NOTIFIED_14", date(2026, 10, 2), "done_on"), ("GROWN", ON, "step")],
)
def test_a_step_before_its_age_or_to_come_is_refused(team, step, done_on, field):
    case, coordinator = child(team, date(2010, 10, 1))
    values = {"case_id": case.pk, "step": step, "done_on": done_on, "on": ON, "by": coordinator}
    assert refusal(services.record_step, **values).field == field


def test_the_list_names_the_next_step_and_its_exact_day_in_one_query(team, django_assert_num_queries):
    commissioner, *_ = team
    case, coordinator = child(team, date(2012, 2, 29))
    other = make_person(team[2].organisation)
    type(other).objects.filter(pk=other.pk).update(date_of_birth=date(2009, 5, 4))
    other.refresh_from_db()
    assign(other, coordinator)
    second = make_case(other, coordinator, route="CYPCC")
    services.record_step(case_id=second.pk, step="REFERRED_16", done_on=date(2025, 5, 4), on=ON, by=coordinator)
    act_as(commissioner)
    with django_assert_num_queries(1):
        found = {row.pk: (row.next_step, row.step_due) for row in children_towards_adulthood(commissioner)}
    assert found == {case.pk: ("NOTIFIED_14", date(2026, 3, 1)), second.pk: ("SCREENED", date(2026, 5, 4))}
