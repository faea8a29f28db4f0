"""The parts of the person's own page of a plan: each a function of (actor, version, day), or None where it has nothing to say.

As for the pages of staff (`careplans.views.panels`): the answer carries `template`, a file of
templates/careplans/own/panels, which sees the answer as `panel`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.views.own_panels import deciding, library, papers, reviews, talk
from phb.core.actors import Actor

Panel = Callable[[Actor, PlanVersion, date], dict[str, Any] | None]

# In the order of the page, above the words of the plan.
OWN_PANELS: tuple[Panel, ...] = (deciding.panel, talk.panel, library.panel, reviews.panel, papers.panel)


def own_panels_of(actor: Actor, version: PlanVersion, on: date) -> list[dict[str, Any]]:
    """The parts that the person, or who acts for them, sees of this version on a day."""
    return [panel for make in OWN_PANELS if (panel := make(actor, version, on)) is not None]
