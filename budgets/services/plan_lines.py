"""Kept for those who write: the lines themselves are read in `budgets.selectors.plan_lines`."""

from budgets.selectors.plan_lines import (
    budget_lines,
    line_value,
    lines_of_plan,
    lines_of_version,
    outcome_words,
    services_of,
    working_words,
)

__all__ = [
    "budget_lines",
    "line_value",
    "lines_of_plan",
    "lines_of_version",
    "outcome_words",
    "services_of",
    "working_words",
]
