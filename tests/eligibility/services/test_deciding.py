"""Deciding in every matter: each route in its own words, requests for a budget, direct payments, what follows."""

from datetime import date
from typing import Any

import pytest

from careplans import selectors as careplans
from careplans import services as plans
from eligibility import selectors, services
from eligibility.models import Case, Decision, NursingCare
from eligibility.selectors.routes import decided_label
from phb.core.errors import RuleBroken
from phb.core.models import Move
from phb.core.tenancy import act_as
from tests.factories.careplans import write
from tests.factories.core import assign, make_person
from tests.factories.eligibility import eligible
from tests.factories.routes import DECIDED, READY, complete, decide, decided, with_form
from tests.factories.sheets import CRITERIA, LOCAL_CRITERIA, answers_for, make_offer

pytestmark = pytest.mark.django_db
CHILD = date(2015, 5, 4)


@pytest.fixture
def team(actor_of, here):
    commissioner, approver, coordinator = actor_of("COM"), actor_of("COM"), actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    act_as(commissioner)
    make_offer(commissioner, approver, "WHEELCHAIR", CRITERIA)
    make_offer(commissioner, approver, "UNPLANNED_CARE", LOCAL_CRITERIA, review_route="Ask the offers panel again.")
    make_offer(commissioner, approver, "MATERNITY", CRITERIA, management_options=["NOTIONAL"])
    act_as(coordinator)
    return commissioner, coordinator, person


def born(person, day: date):
    type(person).objects.filter(pk=person.pk).update(date_of_birth=day)
    person.refresh_from_db()
    return person


