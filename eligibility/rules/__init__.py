"""The rules of eligibility in plain Python: no Django, no clock, no database, no float."""

from eligibility.rules.registry import evaluate
from eligibility.rules.results import Problem, Result

__all__ = ["Problem", "Result", "evaluate"]
