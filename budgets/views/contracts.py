"""Contracts that money is freed from, what each budget frees, and what that leaves as new cost."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors as budgets
from budgets.enums import ContractKind, ReleaseBasis
from budgets.forms.contracts import ContractForm, EndForm, ReleaseForm
from budgets.rules.value import BLOCK_WARNING
from budgets.rules.years import year_of, year_words
from budgets.selectors import contracts as selectors
from budgets.selectors.years import years_of
from budgets.services import contracts as services
from budgets.views._common import back_to_budget, done, say
from budgets.views.money_report import csv_file, tabs
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today


def contracts(request: HttpRequest) -> HttpResponse:
    """Every contract with what budgets free from it in a year, and all together."""
    year, years = year_asked(request, "format")
    found, everything, without = selectors.effects(request.actor, year)
    if request.GET.get("format") == "csv":
        heads = ["Provider", "Contract", "Kind", "Budgets", "Their cost", "Freed", "Net new cost (negative is less than before)",
                 "Days paid twice", "Paid twice"]  # fmt: skip
        lines = [[row.contract.provider, row.contract.name, ContractKind(row.contract.kind).label, row.budgets, row.effect.cost,
                  row.effect.freed, row.effect.net, row.effect.double_days, row.effect.double] for row in found]  # fmt: skip
        return csv_file(f"contracts-{year_words(year)}.csv", [heads, *lines])
    context = {
        "title": "Contracts that budgets free money from", "found": found, "whole": everything, "without": without,
        "year": year, "year_said": year_words(year), "years": years, "tabs": tabs("contracts"), "warning": BLOCK_WARNING,
        "has_block": any(row.contract.kind == ContractKind.BLOCK for row in found),
        "may_add": may(request.actor, "contract", "W"),
    }  # fmt: skip
    return render(request, "budgets/contracts.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Add a contract."""
    form = ContractForm(request.POST or None)
    made: list[Any] = []

    def effect() -> None:
        made.append(services.add_contract(by=request.actor, **form.cleaned_data))

    if done(request, form, effect):
        return say(request, "The contract was added.", "budgets:contract", made[0].pk)
    context = {"form": form, "title": "Add a contract", "button": "Add the contract", "lead": BLOCK_WARNING,
               "back": {"href": reverse("budgets:contracts"), "label": "Contracts"}}  # fmt: skip
    return render(request, "budgets/contract_form.html", context)


def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """One contract, and each budget that frees money from it."""
    row = selectors.contract_for(request.actor, contract_id)
    year, years = year_asked(request)
    found, freed = selectors.effect_of_contract(request.actor, row, year)
    audit.note_read([each.release.person_id for each in freed], "saw what your budget frees from a contract")
    context = {
        "title": str(row), "row": row, "found": found, "freed": freed, "year": year, "year_said": year_words(year), "years": years,
        "kind": ContractKind(row.kind), "warning": BLOCK_WARNING if row.kind == ContractKind.BLOCK else "",
        "may_end": may(request.actor, "contract", "W"), "back": {"href": reverse("budgets:contracts"), "label": "Contracts"},
        "basis": lambda release: ReleaseBasis(release.basis).label,
    }  # fmt: skip
    return render(request, "budgets/contract.html", context)


def end(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Give a contract its last day."""
    row = selectors.contract_for(request.actor, contract_id)
    form = EndForm(request.POST or None, initial={"ends": row.ends})

    def effect() -> None:
        services.end_contract(contract_id=row.pk, ends=form.cleaned_data["ends"], by=request.actor)

    if done(request, form, effect):
        return say(request, "The last day is recorded.", "budgets:contract", row.pk)
    context = {"form": form, "title": f"End {row.name}", "button": "Record the last day",
               "lead": "What budgets free from it counts to this day at the latest.",
               "back": {"href": reverse("budgets:contract", args=[row.pk]), "label": str(row)}}  # fmt: skip
    return render(request, "budgets/contract_form.html", context)


def release(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Record what a budget frees from a contract."""
    budget = budgets.budget_for(request.actor, budget_id)
    there = selectors.contracts(request.actor).order_by("provider", "name")
    choices = [(str(row.pk), f"{row} ({ContractKind(row.kind).label.lower()})") for row in there]
    form = ReleaseForm(request.POST or None, contracts=choices, initial={"released_from": budget.starts})

    def effect() -> None:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "contract"}
        contract_id = int(form.cleaned_data["contract"])
        services.add_release(budget_id=budget.pk, contract_id=contract_id, by=request.actor, **typed)

    if done(request, form, effect):
        return say(request, "What the budget frees is recorded.", "budgets:budget_year", budget.pk)
    audit.note_read(budget.person_id, "opened a form about what your budget frees from a contract")
    context = {
        "form": form, "person": budget.person, "budget": budget, "title": "What this budget frees", "button": "Record it",
        "lead": "A budget is not new money: it is freed from what is paid already.", "back": back_to_budget(budget),
        "no_contract": not choices, "add_href": reverse("budgets:new_contract"),
    }  # fmt: skip
    return render(request, "budgets/contract_release.html", context)


def end_release(request: HttpRequest, release_id: int) -> HttpResponse:
    """Say the last day on which a budget frees money from a contract."""
    row = selectors.release_for(request.actor, release_id)
    form = EndForm(request.POST or None, initial={"ends": row.released_to or london_today()})

    def effect() -> None:
        services.end_release(release_id=row.pk, ends=form.cleaned_data["ends"], by=request.actor)

    if done(request, form, effect):
        return say(request, "The last day is recorded.", "budgets:budget_year", row.budget_id)
    audit.note_read(row.person_id, "opened a form about what your budget frees from a contract")
    context = {
        "form": form, "person": row.person, "budget": row.budget, "title": "Last day of what is freed", "button": "Record the last day",
        "lead": f"{row.contract}: {ReleaseBasis(row.basis).label.lower()}.", "back": back_to_budget(row.budget),
        "no_contract": False, "add_href": "",
    }  # fmt: skip
    return render(request, "budgets/contract_release.html", context)


def year_asked(request: HttpRequest, *others: str) -> tuple[int, list[tuple[int, str]]]:
    """The year that the address names, this one without. Raises BadRequest for one that has no figures."""
    this = year_of(london_today())
    years = years_of(request.actor) or [(this, year_words(this))]
    asked = request.GET.get("year") or str(this)
    known = {this, *(year for year, _ in years)}
    if not asked.isdecimal() or int(asked) not in known or set(request.GET) - {"year", *others}:
        raise BadRequest("There is no such year.")
    return int(asked), years
