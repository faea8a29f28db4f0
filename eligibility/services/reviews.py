"""Reviews: the next one is set when one is done; none ends eligibility; a re-assessment is a case of its own."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from eligibility.enums import CaseState, Route, Tool
from eligibility.models import Assessment, Case
from eligibility.rules.case_clocks import later_review, payment_review
from eligibility.selectors import locked_case
from eligibility.selectors.clocks import request_day
from eligibility.services.cases import go_to_assessment, refer
from eligibility.services.telling import clocks_moved
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date
from phb.core.policies import policy


@transaction.atomic
def completed_beside(*, case: Case, form: Assessment, by: Actor) -> None:
    """What follows a form beside the path: a review sets the next one, a request starts the clock of its answer.

    Call it with the case locked, when the form has just been completed.
    """
    assert form.completed_on is not None
    if form.tool == Tool.REVIEW:
        _set_next_review(case, form.completed_on)
        clocks_moved([case.pk], by)
    if form.tool == Tool.PHB_REQUEST:
        asked = request_day(form.answers) or form.received_on or form.completed_on
        days = int(policy("phb_request_days", on=asked, organisation_id=case.organisation_id))
        case.request_due_on = asked + timedelta(days=days)
        case.save(update_fields=["request_due_on"])


def _set_next_review(case: Case, done_on: date) -> None:
    """The next review of the case, and of its direct payments: one visit serves both, each by its own clock."""
    changed = []
    due = later_review(case.route, done_on)
    if due is not None and case.state == CaseState.ELIGIBLE:
        case.review_due_on, case.review_clock = due.on, due.clock
        changed += ["review_due_on", "review_clock"]
    if case.payments_from is not None and done_on >= case.payments_from:
        paid = payment_review(case.payments_from, done_on)
        case.payment_review_due_on, case.payment_review_clock = paid.on, paid.clock
        changed += ["payment_review_due_on", "payment_review_clock"]
    if changed:
        case.save(update_fields=changed)


@transaction.atomic
def plan_reviewed(*, case_id: int, done_on: date, by: Actor) -> Case:
    """A review of the plan that stands on a case was completed: it is the review of the case too, and of its payments.

    Returns the case whose clocks went on: the one that carries this one's care on, where there is one. Raises NotVisible.
    """
    case = locked_case(by, case_id)
    if case.carried_by_id is not None:
        case = locked_case(by, case.carried_by_id)
    _set_next_review(case, done_on)
    clocks_moved([case.pk], by)
    return case


@transaction.atomic
def direct_payments_made(*, case_ids: Iterable[int], paid_on: date, by: Actor) -> int:
    """Start the clock of the first direct payment review (SI 2013/1617 reg 14(2)) where it does not run yet.

    Called from where payments are confirmed. Returns how many clocks started; those that run are left alone.
    """
    ids = list(case_ids)
    own = Case.objects.filter(organisation_id=by.organisation_id)
    carried = own.filter(pk__in=ids, carried_by__isnull=False).values_list("carried_by_id", flat=True)
    due = payment_review(paid_on, None)
    starting = own.filter(pk__in=[*ids, *carried], payments_from__isnull=True, state=CaseState.ELIGIBLE)
    started = list(starting.values_list("pk", flat=True))
    own.filter(pk__in=started).update(
        payments_from=paid_on, payment_review_due_on=due.on, payment_review_clock=due.clock
    )
    clocks_moved(started, by)
    return len(started)


@transaction.atomic
def reassess(*, case_id: int, reason: str, on: date, by: Actor) -> Case:
    """Open the case that looks at eligibility anew. This one, and its care, go on until that one is decided.

    Adult continuing healthcare goes straight to a new team, a new Decision Support Tool and a new decision.
    Raises RuleBroken without a reason, for a case that is not eligible, or while one is open already.
    """
    case = locked_case(by, case_id)
    if case.state != CaseState.ELIGIBLE:
        raise RuleBroken("Only care that the person is eligible for is looked at anew. Record a new referral instead.")
    if not reason.strip():
        raise RuleBroken("Write what has changed enough to look at eligibility again.", "reason")
    if case.decided_on is not None and on < case.decided_on:
        raise RuleBroken(f"The day cannot be before the decision of {say_date(case.decided_on)}.", "on")
    anew = refer(
        person_id=case.person_id,
        route=case.route,
        received_on=on,
        referred_by=f"Re-assessment of case {case.reference}",
        reason=reason,
        setting=case.setting,
        by=by,
    )
    anew.earlier, anew.team_id, anew.assessor_id = case, case.team_id, case.assessor_id
    if anew.offer_id is None:
        anew.offer_id = case.offer_id
    anew.save(update_fields=["earlier", "team", "assessor", "offer"])
    if case.route == Route.CHC:
        anew = go_to_assessment(case_id=anew.pk, noticed_on=on, reason=reason, by=by)
    return anew


@transaction.atomic
def end_earlier(*, case_id: int, ends_on: date, reason: str, by: Actor) -> Case:
    """End the earlier case's care after a re-assessment that said no, on the day new arrangements are in place.

    `case_id` is the re-assessment. Raises RuleBroken unless it found the person not eligible, without a reason, or for a
    day before that decision.
    """
    case = locked_case(by, case_id)
    if case.state != CaseState.NOT_ELIGIBLE or case.earlier_id is None or case.decided_on is None:
        raise RuleBroken("Care ends only after a new assessment and a decision that the person is no longer eligible.")
    if not reason.strip():
        raise RuleBroken("Write what has been arranged instead. Nobody should be left without care.", "reason")
    if ends_on < case.decided_on:
        raise RuleBroken(f"Care goes on at least until the decision of {say_date(case.decided_on)}.", "ends_on")
    earlier = locked_case(by, case.earlier_id)
    for draft in earlier.assessments.filter(state="DRAFT"):
        moving.move(draft, "discard", by=by, reason="The care ended.")
    moving.move(earlier, "close", by=by, reason=f"Ended by case {case.reference}: {reason.strip()}", ended_on=ends_on)
    return earlier
