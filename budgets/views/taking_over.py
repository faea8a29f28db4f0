"""A later version of a running budget: its first day, what that does to the payments, then it is in force."""

from django.http import HttpRequest, HttpResponse

from budgets import services
from budgets.forms.accounts import TakeOverForm
from budgets.models import Budget
from budgets.services.changing import look_ahead
from budgets.services.replanning import Preview
from budgets.services.scheduling import agreed_version, gates_of
from budgets.views._common import back_to_budget, done, say
from budgets.views.steps import in_steps
from phb.core.clock import london_today


def take_over(request: HttpRequest, budget: Budget) -> HttpResponse:
    """Every gate, open or shut; when all are open, the first day, then a page to check, then it is done."""
    today, version = london_today(), agreed_version(budget)
    less = services.goes_down(budget, today)
    days = services.first_days(budget, today)
    initial = {"starts": days[0] if days else services.earliest_day(budget, today)}
    form = TakeOverForm(request.POST or None, less=less, initial=initial)
    gates = gates_of(request.actor, budget, today)

    def ahead() -> Preview:
        c = form.cleaned_data
        return look_ahead(budget=budget, starts=c["starts"], told_on=c.get("told_on"), on=today)

    def record() -> bool:
        c = form.cleaned_data
        return done(
            request,
            form,
            lambda: services.take_over(
                budget_id=budget.pk, starts=c["starts"], told_on=c.get("told_on"), on=today, by=request.actor
            ),
        )

    context = {
        "title": "Bring the later version into force",
        "button": "Bring it into force",
        "form": form,
        "person": budget.person,
        "budget": budget,
        "gates": gates,
        "open": not any(gate.is_shut for gate in gates),
        "days": days[:3],
        "earliest": services.earliest_day(budget, today),
        "less": less,
        "version": version,
        "back": back_to_budget(budget),
    }
    if (page := in_steps(request, form, ahead, record, context, "budgets/take_over.html")) is not None:
        return page
    said = "The later version is in force from that day, and its payments are scheduled."
    return say(request, said, "budgets:budget", budget.pk)
