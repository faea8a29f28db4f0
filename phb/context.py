"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from eligibility.selectors.work.reach import reach_of_seat
from phb.core import demo
from phb.core.clock import london_today
from phb.core.kept import owner_mark
from phb.core.models import Membership
from phb.core.requests import rule_for
from phb.forms import LANGUAGES
from phb.record import case_navigation, ways_on, ways_on_from_plan

# (label, route) in the order of the page; shown when the actor's role may open the route.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("Desk", "desk"),
    ("People", "people:find"),
    ("Cases", "eligibility:cases"),
    ("Local offers", "eligibility:offers"),
    ("Plans", "careplans:plans"),
    ("Panels", "careplans:panels"),
    ("Library", "careplans:library"),
    ("Budgets", "budgets:budgets"),
    ("Money", "budgets:money"),
    ("Uplifts", "budgets:uplifts"),
    ("Tables of amounts", "budgets:amount_tables"),
    ("Payment runs", "budgets:runs"),
    ("Bank lines", "spend:lines"),
    ("Statements", "spend:statements"),
    ("Texts", "eligibility:wordings"),
    ("Users", "users"),
    ("Settings", "policies"),
    ("Background work", "jobs"),
)

# Lists of work on cases, side by side at the head of each of them.
WORK_LISTS: tuple[tuple[str, str], ...] = (
    ("Cases", "eligibility:cases"),
    ("Clocks", "eligibility:clocks"),
    ("Give out cases", "eligibility:allocation"),
    ("Caseloads", "eligibility:workload"),
    ("Meetings", "eligibility:meetings"),
    ("Evidence", "eligibility:evidence_list"),
    ("Decisions questioned", "eligibility:challenges"),
    ("Letters", "eligibility:letters"),
    ("Towards adult care", "eligibility:transitions"),
    ("People pointed out", "eligibility:candidates"),
    ("Places of care", "eligibility:place_figures"),
    ("Past cases", "eligibility:bring_in"),
    ("Rules", "eligibility:rules"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "ways_on_from_plan": lambda version: ways_on_from_plan(actor, version),
        "away_of": away_of,
        "languages": dict(LANGUAGES),
        "case_navigation": lambda person: case_navigation(actor, person, request.path),
        "ways_on": lambda case: ways_on(actor, case) if actor else [],
        "seat_href": reverse("choose_seat"),
        "session_stay_href": reverse("stay"),
        "demo_accounts": demo.accounts_for_page(request) if settings.DEMO else [],
        "demo_code": demo.code_for_page(request) if settings.DEMO else "",
        "actor": actor,
        "seat": getattr(request, "seat", None),
        "seats": getattr(request, "seats", []),
        "navigation": navigation(request),
        "work_lists": navigation(request, WORK_LISTS),
        "kept_for": owner_mark(actor.user_id) if actor else "",
        "session_idle_seconds": settings.SESSION_IDLE_SECONDS,
    }


def away_of(person: Any) -> str:
    """Who covers for a person's named contact today, in a sentence; "" when the contact is here or there is none."""
    seat = getattr(person, "named_contact", None)
    return reach_of_seat(seat, london_today()).away if isinstance(seat, Membership) else ""


def navigation(request: HttpRequest, among: tuple[tuple[str, str], ...] = NAVIGATION) -> list[dict[str, Any]]:
    """Links to those of these pages that the actor's role may open."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    items = []
    for label, route in among:
        rule = rule_for(route, "GET")  # none while a part of the product is not there
        if rule is not None and rule.allow(actor.role):
            address = reverse(route)
            items.append({"label": label, "href": address, "current": request.path == address})
    return items
