"""Every address of the product. Each route needs a line in `phb.access`."""

from django.urls import include, path

from phb.views import errors

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.server_error
