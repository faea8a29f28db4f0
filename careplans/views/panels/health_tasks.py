"""Health tasks with where competence stands, and how much is still to be checked of who is paid."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.selectors.competence import checks_of, tasks_of
from careplans.views.tasks_and_checks import COLOURS
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """For those who read health tasks, when the plan has one or pays somebody by name."""
    if not may(actor, "health task", "R"):
        return None
    tasks, checks = tasks_of(version, on), checks_of(version, on)
    if not tasks and not checks:
        return None
    return {
        "template": "careplans/panels/health_tasks.html",
        "version": version,
        "tasks": [
            {
                "words": one.task.words,
                "service": one.task.service.description if one.task.service else "",
                "standing": one.standing.words,
                "colour": COLOURS.get(one.standing.code, "red"),
                "red": one.standing.is_red,
            }
            for one in tasks
        ],
        "paid": len(checks),
        "to_check": sum(1 for one in checks if one.missing),
    }
