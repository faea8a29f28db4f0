"""What an uplift needs to know of the budgets it may raise: a fixed number of questions for any number of budgets."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from budgets.enums import DIRECT_PAYMENT_METHODS, BudgetState, ChangeKind, SplitState
from budgets.models import BudgetChange, BudgetLine, BudgetVersion, FundingSplit, Uplift
from budgets.rules.funding import DatedSplit
from budgets.rules.uplift_totals import Shares
from budgets.rules.uplifting import ASSISTANT, PricedLine, in_pence
from budgets.selectors.funding import splits_of
from budgets.selectors.uplifts import in_force, versions_on, waiting_amounts

# Only what is needed of `working`, and funders as text: most are alike, and each text is read once.
OF_WORKING = {
    "line_age": KT("working__age"),
    "line_apprentice": KT("working__apprentice"),
    "line_raised": KT("working__raised_from"),
}
LINE = (
    "version_id", "kind", "description", "provider", "weekly", "holding", "hours_per_week", "rate", "funders_text",
    "line_age", "line_apprentice", "line_raised", "service__first_row", "service_id",
)  # fmt: skip
RUNNING = (BudgetState.ACTIVE, BudgetState.PAUSED, BudgetState.ENDING)


@dataclass(slots=True)
class BudgetFacts:
    """One budget on the uplift's first day: the amount in force and its weekly lines."""

    budget_id: int
    person_id: int
    version_id: int
    state: str
    ends: date | None
    lines: list[PricedLine] = field(default_factory=list)
    shares: list[Shares] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside the amounts, by budget: new amounts that wait, last days, later amounts, disputes, splits."""

    waiting: frozenset[int]
    last_days: dict[int, date]
    later: dict[int, date]
    disputed: frozenset[int]
    splits: dict[int, tuple[DatedSplit, ...]]


def bases(uplift: Uplift, budget_ids: Collection[int] | None = None) -> QuerySet[BudgetVersion]:
    """The amounts in force on the uplift's first day, of the budgets that it names."""
    day = uplift.effective_from
    found = versions_on(uplift.organisation_id, day).filter(budget__state__in=RUNNING)
    found = found.filter(Q(budget__ends=None) | Q(budget__ends__gte=day))
    found = found.filter(Q(person__date_of_death=None) | Q(person__date_of_death__gte=day))
    if uplift.stream:
        found = found.filter(budget__stream=uplift.stream)
    if uplift.place_id:
        found = found.filter(person__place_id=uplift.place_id)
    return found if budget_ids is None else found.filter(budget_id__in=budget_ids)


def facts_of(uplift: Uplift, budget_ids: Collection[int] | None = None) -> dict[int, BudgetFacts]:
    """The budgets an uplift names with their lines, by number: two queries."""
    base = bases(uplift, budget_ids)
    found, by_version = {}, {}
    for row in base.values_list("budget_id", "person_id", "pk", "budget__state", "budget__ends"):
        found[row[0]] = by_version[row[2]] = BudgetFacts(*row)
    rows = BudgetLine.objects.filter(version__in=base.values("pk"), weekly__isnull=False).order_by(
        "version_id", "position", "id"
    )
    rows = rows.annotate(funders_text=Cast("funders", TextField()), **OF_WORKING)
    shares, days = _Shares(), _Days()
    for version, kind, words, provider, weekly, holding, hours, rate, funders, age, apprentice, raised, first, service in (
        rows.values_list(*LINE)
    ):  # fmt: skip
        budget = by_version[version]
        direct, pay = holding in DIRECT_PAYMENT_METHODS, None if rate is None else in_pence(rate)
        known = int(age) if kind == ASSISTANT and age else None
        line = PricedLine(
            kind, words, provider, in_pence(weekly), direct, hours, pay, known, apprentice == "true", days[raised or ""]
        )
        budget.lines.append(line)
        budget.shares.append(shares[funders])
        budget.numbers.append(first or service)
    return found


def around(uplift: Uplift, budget_ids: Collection[int] | None = None) -> Around:
    """What stands beside the amounts of an uplift's budgets."""
    day, organisation = uplift.effective_from, uplift.organisation_id

    def of(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if budget_ids is None else rows.filter(budget_id__in=budget_ids)

    later: dict[int, date] = {}
    others = of(in_force(organisation).filter(since__gt=day)).order_by("-since")
    later.update(others.values_list("budget_id", "since"))
    ends = of(
        BudgetChange.objects.filter(
            organisation_id=organisation, kind=ChangeKind.END, withdrawn_on=None, starts__lt=day
        )
    )
    mine = of(FundingSplit.objects.filter(organisation_id=organisation))
    split = set(mine.filter(state__in=[SplitState.AGREED, SplitState.DISPUTED]).values_list("budget_id", flat=True))
    return Around(
        frozenset(of(waiting_amounts(organisation)).values_list("budget_id", flat=True)),
        dict(ends.values_list("budget_id", "starts")),
        later,
        frozenset(mine.filter(state=SplitState.DISPUTED).values_list("budget_id", flat=True)),
        splits_of(split) if split else {},
    )


class _Days(dict[str, date | None]):
    """Days by their text, each read once."""

    def __missing__(self, text: str) -> date | None:
        self[text] = found = date.fromisoformat(text) if text else None
        return found


class _Shares(dict[str, Shares]):
    """Funders by their text, each read once."""

    def __missing__(self, text: str) -> Shares:
        self[text] = found = tuple((row["funder"], str(row["share"])) for row in json.loads(text))
        return found
