"""Live budgets brought in: template, file, what it would do, the yes of a second person, and taking it back."""

import csv
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from xlsxwriter import Workbook

from budgets.enums import BudgetFileState
from budgets.forms.files import BudgetFileForm, TakeFileForm, UndoFileForm
from budgets.imports.live_columns import COLUMNS
from budgets.models import BudgetFile
from budgets.selectors import files as selectors
from budgets.services import bringing_in as services
from budgets.views.file_shown import COLOURS, BroughtTable, page_of, shown_job
from careplans import selectors as careplans
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.table_cells import safe_for_spreadsheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def files(request: HttpRequest) -> HttpResponse:
    """Choose a file; the files of before."""
    actor = request.actor
    coordinators = [(seat.pk, seat.user.name) for seat in careplans.coordinators(actor, london_today())]
    form = BudgetFileForm(request.POST or None, request.FILES or None, coordinators=coordinators)
    if request.method == "POST" and form.is_valid():
        file, seat = form.cleaned_data["file"], form.cleaned_data["coordinator"]
        try:
            row = services.check_file(
                name=file.name, content=file.read(), on=london_today(), by=actor, coordinator_id=seat
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("budgets:file", row.pk)
    there = list(selectors.files_for_list(actor)[:50])
    context = {
        "form": form,
        "files": [(row, COLOURS[BudgetFileState(row.state)]) for row in there],
        "columns": COLUMNS,
        "may_write": may(actor, selectors.AREA, "W"),
    }
    return render(request, "budgets/file_list.html", context)


def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """What a file would bring, each refused row with its reason, and what became of it."""
    row = selectors.file_for(request.actor, file_id)
    return render(request, "budgets/file.html", _context(request, row, TakeFileForm()))


def take(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take the file in, whole."""
    row = selectors.file_for(request.actor, file_id)
    form = TakeFileForm(request.POST)
    if form.is_valid():
        try:
            services.take(file_id=row.pk, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The file is being taken in.")
            return redirect("budgets:file", row.pk)
    return render(request, "budgets/file.html", _context(request, row, form))


def put_aside(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put a checked file aside."""
    row = selectors.file_for(request.actor, file_id)
    services.put_aside(file_id=row.pk, by=request.actor)
    messages.success(request, "The file is put aside. Nothing of it was taken.")
    return redirect("budgets:files")


def undo(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take everything back that a file brought, after a yes and with a reason."""
    row = selectors.file_for(request.actor, file_id)
    form = UndoFileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.undo(file_id=row.pk, reasons=form.cleaned_data["reasons"], by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The file is being taken back.")
            return redirect("budgets:file", row.pk)
    return render(request, "budgets/file_undo.html", {"row": row, "form": form, **_held(request, row)})


def brought(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """The budgets that a file brought, with what the system before says of each."""
    row = selectors.file_for(request.actor, file_id)
    table = BroughtTable(request.GET, selectors.items_of(row), path=request.path)
    if table.wants_csv:
        audit.note_read(table.filtered.values_list("person_id", flat=True), "exported your budget in a list")
        return table.csv_response("budgets-brought-in.csv")
    audit.note_read([item.person_id for item in table.page.rows], "saw your budget in a file that was brought in")
    return render(request, "budgets/file_brought.html", {"table": table, "row": row})


def refused(request: HttpRequest, file_id: int) -> HttpResponse:
    """Each refusal as CSV: line, column, reason."""
    row = selectors.file_for(request.actor, file_id)
    lines = [[str(line), column, safe_for_spreadsheets(words)] for line, column, words in row.refusals]
    return _download(_csv([["line", "column", "reason"], *lines]).encode(), "text/csv; charset=utf-8", "refused.csv")


def template(request: HttpRequest) -> HttpResponse:
    """The columns with one made-up row, as CSV."""
    rows = [[column.name for column in COLUMNS], [column.example for column in COLUMNS]]
    return _download(_csv(rows).encode("utf-8-sig"), "text/csv; charset=utf-8", "live-budgets-template.csv")


def template_xlsx(request: HttpRequest) -> HttpResponse:
    """The columns with one made-up row as a workbook, a second sheet that explains them; all cells are text."""
    return _download(_workbook(), XLSX, "live-budgets-template.xlsx")


def _workbook() -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet, about = book.add_worksheet("Budgets"), book.add_worksheet("What the columns hold")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(COLUMNS) - 1, 18, text)
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name, bold)
            if column.example:
                sheet.write_string(1, place, column.example, text)
        about.set_column(0, 1, 20)
        about.set_column(2, 3, 60)
        for place, words in enumerate(("Column", "Needed", "Holds", "Other headings that are understood")):
            about.write_string(0, place, words, bold)
        for line, column in enumerate(COLUMNS, start=1):
            for place, words in enumerate((column.name, "Yes" if column.needed else "", column.holds, ", ".join(column.also))):  # fmt: skip
                about.write_string(line, place, words)
    return out.getvalue()


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _context(request: HttpRequest, row: BudgetFile, form: TakeFileForm) -> dict[str, Any]:
    actor = request.actor
    checked = row.state == BudgetFileState.CHECKED
    own = row.proposed_by_id == actor.user_id
    shown, people = page_of(actor, row)
    audit.note_read(people, "saw your budget in a file to be brought in")
    return {
        "row": row,
        "form": form,
        "colour": COLOURS[BudgetFileState(row.state)],
        "job": shown_job(row),
        "own": own,
        "takes": checked and not own and bool(row.rows) and not row.refusals and may(actor, selectors.AREA, "A"),
        "waits": checked and own and bool(row.rows) and not row.refusals,
        "puts_aside": checked and may(actor, selectors.AREA, "W"),
        "takes_back": row.state == BudgetFileState.TAKEN and may(actor, selectors.AREA, "A"),
        **shown,
    }


def _held(request: HttpRequest, row: BudgetFile) -> dict[str, Any]:
    """The budgets that cannot be taken back, by reference, with their reasons."""
    held = selectors.held_up(row)
    items = {item.budget_id: item for item in selectors.items_of(row).filter(budget_id__in=list(held)[:100])}
    audit.note_read([item.person_id for item in items.values()], "saw that your budget cannot be taken back with its file")  # fmt: skip
    listed = [
        (item.budget.reference, reverse("budgets:budget", args=[pk]), item.reference, "; ".join(held[pk]))
        for pk, item in sorted(items.items(), key=lambda each: each[1].line)
    ]
    return {
        "held": listed,
        "held_count": len(held),
        "count": selectors.items_of(row).filter(taken_back_on=None).count(),
    }
