"""The parts of a plan's page: each a function of (actor, version, day) that returns what its template needs, or None.

A part answers None for whoever may not see it and for a plan it does not concern. Its context carries `template`, a file
of templates/careplans/panels; the template sees the context as `panel`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.views.panels import (
    about_me,
    concerns,
    correction,
    deciding,
    health_tasks,
    library,
    papers,
    people,
    reviews,
    standards,
    talk,
)
from phb.core.actors import Actor

Panel = Callable[[Actor, PlanVersion, date], dict[str, Any] | None]

# In the order of the page.
PANELS: tuple[Panel, ...] = (
    deciding.panel,
    correction.panel,
    about_me.panel,
    talk.panel,
    library.panel,
    reviews.panel,
    health_tasks.panel,
    people.panel,
    papers.panel,
    standards.panel,
    concerns.panel,
)


def panels_of(actor: Actor, version: PlanVersion, on: date) -> list[dict[str, Any]]:
    """The parts that this actor sees of this version on a day."""
    return [panel for make in PANELS if (panel := make(actor, version, on)) is not None]
