"""Section 117: each body signs off for itself; the duty ends only when both are satisfied (MHA 1983 s117(2))."""

from datetime import date

from django.db import transaction

from eligibility.enums import Body, CaseState, Route
from eligibility.models import AftercareSignOff, Case
from eligibility.rules import Result
from eligibility.selectors import locked_case, result_of
from eligibility.selectors.routes import aftercare_form, sign_offs_of, standing
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date

# In force once regulations set its date: the duty then ends by joint written notice only (MHA 2025 s46(2)).
NEEDS_NOTICE = "S117-JOINT-NOTICE"


@transaction.atomic
def sign_off(
    *, case_id: int, body: str, satisfied_on: date, signed_by: str, reasons: str, on_cto: bool, on: date, by: Actor
) -> AftercareSignOff:
    """Record that one body is satisfied that aftercare is needed no longer. One alone changes nothing.

    Raises RuleBroken on a community treatment order, without who signed or why, or when that body has signed already.
    """
    case = _aftercare(by, case_id)
    chosen = _body(body)
    if on_cto:
        raise RuleBroken("Aftercare cannot end while the person is on a community treatment order.", "on_cto")
    if not signed_by.strip():
        raise RuleBroken("Enter who signed for the body.", "signed_by")
    if not reasons.strip():
        raise RuleBroken("Write why aftercare is needed no longer.", "reasons")
    first = case.decided_on or case.received_on
    if not first <= satisfied_on <= on:
        raise RuleBroken(f"Enter a day from {say_date(first)} to {say_date(on)}.", "satisfied_on")
    if standing(sign_offs_of(case), chosen) is not None:
        raise RuleBroken(f"{chosen.label} has signed off already. Withdraw that first to sign anew.", "body")
    return _keep(case, chosen, satisfied_on, signed_by, reasons, by)


@transaction.atomic
def withdraw_sign_off(
    *, case_id: int, body: str, on: date, signed_by: str, reasons: str, by: Actor
) -> AftercareSignOff:
    """Take a body's sign-off back, with the reason. Raises RuleBroken when there is none, or the duty has ended."""
    case = _aftercare(by, case_id)
    chosen = _body(body)
    stood = standing(sign_offs_of(case), chosen)
    if stood is None:
        raise RuleBroken(f"{chosen.label} has not signed off.", "body")
    if not signed_by.strip() or not reasons.strip():
        raise RuleBroken("Enter who takes it back, and why.", "reasons")
    if on < stood.satisfied_on:
        raise RuleBroken(f"The day cannot be before the sign-off of {say_date(stood.satisfied_on)}.", "on")
    return _keep(case, chosen, on, signed_by, reasons, by, withdraws=stood)


@transaction.atomic
def end_aftercare(*, case_id: int, on: date, by: Actor, joint_notice_on: date | None = None) -> Case:
    """End the duty: both bodies are satisfied and, once that rule has its date, have given joint written notice.

    The rule says whether the duty has ended; nothing else ends it: not time, stability, a move or readmission.
    Raises RuleBroken with the rule's reason while it lasts.
    """
    case = _aftercare(by, case_id)
    form = aftercare_form(case)
    rows = sign_offs_of(case)
    nhs, la = standing(rows, Body.NHS), standing(rows, Body.LA)
    if nhs is None or la is None:
        missing = Body.LA if la is None else Body.NHS
        raise RuleBroken(f"The duty is joint: {missing.label} has not signed off. One body alone cannot end it.")
    result = duty(case, on)
    noticed = result is not None and NEEDS_NOTICE in result.rules
    if noticed and joint_notice_on is None:
        raise RuleBroken("Give the joint written notice, and enter its day.", "joint_notice_on")
    if form is not None and form.answers.get("on_cto") in (True, "yes"):
        raise RuleBroken(
            "Aftercare cannot end while the person is on a community treatment order. Correct the form first."
        )
    if result is not None and result.outcome != "NOT_ENTITLED" and not noticed:
        raise RuleBroken(result.reasons[-1].words if result.reasons else "The duty of aftercare lasts.")
    last = max(nhs.satisfied_on, la.satisfied_on, *([joint_notice_on] if joint_notice_on else []))
    words = f"Both bodies are satisfied: NHS on {say_date(nhs.satisfied_on)}, local authority on {say_date(la.satisfied_on)}."
    for draft in case.assessments.filter(state="DRAFT"):
        moving.move(draft, "discard", by=by, reason="The duty of aftercare ended.")
    moving.move(case, "close", by=by, reason=words, ended_on=last)
    return case


def duty(case: Case, on: date) -> Result | None:
    """What the rule says of the duty on a day; None while no form says on what it rests."""
    form = aftercare_form(case)
    return None if form is None else result_of(form, on)


def _aftercare(by: Actor, case_id: int) -> Case:
    case = locked_case(by, case_id)
    if case.route != Route.S117 or case.state != CaseState.ELIGIBLE:
        raise RuleBroken("Sign-offs belong to a case of section 117 aftercare in force.")
    return case


def _body(code: str) -> Body:
    try:
        return Body(code)
    except ValueError as error:
        raise RuleBroken("Choose the body that is satisfied.", "body") from error


def _keep(
    case: Case,
    body: Body,
    on: date,
    signed_by: str,
    reasons: str,
    by: Actor,
    withdraws: AftercareSignOff | None = None,
) -> AftercareSignOff:
    return AftercareSignOff.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        body=body,
        satisfied_on=on,
        signed_by=signed_by.strip(),
        reasons=reasons.strip(),
        withdraws=withdraws,
        recorded_by_id=by.user_id,
    )
