"""Sign-in, second factor and error pages are ours: strict templates, NHS look, nothing of the library's own."""

import time

import pytest
from django.urls import reverse

from phb.core.models import User

pytestmark = pytest.mark.django_db

BEFORE = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "help",
    "accessibility",
    "privacy",
]
AFTER = [
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
]


def is_ours(response) -> str:
    page = response.content.decode()
    assert "css/phb.css" in page
    assert page.count("<main") == 1
    assert page.count("<h1") == 1
    for theirs in ("Two-Factor", "Sign Up", "Sign In<", "third-party account", "This field is required"):
        assert theirs not in page
    return page


@pytest.mark.parametrize("name", BEFORE)
def test_before_sign_in(client, name):
    is_ours(client.get(reverse(name)))


@pytest.mark.parametrize("name", AFTER)
def test_after_sign_in(client, sign_in, actor_of, name):
    sign_in(actor_of("COM"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "Sign out" in is_ours(response)


def test_wrong_password_says_so_and_the_title_begins_with_error(client, actor_of):
    email = User.objects.get(pk=actor_of("COM").user_id).email
    page = is_ours(client.post(reverse("account_login"), {"login": email, "password": "wrong horse battery"}))
    assert "<title>Error: Sign in" in page
    assert "There is a problem" in page
    assert "wrong horse battery" not in page


def test_empty_boxes_are_named(client):
    page = is_ours(client.post(reverse("account_login"), {}))
    assert "Enter email" in page
    assert "Enter password" in page


def test_the_second_factor_is_asked_for_and_a_wrong_code_refused(client, actor_of):
    email = User.objects.get(pk=actor_of("COM").user_id).email
    response = client.post(reverse("account_login"), {"login": email, "password": "correct horse battery"})
    assert response["Location"] == reverse("mfa_authenticate")
    assert "Enter your code" in is_ours(client.get(reverse("mfa_authenticate")))
    page = is_ours(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert "There is a problem" in page


def test_an_account_without_a_second_factor_sets_one_up(client, sign_in, actor_of):
    actor = actor_of("COM")
    sign_in(actor)
    User.objects.get(pk=actor.user_id).authenticator_set.all().delete()
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    page = is_ours(client.get(reverse("mfa_activate_totp")))
    assert "Set up your second factor" in page
    assert "data:image/svg+xml" in page


def test_a_spoiled_reset_link_leads_to_a_new_one(client):
    page = is_ours(client.get(reverse("account_reset_password_from_key", args=["1", "spoiled-key"])))
    assert "This link no longer works" in page


def test_what_does_not_exist_says_so_kindly(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in is_ours(response)


def test_no_page_is_kept_after_signing_out(client, sign_in, actor_of):
    sign_in(actor_of("COM"))
    assert "no-store" in client.get(reverse("mfa_index"))["Cache-Control"]
