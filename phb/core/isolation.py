"""Proof from the database's own catalogue that organisations are kept apart (I30 to I34)."""

from collections.abc import Iterator

from django.db import connection

from phb.core.database.guard import GLOBAL_TABLES, tenant_foreign_keys, tenant_models

# Functions that run with their owner's rights, and why.
DEFINER_FUNCTIONS = {
    "phb_audit_append": "writes the trail, which the application may only read",
    "phb_audit_row": "fires on each change and writes the trail",
    "phb_keep_balances": "keeps the ledger's balances, which the application may only read",
}
OTHER_TABLES = {"phb_transition", "phb_guard", "django_migrations"}


def gaps() -> Iterator[str]:
    """Each gap as a sentence; none when all holds. Run as the application's role."""
    yield from _role()
    yield from _tables()
    yield from _keys()
    yield from _views_and_functions()


def _rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _role() -> Iterator[str]:
    ((name, super_user, bypass),) = _rows(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    if super_user:
        yield f"The application's role {name} is a superuser, whom row-level security does not bind."
    if bypass:
        yield f"The application's role {name} bypasses row-level security."
    owned = _rows(
        "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    )
    yield from (f"The application's role owns {table}." for (table,) in owned)


def _tables() -> Iterator[str]:
    tenants = {model._meta.db_table for model in tenant_models()}
    rows = _rows(
        """SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                  EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'of_organisation'
                          AND p.cmd = 'ALL' AND p.qual LIKE '%phb_organisation()%' AND p.with_check LIKE '%phb_organisation()%'),
                  (SELECT a.attnotnull FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id')
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"""
    )
    for table, secured, forced, policy, not_null in rows:
        if table in tenants:
            if not (secured and forced):
                yield f"{table}: row-level security is not enabled and forced."
            if not policy:
                yield f"{table}: no policy binds reading and writing to the organisation."
            if not not_null:
                yield f"{table}: organisation_id may be empty."
        elif table not in GLOBAL_TABLES and table not in OTHER_TABLES:
            yield f"{table}: belongs to no organisation and is not on the list of tables for which that is right."
    for table in tenants - {row[0] for row in rows}:
        yield f"{table}: missing."


def _keys() -> Iterator[str]:
    found = {
        (table, tuple(columns), parent)
        for table, columns, parent in _rows(
            """SELECT k.conrelid::regclass::text, array_agg(a.attname ORDER BY o.place), k.confrelid::regclass::text
               FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS o(num, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num
               WHERE k.contype = 'f' GROUP BY k.oid, k.conrelid, k.confrelid"""
        )
    }
    for table, column, parent in tenant_foreign_keys():
        if (table, ("organisation_id", column), parent) not in found:
            yield f"{table}.{column}: no key that carries the organisation to {parent}."


def _views_and_functions() -> Iterator[str]:
    views = _rows(
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')
             AND NOT COALESCE('security_invoker=true' = ANY(c.reloptions), false)"""
    )
    yield from (f"The view {view} does not run with its reader's rights." for (view,) in views)
    definers = _rows(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.prosecdef"
    )
    yield from (
        f"The function {name} runs with its owner's rights and is not on the list."
        for (name,) in definers
        if name not in DEFINER_FUNCTIONS
    )
