"""Every address of the product. Each route needs a line in `phb.access`."""

from django.urls import include, path

from phb.views import about, components, errors

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("help/", about.help_and_contact, name="help"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("components/", components.components, name="components"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("components/", components.components, name="components"))

handler400 = errors.bad_request
handler403 = errors.denied
handler404 = errors.not_found
handler500 = errors.server_error
