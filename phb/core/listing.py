"""A list of people's rows as a page or a file: whoever stands on it can see later who looked or took it away."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from phb.core import audit
from phb.core.tables import Table


def listed(request: HttpRequest, table: Table, template: str, *, file: str, where: str) -> HttpResponseBase:
    """The page of a table, or all its filtered rows as `file` if the address asks for that; every row has `person_id`.

    The page notes a look at those on it, the file at all of them: “saw (exported) your name in `where`”. A row without
    a person is passed over.
    """
    if table.wants_csv:
        people = table.filtered.filter(person_id__isnull=False).order_by().values_list("person_id", flat=True)
        audit.note_read(people.distinct(), f"exported your name in {where}")
        return table.csv_response(file)
    audit.note_read([row.person_id for row in table.page.rows if row.person_id], f"saw your name in {where}")
    return render(request, template, {"table": table})
