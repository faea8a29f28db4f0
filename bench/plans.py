"""Care plans a minute through the real way: jobs in the database, wake-ups in the broker, a worker with two processes.

    DATABASE_URL=… DATABASE_OWNER_URL=… REDIS_URL=… PHB_ENV=development .venv/bin/python -m bench.plans [--count 2000]

On a database seeded by `seed_demo` (its own: it is left with many versions of one plan). One agreed plan is copied as
often as asked, each copy a version of its own, so that no PDF is there yet; then all are asked for and a worker is
started. Prints how long it took from the start of the first to the end of the last, and plans a minute.
"""

import argparse
import os
import subprocess
import sys
import time
from typing import Any

# ruff: noqa: E402  (models are known only after the settings are)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")

import django

django.setup()

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min
from psycopg import sql

from careplans.models import PARTS, PlanVersion
from careplans.models.parts import POINTS_AT
from careplans.services.printing import JOB, NOT_YET
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.models import Document, Job, Membership
from phb.core.tenancy import acting_as

ASK_AT_ONCE = 200


def main() -> None:
    options = _options()
    organisation = int(options.organisation)
    with acting_as(the_service(organisation)):
        seat = Membership.objects.filter(role="COM").select_related("user").order_by("id").first()
        model = _fullest()
    versions = copy(model.pk, options.count, organisation)
    print(f"{options.count} copies of a plan with {model.services.count()} services are made.", flush=True)
    actor = Actor(seat.user.pk, seat.user.name, organisation, "COM", seat.pk)
    asked = ask(actor, versions)
    began = time.perf_counter()
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--quiet", "-A", "phb", "worker", "--loglevel", "ERROR", "--concurrency",
         str(options.processes), "--without-gossip", "--without-mingle"]
    )  # fmt: skip
    try:
        _wait(actor, asked, began)
    finally:
        worker.terminate()
        worker.wait()
    _tell(actor, asked, options.processes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Care plans a minute.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--organisation", default="1")
    return parser.parse_args()


def _fullest() -> PlanVersion:
    """The agreed version with the most lines."""
    agreed = PlanVersion.objects.exclude(state__in=NOT_YET).filter(number__lt=1000)
    return max(agreed, key=lambda row: sum(part.objects.filter(version=row).count() for part in PARTS.values()))


def copy(version_id: int, count: int, organisation: int) -> list[int]:
    """So many copies of a version with all its rows, past ones, written by the owner of the tables."""
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"], port=owner["PORT"] or 5432, user=owner["USER"], password=owner["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    ) as database:  # fmt: skip
        database.execute("SET session_replication_role = replica")
        database.execute("SELECT set_config('phb.organisation_id', %s, false)", [str(organisation)])
        last = database.execute("SELECT max(number) FROM careplans_planversion").fetchone()[0]
        first = max(last, 1000) + 1
        made = []
        for number in range(first, first + count):
            made.append(
                _copied(database, "careplans_planversion", version_id, {"number": number, "state": "superseded"})
            )
            _copy_rows(database, version_id, made[-1])
        return made


def _copy_rows(database: psycopg.Connection, old: int, new: int) -> None:
    ids: dict[str, dict[int, int]] = {}
    for part, model in PARTS.items():
        ids[part] = {}
        fields = {
            field.attname: POINTS_AT[field.name] for field in model._meta.concrete_fields if field.name in POINTS_AT
        }
        rows = database.execute(
            sql.SQL("SELECT id, {} FROM {} WHERE version_id = %s ORDER BY id").format(
                sql.SQL(", ").join(map(sql.Identifier, fields or ["id"])), sql.Identifier(model._meta.db_table)
            ), [old],
        ).fetchall()  # fmt: skip
        for pk, *points in rows:
            pointed = {name: ids[to][at] for (name, to), at in zip(fields.items(), points, strict=False) if at}
            ids[part][pk] = _copied(database, model._meta.db_table, pk, {"version_id": new, **pointed})
    for pk, service, outcome in database.execute(
        "SELECT id, service_id, outcome_id FROM careplans_serviceoutcome WHERE version_id = %s", [old]
    ).fetchall():
        changes = {"version_id": new, "service_id": ids["services"][service], "outcome_id": ids["outcomes"][outcome]}
        _copied(database, "careplans_serviceoutcome", pk, changes)


def _copied(database: psycopg.Connection, table: str, pk: int, changes: dict[str, Any]) -> int:
    columns = [
        name for (name,) in database.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
        )
    ] if table not in _COLUMNS else _COLUMNS[table]  # fmt: skip
    _COLUMNS[table] = columns
    values = [sql.Placeholder(name) if name in changes else sql.Identifier(name) for name in columns]
    statement = sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE id = %(pk)s RETURNING id").format(
        table=sql.Identifier(table), columns=sql.SQL(", ").join(map(sql.Identifier, columns)), values=sql.SQL(", ").join(values)
    )  # fmt: skip
    return database.execute(statement, {**changes, "pk": pk}).fetchone()[0]


_COLUMNS: dict[str, list[str]] = {}


def ask(actor: Actor, versions: list[int]) -> list[int]:
    """Ask for the whole plan of each, as the page does."""
    asked = []
    for start in range(0, len(versions), ASK_AT_ONCE):
        with acting_as(actor), transaction.atomic():
            person = PlanVersion.objects.get(pk=versions[0]).person_id
            for pk in versions[start : start + ASK_AT_ONCE]:
                payload = {"version_id": pk, "variant": "FULL", "format": "STANDARD", "money": True, "line": 0}
                asked.append(jobs.ask(JOB, by=actor, payload=payload, person_id=person).pk)
    return asked


def _wait(actor: Actor, asked: list[int], began: float) -> None:
    shown = 0
    while True:
        time.sleep(2)
        with acting_as(actor):
            done = Job.objects.filter(pk__in=asked, state__in=["done", "set_aside"]).count()
        if done - shown >= max(100, len(asked) // 10) or done == len(asked):
            shown = done
            print(f"{done} of {len(asked)} after {time.perf_counter() - began:.0f} s", flush=True)
        if done == len(asked):
            return


def _tell(actor: Actor, asked: list[int], processes: int) -> None:
    with acting_as(actor):
        found = Job.objects.filter(pk__in=asked)
        failed = found.exclude(state="done").count()
        made = Document.objects.filter(pk__in=found.values("document_id")).aggregate(
            first=Min("made_at"), last=Max("made_at")
        )
    seconds = (made["last"] - made["first"]).total_seconds()
    load = os.getloadavg()[1]
    print(
        f"{len(asked) - failed} PDFs, {failed} failed, {seconds:.0f} s from the first to the last with {processes} processes: "
        f"{(len(asked) - failed - 1) / seconds * 60:.0f} a minute, {1000 * seconds * processes / len(asked):.0f} ms each. "
        f"Load of the machine over five minutes: {load:.1f}."
    )


if __name__ == "__main__":
    main()
