"""The files of a panel: which there are, which are on the way, and asking for one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from careplans.models import Panel
from careplans.selectors.panel_packs import MINUTES, PAPERS, file_of
from careplans.services.panel_packs import JOB, ask_for_pack
from careplans.views.common import staff_only
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Job
from phb.core.progress import progress_of

WORDS = {PAPERS: "Papers (PDF)", MINUTES: "Minutes (PDF)"}
KINDS = {"papers": PAPERS, "minutes": MINUTES}


def files_shown(actor: Actor, panel: Panel, refresh_href: str) -> list[dict[str, Any]]:
    """The files of a panel for its page: ready, on the way, or to be made."""
    shown = []
    for name, kind in KINDS.items():
        if kind == MINUTES and panel.state != "held":
            continue
        going = Job.objects.filter(
            organisation_id=actor.organisation_id, kind=JOB, payload__panel=panel.pk, payload__kind=kind
        ).order_by("-id").first()  # fmt: skip
        going = going if going is not None and going.state != "done" else None
        ready = file_of(actor, panel, kind)
        shown.append(
            {
                "name": name,
                "words": WORDS[kind],
                "ready": ready,
                "job": None if ready else progress_of(going, what=name, refresh_href=refresh_href),
            }
        )
    return shown


@staff_only
def ask(request: HttpRequest, panel_id: int, file: str) -> HttpResponse:
    """Have the papers or the minutes made; the page then shows how far it is."""
    if file not in KINDS:
        raise NotVisible
    ask_for_pack(panel_id=panel_id, kind=KINDS[file], by=request.actor)
    return redirect("careplans:panel", panel_id)
