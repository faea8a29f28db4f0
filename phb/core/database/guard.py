"""Brings the database's own protections in step with the models, after every migration.

Row-level security, foreign keys that carry the organisation, append-only tables, life cycles,
the trail and the application's rights follow from attributes of the models (see
`phb.core.models.base.TenantModel`), so a new table cannot be forgotten. Each statement may be
run again; nothing is done when nothing has changed.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import ForeignKey
from django.db.utils import DEFAULT_DB_ALIAS

from phb.core.models.base import TenantModel

# Tables that belong to no organisation, and why that is right.
GLOBAL_TABLES = {
    "core_organisation": "public facts about commissioners",
    "core_succession": "public facts about mergers and splits",
    "core_user": "accounts that sign in; what they may do is in tenant tables",
    "account_emailaddress": "sign-in addresses of accounts",
    "account_emailconfirmation": "sign-in addresses of accounts",
    "mfa_authenticator": "second factors of accounts",
    "socialaccount_socialaccount": "identities from outside, bound to accounts",
    "socialaccount_socialapp": "unused: providers come from settings",
    "socialaccount_socialtoken": "unused: tokens are not kept",
    "django_session": "sessions hold an account's number and its seat",
    "django_content_type": "the framework's list of tables",
    "auth_permission": "the framework's list of rights, unused",
    "auth_group": "unused",
    "auth_group_permissions": "unused",
}
READ_ONLY_TABLES = {"core_organisation", "core_succession", "phb_transition", "django_migrations"}


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def application_role() -> str:
    return settings.DATABASES[DEFAULT_DB_ALIAS]["USER"]


def guard(connection, *, force: bool = False) -> bool:
    """Apply all protections by the owner's connection. Returns whether anything was done."""
    statements = list(_statements())
    mark = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('phb guard'))")
        cursor.execute("CREATE TABLE IF NOT EXISTS phb_guard (mark text PRIMARY KEY)")
        cursor.execute("SELECT mark FROM phb_guard")
        if not force and cursor.fetchall() == [(mark,)]:
            return False
        for statement in statements:
            cursor.execute(statement)
        _add_keys(cursor)
        cursor.execute("DELETE FROM phb_guard")
        cursor.execute("INSERT INTO phb_guard VALUES (%s)", [mark])
    return True


def _statements() -> Iterator[str]:
    role = f'"{application_role()}"'
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield _sql_file(Path(__file__).parent / "functions.sql")
    for model in tenant_models():
        yield from _rows_apart(model)
        yield from _kept_as_written(model)
        yield from _life_cycle(model)
        yield from _trail(model)
        yield from _rights(model, role)
    for table in GLOBAL_TABLES:
        rights = "SELECT" if table in READ_ONLY_TABLES else "SELECT, INSERT, UPDATE, DELETE"
        yield f'GRANT {rights} ON "{table}" TO {role}'
    yield f"GRANT SELECT ON phb_transition, django_migrations TO {role}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield "REVOKE ALL ON FUNCTION phb_audit_append(bigint,bigint,text,text,text,jsonb,jsonb) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION phb_audit_append(bigint,bigint,text,text,text,jsonb,jsonb) TO {role}"
    for app in apps.get_app_configs():
        folder = Path(app.path) / "database"
        if app.label != "core" and folder.is_dir():
            for path in sorted(folder.glob("*.sql")):
                yield _sql_file(path)


def _sql_file(path: Path) -> str:
    # psycopg reads % as a place for a value; these files have none.
    return path.read_text()


def _rows_apart(model: type[TenantModel]) -> Iterator[str]:
    """Row-level security, forced on the owner too, for reading and for writing (I31)."""
    table = model._meta.db_table
    # By a subquery for reading: it is asked once a statement, not once a row, which a sum over millions feels.
    seen, written = "organisation_id = (SELECT phb_organisation())", "organisation_id = phb_organisation()"
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS of_organisation ON "{table}"'
    yield f'CREATE POLICY of_organisation ON "{table}" USING ({seen}) WITH CHECK ({written})'
    yield f'DROP POLICY IF EXISTS of_user ON "{table}"'
    if model.own_rows:
        yield f'CREATE POLICY of_user ON "{table}" FOR SELECT USING ({model.own_rows})'


