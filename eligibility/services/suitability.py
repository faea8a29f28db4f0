"""Deciding on a direct payment (SI 2013/1617): the procedure's answer, and a person's decision on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import Answer, CaseState, Matter, Tool, Way
from eligibility.enums import DirectPaymentOutcome as Outcome
from eligibility.models import Decision
from eligibility.rules import Result
from eligibility.selectors import locked_case, result_of
from eligibility.services.deciders import check_decider
from eligibility.services.requests import check_day, record, request_form
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

OTHER_WAYS = (Way.NOTIONAL.value, Way.THIRD_PARTY.value)


@transaction.atomic
def decide_direct_payment(
    *,
    case_id: int,
    answer: str,
    reasons: str,
    terms: Mapping[str, Any] | None = None,
    on: date,
    by: Actor,
    review_rights_given: bool,
    assessment_id: int | None = None,
) -> Decision:
    """PERMITTED or REFUSED, on the newest suitability form, by somebody who did not complete it.

    An order of the Schedule, or missing consent, allows a refusal only; it bars the direct payment and nothing else, so
    `terms["other_ways"]` names what is offered instead. While the procedure is blocked or incomplete nothing is permitted.
    Where it asks for judgement, either answer needs its reasons. A refusal needs written reasons and tells of the
    reconsideration: one in any six months, with new evidence (reg 7(10) to (13)).
    Raises RuleBroken, with its field.
    """
    case = locked_case(by, case_id)
    form = request_form(case, Tool.DIRECT_PAYMENT, assessment_id)
    check_decider(by, form.completed_by_id)
    if case.state != CaseState.ELIGIBLE:
        raise RuleBroken("A direct payment is decided on a case found eligible.")
    check_day(form, on)
    if answer not in (Answer.PERMITTED, Answer.REFUSED):
        raise RuleBroken("Choose whether the direct payment is permitted or refused.", "answer")
    found = result_of(form, on)
    refused = answer == Answer.REFUSED
    if not refused:
        check_permitted(found)
    if (refused or found.outcome == Outcome.JUDGEMENT_REQUIRED) and not reasons.strip():
        raise RuleBroken("Write the reasons, as the person will read them.", "reasons")
    if refused and not review_rights_given:
        raise RuleBroken("Say to the person how to ask for the decision to be reconsidered.", "review_rights_given")
    given = {key: value for key, value in (terms or {}).items() if value not in (None, "", [])}
    said: dict[str, Any] = {"indicated": str(found.outcome), "code": found.facts.get("code", ""), **given}
    if refused:
        said.setdefault("other_ways", list(OTHER_WAYS))
    else:
        said |= {"recipient": found.facts.get("recipient", ""), "route": found.facts.get("route", "")}
    return record(
        case, form, Matter.DIRECT_PAYMENT, Answer(answer), on=on, by=by,
        reasons=reasons or "The conditions of the Regulations are met.", review_rights_given=review_rights_given,
        terms=said,
    )  # fmt: skip


def check_permitted(found: Result) -> None:
    """Raise RuleBroken unless the procedure lets a direct payment be permitted."""
    if found.outcome in (Outcome.PERMITTED, Outcome.JUDGEMENT_REQUIRED):
        return
    why = found.problems[0].words if found.problems else found.reasons[-1].words if found.reasons else ""
    if found.outcome == Outcome.NOT_PERMITTED:
        raise RuleBroken(f"A direct payment is not permitted. {why}", "answer")
    if found.outcome == Outcome.REFUSE:
        raise RuleBroken(f"By what the form says it is to be refused. {why}", "answer")
    raise RuleBroken(f"It cannot be permitted yet. {why}", "answer")
