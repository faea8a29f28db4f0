"""Decisions as pages show them, to staff and to the person: line by line, and by each panel."""

from typing import Any

from careplans.enums import PanelDecision
from careplans.models import PlanVersion
from careplans.selectors import deciding

WHERE = {"there": "It still stands in the plan.", "changed": "It was changed since.", "out": "It was taken out."}


def decided_lines(version: PlanVersion) -> list[dict[str, Any]]:
    """The lines that were refused, with reasons, and where each stands now."""
    return [
        {"words": line.decision.words, "reasons": line.decision.reasons, "on": line.decision.decided_on,
         "by": line.decision.item.panel.name if line.decision.item else "", "there": line.is_there, "where": WHERE[line.where]}
        for line in deciding.refused_lines(version)
    ]  # fmt: skip


def decided_panels(version: PlanVersion) -> list[dict[str, Any]]:
    """What panels decided, newest first."""
    return [
        {"id": item.pk, "panel": item.panel.name, "on": item.decided_on, "words": PanelDecision(item.decision).label,
         "reasons": item.reasons, "conditions": item.conditions,
         "agreed": [row.words for row in item.lines.all() if row.agreed] if item.decision == PanelDecision.PART else []}
        for item in deciding.decided_items(version)
    ]  # fmt: skip
