"""The stages of a budget beside each other: what was told, proposed, agreed and revised, line by line, each with its reason."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets import selectors
from budgets.selectors.stages import Stage, between, guide_lines, stages_of, total_difference
from budgets.views._common import back_to_budget
from phb.core import audit
from phb.core.errors import NotVisible


def stages(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Every stage, and two of them line by line: the last two, or those that the address names."""
    shown = selectors.budget_for(request.actor, budget_id)
    found = stages_of(shown)
    audit.note_read(shown.person_id, "compared the stages of your budget")
    before, after = _two(found, request.GET.get("from", ""), request.GET.get("to", ""))
    context: dict[str, Any] = {
        "budget": shown,
        "person": shown.person,
        "stages": [(stage, _since(found, n)) for n, stage in enumerate(found)],
        "before": before,
        "after": after,
        "lines": between(before, after) if before and after and before.lines else (),
        "guide": guide_lines(shown) if before is not None and not before.lines else [],
        "total": total_difference(before, after) if before and after else None,
        "back": back_to_budget(shown),
    }
    return render(request, "budgets/stages.html", context)


def _since(found: list[Stage], n: int) -> Any:
    """Pounds a week by which a stage is more than the one before it that stood."""
    earlier = [stage for stage in found[:n] if stage.stands]
    return total_difference(earlier[-1], found[n]) if earlier else None


def _two(found: list[Stage], first: str, second: str) -> tuple[Stage | None, Stage | None]:
    """The stages named in the address, or the last that stands and the one before it. Raises NotVisible for another."""
    by_key = {str(stage.key): stage for stage in found}
    standing = [stage for stage in found if stage.stands]
    if not first and not second:
        after = standing[-1] if standing else None
        before = standing[-2] if len(standing) > 1 else None
        return before, after
    if first not in by_key or second not in by_key:
        raise NotVisible
    return by_key[first], by_key[second]
