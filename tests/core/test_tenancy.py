"""Organisations apart, even if the code forgets a filter (I30, I31, I33)."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from phb.core.models import Assignment, Person, Policy
from phb.core.selectors import find_people, people
from phb.core.tenancy import act_as, act_as_nobody
from tests.factories.core import assign, make_person

pytestmark = pytest.mark.django_db


def test_a_query_without_any_filter_shows_the_own_organisation_only(actor_of, here, there):
    ours = actor_of("COM")
    mine = make_person(here)
    theirs_actor = actor_of("COM", there)
    theirs = make_person(there)
    act_as(ours)
    assert list(Person.objects.all()) == [mine]
    act_as(theirs_actor)
    assert list(Person.objects.all()) == [theirs]


def test_without_an_organisation_nothing_is_read_or_written(actor_of, here):
    actor_of("COM")
    person = make_person(here)
    act_as_nobody()
    assert not Person.objects.exists()
    assert Person.objects.filter(pk=person.pk).update(phone="1") == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make_person(here)


def test_a_row_cannot_be_written_for_another_organisation(actor_of, here, there):
    actor_of("COM")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make_person(there)


def test_a_child_cannot_hang_on_another_organisations_parent(actor_of, here, there, settle):
    theirs = actor_of("COM", there)
    person = make_person(there)
    ours = actor_of("CC")
    Assignment.objects.create(
        organisation=here,
        person_id=person.pk,
        membership_id=ours.membership_id,
        kind="COORDINATOR",
        starts="2026-01-01",
    )
    with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
        settle()
    Assignment.objects.all().delete()
    assert theirs.organisation_id != ours.organisation_id


def test_the_application_is_bound_by_row_level_security(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)


def test_a_coordinator_reaches_the_caseload_and_no_one_else(actor_of, here):
    coordinator = actor_of("CC")
    mine, other = make_person(here), make_person(here)
    assign(mine, coordinator)
    assert list(people(coordinator)) == [mine]
    assert list(find_people(coordinator, other.nhs_number)) == []
    assert list(find_people(coordinator, mine.nhs_number)) == [mine]
    assert list(find_people(coordinator, mine.family_name[:5].lower())) == [mine]
    assert list(find_people(coordinator, "14/3/1958")) == [mine]


def test_a_setting_is_dated(actor_of, here):
    from datetime import date

    from phb.core.policies import policy, set_policy

    admin = actor_of("ADM")
    assert policy("surplus_trigger_weeks", on=date(2026, 5, 1), organisation_id=here.pk) == 8
    set_policy(key="surplus_trigger_weeks", value=6, starts=date(2026, 5, 2), by=admin)
    assert policy("surplus_trigger_weeks", on=date(2026, 5, 1), organisation_id=here.pk) == 8
    assert policy("surplus_trigger_weeks", on=date(2026, 5, 2), organisation_id=here.pk) == 6
    assert Policy.objects.count() == 1
