"""What a plan must hold before anyone signs it (regulation 8 and the chain from need to cost).

Gaps are shown while drafting; those that block are refused at sign-off, the others are worth doing. How much is asked
follows what the plan is for: a wheelchair or things bought once need a short plan, and nothing that may come later
holds up the end of life (section 19 of the reference).
"""

from dataclasses import replace

from careplans.rules.around import END_OF_LIFE, WHEELCHAIR, Size
from careplans.rules.chain import chain_gaps
from careplans.rules.content import PlanContent
from careplans.rules.gaps import REGULATION_8, REGULATION_13, Gap
from careplans.rules.safety import around_gaps, contingency_gaps, liberty_gaps, risk_gaps
from careplans.rules.stated import direct_payment_total, statement_gaps
from careplans.rules.working import people_gaps, task_gaps
from phb.core.errors import RuleBroken


def gaps(plan: PlanContent) -> tuple[Gap, ...]:
    """All that is missing, in the order of the plan; those that do not block are only worth doing."""
    found = (
        *chain_gaps(plan), *statement_gaps(plan), *risk_gaps(plan), *contingency_gaps(plan), *liberty_gaps(plan),
        *people_gaps(plan), *task_gaps(plan), *around_gaps(plan),
    )  # fmt: skip
    size = size_of(plan)
    return tuple(_weighed(gap, plan, size) for gap in found)


def size_of(plan: PlanContent) -> Size:
    """How much is asked of this plan. Things bought once: no service is paid week by week, and there is at least one."""
    if plan.around.fast_track or plan.around.route == END_OF_LIFE:
        return Size.URGENT
    once = bool(plan.services) and all(
        service.weekly is None and service.one_off is not None for service in plan.services
    )
    return Size.SHORT if once or plan.around.route == WHEELCHAIR else Size.FULL


def _weighed(gap: Gap, plan: PlanContent, size: Size) -> Gap:
    advised = (gap.local and gap.code in plan.around.not_required) or (gap.full_only and size != Size.FULL)
    return replace(gap, blocks=False) if gap.blocks and advised else gap


def blocking(plan: PlanContent) -> tuple[Gap, ...]:
    """What is refused at sign-off."""
    return tuple(gap for gap in gaps(plan) if gap.blocks)


def check_complete(plan: PlanContent) -> None:
    """Refuse sign-off while anything that blocks is missing (RuleBroken, listing all of it)."""
    _refuse(blocking(plan))


def check_can_be_agreed(plan: PlanContent) -> None:
    """Refuse the person's agreement while the plan's own words are not complete (RuleBroken): what stands beside them, a
    commissioner's decision or a check of competence, may still follow."""
    _refuse(tuple(gap for gap in blocking(plan) if not gap.beside))


def _refuse(found: tuple[Gap, ...]) -> None:
    if found:
        raise RuleBroken("The plan is not complete. " + " ".join(gap.what for gap in found))


__all__ = [
    "REGULATION_8", "REGULATION_13", "Gap", "blocking", "check_can_be_agreed", "check_complete", "direct_payment_total",
    "gaps", "size_of",
]  # fmt: skip
