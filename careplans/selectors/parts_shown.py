"""Which parts of a plan a version has: those of every plan, and the optional ones that apply, were added, or hold something."""

from dataclasses import dataclass

from careplans.rules.content import PlanContent
from careplans.rules.parts import BY_HAND, HELD, HOLDS, applicable

ALWAYS = (
    "about_me", "needs", "outcomes", "actions", "services", "risks", "advice", "contingency", "contacts", "support", "people",
    "consent", "review",
)  # fmt: skip
# Parts that only some plans need, in the order of the plan.
OPTIONAL = tuple(part for part in HELD if part not in ALWAYS)


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """`why`: what brings it into the plan, or "". `added`: nothing but somebody's hand, so it may be left out again."""

    name: str
    why: str

    @property
    def added(self) -> bool:
        return self.why == BY_HAND

    @property
    def filled(self) -> bool:
        """Whether it is there for nothing but what it holds."""
        return self.why == HOLDS


def optional_parts(plan: PlanContent) -> list[OptionalPart]:
    """Every optional part, and why it is there or not."""
    reasons = applicable(plan)
    return [OptionalPart(name, reasons.get(name, "")) for name in OPTIONAL]


def parts_shown(plan: PlanContent) -> set[str]:
    """The names of the parts that this version has; steps on the way come with the first action."""
    steps = {"stage_goals"} if plan.actions or plan.stage_goals else set()
    return {*ALWAYS, *applicable(plan), *steps}
