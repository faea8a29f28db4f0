"""Forms on paper: blank ones to take along to a visit, and filled copies of what was recorded."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import Tool
from eligibility.models import Assessment, Case
from eligibility.services import working_copies as services
from phb.core import audit
from phb.core.clock import london_today
from phb.core.models import Job
from phb.core.progress import progress_of


def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The blank forms of a case's route and the filled copies of its forms, with what is ready and what is being made."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    audit.note_read(case.person_id, "opened the forms of your case for printing")
    blank = [(tool, services.blank_key(case, tool, today)) for tool in services.tools_of(case)]
    forms = [_with_case(form, case) for form in selectors.forms_of(case)]
    filled = [(form, services.filled_key(form, today)) for form in forms]
    found = Job.objects.filter(
        organisation_id=case.organisation_id, kind=services.JOB, key__in=[key for _, key in [*blank, *filled]]
    )
    jobs = {job.key: progress_of(job, what="form", refresh_href=request.path) for job in found}
    context = {
        "case": case,
        "person": case.person,
        "blank": [_line(tool.label, "", "print_blank", [case.pk, tool.value], jobs.get(key)) for tool, key in blank],
        "filled": [
            _line(Tool(form.tool).label, _when(form), "print_filled", [form.pk], jobs.get(key)) for form, key in filled
        ],
    }
    return render(request, "eligibility/working_copies.html", context)


def blank(request: HttpRequest, case_id: int, tool: str) -> HttpResponse:
    """Ask for a blank form."""
    services.ask_for_blank(case_id=case_id, tool=tool, on=london_today(), by=request.actor)
    return redirect("eligibility:working_copies", case_id)


def filled(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Ask for a filled copy of a form as it stands."""
    form = selectors.assessment_for(request.actor, assessment_id)
    services.ask_for_filled(assessment_id=form.pk, on=london_today(), by=request.actor)
    audit.note_read(form.person_id, "asked for a copy of your assessment on paper")
    return redirect("eligibility:working_copies", form.case_id)


def _with_case(form: Assessment, case: Case) -> Assessment:
    form.case, form.person = case, case.person
    return form


def _when(form: Assessment) -> Any:
    if form.completed_on and form.completed_by:
        return {"words": f"completed by {form.completed_by.name}", "on": form.completed_on}
    return {"words": f"draft, begun by {form.started_by.name}", "on": None}


def _line(label: str, note: Any, route: str, args: list[Any], job: Any) -> dict[str, Any]:
    return {"label": label, "note": note, "href": reverse(f"eligibility:{route}", args=args), "job": job}
