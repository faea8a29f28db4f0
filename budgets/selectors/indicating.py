"""What an indicative amount can start from, and the amounts that were given before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import AmountMethod
from budgets.models import AmountTable, Indicative
from budgets.rules.amount_tables import levels_of
from budgets.selectors.amount_tables import usable_on
from budgets.selectors.budgets import indicatives
from careplans import selectors as careplans
from careplans.selectors.deciding import replaced_package_of
from eligibility import selectors as eligibility
from eligibility.enums import FormState, Level, Route
from eligibility.rules.domains import adult_domains, children_domains
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.models import Document


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a case: the newest completed assessment with levels of need, and what the care costs now."""

    form: Any = None
    levels: Mapping[str, str] = field(default_factory=dict)
    package: Any = None

    @property
    def said(self) -> list[dict[str, str]]:
        """The levels by domain in words, the highest first."""
        names = {**children_domains(), **adult_domains()}
        order = list(Level)
        rows = sorted(self.levels.items(), key=lambda row: -order.index(Level(row[1])))
        return [
            {"label": names[key].label if key in names else key, "value": Level(level).label} for key, level in rows
        ]

    @property
    def counted(self) -> str:
        """How many domains stand at each of the higher levels, in words."""
        values = list(self.levels.values())
        found = [(level, values.count(level.value)) for level in (Level.PRIORITY, Level.SEVERE, Level.HIGH)]
        return (
            ", ".join(f"{number} {level.label.lower()}" for level, number in found if number) or "none above moderate"
        )


@dataclass(frozen=True, slots=True)
class Given:
    """An amount that was given, with how much more it is a week than the one before it."""

    row: Indicative
    more: Decimal | None


def start_of(actor: Actor, case: Any) -> Start:
    """What an amount of this case can start from, as far as the actor may see it."""
    form, levels = None, {}
    if may(actor, "assessment", "R"):
        done = [each for each in eligibility.forms_of(case) if each.state == FormState.COMPLETED]
        form = next((each for each in done if levels_of(each.answers)), None)
        levels = levels_of(form.answers) if form else {}
    plan = careplans.plans(actor).filter(case_id=case.pk).order_by("-id").first()
    package = replaced_package_of(plan.pk) if plan else None
    return Start(form, levels, package if package and package.weekly else None)


def tables_for(actor: Actor, case: Any, method: AmountMethod, on: date) -> list[AmountTable]:
    """The tables that an amount of this case can be read from on a day, its own stream's first."""
    return list(usable_on(actor, on, method=method, stream=case.route).order_by("-stream", "name", "-starts"))


def sheets_of(given: Indicative) -> list[Document]:
    """The printed sheets of an amount: the newest in each format, the one with all the sums first."""
    rows = Document.objects.filter(kind="indicative_amount", subject_id=given.pk, person_id=given.person_id)
    newest = rows.order_by("format", "-version").distinct("format")
    return sorted(newest, key=lambda row: row.format == "EASY_READ")


def usual_method(route: str) -> AmountMethod:
    """The way to begin with: a fixed sum for wheelchairs, hours and prices for all else."""
    return AmountMethod.FIXED if route == Route.WHEELCHAIR else AmountMethod.COST


def given_before(actor: Actor, case_id: int) -> list[Given]:
    """The amounts given on a case, newest first, each beside the one before it."""
    rows = list(indicatives(actor, case_id))
    older = [*rows[1:], None][: len(rows)]
    return [Given(row, row.weekly - before.weekly if before else None) for row, before in zip(rows, older, strict=True)]
