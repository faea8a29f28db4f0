"""What is offered after a decision that the person is not eligible for continuing healthcare, and why clocks run late."""

from datetime import date, datetime

from django.db import transaction

from eligibility.enums import CaseState, Route
from eligibility.models import Assessment, Case, Delay
from eligibility.rules.case_clocks import KIND_OF
from eligibility.selectors import locked_case
from eligibility.services.cases import refer
from phb.core import moving
from phb.core.actors import Actor
from phb.core.display import moment
from phb.core.errors import RuleBroken

NEXT_ROUTES = (Route.FNC, Route.JOINT_PACKAGE)


@transaction.atomic
def go_on_with(*, case_id: int, route: str, on: date, by: Actor) -> Case:
    """Open the next case by nursing care or a joint package, with what is known. Nothing is typed again.

    Raises RuleBroken unless the board has found that the person is not eligible for continuing healthcare.
    """
    case = _refused(by, case_id)
    if route not in NEXT_ROUTES:
        raise RuleBroken("Choose nursing care or a joint package.")
    return refer(
        person_id=case.person_id,
        route=route,
        received_on=on,
        referred_by=f"The board, after its decision on case {case.reference}",
        reason=f"Continuing healthcare was considered first and is not due (case {case.reference}).",
        setting=case.setting,
        by=by,
    )


@transaction.atomic
def leave_to_local_authority(*, case_id: int, words: str, by: Actor) -> Case:
    """Note that the local authority alone arranges care, and how it was told. The decision can still be questioned.

    Raises RuleBroken unless the decision on continuing healthcare was no, and without words.
    """
    case = _refused(by, case_id)
    if not words.strip():
        raise RuleBroken("Write whom at the local authority you told, and when.", "words")
    moving.note(case, "passed_to_local_authority", by=by, before=case.state, after=case.state, reason=words.strip())
    return case


@transaction.atomic
def note_delay(*, case_id: int, clock: str, reason: str, within_control: bool, on: date, by: Actor) -> Delay:
    """Write down why a running clock is or will be late. It explains; it never pauses the clock.

    `clock` is a code such as K1. Raises RuleBroken for a clock that is not known and without a reason.
    """
    case = locked_case(by, case_id)
    if clock not in KIND_OF:
        raise RuleBroken("Choose the clock.", "clock")
    if not reason.strip():
        raise RuleBroken("Write why it runs late.", "reason")
    if by.user_id is None:
        raise RuleBroken("A reason is written by a person.")
    return Delay.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        clock=clock,
        noted_on=on,
        reason=reason.strip(),
        within_control=within_control,
        by_id=by.user_id,
    )


@transaction.atomic
def put_care_in_place(*, case_id: int, at: datetime, now: datetime, by: Actor) -> Case:
    """Fast Track: record the instant from which care was in place; the clock of 48 hours stops.

    Raises RuleBroken when no such clock runs, for a time to come and for one before the tool was received.
    """
    case = locked_case(by, case_id)
    if case.due_clock != "K2" or case.care_due_at is None:
        raise RuleBroken("Only a case with a valid Fast Track tool waits for care to be in place.")
    if case.care_in_place_at is not None:
        raise RuleBroken(f"Care was recorded as in place already: {moment(case.care_in_place_at)}.")
    form = fast_track_form(case)
    received = datetime.fromisoformat(form.answers["received_at"]) if form is not None else None
    if at > now:
        raise RuleBroken("Enter when care was in place. That time is still to come.", "at")
    if received is not None and at < received:
        raise RuleBroken(f"Care cannot be in place for this tool before it was received, {moment(received)}.", "at")
    case.care_in_place_at = at
    case.save(update_fields=["care_in_place_at"])
    return case


@transaction.atomic
def raise_concern(*, case_id: int, words: str, by: Actor) -> Case:
    """Note that poor completion of a Fast Track tool was raised with the clinician. The case is accepted meanwhile.

    Raises RuleBroken without words and for a case without the tool.
    """
    case = locked_case(by, case_id)
    if not case.fast_track:
        raise RuleBroken("There is no Fast Track tool on this case.")
    if not words.strip():
        raise RuleBroken("Write with whom it was raised, and what.", "words")
    moving.note(case, "fast_track_concern", by=by, before=case.state, after=case.state, reason=words.strip())
    return case


def fast_track_form(case: Case) -> Assessment | None:
    """The Fast Track tool that a case rests on."""
    return (
        case.assessments.filter(tool="fast_track", state="COMPLETED").exclude(outcome="INVALID").order_by("-id").first()
    )


def _refused(by: Actor, case_id: int) -> Case:
    case = locked_case(by, case_id)
    if case.route != Route.CHC or case.state != CaseState.NOT_ELIGIBLE:
        raise RuleBroken("This follows a decision that the person is not eligible for continuing healthcare.")
    return case
