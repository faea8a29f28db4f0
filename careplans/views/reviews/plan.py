"""The reviews of one plan: what is owed, what was held, and the ways to a review or to none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import ReviewState
from careplans.forms.reviews import (
    AnswerForm,
    CancelReviewForm,
    ChangeForm,
    CouncilForm,
    OpenReviewForm,
    RecordRequestForm,
)
from careplans.selectors import reviews as reads
from careplans.services import reviews as services
from careplans.views.common import staff_only
from careplans.views.reviews.common import (
    due_of,
    form_page,
    may_hold,
    opened_plan,
    opened_review,
    plan_context,
    row_of,
    today,
)
from phb.core.errors import RuleBroken


@staff_only
def plan_reviews(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What the plan owes, and every review of it."""
    plan, version = opened_plan(request, plan_id, "opened the reviews of your plan")
    on = today()
    held = reads.reviews_of(request.actor, plan_id)
    waiting = next((each for each in held if each.state in reads.UNDER_WAY), None)
    context = plan_context(
        request, plan, version, due=due_of(request.actor, plan, on), duties=reads.duties_of(plan, on),
        rows=[row_of(each) for each in held], waiting=waiting, changes=reads.changes_without_review(plan_id),
        may_hold=may_hold(request.actor), in_force=version.state in ("active", "under_review"),
        start_scored=reads.start_scored(plan_id), measures=reads.measure_lines(plan_id),
    )  # fmt: skip
    context["back"] = {"href": reverse("careplans:version", args=[version.pk]), "label": "Back to the plan"}
    return render(request, "careplans/reviews/plan.html", context)


@staff_only
def open_review(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Open a review, with why and when."""
    plan, version = opened_plan(request, plan_id, "opened the form that opens a review")
    form = OpenReviewForm(request.POST or None, initial={"kind": plan.next_review_kind})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        key = str(typed.pop("key"))
        try:
            review = services.open_review(plan_id=plan_id, on=today(), key=key, by=request.actor, **typed)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The review is open. Begin with what the person thinks.")
            return redirect("careplans:held_review", review.pk)
    return form_page(
        request, plan_context(request, plan, version), form=form, title="Open a review", button="Open the review"
    )


@staff_only
def change_without_review(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write down a change of health for which no review is held (regulation 13(2))."""
    plan, version = opened_plan(request, plan_id, "opened the form about a change of your health")
    form = ChangeForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        key = str(typed.pop("key"))
        try:
            services.change_without_review(plan_id=plan_id, on=today(), key=key, by=request.actor, **typed)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The change is on record, and that the amount is still enough.")
            return redirect("careplans:plan_reviews", plan_id)
    lead = "After a significant change of health a review must at least be considered. Where none is held, the amount must still be enough."
    return form_page(
        request,
        plan_context(request, plan, version),
        form=form,
        lead=lead,
        title="A change without a review",
        button="Put on record",
    )


@staff_only
def council_payment(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The council's own first direct payment, in a joint package."""
    plan, version = opened_plan(request, plan_id, "opened the form about the council's payments")
    form = CouncilForm(request.POST or None, today=today(), initial={"first_payment": plan.council_payments_from})
    if request.method == "POST" and form.is_valid():
        first = form.cleaned_data["first_payment"]
        try:
            services.council_pays_from(plan_id=plan_id, first_payment=first, on=today(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Saved. The next review has been worked out again.")
            return redirect("careplans:plan_reviews", plan_id)
    lead = "In a joint package the council's first review is due within 6 months of its own first payment. The earlier of the two days counts for both."
    return form_page(
        request,
        plan_context(request, plan, version),
        form=form,
        lead=lead,
        title="The council’s direct payment",
        button="Save",
    )


@staff_only
def record_request(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write down that the person asked for a review on paper, by telephone or at a visit."""
    plan, version = opened_plan(request, plan_id, "opened the form about a review that was asked for")
    form = RecordRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            review = services.ask_for_review(
                plan_id=plan_id, words=typed["words"], asked_by=typed["asked_by"], on=today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The request is on record. Answer it here.")
            return redirect("careplans:answer_review", review.pk)
    return form_page(
        request, plan_context(request, plan, version), form=form, title="A review was asked for", button="Put on record"
    )


@staff_only
def answer_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Answer a person who asked for a review."""
    review = opened_review(request, review_id)
    if review.state != ReviewState.ASKED:
        return redirect("careplans:held_review", review_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.answer_request(
                review_id=review_id,
                hold=typed["hold"] == "yes",
                reasons=typed["reasons"] or "",
                on=today(),
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The answer is on record. The person reads it on their page of the plan.")
            return redirect("careplans:held_review", review_id)
    quotes = [
        {
            "who": f"{review.asked_by}, answer by {review.due_on:%-d %B %Y}" if review.due_on else review.asked_by,
            "words": review.why,
        }
    ]
    return form_page(
        request,
        _of_review(request, review),
        form=form,
        quotes=quotes,
        title="Answer the request for a review",
        button="Answer",
    )


@staff_only
def cancel_review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Call an open review off, with reasons."""
    review = opened_review(request, review_id)
    form = CancelReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_review(
                review_id=review_id, reasons=form.cleaned_data["reasons"], on=today(), by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The review is called off. The plan stays due as before.")
            return redirect("careplans:plan_reviews", review.plan_id)
    lead = "What was written in it stays on record. The plan stays due on the same day as before."
    return form_page(
        request,
        _of_review(request, review),
        form=form,
        lead=lead,
        title="Call the review off",
        button="Call it off",
        warning=True,
    )


def _of_review(request: HttpRequest, review: Any) -> dict[str, Any]:
    context = plan_context(request, review.plan, review.version)
    context["back"] = {"href": reverse("careplans:held_review", args=[review.pk]), "label": "Back to the review"}
    return context
