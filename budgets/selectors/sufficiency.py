"""What is on record of whether the amount is enough (regulation 13(1) and (2)): finance's answers, the last review, changes."""

from typing import Any

from budgets.models import BudgetVersion
from careplans.enums import Sufficiency
from careplans.selectors import reviews

SHOWN = 3


def enough_of(plan_id: int, version: BudgetVersion | None) -> dict[str, Any]:
    """What is on record of it for a plan; `version`: whose lines finance answered for."""
    last = reviews.last_completed(plan_id)
    return {
        "answers": list(version.enough_reasons.values()) if version is not None else [],
        "review": last,
        "review_said": Sufficiency(last.sufficient).label if last is not None else "",
        "changes": reviews.changes_without_review(plan_id)[:SHOWN],
    }
