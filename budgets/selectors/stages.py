"""The stages of a budget: indicative, proposed, agreed, revised. None is overwritten, each stands with its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from budgets.enums import VersionKind, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion, Indicative
from budgets.rules.staging import LineDifference, StagedLine, compare
from careplans.selectors.acceptances import acceptances
from phb.core.models import Move
from phb.core.money import ZERO, round_penny
from phb.core.periods import local_date

INDICATIVE = "indicative"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who accepted the plan that a stage pays for, when, how, and in which words."""

    name: str
    on: date
    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `key`: its number, 0 for the indicative amount; `on`: the day it was told or agreed (else proposed).

    Money in pounds. `lines` are empty for the indicative amount, which was given before there was a plan.
    """

    key: int
    name: str
    state: str
    on: date
    weekly: Decimal
    direct: Decimal | None
    one_offs: Decimal
    contingency: Decimal
    lines: tuple[StagedLine, ...]
    reason: str
    reasons: dict[str, str]
    by: str
    effective_from: date | None
    accepted: Accepted | None
    version_id: int | None
    plan_version_id: int | None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn before anybody agreed it."""
        return self.state != VersionState.WITHDRAWN


def stages_of(budget: Budget) -> list[Stage]:
    """Every stage in order; six queries, whatever their number."""
    found = [_indicative(budget.indicative)] if budget.indicative is not None else []
    versions = list(
        budget.versions.select_related("proposed_by", "agreed_by", "uplift")
        .prefetch_related("lines__service")
        .order_by("number")
    )
    accepted = _accepted([version.plan_version_id for version in versions])
    proposed = _proposed_on([version.pk for version in versions])
    agreed_before = False
    for version in versions:
        found.append(_stage(version, accepted, proposed, revised=agreed_before))
        agreed_before = agreed_before or version.agreed_on is not None
    return found


def between(before: Stage, after: Stage) -> tuple[LineDifference, ...]:
    """Two stages line by line; each line's reason is its own, or else that of the stage."""
    reasons = {
        key: after.reasons.get(key, after.reason) for key in {line.key for line in (*before.lines, *after.lines)}
    }
    return compare(before.lines, after.lines, reasons)


def staged_lines(version: BudgetVersion) -> tuple[StagedLine, ...]:
    """The lines of a version by the number of the plan's line."""
    return tuple(
        StagedLine(
            str(line.service.line) if line.service is not None else f"kept-{line.pk}", line.description, line.weekly,
            line.one_off, line.get_holding_display(), line.hours_per_week, line.rate, line.pk,
        )
        for line in _lines(version)
    )  # fmt: skip


def _lines(version: BudgetVersion) -> list[BudgetLine]:
    rows = version.lines.all()
    return list(
        rows if "lines" in getattr(version, "_prefetched_objects_cache", {}) else rows.select_related("service")
    )


def guide_lines(budget: Budget) -> list[tuple[str, Decimal, int]]:
    """The lines of the indicative amount: words, about how many pounds a week (a year ÷ 52), and their place."""
    given = budget.indicative
    lines = given.lines["recurring"] if given is not None else []
    return [
        (each["label"], round_penny(Fraction(Decimal(each["amount"])) / 52), number)
        for number, each in enumerate(lines, start=1)
    ]


def _stage(
    version: BudgetVersion, accepted: dict[int, Accepted], proposed: dict[int, datetime], *, revised: bool
) -> Stage:
    on = version.agreed_on or local_date(proposed[version.pk]) if version.pk in proposed else version.agreed_on
    return Stage(
        key=version.number,
        name=_name(version, revised=revised),
        state=version.state,
        on=on or version.effective_from or version.budget.starts,
        weekly=version.weekly,
        direct=version.direct_payment_weekly,
        one_offs=version.one_offs,
        contingency=version.contingency,
        lines=staged_lines(version),
        reason=version.difference_reason or _uplift_words(version),
        reasons=dict(version.difference_reasons),
        by=f"{version.proposed_by.name}, authorised by {version.agreed_by.name}"
        if version.agreed_by
        else version.proposed_by.name,
        effective_from=version.effective_from,
        accepted=accepted.get(version.plan_version_id) if version.kind == VersionKind.PLAN else None,
        version_id=version.pk,
        plan_version_id=version.plan_version_id,
    )


def _name(version: BudgetVersion, *, revised: bool) -> str:
    if version.state == VersionState.WITHDRAWN:
        return "Withdrawn"
    if version.agreed_on is None:
        return "Proposed"
    if version.kind == VersionKind.UPLIFT:
        return "Revised: uplift"
    if version.kind == VersionKind.IMPORT:
        return "Brought in from elsewhere"
    return "Revised" if revised else "Agreed"


def _uplift_words(version: BudgetVersion) -> str:
    return version.uplift.name if version.uplift is not None else ""


def _indicative(given: Indicative) -> Stage:
    return Stage(
        key=0,
        name="Indicative",
        state=INDICATIVE,
        on=given.given_on,
        weekly=given.weekly,
        direct=None,
        one_offs=given.start_up,
        contingency=given.contingency,
        lines=(),
        reason="A guide told before planning, not an entitlement.",
        reasons={},
        by="",
        effective_from=None,
        accepted=None,
        version_id=None,
        plan_version_id=None,
    )


def _accepted(plan_versions: list[int]) -> dict[int, Accepted]:
    return {
        version_id: Accepted(row.signed_name, row.signed_on, row.how, row.words)
        for version_id, row in acceptances(plan_versions).items()
    }


def _proposed_on(versions: list[int]) -> dict[int, datetime]:
    moves = Move.objects.filter(subject="budgets.budgetversion", subject_id__in=versions, verb="propose").order_by("id")
    return {move.subject_id: move.at for move in moves}


def total_difference(before: Stage, after: Stage) -> Decimal:
    """Pounds a week by which the later stage is more."""
    return (after.weekly or ZERO) - (before.weekly or ZERO)
