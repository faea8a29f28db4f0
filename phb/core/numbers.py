"""Numbers given before a row exists, for references that carry them."""

from django.db import connection, models


def next_number(model: type[models.Model]) -> int:
    """The next number of a table, taken from its own sequence: unique, never given twice, gaps allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])
