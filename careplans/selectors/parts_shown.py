"""Which parts of a plan a version has: those of every plan, and the optional ones that apply, were added, or hold something."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from careplans import selectors
from careplans.models import PARTS, PlanVersion

# Parts that only some plans need, by the fields that hold their words; the others are lists of rows.
OPTIONAL: dict[str, tuple[str, ...]] = {
    "paid_people": (),
    "tasks": (),
    "safety": ("safeguarding", "liberty", "liberty_authority", "restraint"),
    "carers": ("carers_situation",),
    "decisions": (),
    "formulation": ("formulation",),
    "advance": ("advance_statement", "advance_statement_kept", "anticipatory"),
    "other_plans": (),
}
ALWAYS = (
    "about_me", "needs", "outcomes", "actions", "services", "risks", "advice", "contingency", "contacts", "support", "people",
    "consent", "review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptionalPart:
    """`why`: what on record asks for it, or "". `added`: by hand. `filled`: it holds something, so it stays in sight."""

    name: str
    why: str
    added: bool
    filled: bool

    @property
    def shown(self) -> bool:
        return bool(self.why) or self.added or self.filled


def optional_parts(version: PlanVersion) -> list[OptionalPart]:
    """Every optional part, and why it is there or not."""
    reasons, filled = _reasons(version), _filled(version)
    return [OptionalPart(name, reasons.get(name, ""), name in version.extra_parts, name in filled) for name in OPTIONAL]


def _reasons(version: PlanVersion) -> dict[str, str]:
    found = getattr(selectors, "applicable_parts", None)
    return found(version) if found else dict.fromkeys(OPTIONAL, "It may apply to this plan.")


def parts_shown(version: PlanVersion) -> set[str]:
    """The names of the parts that this version has. Kept on the version for the rest of the page."""
    if "_parts_shown" not in version.__dict__:
        there = {part.name for part in optional_parts(version) if part.shown}
        steps = {"stage_goals"} & _filled(version)
        version.__dict__["_parts_shown"] = {*ALWAYS, *there, *steps}
    return version.__dict__["_parts_shown"]


def _filled(version: PlanVersion) -> set[str]:
    """The optional parts that hold something: one query for all lists."""
    lists = [*(name for name, fields in OPTIONAL.items() if not fields), "stage_goals"]
    rows = PlanVersion.objects.filter(pk=version.pk).values(
        **{f"has_{name}": Exists(PARTS[name].objects.filter(version=OuterRef("pk"))) for name in lists}
    )
    found = {name for name in lists if rows.get()[f"has_{name}"]}
    return found | {name for name, fields in OPTIONAL.items() if any(getattr(version, field) for field in fields)}
