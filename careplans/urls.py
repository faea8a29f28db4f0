"""Addresses of care plans."""

from django.urls import path

from careplans import urls_deciding, urls_library, urls_people, urls_reviews
from careplans.forms import SECTION_FORMS
from careplans.views import (
    about_me,
    compare,
    conversation,
    correcting,
    desk,
    drafting,
    money,
    optional,
    own,
    papers,
    plan,
    steps,
    talk,
)

app_name = "careplans"


def _slug(name: str) -> str:
    return name.replace("_", "-")


urlpatterns = [
    *urls_deciding.urlpatterns,
    *urls_library.urlpatterns,
    *urls_people.urlpatterns,
    *urls_reviews.urlpatterns,
    path("plans/", desk.plans, name="plans"),
    path("plans/start/<int:case_id>/", desk.start, name="start"),
    path("plans/<int:plan_id>/", plan.plan, name="plan"),
    path("plans/<int:plan_id>/new-version/", plan.new_version, name="new_version"),
    path("plans/<int:plan_id>/compare/", compare.compare, name="compare"),
    path("plans/versions/<int:version_id>/", plan.version, name="version"),
    path("plans/versions/<int:version_id>/about-me-now/", about_me.about_me_now, name="about_me_now"),
    path("plans/versions/<int:version_id>/money/", money.money, name="money"),
    path("plans/versions/<int:version_id>/parts/", optional.parts, name="parts"),
    path("plans/versions/<int:version_id>/pdf/", papers.pdf, name="pdf"),
    path("plans/versions/<int:version_id>/share/", steps.share, name="share"),
    path("plans/versions/<int:version_id>/correct/", correcting.correct, name="correct"),
    path("plans/versions/<int:version_id>/agreement/", steps.record_agreement, name="record_agreement"),
    path("plans/versions/<int:version_id>/clinical/", steps.clinical, name="clinical"),
    path("plans/versions/<int:version_id>/give-back/", steps.give_back, name="give_back"),
    path("plans/versions/<int:version_id>/withdraw/", steps.withdraw, name="withdraw"),
    *(
        path(f"plans/versions/<int:version_id>/{_slug(name)}/", drafting.section_page(name), name=name)
        for name in SECTION_FORMS
    ),
    *(
        route
        for part, (_, one) in drafting.ROWS.items()
        for route in (
            path(f"plans/versions/<int:version_id>/{_slug(part)}/", drafting.rows_page(part), name=part),
            path(f"plans/{_slug(one)}/<int:row_id>/", drafting.row_page(part), name=f"change_{one}"),
            path(f"plans/{_slug(one)}/<int:row_id>/remove/", drafting.remove_page(part), name=f"remove_{one}"),
        )
    ),
    path("plans/talk/", talk.talk_list, name="talk_list"),
    path("plans/versions/<int:version_id>/talk/", talk.talk, name="talk"),
    path("plans/comments/<int:comment_id>/", talk.comment, name="comment"),
    path("plans/versions/<int:version_id>/conversation/", conversation.visit, name="conversation"),
    path("plans/versions/<int:version_id>/conversation/finish/", conversation.finish, name="conversation_finish"),
    path("my-plan/<int:version_id>/say/", talk.own_say, name="own_say"),
    path("my-plan/comments/<int:comment_id>/", talk.own_comment, name="own_comment"),
    path("my-plan/<int:version_id>/", own.version, name="own_version"),
    path("my-plan/<int:version_id>/compare/", compare.own_compare, name="own_compare"),
    path("my-plan/<int:version_id>/pdf/", papers.own_pdf, name="own_pdf"),
    path("my-plan/<int:version_id>/about-me/", about_me.own_about_me, name="own_about_me"),
    path("my-plan/<int:version_id>/words/", own.words, name="own_words"),
    path("my-plan/<int:version_id>/agree/", own.agree, name="own_agree"),
    path("my-plan/<int:version_id>/changes/", own.changes, name="own_changes"),
]
