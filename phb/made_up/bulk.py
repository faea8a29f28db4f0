"""A large caseload of one organisation, written set by set by the owner of the tables.

For measuring only. One budget in ten is a direct payment with bank lines since it began, each posted
to the ledger, so that `verify_ledger` holds it to the same sums as what the application writes.
The trail, life cycles and foreign keys are not looked at while it is written: the sets are made of
each other, and `verify_ledger` and `verify_isolation` look at the result.
"""

from datetime import date, timedelta
from random import Random

import psycopg
from django.apps import apps
from django.conf import settings
from django.db.models import NOT_PROVIDED, Field, JSONField
from psycopg import sql

from phb.core.made_up import nhs_number
from phb.core.models import sort_name
from phb.made_up.bulk_rows import DIRECT_PAYMENT_EVERY, IDS, STEPS, Rows
from phb.made_up.names import address, full_name
from phb.made_up.staff import House

UNDECIDED = ("REFERRAL_RECEIVED", "CHECKLIST", "AWAITING_ASSESSMENT", "ASSESSED", "NOT_ELIGIBLE")
GIVEN = ("n", "nhs", "given", "family", "sorted", "born", "address", "postcode", "weekly", "state", "budget", "direct")


def make_caseload(house: House, *, budgets: int, lines: int, seed: int, first: int, today: date) -> None:
    """`budgets` people with a budget each, and one in five more who are not decided yet; `lines` bank lines in all.

    `first` is the number of the first made-up NHS number less one: two caseloads must not overlap.
    """
    values = {
        "org": house.organisation.pk,
        "today": today,
        "seat": house["coordinator"].membership_id,
        "coordinator": house["coordinator"].user_id,
        "finance": house["finance"].user_id,
        "finance2": house["finance2"].user_id,
        "commissioner": house["commissioner"].user_id,
        "per_account": max(1, lines // max(1, budgets // DIRECT_PAYMENT_EVERY)),
    }
    with _owner() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('phb.organisation_id', %s, true)", [str(house.organisation.pk)])
        cursor.execute("SET LOCAL work_mem = '256MB'")
        loud = _quieten(cursor)
        _people(cursor, budgets, seed, first)
        for step in STEPS:
            cursor.execute(_insert(step) if isinstance(step, Rows) else step, values)
        for table in loud:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    with _owner() as connection:
        connection.autocommit = True
        connection.execute("ANALYZE")


def _owner() -> psycopg.Connection:
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
    )


def _quieten(cursor: psycopg.Cursor) -> list[str]:
    """Switch off what looks at each row, in this transaction; returns the tables to switch on again.

    Quickest is to stand as a replica, which skips the foreign keys too; where the owner of the tables
    was not given that right, the triggers of the tables are switched off one table at a time.
    """
    try:
        with cursor.connection.transaction():
            cursor.execute("SET LOCAL session_replication_role = replica")
    except psycopg.errors.InsufficientPrivilege:
        models = {step.model for step in STEPS if isinstance(step, Rows)} | {"budgets.Balance"}
        tables = sorted(apps.get_model(model)._meta.db_table for model in models)
        for table in tables:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        return tables
    return []


def _people(cursor: psycopg.Cursor, budgets: int, seed: int, first: int) -> None:
    """The people as rows of a temporary table, with the number of every row that will hang on them."""
    random = Random(seed)  # noqa: S311 (made-up people, the same for the same seed)
    numbers = ", ".join(f"{column} bigint" for column in IDS)
    cursor.execute(
        "CREATE TEMP TABLE made (n int, nhs text, given text, family text, sorted text, born date, address text, "
        f"postcode text, weekly numeric, state text, budget bool, direct bool, {numbers}) ON COMMIT DROP"
    )
    with cursor.copy(f"COPY made ({', '.join(GIVEN)}) FROM STDIN") as copy:
        for n in range(1, budgets + budgets // 5 + 1):
            copy.write_row(_person(n, random, has_budget=n <= budgets, first=first))
    numbering = ", ".join(
        f"{column} = nextval(pg_get_serial_sequence('{table}', 'id'))" for column, table in IDS.items()
    )
    cursor.execute(f"UPDATE made SET {numbering}")  # noqa: S608 (names of our own tables)
    cursor.execute("ANALYZE made")


def _person(n: int, random: Random, *, has_budget: bool, first: int) -> tuple:
    given, family = full_name(random)
    family = f"{family}-{n}"
    home, postcode = address(random)
    born = date(1935, 1, 1) + timedelta(days=random.randrange(80 * 365))
    weekly = f"{random.randrange(12_000, 180_000) / 100:.2f}"
    state = "ELIGIBLE" if has_budget else random.choice(UNDECIDED)
    direct = has_budget and n % DIRECT_PAYMENT_EVERY == 0
    return (
        n, nhs_number(first + n), given, family, sort_name(family, given), born, home, postcode, weekly, state, has_budget, direct,
    )  # fmt: skip


def _insert(rows: Rows) -> sql.Composed:
    """INSERT … SELECT with the model's own defaults for every column that is not given.

    Raises ValueError for a column without a default, so that a new one cannot be forgotten in silence.
    """
    columns: dict[str, sql.Composable] = {name: sql.SQL(words) for name, words in rows.columns.items()}
    columns.setdefault("organisation_id", sql.SQL("%(org)s"))
    for field in apps.get_model(rows.model)._meta.local_concrete_fields:
        if field.column not in columns and not (field.primary_key and not field.is_relation):
            default = _default(field)
            if default is not None:
                columns[field.column] = default
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(apps.get_model(rows.model)._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(name) for name in columns),
        sql.SQL(", ").join(columns.values()),
        sql.SQL(rows.source),
    )


def _default(field: Field) -> sql.Composable | None:
    """The default as SQL; None where the database itself knows it, or the column may stay empty."""
    if getattr(field, "generated", False):
        return None
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return sql.SQL("now()")
    if field.has_default():
        value = field.get_default()
        return sql.Literal(psycopg.types.json.Jsonb(value) if isinstance(field, JSONField) else value)
    if field.null or getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED:
        return None
    if field.empty_strings_allowed and field.blank:
        return sql.Literal("")
    raise ValueError(f"{field.model.__name__}.{field.name} has no default: say in phb/made_up/bulk_rows.py what it is.")
