"""Cases of every route, assessed and decided by the services themselves."""

from datetime import date
from typing import Any

from eligibility import services
from eligibility.models import Assessment, Case, Decision
from eligibility.selectors.forms import ASSESSMENT, SCREENING
from eligibility.selectors.offers import offers_for_route
from phb.core.actors import Actor
from phb.core.models import Person
from phb.core.tenancy import act_as
from tests.factories.eligibility import RECEIVED, dst_answers, make_case
from tests.factories.sheets import answers_for

READY, DECIDED = date(2026, 9, 15), date(2026, 9, 20)
TERMS: dict[str, dict[str, str]] = {
    "CYPCC": {"panel": "Dr Osei for the board, Ms Finch for the council, Mr Ito for the school."},
    "JOINT_PACKAGE": {"nhs_part": "Training of two carers.", "la_part": "Personal care, 20 hours a week."},
}


def with_form(
    person: Person, by: Actor, route: str, *, answers: dict[str, Any] | None = None, on: date = READY, **fields: Any
) -> Case:
    """A case of a route whose assessment is complete."""
    act_as(by)
    if route == "LOCAL_OFFER":
        fields.setdefault("offer_id", offers_for_route(by.organisation_id, route, RECEIVED)[0].pk)
    case = make_case(person, by, route=route, **fields)
    if route in SCREENING:
        screening = services.start_form(case_id=case.pk, tool=SCREENING[route], by=by)
        given = answers_for(SCREENING[route])
        services.complete_form(
            assessment_id=screening.pk, answers=given, edits=screening.edits, on=RECEIVED, received_on=RECEIVED, by=by
        )
    complete(case, ASSESSMENT[route], by, answers or answers_for(ASSESSMENT[route]), on)
    case.refresh_from_db()
    return case


def complete(case: Case, tool: str, by: Actor, answers: dict[str, Any] | None = None, on: date = READY) -> Assessment:
    """A completed form of a tool on a case."""
    act_as(by)
    form = services.start_form(case_id=case.pk, tool=tool, by=by)
    given = answers or answers_for(tool)
    return services.complete_form(assessment_id=form.pk, answers=given, edits=form.edits, on=on, by=by)


def decided(
    person: Person,
    by: Actor,
    commissioner: Actor,
    route: str,
    answer: str = "ELIGIBLE",
    *,
    on: date = DECIDED,
    **fields: Any,
) -> Case:
    """A case of a route with its decision: what it keeps, or the route's own answer."""
    if route == "CHC" and answer == "NOT_ELIGIBLE":
        fields.setdefault("answers", dst_answers("RECOMMEND_NOT_ELIGIBLE", mobility="MODERATE"))
    case = with_form(person, by, route, **fields)
    decide(case, commissioner, answer, on=on)
    case.refresh_from_db()
    return case


def decide(case: Case, commissioner: Actor, answer: str = "ELIGIBLE", *, on: date = DECIDED, **more: Any) -> Decision:
    """The decision, as a commissioner who did not recommend makes it."""
    act_as(commissioner)
    values = {
        "reasons": "For the reasons found.",
        "reason_codes": ["NATURE"] if case.route == "CHC" else [],
        "review_rights_given": True,
        "terms": TERMS.get(case.route, {}),
        **more,
    }
    return services.decide(case_id=case.pk, decision=answer, on=on, by=commissioner, **values)
