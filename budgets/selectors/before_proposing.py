"""A plan's money before it is proposed: its lines, what does not add up, what is asked of each line, what changed since."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.models import Budget, BudgetVersion, Indicative
from budgets.rules import proposing
from budgets.rules.staging import LineDifference, StagedLine, compare, needs_reason
from budgets.rules.sufficiency import Finding, LineTest, line_findings
from budgets.selectors.budgets import agreed_version_of
from budgets.selectors.plan_lines import lines_of_plan, services_of
from budgets.selectors.stages import staged_lines
from phb.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """`lines` beside their `rows` of the plan; `faults` keep it from being proposed; `findings`: each line's own test.

    `earlier`: the budget's agreed version, for a later version of the plan; `changes`: its lines beside these.
    """

    rows: tuple[Any, ...]
    lines: tuple[proposing.PlanLine, ...]
    faults: tuple[str, ...]
    sums: proposing.Totals | None
    findings: tuple[LineTest, ...]
    indicative: Indicative | None
    earlier: BudgetVersion | None
    changes: tuple[LineDifference, ...]

    @property
    def asked(self) -> tuple[LineTest, ...]:
        """The lines of which somebody must write down why the amount is enough."""
        return tuple(each for each in self.findings if each.finding == Finding.ASK)

    @property
    def to_explain(self) -> tuple[LineDifference, ...]:
        """The lines whose money differs from the version in force."""
        return needs_reason(self.changes)


def plan_money(version: Any, on: date) -> PlanMoney:
    """The money of a plan's version at the figures of a day; the number of queries does not grow with its lines."""
    rows = services_of(version)
    indicative = newest_indicative(version)
    earlier = _earlier(version)
    changes = compare(staged_lines(earlier), _staged(rows)) if earlier is not None else ()
    try:
        lines = lines_of_plan(rows)
        sums = proposing.totals(lines)
    except RuleBroken as error:
        return PlanMoney(tuple(rows), (), (error.message,), None, (), indicative, earlier, changes)
    findings = line_findings(lines, on)
    short = [each.why for each in findings if each.finding == Finding.SHORT]
    wrong = list(proposing.faults(lines))
    wrong += [why for why in short if why not in wrong]
    return PlanMoney(tuple(rows), lines, tuple(wrong), sums, findings, indicative, earlier, changes)


def newest_indicative(version: Any) -> Indicative | None:
    """The amount last given to the person for the plan's case."""
    return Indicative.objects.filter(case_id=version.plan.case_id).order_by("-id").first()


def _earlier(version: Any) -> BudgetVersion | None:
    budget = Budget.objects.filter(plan_id=version.plan_id).first()
    agreed = agreed_version_of(budget) if budget is not None else None
    return agreed if agreed is not None and agreed.plan_version_id != version.pk else None


def _staged(rows: list[Any]) -> tuple[StagedLine, ...]:
    return tuple(
        StagedLine(
            str(row.line), row.description, row.weekly_amount, row.one_off_amount, row.get_holding_display(),
            row.hours_per_week, row.rate,
        )
        for row in rows
    )  # fmt: skip
