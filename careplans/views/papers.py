"""The papers of a plan: which there are, which can be made, and asking for one."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from careplans import selectors, services
from careplans.models import PlanVersion
from careplans.selectors.about_me import about_me_changed
from careplans.services.printing import JOB, NOT_YET, papers_of, providers_of
from careplans.views.common import opened, outside_only, staff_only
from phb.core import audit
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job
from phb.core.progress import progress_of

FORMAT_WORDS = {"STANDARD": "", "LARGE_PRINT": "large print", "EASY_READ": "easy read"}


@dataclass(frozen=True)
class Offer:
    """A paper that can be asked for: what the button sends, and its words."""

    sent: str
    words: str


# Variant, format and line, as one choice on a page.
WHOLE = (
    Offer("FULL.STANDARD.0", "The whole plan"),
    Offer("FULL.LARGE_PRINT.0", "The whole plan in large print"),
    Offer("FULL.EASY_READ.0", "The plan in easy read, with pictures"),
    Offer("SUMMARY.STANDARD.0", "One page for the fridge"),
    Offer("SUMMARY.LARGE_PRINT.0", "One sheet for the fridge in large print"),
)


def offers_of(actor: Actor, version: PlanVersion) -> list[Offer]:
    """What can be printed of a version; a provider's part is printed by staff."""
    parts = [] if actor.is_outside else providers_of(version)
    return [*WHOLE, *(Offer(f"PROVIDER.STANDARD.{line}", f"Only the part of {name}") for line, name in parts)]


def papers_shown(actor: Actor, version: PlanVersion, page: str) -> dict[str, Any]:
    """What the part of a page about papers needs. `page`: the route that shows the version."""
    printable = version.state not in NOT_YET
    return {
        "documents": [{"href": reverse("document", args=[row.pk]), "words": _words(row), "made_at": row.made_at} for row in papers_of(version)],
        "about_me_changed": about_me_changed(version),
        "offers": offers_of(actor, version) if printable else [],
        "printable": printable,
        "job": progress_of(_job(actor, version), what="plan", refresh_href=reverse(page, args=[version.pk])),
    }  # fmt: skip


def _words(document: Document) -> str:
    return ", ".join(filter(None, (document.title, FORMAT_WORDS.get(document.format, ""))))


def _job(actor: Actor, version: PlanVersion) -> Job | None:
    """The newest job that prints this version, while it goes on or when it failed."""
    found = Job.objects.filter(
        kind=JOB, organisation_id=actor.organisation_id, person_id=version.person_id, payload__version_id=version.pk
    )
    newest = found.order_by("-id").first()
    return newest if newest is not None and newest.state != "done" else None


def _ask(request: HttpRequest, version: PlanVersion) -> None:
    chosen = request.POST.get("paper")
    if not chosen:
        services.ask_for_pdf(version_id=version.pk, by=request.actor, format=request.POST.get("format") or None)
        return
    variant, _, rest = chosen.partition(".")
    format, _, line = rest.partition(".")
    if not line.isdigit() or len(line) > 18:
        raise RuleBroken("Choose one of the papers shown.", "paper")
    services.ask_for_pdf(
        version_id=version.pk, by=request.actor, variant=variant, format=format, line=int(line),
        money=not request.POST.get("without_money"),
    )  # fmt: skip


@staff_only
def pdf(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for a paper; the page then shows how far it is."""
    _ask(request, opened(request, version_id, "asked for a PDF of your plan"))
    return redirect(f"{reverse('careplans:version', args=[version_id])}#papers")


@outside_only
def own_pdf(request: HttpRequest, version_id: int) -> HttpResponse:
    """The person, or who acts for them, asks for the plan in the form that suits them."""
    shown = selectors.version_for(request.actor, version_id)
    audit.note_read(shown.person_id, "asked for the plan on paper")
    _ask(request, shown)
    return redirect(f"{reverse('careplans:own_version', args=[version_id])}#papers")