def refusal(call, *args: Any, **kwargs: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value


# (route, answer, what the case keeps, the words, a part that the decision says)
ANSWERS = [
    ("CHC", "ELIGIBLE", "ELIGIBLE", "Eligible", ""),
    ("CYPCC", "HAS_CC_NEED", "ELIGIBLE", "Has a continuing care need", "panel"),
    ("WHEELCHAIR", "RIGHT_TO_HAVE", "ELIGIBLE", "Has a right to a personal wheelchair budget", "option"),
    ("S117", "ENTITLED", "ELIGIBLE", "Entitled to aftercare", "responsible_la"),
    ("FNC", "ELIGIBLE", "ELIGIBLE", "Nursing care is due", "band"),
    ("JOINT_PACKAGE", "JOINT_PACKAGE", "ELIGIBLE", "Joint package", "la_part"),
    ("LOCAL_OFFER", "OFFERED", "ELIGIBLE", "Offered", "way"),
]


@pytest.mark.parametrize(("route", "answer", "keeps", "words", "part"), ANSWERS)
def test_each_route_is_decided_in_its_own_words(team, route, answer, keeps, words, part):
    commissioner, coordinator, person = team
    case = with_form(born(person, CHILD) if route == "CYPCC" else person, coordinator, route)
    made = decide(case, commissioner, answer)
    case.refresh_from_db()
    assert (case.state, made.decision, decided_label(made, route)) == (keeps, keeps, words)
    assert not part or made.terms[part]
    assert made.recommended_by_id == coordinator.user_id


# (route, answer, what is missing, its field)
REFUSED = [
    ("CYPCC", "NO_CC_NEED", {"review_rights_given": False, "exceptional_reason": "x"}, "review_rights_given"),
    ("CYPCC", "NO_CC_NEED", {}, "exceptional_reason"),
    ("WHEELCHAIR", "NO_RIGHT", {}, "exceptional_reason"),
    ("WHEELCHAIR", "RIGHT_TO_HAVE", {"reasons": "  "}, "reasons"),
    ("WHEELCHAIR", "MAYBE", {}, "decision"),
    ("S117", "NOT_ENTITLED", {}, "exceptional_reason"),
    ("LOCAL_OFFER", "NOT_OFFERED", {}, "exceptional_reason"),
    ("LOCAL_OFFER", "NOT_AVAILABLE_IN_AREA", {"exceptional_reason": "x"}, "decision"),
    ("LOCAL_OFFER", "OFFERED", {"terms": {"way": "DIRECT_PAYMENT"}}, "way"),
    ("JOINT_PACKAGE", "LA_ONLY", {}, "exceptional_reason"),
    ("CHC", "ELIGIBLE", {"la_consulted": False}, "la_consultation"),
    ("CHC", "ELIGIBLE", {"reason_codes": ["COST"]}, "reason_codes"),
]


@pytest.mark.parametrize(("route", "answer", "more", "field"), REFUSED)
def test_a_decision_that_lacks_what_it_needs_is_refused_beside_its_field(team, route, answer, more, field):
    commissioner, coordinator, person = team
    case = with_form(born(person, CHILD) if route == "CYPCC" else person, coordinator, route)
    assert refusal(decide, case, commissioner, answer, **more).field == field
    assert not Decision.objects.exists()


def test_what_the_law_settles_is_not_decided_the_other_way(team):
    commissioner, coordinator, person = team
    answers = {**answers_for("section_117"), "section": "S2", "recommendation": "RECOMMEND_NOT_ELIGIBLE"}
    case = with_form(person, coordinator, "S117", answers=answers)
    error = refusal(decide, case, commissioner, "ENTITLED", exceptional_reason="All the same.")
    assert error.field == "decision" and "law" in error.message
    assert decide(case, commissioner, "NOT_ENTITLED").decision == "NOT_ELIGIBLE"


def test_an_answer_of_no_keeps_its_own_code_and_the_review_route_of_the_offer(team):
    commissioner, coordinator, person = team
    case = with_form(person, coordinator, "LOCAL_OFFER")
    made = decide(case, commissioner, "NOT_OFFERED", exceptional_reason="Another offer fits better.")
    assert made.terms["answer"] == "NOT_OFFERED" and made.terms["review_route"] == "Ask the offers panel again."
    assert made.departs_from_mdt and made.right["outcome"] == "LOCAL_DISCRETION"


def test_whoever_recommended_does_not_decide(team):
    _, coordinator, person = team
    case = with_form(person, coordinator, "S117")
    assert "ask another commissioner" in refusal(decide, case, coordinator, "ENTITLED").message


def test_the_authority_consulted_is_kept_with_the_decision(team):
    commissioner, coordinator, person = team
    case = with_form(person, coordinator, "CHC")
    made = decide(case, commissioner, la_consulted=False, la_consultation="No answer to three letters.")
    assert made.terms == {"la_consulted": False, "la_consultation": "No answer to three letters."}


def test_reasons_noted_while_the_clock_ran_explain_a_late_decision(team):
    commissioner, coordinator, person = team
    case = with_form(person, coordinator, "CHC")
    late = {"on": date(2026, 9, 30)}  # day 29
    assert refusal(decide, case, commissioner, **late).field == "delay_reason"
    services.note_delay(
        case_id=case.pk,
        clock="K1",
        reason="The hospital sent no notes.",
        within_control=False,
        on=READY,
        by=commissioner,
    )
    made = decide(case, commissioner, **late)
    assert made.delay_reason == "The hospital sent no notes."


@pytest.mark.parametrize(("day", "late"), [(date(2026, 10, 13), False), (date(2026, 10, 14), True)])
def test_the_six_weeks_of_a_child_end_on_day_42(team, day, late):
    commissioner, coordinator, person = team
    case = with_form(born(person, CHILD), coordinator, "CYPCC")
    if late:
        assert refusal(decide, case, commissioner, "HAS_CC_NEED", on=day).field == "delay_reason"
    else:
        assert decide(case, commissioner, "HAS_CC_NEED", on=day).delay_reason == ""


# --- what follows


def test_a_reassessment_that_says_yes_takes_the_earlier_case_over(team):
    commissioner, coordinator, person = team
    first = eligible(person, coordinator, commissioner)
    anew = services.reassess(case_id=first.pk, reason="Much more need at night.", on=date(2026, 10, 1), by=coordinator)
    first.refresh_from_db()
    assert (anew.state, anew.due_clock, anew.earlier_id, first.state) == (
        "AWAITING_ASSESSMENT",
        "K1",
        first.pk,
        "ELIGIBLE",
    )
    assert selectors.right_stands(first, date(2026, 10, 1))
    complete(anew, "dst", coordinator, on=date(2026, 10, 5))
    decide(anew, commissioner, on=date(2026, 10, 10))
    first.refresh_from_db()
    assert (first.state, first.ended_on, first.carried_by_id) == ("CLOSED", date(2026, 10, 10), anew.pk)
    assert selectors.right_stands(first, date(2026, 10, 10))  # its plan and budget stand on
    services.close_case(case_id=anew.pk, reason="Moved away.", by=coordinator)
    first.refresh_from_db()
    assert not selectors.right_stands(first, date(2026, 10, 11))


def test_a_reassessment_that_says_no_ends_the_care_only_when_it_is_said(team):
    commissioner, coordinator, person = team
    first = eligible(person, coordinator, commissioner)
    anew = services.reassess(case_id=first.pk, reason="Less need.", on=date(2026, 10, 1), by=coordinator)
    again = refusal(services.reassess, case_id=first.pk, reason="Twice.", on=date(2026, 10, 1), by=coordinator)
    assert "not decided yet" in again.message
    early = {"case_id": anew.pk, "ends_on": date(2026, 10, 9), "reason": "Council care.", "by": commissioner}
    assert "only after a new assessment" in refusal(services.end_earlier, **early).message
    complete(
        anew, "dst", coordinator, {**answers_for("dst"), "recommendation": "RECOMMEND_NOT_ELIGIBLE"}, date(2026, 10, 5)
    )
    decide(anew, commissioner, "NOT_ELIGIBLE", on=date(2026, 10, 10))
    first.refresh_from_db()
    assert first.state == "ELIGIBLE" and selectors.right_stands(first, date(2026, 10, 20))
    assert refusal(services.end_earlier, **early).field == "ends_on"  # the day before the decision
    services.end_earlier(**{**early, "ends_on": date(2026, 10, 10)})
    first.refresh_from_db()
    assert (first.state, first.ended_on) == ("CLOSED", date(2026, 10, 10))


def test_not_eligible_goes_on_with_nursing_care_or_a_joint_package_and_nothing_is_typed_again(team):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "CHC", "NOT_ELIGIBLE")
    act_as(coordinator)
    opened = services.go_on_with(case_id=case.pk, route="FNC", on=DECIDED, by=coordinator)
    assert (opened.route, opened.setting) == ("FNC", case.setting) and case.reference in opened.referred_by
    form = services.start_form(case_id=opened.pk, tool="fnc", by=coordinator)
    assert form.answers["chc_considered"] == "YES_NOT_ELIGIBLE"
    assert (
        services.go_on_with(case_id=case.pk, route="JOINT_PACKAGE", on=DECIDED, by=coordinator).route == "JOINT_PACKAGE"
    )
    services.leave_to_local_authority(case_id=case.pk, words="Told Ms Finch on 20 September.", by=coordinator)
    assert Move.objects.filter(verb="passed_to_local_authority", subject_id=case.pk).exists()
    case.refresh_from_db()
    assert case.state == "NOT_ELIGIBLE"  # it can still be questioned


