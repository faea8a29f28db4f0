"""Roles and leave to act: two people for the grave ones, nobody for themselves, and an end that counts at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from phb.core import seating
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Grant, Membership, User
from phb.core.requests import seats
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_actor, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def give(by, role="CC", email="new@example.org", **more):
    return seating.give_role(email=email, name="New Person", role=role, on=TODAY, by=by, **more)


@pytest.mark.parametrize(
    ("role", "waits"), [("CC", False), ("CLN", False), ("ADM", False), ("FIN", True), ("COM", True), ("AUD", True)]
)
def test_roles_about_money_wait_for_a_second_person(actor_of, role, waits):
    seat = give(actor_of("ADM"), role)
    assert seat.pending is waits
    assert bool(seats(seat.user)) is not waits


def test_the_giver_does_not_approve_and_a_second_does(actor_of, here):
    giver = actor_of("ADM")
    seat = give(giver, "FIN")
    with pytest.raises(RuleBroken, match="second person"):
        seating.approve_role(membership_id=seat.pk, by=giver)
    with pytest.raises(IntegrityError, match="approved_by_a_second"), transaction.atomic():
        Membership.objects.filter(pk=seat.pk).update(pending=False, approved_by=giver.user_id)
    second = make_actor("COM", here)
    act_as(second)
    assert seating.approve_role(membership_id=seat.pk, by=second).pending is False


def test_nobody_gives_or_ends_their_own_role(actor_of):
    by = actor_of("ADM")
    mine = User.objects.get(pk=by.user_id)
    with pytest.raises(RuleBroken, match="themselves"):
        give(by, "CC", email=mine.email)
    with pytest.raises(RuleBroken, match="their own"):
        seating.end_role(membership_id=by.membership_id, on=TODAY, by=by)


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ("CC", "CLN", True),
        ("AUD", "CC", False),
        ("CC", "AUD", False),
        ("ADM", "FIN", False),
        ("COM", "ADM", False),
        ("COM", "FIN", True),
    ],
)
def test_roles_that_exclude_each_other(actor_of, first, second, allowed):
    by = actor_of("ADM")
    give(by, first)
    if allowed:
        assert give(by, second).role == second
    else:
        with pytest.raises(RuleBroken, match="excludes"):
            give(by, second)


def test_a_role_that_ended_today_opens_nothing_today(actor_of):
    by = actor_of("ADM")
    seat = give(by)
    Membership.objects.filter(pk=seat.pk).update(starts=date(2026, 1, 1))
    assert seats(seat.user)
    seating.end_role(membership_id=seat.pk, on=TODAY, by=by)
    assert not seats(seat.user)


def test_another_organisations_role_is_not_there(actor_of, there):
    theirs = actor_of("CC", there)
    by = actor_of("ADM")
    with pytest.raises(NotVisible):
        seating.end_role(membership_id=theirs.membership_id, on=TODAY, by=by)


def grant(by, person, **more):
    values = {
        "email": "rep@example.org",
        "name": "Grace",
        "kind": "REPRESENTATIVE",
        "basis": "LPA",
        "parts": ["see_money"],
        **more,
    }
    return seating.give_grant(person_id=person.pk, on=TODAY, by=by, **values)


@pytest.mark.parametrize(
    ("born", "kind", "basis", "why"),
    [
        (date(2010, 11, 23), "HOLDER", "SELF", "Under 16"),
        (date(2010, 11, 22), "HOLDER", "SELF", None),
        (date(2010, 11, 23), "REPRESENTATIVE", "PARENTAL_RESPONSIBILITY", None),
        (date(2010, 11, 22), "REPRESENTATIVE", "PARENTAL_RESPONSIBILITY", "16th birthday"),
        (date(1960, 1, 1), "HOLDER", "LPA", "goes with the person"),
        (date(1960, 1, 1), "NOMINEE", "SELF", "goes with the person"),
        (date(1960, 1, 1), "NOMINEE", "NOMINATION", None),
    ],
)
def test_who_may_act_by_age_and_right(actor_of, here, born, kind, basis, why):
    by = actor_of("CC")
    person = make_person(here, date_of_birth=born)
    assign(person, by)
    if why is None:
        assert grant(by, person, kind=kind, basis=basis).see_money
    else:
        with pytest.raises(RuleBroken, match=why):
            grant(by, person, kind=kind, basis=basis)


def test_an_ended_grant_ends_at_once_and_is_kept(actor_of, here):
    by = actor_of("CC")
    person = make_person(here)
    assign(person, by)
    made = grant(by, person)
    seating.end_grant(grant_id=made.pk, reason="Withdrawn by the person", on=TODAY, by=by)
    kept = Grant.objects.get(pk=made.pk)
    assert kept.ends < TODAY
    assert kept.ended_reason == "Withdrawn by the person"


def test_staff_who_look_after_a_person_cannot_act_for_them(actor_of, here):
    by = actor_of("CC")
    person = make_person(here)
    assign(person, by)
    colleague = make_actor("CLN", here)
    assign(person, colleague, "CLINICIAN")
    with pytest.raises(RuleBroken, match="as staff"):
        grant(by, person, email=User.objects.get(pk=colleague.user_id).email)


def test_the_pages_invite_with_a_link_and_no_name(actor_of, sign_in, mailoutbox, here):
    by = actor_of("ADM")
    browser = sign_in(by)
    page = browser.get(reverse("give_role"))
    key = page.content.decode().split('name="key" value="')[1].split('"')[0]
    sent = {
        "email": "invited@example.org",
        "name": "Ida Invited",
        "role": "CC",
        "team_id": "",
        "job_title": "",
        "key": key,
    }
    assert browser.post(reverse("give_role"), sent).url == reverse("users")
    assert browser.post(reverse("give_role"), sent).url == reverse("users")
    assert Membership.objects.filter(user__email="invited@example.org").count() == 1
    (mail,) = mailoutbox
    assert "Ida" not in mail.body + mail.subject
    assert "/accounts/password/reset/key/" in mail.body


def test_giving_a_role_asks_for_the_sign_in_again(actor_of, sign_in):
    browser = sign_in(actor_of("ADM"), minutes_ago=6)
    assert browser.get(reverse("give_role")).url.startswith(reverse("account_reauthenticate"))
