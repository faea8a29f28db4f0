"""What the pages of reviews share."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from careplans import selectors
from careplans.enums import DueState, ReviewResult, ReviewState
from careplans.models import Plan, PlanVersion, Review
from careplans.rules.reviews import due_state
from careplans.selectors import reviews as reads
from careplans.views.common import case_context
from phb.core import audit
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import NotVisible

DUE_TAGS = {
    DueState.OVERDUE: ("Overdue", "red"),
    DueState.SOON: ("Due soon", "yellow"),
    DueState.LATER: ("Later", "grey"),
}
STATE_TAGS = {
    ReviewState.ASKED: ("Asked for", "blue"), ReviewState.OPEN: ("Open", "yellow"), ReviewState.COMPLETED: ("Completed", "green"),
    ReviewState.CANCELLED: ("Cancelled", "grey"), ReviewState.DECLINED: ("Not held", "grey"),
}  # fmt: skip


def may_hold(actor: Actor) -> bool:
    """Whether this role holds reviews."""
    return not actor.is_outside and may(actor, "plan review", "W")


def due_of(actor: Actor, plan: Plan, on: date) -> dict[str, Any]:
    """The next review for a page: the day, how near it is, what it is and why."""
    if plan.next_review_on is None:
        return {"on": None, "tag": ("", ""), "kind": "", "why": ""}
    near = due_state(plan.next_review_on, on, reads.soon_days(actor, on))
    return {
        "on": plan.next_review_on,
        "tag": DUE_TAGS[near],
        "kind": plan.get_next_review_kind_display(),
        "why": plan.next_review_why,
    }


def opened_plan(request: HttpRequest, plan_id: int, what: str) -> tuple[Plan, PlanVersion]:
    """The plan and the version in force (or the newest), noted in the trail. Raises NotVisible."""
    plan = selectors.plan_for(request.actor, plan_id)
    version = reads.version_in_force(plan_id) or selectors.newest_version(request.actor, plan_id)
    audit.note_read(plan.person_id, what)
    return plan, selectors.version_for(request.actor, version.pk)


def opened_review(request: HttpRequest, review_id: int, what: str = "opened a review of your plan") -> Review:
    """One review for staff, noted in the trail. Raises NotVisible."""
    if request.actor.is_outside:
        raise NotVisible
    review = reads.review_for(request.actor, review_id)
    audit.note_read(review.person_id, what)
    return review


def plan_context(request: HttpRequest, plan: Plan, version: PlanVersion, **more: Any) -> dict[str, Any]:
    """What the pages about the reviews of a plan need."""
    here = reverse("careplans:plan_reviews", args=[plan.pk])
    return {
        **case_context(request, version),
        "plan": plan,
        "back": {"href": here, "label": "Back to the reviews"},
        "side_navigation": _navigation(request, plan, version),
        **more,
    }


def _navigation(request: HttpRequest, plan: Plan, version: PlanVersion) -> list[dict[str, Any]]:
    pages = [
        ("Whole record", reverse("people:show", args=[plan.person_id])),
        ("The plan", reverse("careplans:version", args=[version.pk])),
        ("Reviews", reverse("careplans:plan_reviews", args=[plan.pk])),
        ("Preparation", reverse("careplans:review_pack", args=[plan.pk])),
        ("This year beside last", reverse("careplans:review_years", args=[plan.pk])),
    ]
    if may_hold(request.actor):
        pages.append(("Outcomes at the start", reverse("careplans:start_scores", args=[plan.pk])))
        pages.append(("Fill in a measure", reverse("careplans:fill_measure", args=[plan.pk])))
    return [{"label": label, "href": href, "note": "", "current": href == request.path} for label, href in pages]


def form_page(request: HttpRequest, context: dict[str, Any], **more: Any) -> HttpResponse:
    """A page that is one form: title, lead, form, button."""
    return render(
        request, "careplans/reviews/form.html", {"lead": "", "quotes": [], "warning": False, **context, **more}
    )


def result_words(review: Review) -> list[str]:
    """The results of a review in words."""
    return [ReviewResult(code).label for code in review.results if code in set(ReviewResult)]


def row_of(review: Review) -> dict[str, Any]:
    """A review as a list shows it."""
    return {
        "review": review,
        "href": reverse("careplans:held_review", args=[review.pk]),
        "kind": review.get_kind_display(),
        "tag": STATE_TAGS[ReviewState(review.state)],
        "day": review.completed_on or review.planned_on or review.due_on,
        "day_is": "Completed" if review.completed_on else "Planned" if review.planned_on else "Due",
        "results": result_words(review),
    }


def today() -> date:
    """The day of the page."""
    return london_today()
