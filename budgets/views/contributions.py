"""What the person pays themselves: recorded, ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import ContributionKind
from budgets.forms.funding import ContributionForm, EndContributionForm
from budgets.models import Budget
from budgets.rules.contributions import FREE, say_contribution
from budgets.rules.streams import CHARGED, NHS_ONLY
from budgets.selectors.contributions import as_dated, contribution_for
from budgets.services import contributions
from budgets.views._common import done, done_once, say
from eligibility.enums import Route
from phb.core import audit
from phb.core.clock import london_today


def contribute(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Record what the person pays themselves."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    form = ContributionForm(request.POST or None, kinds=kinds_for(budget), today=today)

    def effect() -> int:
        c = {name: value for name, value in form.cleaned_data.items() if name not in {"key", "paid"}}
        return contributions.record_contribution(budget_id=budget.pk, on=today, by=request.actor, **c).pk

    if done_once(request, form, "budgets.record_contribution", {"budget": budget.pk}, effect):
        return say(request, "The contribution is recorded.", "budgets:funding", budget.pk)
    audit.note_read(budget.person_id, "opened a form about what you pay yourself")
    context = {
        "form": form, "budget": budget, "person": budget.person, "back": _back(budget),
        "title": "Record what the person pays", "button": "Record it", "lead": FREE,
    }  # fmt: skip
    if not kinds_for(budget):
        context["refused"] = _why_free(budget)
        return render(request, "budgets/funding_free.html", context)
    return render(request, "budgets/form.html", context)


def end_contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """End what the person pays."""
    found = contribution_for(request.actor, contribution_id)
    form = EndContributionForm(request.POST or None, initial={"last_day": london_today()})

    def effect() -> None:
        contributions.end_contribution(
            contribution_id=found.pk, last_day=form.cleaned_data["last_day"], by=request.actor
        )

    if done(request, form, effect):
        return say(request, "The last day is recorded.", "budgets:funding", found.budget_id)
    audit.note_read(found.person_id, "opened a form about what you pay yourself")
    context = {
        "form": form, "budget": found.budget, "person": found.person, "back": _back(found.budget),
        "title": "End a contribution", "button": "Record the last day",
        "lead": f"{found.words}: {say_contribution(as_dated(found))}.",
    }  # fmt: skip
    return render(request, "budgets/form.html", context)


def kinds_for(budget: Budget) -> list[tuple[str, str]]:
    """What may be paid beside this budget, as the law has it."""
    if budget.stream == Route.WHEELCHAIR:
        return [(ContributionKind.WHEELCHAIR_EXTRA.value, ContributionKind.WHEELCHAIR_EXTRA.label)]
    if budget.stream in CHARGED:
        return [(ContributionKind.COUNCIL_CHARGE.value, ContributionKind.COUNCIL_CHARGE.label)]
    return []


def _why_free(budget: Budget) -> str:
    if budget.stream == Route.S117:
        return "Aftercare under section 117 is free, the council’s part too, so nothing can be charged."
    if budget.stream in NHS_ONLY:
        return "This budget is NHS money only, so nothing can be charged."
    return "Only the council’s part of a joint package can carry a charge."


def _back(budget: Budget) -> dict[str, str]:
    return {"href": reverse("budgets:funding", args=[budget.pk]), "label": "Whose money it is"}
