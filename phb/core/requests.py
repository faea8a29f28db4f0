"""What a request knows: the signed-in user's seat, and the table of routes."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from phb.core.access import Routes, Rule
from phb.core.actors import ROLE_NAMES, Actor
from phb.core.clock import london_today
from phb.core.models import Grant, Membership
from phb.core.selectors import running

SEAT = "seat"


@cache
def routes() -> Routes:
    """The table of the roof, by its name in the settings: the ground imports no roof."""
    return import_string(settings.ACCESS_TABLE)


def rule_for(view_name: str, method: str) -> Rule | None:
    """The line for a route and method; HEAD reads like GET. None means: not listed, so refused."""
    return routes().get(view_name, {}).get("GET" if method == "HEAD" else method)


class Seat:
    """One role of a user in one organisation: `staff:<membership>` or `own:<organisation>:<role>`."""

    def __init__(self, key: str, label: str, organisation_id: int, role: str, membership_id: int | None) -> None:
        self.key, self.label = key, label
        self.organisation_id, self.role, self.membership_id = organisation_id, role, membership_id


def seats(user) -> list[Seat]:
    """The seats that a user has today. Needs `phb.user_id` to be told to the database."""
    today = london_today()
    found = [
        Seat(f"staff:{row.pk}", f"{row.get_role_display()}, {row.organisation}", row.organisation_id, row.role, row.pk)
        for row in Membership.objects.filter(running(today), user_id=user.pk, pending=False)
        .select_related("organisation")
        .order_by("id")
    ]
    grants = Grant.objects.filter(running(today), user_id=user.pk).select_related("organisation")
    own: dict[str, Seat] = {}
    for row in grants.order_by("id"):
        role = "BH" if row.kind == Grant.Kind.HOLDER else "REP"
        key = f"own:{row.organisation_id}:{role}"
        own.setdefault(key, Seat(key, f"{ROLE_NAMES[role]}, {row.organisation}", row.organisation_id, role, None))
    return found + list(own.values())


def seated(request: HttpRequest, request_id: str) -> Actor | None:
    """The actor of a signed-in request, or None when the account has no seat today.

    The seat chosen last is kept in the session; one that has ended is left at once.
    """
    choices = seats(request.user)
    request.seats = choices
    if not choices:
        return None
    chosen = next((seat for seat in choices if seat.key == request.session.get(SEAT)), choices[0])
    request.session[SEAT] = chosen.key
    request.seat = chosen
    return Actor(
        user_id=request.user.pk,
        name=str(request.user),
        organisation_id=chosen.organisation_id,
        role=chosen.role,
        membership_id=chosen.membership_id,
        request_id=request_id,
    )
