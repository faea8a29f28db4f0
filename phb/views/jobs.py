"""Work in the background: what waits, what was set aside and why."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from phb.core import jobs
from phb.core.access import may
from phb.core.errors import NotVisible
from phb.core.models import Job
from phb.core.progress import progress_of
from phb.core.selectors import people

SHOWN = 100
# What a page may say that it waits for: words from an address are not shown unchecked.
THINGS = frozenset({"document", "letter", "plan", "statement", "statements", "sheet", "file"})


def _jobs(request: HttpRequest):
    return Job.objects.filter(organisation_id=request.actor.organisation_id)


def index(request: HttpRequest) -> HttpResponse:
    """Numbers and codes only: this page is for whoever runs the service and names nobody."""
    counts = dict(_jobs(request).values_list("state").annotate(n=Count("id")).order_by())
    context = {
        "counts": {state: counts.get(state, 0) for state in ("waiting", "leased", "set_aside", "done")},
        "set_aside": _jobs(request).filter(state="set_aside").order_by("-id")[:SHOWN],
        "may_retry": may(request.actor, "jobs", "W"),
        "running": _jobs(request).filter(state__in=["waiting", "leased"]).order_by("id")[:SHOWN],
    }
    return render(request, "roof/jobs.html", context)


def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    jobs.retry(job_id=job_id, by=request.actor)
    messages.success(request, f"Job {job_id} will be tried again.")
    return redirect("jobs")


def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far one's own job is; a page asks for it every two seconds."""
    found = _jobs(request).filter(pk=job_id).first()
    if found is None:
        raise NotVisible
    # About a person: whoever reaches them today. Having asked for it once opens nothing later.
    about_person = found.person_id is not None
    mine = (
        people(request.actor).filter(pk=found.person_id).exists()
        if about_person
        else found.asked_by_id == request.actor.user_id
    )
    if not mine:
        raise NotVisible
    what = request.GET.get("what", "")
    shown = progress_of(found, what=what if what in THINGS else "document")
    template = "roof/progress_part.html" if request.htmx else "roof/progress.html"
    return render(request, template, {"progress": shown})
