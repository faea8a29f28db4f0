"""Addresses of reviews, outcomes scored, and measures."""

from django.urls import path

from careplans.views.reviews import due, hold, measures, own, pack, plan

urlpatterns = [
    path("plans/reviews/", due.due, name="reviews"),
    path("plans/reviews/<int:review_id>/", hold.held_review, name="held_review"),
    *(
        path(f"plans/reviews/<int:review_id>/{part}/", hold.part_page(part), name=f"review_{part}")
        for part, _ in hold.PARTS
    ),
    path("plans/reviews/<int:review_id>/complete/", hold.complete_review, name="complete_review"),
    path("plans/reviews/<int:review_id>/answer/", plan.answer_review, name="answer_review"),
    path("plans/reviews/<int:review_id>/cancel/", plan.cancel_review, name="cancel_review"),
    path("plans/<int:plan_id>/reviews/", plan.plan_reviews, name="plan_reviews"),
    path("plans/<int:plan_id>/reviews/open/", plan.open_review, name="open_review"),
    path("plans/<int:plan_id>/reviews/asked/", plan.record_request, name="record_request"),
    path("plans/<int:plan_id>/reviews/change/", plan.change_without_review, name="change_without_review"),
    path("plans/<int:plan_id>/reviews/council/", plan.council_payment, name="council_payment"),
    path("plans/<int:plan_id>/reviews/preparation/", pack.review_pack_page, name="review_pack"),
    path("plans/<int:plan_id>/reviews/years/", pack.years, name="review_years"),
    path("plans/<int:plan_id>/outcomes/start/", hold.start_scores, name="start_scores"),
    path("plans/<int:plan_id>/measures/", measures.fill_measure, name="fill_measure"),
    path("plans/measures/", measures.measures, name="measures"),
    path("plans/measures/add/", measures.add_measure, name="add_measure"),
    path("plans/measures/<int:measure_id>/", measures.measure, name="measure"),
    path("plans/measures/<int:measure_id>/move/", measures.move_measure, name="move_measure"),
    path("my-plan/<int:version_id>/review/", own.own_review, name="own_review"),
    path("my-plan/<int:version_id>/review/view/", own.own_view, name="own_view"),
    path("my-plan/<int:version_id>/review/outcomes/", own.own_outcomes, name="own_outcomes"),
    path("my-plan/<int:version_id>/review/ask/", own.own_ask_review, name="own_ask_review"),
    path("my-plan/<int:version_id>/review/measure/", own.own_measure, name="own_measure"),
]
