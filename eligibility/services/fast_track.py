"""Receiving a Fast Track Pathway Tool."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from eligibility.enums import FormState, Route, Tool
from eligibility.models import Assessment, Case
from eligibility.rules import Result, evaluate
from eligibility.rules.clocks import hour_clock
from eligibility.rules.registry import rule_set_for
from eligibility.selectors import locked_case
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import local_date


@transaction.atomic
def receive_fast_track(*, case_id: int, answers: Mapping[str, Any], received_at: datetime, by: Actor) -> Assessment:
    """Record a Fast Track tool as received at an instant (with its zone).

    A properly completed tool moves the case to the decision and starts the 48 hours for care to be in place
    (SI 2012/2996 reg 21(8) and (9)). One that is not is kept as an alert: the case stays where it is and the
    ordinary way goes on. Raises RuleBroken when the case is past it or the route is another.
    """
    case = locked_case(by, case_id)
    if case.route != Route.CHC:
        raise RuleBroken("The Fast Track is for adult continuing healthcare only.")
    if by.user_id is None:
        raise RuleBroken("A Fast Track tool is recorded by a person, not by the service itself.")
    Case.life_cycle.check(case.state, "receive_fast_track")
    day = local_date(received_at)
    rules = rule_set_for(Tool.FAST_TRACK, day).id
    given = {**answers, "received_at": received_at.isoformat()}
    result = evaluate(Tool.FAST_TRACK, {**given, "date_of_birth": case.person.date_of_birth}, day, rules)
    form = Assessment.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        tool=Tool.FAST_TRACK,
        rule_set=rules,
        answers=given,
        started_by_id=by.user_id,
    )
    moving.note(form, "created", by=by, before="", after=form.state)
    for older in case.assessments.filter(tool=Tool.FAST_TRACK, state=FormState.COMPLETED):
        moving.move(older, "replace", by=by)
    moving.move(
        form,
        "complete",
        by=by,
        completed_by_id=by.user_id,
        completed_on=day,
        received_on=day,
        result=result.as_dict(),
        outcome=str(result.outcome),
        reason="" if _valid(result) else "Kept as an alert",
    )
    if _valid(result):
        _take_up(case, received_at, by)
    return form


def _valid(result: Result) -> bool:
    return result.outcome == "ELIGIBLE_FAST_TRACK"


def _take_up(case: Case, received_at: datetime, by: Actor) -> None:
    for draft in case.assessments.filter(state=FormState.DRAFT):
        moving.move(draft, "discard", by=by, reason="A Fast Track tool was received.")
    target = hour_clock("K2", received_at).target
    moving.move(
        case,
        "receive_fast_track",
        by=by,
        fast_track=True,
        clock_started_on=local_date(received_at),
        due_on=local_date(target),
        due_clock="K2",
        care_due_at=target,
    )
