"""One review: its parts, saved while they are written, and its completion."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import ReviewState
from careplans.forms.drafts import DraftForm
from careplans.forms.reviews import PART_FORMS, CompleteForm, OutcomesForm
from careplans.models import PlanVersion, Review
from careplans.rules.reviewing import LOOKED_AT, Looked
from careplans.rules.reviews import latest_next
from careplans.selectors import reviews as reads
from careplans.services import reviews as services
from careplans.services import scores
from careplans.views.common import staff_only
from careplans.views.reviews.common import (
    may_hold,
    opened_plan,
    opened_review,
    plan_context,
    result_words,
    row_of,
    today,
)
from careplans.views.saving import save_page
from phb.core.display import day
from phb.core.errors import RuleBroken

# In the order in which a review is held: the person first.
PARTS = (
    ("view", "What the person thinks"), ("meeting", "The meeting"), ("outcomes", "Outcomes"), ("looked", "What is looked at"),
    ("result", "The amount, and what follows"),
)  # fmt: skip
TITLES = dict(PARTS)
LEADS = {
    "view": "Begin here. The person's own view comes before everybody else's.",
    "outcomes": "For each outcome the person's own mark and words first, then how far it was reached against what was agreed.",
    "looked": "Everything that a review looks at. Write what should change.",
}


@staff_only
def held_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """One review: what is still to be done, or what it said."""
    review = opened_review(request, review_id)
    missing = reads.lacking_of(review) if review.state == ReviewState.OPEN else ()
    lines = reads.outcome_lines(review.version, review)
    context = _context(
        request, review, row=row_of(review), tasks=_tasks(review, missing, may_hold(request.actor)), missing=missing,
        lines=lines, gas=reads.gas_of(lines), looked=_looked(review), results=result_words(review),
        measures=reads.measure_lines(review.plan_id, until=review.completed_on), may_hold=may_hold(request.actor),
    )  # fmt: skip
    context["back"] = {"href": reverse("careplans:plan_reviews", args=[review.plan_id]), "label": "Back to the reviews"}
    return render(request, "careplans/reviews/review.html", context)


def _tasks(review: Review, missing: Any, may_write: bool) -> list[dict[str, Any]]:
    lacks = {each.part for each in missing}
    return [
        {
            "label": title,
            "href": reverse(f"careplans:review_{part}", args=[review.pk]) if may_write else "",
            "state": "waiting" if part in lacks else "done",
            "words": "To do" if part in lacks else "Done",
            "hint": "",
        }
        for part, title in PARTS
    ]


def _looked(review: Review) -> list[dict[str, str]]:
    """What was found, with what should change first."""
    rows = [(item, review.looked_at.get(item.code, {})) for item in LOOKED_AT]
    found = [{"label": item.title, "value": Looked(row["answer"]).label, "note": row.get("words", ""), "code": row["answer"]}
             for item, row in rows if row.get("answer")]  # fmt: skip
    return sorted(found, key=lambda each: each["code"] != Looked.CHANGE)


def part_page(part: str) -> Callable[..., HttpResponseBase]:
    """The page of one part of a review."""

    @staff_only
    def page(request: HttpRequest, review_id: int) -> HttpResponse:
        review = opened_review(request, review_id, "opened a review of your plan to write in it")
        if review.state != ReviewState.OPEN:
            return redirect("careplans:held_review", review_id)
        form = _form(request, review, part, request.POST or None)

        def show(status: int, disputed: Any) -> HttpResponse:
            missing = [each.words for each in reads.lacking_of(review) if each.part == part]
            context = _context(request, review, form=form, title=TITLES[part], lead=LEADS.get(part, ""), disputed=disputed,
                               groups=_groups(form, part), part=part, next_title=_next(part)[1], missing=missing)  # fmt: skip
            return render(request, "careplans/reviews/part.html", context, status=status)

        def fresh() -> DraftForm:
            return _form(request, reads.review_for(request.actor, review_id), part, None)

        if request.method == "GET":
            return show(200, ())
        return save_page(
            request, form, lambda: _save(request, review, part, form), show, lambda: _after(review, part), fresh
        )

    page.__name__ = f"review_{part}"
    return page


def _form(request: HttpRequest, review: Review, part: str, data: Any) -> DraftForm:
    if part == "outcomes":
        lines = reads.outcome_lines(review.version, review)
        now = scores.now_of_scores(review.version, review, outside=False)
        return OutcomesForm(data, lines=lines, own=False, now=now)
    options = {"meeting": {"today": today()}, "result": {"latest": latest_next(today())}}.get(part, {})
    return PART_FORMS[part](data, now=services.now_of_review(review, part), **options)


def _save(request: HttpRequest, review: Review, part: str, form: DraftForm) -> None:
    seen = form.cleaned_data["seen"]
    if part == "outcomes":
        scores.score_outcomes(
            plan_id=review.plan_id, review_id=review.pk, values=form.values(), on=today(), seen=seen, by=request.actor
        )
    else:
        services.save_review(review_id=review.pk, part=part, values=form.values(), seen=seen, by=request.actor)


def _groups(form: DraftForm, part: str) -> list[dict[str, Any]]:
    """The boxes under their headings."""
    if isinstance(form, OutcomesForm):
        return outcome_groups(form)
    if part == "looked":
        return [
            {"title": "", "notes": [], "fields": (f"{item.code}_answer", f"{item.code}_words")} for item in LOOKED_AT
        ]
    return [{"title": "", "notes": [], "fields": tuple(PART_FORMS[part].base_fields)}]


def outcome_groups(form: OutcomesForm) -> list[dict[str, Any]]:
    """For each outcome its words, how one knows, how it stood last time, and its boxes."""
    found = []
    for line in form.lines:
        notes = [f"We will know by: {line.measure}"] if line.measure else []
        before = line.before
        if before is not None and before.own_rating is not None:
            said = f", “{before.own_words}”" if before.own_words else ""
            notes.append(f"Last time, on {day(before.scored_on)}: {before.own_rating} of 10{said}")
        fields = tuple(name for name in form.fields if name.startswith(f"{line.line}_"))
        found.append({"title": line.words, "notes": notes, "fields": fields})
    return found


def _next(part: str) -> tuple[str, str]:
    names = [name for name, _ in PARTS]
    place = names.index(part) + 1
    return PARTS[place] if place < len(PARTS) else ("", "")


def _after(review: Review, part: str) -> HttpResponse:
    name, _ = _next(part)
    return redirect(f"careplans:review_{name}", review.pk) if name else redirect("careplans:complete_review", review.pk)


@staff_only
def complete_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Read the review once more, and complete it."""
    review = opened_review(request, review_id)
    if review.state != ReviewState.OPEN:
        return redirect("careplans:held_review", review_id)
    form = CompleteForm(request.POST or None, initial={"edits": review.edits})
    if request.method == "POST" and form.is_valid():
        try:
            services.complete_review(
                review_id=review_id, edits=form.cleaned_data["edits"], on=today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The review is completed. The person reads its results on their page.")
            return redirect("careplans:held_review", review_id)
    missing = reads.lacking_of(review)
    lines = reads.outcome_lines(review.version, review)
    context = _context(
        request,
        review,
        form=form,
        missing=missing,
        lines=lines,
        results=result_words(review),
        tasks=_tasks(review, missing, True),
    )
    return render(request, "careplans/reviews/complete.html", context)


@staff_only
def start_scores(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The outcomes as they stand when the plan begins, so that reviews have something to stand beside."""
    plan, version = opened_plan(request, plan_id, "opened the outcomes of your plan to score them")

    def made(data: Any) -> OutcomesForm:
        now = scores.now_of_scores(version, None, outside=False)
        return OutcomesForm(data, lines=reads.outcome_lines(version), own=False, now=now)

    form = made(request.POST or None)

    def show(status: int, disputed: Any) -> HttpResponse:
        closed = _start_is_closed(version)
        context = plan_context(request, plan, version, form=form, title="Outcomes at the start", disputed=disputed, missing=[],
                               groups=outcome_groups(form), part="start", next_title="", closed=closed,
                               lead="How things stand when the plan begins: the person's own mark and words first.")  # fmt: skip
        return render(request, "careplans/reviews/part.html", context, status=status)

    if request.method == "GET":
        return show(200, ())

    def done() -> HttpResponse:
        messages.success(request, "The outcomes are scored for the start.")
        return redirect("careplans:plan_reviews", plan_id)

    return save_page(
        request, form,
        lambda: scores.score_outcomes(plan_id=plan_id, values=form.values(), on=today(), seen=form.cleaned_data["seen"], by=request.actor),
        show, done, lambda: made(None),
    )  # fmt: skip


def _start_is_closed(version: PlanVersion) -> str:
    if version.state not in ("active", "under_review"):
        return "Outcomes are scored from the day on which the plan is in force."
    if reads.last_completed(version.plan_id) is not None:
        return "A review has been completed, so the scores of the start stay as they are."
    return "" if version.outcomes.exists() else "The plan names no outcome yet."


def _context(request: HttpRequest, review: Review, **more: Any) -> dict[str, Any]:
    context = plan_context(request, review.plan, review.version, review=review, closed="", **more)
    context["back"] = {"href": reverse("careplans:held_review", args=[review.pk]), "label": "Back to the review"}
    if review.state == ReviewState.OPEN and may_hold(request.actor):
        place = 3  # beneath “Reviews”
        parts = [(title, reverse(f"careplans:review_{part}", args=[review.pk])) for part, title in PARTS]
        entries = [{"label": title, "href": href, "note": "", "current": href == request.path} for title, href in parts]
        context["side_navigation"][place:place] = entries
    return context
