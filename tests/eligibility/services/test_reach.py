"""Letters name whom to ring on their day: the named contact, or who covers while they are away."""

from datetime import date, timedelta

import pytest

from eligibility.models import Absence
from eligibility.services.letters import _contact
from phb.core.actors import the_service
from phb.core.models import Membership, Person
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_actor, make_person
from tests.factories.eligibility import make_case

ON = date(2026, 11, 22)


@pytest.mark.django_db
def test_a_letter_names_who_covers_on_its_day(here):
    act_as(the_service(here.pk))
    person, sam = make_person(here), make_actor("CC", here, name="Sam Okafor")
    assign(person, sam)
    Person.objects.filter(pk=person.pk).update(named_contact_id=sam.membership_id)
    cover = make_actor("CC", here, name="Bola Ade")
    act_as(sam)
    case = make_case(person, sam)
    act_as(the_service(here.pk))
    Absence.objects.create(organisation_id=here.pk, membership_id=sam.membership_id, cover_id=cover.membership_id, starts=ON,
                           ends=ON, recorded_by_id=sam.user_id)  # fmt: skip
    case.person = Person.objects.select_related("named_contact__user").get(pk=person.pk)
    for on, name in ((ON - timedelta(days=1), "Sam Okafor"), (ON, "Bola Ade"), (ON + timedelta(days=1), "Sam Okafor")):
        assert _contact(case, on)["name"] == name
    role = _contact(case, ON)["role"].replace("\N{NO-BREAK SPACE}", " ")
    assert role.endswith("covers for Sam Okafor until 22 November 2026")
    Membership.objects.filter(pk=cover.membership_id).update(ends=ON - timedelta(days=1))
    assert _contact(case, ON)["telephone"] == here.phone, "nobody covers: the office"
