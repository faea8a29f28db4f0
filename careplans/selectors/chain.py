"""The chain of a plan as pages show it: need, outcome, action and step, service, cost, funder, holding, frequency."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from careplans.enums import PaidEvery
from careplans.models import PlanVersion, Service
from careplans.rules.tracing import Line, NeedTrace, OutcomeTrace, Trace, trace
from phb.core.money import ZERO, split_by_shares


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost line in words: `funders` as (name, percent, pounds), in the order of the split; they make the whole amount."""

    pk: int
    words: str
    provider: str
    weekly: Decimal | None
    once: Decimal | None
    working: str
    holding: str
    frequency: str
    funders: tuple[tuple[str, str, Decimal], ...]
    outcomes: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`trace` in keys; what the keys stand for in the dictionaries, by the number of the line as text."""

    trace: Trace
    costs: dict[str, Cost]
    outcomes: dict[str, Any]
    needs: dict[str, Any]
    actions: dict[str, list[Any]] = field(default_factory=dict)

    def of_funders(self) -> list[tuple[str, Decimal, Decimal]]:
        """(funder, pounds a week, pounds once), the largest first."""
        found: dict[str, list[Decimal]] = {}
        for cost in self.costs.values():
            for name, _, pounds in cost.funders:
                sums = found.setdefault(name, [ZERO, ZERO])
                sums[0 if cost.weekly is not None else 1] += pounds
        return sorted(((name, *sums) for name, sums in found.items()), key=lambda row: (-row[1], -row[2], row[0]))

    def of_holdings(self) -> list[tuple[str, Decimal, Decimal]]:
        """(how the money is held, pounds a week, pounds once), the largest first."""
        found: dict[str, list[Decimal]] = {}
        for cost in self.costs.values():
            sums = found.setdefault(cost.holding, [ZERO, ZERO])
            sums[0] += cost.weekly or ZERO
            sums[1] += cost.once or ZERO
        return sorted(((name, *sums) for name, sums in found.items()), key=lambda row: (-row[1], -row[2], row[0]))


def chain_of(version: PlanVersion) -> Chain:
    """The chain of a version, read in six queries whatever its size."""
    needs = {str(row.line): row for row in version.needs.all()}
    outcomes = {str(row.line): row for row in version.outcomes.select_related("need")}
    services = list(version.services.prefetch_related("links__outcome__need"))
    lines = [
        Line(
            str(row.line), row.description, row.weekly_amount or ZERO, row.one_off_amount or ZERO,
            tuple(str(link.outcome.line) for link in row.links.all()),
        )
        for row in services
    ]  # fmt: skip
    traced = trace(
        [(key, row.words) for key, row in needs.items()],
        [(key, row.words, str(row.need.line) if row.need else "") for key, row in outcomes.items()],
        lines,
    )
    return Chain(traced, {str(row.line): _cost(row) for row in services}, outcomes, needs, _actions(version))


def _actions(version: PlanVersion) -> dict[str, list[Any]]:
    """The actions of each outcome, each with its steps on the way; those of no outcome under ""."""
    found: dict[str, list[Any]] = {}
    for row in version.actions.select_related("outcome").prefetch_related("stage_goals"):
        found.setdefault(str(row.outcome.line) if row.outcome else "", []).append(row)
    return found


def _cost(row: Service) -> Cost:
    linked = [link.outcome for link in row.links.all()]
    needs = dict.fromkeys(outcome.need.words for outcome in linked if outcome.need)
    return Cost(
        pk=row.pk, words=row.description, provider=row.provider, weekly=row.weekly_amount, once=row.one_off_amount,
        working=str(row.working.get("words", "")), holding=row.get_holding_display(),
        frequency=PaidEvery(row.frequency).label if row.frequency in set(PaidEvery) else "", funders=_funders(row),
        outcomes=tuple(outcome.words for outcome in linked), needs=tuple(needs),
    )  # fmt: skip


def _funders(row: Service) -> tuple[tuple[str, str, Decimal], ...]:
    amount = row.weekly_amount if row.weekly_amount is not None else row.one_off_amount
    shares = [Decimal(each["share"]) for each in row.funders]
    if amount is None or not any(shares):
        return ()
    parts = split_by_shares(amount, shares)
    return tuple((each["funder"], each["share"], part) for each, part in zip(row.funders, parts, strict=True))


__all__ = ["Chain", "Cost", "NeedTrace", "OutcomeTrace", "chain_of"]
