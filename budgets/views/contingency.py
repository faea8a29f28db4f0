"""Contingency: what is left, each use, asking, deciding and giving back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import ContingencyPaid, ContingencyState
from budgets.forms.contingency import AskForm, DecideForm, GiveBackForm, UseFilters
from budgets.models import Budget, ContingencyUse
from budgets.rules.contingency import left, rules_in_words, used
from budgets.rules.lifecycle import BUDGET
from budgets.selectors import contingency as reads
from budgets.services import contingency
from budgets.views._common import back_to_budget, done, done_once, say
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.tables import Column, Table, Tag

COLOURS = {
    ContingencyState.ASKED: "blue",
    ContingencyState.APPROVED: "green",
    ContingencyState.REFUSED: "red",
    ContingencyState.WITHDRAWN: "grey",
    ContingencyState.RETURNED: "purple",
}


def use_tag(row: Any) -> Tag:
    return Tag(row.get_state_display(), COLOURS[ContingencyState(row.state)])


class UseTable(Table):
    """Uses of contingency of all budgets that the actor may see."""

    caption, order, filter_form = "Uses of contingency", "-needed", UseFilters
    empty = "Nobody has asked for contingency."
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name",
               link=lambda row: reverse("budgets:contingency", args=[row.budget_id]), note=lambda row: row.budget.reference),
        Column("state", "Where it stands", sort="state", cell=use_tag),
        Column("amount", "Amount", sort="amount", cell="amount", kind="money"),
        Column("needed", "Needed on", sort="needed_on", cell="needed_on", kind="date"),
        Column("asked", "Asked by", cell="asked_by.name"),
        Column("decided", "Decided by", cell=lambda row: row.decided_by.name if row.decided_by else ""),
    )  # fmt: skip


def uses(request: HttpRequest) -> HttpResponseBase:
    """The list."""
    table = UseTable(request.GET, reads.uses(request.actor), path=request.path)
    if table.wants_csv:
        audit.note_read(
            table.filtered.values_list("person_id", flat=True), "exported your use of contingency in a list"
        )
        return table.csv_response("contingency.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your use of contingency in a list")
    return render(request, "budgets/list.html", {"table": table, "title": "Uses of contingency", "action": None})


def of_budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """What is set aside, what is left, and each use."""
    budget = selectors.budget_for(request.actor, budget_id)
    audit.note_read(budget.person_id, "saw the contingency of your budget")
    context = {
        **contingency_facts(budget),
        "budget": budget, "person": budget.person, "back": back_to_budget(budget),
        "rows": [(row, use_tag(row), _actions(request, row)) for row in reads.uses(request.actor).filter(budget=budget)],
        "asks": _may_ask(request, budget),
    }  # fmt: skip
    return render(request, "budgets/contingency.html", context)


def contingency_facts(budget: Budget) -> dict[str, Any]:
    """What pages say of the contingency of a budget."""
    terms = reads.terms_that_count(budget)
    known = reads.uses_of(budget)
    return {
        "terms": terms,
        "rules": rules_in_words(terms),
        "used": used(known),
        "left": left(terms, known),
        "up_front": terms.paid == ContingencyPaid.UP_FRONT,
        "running": BUDGET.is_in(budget.state, "pays"),
    }


def ask(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Ask to use it, or tell that it was used."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    form = AskForm(request.POST or None, today=today)

    def effect() -> int:
        c = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return contingency.ask(budget_id=budget.pk, on=today, by=request.actor, **c).pk

    if done_once(request, form, "budgets.ask_contingency", {"budget": budget.pk}, effect):
        return say(request, "It is asked for. A colleague decides.", "budgets:contingency", budget.pk)
    audit.note_read(budget.person_id, "opened a form about the contingency of your budget")
    facts = contingency_facts(budget)
    context = {"form": form, "budget": budget, "person": budget.person, "back": _back(budget), **facts}
    return render(request, "budgets/contingency_ask.html", context)


def decide(request: HttpRequest, use_id: int) -> HttpResponse:
    """Approve or refuse what somebody else asked for."""
    found, today = reads.use_for(request.actor, use_id), london_today()
    form = DecideForm(request.POST or None)

    def effect() -> None:
        verb = contingency.approve if form.cleaned_data["answer"] == "approve" else contingency.refuse
        verb(use_id=found.pk, reason=form.cleaned_data["reason"], on=today, by=request.actor)

    if done(request, form, effect):
        return say(request, "Your decision is recorded.", "budgets:contingency", found.budget_id)
    audit.note_read(found.person_id, "opened a form about the contingency of your budget")
    context = {
        "form": form, "use": found, "tag": use_tag(found), "budget": found.budget, "person": found.person,
        "back": _back(found.budget), "own": found.asked_by_id == request.actor.user_id,
        "waits": found.state == ContingencyState.ASKED, **contingency_facts(found.budget),
    }  # fmt: skip
    return render(request, "budgets/contingency_decide.html", context)


def give_back(request: HttpRequest, use_id: int) -> HttpResponse:
    """Approved contingency was not needed."""
    found, today = reads.use_for(request.actor, use_id), london_today()
    form = GiveBackForm(request.POST or None)

    def effect() -> None:
        contingency.give_back(use_id=found.pk, reason=form.cleaned_data["reason"], on=today, by=request.actor)

    if done(request, form, effect):
        return say(
            request, "It is recorded as returned and can be asked for again.", "budgets:contingency", found.budget_id
        )
    audit.note_read(found.person_id, "opened a form about the contingency of your budget")
    context = {
        "form": form, "budget": found.budget, "person": found.person, "back": _back(found.budget),
        "title": "Returned unused", "button": "Record it as returned",
        "lead": "A payment that was not sent is cancelled. One that was sent stays, and the money comes back as a repayment.",
    }  # fmt: skip
    return render(request, "budgets/form.html", context)


def withdraw(request: HttpRequest, use_id: int) -> HttpResponse:
    """Take back what was asked for."""
    found = reads.use_for(request.actor, use_id)
    contingency.withdraw(use_id=found.pk, by=request.actor)
    return say(request, "It is taken back.", "budgets:contingency", found.budget_id)


def _may_ask(request: HttpRequest, budget: Budget) -> bool:
    facts = contingency_facts(budget)
    return bool(may(request.actor, "contingency", "W") and facts["running"] and facts["left"])


def _actions(request: HttpRequest, row: ContingencyUse) -> dict[str, str]:
    """What this actor may do with a use: addresses by word."""
    decides, asked = may(request.actor, "contingency", "A"), row.state == ContingencyState.ASKED
    mine = row.asked_by_id == request.actor.user_id
    found = {"decide": "", "withdraw": "", "give_back": ""}
    if decides and asked and not mine:
        found["decide"] = reverse("budgets:decide_contingency", args=[row.pk])
    if asked and may(request.actor, "contingency", "W"):
        found["withdraw"] = reverse("budgets:withdraw_contingency", args=[row.pk])
    if decides and row.state == ContingencyState.APPROVED:
        found["give_back"] = reverse("budgets:give_back_contingency", args=[row.pk])
    return found


def _back(budget: Budget) -> dict[str, str]:
    return {"href": reverse("budgets:contingency", args=[budget.pk]), "label": "Contingency"}
