"""Evidence asked of others for a case. The clock of the decision never waits for it."""

from datetime import date

from django.db import transaction

from eligibility.models import EvidenceRequest
from eligibility.selectors import case_for, cases
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken


@transaction.atomic
def ask_evidence(*, case_id: int, asked_of: str, what: str, on: date, due_on: date, by: Actor) -> EvidenceRequest:
    """Record that evidence was asked of somebody on a day, to be there by another. Raises NotVisible, RuleBroken."""
    case = case_for(by, case_id)
    if case.state == "CLOSED":
        raise RuleBroken("This case is closed, so nothing more is asked for.")
    if not asked_of.strip():
        raise RuleBroken("Enter of whom it is asked.", "asked_of")
    if not what.strip():
        raise RuleBroken("Write what is asked for.", "what")
    if on < case.received_on:
        raise RuleBroken("The day is before the referral was received. Check it.", "asked_on")
    if due_on < on:
        raise RuleBroken("The day by which it is needed is before it was asked for. Check it.", "due_on")
    made = EvidenceRequest.objects.create(
        organisation_id=by.organisation_id, person_id=case.person_id, case=case, asked_of=asked_of.strip(),
        what=what.strip(), asked_on=on, due_on=due_on, asked_by_id=by.user_id,
    )  # fmt: skip
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


@transaction.atomic
def receive_evidence(*, request_id: int, on: date, by: Actor, answer: str = "") -> EvidenceRequest:
    """What was asked for has come on a day. Files are added with `attach`. Raises NotVisible, RuleBroken."""
    request = _locked(by, request_id)
    _check_day(request, on)
    moving.move(request, "receive", by=by, answered_on=on, answer=answer.strip())
    return request


@transaction.atomic
def mark_evidence_not_available(*, request_id: int, on: date, reason: str, by: Actor) -> EvidenceRequest:
    """It cannot be had, with the reason. It may still come later. Raises NotVisible, RuleBroken without a reason."""
    request = _locked(by, request_id)
    _check_day(request, on)
    if not reason.strip():
        raise RuleBroken("Write why it cannot be had, and what was tried.", "answer")
    moving.move(request, "mark_not_available", by=by, reason=reason.strip(), answered_on=on, answer=reason.strip())
    return request


@transaction.atomic
def cancel_evidence(*, request_id: int, reason: str, by: Actor) -> EvidenceRequest:
    """It is no longer needed, with the reason. Raises NotVisible, RuleBroken without a reason."""
    request = _locked(by, request_id)
    if not reason.strip():
        raise RuleBroken("Write why it is no longer needed.", "answer")
    moving.move(request, "cancel", by=by, reason=reason.strip(), answer=reason.strip())
    return request


def _locked(by: Actor, request_id: int) -> EvidenceRequest:
    mine = EvidenceRequest.objects.filter(case__in=cases(by))
    found = mine.select_for_update(of=("self",)).filter(pk=request_id).first()
    if found is None:
        raise NotVisible
    return found


def _check_day(request: EvidenceRequest, on: date) -> None:
    if on < request.asked_on:
        raise RuleBroken("The day is before it was asked for. Check it.", "on")
