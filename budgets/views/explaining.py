"""How a budget was worked out, as the family is told it: for staff to read aloud, and to have it printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets import selectors
from budgets.permissions import check_may
from budgets.selectors.explaining import explained_version, explanation_of
from budgets.services.explaining import JOB, KIND, ask_for_explanation
from budgets.views._common import back_to_budget, say
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible
from phb.core.models import Document, Job
from phb.core.progress import progress_of


def explanation(request: HttpRequest, budget_id: int) -> HttpResponse:
    """The words, and their print; POST asks for the print where nobody has yet."""
    if request.actor.is_outside:
        raise NotVisible
    budget = selectors.budget_for(request.actor, budget_id)
    version = explained_version(budget)
    if version is None:
        raise NotVisible
    if request.method == "POST":
        check_may(request.actor, "indicative amount", "W")
        ask_for_explanation(version=version, by=request.actor)
        return say(request, "The page to print is being made.", "budgets:explanation", budget.pk)
    audit.note_read(budget.person_id, "read how your budget was worked out")
    sheet = Document.objects.filter(kind=KIND, subject_id=version.pk).order_by("-version").first()
    job = Job.objects.filter(kind=JOB, key=f"explanation:{version.pk}").first()
    context = {
        "budget": budget,
        "person": budget.person,
        "version": version,
        "said": explanation_of(budget, version, max(london_today(), version.effective_from or budget.starts)),
        "sheet": sheet,
        "job": progress_of(job, what="page to print", refresh_href=request.path) if job and not sheet else None,
        "may_ask": not sheet and not job and may(request.actor, "indicative amount", "W"),
        "back": back_to_budget(budget),
    }
    return render(request, "budgets/explanation.html", context)
