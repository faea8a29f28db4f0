"""When a plan is reviewed (sections 14.1 and 14.2 of the reference)."""

from dataclasses import dataclass
from datetime import date, timedelta

from careplans.enums import DueState, ReviewKind
from phb.core.errors import RuleBroken
from phb.core.periods import add_months

REGULATION_14 = "National Health Service (Direct Payments) Regulations 2013, regulation 14(2)"
COUNCIL_REGULATION_7 = "Care and Support (Direct Payments) Regulations 2014, regulation 7"
FIRST_MONTHS, JOINT_FIRST_MONTHS, YEARLY_MONTHS = 3, 6, 12
SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The next review: which, its last day in time, and why."""

    kind: ReviewKind
    due: date
    words: str
    source: str


def next_review(
    first_payment: date | None,
    last_completed: date | None,
    agreed_earlier: date | None = None,
    council_first_payment: date | None = None,
) -> ReviewDue | None:
    """The next review due, or None before the first payment.

    First: 3 calendar months after the first payment. Then 12 after the last one was completed, never after the
    day it was due. `agreed_earlier`: the day the plan itself names, which may only bring it forward. In a joint
    package the council's first review (6 months after its own first payment) counts when it is earlier.
    """
    if last_completed is not None:
        due = ReviewDue(
            ReviewKind.YEARLY,
            add_months(last_completed, YEARLY_MONTHS),
            "12 months after the last review was completed.",
            REGULATION_14,
        )
    elif first_payment is not None:
        due = ReviewDue(
            ReviewKind.FIRST,
            add_months(first_payment, FIRST_MONTHS),
            "3 months after the first payment.",
            REGULATION_14,
        )
        if council_first_payment and (joint := add_months(council_first_payment, JOINT_FIRST_MONTHS)) < due.due:
            due = ReviewDue(
                ReviewKind.FIRST,
                joint,
                "6 months after the council's first payment, which is earlier.",
                COUNCIL_REGULATION_7,
            )
    else:
        return None
    if agreed_earlier and agreed_earlier < due.due and (last_completed is None or agreed_earlier > last_completed):
        return ReviewDue(due.kind, agreed_earlier, "The plan itself names this earlier day.", "The plan")
    return due


def due_state(due: date, today: date) -> DueState:
    """Due soon from 28 days before; overdue from the day after."""
    if today > due:
        return DueState.OVERDUE
    return DueState.SOON if today >= due - SOON else DueState.LATER


def check_review_dates(first_review: date, first_payment: date) -> None:
    """Refuse a first review planned later than 3 months after the first payment (RuleBroken, field "first_review_on")."""
    latest = add_months(first_payment, FIRST_MONTHS)
    if first_review > latest:
        raise RuleBroken(
            f"The first review must be within 3 months of the first payment, so no later than {latest.day} {latest:%B %Y}.",
            "first_review_on",
        )
    if first_review < first_payment:
        raise RuleBroken("The first review cannot be before the first payment.", "first_review_on")
