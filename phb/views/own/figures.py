"""How a figure of the person's own budget came about, in plain words, followed as far down as it goes."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from budgets.rules.said import rule_words
from budgets.selectors import budget_for
from budgets.selectors.opened import open_figure
from budgets.selectors.stages import Stage, between, stages_of, total_difference
from phb.core.money import format_pounds
from phb.views.own.common import opened, own_page


def figure(request: HttpRequest, budget_id: int, figure: str) -> HttpResponse:
    """One figure, opened. Raises NotVisible for a figure that only staff have."""
    budget = budget_for(request.actor, budget_id)
    found = open_figure(request.actor, budget, figure)
    shown = opened(request, budget.person_id, "looked how a figure of your budget came about", part="see_money")
    return own_page(
        request,
        "own/figure.html",
        shown,
        opened=found,
        rows=[
            (row, reverse("own:figure", args=[budget.pk, row.opens]) if row.opens else "")
            for row in found.rows
            if row.opens or not row.href
        ],
        rules=[rule_words(code) for code in found.rules],
    )


NAMES = {
    "Indicative": "The first idea, before planning",
    "Proposed": "What the plan would cost",
    "Agreed": "The agreed budget",
    "Revised": "A later budget",
    "Revised: uplift": "Raised, because prices rose",
    "Brought in from elsewhere": "Your budget until now",
}


def stages(request: HttpRequest, budget_id: int) -> HttpResponse:
    """What was told, agreed and raised, one under the other, each with its reason."""
    budget = budget_for(request.actor, budget_id)
    shown = opened(request, budget.person_id, "saw how your budget came about", part="see_money")
    found = [stage for stage in stages_of(budget) if stage.stands]
    earlier = [None, *found[:-1]]
    last = found[-2:] if len(found) > 1 and found[-2].lines else []
    return own_page(
        request,
        "own/stages.html",
        shown,
        stages=[
            (stage, NAMES.get(stage.name, stage.name), _difference(before, stage))
            for before, stage in zip(earlier, found, strict=True)
        ],
        changes=[line for line in between(*last) if line.changed] if last else [],
    )


def _difference(before: Stage | None, stage: Stage) -> str:
    if before is None:
        return ""
    more = total_difference(before, stage)
    if not more:
        return "The same as before."
    return f"{format_pounds(abs(more))} a week {'more' if more > 0 else 'less'} than before."
