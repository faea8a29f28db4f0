"""The kept figures of budgets' years: written anew by each change of a budget, each night, and when somebody asks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import transaction

from budgets.enums import BudgetState
from budgets.models import Budget, BudgetYear
from budgets.permissions import check_may
from budgets.rules.years import Cut, YearFigures, figures_of_year, year_of
from budgets.selectors.year_facts import sources_of
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.models import Job

WORK_OUT = "budgets.work_out_years"
BATCH = 250
BACK, AHEAD = 2, 1
KEY = ("budget_id", "year", "funder", "holding", "provider")
NAMES = (
    "budget_value", "agreed_value", "earned", "rest", "one_offs", "one_offs_paid", "recoveries", "cash_paid",
    "brought_forward", "prepaid", "forecast", "variance", "commitment", "budget_profile", "forecast_profile",
)  # fmt: skip


def years_around(on: date) -> range:
    """The NHS years that are kept: two back, this one and the next."""
    return range(year_of(on) - BACK, year_of(on) + AHEAD + 1)


@transaction.atomic
def keep_years(budget_ids: Collection[int], *, on: date) -> None:
    """Work the figures of these budgets' years out anew and keep them: the same number of queries for one and for many.

    Years before the last two stay as they were kept. A budget that has not started has no figures. The caller holds the
    budgets' locks.
    """
    ids = sorted(set(budget_ids))
    for start in range(0, len(ids), BATCH):
        _keep(list(Budget.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk")), on)


def _keep(budgets: Sequence[Budget], on: date) -> None:
    running = [budget for budget in budgets if budget.state != BudgetState.SETTING_UP]
    years = years_around(on)
    sources = sources_of(running)
    rows = [
        row
        for budget in running
        for year in years
        if year >= year_of(budget.starts)
        for row in _rows(budget, year, on, figures_of_year(sources[budget.pk].facts(year), year, on))
    ]
    stale = _stale(budgets, years, rows)
    if stale:
        BudgetYear.objects.filter(pk__in=stale).delete()
    BudgetYear.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["budget", *KEY[1:]],
        update_fields=["as_at", *NAMES],
    )


def _rows(budget: Budget, year: int, on: date, figures: dict[Cut, YearFigures]) -> Iterable[BudgetYear]:
    for cut, found in figures.items():
        values = {name: getattr(found, name) for name in NAMES}
        yield BudgetYear(
            organisation_id=budget.organisation_id, person_id=budget.person_id, budget_id=budget.pk, year=year, as_at=on,
            funder=cut.funder, holding=cut.holding, provider=cut.provider,
            **{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()},
        )  # fmt: skip


def _stale(budgets: Sequence[Budget], years: range, rows: Sequence[BudgetYear]) -> list[int]:
    """Kept rows of cuts that have nothing in them any more."""
    kept = {tuple(getattr(row, name) for name in KEY) for row in rows}
    there = BudgetYear.objects.filter(budget__in=[budget.pk for budget in budgets], year__in=list(years))
    return [pk for pk, *key in there.values_list("pk", *KEY) if tuple(key) not in kept]


@transaction.atomic
def ask_to_work_out(*, by: Actor, on: date) -> Job:
    """Have the figures of every budget worked out anew by the worker: asked again while one waits, it is the same one."""
    check_may(by, "money report", "R")
    waiting = Job.objects.filter(organisation_id=by.organisation_id, kind=WORK_OUT, state__in=["waiting", "leased"])
    found = waiting.order_by("-id").first()
    return found or jobs.ask(WORK_OUT, by=by, payload={"on": on.isoformat()})
