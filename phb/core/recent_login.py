"""Ask for the sign-in again, for what would hurt most: bank details, release of a run, role grants."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether a password or code was given within the last 5 minutes in this session."""
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT


def needs_recent_login(view: View) -> View:
    """The view answers only within 5 minutes of a sign-in; else it asks for it and comes back to the page.

    What was sent by POST is not kept: bank details do not lie in a session.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if signed_in_recently(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return guarded
