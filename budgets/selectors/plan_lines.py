"""A plan's services and a budget's lines, handed to the rules as values."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from budgets.enums import HoldingMethod
from budgets.models import BudgetLine, BudgetVersion
from budgets.rules.funding import read_funders
from budgets.rules.proposing import PlanLine, working
from budgets.rules.split import Funder
from careplans.rules.library import against_library
from careplans.selectors.library import taken_line


def services_of(version: Any) -> list[Any]:
    """The services of a plan's version in its order, each with the outcomes it serves: two queries, however many."""
    return list(
        version.services.select_related("price__item").prefetch_related("links__outcome").order_by("position", "id")
    )


def lines_of_plan(services: Iterable[Any]) -> tuple[PlanLine, ...]:
    """The services as values. Raises RuleBroken when a funder has no name or the percents are not 100."""
    return tuple(
        PlanLine(
            service.description,
            HoldingMethod(service.holding),
            _funders(service.funders, service.weekly_amount or service.one_off_amount),
            service.weekly_amount,
            service.one_off_amount,
            service.hours_per_week,
            service.rate,
            len(service.links.all()),
            service.line,
            service.kind,
            against_library(taken_line(service)) if service.price_id else None,
        )
        for service in services
    )


def lines_of_version(version: BudgetVersion) -> tuple[PlanLine, ...]:
    """The lines of an agreed or proposed budget as values."""
    rows = version.lines.all()
    if "lines" not in getattr(version, "_prefetched_objects_cache", {}):
        rows = rows.select_related("service")
    return tuple(line_value(line) for line in rows)


def line_value(line: BudgetLine) -> PlanLine:
    """One line of a budget as a value."""
    return PlanLine(
        line.description,
        HoldingMethod(line.holding),
        _funders(line.funders, line.weekly or line.one_off),
        line.weekly,
        line.one_off,
        line.hours_per_week,
        line.rate,
        outcomes=1,
        number=line.service.line if line.service else None,
        kind=line.kind,
    )


def outcome_words(service: Any) -> str:
    """The outcomes a service serves, in the person's words, one a line."""
    return "\n".join(link.outcome.words for link in service.links.all())


def budget_lines(version: BudgetVersion, services: Sequence[Any]) -> list[BudgetLine]:
    """The rows of a budget's version, one for each service of the plan."""
    return [
        BudgetLine(
            organisation_id=version.organisation_id,
            person_id=version.person_id,
            version=version,
            service_id=service.pk,
            position=position,
            description=service.description,
            outcome_words=outcome_words(service),
            kind=service.kind,
            provider=service.provider,
            holding=service.holding,
            hours_per_week=service.hours_per_week,
            rate=service.rate,
            weekly=service.weekly_amount,
            one_off=service.one_off_amount,
            one_off_on=service.one_off_on,
            funders=service.funders,
            working={"words": working_words(service), **service.working},
        )
        for position, service in enumerate(services)
    ]


def working_words(service: Any) -> str:
    """The arithmetic of one service in words."""
    (line,) = lines_of_plan([service])
    return working(line)


def _funders(rows: list[dict[str, str]], amount: Decimal | None) -> tuple[Funder, ...]:
    """A line that costs nothing needs no funder."""
    return read_funders(rows) if amount or rows else ()
