"""From referral to decision: states, clocks, and the sentences of refusals."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from eligibility import selectors, services
from eligibility.models import Case, Decision
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job, Move
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import (
    RECEIVED,
    assessed,
    checklist_answers,
    dst_answers,
    dst_of,
    eligible,
    make_case,
    screened_in,
)
from tests.factories.sheets import CRITERIA, answers_for, make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(actor_of, here):
    """A commissioner, a coordinator with a person on the caseload, and the person."""
    commissioner, coordinator = actor_of("COM"), actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    return commissioner, coordinator, person


def decide(case, by, **changes):
    values = {
        "decision": "ELIGIBLE",
        "reasons": "Mainly health needs.",
        "reason_codes": ["NATURE"],
        "on": date(2026, 9, 20),
    }
    return services.decide(case_id=case.pk, by=by, **{**values, **changes})


def refusal(call, *args, **kwargs) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught, transaction.atomic():
        call(*args, **kwargs)
    return caught.value


def test_a_referral_begins_a_case_without_a_clock(team, settle):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    assert (case.state, case.due_on, case.rule_set) == ("REFERRAL_RECEIVED", None, "chc-tools-2022-07")
    assert case.reference.startswith("CHC-2026-")
    assert [move.verb for move, _ in selectors.history(case)] == ["created"]
    settle()


def test_a_second_undecided_case_by_the_same_route_is_refused_in_words(team):
    _, coordinator, person = team
    first = make_case(person, coordinator)
    error = refusal(make_case, person, coordinator)
    assert first.reference in error.message and "go on with it" in error.message and error.field == "route"
    make_case(person, coordinator, route="WHEELCHAIR")
    with pytest.raises(IntegrityError, match="one_undecided_case_per_route"), transaction.atomic():
        Case.objects.create(
            organisation_id=person.organisation_id,
            person=person,
            route="CHC",
            reference="X-1",
            received_on=RECEIVED,
            referred_by="x",
            rule_set="x",
        )


@pytest.mark.parametrize(
    ("born", "route", "refused"),
    [
        (date(2010, 9, 2), "CHC", True),
        (date(2010, 9, 1), "CHC", False),
        (date(2008, 9, 1), "CYPCC", True),
        (date(2008, 9, 2), "CYPCC", False),
    ],
)
def test_the_route_fits_the_age(team, here, born, route, refused):
    _, coordinator, _ = team
    person = make_person(here, date_of_birth=born)
    assign(person, coordinator)
    if refused:
        assert refusal(make_case, person, coordinator, route=route).field == "route"
    else:
        make_case(person, coordinator, route=route)


def test_a_positive_checklist_starts_28_days_on_receipt(team):
    _, coordinator, person = team
    case = screened_in(person, coordinator)
    assert (case.state, case.clock_started_on, case.due_on) == (
        "AWAITING_ASSESSMENT",
        date(2026, 9, 1),
        date(2026, 9, 29),
    )
    (clock,) = selectors.clocks_of(case, date(2026, 9, 20), 7)
    assert (clock.day, clock.length, clock.due, clock.overdue, clock.near) == (19, 28, date(2026, 9, 29), 0, False)
    assert "team" in clock.held_by
    last, late = (selectors.clocks_of(case, day, 7)[0] for day in (date(2026, 9, 29), date(2026, 9, 30)))
    assert (last.near, last.overdue, late.overdue) == (True, 0, 1)


def test_a_positive_checklist_without_a_day_of_receipt_is_refused(team):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    error = refusal(
        services.complete_form,
        assessment_id=form.pk,
        answers=checklist_answers(breathing="A"),
        edits=0,
        on=RECEIVED,
        by=coordinator,
    )
    assert error.field == "received_on"
    case.refresh_from_db()
    assert case.state == "CHECKLIST"


def test_a_negative_checklist_screens_out_and_judgement_needs_reasons(team):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    form = services.complete_form(
        assessment_id=form.pk, answers=checklist_answers(), edits=0, on=RECEIVED, by=coordinator
    )
    case.refresh_from_db()
    assert (form.outcome, case.state, case.due_on) == ("NEGATIVE", "SCREENED_OUT", None)
    again = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    answers = {**checklist_answers(), "judgement_reason": "Needs change fast."}
    done = services.complete_form(
        assessment_id=again.pk, answers=answers, edits=0, on=RECEIVED, received_on=RECEIVED, by=coordinator
    )
    assert done.outcome == "POSITIVE_BY_JUDGEMENT"
    form.refresh_from_db()
    assert form.state == "REPLACED"


def test_incomplete_and_invalid_are_told_apart(team):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    missing = checklist_answers()
    del missing["domain"]["skin"]
    error = refusal(
        services.complete_form, assessment_id=form.pk, answers=missing, edits=0, on=RECEIVED, by=coordinator
    )
    assert "is not complete. Choose A, B or C for Skin" in error.message
    wrong = checklist_answers(skin="D")
    error = refusal(services.complete_form, assessment_id=form.pk, answers=wrong, edits=0, on=RECEIVED, by=coordinator)
    assert "is not valid. Choose A, B or C for Skin" in error.message


def test_a_team_of_two_nurses_is_not_lawful(team):
    _, coordinator, person = team
    case = screened_in(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="dst", by=coordinator)
    answers = dst_answers(breathing="PRIORITY")
    answers["members"] = [{"profession": "NURSE"}, {"profession": "DISTRICT_NURSE"}]
    error = refusal(
        services.complete_form, assessment_id=form.pk, answers=answers, edits=0, on=date(2026, 9, 15), by=coordinator
    )
    assert "two professionals from different healthcare professions" in error.message


def test_the_commissioner_decides_and_the_letter_is_asked_for(team, settle):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    made = decide(case, commissioner)
    case.refresh_from_db()
    assert (case.state, case.decided_on, made.recommended_by_id) == ("ELIGIBLE", date(2026, 9, 20), coordinator.user_id)
    assert made.right["outcome"] == "RIGHT_TO_HAVE" and made.right["facts"]["phb_default_expected"] is True
    asked = Job.objects.get(kind="eligibility.render_letter")
    assert asked.payload == {"letter": made.letters.get().pk}
    assert selectors.right_stands(case, date(2026, 9, 20)) and not selectors.right_stands(case, date(2026, 9, 19))
    assert selectors.clocks_of(case, date(2026, 10, 1), 7)[0].stopped == "Stopped by the decision on day 19"
    settle()


def test_whoever_recommends_does_not_decide(team, actor_of, here):
    _, coordinator, person = team
    case = assessed(person, coordinator)
    both = actor_of("COM", user=_user(coordinator))
    assert "ask another commissioner" in refusal(decide, case, both).message
    with pytest.raises(IntegrityError, match="decider_did_not_recommend"), transaction.atomic():
        Decision.objects.create(
            organisation=here,
            person=person,
            case=case,
            decision="ELIGIBLE",
            decided_on=date(2026, 9, 20),
            reasons="x",
            rule_set="x",
            decided_by_id=coordinator.user_id,
            recommended_by_id=coordinator.user_id,
        )


def _user(actor):
    from phb.core.models import User

    return User.objects.get(pk=actor.user_id)


def test_reasons_that_may_not_decide_are_refused_by_name(team):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    error = refusal(decide, case, commissioner, reason_codes=["COST", "SETTING"])
    assert error.field == "reason_codes" and "cost or budget" in error.message
    decide(case, commissioner, reason_codes=["COST", "NATURE"])


def test_departing_from_the_team_needs_an_exceptional_reason_and_a_refusal_tells_of_review(team):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    refused = {"decision": "NOT_ELIGIBLE", "review_rights_given": True}
    assert refusal(decide, case, commissioner, **refused).field == "exceptional_reason"
    departing = {**refused, "exceptional_reason": "New evidence after the meeting."}
    assert (
        refusal(decide, case, commissioner, **{**departing, "review_rights_given": False}).field
        == "review_rights_given"
    )
    made = decide(case, commissioner, **departing)
    assert made.departs_from_mdt


def test_a_late_decision_says_why(team):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    late = date(2026, 9, 30)
    error = refusal(decide, case, commissioner, on=late)
    assert error.field == "delay_reason" and "29 September 2026" in error.message
    made = decide(case, commissioner, on=late, delay_reason="The family asked for time.")
    assert made.delay_reason


def test_a_return_for_evidence_goes_round_and_the_clock_runs_on(team):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    first = dst_of(case)
    decide(case, commissioner, decision="RETURNED_FOR_EVIDENCE", reasons="No care records for August.", reason_codes=[])
    case.refresh_from_db()
    assert (case.state, case.due_on, case.decided_on) == ("RETURNED_FOR_EVIDENCE", date(2026, 9, 29), None)
    assert not Job.objects.filter(kind="eligibility.render_letter").exists()
    again = services.start_form(case_id=case.pk, tool="dst", by=coordinator)
    assert again.answers["level"]["breathing"] == "SEVERE"
    services.complete_form(assessment_id=again.pk, answers={}, edits=0, on=date(2026, 9, 22), by=coordinator)
    error = refusal(decide, case, commissioner, on=date(2026, 9, 24), assessment_id=first.pk)
    assert "replaced after you opened this page" in error.message
    decide(case, commissioner, on=date(2026, 9, 24), assessment_id=again.pk)


def test_fast_track_received_whole_and_decided_eligible(team):
    commissioner, coordinator, person = team
    case = make_case(person, coordinator)
    answers = {
        "clinician_register": "GMC_DOCTOR",
        "responsible_under_nhs_act": True,
        "rapidly_deteriorating": True,
        "may_be_entering_terminal_phase": True,
        "reasons": "Rapid decline since August.",
    }
    at = datetime(2026, 9, 2, 9, 30, tzinfo=UTC)
    alert = services.receive_fast_track(
        case_id=case.pk, answers={**answers, "clinician_register": "OTHER"}, received_at=at, by=coordinator
    )
    case.refresh_from_db()
    assert (alert.outcome, case.state, case.fast_track) == ("INVALID", "REFERRAL_RECEIVED", False)
    services.receive_fast_track(case_id=case.pk, answers=answers, received_at=at, by=coordinator)
    case.refresh_from_db()
    assert (case.state, case.due_on, case.due_clock) == ("FAST_TRACK_RECEIVED", date(2026, 9, 4), "K2")
    refused = refusal(
        decide, case, commissioner, decision="NOT_ELIGIBLE", review_rights_given=True, on=date(2026, 9, 2)
    )
    assert "not possible" in refused.message
    made = decide(case, commissioner, on=date(2026, 9, 2), reason_codes=[])
    assert made.recommended_by is None and made.right["facts"]["phb_default_expected"] is False


@pytest.mark.parametrize(
    ("route", "tool", "stands"),
    [
        ("WHEELCHAIR", "wheelchair", True),
        ("S117", "section_117", True),
        ("JOINT_PACKAGE", "joint_package", True),
        ("FNC", "fnc", False),
    ],
)
def test_other_routes_go_by_their_own_form_and_a_decision(team, actor_of, route, tool, stands):
    commissioner, coordinator, person = team
    make_offer(commissioner, actor_of("COM"), "WHEELCHAIR", CRITERIA)
    act_as(coordinator)
    case = make_case(person, coordinator, route=route)
    form = services.start_form(case_id=case.pk, tool=tool, by=coordinator)
    answers = {key: value for key, value in answers_for(tool).items() if key != "rationale"}
    error = refusal(
        services.complete_form, assessment_id=form.pk, answers=answers, edits=0, on=RECEIVED, by=coordinator
    )
    assert "Enter: Why" in error.message
    services.complete_form(
        assessment_id=form.pk, answers={**answers, "rationale": "As found."}, edits=0, on=RECEIVED, by=coordinator
    )
    act_as(commissioner)
    decide(case, commissioner)
    case.refresh_from_db()
    assert (case.state, selectors.right_stands(case, date(2026, 9, 20))) == ("ELIGIBLE", stands)


def test_what_is_not_on_the_caseload_is_not_there(team, actor_of):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    stranger = actor_of("CC")
    for call in (
        lambda: make_case(person, stranger),
        lambda: services.start_form(case_id=case.pk, tool="checklist", by=stranger),
        lambda: services.close_case(case_id=case.pk, reason="x", by=stranger),
        lambda: selectors.case_for(stranger, case.pk),
    ):
        with pytest.raises(NotVisible):
            call()


def test_a_closed_case_leaves_its_draft_discarded(team):
    _, coordinator, person = team
    case = make_case(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    services.close_case(case_id=case.pk, reason="Moved to another area.", by=coordinator)
    form.refresh_from_db()
    assert form.state == "DISCARDED"
    assert Move.objects.filter(subject="eligibility.case", verb="close").get().reason == "Moved to another area."


def test_the_desk_counts_what_waits_in_a_handful_of_queries(team, here, django_assert_max_num_queries):
    commissioner, coordinator, person = team
    assessed(person, coordinator)
    other = make_person(here)
    assign(other, coordinator)
    screened_in(other, coordinator)
    with django_assert_max_num_queries(10):
        counts = {row["key"]: row["count"] for row in selectors.desk_counts(commissioner, date(2026, 9, 29))}
    assert counts.items() >= {"screening": 0, "assessment": 1, "decision": 1, "soon": 2, "overdue": 0}.items()
    late = {row["key"]: row for row in selectors.desk_counts(commissioner, date(2026, 9, 30))}
    assert late["overdue"]["count"] == 2 and late["overdue"]["filter"] == {"clock": "overdue"}


def test_the_decision_of_an_eligible_case_in_one_go(team):
    commissioner, coordinator, person = team
    assert eligible(person, coordinator, commissioner).state == "ELIGIBLE"
