"""Sign-in by an identity provider (OpenID Connect): what has to hold beyond what allauth checks by itself.

allauth checks state, code verifier (PKCE), issuer, audience and expiry, and takes the signature for
granted because the token came straight from the provider. Here the signature is checked too, by the
provider's published keys; a nonce binds the token to this very sign-in; the identity token has to be
there, speak of the same subject as the user information, and reach the level that is asked for.
"""

import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

# Keys of two halves only: with a shared secret, or none, anybody's token would pass.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})


class IdentityAdapter(OpenIDConnectOAuth2Adapter):
    """Reads the answer of the token address; nothing unsigned gets past it."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no identity token")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
        except jwt.PyJWTError as error:
            raise OAuth2Error("no identity token") from error
        if header.get("alg") not in ALGORITHMS or not header.get("kid"):
            raise OAuth2Error("identity token without a proper signature")
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if missing := {"sub", "exp", "iat"} - set(claims):
            raise OAuth2Error(f"identity token without {sorted(missing)}")
        return claims


class IdentityProvider(OpenIDConnectProvider):
    """Sends a nonce with each sign-in and keeps it in that sign-in's state; asks for the level required."""

    def redirect(self, request: HttpRequest, process: str, next_url=None, data=None, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        more = {**(kwargs.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        if level := self.app.settings.get("required_level"):
            more["acr_values"] = level
        return super().redirect(request, process, next_url, data, auth_params=more, nonce=nonce, **kwargs)

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject, and nothing else, names the identity."""
        subject = (data.get("userinfo") or data.get("id_token") or {}).get("sub")
        if not subject:
            raise OAuth2Error("no subject")
        return str(subject)


def check_bound(login: SocialLogin, required_level: str = "") -> None:
    """Raises OAuth2Error unless the identity token belongs to this sign-in, to one subject, at the level required."""
    claims = login.account.extra_data.get("id_token") or {}
    person = login.account.extra_data.get("userinfo") or claims
    nonce = (login.state or {}).get("nonce")
    if not nonce or not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("identity token of another sign-in")
    if not claims.get("sub") or person.get("sub") != claims["sub"]:
        raise OAuth2Error("two subjects in one sign-in")
    if required_level and claims.get("acr") != required_level:
        raise OAuth2Error("signed in at too low a level")


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider sends the browser back to; in place of allauth's own."""
    try:
        return OAuth2CallbackView.adapter_view(IdentityAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
