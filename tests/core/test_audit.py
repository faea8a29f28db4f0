"""The trail: every change and every look, chained, for good (L01, L05 and the chain of 3.4)."""

from itertools import pairwise

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from phb.core import audit
from phb.core.models import AuditEvent, Person
from tests.factories.core import make_person

pytestmark = pytest.mark.django_db


def events():
    return list(AuditEvent.objects.order_by("number"))


def test_each_kind_of_write_leaves_one_event_with_before_and_after(actor_of, here, settle):
    by = actor_of("CC")
    settle()
    start = len(events())
    person = make_person(here, phone="1")
    settle()
    Person.objects.filter(pk=person.pk).update(phone="2")
    settle()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_person SET phone = '3' WHERE id = %s", [person.pk])
    settle()
    person.delete()
    settle()
    made, changed, raw, gone = events()[start:]
    assert (made.what, made.after["phone"], made.before) == ("insert", "1", None)
    assert (changed.what, changed.before, changed.after) == ("update", {"phone": "1"}, {"phone": "2"})
    assert (raw.before, raw.after) == ({"phone": "2"}, {"phone": "3"})
    assert (gone.what, gone.before["phone"]) == ("delete", "3")
    assert {e.user_id for e in (made, changed, raw, gone)} == {by.user_id}
    assert {e.person_id for e in (made, changed, raw, gone)} == {person.pk or made.person_id}


def test_numbers_have_no_gap_and_each_hash_holds_the_one_before(actor_of, here, settle):
    actor_of("CC")
    for _ in range(5):
        make_person(here)
    settle()
    chain = events()
    assert [e.number for e in chain] == list(range(1, len(chain) + 1))
    assert all(later.previous_hash == earlier.hash for earlier, later in pairwise(chain))


def test_a_read_is_written_once_a_request(actor_of, here, settle):
    by = actor_of("CC")
    person = make_person(here)
    settle()
    start = len(events())
    audit.note_read(person.pk, "opened the record")
    audit.note_read([person.pk], "opened the record")
    assert audit.write_reads(by) == 1
    (event,) = events()[start:]
    assert (event.what, event.person_id, event.role) == ("read: opened the record", person.pk, "CC")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET user_name = 'nobody'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent",
        "INSERT INTO core_auditevent (organisation_id, number) VALUES (1, 1)",
        "UPDATE core_audithead SET number = 0",
        "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_touch_the_trail(actor_of, here, settle, statement):
    actor_of("CC")
    make_person(here)
    settle()
    before = events()
    with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert events() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET user_name = 'nobody'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_owner_cannot_touch_the_trail_either(here, owner, statement):
    from phb.core.actors import the_service
    from phb.core.tenancy import acting_as

    with acting_as(the_service(here.pk)):
        make_person(here)
    owner.execute("SELECT set_config('phb.organisation_id', %s, false)", [str(here.pk)])
    import psycopg

    with pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(statement)
