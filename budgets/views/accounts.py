"""The agreement, the bank details and their check, the start, and one-off payments of a budget."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors, services
from budgets.forms import AccountForm, AgreementForm, CheckAccountForm, OneOffForm, StartForm
from budgets.services.scheduling import gates_of
from budgets.views._common import back_to_budget, done, done_once, say
from budgets.views.taking_over import take_over
from phb.core import audit
from phb.core.clock import london_today, now
from phb.core.recent_login import needs_recent_login
from phb.core.tables import Column, Table


def agreement(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Record that the direct payment agreement was signed."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    form = AgreementForm(request.POST or None, today=today)

    def effect() -> int:
        c = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return services.record_agreement(budget_id=budget.pk, on=today, by=request.actor, **c).pk

    if done_once(request, form, "budgets.record_agreement", {"budget": budget.pk}, effect):
        return say(request, "The agreement was recorded.", "budgets:budget", budget.pk)
    audit.note_read(budget.person_id, "opened a form to record your direct payment agreement")
    context = {
        "form": form,
        "person": budget.person,
        "budget": budget,
        "title": "Record the direct payment agreement",
        "button": "Record the agreement",
        "lead": "",
        "back": back_to_budget(budget),
    }
    return render(request, "budgets/form.html", context)


@needs_recent_login
def account(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Enter bank details; another finance officer checks them."""
    budget = selectors.budget_for(request.actor, budget_id)
    form = AccountForm(request.POST or None)

    def effect() -> int:
        c = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return services.enter_account(budget_id=budget.pk, on=london_today(), by=request.actor, **c).pk

    if done_once(request, form, "budgets.enter_account", {"budget": budget.pk}, effect):
        return say(request, "Bank details entered. Another finance officer checks them.", "budgets:budget", budget.pk)
    audit.note_read(budget.person_id, "opened a form for your bank details")
    context = {
        "form": form,
        "person": budget.person,
        "budget": budget,
        "title": "Enter bank details",
        "button": "Enter the details",
        "back": back_to_budget(budget),
        "lead": "Copy them from the holder's own paper. Only the last four digits are shown afterwards, and nothing "
        "is paid to them until another finance officer has checked them and the rest is over.",
    }
    return render(request, "budgets/form.html", context)


@needs_recent_login
def check_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Check bank details that another person entered, by typing them again."""
    found = selectors.account_for(request.actor, account_id)
    replaces = selectors.account_on(found.budget)
    form = CheckAccountForm(request.POST or None, replaces=replaces is not None)

    def effect() -> None:
        c = form.cleaned_data
        services.check_account(
            account_id=found.pk,
            at=now(),
            by=request.actor,
            told_on=c.get("told_on"),
            sort_code=c["sort_code"],
            account_number=c["account_number"],
        )

    if done(request, form, effect):
        return say(request, "The bank details are checked.", "budgets:budget", found.budget_id)
    audit.note_read(found.person_id, "opened your bank details to check them")
    context = {
        "form": form,
        "person": found.person,
        "account": found,
        "replaces": replaces,
        "budget": found.budget,
        "own": found.entered_by_id == request.actor.user_id,
        "waits": found.checked_at is None and found.ended_on is None,
        "back": back_to_budget(found.budget),
    }
    return render(request, "budgets/check_account.html", context)


@needs_recent_login
def refuse_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Put aside bank details that are not right."""
    found = selectors.account_for(request.actor, account_id)
    services.refuse_account(account_id=found.pk, on=london_today(), by=request.actor)
    return say(
        request, "The bank details were put aside. They have to be entered again.", "budgets:budget", found.budget_id
    )


class AccountTable(Table):
    """Bank details that wait for a second person."""

    caption, order, empty = "Bank details to check", "entered", "No bank details wait to be checked."
    csv = False
    columns = (
        Column(
            "person",
            "Person",
            sort="person__sort_name",
            cell="person.full_name",
            link=lambda row: reverse("budgets:check_account", args=[row.pk]),
            note=lambda row: row.budget.reference,
        ),
        Column("account", "Account", cell="masked"),
        Column("by", "Entered by", cell="entered_by.name"),
        Column("entered", "Entered", sort="entered_at", cell="entered_at", kind="datetime"),
    )


def accounts_to_check(request: HttpRequest) -> HttpResponse:
    """The list of bank details to check."""
    table = AccountTable(request.GET, selectors.accounts_to_check(request.actor), path=request.path)
    audit.note_read([row.person_id for row in table.page.rows], "saw your name in the list of bank details to check")
    return render(request, "budgets/list.html", {"table": table, "title": "Bank details to check", "action": None})


def start(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Every gate, open or shut; when all are open, the first day."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    version = selectors.agreed_version_of(budget)
    if version is not None and services.waits_to_take_over(budget):
        return take_over(request, budget)
    first = max(version.effective_from or today, today) if version else today
    form = StartForm(request.POST or None, initial={"starts": first})

    def effect() -> None:
        starts = form.cleaned_data["starts"]
        services.start_budget(budget_id=budget.pk, starts=starts, on=today, by=request.actor)

    if done(request, form, effect):
        return say(request, "The budget has started and its payments are scheduled.", "budgets:budget", budget.pk)
    audit.note_read(budget.person_id, "opened a form to start your budget")
    gates = gates_of(request.actor, budget, today) if version else ()
    context = {
        "form": form,
        "person": budget.person,
        "budget": budget,
        "gates": gates,
        "agreed": version is not None,
        "open": bool(gates) and not any(gate.is_shut for gate in gates) and budget.state == "setting_up",
        "version": version,
        "back": back_to_budget(budget),
    }
    return render(request, "budgets/start.html", context)


def one_off(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Ask for one payment outside the schedule, within what is authorised."""
    budget, today = selectors.budget_for(request.actor, budget_id), london_today()
    form = OneOffForm(request.POST or None, today=today)

    def effect() -> None:
        c = form.cleaned_data
        services.ask_one_off(
            budget_id=budget.pk,
            amount=c["amount"],
            words=c["words"],
            pay_on=c["pay_on"],
            key=c["key"],
            on=today,
            by=request.actor,
        )

    if done(request, form, effect):
        return say(request, "The payment was scheduled. It goes out with the next run.", "budgets:budget", budget.pk)
    audit.note_read(budget.person_id, "opened a form for a one-off payment")
    context = {
        "form": form,
        "person": budget.person,
        "budget": budget,
        "back": back_to_budget(budget),
        "left": budget.authorised - selectors.committed_of(budget),
    }
    return render(request, "budgets/one_off.html", context)
