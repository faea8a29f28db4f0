"""Made-up decisions that are questioned, brought along by the services themselves."""

from datetime import date
from typing import Any

from eligibility import services as eligibility
from eligibility.models import Case, Challenge
from eligibility.services import challenges
from phb.core.actors import Actor
from phb.core.models import Person
from phb.core.tenancy import act_as
from tests.factories.eligibility import assessed, checklist_answers, dst_answers, make_case

DECIDED = date(2026, 9, 20)
TODAY = date(2026, 11, 22)
PANEL = [
    {"role": "CHAIR", "name": "Ruth Amsel", "organisation": "NHS England"},
    {"role": "ICB", "name": "Dev Nair", "organisation": "NHS Eastmere Integrated Care Board"},
    {"role": "LA", "name": "Joan Firth", "organisation": "Eastmere Council"},
]
AUTHORITIES = ["Northmoor Council"]


def not_eligible(person: Person, by: Actor, commissioner: Actor, *, on: date = DECIDED, **fields: Any) -> Case:
    """A case of adult continuing healthcare that was decided: not eligible."""
    act_as(by)
    case = assessed(person, by, answers=dst_answers("RECOMMEND_NOT_ELIGIBLE", mobility="LOW"), **fields)
    act_as(commissioner)
    late = case.due_on is not None and on > case.due_on
    eligibility.decide(
        case_id=case.pk,
        decision="NOT_ELIGIBLE",
        reasons="The needs are not mainly for health care.",
        reason_codes=["NATURE"],
        on=on,
        review_rights_given=True,
        delay_reason="Papers were lost." if late else "",
        by=commissioner,
    )
    case.refresh_from_db()
    return case


def screened_out(person: Person, by: Actor, *, on: date = date(2026, 9, 1), **fields: Any) -> Case:
    """A case that ended with a negative Checklist."""
    act_as(by)
    case = make_case(person, by, received_on=on, **fields)
    form = eligibility.start_form(case_id=case.pk, tool="checklist", by=by)
    eligibility.complete_form(assessment_id=form.pk, answers=checklist_answers(), edits=0, on=on, by=by)
    case.refresh_from_db()
    return case


def ask(case: Case, kind: str, by: Actor, **fields: Any) -> Challenge:
    """A request as it came by letter."""
    values = {
        "requested_on": date(2026, 10, 1),
        "requested_by": "Amira Hale",
        "how": "LETTER",
        "words": "You have not looked at the nights.",
        "on": TODAY,
        **fields,
    }
    if kind in ("LOCAL_RESOLUTION", "INDEPENDENT_REVIEW"):
        values.setdefault("grounds", "BOTH")
    return challenges.receive(case_id=case.pk, kind=kind, by=by, **values)


def answered(
    challenge: Challenge, outcome: str, by: Actor, *, on: date = date(2026, 11, 10), **fields: Any
) -> Challenge:
    """Taken up and decided."""
    act_as(by)
    challenges.take_up(challenge_id=challenge.pk, on=challenge.requested_on, by=by, late_reason="She was in hospital.")
    return challenges.decide_challenge(
        challenge_id=challenge.pk, outcome=outcome, reasons="Every point was looked at.", on=on, by=by, **fields
    )