def test_going_on_needs_a_refusal_first(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    assert (
        "not eligible" in refusal(services.go_on_with, case_id=case.pk, route="FNC", on=DECIDED, by=coordinator).message
    )


def test_nursing_care_stops_the_day_before_continuing_healthcare_starts(team):
    commissioner, coordinator, person = team
    nursing = decided(person, coordinator, commissioner, "FNC", on=date(2026, 9, 16))
    services.start_nursing_care(
        case_id=nursing.pk, home="The Limes", band="STANDARD", starts=date(2026, 9, 16), by=commissioner
    )
    decided(person, coordinator, commissioner, "CHC", on=date(2026, 9, 25))
    care = NursingCare.objects.get()
    assert care.ends == date(2026, 9, 24) and "Continuing healthcare starts on 25 September 2026" in care.end_reason


# --- a request for a budget


def answer(case: Case, by, **more: Any) -> Decision:
    act_as(by)
    values = {
        "extent": "ALL",
        "ways": ["NOTIONAL"],
        "reasons": "",
        "on": date(2026, 10, 12),
        "review_rights_given": False,
    }
    return services.answer_request(case_id=case.pk, by=by, **(values | more))


def test_a_request_is_granted_and_its_clock_stops(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    complete(case, "phb_request", coordinator, on=date(2026, 10, 5))
    case.refresh_from_db()
    assert case.request_due_on == date(2026, 10, 29)  # asked on 1 October, 28 days by the commissioner's own setting
    made = answer(case, commissioner)
    case.refresh_from_db()
    assert (made.matter, made.decision, case.request_due_on) == ("PHB_REQUEST", "GRANTED", None)
    assert made.terms == {"extent": "ALL", "ways": ["NOTIONAL"], "by_right": True}
    assert selectors.request_answer(case, date(2026, 10, 12)) == made
    assert selectors.request_answer(case, date(2026, 10, 11)) is None
    assert selectors.decision_in_force(case).matter == "ELIGIBILITY"
    assert "decided already" in refusal(answer, case, commissioner).message


REQUESTS = [
    ({"extent": "PART", "reasons": "Nights are nursed."}, "part_granted"),
    ({"extent": "PART", "part_granted": "Days."}, "reasons"),
    ({"extent": "NONE", "reasons": " ", "ways": []}, "reasons"),
    ({"extent": "NONE", "reasons": "Not appropriate here.", "ways": []}, "review_rights_given"),
    ({"ways": []}, "ways"),
    ({"ways": ["CASH"]}, "ways"),
    ({"extent": "SOME"}, "extent"),
    ({"on": date(2026, 10, 4)}, "on"),
]


@pytest.mark.parametrize(("more", "field"), REQUESTS)
def test_an_answer_to_a_request_that_lacks_something_is_refused(team, more, field):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    complete(case, "phb_request", coordinator, on=date(2026, 10, 5))
    assert refusal(answer, case, commissioner, **more).field == field


def test_a_refusal_where_there_is_no_right_is_the_commissioners_own(team):
    commissioner, coordinator, person = team
    case = decided(person, coordinator, commissioner, "LOCAL_OFFER")
    complete(case, "phb_request", coordinator, on=date(2026, 10, 5))
    more = {"extent": "NONE", "ways": [], "reasons": "The offer is one-off.", "review_rights_given": True}
    made = answer(case, commissioner, **more)
    assert (made.decision, made.terms["by_right"]) == ("REFUSED", False)


def test_the_assessor_of_a_request_does_not_answer_it(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    assert "Complete the form" in refusal(answer, case, commissioner).message
    complete(case, "phb_request", coordinator, on=date(2026, 10, 5))
    assert "does not decide" in refusal(answer, case, coordinator).message


# --- a direct payment


def pay(case: Case, by, code: str = "PERMITTED", **more: Any) -> Decision:
    act_as(by)
    values = {"reasons": "", "terms": {}, "on": date(2026, 10, 12), "review_rights_given": False}
    return services.decide_direct_payment(case_id=case.pk, answer=code, by=by, **(values | more))


def test_a_direct_payment_is_permitted_by_somebody_else(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    form = complete(
        case, "direct_payment", coordinator, {**answers_for("direct_payment"), "coordinator_id": "1"}, date(2026, 10, 5)
    )
    assert form.outcome in ("PERMITTED", "BLOCKED")
    if form.outcome == "PERMITTED":
        made = pay(case, commissioner)
        assert made.decision == "PERMITTED" and made.terms["recipient"] == "PERSON"
        assert selectors.direct_payment_decision(case, date(2026, 10, 12)) == made
        assert selectors.direct_payment_refused_on(case, date(2026, 10, 12)) is None


EXCLUDED = {"schedule_orders": [{"code": "EX-A", "start": "2026-01-01", "end": ""}]}
UNSUITABLE = {"can_manage": "NO", "refusal_reason": "Nobody could manage the money."}


@pytest.mark.parametrize("change", [EXCLUDED, {"consent": False}, UNSUITABLE])
def test_what_bars_a_direct_payment_bars_nothing_else(team, change):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    complete(case, "direct_payment", coordinator, {**answers_for("direct_payment"), **change}, date(2026, 10, 5))
    assert refusal(pay, case, commissioner).field == "answer"
    assert refusal(pay, case, commissioner, "REFUSED", review_rights_given=True).field == "reasons"
    assert refusal(pay, case, commissioner, "REFUSED", reasons="As found.").field == "review_rights_given"
    made = pay(case, commissioner, "REFUSED", reasons="As found.", review_rights_given=True)
    assert made.terms["other_ways"] == ["NOTIONAL", "THIRD_PARTY"]
    assert selectors.direct_payment_refused_on(case, date(2026, 10, 11)) is None
    assert selectors.direct_payment_refused_on(case, date(2026, 10, 12)) == date(2026, 10, 12)
    assert selectors.right_stands(case, date(2026, 10, 12))  # the budget itself stands


def test_a_refused_direct_payment_shuts_the_gate_of_the_plan(team, actor_of):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    act_as(coordinator)
    version = plans.start_plan(case_id=case.pk, by=coordinator, on=date(2026, 10, 1))
    write(version, coordinator)

    def gate(on: date) -> Any:
        return next(each for each in careplans.gates_of(version, on=on) if each.key == "exclusions")

    before = gate(date(2026, 10, 12))
    complete(case, "direct_payment", coordinator, {**answers_for("direct_payment"), **UNSUITABLE}, date(2026, 10, 5))
    pay(case, commissioner, "REFUSED", reasons="As found.", review_rights_given=True)
    assert gate(date(2026, 10, 11)).result == before.result  # no decision was in force yet: as without one
    after = gate(date(2026, 10, 12))
    assert after.is_shut and "refused on 12 October 2026" in after.why


# (what changed and the answers, whether it stops)
CHANGES = [
    (
        {"event": "LOSES_CAPACITY", "likely_temporary": True, "recipient_agrees": True, "lets_person_manage": True},
        False,
    ),
    ({"event": "LOSES_CAPACITY", "likely_temporary": False}, True),
    ({"event": "GAINS_CAPACITY", "person_consents": False}, True),
    ({"event": "GAINS_CAPACITY", "person_consents": True, "recipient_consents": True}, False),
    ({"event": "TURNS_16", "person_consents": False}, True),
]


@pytest.mark.parametrize(("answers", "stops"), CHANGES)
def test_a_change_of_capacity_or_age_stops_a_direct_payment_or_not(team, answers, stops):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    complete(case, "direct_payment", coordinator, on=date(2026, 10, 5))
    on = date(2026, 11, 2)
    change = {"case_id": case.pk, "answers": answers, "on": on, "by": commissioner}
    before = refusal(services.change_in_payment, reasons="x", notice_given=True, **change)
    assert "No direct payment is permitted" in before.message
    pay(case, commissioner)
    assert refusal(services.change_in_payment, reasons=" ", notice_given=True, **change).field == "reasons"
    if stops:
        assert refusal(services.change_in_payment, reasons="x", notice_given=False, **change).field == "notice_given"
    services.change_in_payment(reasons="As found.", notice_given=stops, **change)
    assert selectors.direct_payment_refused_on(case, on) == (on if stops else None)
    assert selectors.without_direct_payment([case.pk], on) == ({case.pk} if stops else set())
    assert selectors.without_direct_payment([case.pk], date(2026, 11, 1)) == set()
    assert case.letters.filter(kind="DP_STOPPED").count() == int(stops)


def test_a_change_that_is_not_answered_for_says_what_to_ask(team):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    complete(case, "direct_payment", coordinator, on=date(2026, 10, 5))
    pay(case, commissioner)
    values = {"case_id": case.pk, "reasons": "x", "notice_given": True, "on": date(2026, 11, 2), "by": commissioner}
    assert refusal(services.change_in_payment, answers={"event": "TURNS_16"}, **values).field == "person_consents"
    assert refusal(services.change_in_payment, answers={}, **values).field == "event"
