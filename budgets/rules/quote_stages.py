"""The weekly lines of a quote from each day on which they change: uplifts, other rates or hours, new amounts (C17, C28)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.rules.changing import UpliftLine, check_reduction, uplift_lines
from budgets.rules.costing import agency_line
from budgets.rules.employing import cost_of_assistant
from budgets.rules.figures import figures_on
from budgets.rules.quote_amounts import ALLOWANCE, QuoteLine, Stage, a_week
from budgets.rules.quote_plan import CostedPlan, Step
from budgets.rules.words import day, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO


def stages(plan: CostedPlan, lines: Sequence[QuoteLine], warnings: list[str]) -> tuple[Stage, ...]:
    """The weekly lines from the start, and again from each day on which something changes.

    Uplifts of a day come before other changes of that day. Raises RuleBroken for a reduction before its notice has run.
    """
    now = _Lines(plan, lines, warnings)
    found = [Stage(plan.start, dict(now.by_key), now.holding)]
    for step in sorted(plan.steps, key=lambda step: (step.start, not step.is_uplift)):
        words = now.raise_by(step) if step.is_uplift else now.change(step)
        start = max(step.start, plan.start)
        if start == found[-1].start:
            found[-1] = Stage(start, dict(now.by_key), now.holding, (*found[-1].words, *words))
        else:
            found.append(Stage(start, dict(now.by_key), now.holding, words))
    return tuple(found)


class _Lines:
    """The lines as they stand on the way from one day to the next."""

    def __init__(self, plan: CostedPlan, lines: Sequence[QuoteLine], warnings: list[str]) -> None:
        regular = [line for line in lines if not line.once]
        self.plan, self.warnings = plan, warnings
        self.holding = {line.cost.key: line.item.holding for line in regular}
        self.by_key = {line.cost.key: line.weekly for line in regular}
        self.labels = {line.cost.key: line.cost.label for line in regular}
        self.assistants = {pa.key: pa for pa in plan.assistants}
        self.care = {care.key: care for care in plan.care}
        parts = {part.key: part.amount for line in regular for part in line.cost.parts}
        self.ni = {key: parts[f"{key}.ni"] for key in self.assistants}

    def raise_by(self, step: Step) -> tuple[str, ...]:
        raised = uplift_lines(
            [UpliftLine(key, self.labels[key], weekly, _percent(step, key)) for key, weekly in self.by_key.items()]
        )
        self.by_key = {line.key: line.new for line in raised}
        return tuple(line.words for line in raised)

    def change(self, step: Step) -> tuple[str, ...]:
        if step.line not in self.by_key:
            raise RuleBroken("A cost paid once has no weekly amount to change.", f"{step.path}.line")
        old, why = self.by_key[step.line], ""
        new = step.weekly
        if new is None:
            new, why = self.recosted(step)
        if new < old:
            self.check_notice(step, old, new)
        self.by_key[step.line] = new
        return (f"{self.labels[step.line]} goes from {pounds(old)} to {pounds(new)} a week.{why}",)

    def recosted(self, step: Step) -> tuple[Decimal, str]:
        """The line again at another rate or other hours, by the national figures of that day."""
        key = step.line
        try:
            if key in self.assistants:
                before = self.assistants[key]
                self.assistants[key] = replace(
                    before,
                    rate=_or(step.rate, before.rate),
                    hours_per_week=_or(step.hours_per_week, before.hours_per_week),
                )
                cost = cost_of_assistant(self.assistants[key], step.start, self.plan.holiday)
                self.ni[key] = cost.ni
                self.change_allowance(step)
                return a_week(cost.line.amount), f" {cost.line.words}"
            if key in self.care:
                was = self.care[key]
                self.care[key] = replace(
                    was, rate=_or(step.rate, was.rate), hours_per_week=_or(step.hours_per_week, was.hours_per_week)
                )
                line = agency_line(self.care[key], step.start)
                return a_week(line.amount), f" {line.words}"
        except RuleBroken as error:
            raise RuleBroken(error.message, step.path) from error
        raise RuleBroken(
            "Only an assistant or care by the hour has a rate and hours. Give weekly.", f"{step.path}.line"
        )

    def change_allowance(self, step: Step) -> None:
        if ALLOWANCE in self.by_key:
            most = figures_on("employer_ni", step.start)["employment_allowance"]
            self.by_key[ALLOWANCE] = -a_week(min(sum(self.ni.values(), ZERO), most))

    def check_notice(self, step: Step, old: Decimal, new: Decimal) -> None:
        if step.notice_given is None or step.notice_days is None:
            self.warnings.append(
                f"From {day(step.start)} an amount falls from {pounds(old)} to {pounds(new)} a week. A reduction needs "
                "reasonable notice in writing, with reasons; give notice_given and notice_days to have its first day checked."
            )
            return
        try:
            check_reduction(step.notice_given, step.notice_days, step.start)
        except RuleBroken as error:
            raise RuleBroken(error.message, f"{step.path}.from") from error


def _or(new: Decimal | None, old: Decimal) -> Decimal:
    return old if new is None else new


def _percent(step: Step, key: str) -> Decimal | None:
    """The percent of a line. What the government lets an employer keep does not go up with prices."""
    if key in step.frozen:
        return None
    return step.by_line.get(key, None if key == ALLOWANCE else step.percent)
