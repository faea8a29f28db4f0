"""What changed a budget: the list, and recording, closing and withdrawing a change, each looked at before it is done."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.enums import ChangeKind
from budgets.forms.changes import FORMS, LastDayForm, WithdrawForm
from budgets.models import Budget, BudgetChange
from budgets.selectors import changes as found
from budgets.services import changes as services
from budgets.services.replanning import Preview, preview
from budgets.views._common import back_to_budget, done_once, say
from budgets.views.reckoned import cautions, of_lines
from budgets.views.steps import in_steps
from phb.core import audit
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken

TITLES = {
    ChangeKind.HOSPITAL: "Record a stay in hospital or away",
    ChangeKind.SUSPENSION: "Pause payments",
    ChangeKind.END: "End the budget",
    ChangeKind.FREQUENCY: "Pay at other times",
}
SAID = "Recorded. The payments to come were made anew."
SHOWN = 20


def changes(request: HttpRequest, budget_id: int) -> HttpResponse:
    """What changed a budget and when, and how its payments were worked out again each time."""
    actor, budget = request.actor, selectors.budget_for(request.actor, budget_id)
    rows = found.changes_of(actor, budget)
    told = list(found.reckonings_of(actor, budget)[: SHOWN + 1])
    audit.note_read(budget.person_id, "opened what changed your budget")
    writes = may(actor, "budget change", "W") and budget.state in found.RUNS_ON
    context = {
        "budget": budget,
        "person": budget.person,
        "standing": [row for row in rows if row.withdrawn_on is None],
        "withdrawn": [row for row in rows if row.withdrawn_on is not None],
        "reckonings": told[:SHOWN],
        "more": len(told) > SHOWN,
        "writes": writes,
        "runs": budget.state in found.RUNS_ON,
        "kinds": [(kind.value, title) for kind, title in TITLES.items()],
        "closes": (ChangeKind.HOSPITAL, ChangeKind.SUSPENSION),
        "terms": terms,
        "back": back_to_budget(budget),
    }
    return render(request, "budgets/changes.html", context)


def new_change(request: HttpRequest, budget_id: int, change_kind: str) -> HttpResponse:
    """First the form, then what it would do to the payments, then it is recorded: once, however often it is sent."""
    actor, today = request.actor, london_today()
    budget = selectors.budget_for(actor, budget_id)
    kind = _kind(change_kind)
    more = {"days": services.first_unsent_periods(budget, today)} if kind == ChangeKind.FREQUENCY else {}
    form = FORMS[kind](request.POST or None, today=today, **more)

    def ahead() -> Preview:
        given = form.given()
        change = services.prepare(budget=budget, kind=kind, on=today, by=actor, **given)
        return services.look_ahead(change, on=today)

    def record() -> int:
        return services.record_change(budget_id=budget.pk, kind=kind, on=today, by=actor, **form.given()).pk

    context = {
        "title": TITLES[kind],
        "kind": kind,
        "rules": _rules(kind, budget, today),
        "cautions": lambda: cautions(budget, kind, form.given(), today),
        "button": "Record it",
        "warns": kind in services.STOPS,
    }
    return _in_steps(request, budget, form, ahead, "budgets.record_change", record, context)


def close_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Give the last day of a stay or a pause, after a look at what it does."""
    today, change = london_today(), found.change_for(request.actor, change_id)
    form = LastDayForm(request.POST or None, today=today)

    def ahead() -> Preview:
        given = form.given()
        services.check_closing(change, given["ends"], given["told_on"], today)
        closed = BudgetChange(**{f.attname: getattr(change, f.attname) for f in BudgetChange._meta.concrete_fields})
        closed.pk, closed.ends = None, given["ends"]
        return preview(change.budget, on=today, extra_changes=[closed], without=[change.pk])

    def close() -> int:
        return services.close_change(change_id=change.pk, on=today, by=request.actor, **form.given()).pk

    context = {
        "title": f"Last day: {change.get_kind_display().lower()}",
        "change": change,
        "terms": terms,
        "button": "Record the last day",
    }
    return _in_steps(request, change.budget, form, ahead, "budgets.close_change", close, context)


def withdraw_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take back what was wrong, with the reason, after a look at what that does."""
    today, change = london_today(), found.change_for(request.actor, change_id)
    form = WithdrawForm(request.POST or None)

    def ahead() -> Preview:
        budget = change.budget
        if change.kind == ChangeKind.END and budget.ends == change.starts:
            budget.ends = None  # looked at only, never saved
        return preview(budget, on=today, without=[change.pk])

    def withdraw() -> int:
        reason = form.cleaned_data["reason"]
        return services.withdraw_change(change_id=change.pk, reason=reason, on=today, by=request.actor).pk

    context = {
        "title": f"Withdraw: {change.get_kind_display().lower()}",
        "change": change,
        "terms": terms,
        "button": "Withdraw it",
        "gone": change.withdrawn_on is not None,
    }
    return _in_steps(request, change.budget, form, ahead, "budgets.withdraw_change", withdraw, context)


def reckoning(request: HttpRequest, reckoning_id: int) -> HttpResponse:
    """How the payments were worked out again once: what was due, what was paid, the difference, day by day."""
    row = found.reckoning_for(request.actor, reckoning_id)
    audit.note_read(row.person_id, "opened how your payments were worked out again")
    context = {
        "row": row,
        "budget": row.budget,
        "person": row.person,
        "shown": of_lines(row.lines, row.difference, row.arrears),
        "sees_payment": may(request.actor, "payment record", "R"),
        "back": {"href": reverse("budgets:changes", args=[row.budget_id]), "label": "What changed this budget"},
    }
    return render(request, "budgets/reckoning.html", context)


def terms(change: BudgetChange) -> str:
    """What is paid during a stay, as it was set on its first day."""
    if change.kind != ChangeKind.HOSPITAL:
        return ""
    return (
        f"Paid in full for {change.grace_days} days, then {change.retainer_percent.normalize():f}% for up to "
        f"{change.retainer_days} days, then nothing."
    )


def _in_steps(
    request: HttpRequest,
    budget: Budget,
    form: Any,
    ahead: Callable[[], Preview],
    operation: str,
    effect: Callable[[], int],
    context: dict[str, Any],
) -> HttpResponse:
    def record() -> bool:
        asked = {name: str(value) for name, value in sorted(form.cleaned_data.items()) if name != "key"}
        return done_once(request, form, operation, {"path": request.path, **asked}, effect)

    back = {"href": reverse("budgets:changes", args=[budget.pk]), "label": "What changed this budget"}
    context = {**context, "form": form, "budget": budget, "person": budget.person, "back": back}
    answer = in_steps(request, form, ahead, record, context)
    if answer is None:
        return say(request, SAID, "budgets:changes", budget.pk)
    return answer


def _kind(text: str) -> ChangeKind:
    try:
        return ChangeKind(text)
    except ValueError as error:
        raise NotVisible from error


def _rules(kind: ChangeKind, budget: Budget, today: Any) -> str:
    """The rule that will count, in a sentence above the form."""
    if kind != ChangeKind.HOSPITAL:
        return {
            ChangeKind.SUSPENSION: "Days of a pause are not paid. What was paid for them already is used first when payments go on.",
            ChangeKind.END: "Nothing is paid for days after the last one. What was paid for them already goes into the final account.",
            ChangeKind.FREQUENCY: "Each day is paid for once. The first period at the new times may be a part of one.",
        }[kind]
    try:
        own = services.away_terms(budget, today)
    except RuleBroken as error:
        return error.message
    return terms(BudgetChange(kind=kind, **own)) + " These are your organisation's settings."
