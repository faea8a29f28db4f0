"""The person's money from everybody together, and their contingency: what is left, asking for it, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from budgets import selectors
from budgets.forms.contingency import AskForm
from budgets.rules.contributions import FREE
from budgets.selectors import contingency as reads
from budgets.selectors.whose_money import money_of
from budgets.services import contingency as services
from budgets.views.contingency import contingency_facts, use_tag
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.views.own.common import opened, own_page

SEE, ACT = "see_money", "act_on_money"


def money(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who pays for what, a week and a year, all budgets together."""
    shown = opened(request, person_id, "saw who pays for your budgets", part=SEE)
    return own_page(
        request, "own/whose_money.html", shown, money=money_of(request.actor, shown, london_today()), free=FREE
    )


def contingency(request: HttpRequest, budget_id: int) -> HttpResponse:
    """What is kept aside for when something goes wrong, and asking for it."""
    budget = selectors.budget_for(request.actor, budget_id)
    shown = opened(request, budget.person_id, "saw the contingency of your budget", part=SEE)
    today, facts = london_today(), contingency_facts(budget)
    form = AskForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        c = {name: value for name, value in form.cleaned_data.items() if name != "key"}

        def effect() -> dict[str, int]:
            return {"id": services.ask(budget_id=budget.pk, on=today, by=request.actor, **c).pk}

        try:
            asked = {"budget": budget.pk}
            once("budgets.ask_contingency", str(form.cleaned_data["key"]), asked, effect, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Thank you. We decide as soon as we can and tell you here.")
            return redirect("own:contingency", budget.pk)
    rows = [(row, use_tag(row)) for row in reads.uses(request.actor).filter(budget=budget)]
    return own_page(
        request,
        "own/contingency.html",
        shown,
        back=(reverse("own:whose_money", args=[shown.pk]), "Who pays"),
        budget=budget,
        form=form,
        rows=rows,
        actor_id=request.actor.user_id,
        **facts,
    )


def take_back(request: HttpRequest, use_id: int) -> HttpResponse:
    """What was asked for is not needed any more."""
    found = reads.use_for(request.actor, use_id)
    services.withdraw(use_id=found.pk, by=request.actor)
    messages.success(request, "It is taken back.")
    return redirect("own:contingency", found.budget_id)
