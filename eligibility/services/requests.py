"""Answering a request for a personal health budget (SI 2012/2996 reg 32B), by somebody who did not assess it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import Answer, CaseState, Extent, Matter, Right, Tool, Way
from eligibility.models import Assessment, Case, Decision
from eligibility.rules import evaluate
from eligibility.selectors import locked_case, right_of
from eligibility.services.deciders import check_decider
from eligibility.services.letters import write_for_decision
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date

ANSWERS = {Extent.ALL: Answer.GRANTED, Extent.PART: Answer.GRANTED_IN_PART, Extent.NONE: Answer.REFUSED}
DECIDED = (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE)


@transaction.atomic
def answer_request(
    *,
    case_id: int,
    extent: str,
    ways: Sequence[str],
    reasons: str,
    on: date,
    by: Actor,
    review_rights_given: bool,
    assessment_id: int | None = None,
    part_granted: str = "",
) -> Decision:
    """Answer the newest request on a case: for ALL of the care, PART of it or NONE, and the ways of managing it.

    Where there is a right, a budget is granted save to the extent that it is not appropriate in this person's case;
    granting in part or refusing needs written reasons and tells of the review. Where there is none the answer is the
    commissioner's own, and is never called a refusal under the Regulations (`terms["by_right"]`).
    Raises RuleBroken: no completed request, a decider who assessed it, reasons or a way that are missing, nursing care
    alone, a day before the request.
    """
    case = locked_case(by, case_id)
    form = request_form(case, Tool.PHB_REQUEST, assessment_id)
    check_decider(by, form.completed_by_id)
    if case.state not in DECIDED:
        raise RuleBroken("A request is answered on a case that has been decided.")
    check_day(form, on)
    chosen, managed = _extent(extent), _ways(ways)
    right = right_of(case, on)
    if right.outcome == Right.NO_RIGHT and chosen is not Extent.NONE:
        raise RuleBroken("NHS-funded nursing care alone carries no personal health budget.", "extent")
    by_right = right.outcome == Right.RIGHT_TO_HAVE
    if by_right:
        _check_by_rule(case, chosen, managed, reasons, on)
    if chosen is not Extent.NONE and not managed:
        raise RuleBroken("Choose at least one way of managing the budget.", "ways")
    if chosen is not Extent.ALL and not reasons.strip():
        raise RuleBroken("Write the reasons for refusing, in full or in part.", "reasons")
    if chosen is Extent.PART and not part_granted.strip():
        raise RuleBroken("Write for which part of the care the budget is granted.", "part_granted")
    if chosen is not Extent.ALL and not review_rights_given:
        raise RuleBroken("Say to the person how to ask for a review of this answer.", "review_rights_given")
    _check_offer(case, managed)
    terms: dict[str, Any] = {"extent": chosen.value, "ways": managed, "by_right": by_right}
    if chosen is Extent.PART:
        terms["part_granted"] = part_granted.strip()
    made = record(
        case, form, Matter.PHB_REQUEST, ANSWERS[chosen], on=on, by=by, reasons=reasons or "Granted as asked.",
        review_rights_given=review_rights_given, terms=terms,
    )  # fmt: skip
    case.request_due_on = None
    case.save(update_fields=["request_due_on"])
    return made


def request_form(case: Case, tool: Tool, assessment_id: int | None) -> Assessment:
    """The completed form that an answer rests on. Raises RuleBroken when there is none, or another has taken its place."""
    form = case.assessments.filter(tool=tool, state="COMPLETED").order_by("-id").first()
    if form is None:
        raise RuleBroken(f"Complete the form “{tool.label}” before deciding.")
    if assessment_id is not None and form.pk != assessment_id:
        raise RuleBroken("The form was replaced after you opened this page. Read the new one, then decide.")
    if case.decisions.filter(assessment=form, challenge__isnull=True).exists():
        raise RuleBroken("This form has been decided already. For another decision, complete it again.")
    return form


def check_day(form: Assessment, on: date) -> None:
    """Raise RuleBroken for a decision dated before the form that it rests on was completed."""
    if form.completed_on is not None and on < form.completed_on:
        raise RuleBroken(
            f"The decision cannot be earlier than the form, completed on {say_date(form.completed_on)}.", "on"
        )


def record(
    case: Case,
    form: Assessment,
    matter: Matter,
    answer: Answer,
    *,
    on: date,
    by: Actor,
    reasons: str,
    review_rights_given: bool,
    terms: dict[str, Any],
) -> Decision:
    """Keep an answer beside the decisions that there are, and write its letter."""
    made = Decision.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        assessment=form,
        matter=matter,
        decision=answer,
        decided_on=on,
        reasons=reasons.strip(),
        review_rights_given=review_rights_given,
        right=right_of(case, on).as_dict(),
        terms=terms,
        rule_set=form.rule_set,
        decided_by_id=by.user_id,
        recommended_by_id=form.completed_by_id,
    )
    write_for_decision(decision_id=made.pk, by=by, on=on)
    return made


def _extent(code: str) -> Extent:
    try:
        return Extent(code)
    except ValueError as error:
        raise RuleBroken("Choose for how much of the care a budget is granted.", "extent") from error


def _ways(codes: Sequence[str]) -> list[str]:
    try:
        return [Way(code).value for code in codes]
    except ValueError as error:
        raise RuleBroken("Choose from the ways of managing a budget that are shown.", "ways") from error


def _check_by_rule(case: Case, extent: Extent, ways: list[str], reasons: str, on: date) -> None:
    answers = {
        "service": case.route,
        "eligible": case.state == CaseState.ELIGIBLE,
        "appropriate_extent": extent.value,
        "ways": ways,
        "reasons": reasons,
    }
    problems = evaluate("phb_request", answers, on).problems
    if problems:
        raise RuleBroken(problems[0].words, {"appropriate_extent": "extent"}.get(problems[0].field, problems[0].field))


def _check_offer(case: Case, ways: list[str]) -> None:
    allowed = set(case.offer.management_options) if case.offer is not None else set()
    if allowed and (outside := [Way(way).label.lower() for way in ways if way not in allowed]):
        raise RuleBroken(f"The offer of this case does not allow: {', '.join(outside)}.", "ways")
