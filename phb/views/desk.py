"""The way in, and the desk: what waits for whom and how long, and where the money stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from phb.core.access import may
from phb.core.clock import london_today
from phb.desk import desk_of


def home(request: HttpRequest) -> HttpResponse:
    """Each role to the page it works from."""
    if request.actor is None:
        return redirect("no_seat")
    if may(request.actor, "own record", "R"):
        return redirect("own:home")
    return redirect("desk")


def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "roof/desk.html", {"desk": desk_of(request.actor, on=london_today())})
