"""The plan on paper, for the person: in the form that suits them."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.views.papers import papers_shown
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """The papers of a version, once it can be printed."""
    shown = papers_shown(actor, version, "careplans:own_version")
    return {"template": "careplans/own/panels/papers.html", **shown} if shown["printable"] else None
