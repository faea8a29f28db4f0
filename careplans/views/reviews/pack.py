"""What is brought to a review, and this year beside last: one page each, made to be printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from careplans.rules.reviewing import LOOKED_AT
from careplans.selectors import review_pack
from careplans.selectors import reviews as reads
from careplans.views.common import staff_only
from careplans.views.reviews.common import due_of, opened_plan, plan_context, result_words, today


@staff_only
def review_pack_page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Everything for the next review."""
    plan, version = opened_plan(request, plan_id, "opened the preparation of a review")
    on = today()
    pack = review_pack.pack_of(request.actor, plan, version, on)
    context = plan_context(
        request, plan, version, pack=pack, due=due_of(request.actor, plan, on), items=LOOKED_AT,
        results=result_words(pack.last) if pack.last else [], review=reads.under_way(plan_id), today=on,
    )  # fmt: skip
    return render(request, "careplans/reviews/pack.html", context)


@staff_only
def years(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The newest review beside the one before, or the start: outcomes, measures, money, words."""
    plan, version = opened_plan(request, plan_id, "compared two years of your plan")
    context = plan_context(request, plan, version, years=review_pack.years_of(plan, version))
    return render(request, "careplans/reviews/years.html", context)
