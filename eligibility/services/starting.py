"""Where each form belongs: which route, which state of the case, which age; and the step that starting it makes."""

from datetime import date
from typing import Any

from eligibility.enums import CaseState, Route, Tool
from eligibility.models import Case
from eligibility.rules import evaluate
from eligibility.selectors.forms import ASSESSMENT, BESIDE, SCREENING
from eligibility.selectors.offers import offers_for_route
from eligibility.services.cases import clock_of_decision, offer_clock
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import reaches_age_on, say_date

# Forms beside the path follow a decision.
DECIDED = frozenset({CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE})


def check_place(case: Case, tool: Tool, by: Actor, on: date) -> None:
    """Take the case to where a form starts, or raise RuleBroken with what to do instead."""
    route = Route(case.route)
    if tool is Tool.FAST_TRACK:
        raise RuleBroken("A Fast Track tool is received whole: record it on its own page.")
    if tool in BESIDE:
        _beside(case, tool)
    elif tool == SCREENING.get(route):
        _screening(case, by)
    elif tool == ASSESSMENT[route]:
        _assessment(case, tool, by, on)
    elif tool is Tool.CHECKLIST:
        raise RuleBroken("The Checklist is for adult continuing healthcare only.")
    else:
        raise RuleBroken("This form does not belong to the route of this case.")


def check_age(case: Case, tool: Tool, on: date) -> None:
    """The adult Decision Support Tool waits for the 17th birthday; from then it decides in principle (gate CHC-G1).

    Raises RuleBroken with the birthday while that is to come.
    """
    if tool is not Tool.DST:
        return
    born = case.person.date_of_birth
    gate = evaluate("gate", {"date_of_birth": born, "care_start": on}, on)
    if gate.outcome in ("SCREENING_ONLY", "CHILDREN"):
        raise RuleBroken(
            f"The person turns 17 on {say_date(reaches_age_on(born, 17))}. Until then only the Checklist can be made; "
            "adult eligibility is decided in principle from that day."
        )


def _beside(case: Case, tool: Tool) -> None:
    allowed = DECIDED if tool is Tool.PHB_REQUEST else {CaseState.ELIGIBLE}
    if case.state not in allowed:
        raise RuleBroken(f"“{tool.label}” follows a decision on this case. This case is not decided yet, or is closed.")


def _screening(case: Case, by: Actor) -> None:
    if case.state != CaseState.CHECKLIST:
        verb = "repeat_checklist" if case.state == CaseState.SCREENED_OUT else "start_checklist"
        moving.move(case, verb, by=by)


def _assessment(case: Case, tool: Tool, by: Actor, on: date) -> None:
    check_age(case, tool, on)
    _take_offer(case, on)
    straight = case.route not in SCREENING
    if straight and case.state == CaseState.REFERRAL_RECEIVED:
        clock: dict[str, Any] = clock_of_decision(case, case.received_on)
        moving.move(case, "go_to_assessment", by=by, **clock)
    Case.life_cycle.check(case.state, "record_assessment")


def _take_offer(case: Case, on: date) -> None:
    """A wheelchair case from before the commissioner recorded its criteria takes those in force on the day, if one set is."""
    if case.offer_id is not None or case.route != Route.WHEELCHAIR:
        return
    found = offers_for_route(case.organisation_id, case.route, max(on, case.received_on))
    if len(found) == 1:
        changes = {"offer": found[0], **offer_clock(found[0], case.received_on)}
        for name, value in changes.items():
            setattr(case, name, value)
        case.save(update_fields=list(changes))
