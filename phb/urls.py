"""Every address of the product. Each route needs a line in `phb.access`."""

from django.urls import include, path

from phb.core import identity
from phb.views import (
    about,
    account,
    communication,
    components,
    desk,
    documents,
    errors,
    health,
    jobs,
    people,
    policies,
    seats,
)

people_urls = (
    [
        path("find/", people.find, name="find"),
        path("add/", people.add, name="add"),
        path("<int:person_id>/", people.show, name="show"),
        path("communication/", communication.communication, name="communication"),
        path("<int:person_id>/contact/", people.contact, name="contact"),
        path("<int:person_id>/death/", people.death, name="death"),
        path("<int:person_id>/documents/", people.documents, name="documents"),
        path("<int:person_id>/seen/", people.seen, name="seen"),
        path("<int:person_id>/acting/", seats.acting, name="acting"),
        path("<int:person_id>/acting/give/", seats.give_grant, name="give_grant"),
        path("<int:person_id>/acting/colleague/", seats.add_colleague, name="add_colleague"),
        path("acting/<int:grant_id>/end/", seats.end_grant, name="end_grant"),
    ],
    "people",
)
health_urls = ([path("live", health.live, name="live"), path("ready", health.ready, name="ready")], "health")

urlpatterns = [
    path("", desk.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("people/", include(people_urls)),
    path("documents/<int:document_id>/", documents.download, name="document"),
    path("users/", seats.users, name="users"),
    path("users/give/", seats.give_role, name="give_role"),
    path("users/<int:membership_id>/approve/", seats.approve_role, name="approve_role"),
    path("users/<int:membership_id>/end/", seats.end_role, name="end_role"),
    path("settings/", policies.index, name="policies"),
    path("settings/<slug:key>/", policies.change, name="change_policy"),
    path("jobs/", jobs.index, name="jobs"),
    path("jobs/<int:job_id>/retry/", jobs.retry, name="retry_job"),
    path("jobs/<int:job_id>/progress/", jobs.progress, name="progress"),
    path("seat/", account.choose_seat, name="choose_seat"),
    path("seat/none/", account.no_seat, name="no_seat"),
    path("stay/", account.stay, name="stay"),
    path("accounts/not-linked/", account.identity_not_linked, name="identity_not_linked"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", identity.callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    path("help/", about.help_and_contact, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("components/", components.components, name="components"),
    path("health/", include(health_urls)),
    path("my/", include("phb.own_urls")),
    path("spend/", include("budgets.spend_urls")),
    path("", include("eligibility.urls")),
    path("", include("budgets.urls")),
    path("", include("careplans.urls")),
]
handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.server_error
