"""The papers and minutes of a panel as files: asked for, made by the worker, kept once for what they rest on."""

from datetime import date

from careplans.documents.panel import print_panel_minutes, print_panel_papers
from careplans.models import Panel
from careplans.selectors import agendas
from careplans.selectors.panel_packs import MINUTES, PAPERS, file_of, mark_of, sees_all
from careplans.services.panel_paper import pack_of
from careplans.services.reach import check_right
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.documents import keep
from phb.core.errors import RuleBroken
from phb.core.models import Document, Job

JOB = "careplans.render_panel"
PRINTERS = {PAPERS: print_panel_papers, MINUTES: print_panel_minutes}
TITLES = {PAPERS: "Papers of a panel", MINUTES: "Minutes of a panel"}


def ask_for_pack(*, panel_id: int, kind: str, by: Actor) -> Job | None:
    """Ask the worker for the papers or the minutes; None when the file is there already. Asked twice, it is made once.

    Raises RuleBroken for minutes of a panel that was not held, and for whoever may not open every record on the agenda;
    NotVisible.
    """
    check_right(by, "panel", "W", "Only a commissioner has the papers made.")
    panel = agendas.panel_for(by, panel_id)
    _check(panel, kind, by)
    if file_of(by, panel, kind) is not None:
        return None
    payload = {"panel": panel.pk, "kind": kind, "mark": mark_of(panel, kind)}
    going = Job.objects.filter(
        organisation_id=by.organisation_id, kind=JOB, payload=payload, state__in=["waiting", "leased"]
    ).first()
    return going or jobs.ask(JOB, by=by, payload=payload)


def render_pack(*, panel_id: int, kind: str, on: date, by: Actor) -> Document:
    """Print the papers or the minutes as they stand and keep them. Called by the worker for whoever asked.

    Raises as `ask_for_pack`, DocumentRefused, DocumentTimedOut.
    """
    panel = agendas.panel_for(by, panel_id)
    _check(panel, kind, by)
    if (same := file_of(by, panel, kind)) is not None:
        return same
    mark = mark_of(panel, kind)
    printed = PRINTERS[kind](pack_of(panel, on))
    return keep(
        by=by, person_id=None, area="panel", kind=kind, title=f"{TITLES[kind]}, {panel.held_on:%-d %B %Y}",
        subject_id=panel.pk, content=printed.pdf, source_hash=mark,
    )  # fmt: skip


def _check(panel: Panel, kind: str, by: Actor) -> None:
    if kind not in PRINTERS:
        raise RuleBroken("Choose the papers or the minutes.", "kind")
    if kind == MINUTES and panel.state != "held":
        raise RuleBroken("This panel was not held yet, so it has no minutes. Record first that it was held.")
    if not panel.items.exists():
        raise RuleBroken("No plan is on the agenda, so there are no papers. Put a plan on it first.")
    if not sees_all(by, panel):
        raise RuleBroken(
            "A plan on this agenda is of somebody whose record you may not open. Ask a colleague who may to make the papers."
        )
