"""Clocks of cases: start, target, stop, holder; reviews side by side; hours; lists and the desk."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eligibility import selectors, services
from eligibility.models import Case
from eligibility.rules.case_clocks import Holder, Kind
from eligibility.selectors.clock_lists import holder_condition, kind_condition, state_condition
from phb.core.errors import RuleBroken
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import RECEIVED, assessed, eligible, make_case, screened_in
from tests.factories.routes import complete, decide, decided, with_form
from tests.factories.sheets import answers_for

pytestmark = pytest.mark.django_db
SOON = 7
FAST = {
    "clinician_name": "Dr Ray", "clinician_register": "GMC_DOCTOR", "responsible_under_nhs_act": True,
    "rapidly_deteriorating": True, "may_be_entering_terminal_phase": True, "reasons": "Advanced disease.",
    "preferred_place_of_care": "Home",
}  # fmt: skip


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


def clock(case: Case, key: str, on: date, **more: Any) -> selectors.CaseClock | None:
    case.refresh_from_db()
    return next((each for each in selectors.clocks_of(case, on, SOON, **more) if each.key == key), None)


def test_the_first_review_runs_three_months_from_the_decision_and_the_next_a_year_from_the_last(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner, on=date(2026, 9, 20))
    first = clock(case, "K3", date(2026, 10, 1))
    assert (first.due, first.held_by, first.legal) == (
        date(2026, 12, 20),
        "the care coordinator, to review",
        "guidance",
    )
    assert clock(case, "K3", date(2026, 12, 20)).overdue == 0
    assert clock(case, "K3", date(2026, 12, 21)).overdue == 1
    complete(case, "review", coordinator, on=date(2026, 12, 1))
    case.refresh_from_db()
    assert (case.review_clock, case.review_due_on, case.state) == ("K4", date(2027, 12, 1), "ELIGIBLE")
    assert clock(case, "K3", date(2026, 12, 2)) is None
    assert clock(case, "K4", date(2026, 12, 2)).since == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
    ],
)
def test_three_months_end_on_the_last_day_of_a_shorter_month(team, day, due):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner, on=date(2026, 9, 20))
    Case.objects.filter(pk=case.pk).update(payments_from=None)
    services.direct_payments_made(case_ids=[case.pk], paid_on=day, by=commissioner)
    assert clock(case, "K10", day).due == due


def test_the_review_of_direct_payments_stands_beside_that_of_the_case(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner, on=date(2026, 9, 20))
    paid = date(2026, 11, 2)
    assert services.direct_payments_made(case_ids=[case.pk], paid_on=paid, by=commissioner) == 1
    assert services.direct_payments_made(case_ids=[case.pk], paid_on=date(2026, 12, 2), by=commissioner) == 0
    assert (clock(case, "K3", paid).due, clock(case, "K10", paid).due) == (date(2026, 12, 20), date(2027, 2, 2))
    assert (case.next_due_on, case.next_clock) == (date(2026, 12, 20), "K3")
    assert clock(case, "K10", paid).legal == "regulation"
    complete(case, "review", coordinator, on=date(2026, 12, 10))
    assert (clock(case, "K4", paid).due, clock(case, "K11", paid).due) == (date(2027, 12, 10), date(2027, 12, 10))


def test_a_review_before_the_first_payment_leaves_its_clock_alone(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner, on=date(2026, 9, 20))
    services.direct_payments_made(case_ids=[case.pk], paid_on=date(2026, 11, 2), by=commissioner)
    complete(case, "review", coordinator, on=date(2026, 11, 1))
    assert clock(case, "K10", date(2026, 11, 3)).due == date(2027, 2, 2)


@pytest.mark.parametrize("route", ["FNC", "S117"])
def test_other_routes_have_their_own_reviews(team, route):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, route, on=date(2026, 9, 20))
    key, due = {"FNC": ("FNC1", date(2026, 12, 20)), "S117": ("AFT", date(2027, 9, 20))}[route]
    assert clock(case, key, date(2026, 9, 21)).due == due
    complete(case, "review", coordinator, on=date(2026, 11, 1))
    assert clock(case, {"FNC": "FNC2", "S117": "AFT"}[route], date(2026, 11, 2)).due == date(2027, 11, 1)


# --- Fast Track


def fast(person, coordinator, commissioner, at: datetime) -> Case:
    case = make_case(person, coordinator)
    services.receive_fast_track(case_id=case.pk, answers=FAST, received_at=at, by=coordinator)
    decide(case, commissioner, on=at.date())
    case.refresh_from_db()
    return case


def test_fast_track_is_counted_in_hours_until_care_is_in_place(team):
    commissioner, coordinator, person = team
    at = datetime(2026, 10, 24, 9, 30, tzinfo=UTC)  # 10:30 in England, the day before the clocks go back
    case = fast(person, coordinator, commissioner, at)
    assert case.care_due_at == at + timedelta(hours=48)
    running = clock(case, "K2", date(2026, 10, 25), at=at + timedelta(hours=30))
    assert (running.line, running.overdue, running.held_by) == (
        "Hour 30 of 48",
        0,
        "the commissioner, to put care in place",
    )
    assert (
        "26\N{NO-BREAK SPACE}October\N{NO-BREAK SPACE}2026 at\N{NO-BREAK SPACE}9:30am" in running.until
    )  # elapsed, not by the wall
    assert clock(case, "K2", date(2026, 10, 26), at=at + timedelta(hours=48)).overdue == 0
    late = clock(case, "K2", date(2026, 10, 26), at=at + timedelta(hours=48, minutes=1))
    assert late.overdue == 1 and "1\N{NO-BREAK SPACE}hour" in late.until
    assert case.next_clock == "K2"
    now = at + timedelta(hours=50)
    put = {"case_id": case.pk, "now": now, "by": coordinator}
    assert refusal(services.put_care_in_place, at=now + timedelta(minutes=1), **put).field == "at"
    assert refusal(services.put_care_in_place, at=at - timedelta(minutes=1), **put).field == "at"
    services.put_care_in_place(at=at + timedelta(hours=20), **put)
    assert "hour 20 of 48" in clock(case, "K2", date(2026, 10, 30), at=now).stopped
    assert (case.next_clock, case.next_due_on) == ("K3", date(2027, 1, 24))
    assert "already" in refusal(services.put_care_in_place, at=now, **put).message


def test_a_concern_about_the_tool_leaves_the_case_accepted(team):
    commissioner, coordinator, person = team
    case = fast(person, coordinator, commissioner, datetime(2026, 10, 1, 9, 30, tzinfo=UTC))
    services.raise_concern(case_id=case.pk, words="Wrote to the hospice about the missing reasons.", by=commissioner)
    case.refresh_from_db()
    assert case.state == "ELIGIBLE"
    other = eligible(make_person_of(person, coordinator), coordinator, commissioner)
    assert "no Fast Track" in refusal(services.raise_concern, case_id=other.pk, words="x", by=commissioner).message


def make_person_of(person, coordinator):
    other = make_person(person.organisation)
    assign(other, coordinator)
    return other


# --- children, 17, delays


def test_the_six_weeks_start_where_the_commissioner_says(team, here):
    commissioner, coordinator, person = team
    type(person).objects.filter(pk=person.pk).update(date_of_birth=date(2015, 5, 4))
    person.refresh_from_db()
    case = make_case(person, coordinator, route="CYPCC")
    assert (case.due_clock, case.due_on) == ("K9", RECEIVED + timedelta(days=42))
    act_as(commissioner)
    set_policy(key="children_clock_starts", value="ASSESSMENT_ACCEPTED", starts=date(2026, 1, 1), by=commissioner)
    other = make_person_of(person, coordinator)
    type(person).objects.filter(pk=other.pk).update(date_of_birth=date(2015, 5, 4))
    other.refresh_from_db()
    act_as(coordinator)
    later = make_case(other, coordinator, route="CYPCC")
    assert later.due_on is None
    form = services.start_form(case_id=later.pk, tool="children_checklist", by=coordinator)
    accepted = date(2026, 9, 8)
    services.complete_form(
        assessment_id=form.pk, answers=answers_for("children_checklist"), edits=form.edits, on=accepted, received_on=accepted,
        by=coordinator,
    )  # fmt: skip
    later.refresh_from_db()
    assert later.due_on == date(2026, 10, 20)


def test_at_17_the_decision_in_principle_has_no_fixed_limit(team):
    _commissioner, coordinator, person = team
    type(person).objects.filter(pk=person.pk).update(date_of_birth=date(2009, 10, 1))
    person.refresh_from_db()
    case = make_case(person, coordinator)
    assert clock(case, "K15", date(2026, 9, 30)) is None
    seen = clock(case, "K15", date(2026, 10, 11))
    assert (seen.line, seen.overdue, seen.due) == ("Day 10, no fixed limit", 0, None)


def test_a_reason_for_a_delay_explains_and_never_pauses(team):
    _commissioner, coordinator, person = team
    case = screened_in(person, coordinator)
    due = case.due_on
    note = {"case_id": case.pk, "clock": "K1", "within_control": True, "on": date(2026, 9, 25), "by": coordinator}
    assert refusal(services.note_delay, reason=" ", **note).field == "reason"
    assert refusal(services.note_delay, reason="x", **(note | {"clock": "K99"})).field == "clock"
    services.note_delay(reason="Two assessors are away.", **note)
    case.refresh_from_db()
    assert case.due_on == due and clock(case, "K1", date(2026, 9, 30)).overdue == 1
    assert [each.reason for each in selectors.delays_of(case)] == ["Two assessors are away."]


def test_until_when_a_no_may_be_questioned(team):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "CHC", "NOT_ELIGIBLE", on=date(2026, 9, 20))
    limit = clock(case, "K5", date(2026, 10, 1))
    assert (limit.due, limit.limit, limit.overdue) == (date(2027, 3, 20), True, 0)
    assert "until 20\N{NO-BREAK SPACE}March\N{NO-BREAK SPACE}2027" in limit.line
    assert "only if the board accepts" in clock(case, "K5", date(2027, 3, 21)).line


# --- lists and the desk


def test_who_holds_the_nearest_clock(team, here):
    commissioner, coordinator, person = team
    screened_in(person, coordinator)
    assessed(make_person_of(person, coordinator), coordinator)
    eligible(make_person_of(person, coordinator), coordinator, commissioner)
    fast(make_person_of(person, coordinator), coordinator, commissioner, datetime(2026, 10, 1, 9, 30, tzinfo=UTC))

    def held(holder: Holder) -> list[str]:
        return sorted(Case.objects.filter(holder_condition(holder)).values_list("next_clock", flat=True))

    assert held(Holder.TEAM) == ["K1"]
    assert held(Holder.COMMISSIONER) == ["K1", "K2"]
    assert held(Holder.COORDINATOR) == ["K3"]
    kinds = {kind: Case.objects.filter(kind_condition(kind)).count() for kind in Kind}
    assert kinds == {"DECISION": 2, "CARE": 1, "REVIEW": 2, "PAYMENT_REVIEW": 0, "REQUEST": 0}
    late = Case.objects.filter(state_condition("overdue", date(2026, 9, 30), SOON))
    assert late.count() == 2


def test_the_desk_counts_overdue_work_for_whoever_holds_it(team):
    commissioner, coordinator, person = team
    assessed(person, coordinator)
    figures = {row["key"]: row for row in selectors.desk_counts(commissioner, date(2026, 9, 30))}
    mine = figures["overdue_COMMISSIONER"]
    assert (mine["count"], mine["waits_for"], mine["filter"]) == (
        1,
        ("COM",),
        {"held": "COMMISSIONER", "clock": "overdue"},
    )
    assert figures["overdue_TEAM"]["count"] == 0


def test_clocks_of_a_case_ask_a_handful_of_queries(team, django_assert_max_num_queries):
    commissioner, coordinator, person = team
    case = with_form(person, coordinator, "CHC")
    decide(case, commissioner)
    case = selectors.case_for(commissioner, case.pk)
    with django_assert_max_num_queries(6):
        selectors.clocks_of(case, date(2026, 10, 1), SOON)
