"""Who may open the papers and minutes of a panel, and what those files rest on."""

import hashlib
from collections.abc import Collection

from careplans.models import Panel
from careplans.selectors import agendas
from phb.core.actors import Actor
from phb.core.models import Document
from phb.core.selectors import people

PAPERS, MINUTES = "panel_papers", "panel_minutes"


def sees_all(actor: Actor, panel: Panel) -> bool:
    """Whether the actor may open the record of everybody on the agenda: the file of the papers names them all."""
    persons = set(panel.items.values_list("person_id", flat=True))
    return not actor.is_outside and people(actor).filter(pk__in=persons).count() == len(persons)


def mark_of(panel: Panel, kind: str) -> str:
    """64 hexadecimal digits for what the file of a kind rests on: another agenda, plan or decision needs another file."""
    said = [kind, panel.pk, panel.name, panel.held_on, panel.place, panel.members]
    for row in panel.items.order_by("position", "id"):
        said += [row.pk, row.version_id, row.content_hash, row.why]
        if kind == MINUTES:
            said += [row.decision, row.reasons, row.conditions, row.decided_on, row.took_part, row.interests]
    if kind == MINUTES:
        said.append(panel.minutes)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def file_of(actor: Actor, panel: Panel, kind: str) -> Document | None:
    """The newest file of a kind, if it was made from what stands there now and the actor may see everybody in it."""
    if not sees_all(actor, panel):
        return None
    newest = (
        Document.objects.filter(organisation_id=actor.organisation_id, kind=kind, subject_id=panel.pk)
        .order_by("-version")
        .first()
    )
    return newest if newest is not None and newest.source_hash == mark_of(panel, kind) else None


def may_open(actor: Actor, document: Document) -> bool:
    """Whether the actor may open this file of a panel: all its people are theirs, and it is what stands there now."""
    panel = agendas.panels(actor).filter(pk=document.subject_id).first()
    found = file_of(actor, panel, document.kind) if panel is not None else None
    return found is not None and found.pk == document.pk


def people_before_panel(actor: Actor, document: Document) -> Collection[int]:
    """Ids of the people whom a file of a panel names, for the trail."""
    panel = agendas.panel_for(actor, document.subject_id)
    return [row.person_id for row in agendas.items_of(actor, panel)]
