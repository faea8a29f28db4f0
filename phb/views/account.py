"""Seats: choosing a role, having none, and an identity that belongs to no account."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from phb.core.requests import SEAT


@require_http_methods(["GET", "POST"])
def choose_seat(request: HttpRequest) -> HttpResponse:
    """Change to another role or organisation that this account has today."""
    if request.method == "POST":
        chosen = next((seat for seat in request.seats if seat.key == request.POST.get("seat")), None)
        if chosen is None:
            raise Http404
        request.session[SEAT] = chosen.key
        messages.success(request, f"You now work as {chosen.label}.")
        return redirect("home")
    return render(request, "roof/choose_seat.html", {})


@require_GET
def no_seat(request: HttpRequest) -> HttpResponse:
    """Signed in, but without a role or a grant today."""
    if request.actor is not None:
        return redirect("home")
    return render(request, "roof/no_seat.html", {}, status=403)


@require_GET
def identity_not_linked(request: HttpRequest) -> HttpResponse:
    """An identity provider vouched for somebody whom no account here names."""
    return render(request, "roof/identity_not_linked.html", {}, status=403)


@require_GET
def stay(request: HttpRequest) -> HttpResponse:
    """Keeps the session when the person answers the warning; says nothing else."""
    return HttpResponse(status=204)