def _kept_as_written(model: type[TenantModel]) -> Iterator[str]:
    table = model._meta.db_table
    yield f'DROP TRIGGER IF EXISTS phb_keep_rows ON "{table}"'
    yield f'DROP TRIGGER IF EXISTS phb_keep_table ON "{table}"'
    if model.append_only:
        yield (
            f'CREATE TRIGGER phb_keep_rows BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION phb_refuse_change()"
        )
    if model.append_only or model.written_by_database:
        yield (
            f'CREATE TRIGGER phb_keep_table BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION phb_refuse_change()"
        )


def _life_cycle(model: type[TenantModel]) -> Iterator[str]:
    table, cycle = model._meta.db_table, model.life_cycle
    yield f'DROP TRIGGER IF EXISTS phb_life_cycle ON "{table}"'
    yield f"DELETE FROM phb_transition WHERE table_name = '{table}'"
    if cycle is None:
        return
    pairs = sorted({("", cycle.initial), *cycle.pairs()})
    rows = ", ".join(f"('{table}', '{before}', '{after}')" for before, after in pairs)
    yield f"INSERT INTO phb_transition VALUES {rows}"
    yield (
        f'CREATE TRIGGER phb_life_cycle BEFORE INSERT OR UPDATE OF state ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION phb_enforce_life_cycle()"
    )


def _trail(model: type[TenantModel]) -> Iterator[str]:
    table = model._meta.db_table
    yield f'DROP TRIGGER IF EXISTS phb_trail ON "{table}"'
    if model.audited:
        hidden = ", ".join(f"'{column}'" for column in getattr(model, "hidden_in_trail", ()))
        yield (
            f'CREATE CONSTRAINT TRIGGER phb_trail AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION phb_audit_row({hidden})"
        )


def _rights(model: type[TenantModel], role: str) -> Iterator[str]:
    table = model._meta.db_table
    if model.written_by_database:
        rights = "SELECT"
    elif model.append_only:
        rights = "SELECT, INSERT"
    else:
        rights = "SELECT, INSERT, UPDATE, DELETE"
    yield f'REVOKE ALL ON "{table}" FROM {role}'
    yield f'GRANT {rights} ON "{table}" TO {role}'


def tenant_foreign_keys() -> Iterator[tuple[str, str, str]]:
    """(table, column, parent table) of each foreign key from one tenant table to another."""
    for model in tenant_models():
        for field in model._meta.local_fields:
            parent = field.related_model
            of_tenant = isinstance(parent, type) and issubclass(parent, TenantModel) and field.name != "organisation"
            if isinstance(field, ForeignKey) and of_tenant:
                yield model._meta.db_table, field.column, parent._meta.db_table


def _add_keys(cursor) -> None:
    """Foreign keys that carry the organisation (I30): a child cannot hang on a foreign parent.

    Django cannot declare them, so they stand beside its own single-column keys.
    """
    parents = {parent for _, _, parent in tenant_foreign_keys()}
    for parent in sorted(parents):
        _add_constraint(cursor, parent, f"{parent}_of_organisation", "UNIQUE (organisation_id, id)")
    for table, column, parent in tenant_foreign_keys():
        name = f"{table}_{column}_same_organisation"
        if len(name) > 63:
            name = name[:54] + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:8]
        _add_constraint(
            cursor,
            table,
            name,
            f'FOREIGN KEY (organisation_id, "{column}") REFERENCES "{parent}" (organisation_id, id) '
            "DEFERRABLE INITIALLY DEFERRED",
        )


def _add_constraint(cursor, table: str, name: str, definition: str) -> None:
    cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass", [name, f'"{table}"'])
    if cursor.fetchone() is None:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
