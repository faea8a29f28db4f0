"""Files of entries and prices: template, check, hand over, taken whole by a second person; and the library as such a file."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import LibraryFileState
from careplans.forms.library import LibraryFileForm
from careplans.library_files import COLUMNS, LibraryRow, written
from careplans.models import LibraryFile
from careplans.selectors import library as selectors
from careplans.services import library as services
from careplans.services.library.files import KIND
from careplans.views.common import staff_only
from careplans.views.library.lists import around, per_unit
from phb.core.access import may
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.progress import progress_of
from phb.core.table_cells import safe_for_spreadsheets

SHOWN = 100
COLOURS = {LibraryFileState.CHECKED: "grey", LibraryFileState.PROPOSED: "blue", LibraryFileState.TAKEN: "green"}


def colour_of(row: LibraryFile) -> str:
    """The colour of where a file stands."""
    return COLOURS.get(LibraryFileState(row.state), "grey")


@staff_only
def files(request: HttpRequest) -> HttpResponse:
    """Choose a file; the files of before."""
    form = LibraryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = services.check_file(name=file.name, content=file.read(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("careplans:library_file", row.pk)
    there = list(selectors.files(request.actor).defer("rows", "refusals", "told")[:20])
    context = {**around(request, "library_files"), "form": form, "columns": COLUMNS,
               "files": [(row, colour_of(row)) for row in there]}  # fmt: skip
    return render(request, "careplans/library/files.html", context)


@staff_only
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """What a file would bring, each refused row with its reason, what it would end, and whose turn it is."""
    row = selectors.file_for(request.actor, file_id)
    rows = [LibraryRow.from_json(each) for each in row.rows]
    own = row.proposed_by_id == request.actor.user_id
    may_write, may_take = may(request.actor, "library", "W"), may(request.actor, "library", "A")
    job = (
        Job.objects.filter(organisation_id=row.organisation_id, kind=KIND, key=f"library-file-{row.pk}")
        .order_by("-id")
        .first()
    )
    context = {
        "row": row, "colour": colour_of(row), "brings": [_shown(each) for each in rows[:SHOWN]],
        "count": len(rows), "more": max(0, len(rows) - SHOWN), "entries": len({each.entry for each in rows}),
        "refusals": row.refusals[:SHOWN], "refused": len({line for line, _, _ in row.refusals}),
        "more_refusals": max(0, len(row.refusals) - SHOWN), "told": row.told[:SHOWN],
        "job": progress_of(job, what="the file", refresh_href=reverse("careplans:library_file", args=[row.pk])),
        "hands_over": row.state == LibraryFileState.CHECKED and may_write and bool(rows) and not row.refusals,
        "takes": row.state == LibraryFileState.PROPOSED and may_take and not own and not job,
        "own": own, "puts_aside": row.state in (LibraryFileState.CHECKED, LibraryFileState.PROPOSED) and may_write and not job,
    }  # fmt: skip
    return render(request, "careplans/library/file.html", context)


def _shown(row: LibraryRow) -> dict[str, Any]:
    text = row.text
    return {"line": row.line, "name": text["name"], "kind": text["kind"], "provider": text["provider"], "place": text["place"],
            "price": per_unit(row.amount, text["unit"]), "starts": row.starts, "ends": row.ends}  # fmt: skip


@staff_only
def hand_over(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand the file to a second person."""
    return _step(
        request, file_id, services.hand_over_file, "Handed over. A colleague takes the file, or puts it aside."
    )


@staff_only
def take(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take the file as a whole."""
    return _step(request, file_id, services.take_file, "The file is being taken.")


@staff_only
def discard(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put the file aside."""
    return _step(request, file_id, services.discard_file, "The file is put aside. Nothing of it was taken.")


def _step(request: HttpRequest, file_id: int, do: Any, done: str) -> HttpResponse:
    row: LibraryFile = selectors.file_for(request.actor, file_id)
    do(file_id=row.pk, by=request.actor)
    messages.success(request, done)
    return redirect("careplans:library_file", row.pk)


@staff_only
def template(request: HttpRequest) -> HttpResponse:
    """The columns with one made-up row, as CSV."""
    return _csv("library-template.csv", written([{column.name: column.example for column in COLUMNS}]))


@staff_only
def refused(request: HttpRequest, file_id: int) -> HttpResponse:
    """Each refusal as CSV: line, column, reason."""
    row = selectors.file_for(request.actor, file_id)
    response = _csv("library-refused.csv", ())
    writer = csv.writer(response)
    writer.writerow(["line", "column", "reason"])
    for line, column, words in row.refusals:
        writer.writerow([line, column, safe_for_spreadsheets(words)])
    return response


@staff_only
def export(request: HttpRequest) -> HttpResponse:
    """The entries in use with their approved prices, in the columns in which they can be brought in again elsewhere."""
    return _csv("library.csv", written(selectors.as_file(request.actor)))


def _csv(name: str, lines: Any) -> HttpResponse:
    # Read now, while the transaction still knows whose rows they are.
    return HttpResponse(
        "".join(lines), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )  # fmt: skip
