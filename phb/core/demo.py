"""Demonstration only: made-up accounts, and the one-time code that their telephone would show.

Production settings cannot switch the demonstration on.
"""

import time

from allauth.account.internal.stagekit import unstash_login
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import HttpRequest

from phb.core.models import User

PASSWORD = "made-up-person-2026"  # noqa: S105  (the accounts are made up too)
DOMAIN = "example.nhs.uk"
FIRST_HOUSE = "northmoor"


def code_of(user: User) -> str:
    """The six digits that a made-up account's authenticator shows now; empty for an account without one.

    Raises PermissionError outside a demonstration and for an account that is not made up.
    """
    if not settings.DEMO or not user.email.endswith(DOMAIN):
        raise PermissionError("Codes are shown for made-up accounts in a demonstration only.")
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None:
        return ""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(decrypt(found.data["secret"]), counter))


def accounts_for_page(request: HttpRequest) -> list[dict[str, str]]:
    """The made-up accounts for the sign-in page: role, e-mail and password."""
    match = request.resolver_match
    if not settings.DEMO or match is None or match.view_name != "account_login":
        return []
    found = User.objects.filter(email__endswith=f"@{FIRST_HOUSE}.{DOMAIN}").order_by("id")
    return [{"role": user.name, "email": user.email, "password": PASSWORD} for user in found]


def code_for_page(request: HttpRequest) -> str:
    """The code for the account that is signing in, or signed in, on this request."""
    if not settings.DEMO:
        return ""
    user = getattr(request, "user", None)
    if user is None:
        return ""  # an error from before anybody was known
    if not user.is_authenticated:
        login = unstash_login(request, peek=True)
        user = login.user if login is not None else None
    if user is None or not user.email.endswith(DOMAIN):
        return ""
    return code_of(user)
