"""Communication needs: recorded on the contact page, flagged on every page of the person, listed when due again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from phb.core.actors import the_service
from phb.core.clock import london_today
from phb.core.models import Person
from phb.core.periods import add_months
from phb.core.tenancy import act_as
from phb.views.communication import due, due_before, with_needs
from tests.factories.core import assign, make_actor, make_person
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def known(here):
    act_as(the_service(here.pk))
    person, coordinator = make_person(here, communication_support="Lipspeaker"), make_actor("CC", here)
    assign(person, coordinator)
    act_as(coordinator)
    return person, coordinator


@pytest.mark.parametrize(
    ("last", "listed"),
    [(None, True), (add_months(ON, -12) - timedelta(days=1), True), (add_months(ON, -12), True),
     (add_months(ON, -12) + timedelta(days=1), False), (ON, False)],
)  # fmt: skip
def test_due_again_after_the_months_of_the_setting(known, last, listed):
    person, coordinator = known
    Person.objects.filter(pk=person.pk).update(communication_reviewed_on=last)
    assert due(with_needs(coordinator), due_before(coordinator, ON)).exists() is listed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "LARGE_PRINT"),
        ("needs_interpreter", True),
        ("language", "bfi"),
        ("adjustments", "A quiet room"),
        ("", ""),
    ],
)
def test_who_has_needs(known, field, value):
    person, coordinator = known
    Person.objects.filter(pk=person.pk).update(communication_support="", **({field: value} if field else {}))
    assert with_needs(coordinator).exists() is bool(field)


def test_recorded_flagged_and_then_not_due(known, sign_in):
    person, coordinator = known
    client, address = sign_in(coordinator), reverse("people:contact", args=[person.pk])
    assert person.full_name in client.get(reverse("people:communication")).content.decode()
    today = london_today()
    sent = sent_form(client.get(address), "communication_support") | {
        "communication_support": "Lipspeaker, <b>face</b> to face", "needs_interpreter": "yes", "language": "bfi",
        "communication_reviewed_on_day": today.day, "communication_reviewed_on_month": today.month,
        "communication_reviewed_on_year": today.year,
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    page = client.get(reverse("people:show", args=[person.pk])).content.decode()
    assert "Lipspeaker, &lt;b&gt;face" in page and "British Sign Language" in page
    assert person.full_name not in client.get(reverse("people:communication")).content.decode()
    assert person.full_name in client.get(reverse("people:communication") + "?show=all").content.decode()
