"""Deciding on a direct payment (SI 2013/1617): the procedure's answer, and a person's decision on it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import Answer, CaseState, Matter, Tool, Way
from eligibility.enums import DirectPaymentOutcome as Outcome
from eligibility.models import Decision
from eligibility.rules import Result, evaluate
from eligibility.selectors import direct_payment_decision, locked_case, result_of, right_of
from eligibility.services.deciders import check_decider
from eligibility.services.letters import write_letter
from eligibility.services.requests import check_day, record, request_form
from phb.core import moving
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


@transaction.atomic
def change_in_payment(
    *, case_id: int, answers: Mapping[str, Any], reasons: str, notice_given: bool, on: date, by: Actor
) -> Result:
    """Capacity or age changed while a direct payment is permitted: may it go on, or must it stop? (reference 8.6)

    `answers` are those of the rule `capacity_change`. MUST_STOP ends the permission by a new decision, with written
    reasons and one reconsideration, during which payment may stay stopped (reg 17); the budget goes on in another way.
    MAY_CONTINUE and JUDGEMENT_REQUIRED are noted on the case with their reasons. Raises RuleBroken with what is missing.
    """
    case = locked_case(by, case_id)
    check_decider(by, None)
    made = direct_payment_decision(case, on)
    if made is None or made.decision != Answer.PERMITTED:
        raise RuleBroken("No direct payment is permitted on this case.")
    given = {key: value for key, value in answers.items() if value not in (None, "")}
    found = evaluate("capacity_change", {**given, "date_of_birth": case.person.date_of_birth}, on)
    if found.outcome in ("INCOMPLETE", "INVALID"):
        raise RuleBroken(found.problems[0].words, found.problems[0].field)
    if not reasons.strip():
        raise RuleBroken("Write the reasons, as the person will read them.", "reasons")
    words = found.reasons[0].words if found.reasons else ""
    if found.outcome != "MUST_STOP":
        moving.note(
            case, "payment_looked_at", by=by, before=case.state, after=case.state, reason=f"{words} {reasons.strip()}"
        )
        return found
    if not notice_given:
        raise RuleBroken("Give reasonable written notice, with the reasons, before the payment stops.", "notice_given")
    stopped = Decision.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        matter=Matter.DIRECT_PAYMENT,
        decision=Answer.REFUSED,
        decided_on=on,
        reasons=reasons.strip(),
        review_rights_given=True,
        right=right_of(case, on).as_dict(),
        terms={
            "change": "STOP",
            "event": given.get("event", ""),
            "indicated": found.outcome,
            "other_ways": list(OTHER_WAYS),
        },
        rule_set=found.rule_set,
        decided_by_id=by.user_id,
    )
    extra = {"effective_on": on}
    with suppress(RuleBroken):  # what the letter lacks is asked for on its own page
        write_letter(kind="DP_STOPPED", case_id=case.pk, by=by, on=on, decision_id=stopped.pk, extra=extra)
    return found
