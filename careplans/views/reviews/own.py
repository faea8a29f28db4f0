"""The person's own pages of reviews: when the next one is, their own view before it, how it went, asking for one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.enums import MeasureState, ReviewState
from careplans.forms.measures import FillForm
from careplans.forms.reviews import AskForm, OutcomesForm, OwnViewForm
from careplans.models import PlanVersion, Review
from careplans.rules.reviewing import LOOKED_AT
from careplans.selectors import reviews as reads
from careplans.selectors.people import contact_of
from careplans.services import measures as measure_services
from careplans.services import reviews as services
from careplans.services import scores
from careplans.services.sharing import acts_as
from careplans.views.common import outside_only
from careplans.views.reviews.common import result_words, today
from careplans.views.reviews.hold import outcome_groups
from careplans.views.saving import save_page
from phb.core import audit
from phb.core.clock import LONDON
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


@outside_only
def own_review(request: HttpRequest, version_id: int) -> HttpResponse:
    """When the plan is looked at next, what happens there, and what came of it before."""
    shown = _opened(request, version_id, "opened the reviews of the plan")
    review = reads.under_way(shown.plan_id)
    mine = reads.reviews_of(request.actor, shown.plan_id)
    told = [each for each in mine if each.state in (ReviewState.COMPLETED, ReviewState.DECLINED)]
    context = _context(
        request, shown, next_on=shown.plan.next_review_on, review=review, items=LOOKED_AT, results=[_told(each) for each in told],
        may_write=acts_as(request.actor, shown.person_id, today()) != "", measures=_own_measures(request),
    )  # fmt: skip
    context["back"] = {"href": reverse("careplans:own_version", args=[shown.pk]), "label": "Back to the plan"}
    return render(request, "careplans/own/review.html", context)


def _told(review: Review) -> dict[str, Any]:
    """A review as the person reads it: words before numbers."""
    lines = reads.outcome_lines(review.version, review) if review.state == ReviewState.COMPLETED else []
    return {
        "review": review,
        "held": review.state == ReviewState.COMPLETED,
        "day": review.completed_on or review.created_at.astimezone(LONDON).date(),
        "results": result_words(review),
        "outcomes": [
            {"words": line.words, "attained": line.attained_words, "own": line.score.own_words,
             "rating": "" if line.score.own_rating is None else f"{line.score.own_rating} of 10", "way": line.way}
            for line in lines if line.score is not None
        ],
    }  # fmt: skip


@outside_only
def own_view(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person's own view, written before the meeting."""
    shown = _opened(request, version_id, "opened the review to write in it", "act_on_plan")
    review = _open(shown)
    if review is None:
        return redirect("careplans:own_review", version_id)

    def made(data: Any, of: Review) -> OwnViewForm:
        return OwnViewForm(data, now={"persons_view": of.persons_view})

    form = made(request.POST or None, review)

    def save() -> None:
        values, seen = form.values(), form.cleaned_data["seen"]
        services.save_review(review_id=review.pk, part="view", values=values, seen=seen, by=request.actor)

    return _written(request, shown, form, save, lambda: made(None, Review.objects.get(pk=review.pk)),
                    "What I think" if _mine(request, shown) else "What they think",
                    lead="Write it as you would say it. It is read before the meeting, and comes first there.")  # fmt: skip


@outside_only
def own_outcomes(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person's own mark and words for each outcome."""
    shown = _opened(request, version_id, "opened the outcomes to say how they went", "act_on_plan")
    review = _open(shown)
    if review is None:
        return redirect("careplans:own_review", version_id)

    def made(data: Any) -> OutcomesForm:
        lines = reads.outcome_lines(review.version, review)
        return OutcomesForm(data, lines=lines, own=True, now=scores.now_of_scores(review.version, review, outside=True))

    form = made(request.POST or None)

    def save() -> None:
        scores.score_outcomes(
            plan_id=shown.plan_id,
            review_id=review.pk,
            values=form.values(),
            on=today(),
            seen=form.cleaned_data["seen"],
            by=request.actor,
        )

    return _written(request, shown, form, save, lambda: made(None), "How it is going", groups=outcome_groups(form),
                    lead="Give a mark, or a few words, or both. Leave out what you like.")  # fmt: skip


def _written(
    request: HttpRequest,
    shown: PlanVersion,
    form: Any,
    save: Any,
    fresh: Any,
    title: str,
    *,
    lead: str,
    groups: Any = (),
) -> HttpResponse:
    def show(status: int, disputed: Any) -> HttpResponse:
        context = _context(request, shown, form=form, disputed=disputed, title=title, lead=lead, groups=groups)
        return render(request, "careplans/own/review_part.html", context, status=status)

    def done() -> HttpResponse:
        messages.success(request, "Your words are saved.")
        return redirect("careplans:own_review", shown.pk)

    return show(200, ()) if request.method == "GET" else save_page(request, form, save, show, done, fresh)


@outside_only
def own_ask_review(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for a review."""
    shown = _opened(request, version_id, "opened the page on which a review is asked for", "act_on_plan")
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_for_review(
                plan_id=shown.plan_id, words=form.cleaned_data["words"], on=today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            by_when = f" You have an answer by {say_date(asked.due_on)}." if asked.due_on else ""
            messages.success(request, f"Thank you. Your care coordinator has your words.{by_when}")
            return redirect("careplans:own_review", version_id)
    return render(request, "careplans/own/ask_review.html", _context(request, shown, form=form))


@outside_only
def own_measure(request: HttpRequest, version_id: int) -> HttpResponse:
    """Fill in one of the commissioner's own measures, on a phone."""
    shown = _opened(request, version_id, "opened a measure to fill it in", "act_on_plan")
    chosen = next((each for each in _own_measures(request) if str(each.pk) == request.GET.get("measure")), None)
    if chosen is None:
        return redirect("careplans:own_review", version_id)
    form = FillForm(request.POST or None, measure=chosen, today=today(), outside=True)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            measure_services.record_score(
                plan_id=shown.plan_id, measure_id=chosen.pk, answers=form.answers(), words=typed["words"] or "", key=str(typed["key"]),
                on=today(), by=request.actor,
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Thank you. Your answers are saved.")
            return redirect("careplans:own_review", version_id)
    return render(request, "careplans/own/measure.html", _context(request, shown, form=form, measure=chosen))


def _own_measures(request: HttpRequest) -> list[Any]:
    """Measures with questions of one's own, which a person can answer here."""
    return [each for each in reads.measures(request.actor).filter(state=MeasureState.IN_USE) if each.questions]


def _open(shown: PlanVersion) -> Review | None:
    """The review that is open or asked for: the person writes in either."""
    return reads.under_way(shown.plan_id)


def _opened(request: HttpRequest, version_id: int, what: str, part: str = "see_plan") -> PlanVersion:
    shown = selectors.version_for(request.actor, version_id, part=part)
    audit.note_read(shown.person_id, what)
    return shown


def _mine(request: HttpRequest, shown: PlanVersion) -> bool:
    return acts_as(request.actor, shown.person_id, today()) == "HOLDER"


def _context(request: HttpRequest, shown: PlanVersion, **more: Any) -> dict[str, Any]:
    contact = contact_of(shown.plan, today())
    return {
        "version": shown,
        "person": shown.person,
        "mine": _mine(request, shown),
        "named_contact": {"name": contact.name, "phone": contact.phone, "email": contact.email, "away": contact.away},
        "back": {"href": reverse("careplans:own_review", args=[shown.pk]), "label": "Back to the review"},
        **more,
    }
