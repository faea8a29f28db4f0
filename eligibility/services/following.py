"""What follows a yes: the clocks of reviews, the case that is taken over, nursing care that stops."""

from datetime import date, timedelta
from typing import Any

from eligibility.enums import CaseState, Route
from eligibility.models import Assessment, Case, NursingCare
from eligibility.rules.case_clocks import first_review
from eligibility.services.telling import clocks_moved
from phb.core import moving
from phb.core.actors import Actor
from phb.core.periods import reaches_age_on


def clocks_after(case: Case, on: date, form: Assessment | None) -> dict[str, Any]:
    """The fields of the first review's clock after a decision that says yes: from the decision, not from the care."""
    if case.route == Route.WHEELCHAIR:
        end = _day((form.result.get("facts") or {}).get("budget_end")) if form is not None else None
        return {"review_due_on": end, "review_clock": "WCH" if end else ""}
    due = first_review(case.route, on)
    return {"review_due_on": due.on if due else None, "review_clock": due.clock if due else ""}


def after_yes(case: Case, on: date, by: Actor) -> None:
    """End the case that this one looked at anew, and nursing care where continuing healthcare starts."""
    if case.earlier_id is not None:
        take_over(case, on, by)
    if case.route == Route.CHC:
        stop_nursing_care(case, on)
    clocks_moved([case.pk], by)


def take_over(case: Case, on: date, by: Actor) -> None:
    """Close the earlier case; its plan and budget stand on as long as this case does."""
    earlier = Case.objects.select_for_update(of=("self",)).get(pk=case.earlier_id)
    if earlier.state == CaseState.CLOSED:
        return
    for draft in earlier.assessments.filter(state="DRAFT"):
        moving.move(draft, "discard", by=by, reason=f"Case {case.reference} took this one over.")
    ended = {"ended_on": on, "carried_by": case, "payments_from": earlier.payments_from}
    moving.move(
        earlier, "close", by=by, reason=f"Found eligible again: case {case.reference} carries this on.", **ended
    )
    Case.objects.filter(carried_by=earlier).update(carried_by=case)
    if earlier.payments_from is not None:
        # Direct payments run on, and so does the review that regulations ask for.
        kept = ("payments_from", "payment_review_due_on", "payment_review_clock")
        for name in kept:
            setattr(case, name, getattr(earlier, name))
        case.save(update_fields=list(kept))


def stop_nursing_care(case: Case, on: date) -> None:
    """Nursing care stops from the start of continuing healthcare: its last day is the day before (SI 2012/2996 reg 28)."""
    start = max(on, reaches_age_on(case.person.date_of_birth, 18))
    for care in NursingCare.objects.select_for_update().filter(person_id=case.person_id, ends__isnull=True):
        care.ends = max(care.starts, start - timedelta(days=1))
        care.end_reason = f"Continuing healthcare starts on {start:%-d %B %Y} (case {case.reference})."
        care.save(update_fields=["ends", "end_reason"])


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
