"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from phb.core.requests import rule_for

# (label, route) in the order of the page; shown when the actor's role may open the route.
NAVIGATION: tuple[tuple[str, str], ...] = ()


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "seat": getattr(request, "seat", None),
        "seats": getattr(request, "seats", []),
        "navigation": navigation(request),
        "service_name": settings.SERVICE_NAME,
        "service_logo": settings.SERVICE_LOGO,
        "support_contact": settings.SUPPORT_CONTACT,
        "demo": settings.DEMO,
        "session_idle_seconds": settings.SESSION_IDLE_SECONDS,
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    items = []
    for label, route in NAVIGATION:
        rule = rule_for(route, "GET")
        if rule is not None and rule.allow(actor.role):
            address = reverse(route)
            items.append({"label": label, "href": address, "current": request.path == address})
    return items
