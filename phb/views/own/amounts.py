"""The person's own pages of the amount: what was told before planning, and how the agreed budget was worked out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from budgets import selectors
from budgets.selectors.budgets import indicatives_of
from budgets.selectors.explaining import explained_version, explanation_of
from budgets.selectors.indicating import sheets_of
from budgets.services.explaining import KIND
from budgets.views._common import lines_to_show
from phb.core import audit
from phb.core.clock import london_today
from phb.core.errors import NotVisible
from phb.core.models import Document
from phb.views.own.common import opened, own_page

SEE = "see_money"


def amounts(request: HttpRequest, person_id: int) -> HttpResponse:
    """The amounts that were given, the newest first and open."""
    person = opened(request, person_id, "saw the amounts that were given to you", part=SEE)
    rows = list(indicatives_of(request.actor, person.pk))
    if rows:
        return _page(request, rows[0], rows[1:])
    return own_page(request, "own/amount.html", person, given=None)


def amount(request: HttpRequest, indicative_id: int) -> HttpResponse:
    """One amount exactly as it was given."""
    shown = selectors.indicative_for(request.actor, indicative_id)
    audit.note_read(shown.person_id, "opened an amount that was given to you")
    rows = [row for row in indicatives_of(request.actor, shown.person_id) if row.pk != shown.pk]
    return _page(request, shown, rows)


def _page(request: HttpRequest, shown: Any, others: list[Any]) -> HttpResponse:
    return own_page(
        request,
        "own/amount.html",
        shown.person,
        given=shown,
        lines=lines_to_show(shown.lines),
        others=others,
        sheets=sheets_of(shown),
    )


def explained(request: HttpRequest, budget_id: int) -> HttpResponse:
    """How the agreed budget was worked out, in words to be read aloud. Raises NotVisible before one was agreed."""
    budget = selectors.budget_for(request.actor, budget_id)
    version = explained_version(budget)
    if version is None:
        raise NotVisible
    audit.note_read(budget.person_id, "read how your budget was worked out")
    sheet = Document.objects.filter(kind=KIND, subject_id=version.pk).order_by("-version").first()
    return own_page(
        request,
        "own/explained.html",
        budget.person,
        back=(reverse("own:person", args=[budget.person_id]), "Back to the start"),
        budget=budget,
        version=version,
        said=explanation_of(budget, version, max(london_today(), version.effective_from or budget.starts)),
        sheet=sheet,
    )
