"""Past cases brought in: template, file, what it would do, and the yes."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility.enums import CaseState, Route
from eligibility.forms.past_cases import PastCasesForm, TakeCasesForm
from eligibility.models import CaseImport
from eligibility.past.columns import COLUMNS
from eligibility.past.reading import PastCase
from eligibility.selectors.past_cases import import_for, imports
from eligibility.services import past_cases as services
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.errors import RuleBroken
from phb.core.models import Job, Person
from phb.core.progress import progress_of
from phb.core.selectors import closed_numbers
from phb.core.table_cells import safe_for_spreadsheets

SHOWN = 100


def bring_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; the files of before."""
    form = PastCasesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = services.check_file(name=file.name, content=file.read(), on=london_today(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("eligibility:past_cases", row.pk)
    files = list(imports(request.actor).select_related("by").defer("rows", "refusals")[:20])
    context = {"form": form, "files": files, "columns": COLUMNS, "may_write": may(request.actor, "case import", "W")}
    return render(request, "eligibility/past_cases.html", context, status=200)


def checked(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a file would bring, each refused row with its reason, and the yes."""
    row = import_for(request.actor, import_id)
    form = TakeCasesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.take(import_id=row.pk, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            return redirect("eligibility:past_cases", row.pk)
    cases = [PastCase.from_json(each) for each in row.rows]
    closed = closed_numbers(request.actor, [case.text["nhs_number"] for case in cases])
    cases = [case for case in cases if case.text["nhs_number"] not in closed]
    _note_read(row, cases[:SHOWN])
    job = Job.objects.filter(organisation_id=row.organisation_id, key=f"case-import-{row.pk}").order_by("-id").first()
    context = {
        "row": row,
        "form": form,
        "cases": [_shown(case) for case in cases[:SHOWN]],
        "count": len(cases),
        "more": max(0, len(cases) - SHOWN),
        "refusals": row.refusals[:SHOWN],
        "refused": len({line for line, _, _ in row.refusals}),
        "more_refusals": max(0, len(row.refusals) - SHOWN),
        "routes": _count(cases, "route", Route),
        "states": _count(cases, "state", CaseState),
        "job": progress_of(job, what="past cases", refresh_href=reverse("eligibility:past_cases", args=[row.pk])),
        "may_write": may(request.actor, "case import", "W"),
    }
    return render(request, "eligibility/past_cases_checked.html", context)


def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Put a checked file aside."""
    row = import_for(request.actor, import_id)
    services.discard(import_id=row.pk, by=request.actor)
    messages.success(request, "The file is put aside. Nothing of it was taken.")
    return redirect("eligibility:bring_in")


def template(request: HttpRequest) -> HttpResponse:
    """The columns with one made-up row, as CSV."""
    response = _csv("past-cases-template.csv")
    writer = csv.writer(response)
    writer.writerow([column.name for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return response


def refused_rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """Each refusal as CSV: line, column, reason."""
    row = import_for(request.actor, import_id)
    response = _csv("past-cases-refused.csv")
    writer = csv.writer(response)
    writer.writerow(["line", "column", "reason"])
    for line, column, words in row.refusals:
        writer.writerow([line, column, safe_for_spreadsheets(words)])
    return response


def _csv(name: str) -> HttpResponse:
    return HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _note_read(row: CaseImport, cases: list[PastCase]) -> None:
    numbers = [case.text["nhs_number"] for case in cases]
    known = Person.objects.filter(organisation_id=row.organisation_id, nhs_number__in=numbers)
    audit.note_read(list(known.values_list("pk", flat=True)), "saw your past case in a file to be brought in")


def _shown(case: PastCase) -> dict[str, Any]:
    text = case.text
    return {
        "line": case.line,
        "name": f"{text['given_name']} {text['family_name']}",
        "nhs_number": text["nhs_number"],
        "route": Route(text["route"]).label,
        "state": CaseState(text["state"]).label,
        "received_on": case.days["received_on"],
        "decided_on": case.days["decided_on"],
        "forms": len(case.forms),
        "rules": bool(case.rule_set),
    }


def _count(cases: list[PastCase], name: str, codes: Any) -> list[str]:
    found = [case.text[name] for case in cases]
    return [f"{codes(code).label}: {plural(found.count(code), 'case')}" for code in sorted(set(found))]
