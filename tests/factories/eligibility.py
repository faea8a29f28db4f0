"""Made-up cases, brought along by the services themselves."""

from datetime import date

from eligibility import services
from eligibility.models import Assessment, Case
from eligibility.rules.domains import adult_domains, checklist_domains
from phb.core.actors import Actor
from phb.core.models import Person

RECEIVED = date(2026, 9, 1)
MEMBERS = [
    {
        "name": "Sister Catherine Bell",
        "profession": "NURSE_ASSESSOR",
        "organisation": "Northmoor ICB",
        "is_care_act_assessor": False,
    },
    {
        "name": "Tom Ade",
        "profession": "SOCIAL_WORKER",
        "organisation": "Northmoor Council",
        "is_care_act_assessor": True,
    },
]


def checklist_answers(**columns: str) -> dict:
    """All C unless told otherwise."""
    return {
        "domain": {key: columns.get(key, "C") for key in checklist_domains()},
        "evidence": {key: f"Seen at home: {key}." for key in checklist_domains()},
        "participated": "PERSON",
        "practitioner": "Sam Okafor",
        "practitioner_role": "Nurse assessor",
    }


def dst_answers(recommendation: str = "RECOMMEND_ELIGIBLE", **levels: str) -> dict:
    """No needs unless told otherwise; complete."""
    return {
        "level": {key: levels.get(key, "NONE") for key in adult_domains()},
        "evidence": {},
        "disagreement": {},
        "members": MEMBERS,
        "nature": "Kind of needs.",
        "intensity": "How much.",
        "complexity": "How they meet.",
        "unpredictability": "How they change.",
        "recommendation": recommendation,
        "rationale": "Taken together the needs are health needs.",
        "participated": "PERSON",
    }


def make_case(person: Person, by: Actor, *, route: str = "CHC", received_on: date = RECEIVED, **fields) -> Case:
    values = {"referred_by": "Dr Lewis", "referrer_role": "GP", "reason": "Needs have grown.", **fields}
    return services.refer(person_id=person.pk, route=route, received_on=received_on, by=by, **values)


def screened_in(person: Person, by: Actor, *, received_on: date = RECEIVED, **fields) -> Case:
    case = make_case(person, by, received_on=received_on, **fields)
    form = services.start_form(case_id=case.pk, tool="checklist", by=by)
    services.complete_form(
        assessment_id=form.pk,
        answers=checklist_answers(breathing="A"),
        edits=0,
        on=received_on,
        received_on=received_on,
        by=by,
    )
    case.refresh_from_db()
    return case


def assessed(person: Person, by: Actor, *, on: date = date(2026, 9, 15), answers: dict | None = None, **fields) -> Case:
    case = screened_in(person, by, **fields)
    form = services.start_form(case_id=case.pk, tool="dst", by=by)
    given = answers or dst_answers(breathing="SEVERE", mobility="SEVERE", cognition="HIGH")
    services.complete_form(assessment_id=form.pk, answers=given, edits=0, on=on, by=by)
    case.refresh_from_db()
    return case


def dst_of(case: Case) -> Assessment:
    return case.assessments.get(tool="dst", state="COMPLETED")


def eligible(person: Person, by: Actor, commissioner: Actor, *, on: date = date(2026, 9, 20), **fields) -> Case:
    case = assessed(person, by, **fields)
    services.decide(
        case_id=case.pk,
        decision="ELIGIBLE",
        reasons="The needs are mainly for health care.",
        reason_codes=["NATURE", "INTENSITY"],
        on=on,
        by=commissioner,
    )
    case.refresh_from_db()
    return case
