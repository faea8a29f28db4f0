"""L01: each insert, update and delete of an audited table leaves exactly one event, whichever way it was written."""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import Error, connection, models, transaction

from phb.core.actors import the_service
from phb.core.clock import now
from phb.core.database.guard import tenant_models
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.conftest import settle
from tests.security.walking import taken_back

pytestmark = pytest.mark.L01
AUDITED = [model for model in tenant_models() if model.audited]


def new_value(field: models.Field, old: object) -> object:
    """Another value of a column; None where there is no easy one."""
    if field.primary_key or field.is_relation or field.name in {"state", "organisation"} or field.choices:
        return None
    if isinstance(field, models.BooleanField):
        return not old
    if isinstance(field, models.CharField | models.TextField):
        return ("x" if old != "x" else "y")[: field.max_length or 1]
    if isinstance(field, models.DateTimeField):
        return now()
    if isinstance(field, models.DateField):
        return (old or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(field, models.DecimalField):
        return (old or Decimal(0)) + 1
    if isinstance(field, models.IntegerField):
        return (old or 0) + 1
    return {"x": str(uuid4())} if isinstance(field, models.JSONField) else None


def events_of(action: Callable[[], object], table: str) -> list[AuditEvent] | None:
    """The events of one write and its commit; None when the database refused it."""
    newest = AuditEvent.objects.order_by("-number").values_list("number", flat=True).first()
    try:
        with transaction.atomic():
            action()
            settle()
    except (Error, models.ProtectedError):
        return None
    return list(AuditEvent.objects.filter(number__gt=newest, table=table))


def by_hand(model: type, field: models.Field, row, value: object) -> Callable[[], object]:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE id = %s',
                [field.get_db_prep_save(value, connection), row.pk],
            )

    return write


def by_save(model: type, field: models.Field, row, value: object) -> Callable[[], object]:
    def write() -> None:
        found = model.objects.get(pk=row.pk)
        setattr(found, field.attname, value)
        models.Model.save(found, update_fields=[field.name])

    return write


def by_update(model: type, field: models.Field, row, value: object) -> Callable[[], object]:
    return lambda: model.objects.filter(pk=row.pk).update(**{field.name: value})


@pytest.fixture
def me(stage, put_back):
    actor = replace(stage.here.actors["COM"], request_id="request-of-this-test", reason="Because")
    act_as(actor)
    return actor


def is_whole(event: AuditEvent, actor, what: str, field: str = "") -> bool:
    return (
        (event.what, event.user_id, event.user_name, event.role, event.organisation_id, event.request_id, event.reason)
        == (what, actor.user_id, actor.name, actor.role, actor.organisation_id, actor.request_id, actor.reason)
        and event.at is not None
        and (event.before is None) is (what == "insert")
        and (event.after is None) is (what == "delete")
        and (not field or set(event.before) >= {field} == set(event.after) & {field})
    )


def test_each_row_of_the_world_was_recorded_once_when_it_was_made(me, stage):
    """By services, create and bulk_create alike; each table with as many insertions as rows were ever there."""
    wrong = []
    for model in AUDITED:
        table = model._meta.db_table
        made = Counter(AuditEvent.objects.filter(table=table, what="insert").values_list("row", flat=True))
        gone = AuditEvent.objects.filter(table=table, what="delete").count()
        rows = set(map(str, model.objects.values_list("pk", flat=True)))
        if any(count != 1 for count in made.values()) or rows - set(made) or len(made) - gone != len(rows):
            wrong.append(f"{table}: {len(rows)} rows, {sum(made.values())} insertions, {gone} deletions")
    assert wrong == []


@pytest.mark.parametrize("way", [by_save, by_update, by_hand])
@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.db_table)
def test_each_update_leaves_one_event_or_is_refused(me, model, way):
    row = model.objects.order_by("id").first()
    if row is None:
        assert model._meta.db_table in EMPTY_IN_THE_WORLD, "Make a row of it in tests/factories/world.py."
        return
    for field in model._meta.local_fields:
        if (value := new_value(field, getattr(row, field.attname))) is None or getattr(field, "auto_now_add", False):
            continue
        with taken_back():
            events = events_of(way(model, field, row, value), model._meta.db_table)
        if events is not None:
            assert len(events) == 1 and is_whole(events[0], me, "update", field.column), (field.name, events)
            assert not model.append_only
            return
    assert model.append_only or model._meta.db_table in FROZEN, (
        "No column could be written, though the table is not kept as written."
    )


EMPTY_IN_THE_WORLD = {"core_place", "core_team", "core_namedstaff", "core_declaration"}
# Not append-only as a whole, but the row at hand is of a version that is frozen.
FROZEN = {"careplans_serviceoutcome", "budgets_budgetline", "budgets_indicative"}


@pytest.mark.parametrize("model", AUDITED, ids=lambda model: model._meta.db_table)
def test_each_bulk_insertion_and_deletion_leaves_one_event(me, model):
    """A copy of a row, in bulk; then it is removed again. Some tables refuse copies: how many is told below."""
    table, row = model._meta.db_table, model.objects.order_by("-id").first()
    if row is None:
        return
    twin = copy.copy(row)
    twin.pk = None
    twin._state.adding = True
    for field in _unique_fields(model):
        if (value := new_value(field, getattr(row, field.attname))) is not None:
            setattr(twin, field.attname, "9999999999" if field.name == "nhs_number" else value)
    with taken_back():
        events = events_of(lambda: model.objects.bulk_create([twin]), table)
        if events is None:
            return
        assert len(events) == 1 and is_whole(events[0], me, "insert"), events
        COPIED.add(table)
        removed = events_of(lambda: model.objects.filter(pk=twin.pk)._raw_delete(model.objects.db), table)
        if removed is None:
            return
        assert len(removed) == 1 and is_whole(removed[0], me, "delete"), removed
        assert not model.append_only
        REMOVED.add(table)


COPIED: set[str] = set()
REMOVED: set[str] = set()


def _unique_fields(model: type) -> list[models.Field]:
    names = {
        name for each in model._meta.constraints if isinstance(each, models.UniqueConstraint) for name in each.fields
    }
    return [field for field in model._meta.local_fields if field.name in names or field.unique]


def test_most_tables_took_a_copy():
    """So that the test above cannot pass by refusals alone."""
    print(f"\ncopied {sorted(COPIED)}; removed {sorted(REMOVED)}; of {len(AUDITED)}")
    assert len(COPIED) >= 12 and len(REMOVED) >= 5


@pytest.mark.parametrize(
    "harm", ["ALTER TABLE core_person DISABLE TRIGGER phb_trail", "SET session_replication_role = replica"]
)
def test_the_application_cannot_switch_the_trail_off(me, harm):
    with taken_back(), connection.cursor() as cursor, pytest.raises(Error):
        cursor.execute(harm)


def test_what_is_hidden_in_the_trail_is_hidden(me, stage):
    rows = AuditEvent.objects.filter(table="budgets_payeeaccount", what="insert")
    assert rows.count() == 2
    assert {(row.after["sort_code"], row.after["account_number"]) for row in rows} == {("(not shown)", "(not shown)")}
    # The organisation's own account, a local setting, is no secret of a holder.
    assert not AuditEvent.objects.filter(after__icontains="66374958").exclude(table="core_policy").exists()


def test_another_organisation_sees_none_of_it(me, stage):
    act_as(the_service(stage.there.organisation.pk))
    assert not AuditEvent.objects.filter(organisation=stage.here.organisation).exists()
