"""The Jinja2 environment of every page.

Our pages and layouts are strict: in tests and development a name that the view
did not pass is an error, so a typing slip cannot reach a page as an empty
space. Components (ours, the design system's and Django's widgets) take parts
that may be left out, so they are compiled in a lenient environment of their
own. In production everything is lenient: a nurse sees a page, not an
error, and the suite has already shown that nothing is missing.
"""

from __future__ import annotations

from typing import Any

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from phb.core import display
from phb.core.forms import drawing

LIBRARY_PREFIXES = ("nhsuk/", "django/", "components/")


class Environment(jinja2.Environment):
    """Pages strictly, components leniently."""

    library: jinja2.Environment | None = None

    def get_template(self, name, parent=None, globals=None):
        """Hand components to the lenient environment."""
        if self.library is not None and str(name).startswith(LIBRARY_PREFIXES):
            return self.library.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


def is_strict() -> bool:
    """Whether a missing name fails: in tests and development, never in production."""
    return not settings.PRODUCTION


def environment(**options: Any) -> Environment:
    """Build the environment for Django's Jinja2 backend."""
    options["loader"] = jinja2.ChoiceLoader(
        [
            options["loader"],
            jinja2.PackageLoader("nhsuk_frontend_jinja"),
            jinja2.PackageLoader("django.forms", "jinja2"),
        ]
    )
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    strictness = jinja2.StrictUndefined if is_strict() else jinja2.ChainableUndefined
    env = Environment(**options | {"undefined": strictness})
    library = jinja2.Environment(  # noqa: S701 - Django's backend turns autoescape on
        **options | {"undefined": jinja2.ChainableUndefined}
    )
    env.library = library
    for each in (library, env):
        each.globals.update(_globals())
        each.filters.update(_filters())
    return env


def _globals() -> dict[str, Any]:
    return {
        "static": static,
        "url": url,
        "service_name": settings.SERVICE_NAME,
        "service_logo": settings.SERVICE_LOGO,
        "support_contact": settings.SUPPORT_CONTACT,
        "demonstration": settings.DEMO,
        "nhs": drawing.NhsMacros(),
        "sign_in_providers": sign_in_providers,
        "form_fields": drawing.form_fields,
        "form_field": drawing.form_field,
        "error_summary": drawing.error_summary,
        "page_has_errors": drawing.page_has_errors,
    }


def _filters() -> dict[str, Any]:
    return {
        "money": display.money,
        "date": display.day,
        "datetime": display.moment,
        "nhs_number": display.nhs_number,
        "period": display.period,
        "waiting": display.waiting,
        "ago": display.ago,
        "count": display.count,
        "plural": display.plural,
    }


def sign_in_providers(request: HttpRequest) -> list[dict[str, str]]:
    """The identity providers that sign-in offers: name and address."""
    from allauth.socialaccount.adapter import get_adapter  # needs the apps to be loaded

    providers = get_adapter().list_providers(request)
    return [{"name": each.name, "href": each.get_login_url(request)} for each in providers]


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page: ``url("people:show", person.id)``."""
    return reverse(name, args=args, kwargs=kwargs)
