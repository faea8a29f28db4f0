"""Conditions of lists and desks on the clocks that a case keeps in columns of its own: the nearest one and each kind."""

from datetime import date, timedelta

from django.db.models import Q

from eligibility.enums import CaseState
from eligibility.models import Case
from eligibility.rules.case_clocks import KIND_OF, Holder, Kind

RUNNING = Q(next_due_on__isnull=False)


def kind_condition(kind: str) -> Q:
    """Cases with a clock of a kind running."""
    keys = [key for key, each in KIND_OF.items() if each == kind]
    return {
        Kind.DECISION: Q(state__in=Case.life_cycle.groups["undecided"], due_on__isnull=False) & ~Q(due_clock="K2"),
        Kind.CARE: Q(due_clock="K2", care_in_place_at__isnull=True, due_on__isnull=False)
        & Q(state__in=[*Case.life_cycle.groups["undecided"], CaseState.ELIGIBLE]),
        Kind.REVIEW: Q(review_due_on__isnull=False, review_clock__in=keys) & ~Q(state=CaseState.CLOSED),
        Kind.PAYMENT_REVIEW: Q(payment_review_due_on__isnull=False) & ~Q(state=CaseState.CLOSED),
        Kind.REQUEST: Q(request_due_on__isnull=False) & ~Q(state=CaseState.CLOSED),
    }[Kind(kind)]


DUE_OF = {
    Kind.DECISION: ("due_on", "due_clock"),
    Kind.CARE: ("due_on", "due_clock"),
    Kind.REVIEW: ("review_due_on", "review_clock"),
    Kind.PAYMENT_REVIEW: ("payment_review_due_on", "payment_review_clock"),
    Kind.REQUEST: ("request_due_on", ""),
}


def holder_condition(holder: str) -> Q:
    """Cases whose nearest clock is held by somebody."""
    reviews = [key for key, each in KIND_OF.items() if each in (Kind.REVIEW, Kind.PAYMENT_REVIEW)]
    others = [key for key, each in KIND_OF.items() if each in (Kind.CARE, Kind.REQUEST)]
    decision = Q(next_due_on__isnull=False) & ~Q(next_clock__in=[*reviews, *others])
    return {
        Holder.COORDINATOR: Q(next_clock__in=reviews) | decision & Q(state__in=("REFERRAL_RECEIVED", "CHECKLIST")),
        Holder.TEAM: decision & Q(state__in=("AWAITING_ASSESSMENT", "RETURNED_FOR_EVIDENCE")),
        Holder.COMMISSIONER: Q(next_clock__in=others) | decision & Q(state__in=("ASSESSED", "FAST_TRACK_RECEIVED")),
    }[Holder(holder)]


def state_condition(state: str, on: date, soon: int, *, due: str = "next_due_on") -> Q:
    """Cases whose clock, kept in the column `due`, is `overdue`, `soon` or `running` on a day."""
    last = on + timedelta(days=soon)
    return {
        "overdue": Q(**{f"{due}__lt": on}),
        "soon": Q(**{f"{due}__gte": on, f"{due}__lte": last}),
        "running": Q(**{f"{due}__gt": last}),
    }[state]
