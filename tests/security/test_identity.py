"""A11: an identity from outside is (issuer, subject), and every untruth in a token is refused."""

import time
from urllib.parse import parse_qs, urlparse

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

from phb.core.models import User
from tests.security.identity_stub import CLIENT, Stub

pytestmark = [pytest.mark.django_db, pytest.mark.A11]
LOGIN, CALLBACK = (
    reverse("openid_connect_login", args=["identity"]),
    reverse("openid_connect_callback", args=["identity"]),
)


@pytest.fixture
def stub(settings):
    made = Stub()
    app = {"provider_id": "identity", "name": "Stub", "client_id": CLIENT, "secret": "s",
           "settings": {"server_url": made.url, "token_auth_method": "client_secret_post", "required_level": ""}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    made.app = app
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def linked(actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    SocialAccount.objects.create(user=user, provider="identity", uid="subject-1")
    return user


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def leave(browser, stub) -> dict[str, str]:
    """Off to the provider; what the browser carries there."""
    answer = browser.post(LOGIN)
    assert answer.status_code == 302 and answer.url.startswith(f"{stub.url}/authorize")
    return {name: values[0] for name, values in parse_qs(urlparse(answer.url).query).items()}


def come_back(browser, sent, **more):
    return browser.get(CALLBACK, {"code": "a-code", "state": sent["state"], **more})


def signed_in(browser) -> bool:
    return "_auth_user_id" in browser.session or browser.session.get("account_login") is not None


def test_a_linked_identity_signs_in_and_shows_its_second_factor(browser, stub, linked):
    sent = leave(browser, stub)
    assert {"nonce", "state", "code_challenge"} <= set(sent) and sent["code_challenge_method"] == "S256"
    stub.truthful(sent["nonce"])
    assert come_back(browser, sent).url == reverse("mfa_authenticate")
    assert stub.asked["code_verifier"]
    assert "_auth_user_id" not in browser.session


def test_the_same_address_with_another_subject_opens_nothing(browser, stub, linked):
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"], subject="somebody-else", email=linked.email)
    assert come_back(browser, sent).url == reverse("identity_not_linked")
    assert (
        not signed_in(browser)
        and SocialAccount.objects.count() == 1
        and browser.get(reverse("desk")).status_code == 302
    )


def test_an_unknown_identity_makes_no_account(browser, stub, linked):
    before = User.objects.count()
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"], subject="nobody-we-know", email="new@example.org")
    assert come_back(browser, sent).url == reverse("identity_not_linked")
    assert (User.objects.count(), signed_in(browser)) == (before, False)


def test_a_closed_account_stays_closed(browser, stub, linked):
    User.objects.filter(pk=linked.pk).update(is_active=False)
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"])
    come_back(browser, sent)
    assert not signed_in(browser)


def other_key(stub):
    stub.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def no_algorithm(stub):
    stub.algorithm = "none"


def shared_secret(stub):
    stub.algorithm, stub.signs_with = "HS256", "s" * 40


def change(**claims):
    return lambda stub: stub.claims.update(claims)


UNTRUTHS = {
    "another issuer": change(iss="https://evil.example"),
    "no issuer": change(iss=None),
    "another audience": change(aud="another-client"),
    "several audiences without us": change(aud=["a", "b"]),
    "no audience": change(aud=None),
    "expired": lambda stub: stub.claims.update(exp=int(time.time()) - 60),
    "no expiry": change(exp=None),
    "from the future": lambda stub: stub.claims.update(iat=int(time.time()) + 3600),
    "not yet valid": lambda stub: stub.claims.update(nbf=int(time.time()) + 3600),
    "no time of issue": change(iat=None),
    "another nonce": change(nonce="of another sign-in"),
    "no nonce": change(nonce=None),
    "no subject": change(sub=None),
    "two subjects": lambda stub: stub.says.update(sub="subject-2"),
    "user information without a subject": lambda stub: stub.says.pop("sub"),
    "signed by another key": other_key,
    "alg none": no_algorithm,
    "signed with the shared secret": shared_secret,
    "a key that is not published": lambda stub: setattr(stub, "kid", "two"),
    "no key named": lambda stub: setattr(stub, "kid", ""),
    "no identity token": lambda stub: setattr(stub, "gives_token", False),
    "a token that is none": lambda stub: setattr(stub, "signed", lambda: "not.a.token"),
    "too low a level": lambda stub: stub.app["settings"].update(required_level="P9"),
}


@pytest.mark.parametrize("untruth", UNTRUTHS.values(), ids=UNTRUTHS.keys())
def test_untruth_in_a_token_is_refused(browser, stub, linked, untruth):
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"])
    untruth(stub)
    answer = come_back(browser, sent)
    assert answer.status_code < 500
    assert not signed_in(browser), answer.status_code


def test_a_wrong_state_is_refused(browser, stub, linked):
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"])
    answer = come_back(browser, {**sent, "state": "guessed"})
    assert answer.status_code < 500 and not signed_in(browser)


def test_an_answer_in_another_browser_is_refused(browser, stub, linked):
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"])
    other = Client(raise_request_exception=False)
    assert come_back(other, sent).status_code < 500 and not signed_in(other)


def test_an_answer_is_taken_once(browser, stub, linked):
    sent = leave(browser, stub)
    stub.truthful(sent["nonce"])
    come_back(browser, sent)
    browser.cookies.clear()
    assert come_back(browser, sent).status_code < 500 and not signed_in(browser)


def test_the_level_asked_for_is_enough(browser, stub, linked):
    stub.app["settings"]["required_level"] = "P9"
    sent = leave(browser, stub)
    assert sent["acr_values"] == "P9"
    stub.truthful(sent["nonce"])
    stub.claims["acr"] = "P9"
    assert come_back(browser, sent).url == reverse("mfa_authenticate")


def test_twin_without_the_check_of_the_nonce_the_test_sees_it(browser, stub, linked, monkeypatch):
    monkeypatch.setattr("phb.core.identity.check_bound", lambda login, level="": None)
    sent = leave(browser, stub)
    stub.truthful("of another sign-in")
    come_back(browser, sent)
    assert signed_in(browser)
