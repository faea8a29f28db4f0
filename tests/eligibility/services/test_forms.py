"""The form of every route from its start to the kept form: place, draft, what is missing, completion."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from eligibility import selectors, services
from eligibility.enums import Tool
from eligibility.models import Assessment
from eligibility.services import work
from eligibility.services.merging import digests, flat, nested
from phb.core.clock import LONDON
from phb.core.errors import RuleBroken
from tests.factories.core import assign, make_grant, make_person, make_user
from tests.factories.eligibility import RECEIVED, checklist_answers, dst_answers, eligible, make_case, screened_in
from tests.factories.sheets import CRITERIA, LOCAL_CRITERIA, answers_for, children_answers, make_offer

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)
CHILD = date(2015, 5, 4)


@pytest.fixture
def team(actor_of, here):
    commissioner, coordinator = actor_of("COM"), actor_of("CC")
    approver = actor_of("COM")
    make_offer(commissioner, approver, "WHEELCHAIR", CRITERIA)
    make_offer(commissioner, approver, "UNPLANNED_CARE", LOCAL_CRITERIA)
    make_offer(commissioner, approver, "MATERNITY", CRITERIA, management_options=["NOTIONAL"])
    make_offer(commissioner, approver, "END_OF_LIFE", CRITERIA)
    actor_of("CC")

    def person(**fields: Any):
        made = make_person(here, **fields)
        assign(made, coordinator)
        return made

    from phb.core.tenancy import act_as

    act_as(coordinator)
    return commissioner, coordinator, person


def complete(form: Assessment, by, answers: dict[str, Any], on: date = ON, **more: Any) -> Assessment:
    form.refresh_from_db()
    return services.complete_form(assessment_id=form.pk, answers=answers, edits=form.edits, on=on, by=by, **more)


def refused(call, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value.message


# (route, tool, the outcome of the complete form, where the case is afterwards)
STRAIGHT = [
    ("WHEELCHAIR", "wheelchair", "RIGHT_TO_HAVE"),
    ("S117", "section_117", "ENTITLED"),
    ("FNC", "fnc", "ELIGIBLE"),
    ("JOINT_PACKAGE", "joint_package", "JOINT_PACKAGE"),
    ("LOCAL_OFFER", "local_offer", "OFFERED"),
]


@pytest.mark.parametrize(("route", "tool", "outcome"), STRAIGHT)
def test_a_route_without_screening_goes_by_one_form(team, route, tool, outcome):
    _, coordinator, person = team
    offer = {} if route != "LOCAL_OFFER" else {"offer_id": selectors_offer("UNPLANNED_CARE")}
    case = make_case(person(), coordinator, route=route, **offer)
    form = services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=ON)
    case.refresh_from_db()
    assert case.state == "AWAITING_ASSESSMENT"
    assert services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=ON).pk == form.pk
    assert "not complete" in refused(complete, form, coordinator, {})
    answers = answers_for(tool)
    done = complete(form, coordinator, answers)
    case.refresh_from_db()
    assert (done.state, done.outcome, case.state) == ("COMPLETED", outcome, "ASSESSED")
    assert done.result["facts"]["form_complete"] is True
    assert selectors.kept_form(case) == done
    for name, value in flat(answers).items():
        assert flat(done.answers)[name] == value


def selectors_offer(cohort: str) -> int:
    from eligibility.models import Offer

    return Offer.objects.get(cohort=cohort).pk


@pytest.mark.parametrize(
    ("route", "outcome", "changes"),
    [
        ("MATERNITY", "OFFERED", {}),
        ("MATERNITY", "NOT_OFFERED", {"top_up": True}),
        ("END_OF_LIFE", "OFFERED", {}),
        ("END_OF_LIFE", "NOT_OFFERED", {"criterion_answers": {"c1": False, "c2": True}}),
    ],
)
def test_maternity_and_end_of_life_are_judged_by_their_own_rule(team, route, outcome, changes):
    _, coordinator, person = team
    case = make_case(person(), coordinator, route=route)
    form = services.start_form(case_id=case.pk, tool="local_offer", by=coordinator, on=ON)
    answers = {**answers_for("local_offer"), "criterion_answers": {"c1": True, "c2": True}, **changes}
    assert complete(form, coordinator, answers).outcome == outcome


def test_a_childs_route_screens_with_the_pre_assessment(team):
    _, coordinator, person = team
    case = make_case(person(date_of_birth=CHILD), coordinator, route="CYPCC")
    assert "adult" in refused(services.start_form, case_id=case.pk, tool="checklist", by=coordinator)
    form = services.start_form(case_id=case.pk, tool="children_checklist", by=coordinator)
    case.refresh_from_db()
    assert case.state == "CHECKLIST"
    assert "Enter the day" in refused(complete, form, coordinator, answers_for("children_checklist"))
    done = complete(form, coordinator, answers_for("children_checklist"), received_on=ON)
    case.refresh_from_db()
    assert (done.outcome, case.state) == ("FULL_ASSESSMENT", "AWAITING_ASSESSMENT")
    assessment = services.start_form(case_id=case.pk, tool="children", by=coordinator, on=ON)
    assert "not complete" in refused(complete, assessment, coordinator, {"level": children_answers()["level"]})
    done = complete(assessment, coordinator, answers_for("children"))
    case.refresh_from_db()
    assert (done.outcome, case.state) == ("LIKELY_CC_NEED", "ASSESSED")


def test_a_pre_assessment_that_asks_for_nothing_screens_out(team):
    _, coordinator, person = team
    case = make_case(person(date_of_birth=CHILD), coordinator, route="CYPCC")
    form = services.start_form(case_id=case.pk, tool="children_checklist", by=coordinator)
    answers = {**answers_for("children_checklist"), "pre_assessment_outcome": "NO_FULL_ASSESSMENT"}
    complete(form, coordinator, answers)
    case.refresh_from_db()
    assert case.state == "SCREENED_OUT"


@pytest.mark.parametrize(
    ("born", "message"),
    [(date(2009, 10, 2), "turns 17 on 2 October 2026"), (date(2009, 10, 1), None), (date(1950, 1, 1), None)],
    ids=["16: one day before 17", "17 on the day", "adult"],
)
def test_the_adult_tool_waits_for_the_seventeenth_birthday(team, born, message):
    _, coordinator, person = team
    case = screened_in(person(date_of_birth=born), coordinator)
    if message:
        assert message in refused(services.start_form, case_id=case.pk, tool="dst", by=coordinator, on=ON)
    else:
        assert services.start_form(case_id=case.pk, tool="dst", by=coordinator, on=ON).tool == "dst"


@pytest.mark.parametrize("tool", ["review", "phb_request", "direct_payment"])
def test_forms_beside_the_path_follow_a_decision_and_move_nothing(team, tool):
    commissioner, coordinator, person = team
    case = make_case(person(), coordinator)
    assert "follows a decision" in refused(services.start_form, case_id=case.pk, tool=tool, by=coordinator)
    from phb.core.tenancy import act_as

    act_as(commissioner)
    case = eligible(person(), coordinator, commissioner)
    act_as(coordinator)
    form = services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=ON)
    done = complete(form, coordinator, answers_for(tool))
    case.refresh_from_db()
    expected = {"review": "CARE_PLAN_STANDS", "phb_request": "GRANTED", "direct_payment": "PERMITTED"}[tool]
    assert (done.outcome, case.state) == (expected, "ELIGIBLE")
    assert selectors.kept_form(case).tool == "dst"


@pytest.mark.parametrize(
    ("route", "tool"),
    [
        ("CHC", "children"), ("CHC", "fnc"), ("CHC", "children_checklist"), ("CYPCC", "dst"), ("FNC", "wheelchair"),
        ("S117", "local_offer"), ("WHEELCHAIR", "checklist"), ("LOCAL_OFFER", "section_117"), ("CHC", "fast_track"),
    ],
)  # fmt: skip
def test_a_form_of_another_route_is_not_started(team, route, tool):
    _, coordinator, person = team
    case = make_case(person(date_of_birth=CHILD if route == "CYPCC" else date(1950, 1, 1)), coordinator, route=route)
    refused(services.start_form, case_id=case.pk, tool=tool, by=coordinator)
    assert not Assessment.objects.exists()


# What cannot be read is kept as typed, and named.
@pytest.mark.parametrize(
    ("tool", "route", "field", "typed", "words"),
    [
        ("fnc", "FNC", "start_date", "31/2/2026", "enter a real date"),
        ("section_117", "S117", "left_hospital", "soon", "enter a real date"),
        ("wheelchair", "WHEELCHAIR", "budget_value", "about £2000", "Value of the budget"),
        ("wheelchair", "WHEELCHAIR", "budget_years", "five", "in digits"),
    ],
)
def test_what_cannot_be_read_is_kept_and_makes_the_form_invalid(team, tool, route, field, typed, words):
    _, coordinator, person = team
    case = make_case(person(), coordinator, route=route)
    form = services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=ON)
    services.save_draft(
        assessment_id=form.pk, answers={**answers_for(tool), field: typed}, edits=form.edits, by=coordinator
    )
    form.refresh_from_db()
    result = selectors.result_of(form, ON)
    assert form.answers[field] == typed and result.outcome == "INVALID"
    assert any(problem.field == field and words in problem.words for problem in result.problems)
    assert "not valid" in refused(complete, form, coordinator, {})


def test_what_only_the_form_needs_is_asked_for_too(team):
    _, coordinator, person = team
    case = make_case(person(), coordinator, route="FNC")
    form = services.start_form(case_id=case.pk, tool="fnc", by=coordinator, on=ON)
    answers = {key: value for key, value in answers_for("fnc").items() if key not in ("rationale", "findings")}
    services.save_draft(assessment_id=form.pk, answers=answers, edits=form.edits, by=coordinator)
    form.refresh_from_db()
    result = selectors.result_of(form, ON)
    assert (result.outcome, [p.field for p in result.problems]) == ("ELIGIBLE", ["findings", "rationale"])
    assert "not complete" in refused(complete, form, coordinator, {})


# --- nothing known is typed twice


def test_what_the_record_knows_stands_on_a_new_form(team):
    commissioner, coordinator, person = team
    made = person()
    from phb.core.tenancy import act_as

    case = make_case(made, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    assert form.answers["practitioner"] == coordinator.name
    complete(form, coordinator, checklist_answers(breathing="A"), on=RECEIVED, received_on=RECEIVED)
    dst = services.start_form(case_id=case.pk, tool="dst", by=coordinator, on=ON)
    complete(dst, coordinator, dst_answers(recommendation="RECOMMEND_NOT_ELIGIBLE"))
    act_as(commissioner)
    services.decide(
        case_id=case.pk, decision="NOT_ELIGIBLE", reasons="Not mainly health.", reason_codes=["NATURE"],
        on=ON, by=commissioner, review_rights_given=True, delay_reason="Evidence came late.",
    )  # fmt: skip
    act_as(coordinator)
    nursing = make_case(made, coordinator, route="FNC", setting="NURSING_HOME", received_on=ON)
    form = services.start_form(case_id=nursing.pk, tool="fnc", by=coordinator, on=ON)
    assert (form.answers["chc_considered"], form.answers["nursing_home"]) == ("YES_NOT_ELIGIBLE", True)


def test_a_childs_direct_payment_starts_with_the_representative(team, here):
    commissioner, coordinator, person = team
    from phb.core.tenancy import act_as

    made = person(date_of_birth=CHILD)
    make_grant(made, make_user(name="Nadia Rahman"), "REPRESENTATIVE", basis="PARENTAL_RESPONSIBILITY")
    case = make_case(made, coordinator, route="CYPCC")
    services.go_to_assessment(case_id=case.pk, noticed_on=RECEIVED, reason="Agreed already.", by=coordinator)
    form = services.start_form(case_id=case.pk, tool="children", by=coordinator, on=ON)
    complete(form, coordinator, answers_for("children"))
    act_as(commissioner)
    services.decide(
        case_id=case.pk, decision="ELIGIBLE", reasons="A continuing care need.", reason_codes=[], on=ON, by=commissioner
    )
    act_as(coordinator)
    form = services.start_form(case_id=case.pk, tool="direct_payment", by=coordinator, on=ON)
    assert (form.answers["recipient_type"], form.answers["representative_name"], form.answers["representative_basis"]) == (
        "REPRESENTATIVE", "Nadia Rahman", "PARENTAL_RESPONSIBILITY",
    )  # fmt: skip


def test_the_last_form_is_taken_only_when_asked_and_its_judgement_never(team):
    _, coordinator, person = team
    made = person()
    first = make_case(made, coordinator, route="WHEELCHAIR")
    form = services.start_form(case_id=first.pk, tool="wheelchair", by=coordinator, on=ON)
    complete(form, coordinator, answers_for("wheelchair"))
    services.close_case(case_id=first.pk, reason="Moved away and back.", by=coordinator)
    again = make_case(made, coordinator, route="WHEELCHAIR", received_on=ON)
    draft = services.start_form(case_id=again.pk, tool="wheelchair", by=coordinator, on=ON)
    assert "findings" not in draft.answers and selectors.earlier_form(draft) == form
    services.save_draft(assessment_id=draft.pk, answers={"need_reason": "FIRST_CHAIR"}, edits=0, by=coordinator)
    assert "changed this form" in refused(services.start_from_earlier, assessment_id=draft.pk, edits=0, by=coordinator)
    taken = services.start_from_earlier(assessment_id=draft.pk, edits=1, by=coordinator)
    assert (taken.answers["need_reason"], taken.answers["findings"]) == ("FIRST_CHAIR", "Posture has changed.")
    assert not taken.answers.get("recommendation") and not taken.answers.get("rationale")


# --- two people on one form


@pytest.mark.parametrize(
    ("route", "tool", "text", "yes_no"),
    [
        ("WHEELCHAIR", "wheelchair", "findings", "long_term"),
        ("S117", "section_117", "residence_before_detention_la", "on_cto"),
        ("FNC", "fnc", "findings", "agrees"),
        ("JOINT_PACKAGE", "joint_package", "la_part", "nhs_part_agreed"),
    ],
)
def test_two_people_on_one_form_lose_nothing(team, actor_of, route, tool, text, yes_no):
    _, first, person = team
    made = person()
    case = make_case(made, first, route=route)
    form = services.start_form(case_id=case.pk, tool=tool, by=first, on=ON)
    second = actor_of("CLN")
    assign(made, second, kind="CLINICIAN")
    names = (text, yes_no, "rationale")

    def page(**changes: Any) -> dict[str, Any]:
        held = flat(form.answers)
        fields = {name: held.get(name, "") for name in names} | changes
        return {"answers": nested(fields), "edits": form.edits, "seen": digests(form.answers, names)}

    one, other = page(**{text: "First.", yes_no: False}), page(**{text: "Second.", yes_no: True, "rationale": "Why."})
    services.save_draft(assessment_id=form.pk, by=first, **one)
    saved = services.save_draft(assessment_id=form.pk, by=second, **other)
    # A "no" is an answer: the second person's "yes" does not replace it unseen.
    assert set(saved.both) == {text, yes_no} and saved.taken == ("rationale",)
    assert (saved.form.answers[text], saved.form.answers[yes_no]) == ("First.", False)
    notes = {note.answers["field"]: note.answers["value"] for note in selectors.open_notes(saved.form)}
    assert notes == {text: "Second.", yes_no: True}


def test_a_draft_is_discarded_with_its_reason_and_another_begun(team):
    _, coordinator, person = team
    case = make_case(person(), coordinator, route="FNC")
    form = services.start_form(case_id=case.pk, tool="fnc", by=coordinator, on=ON)
    assert "Write why" in refused(services.discard_draft, assessment_id=form.pk, reason=" ", by=coordinator)
    services.discard_draft(assessment_id=form.pk, reason="Wrong person.", by=coordinator)
    assert services.start_form(case_id=case.pk, tool="fnc", by=coordinator, on=ON).pk != form.pk


def test_every_tool_but_fast_track_has_a_complete_example():
    for tool in set(Tool) - {Tool.FAST_TRACK}:
        assert answers_for(tool)


def test_only_criteria_that_count_decide_and_all_of_them_are_asked(team, actor_of):
    commissioner, coordinator, person = team
    from phb.core.tenancy import act_as

    act_as(commissioner)
    more = [*CRITERIA, {"id": "c3", "text": "Is there a carer?", "type": "boolean", "required": False}]
    offer = make_offer(commissioner, actor_of("COM"), "WHEELCHAIR", more, name="Another offer", since=date(2026, 9, 1))
    act_as(coordinator)
    case = make_case(person(), coordinator, route="WHEELCHAIR", offer_id=offer.pk)
    form = services.start_form(case_id=case.pk, tool="wheelchair", by=coordinator, on=ON)
    answers = answers_for("wheelchair")
    for criteria, outcome in (
        ({"c1": True}, "INCOMPLETE"),
        ({"c1": True, "c2": False}, "NO_RIGHT"),
        ({"c1": True, "c2": True}, "RIGHT_TO_HAVE"),
        ({"c1": True, "c2": True, "c3": False}, "RIGHT_TO_HAVE"),
    ):
        form.answers = {**answers, "criteria_met": criteria}
        assert selectors.result_of(form, ON).outcome == outcome, criteria


@pytest.mark.parametrize(
    ("born", "rule"), [(date(2009, 10, 1), "CHC-G1-17"), (date(2008, 10, 1), None)], ids=["17", "18 on the day"]
)
def test_an_adult_form_about_somebody_of_17_says_what_it_can_lead_to(team, born, rule):
    _, coordinator, person = team
    case = make_case(person(date_of_birth=born), coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator, on=ON)
    found = [warning.rule for warning in selectors.result_of(form, ON).warnings]
    assert (rule in found) if rule else not found


def test_those_who_attended_the_meeting_are_the_team_and_later_ones_can_be_taken(team):
    _, coordinator, person = team
    case = screened_in(person(), coordinator)

    def held(day: int, **names: bool) -> None:
        at = datetime(2026, 9, day, 10, tzinfo=LONDON)
        meeting = work.plan_meeting(case_id=case.pk, starts_at=at, by=coordinator)
        came = []
        for name, there in names.items():
            asked = work.invite(
                meeting_id=meeting.pk, profession="NURSE_ASSESSOR", name=name, works_for="Northmoor ICB", on=ON,
                by=coordinator,
            )  # fmt: skip
            came += [asked.pk] if there else []
        work.hold_meeting(meeting_id=meeting.pk, attended=came, at=at + timedelta(hours=2), by=coordinator)

    held(10, Ada=True, Ben=False)
    form = services.start_form(case_id=case.pk, tool="dst", by=coordinator, on=ON)
    assert [row["name"] for row in form.answers["members"]] == ["Ada"]
    held(17, Cem=True)
    taken = services.take_team(assessment_id=form.pk, edits=0, by=coordinator)
    assert [row["name"] for row in taken.answers["members"]] == ["Cem"]
    assert "changed this form" in refused(services.take_team, assessment_id=form.pk, edits=0, by=coordinator)


def test_problems_come_in_the_order_of_the_form(team):
    _, coordinator, person = team
    case = make_case(person(), coordinator, route="FNC")
    form = services.start_form(case_id=case.pk, tool="fnc", by=coordinator, on=ON)
    form.answers = {"start_date": "soon", "rationale": ""}
    fields = [problem.field for problem in selectors.result_of(form, ON).problems]
    assert fields[0] == "chc_considered" and fields.index("start_date") < fields.index("recommendation")
