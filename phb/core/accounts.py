"""allauth's hooks: accounts are made by invitation, identities from outside are bound, never guessed."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be sent there. An address that cannot be read, as newer Pythons refuse some, is not safe."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by: a proxy's word is taken only behind our own proxy."""
        forwarded = request.headers.get("X-Forwarded-For", "")
        if settings.SECURE_PROXY_SSL_HEADER and forwarded:
            # The last entry is what our own proxy saw; earlier ones are the sender's claim.
            return forwarded.rsplit(",", 1)[-1].strip()
        return request.META.get("REMOTE_ADDR", "")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity from outside is (issuer, subject). Its e-mail never opens an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None):
        from phb.core.identity import IdentityProvider  # allauth reads its providers after this file

        found = super().get_provider(request, provider, client_id)
        return IdentityProvider(request, app=found.app) if found.id == IdentityProvider.id else found

    def pre_social_login(self, request: HttpRequest, sociallogin) -> None:
        from phb.core.identity import check_bound

        check_bound(sociallogin, sociallogin.provider.app.settings.get("required_level", ""))
        if not sociallogin.is_existing and not request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("identity_not_linked"))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are kept encrypted; a second factor can be replaced, not removed."""

    def _cipher(self) -> Fernet:
        key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return False
