"""The parts of a budget's page: each a function of (actor, budget, version, day) that returns what its template needs, or None.

A part answers None for whoever may not see it and for a budget that it does not concern; `version` is None while nothing
is proposed. Its context carries `title` and `template`, a file of templates/budgets/panels; the template sees the
context as `panel`.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from budgets.models import Budget, BudgetVersion
from budgets.views.panels import (
    brought_in,
    changes,
    contingency,
    explained,
    funding,
    prices,
    release,
    sufficiency,
    uplift,
    year,
)
from phb.core.actors import Actor

Panel = Callable[[Actor, Budget, BudgetVersion | None, date], dict[str, Any] | None]

# In the order of the page.
PANELS: tuple[Panel, ...] = (
    explained.panel,
    sufficiency.panel,
    changes.panel,
    uplift.panel,
    funding.panel,
    contingency.panel,
    year.panel,
    release.panel,
    prices.panel,
    brought_in.panel,
)


def panels_of(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> list[dict[str, Any]]:
    """The parts that this actor sees of this budget on a day."""
    return [panel for make in PANELS if (panel := make(actor, budget, version, on)) is not None]
