"""The indicative amount: worked out live, given on a day, and shown as it was given."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.forms import IndicativeForm
from budgets.services import give_indicative, work_out
from budgets.services.indicating import lines_as_json, proposed_lines
from budgets.views._common import lines_to_show, say
from eligibility import selectors as eligibility
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job
from phb.core.once import once
from phb.core.progress import progress_of


def indicative(request: HttpRequest, case_id: int) -> HttpResponse:
    """The form, its result line by line, and the amounts given before. “Work out” saves nothing."""
    case, today = eligibility.case_for(request.actor, case_id), london_today()
    writes = may(request.actor, "indicative amount", "W")
    initial = proposed_lines(organisation_id=case.organisation_id, on=today)
    form = IndicativeForm(request.POST or None, today=today, initial=initial)
    amount = None
    if request.method == "POST" and form.is_valid():
        try:
            amount = work_out(form.inputs())
            if request.POST.get("do") == "give":
                return _give(request, form, case)
        except RuleBroken as error:
            form.add_rule_broken(error)
    audit.note_read(case.person_id, "opened the indicative amount")
    context: dict[str, Any] = {
        "case": case,
        "person": case.person,
        "form": form,
        "writes": writes,
        "lines": lines_to_show(lines_as_json(amount)) if amount else None,
        "amount": amount,
        "given": list(selectors.indicatives(request.actor, case.pk)),
        "right_stands": eligibility.right_stands(case, today),
        "back": {"href": reverse("eligibility:case", args=[case.pk]), "label": f"Case {case.reference}"},
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "budgets/_partials/indicative_result.html", context)
    return render(request, "budgets/indicative.html", context)


def _give(request: HttpRequest, form: IndicativeForm, case: Any) -> HttpResponse:
    inputs, told = form.inputs(), form.cleaned_data["told_how"] or "on their page"

    def effect() -> dict[str, Any]:
        made = give_indicative(case_id=case.pk, inputs=inputs, on=london_today(), told_how=told, by=request.actor)
        return {"indicative": made.pk}

    asked = {"case": case.pk, "inputs": inputs.as_json(), "told_how": told}
    answer, _ = once("budgets.give_indicative", str(form.cleaned_data["key"]), asked, effect, by=request.actor)
    return say(
        request, "The amount was given. Its sheet is being made.", "budgets:indicative_given", answer["indicative"]
    )


def given(request: HttpRequest, indicative_id: int) -> HttpResponse:
    """One amount exactly as it was given, with its sheet."""
    shown = selectors.indicative_for(request.actor, indicative_id)
    audit.note_read(shown.person_id, "opened an indicative amount that was given to you")
    job = Job.objects.filter(kind="budgets.render_indicative", key=f"indicative:{shown.pk}").first()
    sheet = Document.objects.filter(kind="indicative_amount", subject_id=shown.pk).order_by("-version").first()
    context = {
        "given": shown,
        "person": shown.person,
        "lines": lines_to_show(shown.lines),
        "sheet": sheet,
        "job": None if sheet else progress_of(job, what="sheet", refresh_href=request.path),
        "back": {"href": reverse("budgets:indicative", args=[shown.case_id]), "label": "Indicative amount"},
    }
    return render(request, "budgets/indicative_given.html", context)
