"""Sign-in by the real pages: password and second factor, enrolment enforced, sessions that end."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.urls import reverse

from phb.core.middleware import SIGNED_IN_AT
from phb.core.models import Membership, User
from tests.factories.core import TOTP_SECRET, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def code_now(offset: int = 0) -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30 + offset))


def give_password(client, user, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def test_a_password_alone_opens_nothing(client, actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    assert give_password(client, user).url == reverse("mfa_authenticate")
    assert client.get(reverse("desk")).url.startswith(reverse("account_login"))
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert answer.url == reverse("home")
    assert client.get(reverse("desk")).status_code == 200


def test_a_code_works_once(client, actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    code = code_now()
    give_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    client.post(reverse("account_logout"))
    give_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("desk")).status_code == 302


def test_until_the_second_factor_is_there_only_enrolment_opens(client, actor_of):
    actor = actor_of("COM")
    Authenticator.objects.all().delete()
    user = User.objects.get(pk=actor.user_id)
    give_password(client, user)
    for route in ("home", "desk", "jobs", "choose_seat", "mfa_index", "account_change_password", "people:find"):
        assert client.get(reverse(route)).url == reverse("mfa_activate_totp"), route
    again = client.get(reverse("mfa_activate_totp"))
    assert again.url.startswith(reverse("account_reauthenticate"))
    client.post(again.url, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_an_unknown_account_is_answered_like_a_wrong_password(client, actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    known = give_password(client, user, "wrong password here")
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong password here"})
    assert known.status_code == unknown.status_code == 200
    strip = lambda answer, email: answer.content.decode().replace(email, "")  # noqa: E731
    clean = [_without_token(strip(known, user.email)), _without_token(strip(unknown, "nobody@example.org"))]
    assert clean[0] == clean[1]


def _without_token(page: str) -> str:
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', "", page)


def test_the_session_gets_a_new_number_at_sign_in(client, actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    client.get(reverse("account_login"))
    give_password(client, user)
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session.session_key != before


def test_twelve_hours_after_sign_in_it_ends_however_busy(client, actor_of, sign_in):
    browser = sign_in(actor_of("COM"))
    assert browser.get(reverse("desk")).status_code == 200
    session = browser.session
    session[SIGNED_IN_AT] = int(time.time()) - 12 * 3600 + 60
    session.save()
    assert browser.get(reverse("desk")).status_code == 200
    session = browser.session
    session[SIGNED_IN_AT] = int(time.time()) - 12 * 3600 - 1
    session.save()
    assert browser.get(reverse("desk")).url.startswith(reverse("account_login"))


def test_the_session_ends_after_thirty_idle_minutes(actor_of, sign_in):
    browser = sign_in(actor_of("COM"))
    browser.get(reverse("desk"))
    kept = Session.objects.get(session_key=browser.session.session_key)
    assert 29 * 60 < (kept.expire_date.timestamp() - time.time()) <= 30 * 60


def test_a_role_that_ended_is_gone_at_the_next_request(actor_of, sign_in):
    actor = actor_of("COM")
    browser = sign_in(actor)
    assert browser.get(reverse("desk")).status_code == 200
    Membership.objects.filter(pk=actor.membership_id).update(ends="2020-12-31")
    assert browser.get(reverse("desk")).url == reverse("no_seat")
    assert browser.get(reverse("no_seat")).status_code == 403


def test_signed_in_pages_are_not_stored(actor_of, sign_in):
    answer = sign_in(actor_of("COM")).get(reverse("desk"))
    assert "no-store" in answer["Cache-Control"]


def test_nobody_signs_up(client):
    assert client.get(reverse("account_signup")).status_code == 404
    assert (
        client.post(
            reverse("account_signup"), {"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD}
        ).status_code
        == 404
    )


def test_many_wrong_passwords_are_slowed_for_that_account_only(client, actor_of):
    user = User.objects.get(pk=actor_of("COM").user_id)
    for _ in range(6):
        last = give_password(client, user, "wrong password here")
    assert last.status_code in (200, 429)
    assert give_password(client, user).status_code != 302
    other = make_user()
    assert give_password(client, other).status_code == 302
