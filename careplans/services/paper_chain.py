"""The chain of a plan on paper: needs, their outcomes, what is done, and each service once with its cost."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from careplans import documents as printed
from careplans.enums import HoldingMethod, PaidEvery
from careplans.models import PlanVersion
from phb.core.money import ZERO, split_by_shares
from phb.core.periods import say_date

# What hangs on nothing yet is printed under these words: no pound is left out of the sums.
NO_NEED = "Not linked to a need yet"
NO_OUTCOME = "Not linked to an outcome yet"


def needs_of(version: PlanVersion) -> tuple[printed.Need, ...]:
    """Needs, their outcomes, and each service under the first outcome that it works towards."""
    needs, outcomes = list(version.needs.all()), list(version.outcomes.all())
    reference: dict[int, str] = {}
    under: dict[int | None, list[Any]] = defaultdict(list)
    for row in outcomes:
        under[row.need_id].append(row)
    for number, need in enumerate(needs, start=1):
        reference |= {row.pk: f"{number}.{place}" for place, row in enumerate(under[need.pk], start=1)}
    reference |= {row.pk: f"0.{place}" for place, row in enumerate(under[None], start=1)}
    placed, loose = _services(version, reference)
    actions = _actions(version)

    def outcome(row: Any) -> printed.Outcome:
        return printed.Outcome(
            reference[row.pk], row.words, row.measure, tuple(placed[row.pk]), tuple(actions[row.pk]), row.importance,
            row.confidence, row.get_status_display() if row.status != "proposed" else "",
        )  # fmt: skip

    made = [
        printed.Need(str(number), need.words, tuple(outcome(row) for row in under[need.pk]), need.professionals_view)
        for number, need in enumerate(needs, start=1)
    ]
    adrift = [outcome(row) for row in under[None]]
    if loose or actions[None]:
        adrift.append(printed.Outcome("", NO_OUTCOME, "", tuple(loose), tuple(actions[None])))
    if adrift:
        made.append(printed.Need("", NO_NEED, tuple(adrift)))
    return tuple(made)


def _services(
    version: PlanVersion, reference: dict[int, str]
) -> tuple[dict[int, list[printed.ServiceLine]], list[printed.ServiceLine]]:
    placed: dict[int, list[printed.ServiceLine]] = defaultdict(list)
    loose: list[printed.ServiceLine] = []
    for service in version.services.prefetch_related("links"):
        met = sorted((link.outcome_id for link in service.links.all() if link.outcome_id in reference),
                     key=lambda pk: [int(part) or 10**6 for part in reference[pk].split(".")])  # fmt: skip
        line = _line(service, tuple(reference[pk] for pk in met[1:]))
        (placed[met[0]] if met else loose).append(line)
    return placed, loose


def _line(service: Any, also: tuple[str, ...]) -> printed.ServiceLine:
    weekly, once = service.weekly_amount or ZERO, service.one_off_amount or ZERO
    shares = [Decimal(each["share"]) for each in service.funders]
    of_week = split_by_shares(weekly, shares) if shares else []
    of_once = split_by_shares(once, shares) if shares else []
    funders = tuple(
        printed.FunderShare(each["funder"], *parts)
        for each, *parts in zip(service.funders, of_week, of_once, strict=True)
    )
    return printed.ServiceLine(
        name=service.description, how_often=_how_often(service), held=HoldingMethod(service.holding).label, weekly=weekly,
        one_off=once, how_worked_out=service.working.get("words", ""), provided_by=service.provider, funders=funders,
        also_meets=also, number=service.line, kind=service.kind,
        paid=PaidEvery(service.frequency).label.lower() if service.frequency else "",
    )  # fmt: skip


def _how_often(service: Any) -> str:
    if service.one_off_amount is not None:
        return f"once, on {say_date(service.one_off_on)}" if service.one_off_on else "once"
    if service.hours_per_week is not None:
        return f"{service.hours_per_week.normalize():f} hours a week"
    return "every week"


def _actions(version: PlanVersion) -> dict[int | None, list[printed.Action]]:
    steps: dict[int | None, list[printed.StageGoal]] = defaultdict(list)
    for goal in version.stagegoals.all():
        steps[goal.of_action_id].append(printed.StageGoal(goal.words, goal.get_status_display(), goal.result))
    found: dict[int | None, list[printed.Action]] = defaultdict(list)
    for row in version.actions.all():
        who = ", ".join(filter(None, (row.who, row.who_role)))
        found[row.outcome_id].append(
            printed.Action(
                row.words,
                who,
                row.when,
                row.strategies,
                row.get_status_display(),
                row.confidence,
                row.review_on,
                tuple(steps[row.pk]),
            )
        )
    return found
