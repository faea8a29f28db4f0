"""The parts of a case's page: each a function of (actor, case, day) that returns what its template needs, or None.

A part answers None for whoever may not see it and for a case it does not concern. Its context carries
`template`, a file of templates/eligibility/panels.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.models import Case
from eligibility.views.panels.challenges import panel as challenges
from eligibility.views.panels.decisions import panel as decisions
from eligibility.views.panels.forms import panel as forms
from eligibility.views.panels.letters import panel as letters
from eligibility.views.panels.offers import panel as offers
from eligibility.views.panels.paper import panel as paper
from eligibility.views.panels.places import panel as places
from eligibility.views.panels.routes import panel as routes
from eligibility.views.panels.work import panel as work
from phb.core.actors import Actor

Panel = Callable[[Actor, Case, date], dict[str, Any] | None]

# In the order of the page.
PANELS: tuple[Panel, ...] = (work, forms, decisions, routes, offers, places, letters, challenges, paper)


def panels_of(actor: Actor, case: Case, on: date) -> list[dict[str, Any]]:
    """The parts that this actor sees of this case on a day."""
    return [panel for make in PANELS if (panel := make(actor, case, on)) is not None]
